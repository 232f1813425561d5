"""DOCX by python-docx: its styles and package. The body is built with lxml: its tables are slow."""

import io
from collections.abc import Callable
from datetime import UTC
from typing import Any

from django.utils import translation
from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from . import layout
from .archive import repacked
from .blocks import Run
from .docx_body import CELL, FAINT, INK, Writer
from .docx_tracked import Tracked
from .edition import Edition
from .paper import Paper, around_page_number

FONT = "Noto Sans"
SIZES = {"Title": 21, "Heading 1": 14, "Heading 2": 11, "Heading 3": 10, "Heading 4": 9.5}  # points
THEME_FONTS = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
UNUSED = ("/stylesWithEffects", "/customXml")  # relationships of the library's template


def write(edition: Edition) -> bytes:
    return write_paper(layout.paper, edition)


def write_paper(paper_of: Callable[..., Paper], *editions: Edition) -> bytes:
    """Return the DOCX of the Paper that `paper_of` makes of editions."""
    paper = paper_of(*editions)
    document = Document()
    with translation.override(paper.edition.language):
        prepare(document, paper)
        writer = Tracked(document, paper.edition) if paper.is_redline else Writer(document)
        writer.paragraph(writer.body, [Run(paper.kind, small=True)])
        writer.paragraph(writer.body, paper.heading_runs, style="Title")
        writer.write_blocks(writer.body, paper.blocks)
        if paper.is_redline:
            writer.paragraph(writer.body, [])  # Word cannot delete a document's last paragraph mark
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream.getvalue(), {})


def prepare(document: DocumentObject, paper: Paper) -> None:
    """Set up the library's template, and remove the parts that are not needed."""
    edition, main = paper.edition, document.part
    for id, relationship in list(main.package.rels.items()):
        if relationship.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del main.package.rels[id]
    for id, relationship in list(main.rels.items()):
        if relationship.reltype.endswith(UNUSED):
            del main.rels[id]
    set_styles(document, edition.language)
    set_properties(document, paper)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    fill_edge(header, [f"{edition.publisher} · {paper.title}\t{paper.number}"])
    before, between = around_page_number()
    fill_edge(footer, [f"{edition.permalink}\t{before}", "PAGE", between, "NUMPAGES"])


def set_styles(document: DocumentObject, language: str) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(9.5)
    normal.font.color.rgb = RGBColor.from_string(INK)
    normal.paragraph_format.space_after = Pt(5)
    cell = document.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size, cell.paragraph_format.space_after = normal, Pt(8.5), Pt(1)
    for name, size in SIZES.items():
        set_heading_style(document.styles[name], size)
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)


def set_heading_style(style: ParagraphStyle, size: float) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), True
    style.font.color.rgb = RGBColor.from_string(INK)
    style.font.italic = False
    for theme in THEME_FONTS:
        style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)


def set_properties(document: DocumentObject, paper: Paper) -> None:
    edition, properties = paper.edition, document.core_properties
    published = edition.version.published_at.astimezone(UTC).replace(tzinfo=None)
    properties.title, properties.author = paper.title, edition.publisher
    properties.last_modified_by = edition.publisher
    properties.created = properties.modified = published
    properties.language, properties.identifier = edition.language, edition.permalink
    properties.comments, properties.revision = "", 1
    properties.version = str(edition.version.number)


def fill_edge(paragraph: Paragraph, parts: list[str]) -> None:
    """Fill a header or footer: texts and, at every second place, fields that Word fills in."""
    style: Any = paragraph.style
    style.font.size = Pt(8)
    style.font.color.rgb = RGBColor.from_string(FAINT)
    stops = paragraph.paragraph_format.tab_stops
    for stop in list(style.paragraph_format.tab_stops):
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)
    for place, part in enumerate(parts):
        if place % 2:
            run = "<w:r><w:t>1</w:t></w:r>"
            field = f'<w:fldSimple {nsdecls("w")} w:instr="{part}">{run}</w:fldSimple>'
            paragraph._p.append(parse_xml(field))
        else:
            paragraph.add_run(part)
