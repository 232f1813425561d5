"""PDF by typst: tagged, PDF/UA-1 and PDF/A-3a, with the version's JSON attached; the same bytes each time."""

import json
import re
import subprocess
import sys
from datetime import UTC
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from . import layout
from .json import to_bytes

HERE = Path(__file__).parent
STANDARDS = ["ua-1", "a-3a"]
REFUSED = 3  # status of typeset.py
LONGEST = 60  # seconds
# The first is shipped; the others are used where the operator installed them.
FONTS = ["Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans CJK SC", "Noto Sans CJK JP"]
MONO = ["Noto Sans Mono", *FONTS]
LONG_WORD = re.compile(r"[!-~\u00a1-\u052f]{15,}")  # of scripts that break between words alone
LETTERS = re.compile(r"[^\W\d_]{1,60}[,.;:)]?")  # what hyphenation breaks
PIECES = re.compile(r"[^\W_]{0,10}[^\w\s]|_|[^\W_]{1,10}")


class Refused(Exception):
    """Typst refused the document; the text is its message."""


def write(edition):
    return write_paper(layout.paper, edition)


def write_paper(paper_of, *editions):
    """Return the PDF of the Paper that `paper_of` makes of editions.

    A character that no font has costs the claim to the standards, never the document.
    """
    try:
        return compiled(paper_of(*editions), STANDARDS)
    except Refused:
        with translation.override(editions[-1].language):
            return compiled(paper_of(*editions, remark=remark()), [])


def compiled(paper, standards):
    with translation.override(paper.edition.language):
        data = head(paper) | {"blocks": breakable(paper.blocks), "attachments": []}
        attached = {f"{version.slug}-v{version.number}.json": version for version in paper.versions if standards}
        for name in attached:
            data["attachments"].append({"name": name, "description": _("This version as data, with its proof")})
    files = {name: to_bytes(version).decode() for name, version in attached.items()}
    return typeset(
        {
            "inputs": {"data": json.dumps(data, ensure_ascii=False), **files},
            "standards": standards,
            "timestamp": int(paper.edition.version.published_at.timestamp()),
            "template": str(HERE / "document.typ"),
            "fonts": str(HERE / "fonts"),
        }
    )


def typeset(asked):
    """Return the PDF that typeset.py makes; raises Refused for what typst does not accept."""
    program = [sys.executable, "-I", str(HERE / "typeset.py")]
    done = subprocess.run(program, input=json.dumps(asked).encode(), capture_output=True, timeout=LONGEST, check=False)  # noqa: S603
    if done.returncode == REFUSED:
        raise Refused(done.stderr.decode())
    done.check_returncode()
    return done.stdout


def remark():
    return _(
        "Some characters are in none of the fonts of this server. They appear as boxes, and the file makes no claim to "
        "PDF/A and PDF/UA."
    )


def head(paper):
    """Return what stands around the blocks."""
    edition = paper.edition
    published = edition.version.published_at.astimezone(UTC)
    before, between = _("Page %(page)s of %(pages)s").replace("%(pages)s", "").split("%(page)s")
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
        "heading": breakable(paper.heading_runs),
    }


def breakable(value):
    """Return blocks with the runs of words too long for a line cut into pieces, without a character more or less."""
    if isinstance(value, list | tuple):
        found = []
        for entry in value:
            found += (
                cut(entry)
                if isinstance(entry, dict) and "text" in entry and "kind" not in entry
                else [breakable(entry)]
            )
        return found
    if isinstance(value, dict):
        return {key: breakable(entry) for key, entry in value.items()}
    return value


def cut(run):
    """Return the runs that one becomes: what can be broken by a rule of the language stays as it is."""
    text, found, end = run["text"], [], 0
    for word in LONG_WORD.finditer(text):
        if LETTERS.fullmatch(word[0]):
            continue
        if word.start() > end:
            found.append(run | {"text": text[end : word.start()]})
        found.append(run | {"pieces": PIECES.findall(word[0])})
        end = word.end()
    return [*found, run | {"text": text[end:]}] if end < len(text) or not found else found
