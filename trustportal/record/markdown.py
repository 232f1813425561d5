"""Markdown to HTML. Texts are stored as their source and rendered when read: a fix here fixes every version."""

import re
from functools import lru_cache

import markdown
import nh3
from django.utils.safestring import mark_safe
from markdown.extensions.toc import TocExtension, slugify_unicode
from markdown.treeprocessors import Treeprocessor

TAGS = {
    *(
        "p",
        "br",
        "hr",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "code",
        "strong",
        "em",
        "a",
    ),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
}
ORDINAL = re.compile(r"\d+(?=\.\s)")
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, **{heading: {"id"} for heading in HEADINGS}}


class OneTitle(Treeprocessor):
    """The page has its title already: a first-level heading in a text becomes a second-level one."""

    def run(self, root):
        for heading in root.iter("h1"):
            heading.tag = "h2"


def parser(anchors):
    """Return a parser that shows HTML in a text as text. Ids of headings start with the name of their place."""
    extensions = ["tables", "sane_lists"]
    if anchors:
        extensions.append(
            TocExtension(
                slugify=lambda text, separator: f"{anchors}-{slugify_unicode(text, separator)}"
            )
        )
    parser = markdown.Markdown(extensions=extensions, output_format="html")
    parser.preprocessors.deregister("html_block")
    parser.inlinePatterns.deregister("html")
    parser.treeprocessors.register(OneTitle(parser), "one_title", 100)
    return parser


def one_line(text):
    """Escape an ordinal at the start of a one-line text, such as a German date, so that it does not become a list."""
    ordinal = ORDINAL.match(text)
    return f"{ordinal[0]}\\{text[ordinal.end() :]}" if ordinal and "\n" not in text else text


@lru_cache(maxsize=1024)
def to_html(text, anchors=""):
    """Return safe HTML: what the parser let through is cleaned again by nh3.

    With the name of a place that is the only one of its page, headings get ids that nothing else has.
    """
    return mark_safe(  # noqa: S308 (the one place where text becomes markup)
        nh3.clean(
            parser(anchors).convert(one_line(text)),
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener",
        )
    )
