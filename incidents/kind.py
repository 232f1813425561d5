from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from trustportal.public.kinds import Figure, Kind

from . import reader
from .models import AffectedProduct, AllClear, Incident, IncidentUpdate, Report


@dataclass(frozen=True)
class IncidentKind(Kind):
    def context(self, page, query, on):
        return reader.context(page)

    def figures(self, cards, on):
        number = len(cards)
        unresolved = sum(bool(card["is_open"]) for card in cards)
        return [
            Figure(number, ngettext("published incident", "published incidents", number)),
            Figure(unresolved, gettext("open")),
        ]


INCIDENT = IncidentKind(
    name=Incident.kind,
    document=Incident,
    label=_("Incident"),
    list_label=_("Incidents"),
    path="incidents/",
    list_template="",  # the list has its own filters and view
    template="incidents/incident.html",
    parts=(IncidentUpdate, AffectedProduct, Report),
)

ALL_CLEAR = Kind(
    name=AllClear.kind,
    document=AllClear,
    label=_("Statement on incidents"),
    list_label=_("Incidents"),
    path="incidents/statement/",
    only="all-clear",
    listed_with=Incident.kind,
)
