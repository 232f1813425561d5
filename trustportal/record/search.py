"""The words of a page. Databases fold only ASCII letters (SQLite), or not ß: so the folded text is stored."""

import html
import unicodedata

from django.utils.html import strip_tags

from .markdown import to_html


def folded(text):
    """Return text such that two spellings that a reader takes for the same one are equal: GRÖSSE, Größe."""
    return unicodedata.normalize("NFC", text.casefold())


def text_of(page):
    """Return all that a page says, a line for each text, its title first."""
    lines = [page.get("title", ""), plain(page.get("summary", ""))]
    lines += [f"{fact['label']}: {plain(fact['value'])}" for fact in page.get("facts", [])]
    for section in page.get("sections", []):
        lines += [section.get("title", ""), plain(section.get("intro", ""))]
        shown = [column["key"] for column in section.get("columns", [])]
        for row in section.get("rows", []):
            cells = [row.get(key) for key in shown]
            lines.append(
                " · ".join(", ".join(c) if isinstance(c, list) else str(c) for c in cells if c)
            )
    return "\n".join(line for line in lines if line)


def plain(markdown):
    """Return the words of a Markdown text on one line."""
    return " ".join(html.unescape(strip_tags(to_html(markdown))).split())


def excerpt(text, query, width=160):
    """Return the part of a text around the first word found, cut at spaces."""
    words = folded(query).split()
    places = [len_unfolded(text, folded(text).find(word)) for word in words if word in folded(text)]
    middle = min(places, default=0)
    start = max(0, middle - width // 2)
    part = text[start : start + width].replace("\n", " ")
    if start:
        part = "… " + part.partition(" ")[2]
    if start + width < len(text):
        part = part.rpartition(" ")[0] + " …"
    return part


def len_unfolded(text, place):
    """Return where a place in the folded text lies in the text itself (ß is two letters when folded)."""
    length = 0
    for index, character in enumerate(text):
        if length >= place:
            return index
        length += len(folded(character))
    return len(text)
