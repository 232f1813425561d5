"""Markdown to HTML. Texts are stored as source, so that a fix here fixes every version."""

import re
from functools import lru_cache

import markdown
import nh3
from django.utils.safestring import mark_safe
from markdown.extensions.toc import TocExtension, slugify_unicode
from markdown.treeprocessors import Treeprocessor

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "strong", "em"),
    *("a", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
}
ORDINAL = re.compile(r"\d+(?=\.\s)")
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, **{heading: {"id"} for heading in HEADINGS}}


class OneTitle(Treeprocessor):
    """Turn first-level headings of a text into second-level ones: the page has its title."""

    def run(self, root):
        for heading in root.iter("h1"):
            heading.tag = "h2"


def parser(anchors):
    """Return a parser that shows HTML in a text as text.

    `anchors` is the prefix of the headings' ids.
    """
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
    """Escape an ordinal at the start of a one-line text, such as a German date.

    Otherwise Markdown would read it as a list.
    """
    ordinal = ORDINAL.match(text)
    return f"{ordinal[0]}\\{text[ordinal.end() :]}" if ordinal and "\n" not in text else text


@lru_cache(maxsize=1024)
def to_html(text, anchors=""):
    """Return safe HTML: what the parser let through is cleaned again by nh3.

    Headings get ids if `anchors` is given, a prefix that is unique on the page.
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
