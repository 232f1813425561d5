"""How the fields of a draft stand in a version: each is declared once, in the order of the columns.

`written` makes a row of a version from a draft. `restore` makes a draft say what a row says, whatever
release wrote it: what the row lacks is empty. Facts of a page are fields of a row as well.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime
from functools import partial
from operator import attrgetter
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from i18nfield.strings import LazyI18nString

from trustportal.language.locales import country_name, day_in_words, moment
from trustportal.language.texts import plainly
from trustportal.record.canonical import timestamp

type Text = str | Promise
type Row = dict[str, Any]
type Rows = Mapping[str, Row]  # {language: row}, of one thing
BESIDE = ("code", "refs", "decided_on")  # what can stand beside the value of a fact


def same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Plain:
    """A value that stands under one key: as it is, or as `to` writes it and `back` reads it."""

    name: str  # of the model's field
    label: Text = ""  # of its column or fact
    _: KW_ONLY
    key: str = ""  # in versions, where it is not the name
    event: str = ""  # the code of what a change of it is called
    under: str = ""  # the column below whose value it stands
    markdown: bool = False
    also: str = ""  # a second field of the model, which this one tells as well
    beside: str = ""  # ends the key under which the value for machines stands
    to: Callable[[Any], Any] = same
    back: Callable[[Any], Any] = same
    after_saving: ClassVar[bool] = False  # whether it is set in a draft that is saved

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.key or self.name)

    def write(self, draft: Any, language: str) -> Row:
        value = getattr(draft, self.name)
        return {self.key + self.beside: "" if value is None else self.to(value)}

    def value(self, rows: Rows, field: Any) -> Any:
        """Return what the rows say for a field of the model, or None."""
        value = first(rows).get(self.key + self.beside)
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
    beside: str = "_code"
    words: Callable[[Any, str], Text] | None = None

    def write(self, draft: Any, language: str) -> Row:
        value, words = getattr(draft, self.name), self.words
        if words is None:
            text = getattr(draft, f"get_{self.name}_display")()
        else:
            text = "" if value is None else words(value, language)
        return {self.key: text, **super().write(draft, language)}


@dataclass(frozen=True)
class Link(Plain):
    """An address, below words or as it is."""

    _: KW_ONLY
    beside: str = "_url"
    words: Text = ""

    def write(self, draft: Any, language: str) -> Row:
        address = getattr(draft, self.name)
        return {self.key: address and (self.words or address), self.key + self.beside: address}


def autolink(address: str, language: str) -> str:
    return f"<{address}>" if address else ""


Id = partial(Plain, key="id", to=attrgetter("hex"), back=UUID)
Date = partial(Plain, to=date.isoformat, back=date.fromisoformat)
Choice = Coded
Country = partial(Coded, words=country_name)
Day = partial(Coded, words=day_in_words, to=date.isoformat, back=date.fromisoformat)
Moment = partial(Coded, words=moment, to=timestamp, back=datetime.fromisoformat)
Autolink = partial(Coded, words=autolink)


@dataclass(frozen=True)
class Derived(Plain):
    """What is only written: `of` returns all that it adds to a row."""

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

    beside: str = "_id"

    def write(self, draft: Any, language: str) -> Row:
        other = getattr(draft, self.name)
        named = {self.key: str(other or "")} if self.label else {}
        return {**named, self.key + self.beside: other.uuid.hex if other else ""}

    def value(self, rows: Rows, field: Any) -> Any:
        id = super().value(rows, field)
        return field.related_model.objects.filter(uuid=UUID(id)).first() if id else None


@dataclass(frozen=True)
class Word(Plain):
    """A word that pages share."""

    beside: str = "_slug"

    def write(self, draft: Any, language: str) -> Row:
        word = getattr(draft, self.name)
        return {self.key: word.label, self.key + self.beside: word.slug}

    def value(self, rows: Rows, field: Any) -> Any:
        slug = super().value(rows, field)
        return word_of(field.related_model, slug, texts(rows, self.key)) if slug else None


@dataclass(frozen=True)
class Words(Plain):
    """Several words that pages share."""

    beside: str = "_slug"
    after_saving = True

    def write(self, draft: Any, language: str) -> Row:
        words = getattr(draft, self.name).all()
        slugs = [word.slug for word in words]
        return {self.key: [word.label for word in words], self.key + self.beside: slugs}

    def labels(self, row: Row) -> dict[str, str]:
        """Return {slug: label} of the words that a row names."""
        slugs, labels = row.get(self.key + self.beside, []), row.get(self.key, [])
        return dict(zip(slugs, [*labels, *[""] * len(slugs)], strict=False))

    def read(self, draft: Any, rows: Rows) -> None:
        labels: dict[str, Row] = {}
        for language, row in rows.items():
            for slug, label in self.labels(row).items():
                labels.setdefault(slug, {})[language] = label
        words = getattr(draft, self.name)
        words.set([word_of(words.model, slug, LazyI18nString(labels[slug])) for slug in labels])


def word_of(model: Any, slug: str, label: LazyI18nString) -> Any:
    """Return a word, made anew with the label that it had if it is gone."""
    return model.objects.get_or_create(slug=slug, defaults={"label": label})[0]


@dataclass(frozen=True)
class Parts(Plain):
    """Drafts that belong to this one: in words, and in `…_data` by declarations of their own."""

    _: KW_ONLY
    fields: Sequence[Plain]
    beside: str = "_data"
    after_saving = True

    def write(self, draft: Any, language: str) -> Row:
        parts = getattr(draft, self.name).all()
        data = [written(self.fields, part, language) for part in parts]
        words = [part.in_words(language) for part in parts]
        return {self.key: words, self.key + self.beside: data}

    def read(self, draft: Any, rows: Rows) -> None:
        relation = draft._meta.get_field(self.name)
        getattr(draft, self.name).all().delete()
        data = {language: row.get(self.key + self.beside, []) for language, row in rows.items()}
        for place in range(max(map(len, data.values()))):
            part = relation.related_model(**{relation.remote_field.name: draft})
            told = {language: data[language][place] for language in data if data[language][place:]}
            restore(self.fields, part, told)


def first(rows: Rows) -> Row:
    """Return the row in one language: what is no text is the same in each."""
    return next(iter(rows.values()))


def texts(rows: Rows, key: str) -> LazyI18nString:
    """Return a text in all its languages, without what stood in for a missing one."""
    found = {}
    for language, row in rows.items():
        if row.get(key) and key not in row.get("lang", {}):
            found[language] = row[key]
    return LazyI18nString(found)


def written(fields: Sequence[Plain], draft: Any, language: str) -> Row:
    """Return a draft as a row in one language; `lang` names the texts that are in another one."""
    row: Row = {}
    lang: dict[str, str] = {}
    for field in fields:
        for key, value in field.write(draft, language).items():
            row[key], found_in = plainly(value, language)
            if found_in != language:
                lang[key] = found_in
    return {**row, "lang": lang} if lang else row


def tell(fields: Sequence[Plain], draft: Any, rows: Rows) -> None:
    """Set what a draft holds itself, without saving it."""
    for field in fields:
        if not field.after_saving:
            field.read(draft, rows)


def restore(fields: Sequence[Plain], draft: Any, rows: Rows) -> None:
    """Make a draft, its words and its parts say what a row of a version says."""
    tell(fields, draft, rows)
    draft.save()
    for field in fields:
        if field.after_saving:
            field.read(draft, rows)


def columns(fields: Sequence[Plain], events: Mapping[str, Text] | None = None) -> list[Row]:
    """Return the columns of a section in the active language; `events` is {code: words}."""
    found = []
    for field in fields:
        column: Row = {"key": field.key, "label": str(field.label)}
        if events and field.event:
            column |= {"event": str(events[field.event]), "event_code": field.event}
        if field.under:
            column["under"] = field.under
        if field.markdown:
            column["markdown"] = True
        if field.label:
            found.append(column)
    return found


def fact(field: Plain, row: Row) -> Row:
    """Return what a row says by one field, as a fact in the active language."""
    told = {"key": field.key, "label": str(field.label), "value": row[field.key]}
    for name in BESIDE:
        if f"{field.key}_{name}" in row:
            told[name] = row[f"{field.key}_{name}"]
    if field.key in row.get("lang", {}):
        told["lang"] = {"value": row["lang"][field.key]}
    return told


def facts(fields: Sequence[Plain], row: Row) -> list[Row]:
    """Return the facts that say something."""
    return [told for field in fields if (told := fact(field, row))["value"]]


def flat(page: Row) -> Row:
    """Return a page's own texts and its facts as one row."""
    row: Row = {**page, "lang": {**page.get("lang", {})}}
    for told in page.get("facts", []):
        key = told["key"]
        row[key] = told.get("value", "")
        row |= {f"{key}_{name}": told[name] for name in BESIDE if name in told}
        if told.get("lang"):
            row["lang"][key] = told["lang"].get("value", "")
    return row


def rows_by_id(data: Mapping[str, Row]) -> dict[str, dict[str, Row]]:
    """Return {id: {language: row}} of all rows of a version's data."""
    found: dict[str, dict[str, Row]] = {}
    for language, page in data.items():
        for section in page.get("sections", []):
            for row in section["rows"]:
                found.setdefault(row["id"], {})[language] = row
    return found


HEAD = [Translated("title"), Translated("summary"), Translated("notice")]
