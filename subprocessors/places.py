"""Which countries are inside the European Economic Area."""

# The European Economic Area: the EU's members and Iceland, Liechtenstein, Norway (EEA Agreement).
EEA_CODES = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
)
EEA = frozenset(EEA_CODES.split())
