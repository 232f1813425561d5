"""How a field of a draft is stored in a version: a declaration writes, reads and labels it.

A version of any age can be read back: what it lacks is empty. rows.py goes through lists of these.
"""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from i18nfield.strings import LazyI18nString

from trustportal.language.locales import country_name, day_in_words

type Text = str | Promise
type Row = dict[str, Any]
type Rows = Mapping[str, Row]  # {language: row}, of one thing


def same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Plain:
    """A value under one key: as it is, or converted by `to` and `back`."""

    name: str  # of the model's field
    label: Text = ""  # of its column or fact
    _: KW_ONLY
    key: str = ""  # in versions, where it is not the name
    event: str = ""  # the code of the event that a change of it is
    material: str = ""  # NEVER or ALWAYS; else a change is material, its first statement is not
    under: str = ""  # the column under whose value it is shown
    leads: Text = ""  # the label of the value above, which its own displaces
    technical: bool = False  # never translated, by nobody
    markdown: bool = False
    also: str = ""  # a second field of the model, stored with this one
    suffix: str = ""  # of the key of the machine-readable value
    to: Callable[[Any], Any] = same
    back: Callable[[Any], Any] = same
    after_saving: ClassVar[bool] = False  # whether it is set in a draft that is saved

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.key or self.name)

    def write(self, draft: Any, language: str) -> Row:
        value = getattr(draft, self.name)
        return {self.key + self.suffix: "" if value is None else self.to(value)}

    def value(self, rows: Rows, field: Any) -> Any:
        """Return what the rows say for a field of the model, or None."""
        value = first(rows).get(self.key + self.suffix)
        return None if value in (None, "") else self.back(value)

    def read(self, draft: Any, rows: Rows) -> None:
        """Set the field. One that must not be empty stays as it is where the rows say nothing."""
        field = draft._meta.get_field(self.name)
        value = self.value(rows, field)
        if value is None and (field.blank or field.has_default()):
            value = field.get_default()
        if value is not None or field.null:
            setattr(draft, self.name, value)


@dataclass(frozen=True)
class Coded(Plain):
    """Words for people, of the field's choices if no others are given, and beside them a code."""

    _: KW_ONLY
    suffix: str = "_code"
    words: Callable[[Any, str], Text] | None = None

    def write(self, draft: Any, language: str) -> Row:
        value, words = getattr(draft, self.name), self.words
        if words is None:
            text = getattr(draft, f"get_{self.name}_display")()
        else:
            text = "" if value is None else words(value, language)
        return {self.key: text, **super().write(draft, language)}


def autolink(address: str, language: str) -> str:
    return f"<{address}>" if address else ""


def as_it_is(text: str, language: str) -> str:
    return text


Id = partial(Plain, key="id", to=attrgetter("hex"), back=UUID)
Date = partial(Plain, to=date.isoformat, back=date.fromisoformat)
Choice = Coded
Country = partial(Coded, words=country_name)
Day = partial(Coded, words=day_in_words, to=date.isoformat, back=date.fromisoformat)
Link = partial(Coded, suffix="_url", words=as_it_is)
Autolink = partial(Coded, words=autolink)  # in facts, which are Markdown


@dataclass(frozen=True)
class Derived(Plain):
    """A value that is only written: `of` returns everything that it adds to a row."""

    _: KW_ONLY
    of: Callable[[Any, str], Row]

    def write(self, draft: Any, language: str) -> Row:
        return self.of(draft, language)

    def read(self, draft: Any, rows: Rows) -> None:
        """Leave the draft alone."""


class Translated(Plain):
    def value(self, rows: Rows, field: Any) -> LazyI18nString | None:
        return texts(rows, self.key) or None


@dataclass(frozen=True)
class Reference(Plain):
    """Another draft by its `uuid`, and by its name where it has a column."""

    suffix: str = "_id"

    def write(self, draft: Any, language: str) -> Row:
        other = getattr(draft, self.name)
        named = {self.key: str(other or "")} if self.label else {}
        return {**named, self.key + self.suffix: other.uuid.hex if other else ""}

    def value(self, rows: Rows, field: Any) -> Any:
        id = super().value(rows, field)
        return field.related_model.objects.filter(uuid=UUID(id)).first() if id else None


@dataclass(frozen=True)
class Word(Plain):
    """A word that pages share, or none."""

    suffix: str = "_slug"

    def write(self, draft: Any, language: str) -> Row:
        word = getattr(draft, self.name)
        label, slug = (word.label, word.slug) if word else ("", "")
        return {self.key: label, self.key + self.suffix: slug}

    def value(self, rows: Rows, field: Any) -> Any:
        slug = super().value(rows, field)
        return word_of(field.related_model, slug, texts(rows, self.key)) if slug else None


@dataclass(frozen=True)
class Words(Plain):
    """Several words that pages share."""

    suffix: str = "_slug"
    after_saving = True

    def write(self, draft: Any, language: str) -> Row:
        words = getattr(draft, self.name).all()
        slugs = [word.slug for word in words]
        return {self.key: [word.label for word in words], self.key + self.suffix: slugs}

    def labels(self, row: Row) -> dict[str, str]:
        """Return {slug: label} of the words that a row names."""
        slugs, labels = row.get(self.key + self.suffix, []), row.get(self.key, [])
        return dict(zip(slugs, [*labels, *[""] * len(slugs)], strict=False))

    def read(self, draft: Any, rows: Rows) -> None:
        labels: dict[str, Row] = {}
        for language, row in rows.items():
            for slug, label in self.labels(row).items():
                labels.setdefault(slug, {})[language] = label
        words = getattr(draft, self.name)
        words.set([word_of(words.model, slug, LazyI18nString(labels[slug])) for slug in labels])


def word_of(model: Any, slug: str, label: LazyI18nString) -> Any:
    """Return a word; if it no longer exists, create it with its former label."""
    return model.objects.get_or_create(slug=slug, defaults={"label": label})[0]


def first(rows: Rows) -> Row:
    """Return the row in one language, for values that are the same in every language."""
    return next(iter(rows.values()))


def texts(rows: Rows, key: str) -> LazyI18nString:
    """Return a text in all its languages, without substitutes for missing translations."""
    found = {}
    for language, row in rows.items():
        if row.get(key) and key not in row.get("lang", {}):
            found[language] = row[key]
    return LazyI18nString(found)
