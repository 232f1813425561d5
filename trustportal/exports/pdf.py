"""PDF by typst: tagged, PDF/UA-1 and PDF/A-3a, with the version's JSON attached; the same bytes each time."""

import json
import re
import subprocess
import sys
from datetime import UTC
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import layout
from .json import to_bytes

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
    "Some characters are in none of the fonts of this server. They appear as boxes, and the file makes no claim to "
    "PDF/A and PDF/UA."
)
TOO_LONG = gettext_lazy(
    "This page is too long for its data to be attached; the JSON at the permalink has it."
)
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
    files = attachments(editions)
    try:
        return compiled(
            with_remark(paper_of, editions, "" if files else TOO_LONG), files, STANDARDS
        )
    except Refused:
        return compiled(with_remark(paper_of, editions, NO_GLYPH), {}, [])


def with_remark(paper_of, editions, remark):
    with translation.override(editions[-1].language):
        return paper_of(*editions, remark=str(remark))


def attachments(editions):
    """Return {file name: JSON of a version} of what a PDF is made of; nothing where that is too long."""
    versions = [edition.version for edition in editions]
    files = {
        f"{version.slug}-v{version.number}.json": to_bytes(version).decode() for version in versions
    }
    return files if sum(map(len, files.values())) <= MOST_ATTACHED else {}


def compiled(paper, files, standards):
    with translation.override(paper.edition.language):
        about = _("This version as data, with its proof")
        data = head(paper) | {"blocks": breakable(paper.blocks)}
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


def typeset(asked):
    """Return the PDF that typeset.py makes; raises Refused for what typst does not accept."""
    program = [sys.executable, "-I", str(HERE / "typeset.py")]
    done = subprocess.run(  # noqa: S603 (our own program, its input is data)
        program,
        input=json.dumps(asked).encode(),
        capture_output=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode == REFUSED:
        raise Refused(done.stderr.decode())
    done.check_returncode()
    return done.stdout


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
