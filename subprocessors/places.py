"""The places in which an entry processes data, and which of them are outside the EEA."""

from dataclasses import dataclass

from django.utils.translation import get_language

from trustportal.language.locales import country_name, is_country
from trustportal.record.rows import Data, Row, value_in

from .parts import ProcessingLocation

# What a version says of a place, of which it has one.
PLACE_KEYS = ("country_code", "region_code", "place")
# The European Economic Area: the EU's members and Iceland, Liechtenstein, Norway (EEA Agreement).
EEA_CODES = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
)
EEA = frozenset(EEA_CODES.split())
# The regions whose countries are known.
REGIONS = {"EU": EEA - {"IS", "LI", "NO"}, "EEA": EEA}
# Each region is in those after it.
WIDER = [
    *(ProcessingLocation.Region.EU, ProcessingLocation.Region.EEA),
    *(ProcessingLocation.Region.EUROPE, ProcessingLocation.Region.WORLDWIDE),
]
YES, NO, UNSPECIFIC = "yes", "no", "unspecific"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in which an entry processes data, with the dates that a version gives, if any."""

    code: str  # of a country or region; of a place in words, the words
    starts: str = ""
    ends: str = ""

    def is_in_force(self, day: str) -> bool:
        return self.starts <= day and (not self.ends or self.ends >= day)


def places_of(row: Row) -> list[Place]:
    """Return the places of a row; what was published without locations has no dates."""
    found = []
    for data in row.value("locations_data") or []:
        code = next(filter(None, where(data)), "")
        found.append(Place(code, value_in(data, "starts_on"), value_in(data, "ends_on")))
    return found or [Place(code) for code in row.codes("countries")]


def where(place: Data) -> tuple[str, ...]:
    """Return what a location is known by, whatever is done there."""
    return tuple(value_in(place, key) for key in PLACE_KEYS)


def place_name(place: Data) -> str:
    """Return the country or region of a location in the active language, or its words."""
    country, region, words = where(place)
    if country:
        return country_name(country, get_language())
    labels = dict(ProcessingLocation.Region.choices)
    return labels.get(region, region) or words


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
    if code in EEA or code in REGIONS:
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
    elif code not in REGIONS["EU"]:
        wider = WIDER[1:]
    return region in wider
