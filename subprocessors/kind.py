from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from trustportal.public.kinds import Figure, Kind

from . import annexes, register
from .filters import BY_MORE
from .models import NoticePeriod, ProcessingLocation, Register, Subprocessor, Transfer


@dataclass(frozen=True)
class RegisterKind(Kind):
    def context(self, page, query, on):
        return register.context(page, query, on)

    def selection(self, page, query, on):
        return register.selection(page, query, on)

    def reads_whole(self, query):
        """The list of a version from before these filters lacks what they look at."""
        return any(query.is_set(key) for key in BY_MORE)

    def narrowed(self, query):
        return register.narrowed(query)

    def more_files(self, query):
        return annexes.file_groups(query)

    def figures(self, cards):
        entries = sum(card.number("entries") for card in cards)
        countries = sum(card.number("countries") for card in cards)
        return [
            Figure(entries, ngettext("subprocessor", "subprocessors", entries)),
            Figure(countries, ngettext("country", "countries", countries)),
        ]


REGISTER = RegisterKind(
    name=Register.kind,
    document=Register,
    label=_("Register"),
    list_label=_("Subprocessors"),
    path="",
    only="subprocessors",
    template="subprocessors/register.html",
    related="incident",
    parts=(Subprocessor, ProcessingLocation, Transfer, NoticePeriod),
)
