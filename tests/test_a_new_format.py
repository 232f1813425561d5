"""A format that stands in the one list of formats is offered, served, recorded and verified."""

import pytest

from trustportal.exports.formats import FORMATS, Format
from trustportal.exports.models import Export
from trustportal.staff.bulk import ExportForm

from .conftest import NOTE
from .reading import links, main
from .test_verify import YES, send, verdict

APPLE = "/sharing/apple"


def plain_text(edition):
    return f"{edition.title}, version {edition.version.number}".encode()


def plain_paper(paper_of, *editions):
    paper = paper_of(*editions)
    return f"{paper.title}, {paper.number}".encode()


@pytest.fixture
def plain(monkeypatch):
    """Plain text as a further format, for paper too."""
    added = Format("Plain text", "text/plain; charset=utf-8", plain_text, write_paper=plain_paper)
    monkeypatch.setitem(FORMATS, "plain", added)


def test_a_page_offers_it_by_its_label(plain, published_apple, stranger):
    page = stranger.get(f"{APPLE}/?q=imei")
    assert f"{APPLE}.plain?q=imei" in links(page)
    assert "Plain text" in main(page)


def test_it_is_served_recorded_and_known_to_verify(plain, published_apple, stranger):
    answer = stranger.get(f"{APPLE}.plain")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.content == b"Apple, version 1"
    assert answer["Content-Disposition"].endswith('.en.plain"')
    assert Export.objects.get().format == "plain"
    assert verdict(send(stranger, answer.content)) == YES


def test_what_is_for_paper_has_redlines_and_annexes(plain, published_apple, register, stranger):
    published_apple.consent = {"en": "Another certificate.", "de": "Ein anderes Zertifikat."}
    published_apple.save()
    published_apple.publish(note=NOTE)
    register.publish(note=NOTE)
    assert stranger.get(f"{APPLE}/compare/1..2.plain").content == b"Apple, Version 1 to 2"
    annex = "/subprocessors/scc-2021-914.plain"
    assert annex in links(stranger.get("/subprocessors/"))
    assert stranger.get(annex).content.endswith(b"list of sub-processors, Version 1")


def test_staff_can_choose_it_for_an_evidence_pack_and_crawlers_keep_away(plain, db, stranger):
    assert ("plain", "Plain text") in ExportForm().fields["formats"].choices
    assert "Disallow: /*.plain?" in stranger.get("/robots.txt").text


def test_without_its_entry_there_is_no_such_file(published_apple, stranger):
    assert stranger.get(f"{APPLE}.plain").status_code == 404
    assert stranger.get(f"{APPLE}/compare/1..2.csv").status_code == 404
