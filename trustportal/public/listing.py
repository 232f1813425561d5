"""Lists of versions, a part at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

from django.db.models import Count, Exists, F, Min, OuterRef, Subquery
from django.http import Http404
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trustportal.record.diff import diff
from trustportal.record.models import Version
from trustportal.record.page_diff import PageDiff
from trustportal.record.reader import Page
from trustportal.record.rows import Note

from .kinds import Kind, Narrow, kinds
from .query import Query


@dataclass(frozen=True)
class ImportedHistory:
    """The imported versions of a page, of which a list of all pages tells at once."""

    number: int
    first: int  # years
    last: int

    @property
    def sentence(self) -> str:
        if self.first == self.last:
            words = ngettext(
                "History of %(number)d version from %(first)d recorded",
                "History of %(number)d versions from %(first)d recorded",
                self.number,
            )
        else:
            words = ngettext(
                "History of %(number)d version from %(first)d to %(last)d recorded",
                "History of %(number)d versions from %(first)d to %(last)d recorded",
                self.number,
            )
        return words % {"number": self.number, "first": self.first, "last": self.last}


@dataclass(frozen=True)
class VersionEntry:
    """A version in a list; `changes` are those since the version before, None for the first.

    If it stands for all imported versions of its page, they are its `history`.
    """

    version: Version
    kind: Kind | None
    title: str
    note: Note
    changes: PageDiff | None
    history: ImportedHistory | None = None


def with_history_once():
    """Return all versions, but of each page's imported history the last one alone.

    It has `imported`, the number of all of them, and `imported_since`, the moment of the first.
    """
    # An erased version has no source any more, but still its own time.
    imported = Version.objects.filter(published_at__lt=F("recorded_at")).order_by()
    of_page = imported.filter(kind=OuterRef("kind"), slug=OuterRef("slug"))
    later = of_page.filter(position__gt=OuterRef("position"))
    numbers = of_page.values("kind").annotate(count=Count("pk"), since=Min("published_at"))
    return Version.objects.exclude(pk__in=imported.filter(Exists(later)).values("pk")).annotate(
        imported=Subquery(numbers.values("count")),
        imported_since=Subquery(numbers.values("since")),
    )


def version_entry(version: Version, narrow: Narrow | None = None) -> VersionEntry:
    """Return the entry of a version that was loaded `with_before`.

    Both pages are released: a list of many long versions takes no more memory than two.
    """
    before, page = Page(version.before or {}), Page(version.loaded_page or {})
    version.before = version.loaded_page = None
    history = history_of(version)
    return VersionEntry(
        version=version,
        kind=kinds().get(version.kind),
        title=(page or before).title or version.slug,
        note=version.note_in(get_language()),
        changes=None if history else changes_between(before, page, narrow),
        history=history,
    )


def history_of(version: Version) -> ImportedHistory | None:
    """Return the history for which a version stands that was loaded `with_history_once`."""
    number = getattr(version, "imported", None)
    if not number or number == 1 or version.published_at == version.recorded_at:
        return None
    first, last = version.imported_since, version.published_at
    return ImportedHistory(number, first.astimezone(UTC).year, last.astimezone(UTC).year)


def changes_between(before: Page, page: Page, narrow: Narrow | None = None) -> PageDiff | None:
    if not before or not page:
        return None
    if narrow:
        return diff(*narrow(before, page))
    return diff(before, page)


class BoundedPage:
    """A part of a list, without counting it all: a further one exists if one more entry does.

    `entry_of` makes an entry of each row, before the next is read.
    """

    def __init__(self, query: Query, queryset, size: int, entry_of: Callable | None = None):
        self.query = query
        self.number = query.number("page")
        start = (self.number - 1) * size
        rows = queryset[start : start + size + 1]
        entries = list(map(entry_of, rows.iterator(chunk_size=1)) if entry_of else rows)
        if self.number > 1 and not entries:
            raise Http404(_("There is no such page."))
        self.entries = entries[:size]
        self.next = self.number + 1 if len(entries) > size else None
        self.previous = self.number - 1 if self.number > 1 else None
