from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from trustportal.public.kinds import Figure, Kind

from . import annexes, register
from .counts import Counts
from .entry_query import BY_MORE
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

    def more_files(self, page, query, on):
        return annexes.file_groups(page, query, on)

    def figures(self, cards, on):
        """Return how many are in use, and in how many countries; else how many are listed."""
        (card,) = cards
        counts = Counts.of(card, on)
        if counts is None:
            entries = card.number("entries")
            return [Figure(entries, ngettext("listed entry", "listed entries", entries))]
        in_use, countries = counts.in_use, counts.countries
        in_countries = ngettext("country", "countries", countries)
        if counts.elsewhere:  # there may be more
            in_countries = ngettext("country named", "countries named", countries)
        found = [
            Figure(in_use, ngettext("subprocessor in use", "subprocessors in use", in_use)),
            Figure(countries, in_countries),
            Figure(counts.announced, _("announced")),
            Figure(counts.ended, _("ended")),
        ]
        return found[:1] + [figure for figure in found[1:] if figure.number]


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
