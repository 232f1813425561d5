"""The words of a page.

Databases fold only ASCII letters (SQLite), or not ß: so the folded text is stored.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import strip_tags

from .markdown import to_html
from .reader import Page
from .rows import Row, in_one_line
from .sections import Section

QUOTES = "'\"`´‘’‚‛“”„‟‹›«»ʼ＇＂"
DASHES = "-‐‑‒–—―−﹘﹣－"
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphen, zero width
ALIKE = str.maketrans(QUOTES + DASHES, "'" * len(QUOTES) + "-" * len(DASHES), UNSEEN)
ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>)\]]+")
AROUND_DASH = re.compile(r"\s*-\s*")


def folded(text: str) -> str:
    """Return a text such that two spellings of the same words are equal: GRÖSSE, Größe.

    Case, the kinds of quotes, dashes and spaces, and how letters are composed do not count.
    """
    plain = unicodedata.normalize("NFKC", text.translate(ALIKE)).casefold()
    return unicodedata.normalize("NFKC", plain.translate(ALIKE))


@dataclass(frozen=True)
class Spelling:
    words: str
    addresses: list[str]  # in which case counts


def spelling(text: str) -> Spelling:
    """Return what two texts have in common if they differ in their spelling alone.

    A full stop at the end does not count either.
    """
    words = " ".join(folded(text).split()).removesuffix(".")
    return Spelling(AROUND_DASH.sub("-", words), ADDRESS.findall(text))


def has_words(text: str, words: list[str]) -> bool:
    """Return whether a text holds each of some folded words, whatever its spelling."""
    text = folded(text)
    return all(word in text for word in words)


def text_of(page: Page) -> str:
    """Return all that a page says, a line for each text, its title first."""
    lines = [page.title, plain(page.summary)]
    for fact in page.facts:
        lines.append(f"{fact.label}: {plain(fact.value)}")
    with_text = [section for section in page.sections if section.rows or section.intro]
    for section in [*page.list_groups, *with_text]:
        lines += [section.title, plain(section.intro)]
        for row in section.rows:
            lines.append(line_of(section, row))
    return "\n".join(filter(None, lines))


def line_of(section: Section, row: Row) -> str:
    values = [in_one_line(row.data.get(column.key)) for column in section.columns]
    return " · ".join(filter(None, values))


def plain(markdown: str) -> str:
    """Return the words of a Markdown text on one line."""
    return " ".join(html.unescape(strip_tags(to_html(markdown))).split())


def excerpt(text: str, query: str, width: int = 160) -> str:
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


def len_unfolded(text: str, place: int) -> int:
    """Return the index in a text of an index in its folded form (ß is folded to two letters)."""
    length = 0
    for index, character in enumerate(text):
        if length >= place:
            return index
        length += len_folded(character)
    return len(text)


@lru_cache(maxsize=4096)
def len_folded(character: str) -> int:
    return len(folded(character))
