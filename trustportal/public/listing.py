"""Lists of versions, a part at a time."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.record.changes import PageDiff
from trustportal.record.diff import diff
from trustportal.record.models import Version
from trustportal.record.reader import Page
from trustportal.record.rows import Note

from .kinds import Kind, Narrow, kinds
from .query import Query


@dataclass(frozen=True)
class VersionEntry:
    """A version in a list; `changes` are those since the version before, None for the first."""

    version: Version
    kind: Kind | None
    title: str
    note: Note
    changes: PageDiff | None


def version_entry(version: Version, narrow: Narrow | None = None) -> VersionEntry:
    """Return the entry of a version that was loaded `with_before`.

    Both pages are released: a list of many long versions takes no more memory than two.
    """
    before, page = Page(version.before or {}), Page(version.loaded_page or {})
    version.before = version.loaded_page = None
    return VersionEntry(
        version=version,
        kind=kinds().get(version.kind),
        title=(page or before).title or version.slug,
        note=version.note_in(get_language()),
        changes=changes_between(before, page, narrow),
    )


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
