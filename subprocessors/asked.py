"""The facts that staff are asked for of the register and of each entry.

They are what customers' lawyers ask: Art. 28 and 30 GDPR, the annexes of the EU's standard
contractual clauses (Annex III of (EU) 2021/914, Annex IV of (EU) 2021/915), and questionnaires.
"""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import today
from trustportal.publishing.gaps import Asked
from trustportal.vocabulary.models import TransferLaw

from .places import REGIONS

ANNEX = _("SCC, Annex III and IV")


def current_places(entry):
    """Return the places of an entry but for those that it has left."""
    on = today()
    return [place for place in entry.locations.all() if not place.has_ended(on)]


def is_specific(place):
    return bool(place.country) or place.region in REGIONS


@dataclass(frozen=True)
class OfEachPlace(Asked):
    """A fact that each processing location is asked for."""

    _: KW_ONLY
    states: Callable[[Any], Any]

    def is_asked(self, entry):
        return bool(current_places(entry))

    def is_stated(self, entry):
        return all(self.states(place) for place in current_places(entry))


@dataclass(frozen=True)
class Places(Asked):
    def is_stated(self, entry):
        return bool(current_places(entry))


@dataclass(frozen=True)
class Mechanism(Asked):
    """What makes transfers lawful under one law, for an entry that is outside its territory."""

    _: KW_ONLY
    law: TransferLaw | None = None

    @property
    def code(self):
        return f"{self.key}-{self.law.slug}"

    @property
    def name(self):
        return f"{super().name} ({self.law})"

    def is_asked(self, entry):
        return any(is_outside(code, self.law.countries) for code in codes_of(entry))

    def is_stated(self, entry):
        on = max(today(), entry.starts_on or today())
        return any(self.covers(transfer, on) for transfer in entry.transfers.all())

    def covers(self, transfer, on):
        mechanism = transfer.mechanism
        is_lawful = mechanism is not None and mechanism.legitimises
        return is_lawful and transfer.law_id == self.law.pk and transfer.is_in_force(on)


def under_laws(facts, laws):
    """Return the facts with one for the mechanism under each law."""
    found = []
    for fact in facts:
        found += [replace(fact, law=law) for law in laws] if isinstance(fact, Mechanism) else [fact]
    return found


def codes_of(entry):
    """Return the codes of an entry's places or, if it names none, of the company's country."""
    return [place.code for place in current_places(entry)] or [entry.country]


def is_outside(code, territory):
    """Return whether a country or region certainly is outside a territory.

    Words, and regions such as Europe, cannot be judged.
    """
    if code in REGIONS:
        return REGIONS[code].isdisjoint(territory)
    return len(code) == 2 and code not in territory


REGISTER = [
    Asked("summary", _("summary")),
    Asked("objection", _("how to object"), source=_("Art. 28(2) GDPR")),
]
ENTRY = [
    Asked("legal_name", _("legal name"), source=ANNEX),
    Asked("address", _("registered address"), source=ANNEX),
    Asked("contact", _("contact"), ("contact", "contact_url"), source=ANNEX),
    Asked("country", _("country of registration")),
    Asked("starts_on", _("start of the processing")),
    Asked("applies", _("applicability")),
    Asked("purpose", _("purpose"), source=ANNEX),
    Asked("responsibilities", _("responsibilities"), source=ANNEX),
    Asked(
        "categories",
        _("categories of data"),
        ("categories", "data_in_words"),
        source=_("Art. 28(3) GDPR"),
    ),
    Asked("subjects", _("data subjects"), source=_("Art. 28(3) GDPR")),
    Asked("retention", _("retention"), source=_("Art. 28(3) GDPR")),
    Places("locations", _("processing location"), source=_("Art. 30(2)(c) GDPR")),
    OfEachPlace("place", _("country of each location"), states=is_specific),
    OfEachPlace("activity", _("activity at each location"), states=attrgetter("activity")),
    Mechanism("transfer", _("transfer mechanism")),
    Asked(
        "agreement",
        _("data processing agreement"),
        ("agreement", "agreement_url"),
        source=_("Art. 28(4) GDPR"),
    ),
    Asked("trains_ai", _("whether AI models are trained")),
]
