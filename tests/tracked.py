"""The tests' small word processor: accepts or rejects a DOCX's changes and reads the rest."""

import io
import re
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGEST = re.compile("[0-9a-f]{64}")
INS, DEL = f"{W}ins", f"{W}del"


def body_of(content):
    """Return the body of a DOCX file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read("word/document.xml")).find(f"{W}body")


def accepted(content):
    return settled(body_of(content), goes=DEL, stays=INS)


def rejected(content):
    return settled(body_of(content), goes=INS, stays=DEL)


def settled(body, goes, stays):
    """Return the body without what goes: rows, runs, paragraphs, whose text joins the next."""
    for row in list(body.iter(f"{W}tr")):
        if row.find(f"{W}trPr/{goes}") is not None:
            row.getparent().remove(row)
    for table in list(body.iter(f"{W}tbl")):
        if table.find(f"{W}tr") is None:
            table.getparent().remove(table)
    for run in list(body.iter(f"{W}r")):
        if run.getparent().tag == goes:
            run.getparent().remove(run)
    for paragraph in list(body.iter(f"{W}p")):
        if paragraph.find(f"{W}pPr/{W}rPr/{goes}") is not None:
            join_with_next(paragraph)
    assert [part for part in body.iter(goes) if len(part)] == []
    return body


def join_with_next(paragraph):
    following = paragraph.getnext()
    rest = [part for part in paragraph if part.tag != f"{W}pPr"]
    if following is not None and following.tag == f"{W}p":
        start = 1 if following.find(f"{W}pPr") is not None else 0
        following[start:start] = rest
    else:
        assert text_of(paragraph) == ""  # nothing but a whole paragraph can go before a table
    paragraph.getparent().remove(paragraph)


def text_of(element):
    texts = (f"{W}t", f"{W}delText")
    return "".join(
        part.text or "" if part.tag in texts else "\n" for part in element.iter(*texts, f"{W}br")
    )


def said(element):
    """Return what a body or a cell says: texts of paragraphs, tables as rows of such cells."""
    found = []
    for part in element:
        if part.tag == f"{W}p":
            found.append(text_of(part))
        elif part.tag == f"{W}tbl":
            found.append(
                [[said(cell) for cell in row.findall(f"{W}tc")] for row in part.findall(f"{W}tr")]
            )
    return found


def plain(content):
    """Return what a document says, without the table about its version and the space below that."""
    found = said(body_of(content))
    start = next(
        place for place, part in enumerate(found) if isinstance(part, list) and tells_digest(part)
    )
    return found[:start] + found[start + 2 :]


def tells_digest(table):
    return any(
        DIGEST.fullmatch(text)
        for row in table
        for cell in row
        for text in cell
        if isinstance(text, str)
    )


def left_of(body):
    """Return what a redline says, without the two tables about its versions and its last line."""
    found = said(body)
    assert found[-1] == ""
    return found[:2] + found[6:-1]
