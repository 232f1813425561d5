"""Whether data is processed outside the European Economic Area."""

from trustportal.language.locales import is_country

from .parts import ProcessingLocation

# The European Economic Area: the EU's members and Iceland, Liechtenstein, Norway (EEA Agreement).
EEA_CODES = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
)
EEA = frozenset(EEA_CODES.split())
REGIONS_INSIDE = frozenset([ProcessingLocation.Region.EU, ProcessingLocation.Region.EEA])
# Each region is in those after it.
WIDER = [
    *(ProcessingLocation.Region.EU, ProcessingLocation.Region.EEA),
    *(ProcessingLocation.Region.EUROPE, ProcessingLocation.Region.WORLDWIDE),
]
NOT_IN_THE_EU = frozenset(["IS", "LI", "NO"])
YES, NO, UNSPECIFIC = "yes", "no", "unspecific"


def outside_eea(codes: list[str]) -> str:
    """Return whether places are outside the EEA; "" for none.

    A region that reaches beyond it, and words alone (with the code ""), are UNSPECIFIC.
    """
    found = [of_place(code) for code in codes]
    for answer in (YES, UNSPECIFIC, NO):
        if answer in found:
            return answer
    return ""


def of_place(code: str) -> str:
    if code in EEA or code in REGIONS_INSIDE:
        return NO
    return YES if is_country(code) else UNSPECIFIC


def is_within(code: str, region: str) -> bool:
    """Return whether a country or region certainly is in a region."""
    if not code or region not in WIDER:
        return False
    wider = WIDER
    if code in WIDER:
        wider = WIDER[WIDER.index(code) :]
    elif code not in EEA:
        wider = WIDER[-1:]
    elif code in NOT_IN_THE_EU:
        wider = WIDER[1:]
    return region in wider
