"""DOCX by python-docx: its styles and package; the body is built with lxml, for its tables are slow."""

import io
from datetime import UTC

from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt, RGBColor
from lxml import etree

from . import layout
from .archive import repacked

INK, FAINT, LINK, SHADE = "1D2733", "5B6672", "0B4A8F", "F1F4F7"
WIDTH = 9638  # of the text, in twentieths of a point: A4 less margins of 20 mm
CELL = "Cell"
FONT, MONO = "Noto Sans", "Noto Sans Mono"


def write(edition):
    return write_paper(layout.paper(edition))


def write_paper(paper, writer_of=None):
    """Return a Paper as DOCX, its body written by Writer or by a subclass."""
    with translation.override(paper.edition.language):
        document = Document()
        prepare(document, paper)
        writer = (writer_of or Writer)(document)
        writer.paragraph(writer.body, [{"text": paper.kind, "small": True}])
        writer.paragraph(writer.body, paper.heading_runs, style="Title")
        writer.blocks(writer.body, paper.blocks)
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream.getvalue(), {})


# The package


def prepare(document, paper):
    """Make the template ours: page, styles, language, properties, header and footer; without what it does not need."""
    package, edition = document.part.package, paper.edition
    for id, relationship in list(package.rels.items()):
        if relationship.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[id]
    main = document.part
    for id, relationship in list(main.rels.items()):
        if relationship.reltype.endswith(("/stylesWithEffects", "/customXml")):
            del main.rels[id]
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    styles(document, edition.language)
    properties(document, paper)
    edge(section.header.paragraphs[0], [f"{edition.publisher} · {paper.title}\t{paper.number}"])
    before, between = _("Page %(page)s of %(pages)s").replace("%(pages)s", "").split("%(page)s")
    edge(
        section.footer.paragraphs[0],
        [f"{edition.permalink}\t{before}", "PAGE", between, "NUMPAGES"],
    )


def styles(document, language):
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = (
        FONT,
        Pt(9.5),
        RGBColor.from_string(INK),
    )
    normal.paragraph_format.space_after = Pt(5)
    cell = document.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size, cell.paragraph_format.space_after = normal, Pt(8.5), Pt(1)
    sizes = {"Title": 21, "Heading 1": 14, "Heading 2": 11, "Heading 3": 10, "Heading 4": 9.5}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), True
        style.font.color.rgb = RGBColor.from_string(INK)
        style.font.italic = False
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for border in style.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)


def properties(document, paper):
    edition = paper.edition
    published = edition.version.published_at.astimezone(UTC).replace(tzinfo=None)
    core = document.core_properties
    core.title, core.author, core.last_modified_by = (
        paper.title,
        edition.publisher,
        edition.publisher,
    )
    core.created = core.modified = published
    core.language, core.identifier, core.comments, core.revision = (
        edition.language,
        edition.permalink,
        "",
        1,
    )
    core.version = str(edition.version.number)


def edge(paragraph, parts):
    """Fill a header or footer: texts and, at every second place, fields that Word fills in."""
    paragraph.style.font.size = Pt(8)
    paragraph.style.font.color.rgb = RGBColor.from_string(FAINT)
    stops = paragraph.paragraph_format.tab_stops
    for stop in list(paragraph.style.paragraph_format.tab_stops):
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)
    for place, part in enumerate(parts):
        if place % 2 == 0:
            paragraph.add_run(part)
        else:
            field = f'<w:fldSimple {nsdecls("w")} w:instr="{part}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
            paragraph._p.append(parse_xml(field))


# The body


def sub(parent, tag, **attributes):
    return etree.SubElement(
        parent, qn(f"w:{tag}"), {qn(f"w:{key}"): str(value) for key, value in attributes.items()}
    )


TC = qn("w:tc")


class Writer:
    """Appends blocks (see blocks.py) to the body of a document."""

    def __init__(self, document):
        self.part = document.part
        self.body = document.element.body
        self.end = self.body.sectPr
        self.links = {}

    def new(self, parent, tag):
        """Add an element at the end of its parent; that of the body is before the section's properties."""
        element = sub(parent, tag)
        if parent is self.body:
            self.end.addprevious(element)
        return element

    def blocks(self, parent, blocks, indent=0):
        for block in blocks:
            SHOWN[block["kind"]](self, parent, block, indent)

    def paragraph(self, parent, runs, style="", indent=0, **more):
        paragraph = self.new(parent, "p")
        style = style or (CELL if parent.tag == TC else "")
        if style or indent or more:
            settings = sub(paragraph, "pPr")
            if style:
                sub(settings, "pStyle", val=style.replace(" ", ""))
            if indent:
                sub(settings, "ind", left=indent, **more)
        for run in runs:
            self.run(paragraph, run)
        return paragraph

    def run(self, paragraph, run):
        parent = paragraph
        if "href" in run:
            parent = sub(paragraph, "hyperlink")
            parent.set(qn("r:id"), self.link(run["href"]))
        element = sub(parent, "r")
        self.marks(element, run)
        for number, line in enumerate(run["text"].split("\n")):
            if number:
                sub(element, "br")
            text = sub(element, "t")
            text.text = line
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def marks(self, element, run):
        """Add what a run looks like, in the order that the schema demands."""
        if len(run) == 1:
            return
        look = sub(element, "rPr")
        if "code" in run:
            sub(look, "rFonts", ascii=MONO, hAnsi=MONO)
        for mark, tag in (("bold", "b"), ("italic", "i"), ("strike", "strike")):
            if mark in run:
                sub(look, tag)
        if "href" in run or "small" in run:
            sub(look, "color", val=LINK if "href" in run else FAINT)
        if "small" in run:
            sub(look, "sz", val=16)
        if "lang" in run:
            sub(look, "lang", val=run["lang"])

    def link(self, address):
        if address not in self.links:
            self.links[address] = self.part.relate_to(
                address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return self.links[address]

    def heading(self, parent, block, indent):
        self.paragraph(parent, block["runs"], style=f"Heading {min(block['level'] - 1, 4)}")

    def text(self, parent, block, indent):
        self.paragraph(parent, block["runs"], indent=indent)

    def list(self, parent, block, indent):
        """Write entries with their mark as text: a number that Word counts is no part of what was published."""
        for place, entry in enumerate(block["items"]):
            mark = f"{block['start'] + place}." if block["ordered"] else "–"
            first, *others = entry or [{"kind": "paragraph", "runs": []}]
            runs = first.get("runs", [])
            self.paragraph(parent, [{"text": f"{mark} "}, *runs], indent=indent + 340, hanging=227)
            self.blocks(parent, others if "runs" in first else entry, indent + 340)

    def quote(self, parent, block, indent):
        self.blocks(parent, block["blocks"], indent + 340)

    def code(self, parent, block, indent):
        self.paragraph(parent, [{"text": block["text"], "code": True}], indent=indent)

    def rule(self, parent, block, indent):
        self.paragraph(parent, [])

    def fields(self, parent, block, indent):
        shade = SHADE if block["kind"] == "control" else ""
        table = self.start(parent, [WIDTH * 27 // 100, WIDTH * 73 // 100])
        for label, value in block["rows"]:
            name = [{"kind": "paragraph", "runs": [{"text": label, "small": True}]}]
            self.row(table, [name, value], shade=shade)
        self.paragraph(parent, [])

    def table(self, parent, block, indent):
        whole = sum(block["widths"])
        widths = [WIDTH * share // whole for share in block["widths"]]
        table = self.start(parent, widths)
        self.row(table, [bold(cell) for cell in block["header"]], shade=SHADE, header=True)
        for group in block["groups"]:
            if group["heading"]:
                runs = [run | {"bold": True} for run in group["heading"]]
                self.row(table, [[{"kind": "paragraph", "runs": runs}]], span=len(widths))
            for row in group["rows"]:
                self.row(table, row)
        self.paragraph(parent, [])

    def start(self, parent, widths):
        table = self.new(parent, "tbl")
        settings = sub(table, "tblPr")
        sub(settings, "tblW", w=sum(widths), type="dxa")
        borders = sub(settings, "tblBorders")
        for side in ("top", "bottom", "insideH"):
            sub(borders, side, val="single", sz=4, space=0, color="C9D0D8")
        sub(settings, "tblLayout", type="fixed")
        grid = sub(table, "tblGrid")
        for width in widths:
            sub(grid, "gridCol", w=width)
        return table

    def row(self, table, cells, shade="", header=False, span=1):
        row = sub(table, "tr")
        settings = sub(row, "trPr")
        sub(settings, "cantSplit")
        if header:
            sub(settings, "tblHeader")
        widths = [column.get(qn("w:w")) for column in table.find(qn("w:tblGrid"))]
        for value, width in zip(cells, widths, strict=False):
            cell = sub(row, "tc")
            look = sub(cell, "tcPr")
            sub(look, "tcW", w=width if span == 1 else WIDTH, type="dxa")
            if span > 1:
                sub(look, "gridSpan", val=span)
            if shade:
                sub(look, "shd", val="clear", color="auto", fill=shade)
            self.blocks(cell, value)
            if not len(cell) or cell[-1].tag != qn("w:p"):
                self.paragraph(cell, [])


def bold(cell):
    return [
        block | {"runs": [run | {"bold": True} for run in block["runs"]]}
        for block in cell
        if "runs" in block
    ]


SHOWN = {
    "paragraph": Writer.text,
    "heading": Writer.heading,
    "list": Writer.list,
    "quote": Writer.quote,
    "code": Writer.code,
    "rule": Writer.rule,
    "control": Writer.fields,
    "fields": Writer.fields,
    "table": Writer.table,
}
