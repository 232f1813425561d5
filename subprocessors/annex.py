"""The register as the annex of a contract: the lists of sub-processors of the EU's standard
contractual clauses.

Annex III of the clauses of Implementing Decision (EU) 2021/914 and Annex IV of those of (EU)
2021/915 require name, address, contact person, and a description that delimits responsibilities.
Where one of these is missing, the annex says so. Everything else helps to check an entry, and is
left out where it is not stated.
"""

from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from trustportal.exports import blocks, layout
from trustportal.exports.blocks import Block, Blocks, Field, Heading, Paragraph, Run
from trustportal.exports.control import control
from trustportal.exports.edition import Edition
from trustportal.exports.formats import write_paper
from trustportal.exports.paper import Paper
from trustportal.language.locales import language_name
from trustportal.record.rows import Cell, Row
from trustportal.record.sections import Section

from .annexes import ANNEXES, DEMANDED, gaps_of, remark_on_gaps
from .states import ANNOUNCED, ENDED

CAUTION = gettext_lazy(
    "Generated from the published register. Whether and how it becomes part of a contract is for "
    "your legal counsel to decide."
)
BETWEEN = " · "


@dataclass(frozen=True)
class Question:
    """An item of the annex, and the columns of the register that answer it."""

    label: Promise
    own: str  # the column whose label is left out
    more: tuple[str, ...] = ()
    instead: str = ""  # the column that serves where that one is empty

    @property
    def is_demanded(self) -> bool:
        return not {self.own, self.instead}.isdisjoint(DEMANDED)


QUESTIONS = [
    Question(gettext_lazy("Name"), "legal_name", ("registration_number", "lei"), instead="name"),
    Question(gettext_lazy("Address"), "address", ("country",)),
    Question(gettext_lazy("Contact person's name, position and contact details"), "contact"),
    Question(gettext_lazy("Description of the processing"), "purpose", ("applies", "condition")),
    Question(gettext_lazy("Delimitation of responsibilities"), "responsibilities"),
    Question(gettext_lazy("Nature and country of the processing"), "locations"),
    Question(
        gettext_lazy("Duration of the processing"),
        "",
        ("starts", "existing_from", "ends", "retention"),
    ),
    Question(gettext_lazy("Data subjects"), "subjects"),
    Question(gettext_lazy("Categories of personal data"), "categories", ("data_in_words",)),
    Question(gettext_lazy("Transfer mechanism"), "transfers"),
]


@dataclass(frozen=True)
class Entry:
    """One subprocessor in one language."""

    edition: Edition
    section: Section
    row: Row


@dataclass(frozen=True)
class Answer:
    label: str
    paragraphs: list[Paragraph]


def write(editions: list[Edition], law: str, format: str) -> bytes:
    """Return an annex from editions of the register in one or two languages. Raises TooLarge."""
    return write_paper(format, partial(paper, law), *editions)


def paper(law: str, *editions: Edition, remark: str = "") -> Paper:
    titles, clauses = [], []
    cautions: Blocks = []
    for edition in editions:
        with translation.override(edition.language):
            title, clause = map(str, ANNEXES[law])
            for sentence in filter(None, [str(CAUTION), remark_on(edition)]):
                cautions.append(Paragraph([Run(sentence, lang=edition.language)]))
        titles.append(title)
        clauses.append(clause)
    with translation.override(editions[0].language):
        number = _("Version %d") % editions[0].version.number
        about = control_block(editions, remark)
    return Paper(
        edition=editions[0],
        kind=BETWEEN.join(clauses),
        title=BETWEEN.join(titles),
        number=number,
        blocks=[*cautions, about, *entries_in_force(editions)],
    )


def remark_on(edition: Edition) -> str:
    """Return how many places of the annex say “not stated”, in the active language."""
    rows = [row for row in edition.page.rows if row.code("state") != ENDED]
    return remark_on_gaps(gaps_of(rows))


def control_block(editions: tuple[Edition, ...], remark: str) -> Block:
    """Return the control block in the first language; its language is that of all columns."""
    rows = dict(control(editions[0]))
    rows[_("Language")] = ", ".join(language_name(edition.language) for edition in editions)
    if remark:
        rows[_("This file")] = remark
    return layout.control_block(list(rows.items()))


def entries_in_force(editions: tuple[Edition, ...]) -> Blocks:
    """Return the entries in force or announced, below their sections, numbered throughout."""
    content: Blocks = []
    numbers = count(1)
    known = [entries_of(edition) for edition in editions]
    for sections in zip(*(edition.page.sections for edition in editions), strict=True):
        ids = [row.id for row in sections[0].rows if row.code("state") != ENDED]
        if ids:
            content.append(section_heading(sections))
        for id in ids:
            content += entry_blocks(next(numbers), [entries[id] for entries in known])
    return content


def section_heading(sections: tuple[Section, ...]) -> Block:
    """Return a section's title in each language; equal titles appear once."""
    titles = dict.fromkeys(section.title for section in sections)
    return Heading(layout.SECTION, [Run(BETWEEN.join(titles))])


def entries_of(edition: Edition) -> dict[str, Entry]:
    entries = {}
    for section in edition.page.sections:
        for row in section.rows:
            entries[row.id] = Entry(edition, section, row)
    return entries


def entry_blocks(number: int, entries: list[Entry]) -> Blocks:
    """Return a subprocessor's blocks: fields or, for two languages, a table side by side."""
    row = entries[0].row
    title = f"{number}. {legal_name(row)}"
    if row.code("state") == ANNOUNCED:
        title += f" ({BETWEEN.join(entry.row.text('state') for entry in entries)})"
    heading = Heading(layout.SECTION + 1, [Run(title)])
    by_language = [answers_of(entry) for entry in entries]
    answers = [alike for alike in zip(*by_language, strict=True) if is_answered(alike)]
    if len(entries) > 1:
        return [heading, side_by_side(entries, answers)]
    fields = [Field(answer.label, [*answer.paragraphs]) for (answer,) in answers]
    return [heading, blocks.Fields(fields)]


def is_answered(answers: tuple[Answer, ...]) -> bool:
    """Return whether a question is answered, or said not to be, in any of the languages."""
    return any(answer.paragraphs for answer in answers)


def legal_name(row: Row) -> str:
    """Return the name that a contract uses; where it is not stated, the name serves."""
    return row.text("legal_name") or row.name


def side_by_side(entries: list[Entry], answers: list[tuple[Answer, ...]]) -> Block:
    """Return a table with a column for each language and a row for each question."""
    languages = [entry.edition.language for entry in entries]
    header: list[Blocks] = [[blocks.paragraph(own_name(language))] for language in languages]
    rows = []
    for alike in answers:
        pairs = zip(alike, languages, strict=True)
        rows.append(blocks.TableRow([labelled_cell(answer, code) for answer, code in pairs]))
    return blocks.Table(header, [1] * len(entries), [blocks.RowGroup([], rows)], whole=True)


def answers_of(entry: Entry) -> list[Answer]:
    """Return the answers that the annex requires, in the language of the entry."""
    cells = {cell.key: cell for cell in entry.section.cells(entry.row)}
    answers = []
    with translation.override(entry.edition.language):
        for question in QUESTIONS:
            paragraphs = answer_to(question, cells, entry.edition)
            answers.append(Answer(str(question.label), paragraphs))
    return answers


def answer_to(question: Question, cells: dict[str, Cell], edition: Edition) -> list[Paragraph]:
    """Return the answer; “not stated” where the form demands one and there is none."""
    paragraphs = []
    own = stated(cells, question.own) or stated(cells, question.instead)
    if own:
        paragraphs.append(Paragraph(runs_of(edition, own)))
    elif question.is_demanded:
        paragraphs.append(Paragraph([Run(_("not stated"), italic=True)]))
    for key in question.more:
        cell = stated(cells, key)
        if cell:
            label = Run(f"{cell.label}: ", small=True)
            paragraphs.append(Paragraph([label, *runs_of(edition, cell)]))
    return paragraphs


def stated(cells: dict[str, Cell], key: str) -> Cell | None:
    cell = cells.get(key)
    return cell if cell and (cell.text or cell.url) else None


def runs_of(edition: Edition, cell: Cell) -> list[Run]:
    """Return the runs of a cell, of which there may be an address alone."""
    address = [Run(cell.address or cell.url, href=cell.url)]
    return layout.cell_runs(edition, cell) if cell.text else address


def labelled_cell(answer: Answer, language: str) -> Blocks:
    """Return an answer as a cell, with its label above it; its texts name their language."""
    cell: Blocks = []
    for paragraph in (blocks.paragraph(answer.label, small=True), *answer.paragraphs):
        cell.append(Paragraph([replace(run, lang=run.lang or language) for run in paragraph.runs]))
    return cell


def own_name(language: str) -> str:
    return get_language_info(language)["name_local"].capitalize()
