"""What changed between two versions of a document, as Word's tracked changes and as PDF.

Accepting all changes of the DOCX gives the newer version's own document, rejecting all the older one's; the block that
tells of the two versions is not tracked.
"""

from contextlib import contextmanager
from dataclasses import replace
from itertools import count

from django.utils import translation
from django.utils.translation import gettext as _
from docx.oxml.ns import qn
from lxml import etree

from trustportal.record import canonical

from . import blocks, docx, layout, pdf
from .compared import DEL, compared, merged_runs
from .control import control
from .formats import refuse_large
from .paper import Paper


def write(old, new, format):
    """Return the bytes of a redline between two editions. Raises KeyError for another format, and TooLarge."""
    refuse_large(format, old.page, new.page)
    return WRITERS[format](old, new)


def write_docx(old, new):
    found = paper(old, new)
    found = replace(
        found, blocks=[*found.blocks, blocks.paragraph()]
    )  # the last mark of a document cannot go
    return docx.write_paper(found, lambda document: Tracked(document, new))


def write_pdf(old, new):
    return pdf.write_paper(paper, old, new)


WRITERS = {"docx": write_docx, "pdf": write_pdf}


def paper(old, new, *, remark=""):
    with translation.override(new.language):
        numbers = {"old": old.version.number, "new": new.version.number}
        title = layout.title(new)
        return Paper(
            edition=new,
            kind=new.kind_label,
            title=title,
            number=_("Version %(old)d to %(new)d") % numbers,
            blocks=[*about(old, new, remark), *compared(old, new)],
            heading=tuple(merged_runs([blocks.run(layout.title(old))], [blocks.run(title)])),
        )


def about(old, new, remark):
    """Return the control block of both versions: what is the same of them, then what differs side by side."""
    sides = dict(control(old)), dict(control(new))
    both = [(label, value) for label, value in sides[1].items() if sides[0].get(label) == value]
    labels = [
        label for label in {**sides[1], **sides[0]} if sides[0].get(label) != sides[1].get(label)
    ]
    header = ["", _("Older version"), _("Newer version")]
    rows = [[label, *(side.get(label, "") for side in sides)] for label in labels]
    return [
        layout.control_block([*both, (_("This file"), legend(old, new, remark))]),
        {
            "kind": "table",
            "header": [[blocks.paragraph(blocks.run(text))] for text in header],
            "widths": [14, 43, 43],
            "whole": True,
            "groups": [
                {
                    "heading": [],
                    "rows": [[[blocks.paragraph(layout.control_run(v))] for v in r] for r in rows],
                }
            ],
        },
    ]


def legend(old, new, remark):
    sentence = _(
        "The changes from version %(old)d to version %(new)d. Inserted text is underlined, deleted text is struck "
        "through. In a Word file they are tracked changes: accepting all of them gives version %(new)d, rejecting all "
        "gives version %(old)d. The details of the two versions are not tracked."
    )
    return " ".join(
        filter(None, [sentence % {"old": old.version.number, "new": new.version.number}, remark])
    )


class Tracked(docx.Writer):
    """Writes blocks with what came and went as tracked changes, by the publisher, at the newer version's moment."""

    def __init__(self, document, edition):
        super().__init__(document)
        self.change = ""  # of what is being written
        self.author = edition.publisher
        self.date = canonical.timestamp(edition.version.published_at)
        self.ids = count(1)

    @contextmanager
    def under(self, change):
        outer, self.change = self.change, change or self.change
        yield
        self.change = outer

    def mark(self, parent, change):
        """Add a mark of a change, or the element around changed text."""
        about = {"w:id": str(next(self.ids)), "w:author": self.author, "w:date": self.date}
        return etree.SubElement(
            parent, qn(f"w:{change}"), {qn(key): value for key, value in about.items()}
        )

    def blocks(self, parent, blocks, indent=0):
        for block in blocks:
            with self.under(block.get("change")):
                if block["kind"] == "lines":
                    self.lines(parent, block)
                else:
                    super().blocks(parent, [block], indent)

    def paragraph(self, parent, runs, style="", indent=0, **more):
        paragraph = super().paragraph(parent, runs, style, indent, **more)
        if self.change:
            settings = paragraph.find(qn("w:pPr"))
            if settings is None:
                settings = etree.Element(qn("w:pPr"))
                paragraph.insert(0, settings)
            self.mark(docx.sub(settings, "rPr"), self.change)
        return paragraph

    def run(self, paragraph, run):
        with self.under(run.get("change")):
            super().run(paragraph, run)
            if self.change:
                written = list(paragraph.iter(qn("w:r")))[-1]
                parent = written.getparent()
                self.mark(parent, self.change).append(written)
                if self.change == DEL:
                    for text in written.iter(qn("w:t")):
                        text.tag = qn("w:delText")

    def lines(self, parent, block):
        table = self.start(
            parent, [docx.WIDTH * share // sum(block["widths"]) for share in block["widths"]]
        )
        if block["header"]:
            self.row(
                table, [docx.bold(cell) for cell in block["header"]], shade=docx.SHADE, header=True
            )
        for line in block["lines"]:
            with self.under(line.get("change")):
                self.row(table, line["cells"], span=1 + len(block["widths"]) - len(line["cells"]))
        self.paragraph(parent, [])

    def row(self, table, cells, **more):
        super().row(table, cells, **more)
        row = table[-1]
        if self.change:
            self.mark(row.find(qn("w:trPr")), self.change)
        else:
            for cell in row.iter(docx.TC):
                keep_last_mark(cell)


def keep_last_mark(cell):
    """Let the marks of a cell's last paragraphs go from the one before them on: the last mark itself cannot go."""
    marks = [
        (paragraph, paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}"))
        for paragraph in cell.iterchildren(qn("w:p"))
    ]
    tail = []
    while marks[-1][1] is not None:
        tail.append(marks.pop())
    if tail:
        last_kept, change = marks[-1][0], tail[0][1]
        settings = last_kept.find(qn("w:pPr"))
        settings.append(change)
