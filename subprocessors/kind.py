from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from trustportal.public.kinds import Figure, Kind

from . import annexes, register
from .models import ProcessingLocation, Register, Subprocessor, Transfer


@dataclass(frozen=True)
class RegisterKind(Kind):
    def context(self, page, query, on):
        return register.context(page, query, on)

    def selection(self, page, query, on):
        return register.selection(page, query, on)

    def narrowed(self, query):
        return register.narrowed(query)

    def more_files(self, page, query, on):
        return annexes.file_groups(page, query, on)

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
    parts=(Subprocessor, ProcessingLocation, Transfer),
)
