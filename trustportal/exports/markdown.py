"""Markdown (GFM): texts as staff wrote them, tables, the document control block."""

import re
from urllib.parse import urljoin

from django.utils import translation

from trustportal.record.markdown import one_line
from trustportal.record.reader import Fact
from trustportal.record.rows import Cell
from trustportal.record.sections import Section

from .control import control, elsewhere
from .edition import Edition
from .layout import title
from .markup import plain_cell

MARKUP = re.compile(r"([\\`*_{}\[\]#|])")
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "~": "&#126;", "\n": "<br>"})
OWN_LINK = re.compile(r"\]\((?=/[^/])")
ADDRESS = re.compile(r"https?://[^\s<>|]+")


def write(edition: Edition) -> bytes:
    with translation.override(edition.language):
        paragraphs = [*head(edition)]
        for fact in edition.page.facts:
            paragraphs.append(fact_text(edition, fact))
        for section in edition.page.without_empty_columns().sections:
            paragraphs += section_texts(edition, section)
    return ("\n\n".join(filter(None, paragraphs)) + "\n").encode()


def head(edition: Edition) -> list[str]:
    page = edition.page
    return [
        f"# {escaped(title(edition))}",
        text(edition, page.notice, page.lang.get("notice", "")),
        text(edition, page.summary, page.lang.get("summary", "")),
        table(["", ""], [[escaped(label), address(value)] for label, value in control(edition)]),
    ]


def text(edition: Edition, source: str, lang: str) -> str:
    if not source:
        return ""
    site = urljoin(edition.permalink, "/").rstrip("/")
    absolute = OWN_LINK.sub(f"]({site}", one_line(source.strip()))
    return absolute + elsewhere(lang, edition.language)


def fact_text(edition: Edition, fact: Fact) -> str:
    return f"**{escaped(fact.label)}**\n\n{text(edition, fact.value, fact.lang)}"


def section_texts(edition: Edition, section: Section) -> list[str]:
    texts = [
        f"## {escaped(section.title)}" if section.title else "",
        text(edition, section.intro, section.lang),
    ]
    if section.rows:
        texts.append(section_table(edition, section))
    return texts


def section_table(edition: Edition, section: Section) -> str:
    lines = []
    for row in section.rows:
        lines.append([cell_text(edition, cell) for cell in section.cells(row)])
    return table([escaped(column.label) for column in section.columns], lines)


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell_text(edition: Edition, cell: Cell) -> str:
    shown = escaped(plain_cell(cell))
    if shown and cell.is_struck:
        shown = f"~~{shown}~~"
    if shown and cell.address:
        shown += f" {address(cell.address)}"
    return shown + elsewhere(cell.lang, edition.language)


def escaped(plain: str) -> str:
    return MARKUP.sub(r"\\\1", plain).translate(ENTITIES)


def address(value: str) -> str:
    return f"<{value}>" if ADDRESS.fullmatch(value) else escaped(value)
