"""The register as the annex of a contract: the lists of sub-processors of the EU's standard contractual clauses.

What an entry has to say is Annex III of the clauses of Implementing Decision (EU) 2021/914, and Annex IV of those of
(EU) 2021/915: name, address, contact person, and a description that delimits responsibilities. The rest helps to check.
"""

from itertools import count

from django.utils import translation
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from trustportal.exports import blocks, docx, layout, pdf
from trustportal.exports.control import control, language_name
from trustportal.exports.formats import refuse_large
from trustportal.exports.paper import Paper

from .annexes import ANNEXES
from .states import ANNOUNCED, ENDED

CAUTION = gettext_lazy(
    "Made from the published register. Whether and how it becomes part of a contract is for your counsel to decide."
)
# (label, the column of the register that answers it, columns that add to it under their own label)
FIELDS = [
    (gettext_lazy("Name"), "legal_name", ("registration_number",)),
    (gettext_lazy("Address"), "address", ("country",)),
    (gettext_lazy("Contact person's name, position and contact details"), "contact", ()),
    (gettext_lazy("Description of the processing"), "purpose", ("applies", "condition")),
    (gettext_lazy("Delimitation of responsibilities"), "responsibilities", ()),
    (gettext_lazy("Nature and country of the processing"), "locations", ()),
    (gettext_lazy("Duration of the processing"), "", ("starts", "ends", "retention")),
    (gettext_lazy("Data subjects"), "subjects", ()),
    (gettext_lazy("Categories of personal data"), "categories", ()),
    (gettext_lazy("Transfer mechanism"), "transfers", ()),
]
BETWEEN = " · "


def write(editions, law, format):
    """Return the bytes of an annex from editions of the register in one or two languages. Raises TooLarge."""
    refuse_large(format, *(edition.page for edition in editions))
    return PAPERS[format](editions, law)


def write_docx(editions, law):
    return docx.write_paper(paper(editions, law))


def write_pdf(editions, law):
    return pdf.write_paper(lambda *editions, remark="": paper(editions, law, remark), *editions)


PAPERS = {"docx": write_docx, "pdf": write_pdf}


def paper(editions, law, remark=""):
    title, clauses, caution, number = zip(
        *(told(edition, law) for edition in editions), strict=True
    )
    return Paper(
        edition=editions[0],
        kind=BETWEEN.join(clauses),
        title=BETWEEN.join(title),
        number=number[0],
        blocks=[
            *(
                blocks.paragraph(blocks.run(text, lang=e.language))
                for text, e in zip(caution, editions, strict=True)
            ),
            about(editions, remark),
            *listed(editions),
        ],
    )


def told(edition, law):
    """Return the title of the annex, its clauses, a caution, and the version, in the language of an edition."""
    title, clauses = ANNEXES[law]
    with translation.override(edition.language):
        return str(title), str(clauses), str(CAUTION), _("Version %d") % edition.version.number


def about(editions, remark):
    """Return the control block in the first language; its language is that of all columns."""
    with translation.override(editions[0].language):
        rows = dict(control(editions[0]))
        rows[_("Language")] = ", ".join(language_name(edition.language) for edition in editions)
        return layout.control_block(
            [*rows.items(), *([(_("This file"), remark)] if remark else [])]
        )


def listed(editions):
    """Return the entries in force or announced, under the headings of their sections, numbered throughout."""
    found, numbers = [], count(1)
    sides = [
        {row.id: (section, row) for section in edition.page.sections for row in section.rows}
        for edition in editions
    ]
    for sections in zip(*(edition.page.sections for edition in editions), strict=True):
        ids = [row.id for row in sections[0].rows if row.code("state") != ENDED]
        if ids:
            titles = dict.fromkeys(section.title for section in sections)
            found.append(blocks.heading(layout.SECTION, blocks.run(BETWEEN.join(titles))))
        for id in ids:
            found += entry(next(numbers), editions, [side[id] for side in sides])
    return found


def entry(number, editions, rows):
    """Return what the annex says of one subprocessor: as fields or, in two languages, side by side."""
    first = rows[0][1]
    title = f"{number}. {first.text('legal_name')}"
    if first.code("state") == ANNOUNCED:
        title += f" ({BETWEEN.join(row.text('state') for _section, row in rows)})"
    heading = blocks.heading(layout.SECTION + 1, blocks.run(title))
    sides = [answers(e, *side) for e, side in zip(editions, rows, strict=True)]
    if len(sides) == 1:
        return [heading, {"kind": "fields", "rows": sides[0]}]
    cells = [
        [[label_of(label), *value] for label, value in line] for line in zip(*sides, strict=True)
    ]
    languages = [[blocks.paragraph(blocks.run(own_name(edition.language)))] for edition in editions]
    groups = [{"heading": [], "rows": [[*map(in_language, row, editions)] for row in cells]}]
    return [
        heading,
        {
            "kind": "table",
            "header": languages,
            "widths": [1] * len(sides),
            "groups": groups,
            "whole": True,
        },
    ]


def answers(edition, section, row):
    """Return [(label, blocks), …] of what the annex asks for, in the language of an edition."""
    cells = {cell.key: cell for cell in section.cells(row)}
    with translation.override(edition.language):
        return [
            (str(label), answer(edition, [cells[key] for key in (own, *more) if key in cells], own))
            for label, own, more in FIELDS
        ]


def answer(edition, cells, own):
    found = []
    for cell in cells:
        if cell.text or cell.url:
            (text,) = layout.cell(edition, cell)
            label = [] if cell.key == own else [blocks.run(f"{cell.label}: ", small=True)]
            found.append(blocks.paragraph(*label, *text["runs"]))
    return found or [blocks.paragraph(blocks.run(_("not stated"), italic=True))]


def label_of(text):
    return blocks.paragraph(blocks.run(text, small=True))


def in_language(cell, edition):
    """Return a cell whose texts name their language."""
    return [
        block | {"runs": [{"lang": edition.language} | run for run in block["runs"]]}
        for block in cell
    ]


def own_name(language):
    return get_language_info(language)["name_local"].capitalize()
