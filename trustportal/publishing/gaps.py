"""The facts that staff are asked for, and which drafts lack them.

What is merely missing is shown to staff, never to readers. It blocks a publication only where the
setting REQUIRED_FACTS names it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Manager
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from i18nfield.strings import LazyI18nString

from trustportal.language.texts import localized

from .fields import Text

GIVEN, UNKNOWN, EMPTY = "given", "unknown", "empty"


def always(draft: Any) -> bool:
    return True


@dataclass(frozen=True)
class Asked:
    """A fact that drafts of a model are asked for. Any one of its fields states it."""

    key: str  # in addresses of the admin and, after the model's name, in REQUIRED_FACTS
    label: Text
    fields: tuple[str, ...] = ()  # of the model, where it is not the key
    _: KW_ONLY
    source: Text = ""  # the law or the form that asks for it
    when: Callable[[Any], bool] = always

    @property
    def code(self) -> str:
        """Tells it from the other facts of its model."""
        return self.key

    @property
    def name(self) -> str:
        return capfirst(str(self.label))

    def is_asked(self, draft: Any) -> bool:
        return self.when(draft)

    def is_stated(self, draft: Any) -> bool:
        return any(has_value(getattr(draft, field)) for field in self.fields or (self.key,))

    def state(self, draft: Any) -> str:
        """Return GIVEN, UNKNOWN (the draft says that it is not known yet) or EMPTY."""
        if self.key in getattr(draft, "not_yet_known", ()):
            return UNKNOWN
        return GIVEN if self.is_stated(draft) else EMPTY


def has_value(value: Any) -> bool:
    """Return whether something is stated; 0 and False are."""
    if isinstance(value, Manager):
        return bool(value.all())
    if isinstance(value, LazyI18nString):
        return bool(localized(value, settings.LANGUAGE_CODE)[0])
    return value is not None and bool(str(value).strip())


@dataclass(frozen=True)
class Gap:
    """A fact, the drafts of one model that are asked for it, and those that lack it.

    It is closed if none does. A review treats an open one like a Problem.
    """

    asked: Asked
    drafts: Sequence[Any]
    lacking: Sequence[Any]
    is_own: bool  # of the draft that is looked at, not of its parts
    is_unknown: bool  # the draft says that the fact is not known yet
    waiver = kind = ""
    about = None

    @property
    def is_open(self) -> bool:
        return bool(self.lacking)

    @property
    def model_name(self) -> str:
        return self.drafts[0]._meta.model_name

    @property
    def code(self) -> str:
        """Tells it from the other gaps of a document and its parts."""
        return f"{self.model_name}.{self.asked.code}"

    @property
    def blocks(self) -> bool:
        return self.is_open and f"{self.model_name}.{self.asked.key}" in settings.REQUIRED_FACTS

    @property
    def state(self) -> str:
        if self.is_open:
            return EMPTY
        return UNKNOWN if self.is_unknown else GIVEN

    @property
    def text(self) -> str:
        return f"{self.asked.name}: {self.state_in_words}"

    @property
    def state_in_words(self) -> str:
        if not self.is_open:
            return _("not yet known") if self.is_unknown else _("given")
        if self.is_own:
            return _("missing")
        total = len(self.drafts)
        sentence = ngettext(
            "missing for %(number)d of %(total)d entry",
            "missing for %(number)d of %(total)d entries",
            total,
        )
        return sentence % {"number": len(self.lacking), "total": total}


@dataclass(frozen=True)
class Meter:
    """How complete a draft is, with its parts."""

    gaps: Sequence[Gap]

    @cached_property
    def open(self) -> list[Gap]:
        return [gap for gap in self.gaps if gap.is_open]

    @property
    def given(self) -> list[Gap]:
        return [gap for gap in self.gaps if gap.state == GIVEN]

    @property
    def unknown(self) -> list[Gap]:
        return [gap for gap in self.gaps if gap.state == UNKNOWN]

    @property
    def total(self) -> int:
        return sum(len(gap.drafts) for gap in self.gaps)

    @property
    def stated(self) -> int:
        """The number of facts that are given, or said to be not known yet."""
        return self.total - sum(len(gap.lacking) for gap in self.gaps)

    def __str__(self) -> str:
        """Return `12 of 14`, or nothing for a draft that is asked for nothing."""
        numbers = {"number": self.stated, "total": self.total}
        return _("%(number)d of %(total)d") % numbers if self.total else ""


def gaps_of(facts: Iterable[Asked], drafts: Iterable[Any], is_own: bool = False) -> list[Gap]:
    """Return a gap for each fact that any of these drafts of one model is asked for."""
    current = [draft for draft in drafts if draft.is_asked]
    found = []
    for fact in facts:
        asked = [draft for draft in current if fact.is_asked(draft)]
        states = [fact.state(draft) for draft in asked]
        lacking = [draft for draft, state in zip(asked, states, strict=True) if state == EMPTY]
        if asked:
            found.append(Gap(fact, asked, lacking, is_own, UNKNOWN in states))
    return found
