"""What a publication would change, and the problems that block it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from trustportal.language.texts import Texts
from trustportal.record.canonical import sha256, too_long
from trustportal.record.changes import Change
from trustportal.record.diff import diff, is_material
from trustportal.record.page_diff import PageDiff
from trustportal.record.reader import Page, authoritative, page_of
from trustportal.record.translations import stale, untranslated

from .drafts import Draft
from .gaps import Gap, Meter

# Blockers that a publisher can waive: a correction changes nothing material, an urgent reason
# becomes part of the public note.
CORRECTION, URGENT = "correction", "urgent"
WAIVERS = (CORRECTION, URGENT)
MOST_REASONS = 5  # in the sentence why a change is material


@dataclass(frozen=True)
class Problem:
    """What a check found in a draft: a blocker, or else a warning."""

    text: str
    blocks: bool = True
    waiver: str = ""  # of a blocker that a publisher can waive: CORRECTION or URGENT
    about: Draft | None = None  # the part of the document to edit, if it is not the document itself
    kind: str = ""  # what such problems have in common, in a sentence: many are shown as one


@dataclass(frozen=True)
class Answers:
    """What a publisher says of a publication; `Document.publish` explains each of them."""

    note: Texts
    reviewed: str | None = None
    material: bool | None = None  # None: as the changes are
    urgent: Texts = field(default_factory=dict)

    @property
    def waivers(self) -> set[str]:
        """The kinds of blockers that the publisher waives."""
        waived = {CORRECTION} if self.material is False else set()
        return waived | {URGENT} if any(self.urgent.values()) else waived

    @property
    def note_with_reason(self) -> Texts:
        """The note with the urgent reason below it, in each language that has one."""
        found = dict(self.note)
        for language, text in self.urgent.items():
            if text:
                with translation.override(language):
                    sentence = str(_("Urgent: %s") % text)
                found[language] = "\n".join(filter(None, [self.note.get(language), sentence]))
        return found


class Review:
    """A draft compared with its public page."""

    def __init__(self, document):
        self.document = document
        self.current = document.current()
        self.data: dict[str, dict] = document.data()
        self.public: dict[str, dict] = self.current.data if self.current else {}

    @property
    def fingerprint(self) -> str:
        """Identifies what was reviewed: the draft, and the version it would follow."""
        return sha256({"data": self.data, "after": self.current.digest if self.current else ""})

    # What would change

    @cached_property
    def diffs(self) -> list[tuple[str, PageDiff]]:
        """Pairs of a language and what changes in it, headings in that language."""
        found = []
        for language, page in self.data.items():
            with translation.override(language):
                found.append((language, diff(Page(page_of(self.public, language)), Page(page))))
        return found

    @property
    def has_changes(self) -> bool:
        if self.current is None or not self.current.is_readable:
            return True
        return any(changes for _language, changes in self.diffs)

    @property
    def is_material(self) -> bool:
        """Whether the publication is a material change, unless staff say otherwise."""
        return is_material(self.public, self.data)

    def why(self) -> str:
        """Return the sentence that says why it is a material change, or why it is none."""
        if self.current is None:
            return _("This page is published for the first time.")
        if not self.public:
            return _("This page becomes public again.")
        changes = diff(authoritative(self.public), authoritative(self.data))
        if not changes:
            return _("Only translations changed.")
        lines = changes.material_lines
        if lines:
            more = ["…"] if lines[MOST_REASONS:] else []
            return _("Material: %s") % "; ".join([*lines[:MOST_REASONS], *more])
        return _("Not material: %s") % changes.summary()

    def untranslated(self) -> dict[str, list[str]]:
        """Return, by language, the labels of texts that are not translated into it."""
        found = {}
        for language, page in self.data.items():
            labels = untranslated(Page(page))
            if labels:
                found[language] = labels
        return found

    def stale(self) -> dict[str, list[Change]]:
        """Return, by language, the changed authoritative texts whose translation did not change."""
        source = settings.LANGUAGE_CODE
        found = {}
        for language, page in self.data.items():
            if language == source or language not in self.public:
                continue
            changes = stale(
                Page(page_of(self.public, source)),
                Page(self.data[source]),
                Page(self.public[language]),
                Page(page),
            )
            if changes:
                found[language] = changes
        return found

    # Problems

    @cached_property
    def problems(self) -> list[Problem]:
        found = self.document.problems(self)
        sentence = too_long(self.data)
        return [Problem(sentence), *found] if sentence else found

    @cached_property
    def meter(self) -> Meter:
        return self.document.meter()

    def blockers(self, waived: Collection[str] = ()) -> list[Problem | Gap]:
        """Return what blocks and is not waived: problems, and gaps that the company closes."""
        every: list[Problem | Gap] = [*self.problems, *self.meter.open]
        return [found for found in every if found.blocks and found.waiver not in waived]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.blocks]

    @property
    def gaps(self) -> list[Gap]:
        """Return what is missing and does not block."""
        return [gap for gap in self.meter.open if not gap.blocks]

    def obstacles(self, user) -> list[str]:
        """Return the reasons against publishing that do not depend on the draft's content."""
        found = []
        if not self.has_changes:
            found.append(_("Nothing changed since the last version."))
        # A withdrawal published nothing of the draft: what was edited before it still waits for
        # a second person.
        last = self.document.versions.filter(withdrawn=False).first()
        if settings.REQUIRE_SECOND_PERSON and user and user.pk in self.document.editors_since(last):
            found.append(_("You edited this draft. A second person has to publish it."))
        return found
