"""The notice periods: how many days before it takes effect each class of change is published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trustportal.publishing.drafts import Draft
from trustportal.record.rows import Data, value_in

from .ai import uses_ai
from .places import where


class NoticeClass(models.TextChoices):
    AI = "ai", gettext_lazy("Use of artificial intelligence")
    COUNTRY = "country", gettext_lazy("New country")
    SUBPROCESSOR = "subprocessor", gettext_lazy("New subprocessor")
    REMOVAL = "removal", gettext_lazy("Removal of a subprocessor")
    OTHER = "other", gettext_lazy("Other material change")


class NoticePeriod(Draft):
    """The days of notice of one class of change, where they are not the register's default."""

    register = models.ForeignKey(
        "subprocessors.Register", models.CASCADE, related_name="notice_periods"
    )
    notice_class = models.CharField(
        gettext_lazy("class of change"), max_length=20, choices=NoticeClass, null=True
    )
    days = models.PositiveSmallIntegerField(
        gettext_lazy("days of notice"), null=True, help_text=gettext_lazy("0: no notice.")
    )

    class Meta:
        verbose_name = gettext_lazy("notice period")
        verbose_name_plural = gettext_lazy("notice periods")
        ordering = ["register", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "notice_class"],
                name="subprocessors_notice_period_once",
                violation_error_message=gettext_lazy(
                    "This class of change has a notice period already."
                ),
            ),
        ]

    def __str__(self):
        return self.in_words()

    @property
    def document(self):
        return self.register

    def in_words(self, language=None):
        return period_in_words(self.notice_class, self.days)


@dataclass(frozen=True)
class Periods:
    """The days of notice: those of the classes that have their own, and the default."""

    default: int
    own: Mapping[str, int]

    @classmethod
    def of(cls, page: Data) -> "Periods":
        """Return those that a page holds; before there were classes, a page held none."""
        own = {}
        for period in value_in(page, "notice_periods_data", []):
            if period.get("days") not in (None, ""):
                own[period.get("class_code")] = period["days"]
        return cls(page.get("notice_days", settings.NOTICE_DAYS), own)

    @classmethod
    def binding(cls, old: Data, new: Data) -> "Periods":
        """Return those of a new page, none shorter than what the public page names.

        Whoever shortens a period cannot make use of it in the same act.
        """
        drafted, public = cls.of(new), cls.of(old)
        if not public.own and value_in(old, "own_notice_days") == "":
            return drafted
        own = {c.value: max(drafted.days(c), public.days(c)) for c in NoticeClass}
        return cls(max(drafted.default, public.default), own)

    def days(self, notice_class: str) -> int:
        """Return the days of a class. GDPR Art. 28(2) asks for no notice of a removal."""
        default = 0 if notice_class == NoticeClass.REMOVAL else self.default
        return self.own.get(notice_class, default)

    def longest(self, classes: Iterable[str]) -> int:
        return max(map(self.days, classes))


def held(register, language):
    """Return the default that holds; where the register states none, it is the setting."""
    stated = register.notice_days
    return {"notice_days": settings.NOTICE_DAYS if stated is None else stated}


def days_in_words(days):
    return ngettext("%d day", "%d days", days) % days if days else _("no notice")


def period_in_words(notice_class, days):
    label = NoticeClass(notice_class).label if notice_class else ""
    return f"{label}: {days_in_words(days or 0)}"


def fact(page: Data) -> Data:
    """Return the periods of a page as a fact; where the register states none, there is none."""
    periods = Periods.of(page)
    if page["own_notice_days"] == "" and not periods.own:
        return {"notice_period": ""}
    code = " ".join(f"{c.value}={periods.days(c)}" for c in NoticeClass)
    return {"notice_period": in_words(periods), "notice_period_code": code}


def in_words(periods: Periods) -> str:
    """Return what holds for each class; of a removal nothing, unless that was stated."""
    if periods.own:
        shown = [c for c in NoticeClass if c in periods.own or c != NoticeClass.REMOVAL]
        lines = [f"- {period_in_words(c, periods.days(c))}" for c in shown]
        return "\n".join(
            [_("Changes are published at least this long before they take effect:"), "", *lines]
        )
    if not periods.default:
        return _("Changes take effect without notice.")
    sentence = _(
        "New subprocessors and other material changes are published at least %s before they take"
        " effect."
    )
    return sentence % days_in_words(periods.default)


# The classes of a change


def classes_of_start(row: Data, replaced: Data) -> list[str]:
    """Return the classes of an entry that begins; `replaced` is the row in whose place, or {}."""
    found = [NoticeClass.SUBPROCESSOR]
    if is_same_company(row, replaced):
        new = known_places(row) - known_places(replaced)
        found = [NoticeClass.COUNTRY if new else NoticeClass.OTHER]
    return [*found, NoticeClass.AI] if uses_ai(row) else found


def is_same_company(row: Data, other: Data) -> bool:
    return bool(other) and names_of(row) & names_of(other) != set()


def names_of(row: Data) -> set[str]:
    names = (value_in(row, "name"), value_in(row, "legal_name"))
    return {name.casefold() for name in names if name}


def class_of_place(place: Data, before: Data) -> str:
    """Return the class of a location that an entry did not have before."""
    is_known = where(place) in known_places(before)
    return NoticeClass.OTHER if is_known else NoticeClass.COUNTRY


def known_places(row: Data) -> set[tuple[str, ...]]:
    return {where(place) for place in value_in(row, "locations_data", [])}
