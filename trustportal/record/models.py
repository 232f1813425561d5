import secrets
import uuid
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, StringAgg, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trustportal.language.texts import clean_text

from . import canonical
from .diff import is_material
from .expressions import in_language, page_in
from .locks import writing
from .reader import Page, page_of
from .rows import Card, Data, Note
from .searchtext import SearchText
from .times import end_of, now_after


class VersionQuerySet(models.QuerySet["Version"]):
    def of(self, kind, slug):
        return self.filter(kind=kind, slug=slug)

    def current(self):
        """The newest version of each page, withdrawn ones included."""
        newer = Version.objects.filter(
            kind=OuterRef("kind"), slug=OuterRef("slug"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(newer))

    def public(self):
        """The newest version of each page that can be read."""
        return self.current().filter(withdrawn=False, redacted_at=None)

    def as_of(self, day):
        """The version that was public at the end of a day (UTC); before all of them, the first."""
        return self.filter(Q(published_at__lt=end_of(day)) | Q(number=1)).order_by("-number")[:1]

    def with_place(self):
        """Add where a version stands in its page: `latest_number`, `first_published_at`."""
        page = Version.objects.filter(kind=OuterRef("kind"), slug=OuterRef("slug"))
        return self.annotate(
            latest_number=Subquery(page.order_by("-number").values("number")[:1]),
            first_published_at=Subquery(page.order_by("number").values("published_at")[:1]),
        )

    def with_before(self, language):
        """As `in_language`, with `before`, the page of the version before."""
        page = Version.objects.filter(kind=OuterRef("kind"), slug=OuterRef("slug"))
        previous = page.filter(number=OuterRef("number") - 1).annotate(content=page_in(language))
        return self.in_language(language).annotate(
            before=Subquery(previous.values("content")[:1]),
            latest_number=Subquery(page.order_by("-number").values("number")[:1]),
        )

    def in_language(self, language):
        """Load the page in one language alone: `page` answers, `data` costs another query."""
        return self.annotate(loaded_page=page_in(language)).defer("data")

    def listed(self, language):
        """As `in_language`, but for a public page load only the row keys that the page lists."""
        texts = SearchText.objects.filter(version=OuterRef("pk"), language=language)
        source = Coalesce(Subquery(texts.values("listed")), page_in(language))
        return self.annotate(loaded_page=source).defer("data")

    def with_cards_of(self, kind, language):
        """Add `cards`, a line of JSON for each public page of another kind."""
        cards = Version.objects.public().filter(kind=kind).order_by().values("kind")
        lines = cards.annotate(
            lines=StringAgg(in_language(KT, "card", language), Value("\n"))
        ).values("lines")
        return self.annotate(cards=Subquery(lines))

    def titles(self, language):
        """Load title and card of each page in a language, without the rest of its data."""
        title = in_language(KT, "title", language)
        card = in_language(F, "card", language)
        return self.annotate(loaded_title=title, loaded_card=card).defer("data")

    def append(
        self, kind, slug, data, note, *, material=None, published_at=None, source="", **more
    ):
        """Add a version at the end of the chain and return it.

        `published_at` and `source` are given for history that comes from elsewhere; `material`
        follows from what changed if it is not given; `withdrawn` and `published_by` are kept as
        they are. Raises ValidationError for history that is later than what is recorded for the
        page and for data that is too long, ValueError for data without a canonical form and for a
        date without the source that it comes from.
        """
        if published_at and not source:
            raise ValueError("imported history must name its source")
        refuse_content(data, note, source)
        salt = secrets.token_hex(16)
        version = Version(
            kind=kind, slug=slug, data=data, note=note, source=source, salt=salt, **more
        )
        with writing():
            before = self.of(kind, slug).order_by("-number").first()
            if material is None:
                material = is_material(before.data if before else {}, data)
            version.material = material
            version.follow(self.order_by("-position").first(), before, published_at)
            version.seal()
            version.save(force_insert=True)
            SearchText.objects.index(version)
        return version


def refuse_content(data, note, source):
    """Raise an error for what has no canonical form, and for data that is too long."""
    canonical.check(data)
    canonical.check(note, "note")
    canonical.check(source, "source")
    sentence = canonical.too_long(data)
    if sentence:
        raise ValidationError(sentence, code="size")


class Version(models.Model):
    """One page as the public saw it until the next version. Never changed, never deleted."""

    position = models.PositiveBigIntegerField(primary_key=True, verbose_name=_("position"))
    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.SlugField(_("kind"))
    slug = models.SlugField(_("slug"))
    number = models.PositiveIntegerField(_("version"))
    withdrawn = models.BooleanField(_("withdrawn"), default=False)
    data = models.JSONField()
    note = models.JSONField(_("public note"))
    material = models.BooleanField(_("material change"), default=True)
    published_at = models.DateTimeField(_("published at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    source = models.TextField(_("source"), blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    salt = models.CharField(max_length=32, blank=True)
    content_sha256 = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    redacted_at = models.DateTimeField(_("erased at"), null=True, blank=True)
    redacted_because = models.TextField(_("erased because"), blank=True)

    objects = VersionQuerySet.as_manager()

    loaded_page: Data | None  # in one language, of a version that was loaded without `data`
    loaded_title: str | None
    loaded_card: Data | None
    before: Data | None  # the page of the version before it
    latest_number: int  # of its page, where it was loaded `with_place`
    first_published_at: datetime

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["position"]
        indexes = [
            models.Index(
                fields=["redacted_at"],
                condition=Q(redacted_at__isnull=False),
                name="record_version_erased",
            ),
            models.Index(
                fields=["kind", "slug", "position", "published_at", "recorded_at"],
                condition=Q(published_at__lt=F("recorded_at")),
                name="record_version_imported",
            ),
            models.Index(fields=["content_sha256"], name="record_version_content"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug", "number"], name="record_version_number"
            ),
            models.CheckConstraint(
                condition=Q(published_at__lte=F("recorded_at")),
                name="record_version_not_in_the_future",
            ),
        ]

    def __str__(self):
        return f"{self.kind}/{self.slug} v{self.number}"

    @property
    def page_title(self) -> str:
        """The title of its page, of a version loaded with `titles`."""
        return self.loaded_title or self.slug

    @property
    def card(self) -> Card:
        return Card(self.loaded_card or {})

    def was_public_on(self, day):
        return self.published_at < end_of(day)

    @property
    def published_on(self):
        """The day (UTC) of its publication."""
        return self.published_at.astimezone(UTC).date()

    @property
    def is_imported(self):
        return bool(self.source)

    @property
    def is_readable(self):
        return not self.withdrawn and not self.redacted_at

    def page(self, language):
        """Return the page in a language, or the authoritative one if that language came later."""
        if "data" not in self.__dict__:
            return Page(self.loaded_page or {})
        return Page(page_of(self.data, language))

    def note_in(self, language) -> Note:
        """Return the public note in a language, or in another where it has none in that one."""
        for code in (language, settings.LANGUAGE_CODE, *self.note):
            if self.note.get(code):
                return Note(self.note[code], code)
        return Note("", language)

    @property
    def note_for_reader(self):
        return self.note_in(get_language() or settings.LANGUAGE_CODE).text

    def follow(self, last, before, published_at):
        """Take the place after the last version of the site, and after the one of the page."""
        self.position = last.position + 1 if last else 1
        self.previous = last.digest if last else ""
        self.number = before.number + 1 if before else 1
        self.recorded_at = now_after(last)
        self.published_at = (published_at or self.recorded_at).replace(microsecond=0)
        self.check_times(before)

    def check_times(self, before):
        """Raise ValidationError for a time before that of `before`, or in the future."""
        if before and self.published_at < before.published_at:
            raise ValidationError(
                _(
                    "Earlier versions must be added first: this page already has a version of "
                    "%(moment)s, so older ones are refused."
                ),
                code="history",
                params={"moment": canonical.timestamp(before.published_at)},
            )
        if self.published_at > self.recorded_at:
            raise ValidationError(
                _("The time of publication cannot be in the future."), code="future"
            )

    def seal(self):
        """Hash the content, and the header that holds that hash."""
        self.content_sha256 = canonical.content_sha256(self)
        self.digest = canonical.sha256(canonical.header(self))

    def redact(self, because):
        """Erase content, note and source for good; row and place in the chain stay."""
        because = clean_text(because, multiline=True)
        with writing():
            erased = Version.objects.filter(pk=self.pk, redacted_at=None).update(
                data={},
                note={},
                source="",
                salt="",
                redacted_at=now_after(None),
                redacted_because=because,
            )
            SearchText.objects.filter(version=self).delete()
        self.refresh_from_db()
        return bool(erased)
