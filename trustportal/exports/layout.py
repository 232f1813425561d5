"""An edition as a document to be read on paper: the blocks that PDF and DOCX have in common.

Each part of it has a place, a tuple that is the same in every version, so that two versions can be compared.

A section whose table would have more columns than a page is wide becomes one list of fields for each row.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from . import blocks
from .control import control, elsewhere
from .paper import Paper

WHOLE = 700  # characters of a cell up to which a row stays on one page
SECTION = 2  # level of a section's heading; the title of the document has level 1
CONTROL = ("control",)  # the one place that tells of the version, and is no part of it


def paper(edition, *, remark=""):
    """Return an edition as a Paper, in its language; `remark` is added to the control block."""
    with translation.override(edition.language):
        number = _("Version %d") % edition.version.number
        found = document(edition, remark=remark)
    return Paper(edition, edition.kind_label, title(edition), number, found)


def document(edition, *, remark=""):
    """Return the blocks below the title."""
    with translation.override(edition.language):
        return levelled([block for _place, found in parts(edition, remark) for block in found], 1)[
            0
        ]


def parts(edition, remark=""):
    """Return [(place, blocks), …] of all below the title, in the active language."""
    page = edition.page
    own, lang = edition.text_language, page.lang
    rows = [*control(edition), *([(_("This file"), remark)] if remark else [])]
    found = [
        (("notice",), quoted(text(edition, page.notice, lang.get("notice", "")))),
        (("summary",), text(edition, page.summary, lang.get("summary", ""))),
        (CONTROL, [control_block(rows)]),
        (("facts",), facts(edition)),
        *(part for section in page.sections for part in section_parts(edition, section)),
    ]
    return [
        (place, blocks if place == CONTROL else in_language(blocks, own, edition.language))
        for place, blocks in found
    ]


def in_language(blocks, own, language):
    """Mark the blocks of a page that is in another language than the one asked for."""
    return blocks if own == language else [block | {"lang": own} for block in blocks]


def control_block(rows):
    return {
        "kind": "control",
        "rows": [(label, [blocks.paragraph(control_run(value))]) for label, value in rows],
    }


def control_run(value):
    is_hash = len(value) == 64 and value.isalnum()
    return blocks.run(
        value, code=is_hash, href=value if value.startswith(("https://", "http://")) else ""
    )


def title(edition):
    with translation.override(edition.language):
        return edition.title + elsewhere(edition.page.lang.get("title", ""), edition.language)


def quoted(found):
    return [{"kind": "quote", "blocks": found}] if found else []


def text(edition, source, lang):
    """Return the blocks of a Markdown text, marked where it stands in for a missing translation."""
    found = blocks.of_markdown(source, edition.permalink, lang=lang)
    if found and lang:
        found.append(
            blocks.paragraph(blocks.run(elsewhere(lang, edition.language).strip(), small=True))
        )
    return found


def facts(edition):
    rows = [(fact.label, text(edition, fact.value, fact.lang)) for fact in edition.page.facts]
    ids = [fact.key for fact in edition.page.facts]
    return [{"kind": "fields", "rows": rows, "ids": ids}] if rows else []


def section_parts(edition, section):
    """Return [(place, blocks), …] of a section: heading, text, and its table or its records."""
    heading = [blocks.heading(SECTION, blocks.run(section.title))] if section.title else []
    intro = text(edition, section.intro, section.lang)
    found = [
        ((section.key,), heading),
        ((section.key, "intro"), deeper(intro) if section.title else intro),
    ]
    if not section.rows:
        return found
    return found + (records if section.is_wide else table)(edition, section)


def table(edition, section):
    groups = [
        {
            "heading": group_runs(group.heading),
            "rows": [[cell(edition, c) for c in section.table_cells(row)] for row in group.rows],
            "ids": [row.id for row in group.rows],
        }
        for group in section.groups()
    ]
    header = [[blocks.paragraph(blocks.run(c.label))] for c in section.table_columns]
    longest = max(len(row.text(c.key)) for row in section.rows for c in section.columns)
    found = {
        "kind": "table",
        "header": header,
        "widths": widths(section),
        "groups": groups,
        "whole": longest <= WHOLE,
    }
    return [((section.key, "table", *(c.key for c in section.table_columns)), [found])]


def records(edition, section):
    """Return the part of each row: a heading, and the fields that say something."""
    found = []
    for group in section.groups():
        if group.heading:
            place = (section.key, "group", *(part.text for part in group.heading))
            found.append((place, [blocks.heading(SECTION + 1, *group_runs(group.heading))]))
        level = SECTION + 2 if group.heading else SECTION + 1
        for row in group.rows:
            name, *others = section.table_cells(row)
            title = blocks.heading(level, blocks.run(name.text or "–", strike=name.is_struck))
            said = [c for c in others if c.text or c.url]
            values = [(c.label, cell(edition, c)) for c in said]
            fields = (
                [{"kind": "fields", "rows": values, "ids": [c.key for c in said]}] if said else []
            )
            found.append(((section.key, "row", row.id), [title, *fields]))
    return found


def group_runs(cells):
    runs = []
    for part in cells:
        runs += [blocks.run(" › ")] if runs else []
        runs.append(blocks.run(part.text, href=part.url))
    return runs


def cell(edition, value):
    """Return the blocks of a cell: its text, its address where it is another one, and what stands under it."""
    found = cell_text(edition, value)
    for under in value.below:
        first, *others = cell_text(edition, under)
        label = blocks.run(f"{under.label}: ", small=True)
        found += (
            [first | {"runs": [label, *first["runs"]]}]
            if "runs" in first
            else [blocks.paragraph(label), first]
        )
        found += others
    return found


def cell_text(edition, value):
    marks = {"strike": value.is_struck, "lang": value.lang}
    if value.is_markdown:
        found = blocks.of_markdown(
            value.text, edition.permalink, **{k: v for k, v in marks.items() if v}
        )
        return found or [blocks.paragraph()]
    runs = [blocks.run(value.text, href=value.url, **marks)] if value.text else []
    if value.address:
        runs += (
            [blocks.run(" "), blocks.run(value.address, href=value.url, small=True)] if runs else []
        )
    if value.lang:
        runs.append(blocks.run(elsewhere(value.lang, edition.language), small=True))
    return [blocks.paragraph(*runs)]


def widths(section):
    """Return the share of each column: more for those with long texts, enough for the longest word of the others."""
    shares = []
    for column in section.table_columns:
        label, shown = column.label, [column, *section.columns_below.get(column.key, [])]
        texts = [row.text(c.key) for row in section.rows for c in shown]
        average = sum(map(len, texts)) / len(section.rows)
        longest = max((len(word) for text in [label, *texts] for word in text.split()), default=0)
        shares.append(round(max(min(longest, 18) + 2, min(average, 500) ** 0.5 * 4, 8)))
    return shares


def deeper(found):
    """Return the blocks of a text that stands below a section's heading, their own headings below it too."""
    return [
        block | {"level": block["level"] + 1} if block["kind"] == "heading" else block
        for block in found
    ]


def levelled(found, above):
    """Return blocks whose headings skip no level (PDF/UA-1 allows none), and the level of the last heading."""
    done = []
    for block in found:
        if block["kind"] == "heading":
            above = min(max(block["level"], SECTION), above + 1)
            block = block | {"level": above}
        elif "items" in block:
            entries = []
            for entry in block["items"]:
                entry, above = levelled(entry, above)
                entries.append(entry)
            block = block | {"items": entries}
        elif "blocks" in block:
            inner, above = levelled(block["blocks"], above)
            block = block | {"blocks": inner}
        done.append(block)
    return done, above
