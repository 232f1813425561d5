"""The kinds of pages, each an entry in settings.PAGE_KINDS, in the order of every list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.module_loading import import_string

from trustportal.record.reader import Page
from trustportal.record.rows import Card

from . import tables
from .query import Query
from .selection import Selection

# Reduces a page and the one before it to the same rows.
type Narrow = Callable[[Page, Page], list[Page]]


@dataclass(frozen=True)
class Figure:
    """A number that the home page shows of a kind, and what it counts."""

    number: int
    what: str


@dataclass(frozen=True)
class FileGroup:
    """Further files that a page offers under a heading of their own: [(label, address), …]."""

    title: str
    links: list[tuple[str, str]]
    remark: str = ""


@dataclass(frozen=True)
class Kind:
    """The public side of one kind of page. Content apps override what differs for theirs."""

    name: str  # in versions and as an argument of addresses; never changed
    document: type[Model]  # what staff edit
    label: str  # what readers call one such page
    list_label: str  # what readers call the list, as in the navigation
    path: str  # of the list, with its pages below
    template: str = "documents/page.html"
    list_template: str = "documents/index.html"
    only: str = ""  # the slug of the one page that there is, where there is no list
    # The kind whose list shows these pages, where they have no place in the navigation.
    listed_with: str = ""
    # The kind whose public pages may concern one of these, and say so in their card.
    related: str = ""
    parts: tuple[type[Model], ...] = ()  # what else staff edit for such a page

    @property
    def has_list(self) -> bool:
        return not self.only

    @property
    def is_below_a_list(self) -> bool:
        return self.has_list or bool(self.listed_with)

    @property
    def list_address(self) -> str:
        if self.listed_with:
            return kinds()[self.listed_with].list_address
        return reverse(f"{self.name}-index") if self.has_list else self.address(self.only)

    def address(self, slug: str) -> str:
        return reverse("page", kwargs={"kind": self.name, "slug": slug})

    def context(self, page, query: Query, on: date) -> dict:
        """Return the template's further context for a version's page, with the states of a day."""
        return tables.context(page, query)

    def selection(self, page, query: Query, on: date) -> Selection:
        """Return the Selection for a file: everything that the page shows for the same query."""
        return tables.selection(page, query, on)

    def reads_whole(self, query: Query) -> bool:
        """Return whether the list of a page cannot answer a query by its listed keys alone."""
        return False

    def narrowed(self, query: Query) -> Narrow | None:
        """Return a function that reduces two pages to what a feed's query asks for.

        None stands for the whole page.
        """
        return None

    def more_files(self, page, query: Query, on: date) -> list[FileGroup]:
        return []

    def figures(self, cards: list[Card], on: date) -> list[Figure]:
        """Return the figures of a day on the home page, given the cards of all current pages.

        Without figures, the home page leaves the kind out.
        """
        return []

    def in_order(self, versions: Iterable) -> list:
        """Return versions, loaded with their titles, in the order in which lists show them."""
        return sorted(versions, key=lambda version: version.page_title.casefold())


def kinds() -> dict[str, Kind]:
    """Return {name: Kind} in the order of the navigation."""
    found = [import_string(place) for place in settings.PAGE_KINDS]
    return {kind.name: kind for kind in found}


def packages() -> list[str]:
    """Return the top packages that the kinds come from, as ["subprocessors", "sharing", …]."""
    return list(dict.fromkeys(place.partition(".")[0] for place in settings.PAGE_KINDS))


def documents() -> list[type[Model]]:
    return [kind.document for kind in kinds().values()]
