"""An edition as a document to be read on paper: the blocks that PDF and DOCX have in common.

A section whose table would have more columns than a page is wide becomes a list of fields for each
row.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext as _

from trustportal.record.rows import Cell, Column, Row
from trustportal.record.sections import Group, Section

from . import blocks
from .blocks import Block, Blocks, Field, Heading, Paragraph, Run
from .control import control, elsewhere
from .edition import Edition
from .markup import of_markdown
from .paper import Paper

LONGEST_WHOLE = 700  # characters of a cell up to which a row stays on one page
SECTION = 2  # level of a section's heading; the title of the document has level 1
CONTROL = ("control",)  # not from the page: the block about the version itself

Place = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """The blocks at a place that keeps its key in every version, for comparing two."""

    place: Place
    blocks: Blocks


def paper(edition: Edition, *, remark: str = "") -> Paper:
    """Return an edition as a Paper, in its language; `remark` is added to the control block."""
    with translation.override(edition.language):
        below_title: Blocks = []
        for part in parts_of(edition, remark):
            below_title += part.blocks
        return Paper(
            edition=edition,
            kind=edition.kind_label,
            title=title(edition),
            number=_("Version %d") % edition.version.number,
            blocks=levelled(below_title),
        )


def parts_of(edition: Edition, remark: str = "") -> list[Part]:
    """Return everything below the title, in the active language."""
    page = edition.page
    notice = text(edition, page.notice, page.lang.get("notice", ""))
    entries = [*control(edition), *([(_("This file"), remark)] if remark else [])]
    parts = [
        Part(("notice",), [blocks.Quote(notice)] if notice else []),
        Part(("summary",), text(edition, page.summary, page.lang.get("summary", ""))),
        Part(CONTROL, [control_block(entries)]),
        Part(("facts",), facts(edition)),
    ]
    for section in page.sections:
        parts += section_parts(edition, section)
    return [in_language(part, edition) for part in parts]


def in_language(part: Part, edition: Edition) -> Part:
    """Mark what is in another language than the one asked for."""
    language = edition.text_language
    if language == edition.language or part.place == CONTROL:
        return part
    return Part(part.place, [replace(block, lang=language) for block in part.blocks])


def control_block(entries: list[tuple[str, str]]) -> Block:
    return blocks.Control([Field(label, [control_value(value)]) for label, value in entries])


def control_value(value: str) -> Paragraph:
    is_hash = len(value) == 64 and value.isalnum()
    is_address = value.startswith(("https://", "http://"))
    return Paragraph([Run(value, code=is_hash, href=value if is_address else "")])


def title(edition: Edition) -> str:
    with translation.override(edition.language):
        return edition.title + elsewhere(edition.page.lang.get("title", ""), edition.language)


def text(edition: Edition, source: str, lang: str) -> Blocks:
    """Return the blocks of a Markdown text, with a note if its translation is missing."""
    content = of_markdown(source, edition.permalink, Run("", lang=lang))
    if content and lang:
        content.append(blocks.paragraph(elsewhere(lang, edition.language).strip(), small=True))
    return content


def facts(edition: Edition) -> Blocks:
    fields = []
    for fact in edition.page.facts:
        fields.append(Field(fact.label, text(edition, fact.value, fact.lang), fact.key))
    return [blocks.Fields(fields)] if fields else []


# A section


def section_parts(edition: Edition, section: Section) -> list[Part]:
    """Return heading, text, and the table or the records of a section."""
    heading: Blocks = []
    intro = text(edition, section.intro, section.lang)
    if section.title:
        heading = [Heading(SECTION, [Run(section.title)])]
        intro = deeper(intro)
    parts = [Part((section.key,), heading), Part((section.key, "intro"), intro)]
    if not section.rows:
        return parts
    if not section.is_wide:
        return [*parts, table_part(edition, section)]
    for group in section.groups():
        parts += record_parts(edition, section, group)
    return parts


def table_part(edition: Edition, section: Section) -> Part:
    columns = [column.key for column in section.table_columns]
    return Part((section.key, "table", *columns), [table(edition, section)])


def table(edition: Edition, section: Section) -> Block:
    groups = []
    for group in section.groups():
        rows = [table_row(edition, section, row) for row in group.rows]
        groups.append(blocks.RowGroup(group_runs(group.heading), rows))
    return blocks.Table(
        header=[[blocks.paragraph(column.label)] for column in section.table_columns],
        widths=[width(section, column) for column in section.table_columns],
        groups=groups,
        whole=longest_text(section) <= LONGEST_WHOLE,
    )


def table_row(edition: Edition, section: Section, row: Row) -> blocks.TableRow:
    cells = [cell_blocks(edition, cell) for cell in section.table_cells(row)]
    return blocks.TableRow(cells, row.id)


def longest_text(section: Section) -> int:
    longest = 0
    for row in section.rows:
        for column in section.columns:
            longest = max(longest, len(row.text(column.key)))
    return longest


def width(section: Section, column: Column) -> int:
    """Return the relative width of a column: for long texts more, else for its longest word."""
    texts = []
    for shown in (column, *section.columns_below.get(column.key, [])):
        texts += [row.text(shown.key) for row in section.rows]
    average = sum(map(len, texts)) / len(section.rows)
    words = " ".join([column.label, *texts]).split()
    longest = max(map(len, words), default=0)
    return round(max(min(longest, 18) + 2, min(average, 500) ** 0.5 * 4, 8))


def record_parts(edition: Edition, section: Section, group: Group) -> list[Part]:
    """Return the part of each row of a group: a heading, and the fields that are not empty."""
    parts = []
    level = SECTION + 1
    if group.heading:
        place = (section.key, "group", *(cell.text for cell in group.heading))
        parts.append(Part(place, [Heading(level, group_runs(group.heading))]))
        level += 1
    for row in group.rows:
        place = (section.key, "row", row.id)
        parts.append(Part(place, record(edition, section.table_cells(row), level)))
    return parts


def record(edition: Edition, cells: list[Cell], level: int) -> Blocks:
    name, *others = cells
    heading = Heading(level, [Run(name.text or "–", strike=name.is_struck)])
    fields = []
    for cell in others:
        if cell.text or cell.url:
            fields.append(Field(cell.label, cell_blocks(edition, cell), cell.key))
    return [heading, blocks.Fields(fields)] if fields else [heading]


def group_runs(cells: list[Cell]) -> list[Run]:
    runs: list[Run] = []
    for cell in cells:
        if runs:
            runs.append(Run(" › "))
        runs.append(Run(cell.text, href=cell.url))
    return runs


# A cell


def cell_blocks(edition: Edition, cell: Cell) -> Blocks:
    """Return a cell's text, its address if that differs, and the cells under it."""
    content = cell_text(edition, cell)
    for below in cell.below:
        label = Run(f"{below.label}: ", small=True)
        first, *others = cell_text(edition, below)
        if isinstance(first, Paragraph | Heading):
            content.append(replace(first, runs=[label, *first.runs]))
        else:
            content += [Paragraph([label]), first]
        content += others
    return content


def cell_text(edition: Edition, cell: Cell) -> Blocks:
    if cell.is_markdown:
        look = Run("", strike=cell.is_struck, lang=cell.lang)
        return of_markdown(cell.text, edition.permalink, look) or [Paragraph()]
    return [Paragraph(cell_runs(edition, cell))]


def cell_runs(edition: Edition, cell: Cell) -> list[Run]:
    """Return the runs of a cell that is one line of plain text."""
    runs = []
    if cell.text:
        runs.append(Run(cell.text, href=cell.url, strike=cell.is_struck, lang=cell.lang))
        if cell.address:
            runs += [Run(" "), Run(cell.address, href=cell.url, small=True)]
    if cell.lang:
        runs.append(Run(elsewhere(cell.lang, edition.language), small=True))
    return runs


# Headings


def deeper(content: Blocks) -> Blocks:
    """Return the blocks of a text below a section's heading, their own headings below it too."""
    lowered: Blocks = []
    for block in content:
        if isinstance(block, Heading):
            block = replace(block, level=block.level + 1)
        lowered.append(block)
    return lowered


def levelled(content: Blocks) -> Blocks:
    """Return blocks whose headings skip no level (PDF/UA-1 allows none)."""
    return Levels().of_blocks(content)


class Levels:
    """Sets the levels of headings, each at most one below the heading before it."""

    def __init__(self) -> None:
        self.above = 1  # of the title

    def of_blocks(self, content: Blocks) -> Blocks:
        return [LEVELLED[type(block)](self, block) for block in content]

    def of_heading(self, block: Heading) -> Block:
        self.above = min(max(block.level, SECTION), self.above + 1)
        return replace(block, level=self.above)

    def of_list(self, block: blocks.ListBlock) -> Block:
        return replace(block, entries=[self.of_blocks(entry) for entry in block.entries])

    def of_quote(self, block: blocks.Quote) -> Block:
        return replace(block, blocks=self.of_blocks(block.blocks))

    def unchanged(self, block: Block) -> Block:
        return block


LEVELLED: dict[type[Block], Callable] = {
    Heading: Levels.of_heading,
    blocks.ListBlock: Levels.of_list,
    blocks.Quote: Levels.of_quote,
    Paragraph: Levels.unchanged,
    blocks.Code: Levels.unchanged,
    blocks.Rule: Levels.unchanged,
    blocks.Fields: Levels.unchanged,
    blocks.Control: Levels.unchanged,
    blocks.Table: Levels.unchanged,
    blocks.Lines: Levels.unchanged,
}
