import re
from urllib.parse import urljoin

from django.utils import translation

from trustportal.record.markdown import one_line

from .control import control, elsewhere
from .layout import title
from .reading import sections_of

MARKUP = re.compile(r"([\\`*_{}\[\]#|])")
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "~": "&#126;", "\n": "<br>"})
OWN_LINK = re.compile(r"\]\((?=/[^/])")


def write(edition):
    """Return the page as Markdown (GFM): texts as staff wrote them, tables, the document control block."""
    with translation.override(edition.language):
        page, lang = edition.page, edition.page.get("lang", {})
        parts = [
            f"# {escaped(title(edition))}",
            text(edition, page.get("notice"), lang.get("notice")),
            text(edition, page.get("summary"), lang.get("summary")),
            table(
                ["", ""], [[escaped(label), address(value)] for label, value in control(edition)]
            ),
            *(fact_text(edition, fact) for fact in page.get("facts", [])),
            *(part for section in sections_of(page) for part in section_parts(edition, section)),
        ]
    return ("\n\n".join(filter(None, parts)) + "\n").encode()


def text(edition, source, lang=""):
    if not source:
        return ""
    absolute = OWN_LINK.sub(
        f"]({urljoin(edition.permalink, '/').rstrip('/')}", one_line(source.strip())
    )
    return absolute + elsewhere(lang, edition.language)


def fact_text(edition, fact):
    return f"**{escaped(fact['label'])}**\n\n{text(edition, fact.get('value'), fact.get('lang', {}).get('value'))}"


def section_parts(edition, section):
    found = [
        f"## {escaped(section.title)}" if section.title else "",
        text(edition, section.intro, section.lang),
    ]
    if section.rows:
        header = [escaped(label) for _key, label in section.columns]
        found.append(table(header, [[cell(edition, c) for c in row.cells] for row in section.rows]))
    return found


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(edition, value):
    found = escaped(value.plain)
    if found and value.is_struck:
        found = f"~~{found}~~"
    if value.address and found:
        found += f" {address(value.address)}"
    return found + elsewhere(value.lang, edition.language)


def escaped(plain):
    return MARKUP.sub(r"\\\1", plain).translate(ENTITIES)


def address(value):
    return f"<{value}>" if re.fullmatch(r"https?://[^\s<>|]+", value) else escaped(value)
