"""No kind of block is lost: each writer shows every kind, and fails at an unknown one."""

import inspect
import io
from dataclasses import dataclass

import docx as python_docx
import pytest
from pypdf import PdfReader

from trustportal.exports import blocks, compared, docx, docx_body, layout, pdf
from trustportal.exports.paper import Paper

from .editions import made_up

SEEN = [blocks.paragraph("Seen.")]
FIELDS = [blocks.Field("Label", SEEN)]
SAMPLES = {
    blocks.Paragraph: SEEN[0],
    blocks.Heading: blocks.Heading(2, [blocks.Run("Seen.")]),
    blocks.ListBlock: blocks.ListBlock([SEEN], ordered=False, start=1),
    blocks.Quote: blocks.Quote(SEEN),
    blocks.Code: blocks.Code("Seen."),
    blocks.Rule: blocks.Rule(),
    blocks.Fields: blocks.Fields(FIELDS),
    blocks.Control: blocks.Control(FIELDS),
    blocks.Table: blocks.Table(
        [SEEN], [1], [blocks.RowGroup([], [blocks.TableRow([SEEN])])], whole=True
    ),
    blocks.Lines: blocks.Lines([SEEN], [1], [blocks.Line([SEEN])], whole=True),
}
WITH_TEXT = sorted(set(SAMPLES) - {blocks.Rule}, key=lambda kind: kind.kind)


@dataclass(frozen=True)
class Footnote(blocks.Block):
    """A kind that no writer knows."""

    kind = "footnote"
    runs: list


def on_paper(block):
    """Return what makes a document of one block."""
    return lambda edition, remark="": Paper(edition, "Kind", "Title", "Version 1", [block])


def test_every_kind_of_block_is_listed():
    found = {
        value
        for value in vars(blocks).values()
        if inspect.isclass(value) and issubclass(value, blocks.Block)
    }
    assert found - {blocks.Block} == set(blocks.BLOCK_KINDS) == set(SAMPLES)


@pytest.mark.parametrize("table", [docx_body.WRITTEN, layout.LEVELLED, compared.MERGED])
def test_who_treats_blocks_by_their_kind_knows_every_kind(table):
    assert set(table) == set(blocks.BLOCK_KINDS)


def test_every_kind_that_a_text_can_hold_has_a_plain_form():
    assert set(blocks.PLAIN) == set(blocks.TEXT_KINDS)


@pytest.mark.parametrize("kind", WITH_TEXT)
def test_a_docx_shows_the_text_of_every_kind(kind):
    content = docx.write_paper(on_paper(SAMPLES[kind]), made_up())
    body = python_docx.Document(io.BytesIO(content)).element.body
    assert "Seen." in "".join(body.itertext())


@pytest.mark.parametrize("kind", WITH_TEXT)
def test_a_pdf_shows_the_text_of_every_kind(kind):
    reader = PdfReader(io.BytesIO(pdf.write_paper(on_paper(SAMPLES[kind]), made_up())))
    assert "Seen." in "".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize(
    "treat",
    [
        lambda block: docx.write_paper(on_paper(block), made_up()),
        lambda block: layout.levelled([block]),
        lambda block: blocks.plain([block]),
        lambda block: compared.merged([block], [Footnote([blocks.Run("Other.")])]),
    ],
)
def test_an_unknown_kind_is_an_error(treat):
    with pytest.raises(KeyError, match="Footnote"):
        treat(Footnote([blocks.Run("Lost.")]))


def test_an_unknown_kind_is_an_error_in_a_pdf():
    with pytest.raises(pdf.TypesettingError, match="footnote"):
        pdf.write_paper(on_paper(Footnote([blocks.Run("Lost.")])), made_up())
