"""PDF by typst: tagged, PDF/UA-1 and PDF/A-3a, with the version's JSON attached."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import layout
from .blocks import Block, Run
from .edition import Edition
from .json import to_bytes
from .paper import Paper, around_page_number

HERE = Path(__file__).parent
STANDARDS = ["ua-1", "a-3a"]
REFUSED = 3  # status of typeset.py
LONGEST = 60  # seconds
MOST_ATTACHED = 4_000_000  # characters
# The first is shipped; the others are used where the operator installed them.
FONTS = [
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
]
MONO = ["Noto Sans Mono", *FONTS]
NO_GLYPH = gettext_lazy(
    "Some characters are not in any font on this server. They appear as boxes, and the file "
    "does not claim to conform to PDF/A and PDF/UA."
)
TOO_LONG = gettext_lazy(
    "This page is too long for its data to be attached; it is in the JSON at the permalink."
)
LONG_WORD = re.compile(r"[!-~\u00a1-\u052f]{15,}")  # of scripts that break only between words
LETTERS = re.compile(r"[^\W\d_]{1,60}[,.;:)]?")  # which hyphenation can break
PIECES = re.compile(r"[^\W_]{0,10}[^\w\s]|_|[^\W_]{1,10}")


class TypesettingError(Exception):
    """Typst did not accept the document; the text is its message."""


def write(edition: Edition) -> bytes:
    return write_paper(layout.paper, edition)


def write_paper(paper_of: Callable[..., Paper], *editions: Edition) -> bytes:
    """Return the PDF of the Paper that `paper_of` makes of editions.

    A character that no font has drops the claim to the standards; the document is still made.
    """
    files = attachments(editions)
    try:
        paper = with_remark(paper_of, editions, "" if files else TOO_LONG)
        return compiled(paper, files, STANDARDS)
    except TypesettingError:
        return compiled(with_remark(paper_of, editions, NO_GLYPH), {}, [])


def with_remark(
    paper_of: Callable[..., Paper], editions: tuple[Edition, ...], remark: str | Promise
) -> Paper:
    with translation.override(editions[-1].language):
        return paper_of(*editions, remark=str(remark))


def attachments(editions: tuple[Edition, ...]) -> dict[str, str]:
    """Return {file name: JSON} of the versions in a PDF; {} if that is too long."""
    files = {}
    for edition in editions:
        version = edition.version
        files[f"{version.slug}-v{version.number}.json"] = to_bytes(version).decode()
    return files if sum(map(len, files.values())) <= MOST_ATTACHED else {}


def compiled(paper: Paper, files: dict[str, str], standards: list[str]) -> bytes:
    with translation.override(paper.edition.language):
        about = _("This version as data, with its proof")
        data = head(paper) | {"blocks": as_data(paper.blocks)}
    data["attachments"] = [{"name": name, "description": about} for name in files]
    return typeset(
        {
            "inputs": {"data": json.dumps(data, ensure_ascii=False), **files},
            "standards": standards,
            "timestamp": int(paper.edition.version.published_at.timestamp()),
            "template": str(HERE / "document.typ"),
            "fonts": str(HERE / "fonts"),
        }
    )


def typeset(document: dict[str, Any]) -> bytes:
    """Return the PDF that typeset.py makes. Raises TypesettingError."""
    program = [sys.executable, "-I", str(HERE / "typeset.py")]
    done = subprocess.run(  # noqa: S603 (our own program, its input is data)
        program,
        input=json.dumps(document).encode(),
        capture_output=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode == REFUSED:
        raise TypesettingError(done.stderr.decode())
    done.check_returncode()
    return done.stdout


def head(paper: Paper) -> dict[str, Any]:
    """Return the texts around the blocks."""
    edition = paper.edition
    published = edition.version.published_at.astimezone(UTC)
    before, between = around_page_number()
    return {
        "title": f"{paper.title}, {paper.number}",
        "publisher": edition.publisher,
        "description": edition.permalink,
        "date": published.timetuple()[:6],
        "fonts": FONTS,
        "mono": MONO,
        "language": edition.language.split("-")[0],
        "running": [f"{edition.publisher} · {paper.title}", paper.number],
        "footer": edition.permalink,
        "page": [before, between],
        "kind": paper.kind,
        "heading": as_data(paper.heading_runs),
    }


# The blocks


def as_data(value: Any) -> Any:
    """Return blocks, or what they hold, as document.typ reads them.

    Values equal to their default are left out. Words too long for a line are split into several
    runs, without adding or removing a character.
    """
    if isinstance(value, list):
        entries: list[Any] = []
        for entry in value:
            entries += cut(entry) if isinstance(entry, Run) else [as_data(entry)]
        return entries
    return record_data(value) if is_dataclass(value) else value


def record_data(record: Any) -> dict[str, Any]:
    data = {"kind": record.kind} if isinstance(record, Block) else {}
    for name, default in defaults(record.__class__):
        value = getattr(record, name)
        if value != default:
            data[name] = as_data(value)
    return data


@cache
def defaults(record: type) -> list[tuple[str, Any]]:
    """Return the names of a record's fields and their defaults."""
    return [(field.name, field.default) for field in fields(record)]


def cut(run: Run) -> list[dict[str, Any]]:
    """Return a run split into several; words that the language can hyphenate stay whole."""
    text, look = run.text, record_data(run)
    runs: list[dict[str, Any]] = []
    end = 0
    for word in LONG_WORD.finditer(text):
        if LETTERS.fullmatch(word[0]):
            continue
        if word.start() > end:
            runs.append(look | {"text": text[end : word.start()]})
        runs.append(look | {"pieces": PIECES.findall(word[0])})
        end = word.end()
    if end < len(text) or not runs:
        runs.append(look | {"text": text[end:]})
    return runs
