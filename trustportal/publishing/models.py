from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nTextField
from trustportal.record.canonical import sha256
from trustportal.record.diff import diff, stale, untranslated
from trustportal.record.locks import wait_for_publishers, writing
from trustportal.record.models import Version, page_of, too_long
from trustportal.record.reader import Page

from .drafts import Draft


@dataclass(frozen=True)
class Problem:
    """What a check found in a draft: it blocks publishing, or it warns."""

    text: str
    blocks: bool = True
    waiver: str = ""  # CORRECTION or URGENT, where a publisher can take it on
    about: Draft | None = None  # what staff edit to mend it, where that is a part of the document


# What a publisher can take on: a correction changes nothing material, an urgent reason is given in the public note.
CORRECTION, URGENT = "correction", "urgent"


class Refused(Exception):
    """Publishing was refused; the text says why, in words for staff."""


MOVED = _("The draft or the public page changed since you looked. Please look again.")


class Moved(Refused):
    """The draft, or the public page, is no longer what was reviewed."""


class Document(Draft):
    """The draft of one public page. Publishing freezes what `as_data` returns into a Version."""

    kind = ""  # names the page's versions and addresses; never changed once something was published

    slug = models.SlugField(
        _("slug"),
        unique=True,
        help_text=_("The last part of the page's address. Fixed once published."),
    )
    notice = I18nTextField(
        _("notice"),
        blank=True,
        help_text=_("A line above the page, as: this is a sample. Usually empty."),
    )

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")

    def get_absolute_url(self):
        return reverse("page", kwargs={"kind": self.kind, "slug": self.slug})

    def clean(self):
        super().clean()
        if self.pk:
            before = type(self).objects.filter(pk=self.pk).values_list("slug", flat=True).first()
            if before and before != self.slug and Version.objects.of(self.kind, before).exists():
                raise ValidationError(
                    {"slug": _("This page was published under “%s”: the address stays.") % before}
                )

    @property
    def document(self):
        """The document whose page a draft is part of; parts name theirs, words that all pages share have none."""
        return self

    # What the page says

    def as_data(self, language):
        """Return the page in one language, in the form that docs/architecture.md describes."""
        raise NotImplementedError

    def take(self, data):
        """Make the draft, and what belongs to it, say what a version's data says."""
        raise NotImplementedError

    def data(self):
        """Return {language: page} as publishing would freeze it now."""
        return self.pages()

    def pages(self):
        """Return {language: page} of the draft as it is in the database now."""
        pages = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                head = {"language": language, "authoritative": settings.LANGUAGE_CODE}
                pages[language] = head | self.as_data(language)
        return pages

    # Draft and public page

    @property
    def versions(self):
        return Version.objects.of(self.kind, self.slug).order_by("-number")

    def current(self):
        """Return the newest version, or None before the first publication."""
        return self.versions.first() if self.slug else None

    def next_number(self):
        current = self.current()
        return current.number + 1 if current else 1

    def last_readable(self):
        """Return the newest version that can be read, or None; a withdrawn page had one."""
        return self.versions.filter(withdrawn=False, redacted_at=None).first()

    def is_published(self):
        return bool(self.slug) and self.versions.exists()

    def review(self):
        return Review(self)

    def has_changes(self):
        return self.review().has_changes

    def problems(self, review):
        """Return what stands against publishing this draft, or should be looked at. Content apps add theirs.

        `review` holds what was read already: `data` of the draft, `current` and `public`, and the `diffs`.
        """
        return []

    def editors_since(self, version):
        """Users who edited this draft, or words that it uses, since a version (None: ever)."""
        edits = Edit.objects.filter(
            models.Q(kind=self.kind, document_id=self.pk) | models.Q(kind="", document_id=None)
        )
        if version:
            edits = edits.filter(position__gte=version.position)
        return set(edits.values_list("user_id", flat=True))

    # Verbs

    def publish(self, *, note, by=None, reviewed=None, material=True, urgent=None):
        """Freeze the draft as the next version of the page and return it.

        `note` is {language: text}, with the authoritative language given; `reviewed` is the fingerprint of
        the Review that somebody looked at (None for commands). `urgent` is {language: reason} to publish without
        the notice that is due; it becomes part of the note. Raises Moved, or Refused with the reason.
        """
        if not note.get(settings.LANGUAGE_CODE):
            raise Refused(_("Say in the public note what changed and why."))
        reason = {language: text for language, text in (urgent or {}).items() if text}
        with writing():
            review = type(self).objects.get(pk=self.pk).review()
            if reviewed is not None and reviewed != review.fingerprint:
                raise Moved(MOVED)
            reasons = review.reasons_against(
                by, {*([] if material else [CORRECTION]), *([URGENT] if reason else [])}
            )
            if reasons:
                raise Refused(" ".join(map(str, reasons)))
            note = with_reason(note, reason)
            return self.append(review.data, note, material=material, published_by=by)

    def withdraw(self, *, note, by=None):
        """Take the page off the site: its address answers with the note and keeps its history."""
        if not note.get(settings.LANGUAGE_CODE):
            raise Refused(_("Say why the page is withdrawn; the reason is public."))
        with writing():
            current = self.current()
            if current is None or current.withdrawn:
                raise Refused(_("Only a public page can be withdrawn."))
            return self.append({}, note, withdrawn=True, published_by=by)

    def append(self, data, note, **more):
        try:
            return Version.objects.append(self.kind, self.slug, data, note, **more)
        except (
            ValidationError
        ) as error:  # the record's own rules, as when this server's clock is behind
            raise Refused(" ".join(error.messages)) from error


def with_reason(note, urgent):
    """Return the note with the urgent reason below it, in each language that has one."""
    found = dict(note)
    for language, reason in urgent.items():
        with translation.override(language):
            found[language] = "\n".join(
                filter(None, [note.get(language), str(_("Urgent: %s") % reason)])
            )
    return found


class Review:
    """A draft beside what is public: what publishing would change, and what stands against it."""

    def __init__(self, document):
        self.document = document
        self.current = document.current()
        self.data = document.data()
        self.public = self.current.data if self.current else {}

    @cached_property
    def problems(self):
        found = self.document.problems(self)
        return [Problem(sentence), *found] if (sentence := too_long(self.data)) else found

    @property
    def fingerprint(self):
        """Stands for all that was looked at: the draft, and the version it would follow."""
        return sha256({"data": self.data, "after": self.current.digest if self.current else ""})

    @property
    def has_changes(self):
        if self.current is None or not self.current.is_readable:
            return True
        return any(changes for language, changes in self.diffs)

    @cached_property
    def diffs(self):
        """Return [(language, PageDiff), …], headings in that language."""
        found = []
        for language, page in self.data.items():
            with translation.override(language):
                found.append((language, diff(Page(page_of(self.public, language)), Page(page))))
        return found

    def untranslated(self):
        """Return {language: [label, …]} of texts that readers of that language get in another one."""
        found = {language: untranslated(Page(page)) for language, page in self.data.items()}
        return {language: labels for language, labels in found.items() if labels}

    def stale(self):
        """Return {language: [Change, …]} of authoritative texts that changed while the translation did not."""
        if not self.public:
            return {}
        source = settings.LANGUAGE_CODE
        old, new = Page(page_of(self.public, source)), Page(self.data[source])
        found = {
            language: stale(old, new, Page(self.public[language]), Page(page))
            for language, page in self.data.items()
            if language != source and language in self.public
        }
        return {language: changes for language, changes in found.items() if changes}

    def reasons_against(self, user, waived=(CORRECTION, URGENT)):
        """Return the reasons why this user cannot publish this draft now, whatever they waive; none: they can."""
        return self.unwaived(waived) + self.hindrances(user)

    def unwaived(self, waived=(CORRECTION, URGENT)):
        """Return what the problems say that block, whatever of them is waived."""
        return [
            problem.text
            for problem in self.problems
            if problem.blocks and problem.waiver not in waived
        ]

    def hindrances(self, user):
        """Return the reasons against publishing that lie not in what the draft says."""
        reasons = []
        if not self.has_changes:
            reasons.append(_("Nothing changed since the last version."))
        # A withdrawal published nothing of the draft, so what was edited before it still waits for a second person.
        last = self.document.versions.filter(withdrawn=False).first()
        if settings.REQUIRE_SECOND_PERSON and user and user.pk in self.document.editors_since(last):
            reasons.append(_("You edited this draft. A second person has to publish it."))
        return reasons


class Edit(models.Model):
    """Who edited which draft, and when: kept when accounts and admin logs are cleaned up."""

    kind = models.SlugField(
        blank=True
    )  # with document_id: whose page it concerns; both empty: every page's words
    document_id = models.PositiveBigIntegerField(null=True)
    target = models.CharField(max_length=100)
    revision = models.PositiveIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    position = (
        models.PositiveBigIntegerField()
    )  # the record's last one then: tells before from after a version
    what = models.TextField(blank=True)

    class Meta:
        verbose_name = _("edit")
        verbose_name_plural = _("edits")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "document_id", "position"], name="publishing_edit_of_page")
        ]

    def __str__(self):
        return f"{self.target} r{self.revision}"

    @classmethod
    @transaction.atomic
    def record(cls, obj, user, what):
        """Note that a user edited a draft, a part of one, or a word that every page may use.

        Called in the transaction of the edit: a publisher who did not see it has come before it.
        """
        document = getattr(obj, "document", None)
        wait_for_publishers()
        last = Version.objects.order_by("-position").values_list("position", flat=True).first()
        return cls.objects.create(
            kind=document.kind if document else "",
            document_id=document.pk if document else None,
            target=cls.target_of(obj),
            revision=obj.revision,
            user=user,
            at=timezone.now(),
            position=last or 0,
            what=what,
        )

    @staticmethod
    def target_of(obj):
        return f"{obj._meta.label_lower} {obj.pk}"
