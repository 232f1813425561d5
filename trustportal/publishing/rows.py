"""Drafts as rows of a version, and rows as drafts, by declarations in the order of the columns.

The facts of a page are written and read by declarations as well, as if they were one row.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from trustportal.language.texts import plainly
from trustportal.record.changes import NEVER
from trustportal.record.reader import Page

from .fields import Plain, Row, Rows, Text, Translated

HEAD = [Translated("title"), Translated("summary"), Translated("notice")]
# Keys that can accompany the value of a fact.
BESIDE = ("code", "refs", "decided_on", "zone", "data")


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


def assign(fields: Sequence[Plain], draft: Any, rows: Rows) -> None:
    """Set the draft's own fields, without saving it."""
    for field in fields:
        if not field.after_saving:
            field.read(draft, rows)


def restore(fields: Sequence[Plain], draft: Any, rows: Rows) -> None:
    """Set a draft, its words and its parts to a row of a version."""
    assign(fields, draft, rows)
    draft.save()
    for field in fields:
        if field.after_saving:
            field.read(draft, rows)


@dataclass(frozen=True)
class Parts(Plain):
    """Drafts that belong to this one: in words, and in `…_data` by declarations of their own."""

    _: KW_ONLY
    fields: Sequence[Plain]
    suffix: str = "_data"
    after_saving = True

    def write(self, draft: Any, language: str) -> Row:
        parts = getattr(draft, self.name).all()
        data = [written(self.fields, part, language) for part in parts]
        words = [part.in_words(language) for part in parts]
        return {self.key: words, self.key + self.suffix: data}

    def read(self, draft: Any, rows: Rows) -> None:
        relation = draft._meta.get_field(self.name)
        getattr(draft, self.name).all().delete()
        data = {language: row.get(self.key + self.suffix, []) for language, row in rows.items()}
        for place in range(max(map(len, data.values()))):
            part = relation.related_model(**{relation.remote_field.name: draft})
            known = {language: found[place] for language, found in data.items() if found[place:]}
            restore(self.fields, part, known)


def keys(fields: Sequence[Plain]) -> list[str]:
    """Return the keys that a row can have, in the order of the declarations."""
    found: dict[str, None] = {}
    for field in fields:
        found |= dict.fromkeys([field.key, field.key + field.suffix])
    return list(found)


def columns(
    fields: Sequence[Plain],
    events: Mapping[str, Text] | None = None,
    material: Collection[str] = (),
) -> list[Row]:
    """Return the columns of a section in the active language.

    `events` is {code: words}, `material` are the codes of those that are material.
    """
    return [column(field, events or {}, material) for field in fields if field.label]


def column(field: Plain, events: Mapping[str, Text], material: Collection[str]) -> Row:
    """Return what a version says of a field's column."""
    found: Row = {"key": field.key, "label": str(field.label)}
    weight = field.material
    if events and field.event:
        found |= {"event": str(events[field.event]), "event_code": field.event}
        if field.event not in material:
            weight = weight or NEVER
    more = {
        "material": weight,
        "under": field.under,
        "leads": str(field.leads),
        "technical": field.technical,
        "markdown": field.markdown,
    }
    return found | {key: value for key, value in more.items() if value}


def fact(field: Plain, row: Row) -> Row:
    """Return what a row says by one field, as a fact in the active language."""
    told = {"key": field.key, "label": str(field.label), "value": row[field.key]}
    if field.material:
        told["material"] = field.material
    for name in BESIDE:
        if f"{field.key}_{name}" in row:
            told[name] = row[f"{field.key}_{name}"]
    if field.key in row.get("lang", {}):
        told["lang"] = {"value": row["lang"][field.key]}
    return told


def facts(fields: Sequence[Plain], row: Row) -> list[Row]:
    """Return the facts that are not empty."""
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


def restore_page(fields: Sequence[Plain], draft: Any, data: Rows) -> None:
    """Set a document's own texts and facts to a version's."""
    restore(fields, draft, {language: flat(page) for language, page in data.items()})


def rows_of(page: Row) -> dict[str, Row]:
    """Return {id: row} of a page in one language."""
    return {row.id: row.data for row in Page(page).rows}


def rows_by_id(data: Mapping[str, Row]) -> dict[str, dict[str, Row]]:
    """Return {id: {language: row}} of all rows of a version's data."""
    found: dict[str, dict[str, Row]] = {}
    for language, page in data.items():
        for id, row in rows_of(page).items():
            found.setdefault(id, {})[language] = row
    return found
