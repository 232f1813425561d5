from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nTextField
from trustportal.language.texts import Texts
from trustportal.record.locks import wait_for_publishers, writing
from trustportal.record.models import Version, VersionQuerySet

from .drafts import Draft, SluggedDraft
from .review import Answers, Problem, Review


class PublicationRefused(Exception):
    """A publication, or a withdrawal, was refused, for these reasons, in words for staff."""

    def __init__(self, *reasons):
        super().__init__(*reasons)
        self.reasons = list(map(str, reasons))

    def __str__(self):
        return "\n".join(self.reasons)


DRAFT_CHANGED = _("The draft or the public page changed since you looked. Please look again.")


class DraftChanged(PublicationRefused):
    """The draft or the public page changed after the review."""


class Document(SluggedDraft):
    """The draft of one public page. Publishing freezes what `as_data` returns into a Version."""

    kind = ""  # names the page's versions and addresses; never changed once something was published
    named_by = "title"

    slug = models.SlugField(
        _("slug"),
        unique=True,
        blank=True,
        help_text=_(
            "The last part of the page's address, fixed once published. If you leave it empty, "
            "it is made from the name."
        ),
    )
    notice = I18nTextField(
        _("notice"),
        blank=True,
        help_text=_("A line above the page, for example “This is a sample”. Usually empty."),
    )

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")

    def get_absolute_url(self):
        return reverse("page", kwargs={"kind": self.kind, "slug": self.slug})

    def clean(self):
        super().clean()
        before = type(self).objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        if before and before != self.slug and Version.objects.of(self.kind, before).exists():
            sentence = _("This page was published under “%s”: the address stays.") % before
            raise ValidationError({"slug": sentence})

    @property
    def document(self):
        """The document whose page a draft is part of.

        Parts name theirs; words that all pages share have none.
        """
        return self

    # Content of the page

    def as_data(self, language: str) -> dict:
        """Return the page in one language, in the form that docs/architecture.md describes."""
        raise NotImplementedError

    def restore(self, data: dict[str, dict]) -> None:
        """Set the draft, and the parts of it, to a version's data."""
        raise NotImplementedError

    def data(self) -> dict[str, dict]:
        """Return {language: page} as publishing would freeze it now."""
        return self.pages()

    def pages(self) -> dict[str, dict]:
        """Return {language: page} of the draft as it is in the database now."""
        pages = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                head = {"language": language, "authoritative": settings.LANGUAGE_CODE}
                pages[language] = head | self.as_data(language)
        return pages

    # Draft and public page

    @property
    def versions(self) -> VersionQuerySet:
        return Version.objects.of(self.kind, self.slug).order_by("-number")

    def current(self) -> Version | None:
        """Return the newest version, or None before the first publication."""
        return self.versions.first() if self.slug else None

    def next_number(self) -> int:
        current = self.current()
        return current.number + 1 if current else 1

    def last_readable(self) -> Version | None:
        """Return the newest version that can be read, or None; a withdrawn page had one."""
        return self.versions.filter(withdrawn=False, redacted_at=None).first()

    def is_published(self) -> bool:
        return bool(self.slug) and self.versions.exists()

    def review(self) -> Review:
        return Review(self)

    def has_changes(self) -> bool:
        return self.review().has_changes

    def problems(self, review: Review) -> list[Problem]:
        """Return the problems of this draft: what is false, or worth a look. Not what is missing.

        Content apps add theirs. `review` holds what was read already: `data` of the draft,
        `current` and `public`, and the `diffs`.
        """
        return []

    def editors_since(self, version: Version | None) -> set[int]:
        """Return the keys of users who edited this draft, or words that all pages share.

        Counted from a version on (None: ever).
        """
        edits = Edit.objects.filter(
            models.Q(kind=self.kind, document_id=self.pk) | models.Q(kind="", document_id=None)
        )
        if version:
            edits = edits.filter(position__gte=version.position)
        return set(edits.values_list("user_id", flat=True))

    # Verbs

    def publish(
        self, *, note: Texts, by=None, reviewed: str | None = None, material=None, urgent=None
    ) -> Version:
        """Freeze the draft as the next version of the page and return it.

        The note is given at least in the authoritative language; `reviewed` is the fingerprint of
        the Review that somebody looked at (None for commands). Whether it is `material` follows
        from the changes unless staff say otherwise. `urgent` are the Texts that say why
        to publish without the notice that is due; they become part of the note. Raises
        DraftChanged, or PublicationRefused with the reasons.
        """
        answers = Answers(note, reviewed, material, urgent or {})
        with writing():
            return self.append_reviewed(self.reviewed(answers, by), answers, by)

    def reviewed(self, answers: Answers, by) -> Review:
        """Return the review of the draft as it is now, or raise what refuses to publish it.

        Needs the record's lock, or what it says may no longer be so when the version is added.
        """
        if not answers.note.get(settings.LANGUAGE_CODE):
            raise PublicationRefused(_("Say in the public note what changed and why."))
        draft = type(self).objects.filter(pk=self.pk).first()
        if draft is None:
            raise DraftChanged(_("The draft was deleted since you looked."))
        review = draft.review()
        if answers.reviewed is not None and answers.reviewed != review.fingerprint:
            raise DraftChanged(DRAFT_CHANGED)
        blockers = review.blockers(answers.waivers)
        refused = [problem.text for problem in blockers] + review.obstacles(by)
        if refused:
            raise PublicationRefused(*refused)
        return review

    def append_reviewed(self, review: Review, answers: Answers, by) -> Version:
        """Add what was reviewed under the same lock as the next version."""
        note = answers.note_with_reason
        return self.append(review.data, note, material=answers.material, published_by=by)

    def withdraw(self, *, note: Texts, by=None) -> Version:
        """Take the page off the site: its address answers with the note and keeps its history."""
        if not note.get(settings.LANGUAGE_CODE):
            raise PublicationRefused(_("Say why the page is withdrawn; the reason is public."))
        with writing():
            current = self.current()
            if current is None or current.withdrawn:
                raise PublicationRefused(_("Only a public page can be withdrawn."))
            return self.append({}, note, withdrawn=True, published_by=by)

    def append(self, data: dict[str, dict], note: Texts, **more) -> Version:
        try:
            return Version.objects.append(self.kind, self.slug, data, note, **more)
        except ValidationError as error:
            # The record has rules of its own, as when this server's clock is behind.
            raise PublicationRefused(*error.messages) from error


class Edit(models.Model):
    """Who edited which draft, and when: kept when accounts and admin logs are cleaned up."""

    # Whose page it concerns, with document_id; both empty: words that all pages share.
    kind = models.SlugField(blank=True)
    document_id = models.PositiveBigIntegerField(null=True)
    target = models.CharField(max_length=100)
    revision = models.PositiveIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The record's last one then: tells before from after a version.
    position = models.PositiveBigIntegerField()
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
    def record(cls, obj: Draft, user, what: str) -> "Edit":
        """Note that a user edited a draft, a part of one, or a word that every page may use.

        Call it in the edit's transaction: a publication that does not contain the edit then comes
        before it.
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
    def target_of(obj: Draft) -> str:
        return f"{obj._meta.label_lower} {obj.pk}"
