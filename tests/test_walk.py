"""A new user's walk: read, filter, compare; log in, edit, publish, and see the public page."""

from io import StringIO

import pytest
from django.core.management import call_command
from lxml import etree
from playwright.sync_api import expect

from trustportal.record.models import Version

from .watching import watched

pytestmark = pytest.mark.browser

ATOM = {"a": "http://www.w3.org/2005/Atom"}
NEW = "Tells two devices of one make apart."
NOTE = "The purpose of the IMEI is said more plainly."


@pytest.fixture
def portal(live_server):
    call_command("load_sample", verbosity=0)
    return live_server.url


@pytest.fixture
def browser_of(chromium, portal):
    with watched(chromium, portal) as browser:
        yield browser


def rows(page):
    """Return the names of the elements that the page shows."""
    page.wait_for_load_state()
    return page.locator("tbody tr:visible th[scope=row]").all_inner_texts()


def changes(page):
    """Return {(old text, new text), …} of the texts that the page marks as changed."""
    without = (
        "(texts, mark) => texts.map((e) => [...e.childNodes].filter((n) => n.localName !== mark)"
    )
    without += ".map((n) => n.textContent).join(''))"
    page.wait_for_load_state()
    marked = page.locator(":has(> del, > ins)")
    return set(
        zip(marked.evaluate_all(without, "ins"), marked.evaluate_all(without, "del"), strict=True)
    )


def find_imei(page):
    """Look for what is known of the IMEI as Apple's page invites to."""
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Data sharing").click()
    page.get_by_role("row").get_by_role("link", name="Apple").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Apple")
    assert len(rows(page)) == 88
    page.get_by_label("Find").press_sequentially("imei")


def test_reading_filtering_and_comparing_need_no_script_and_set_no_cookie(browser_of):
    page = browser_of()
    find_imei(page)
    expect(page).to_have_url("/sharing/apple/?q=imei")
    at_once = rows(page)
    assert "IMEI" in " ".join(at_once)
    assert 0 < len(at_once) < 10

    plain = browser_of(java_script_enabled=False)
    find_imei(plain)
    assert len(rows(plain)) == 88
    plain.get_by_role("button", name="Filter").click()
    expect(plain).to_have_url("/sharing/apple/?q=imei&direction=&service=&category=")
    assert rows(plain) == at_once
    plain.goto("/sharing/apple/?q=imei")
    assert rows(plain) == at_once

    for reader in (page, plain):
        reader.get_by_role("link", name="History").click()
        reader.get_by_label("Compare version").fill("2")
        reader.get_by_label("with version").fill("3")
        reader.get_by_role("button", name="Compare", exact=True).click()
        expect(reader).to_have_url("/sharing/apple/compare/2..3/")
        assert changes(reader) == {("Apple VPP Token", "Apple Business Manager location token")}
        assert reader.context.cookies() == []


def test_a_purpose_that_is_edited_and_published_is_read_by_the_public(
    browser_of, portal, publisher
):
    page = browser_of()
    page.goto("/admin/sharing/vendor/")
    page.get_by_label("Username").fill(publisher.username)
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("row", name="Apple").get_by_role("link", name="data elements").click()
    page.get_by_role("row", name="IMEI").get_by_role("link", name="IMEI", exact=True).click()
    purpose = page.locator("#id_purpose_0")
    before = purpose.input_value()
    assert before != NEW
    purpose.fill(NEW)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    page.goto("/admin/sharing/vendor/")
    page.get_by_role("row", name="Apple").get_by_role("link", name="Review and publish").click()
    expect(page.get_by_role("button", name="Publish")).to_be_visible()
    assert changes(page) == {(before, NEW)}
    page.locator("#id_note_0").fill(NOTE)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published: version 6.")).to_be_visible()
    assert {cookie["path"] for cookie in page.context.cookies()} == {"/admin/"}

    reader = browser_of()
    reader.goto("/sharing/apple/?q=imei")
    expect(reader.get_by_text("Version 6", exact=True)).to_be_visible()
    expect(reader.get_by_text(NEW)).to_be_visible()
    reader.goto("/sharing/apple/v5/?q=imei")
    expect(reader.get_by_text("This is version 5 of 6")).to_be_visible()
    expect(reader.get_by_text(before)).to_be_visible()
    expect(reader.get_by_text(NEW)).to_have_count(0)

    feed = etree.fromstring(reader.request.get("/changes.atom").body())
    newest = feed.find("a:entry", ATOM)
    version = Version.objects.get(kind="vendor", slug="apple", number=6)
    assert newest.findtext("a:title", namespaces=ATOM) == "Apple, version 6"
    assert newest.find("a:link", ATOM).get("href").endswith("/sharing/apple/v6/")
    assert newest.findtext("a:id", namespaces=ATOM) == version.uuid.urn
    text = newest.findtext("a:summary", namespaces=ATOM)
    assert NOTE in text
    assert version.digest in text
    assert reader.context.cookies() == []

    said = StringIO()
    call_command("verify_history", version.digest, stdout=said)
    assert f"{version.digest}: position {version.position}, " in said.getvalue()
    assert f"{version.position} versions, the chain is unbroken." in said.getvalue()
