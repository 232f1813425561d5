"""Reads pages as readers do: what the main part says, which rows it shows, where links lead."""

import re

from lxml import etree, html


def tree(response):
    return html.fromstring(response.content.decode())


INLINE = {"a", "abbr", "b", "code", "del", "em", "ins", "span", "strong", "time"}


def words(element):
    """Return an element's text with single spaces, also where a browser begins a line or box."""
    parts = []
    for event, part in etree.iterwalk(element, ("start", "end", "comment")):
        if part.tag not in INLINE:
            parts.append(" ")
        if event == "end":
            parts.append((part.tail or "") if part is not element else "")
        elif event == "start":
            parts.append(part.text or "")
    return " ".join("".join(parts).split())


def main(response):
    """Return what the page says between masthead and footer."""
    return words(tree(response).get_element_by_id("main"))


def heading(response):
    """Return the heading of a page; of an error at a JSON address, its sentence."""
    if response["Content-Type"] == "application/problem+json":
        return response.json()["detail"]
    (title,) = tree(response).iter("h1")
    return words(title)


def rows(response):
    """Return the names of the rows that are not hidden, in the page's order."""
    return [
        words(row.find("th").xpath("./span | ./a")[0])
        for row in tree(response).xpath(
            "//tr[starts-with(@id, 'e-')][not(ancestor-or-self::*[@hidden])]"
        )
    ]


def links(response):
    return [link.get("href") for link in tree(response).iter("a")]


def figures(stranger, kind):
    """Return {what: number} of what the home page shows of a kind."""
    page = tree(stranger.get("/"))
    (line,) = page.xpath(f"//section[@aria-labelledby='kind-{kind}']/p[@class='figure']")
    text = words(line)
    return {what.strip(): int(number) for number, what in re.findall(r"(\d+) ([^\d]+)", text)}
