import uuid
from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from trustportal.language.fields import I18nCharField, I18nTextField
from trustportal.language.locales import country_name, day_in_words, today
from trustportal.language.texts import localized
from trustportal.publishing.building import entry_with, facts, part, texts
from trustportal.publishing.drafts import Draft
from trustportal.publishing.models import Document
from trustportal.record.diff import diff
from trustportal.record.reader import Page
from trustportal.vocabulary.models import DataCategory, DataSubject, Product

from . import checks, notice
from .changes import LISTED, columns


class Register(Document):
    """The whole list of subprocessors: one page, one draft, one per portal."""

    kind = "register"

    slug = models.SlugField(default="subprocessors", unique=True, editable=False)
    title = I18nCharField(_("title"))
    summary = I18nTextField(
        _("summary"), blank=True, help_text=_("One or two sentences under the title. Markdown.")
    )
    objection = I18nTextField(
        _("how to object"),
        blank=True,
        help_text=_("Whom a customer writes to who objects to a change. Markdown."),
    )

    class Meta(Document.Meta):
        verbose_name = _("register of subprocessors")
        verbose_name_plural = _("register of subprocessors")
        constraints = [
            models.CheckConstraint(
                condition=Q(slug="subprocessors"),
                name="subprocessors_register_one",
                violation_error_message=_("There is one register; its slug is “subprocessors”."),
            ),
        ]

    def __str__(self):
        return str(self.title) or self.slug

    def as_data(self, language):
        rows = [entry.as_row(language) for entry in self.entries()]
        products = {
            pair for row in rows for pair in zip(row["products_slug"], row["products"], strict=True)
        }
        page = part(language, title=self.title, summary=self.summary, notice=self.notice)
        return page | {
            "facts": facts(
                part(language, key="objection", label=_("How to object"), value=self.objection)
            ),
            "sections": [
                {
                    "key": kind,
                    "title": str(title),
                    "intro": "",
                    "columns": columns(),
                    "listed": LISTED,
                    "rows": [row for row in rows if row["kind_code"] == kind],
                }
                for kind, title in SECTIONS.items()
            ],
            "card": {
                "entries": len(rows),
                "countries": len(
                    {place["country_code"] for row in rows for place in row["locations_data"]}
                ),
                "products": [{"slug": slug, "name": name} for slug, name in sorted(products)],
            },
        }

    def entries(self):
        """Return the draft's entries with all that a row needs."""
        return Subprocessor.objects.select_related("replaces").prefetch_related(
            "locations", "transfers", "products", "categories", "subjects"
        )

    def data(self):
        """Return the draft's pages with what only the version before knows: when each date was first published."""
        return notice.with_announcements(
            self.pages(), self.last_readable(), self.next_number(), today()
        )

    def restore(self, data):
        """Make the draft say what a version says. Entries that are public since then stay; drafts of new ones go."""
        for key in ("title", "summary", "notice"):
            setattr(self, key, texts(data, lambda page: page, key))
        self.objection = texts(
            data, lambda page: entry_with(page["facts"], "key", "objection"), "value"
        )
        self.save()
        rows = {language: notice.rows_of(page) for language, page in data.items()}
        by_id = {
            id: {language: found[id] for language, found in rows.items()}
            for id in next(iter(rows.values()))
        }
        current = self.current()
        public = {
            id for page in (current.data.values() if current else ()) for id in notice.rows_of(page)
        }
        kept = [uuid.UUID(id) for id in {*by_id, *public}]
        Subprocessor.objects.exclude(uuid__in=kept).update(replaces=None)
        Subprocessor.objects.exclude(uuid__in=kept).delete()
        entries = {id: Subprocessor.taken(id, row) for id, row in by_id.items()}
        for id, row in by_id.items():
            replaced = entries.get(next(iter(row.values()))["replaces_id"])
            Subprocessor.objects.filter(pk=entries[id].pk).update(replaces=replaced)

    def problems(self, review):
        entries, on = list(self.entries()), today()
        running = [entry for entry in entries if not entry.ends_on or entry.ends_on >= on]
        found = [
            replace(problem, about=entry)
            for entry in running
            for problem in checks.of_entry(entry, on)
        ]
        found += checks.of_register(running)
        last = self.last_readable()
        if last:  # the first version is the baseline and needs no notice
            language = next(iter(review.data))
            old, new = last.page(language).data, review.data[language]
            rows, known, changes = (
                notice.rows_of(new),
                notice.rows_of(old),
                diff(Page(old), Page(new)),
            )
            by_id = {entry.uuid.hex: entry for entry in entries}
            found += [*checks.gone(rows, known), *checks.respelled(rows, known, by_id)]
            found += notice.problems(rows, known, changes, by_id)
        return found


class Subprocessor(Draft):
    """A company that processes personal data for us. Once published it is ended, never deleted."""

    class Kind(models.TextChoices):
        THIRD_PARTY = "third_party", pgettext_lazy("subprocessor", "Third party")
        AFFILIATE = "affiliate", _("Affiliate")

    class Applies(models.TextChoices):
        ALWAYS = "always", _("Always")
        OPTIONAL = "optional", _("With an optional feature")
        OPT_IN = "opt_in", _("Only if you turn it on")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("slug"), unique=True, help_text=_("The last part of the entry's address.")
    )
    name = models.CharField(_("name"), max_length=200)
    legal_name = models.CharField(_("legal name"), max_length=200)
    former_names = models.CharField(
        _("former names"), max_length=300, blank=True, help_text=_("Separated by semicolons.")
    )
    address = models.CharField(_("registered address"), max_length=300, blank=True)
    country = models.CharField(_("country of registration"), max_length=2)
    registration_number = models.CharField(_("registration number"), max_length=100, blank=True)
    website = models.URLField(_("website"), blank=True)
    contact = models.CharField(
        _("contact"),
        max_length=200,
        blank=True,
        help_text=_("A role rather than a person: what is published stays."),
    )
    contact_url = models.CharField(
        _("contact address"),
        max_length=200,
        blank=True,
        help_text=_("As mailto:privacy@example.com or https://…"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.THIRD_PARTY)
    products = models.ManyToManyField(Product, verbose_name=_("products"), blank=True)
    applies = models.CharField(_("applies"), max_length=20, choices=Applies, default=Applies.ALWAYS)
    condition = I18nTextField(_("condition"), blank=True)
    purpose = I18nTextField(_("purpose"), blank=True)
    responsibilities = I18nTextField(
        _("responsibilities"),
        blank=True,
        help_text=_("How its tasks are set apart from those of others."),
    )
    categories = models.ManyToManyField(
        DataCategory, verbose_name=_("categories of data"), blank=True
    )
    subjects = models.ManyToManyField(DataSubject, verbose_name=_("data subjects"), blank=True)
    retention = I18nTextField(_("retention"), blank=True)
    trains_ai = models.BooleanField(_("trains AI models with the data"), default=False)
    agreement_url = models.URLField(_("data processing agreement"), blank=True)
    onward_url = models.URLField(_("its own list of subprocessors"), blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True, help_text=_("The last day."))
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    internal_notes = models.TextField(
        _("internal notes"), blank=True, help_text=_("Never published.")
    )
    next_review = models.DateField(
        _("next review"), null=True, blank=True, help_text=_("Never published.")
    )

    class Meta:
        verbose_name = _("subprocessor")
        verbose_name_plural = _("subprocessors")
        ordering = ["name", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="subprocessors_subprocessor_dates",
                violation_error_message=_("The end lies before the start."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("subprocessor", kwargs={"entry": self.slug})

    @property
    def document(self):
        return Register.objects.first()

    def clean(self):
        super().clean()
        end_after_start(self)
        if self.contact_url and not self.contact_url.startswith(("mailto:", "https://", "http://")):
            raise ValidationError({"contact_url": _("Write an address as mailto:… or https://…")})
        if self.replaces_id and self.replaces_id == self.pk:
            raise ValidationError({"replaces": _("An entry cannot replace itself.")})

    @classmethod
    def taken(cls, id, rows):
        """Return the entry that a version's row describes, given in each language; saved, with its parts."""
        row = next(iter(rows.values()))
        entry = cls.objects.filter(uuid=uuid.UUID(id)).first() or cls(uuid=uuid.UUID(id))
        for key in (
            "slug",
            "name",
            "legal_name",
            "address",
            "registration_number",
            "website",
            "contact",
        ):
            setattr(entry, key, row[key])
        for key in ("contact_url", "agreement_url", "onward_url"):
            setattr(entry, key, row[key])
        for key in ("country", "kind", "applies"):
            setattr(entry, key, row[f"{key}_code"])
        for key in ("condition", "purpose", "responsibilities", "retention"):
            setattr(entry, key, texts(rows, lambda row: row, key))
        entry.former_names = "; ".join(row["former_names"])
        entry.trains_ai = row["trains_ai_code"] == "yes"
        entry.starts_on, entry.ends_on = as_day(row["starts_code"]), as_day(row["ends_code"])
        entry.save()
        entry.products.set(words(Product, rows, "products"))
        entry.categories.set(words(DataCategory, rows, "categories"))
        entry.subjects.set(words(DataSubject, rows, "subjects"))
        entry.locations.all().delete()
        for place, found in enumerate(row["locations_data"]):
            condition = texts(
                rows, lambda row, place=place: row["locations_data"][place], "condition"
            )
            entry.locations.create(
                country=found["country_code"],
                activity=found["activity_code"],
                condition=condition,
                **dates_of(found),
            )
        entry.transfers.all().delete()
        for found in row["transfers_data"]:
            entry.transfers.create(
                regime=found["regime_code"],
                mechanism=found["mechanism_code"],
                modules=found["modules"],
                reference_url=found["reference_url"],
                checked_on=as_day(found["checked_on"]),
                **dates_of(found),
            )
        return entry

    def as_row(self, language):
        row = part(
            language,
            id=self.uuid.hex,
            slug=self.slug,
            name=self.name,
            legal_name=self.legal_name,
            former_names=[name.strip() for name in self.former_names.split(";") if name.strip()],
            address=self.address,
            country=country_name(self.country, language),
            country_code=self.country,
            registration_number=self.registration_number,
            website=self.website,
            website_url=self.website,
            contact=self.contact,
            contact_url=self.contact_url,
            kind=self.get_kind_display(),
            kind_code=self.kind,
            products=[product.label for product in self.products.all()],
            products_slug=[product.slug for product in self.products.all()],
            applies=self.get_applies_display(),
            applies_code=self.applies,
            condition=self.condition,
            purpose=self.purpose,
            responsibilities=self.responsibilities,
            categories=[category.label for category in self.categories.all()],
            categories_slug=[category.slug for category in self.categories.all()],
            subjects=[subject.label for subject in self.subjects.all()],
            subjects_slug=[subject.slug for subject in self.subjects.all()],
            retention=self.retention,
            trains_ai=_("Yes") if self.trains_ai else _("No"),
            trains_ai_code="yes" if self.trains_ai else "no",
            agreement=_("Agreement") if self.agreement_url else "",
            agreement_url=self.agreement_url,
            onward=_("List") if self.onward_url else "",
            onward_url=self.onward_url,
            starts=day_in_words(self.starts_on, language),
            starts_code=self.starts_on.isoformat(),
            ends=day_in_words(self.ends_on, language) if self.ends_on else "",
            ends_code=self.ends_on.isoformat() if self.ends_on else "",
            replaces=self.replaces.name if self.replaces else "",
            replaces_id=self.replaces.uuid.hex if self.replaces else "",
        )
        places, transfers = list(self.locations.all()), list(self.transfers.all())
        checks = sorted({transfer.checked_on for transfer in transfers if transfer.checked_on})
        return row | {
            "locations": [place.in_words(language) for place in places],
            "locations_data": [place.as_data(language) for place in places],
            "countries": [
                country_name(code, language)
                for code in dict.fromkeys(place.country for place in places)
            ],
            "countries_code": list(dict.fromkeys(place.country for place in places)),
            "transfers": [transfer.in_words(language) for transfer in transfers],
            "transfers_code": [transfer.as_code() for transfer in transfers],
            "transfers_data": [transfer.as_data() for transfer in transfers],
            "checked": [day_in_words(check, language) for check in checks],
            "checked_code": [check.isoformat() for check in checks],
        }


def words(model, rows, key):
    """Return the words of a vocabulary that a row names, made anew where they are gone."""
    row = next(iter(rows.values()))
    return [
        model.objects.get_or_create(
            slug=slug,
            defaults={"label": LazyI18nString({lang: r[key][place] for lang, r in rows.items()})},
        )[0]
        for place, slug in enumerate(row[f"{key}_slug"])
    ]


def end_after_start(dated):
    if dated.starts_on and dated.ends_on and dated.ends_on < dated.starts_on:
        raise ValidationError({"ends_on": _("The end lies before the start.")})


def iso(value):
    return value.isoformat() if value else ""


def as_day(text):
    return date.fromisoformat(text) if text else None


def dates_of(found):
    return {"starts_on": as_day(found["starts_on"]), "ends_on": as_day(found["ends_on"])}


class Dated(Draft):
    """A part of an entry that may come and go while the entry stays."""

    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def document(self):
        return Register.objects.first()

    def clean(self):
        super().clean()
        end_after_start(self)

    def is_in_force(self, on):
        return (not self.starts_on or self.starts_on <= on) and (
            not self.ends_on or self.ends_on >= on
        )

    def dates_in_words(self, language):
        """Return `from …` and `until …`, as far as there are dates."""
        texts = []
        if self.starts_on:
            texts.append(_("from %s") % day_in_words(self.starts_on, language))
        if self.ends_on:
            texts.append(_("until %s") % day_in_words(self.ends_on, language))
        return texts


class ProcessingLocation(Dated):
    """A country in which a subprocessor does something with the data."""

    class Activity(models.TextChoices):
        STORAGE = "storage", _("storage")
        PROCESSING = "processing", _("processing")
        SUPPORT = "support", _("support")
        BACKUP = "backup", _("backup")
        DEVELOPMENT = "development", _("development")
        MONITORING = "monitoring", _("monitoring")

    subprocessor = models.ForeignKey(Subprocessor, models.CASCADE, related_name="locations")
    country = models.CharField(_("country"), max_length=2)
    activity = models.CharField(_("activity"), max_length=20, choices=Activity)
    condition = I18nCharField(_("condition"), blank=True)

    class Meta:
        verbose_name = _("processing location")
        verbose_name_plural = _("processing locations")
        ordering = ["subprocessor", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subprocessor", "country", "activity"],
                name="subprocessors_location_once",
                violation_error_message=_("This country is listed already with the same activity."),
            ),
        ]

    def __str__(self):
        return f"{country_name(self.country, get_language())}: {self.get_activity_display()}"

    def in_words(self, language):
        what = ", ".join(map(str, [self.get_activity_display(), *self.dates_in_words(language)]))
        place, condition = (
            f"{country_name(self.country, language)}: {what}",
            localized(self.condition, language)[0],
        )
        return f"{place}. {condition}" if condition else place

    def as_data(self, language):
        return part(
            language,
            country_code=self.country,
            activity_code=self.activity,
            condition=self.condition,
            starts_on=iso(self.starts_on),
            ends_on=iso(self.ends_on),
        )


class Transfer(Dated):
    """What makes a transfer to a third country lawful (GDPR Chapter V, and its counterparts)."""

    class Regime(models.TextChoices):
        EU = "EU", _("EU")
        UK = "UK", _("UK")
        CH = "CH", _("Switzerland")

    class Mechanism(models.TextChoices):
        NONE = "none", _("none needed")
        ADEQUACY = "adequacy", _("adequacy decision")
        DPF = "dpf", _("Data Privacy Framework")
        SCC = "scc", _("standard contractual clauses (EU) 2021/914")
        IDTA = "idta", _("International Data Transfer Agreement")
        UK_ADDENDUM = "uk_addendum", _("UK addendum to the EU clauses")
        SWISS_SCC = "swiss_scc", _("EU clauses adapted for Switzerland")
        BCR = "bcr", _("binding corporate rules")
        DEROGATION = "derogation", _("derogation (Art. 49 GDPR)")

    subprocessor = models.ForeignKey(Subprocessor, models.CASCADE, related_name="transfers")
    regime = models.CharField(_("exporter's law"), max_length=2, choices=Regime, default=Regime.EU)
    mechanism = models.CharField(_("mechanism"), max_length=20, choices=Mechanism)
    modules = models.CharField(
        _("modules"), max_length=20, blank=True, help_text=_("Of the clauses, as: 2, 3.")
    )
    reference_url = models.URLField(_("reference"), blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("transfer mechanism")
        verbose_name_plural = _("transfer mechanisms")
        ordering = ["subprocessor", "pk"]

    def __str__(self):
        return f"{self.get_regime_display()}: {self.get_mechanism_display()}"

    @property
    def legitimises(self):
        return self.mechanism != self.Mechanism.NONE

    def in_words(self, language):
        texts = [str(self)]
        if self.modules:
            texts.append(_("module %s") % self.modules)
        texts += self.dates_in_words(language)
        return ", ".join(map(str, texts))

    def as_code(self):
        """Return what a change of the mechanism is told by: all but the day on which it was checked."""
        return "|".join(value for key, value in self.as_data().items() if key != "checked_on")

    def as_data(self):
        return {
            "regime_code": self.regime,
            "mechanism_code": self.mechanism,
            "modules": self.modules,
            "reference_url": self.reference_url,
            "checked_on": iso(self.checked_on),
            "starts_on": iso(self.starts_on),
            "ends_on": iso(self.ends_on),
        }


SECTIONS = {
    Subprocessor.Kind.THIRD_PARTY.value: pgettext_lazy("subprocessors", "Third parties"),
    Subprocessor.Kind.AFFILIATE.value: _("Affiliates"),
}
