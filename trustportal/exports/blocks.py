"""Texts as blocks and runs, the one form that PDF and DOCX are written from; plain JSON.

A run is `{"text": …}`, with `bold`, `italic`, `code`, `strike`, `small`, `href` or `lang` where they apply.
A block is one of:

    {"kind": "paragraph", "runs": […]}
    {"kind": "heading", "level": 2, "runs": […]}
    {"kind": "list", "ordered": false, "start": 1, "items": [[block, …], …]}
    {"kind": "quote", "blocks": […]}      {"kind": "code", "text": "…"}      {"kind": "rule"}
    {"kind": "fields", "rows": [(label, [block, …]), …]}
    {"kind": "table", "header": [[block, …], …], "widths": [3, 5, …], "whole": true (no row breaks across pages),
     "groups": [{"heading": [run, …], "rows": [[[block, …], …], …]}, …]}
"""

from urllib.parse import urljoin

from lxml import html

from trustportal.record.markdown import to_html
from trustportal.record.rows import Cell

MARKS = {"strong": "bold", "em": "italic", "code": "code"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}


def paragraph(*runs):
    return {"kind": "paragraph", "runs": list(runs)}


def heading(level, *runs):
    return {"kind": "heading", "level": level, "runs": list(runs)}


def run(text, **marks):
    return {"text": text} | {mark: value for mark, value in marks.items() if value}


def of_markdown(text, base="", **marks):
    """Return the blocks of a Markdown text; links that start with `/` lead to the site of `base`."""
    markup = to_html(text) if text else ""
    return blocks_of(html.fragment_fromstring(markup, create_parent=True), base, marks)


def blocks_of(element, base, marks):
    """Return the blocks inside an element; text that stands between them is a paragraph of its own."""
    found, loose = [], []

    def settle():
        if any(part["text"].strip() for part in loose):
            found.append(paragraph(*trimmed(loose)))
        loose.clear()

    add(loose, element.text, marks)
    for child in element:
        if child.tag in BLOCKS:
            settle()
            found.append(BLOCKS[child.tag](child, base, marks))
        else:
            loose += inline(child, base, marks)
        add(loose, child.tail, marks)
    settle()
    return found


def inline(element, base, marks):
    """Return the runs of an element that stands within a line."""
    if element.tag == "br":
        return [run("\n", **marks)]
    marks = marks | ({MARKS[element.tag]: True} if element.tag in MARKS else {})
    if element.tag == "a" and element.get("href"):
        marks = marks | {"href": urljoin(base, element.get("href"))}
    return runs_of(element, base, marks)


def runs_of(element, base, marks):
    found = []
    add(found, element.text, marks)
    for child in element:
        found += inline(child, base, marks)
        add(found, child.tail, marks)
    return found


def add(runs, text, marks):
    """Append a text with single spaces; a line break of the source is a space."""
    if text:
        spaced = " ".join(text.split())
        before, after = " " * text[:1].isspace(), " " * text[-1:].isspace()
        runs.append(run(before + spaced + after if spaced else " ", **marks))


def trimmed(runs):
    """Leave out the spaces at both ends of a paragraph and around its line breaks."""
    kept = []
    for part in runs:
        text = part["text"]
        if not kept or kept[-1]["text"].endswith("\n"):
            text = text.lstrip(" ")
        if text == "\n" and kept:
            kept[-1] = kept[-1] | {"text": kept[-1]["text"].rstrip(" ")}
        if text:
            kept.append(part | {"text": text})
    if kept:
        kept[-1] = kept[-1] | {"text": kept[-1]["text"].rstrip()}
    return [part for part in kept if part["text"]]


def text_block(element, base, marks):
    runs = trimmed(runs_of(element, base, marks))
    return heading(HEADINGS[element.tag], *runs) if element.tag in HEADINGS else paragraph(*runs)


def list_block(element, base, marks):
    ordered = element.tag == "ol"
    start = int(element.get("start", 1)) if ordered else 1
    return {
        "kind": "list",
        "ordered": ordered,
        "start": start,
        "items": [blocks_of(item, base, marks) for item in element.iterfind("li")],
    }


def table_block(element, base, marks):
    def cells(row):
        return [blocks_of(cell, base, marks) for cell in row]

    header, *rows = [cells(row) for row in element.iter("tr")]
    return {
        "kind": "table",
        "header": header,
        "widths": [1] * len(header),
        "groups": [{"heading": [], "rows": rows}],
        "whole": False,
    }


BLOCKS = {
    **dict.fromkeys(("p", *HEADINGS), text_block),
    **dict.fromkeys(("ul", "ol"), list_block),
    "table": table_block,
    "blockquote": lambda element, base, marks: {
        "kind": "quote",
        "blocks": blocks_of(element, base, marks),
    },
    "pre": lambda element, base, marks: {
        "kind": "code",
        "text": element.text_content().rstrip("\n"),
    },
    "hr": lambda element, base, marks: {"kind": "rule"},
}


def plain(blocks):
    """Return blocks as plain text: a line each, list entries with a dash or number, addresses of links in brackets."""
    return "\n".join(filter(None, map(plain_block, blocks)))


def plain_cell(cell: Cell) -> str:
    return plain(of_markdown(cell.text)) if cell.is_markdown else cell.text


def plain_block(block):
    kind = block["kind"]
    if kind in ("paragraph", "heading"):
        return "".join(map(plain_run, block["runs"]))
    if kind == "list":
        marks = (
            f"{block['start'] + place}." if block["ordered"] else "–"
            for place in range(len(block["items"]))
        )
        return "\n".join(
            f"{mark} {plain(entry)}" for mark, entry in zip(marks, block["items"], strict=True)
        )
    if kind == "table":
        rows = [block["header"], *(row for group in block["groups"] for row in group["rows"])]
        return "\n".join(" | ".join(map(plain, row)) for row in rows)
    return plain(block["blocks"]) if kind == "quote" else block.get("text", "")


def plain_run(part):
    address = part.get("href", "").removeprefix("mailto:")
    return f"{part['text']} ({address})" if address and address != part["text"] else part["text"]
