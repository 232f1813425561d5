"""CSV for machines and spreadsheets: UTF-8 with a byte order mark, RFC 4180. Columns are named by keys."""

import csv
import io
import unicodedata
from functools import cache
from itertools import repeat

from trustportal.record import canonical

from . import blocks
from .control import title_of
from .reading import in_words, sections_of

FORMULA = tuple("=+-@\t\r")
BEFORE = " \t\r\n\u00a0\u2007\u202f\u3000\ufeff\u200b"  # what a spreadsheet may drop at the start of a cell
COMPANIONS = ("_code", "_slug", "_url", "_id")
NESTED = ("_data", "log", "lang", "id", "struck")  # written in another way, or left to the JSON
LOCATION = "location"


def write(edition):
    """Return one row for each row of the page, for a subprocessor one for each of its locations."""
    sections = sections_of(edition.page)
    proof = proof_of(edition)
    found = [
        line for section in sections for row in section.rows for line in lines_of(section, row)
    ] or texts_of(edition, sections)
    columns = list(dict.fromkeys(key for keys in dict.fromkeys(map(tuple, found)) for key in keys))
    # Excel takes a file without the mark for one of its own code page.
    stream = io.StringIO("\ufeff")
    stream.seek(1)
    writer = csv.writer(stream)
    writer.writerow([*columns, *proof])
    ending = [harmless(value) for value in proof.values()]
    writer.writerows([*map(line.get, columns, repeat("")), *ending] for line in found)
    return stream.getvalue().encode()


def harmless(text):
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before what looks like one."""
    if text[:1].isascii() and text[:1].isalnum():
        return text
    start = unicodedata.normalize("NFKC", text.lstrip(BEFORE)[:1])
    return f"'{text}" if start.startswith(FORMULA) or text[:1] in FORMULA else text


def proof_of(edition):
    """Return what tells where each row comes from, and how that is verified."""
    version = edition.version
    return {
        "document": title_of(edition),
        "document_version": str(version.number),
        "position": str(version.position),
        "published_at": canonical.timestamp(version.published_at),
        "language": edition.page.get("language", edition.language),
        "as_of": edition.as_of.isoformat() if edition.as_of else "",
        "filters": "; ".join(f"{label}: {value}" for label, value in edition.filters),
        "content_sha256": version.content_sha256,
        "digest": version.digest,
        "permalink": edition.permalink,
        "verify_at": edition.verify_url,
    }


@cache
def companions(key):
    return tuple(key + companion for companion in COMPANIONS)


def lines_of(section, row):
    fields = {"section": section.key, "id": row.data["id"]}
    for cell in row.cells:
        fields[cell.key] = cell.plain
        for key in companions(cell.key):
            if key in row.data:
                fields[key] = in_words(row.data[key])
    for key in sorted(set(row.data) - set(fields)):
        if not key.endswith(NESTED):
            fields[key] = in_words(row.data[key])
    fields["struck"] = "yes" if row.is_struck else ""
    fields["other_languages"] = "; ".join(
        f"{key}: {code}" for key, code in sorted(row.data.get("lang", {}).items())
    )
    fields = {key: harmless(value) for key, value in fields.items()}
    if "locations_data" not in row.data:
        return [fields]
    places = zip(row.data["locations_data"], row.data["locations"], strict=True)
    return [fields | location(*place) for place in places] or [fields | location({}, "")]


def location(place, text):
    keys = ("country_code", "activity_code", "condition", "starts_on", "ends_on", "announced_on")
    more = {f"{LOCATION}_{key}": harmless(place.get(key, "")) for key in keys}
    return {LOCATION: harmless(text), **more}


def texts_of(edition, sections):
    """Return the texts of a page that has no rows, one a line."""
    page = edition.page
    texts = [
        ("page", "notice", "", page.get("notice")),
        ("page", "summary", "", page.get("summary")),
        *(
            ("facts", fact["key"], fact["label"], fact.get("value"))
            for fact in page.get("facts", [])
        ),
        *((section.key, "intro", section.title, section.intro) for section in sections),
    ]
    names = ("section", "id", "label", "text")
    return [
        dict(
            zip(
                names,
                map(harmless, (*where, blocks.plain(blocks.of_markdown(text, edition.permalink)))),
                strict=True,
            )
        )
        for *where, text in texts
        if text
    ]
