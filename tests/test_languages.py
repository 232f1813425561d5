"""The address decides the language. What is missing in one is shown in another, marked as such."""

import pytest

from trustportal.record.models import Version

from .addresses import SLUGS, addresses
from .conftest import NOTE
from .reading import heading, links, main, tree, words


def test_german_pages_live_under_de(published_apple, published_security, stranger):
    german = stranger.get("/de/pages/data-security/")
    assert (heading(german), tree(german).get("lang")) == ("Datensicherheit", "de")
    assert "Maßnahmen Viele." in main(german)
    english = stranger.get("/pages/data-security/")
    assert (heading(english), tree(english).get("lang")) == ("Data security", "en")
    assert "Measures Many." in main(english)
    assert "Wofür IMEI dient." in main(stranger.get("/de/sharing/apple/"))


@pytest.mark.parametrize("address", ["/", "/sharing/", "/sharing/apple/", "/changes/", "/search/"])
def test_the_authoritative_language_has_no_prefix(published_apple, stranger, address):
    assert stranger.get(address).status_code == 200
    assert stranger.get(f"/en{address}").status_code == 404


def test_what_the_browser_prefers_changes_nothing(published_security, stranger):
    wanted = {"accept-language": "de-DE,de;q=0.9", "cookie": "django_language=de"}
    answer = stranger.get("/pages/data-security/", headers=wanted)
    assert heading(answer) == "Data security"
    assert "Accept-Language" not in answer.get("Vary", "")
    assert (
        heading(stranger.get("/de/pages/data-security/", headers={"accept-language": "en"}))
        == "Datensicherheit"
    )


def test_every_answer_names_its_language(
    published_apple, published_security, published_register, stranger
):
    for address in addresses(SLUGS):
        answer = stranger.get(address)
        language = "de" if address.startswith("/de/") else "en"
        assert (address, answer["Content-Language"]) == (address, language)
        assert "Accept-Language" not in answer.get("Vary", "")
        if answer.headers["Content-Type"].startswith("text/html") and answer.content:
            assert (address, tree(answer).get("lang")) == (address, language)
    assert stranger.get("/de/nowhere/")["Content-Language"] == "de"


def switch(page):
    """Return {language: address} of the masthead."""
    return {
        link.get("hreflang"): link.get("href")
        for link in tree(page).xpath("//header//a[@hreflang]")
    }


@pytest.mark.parametrize(
    "rest",
    [
        "/",
        "/sharing/apple/?q=im%26ei&service=APNs",
        "/sharing/apple/v1/",
        "/search/?q=Gr%C3%B6%C3%9Fe&page=1",
        "/sharing/apple/history/?page=1",
    ],
)
def test_the_switch_leads_to_the_same_page_with_the_same_query(published_apple, stranger, rest):
    expected = {"en": rest, "de": f"/de{rest}"}
    assert switch(stranger.get(rest)) == expected
    assert switch(stranger.get(f"/de{rest}")) == expected


def test_a_refused_query_can_be_read_in_the_other_language(published_apple, stranger):
    assert switch(stranger.get("/sharing/apple/?as_of=x"))["de"] == "/de/sharing/apple/?as_of=x"


def test_search_engines_are_told_of_each_language(published_apple, stranger, settings):
    page = tree(stranger.get("/de/sharing/apple/"))
    alternates = {
        link.get("hreflang"): link.get("href") for link in page.xpath("//link[@hreflang]")
    }
    assert alternates == {
        "en": f"{settings.SITE_URL}/sharing/apple/",
        "de": f"{settings.SITE_URL}/de/sharing/apple/",
    }


def test_links_of_a_german_page_lead_to_german_pages(published_apple, published_security, stranger):
    for address in (
        "/de/",
        "/de/sharing/",
        "/de/sharing/apple/",
        "/de/sharing/apple/history/",
        "/de/changes/",
    ):
        page = tree(stranger.get(address))
        own = [
            link.get("href") for link in page.xpath("//main//a") if link.get("href").startswith("/")
        ]
        assert [link for link in own if not link.startswith("/de/")] == []


# Missing translations


@pytest.fixture
def half_translated(apple, security):
    """Documents whose German lacks a summary, a fact, a purpose, and a whole text."""
    apple.summary = {"en": "Runs push services."}
    apple.consent = {"en": "A certificate."}
    apple.save()
    element = apple.elements.get(name="IMEI")
    element.purpose = {"en": "Why IMEI is used."}
    element.details = {"en": "Further details."}
    element.save()
    apple.publish(note={"en": "Only English."})
    security.body = {"en": "Only English text."}
    security.save()
    security.publish(note=NOTE)
    return apple


def with_hint(page, text):
    """Return the language of the innermost text marked as foreign, and the hint beside it."""
    (element,) = [
        element
        for element in page.xpath("//main//*[@lang]")
        if text in words(element) and not element.xpath(f".//*[@lang][contains(., '{text}')]")
    ]
    hints = element.xpath(
        "descendant::*[contains(@class, 'elsewhere')]"
        " | following-sibling::*[1][contains(@class, 'elsewhere')]"
    )
    return element.get("lang"), [hint.get("lang") for hint in hints if words(hint)]


@pytest.mark.parametrize(
    "text", ["Runs push services.", "A certificate.", "Why IMEI is used.", "Further details."]
)
def test_a_missing_text_is_shown_in_english_marked_and_with_a_visible_hint(
    half_translated, stranger, text
):
    assert with_hint(tree(stranger.get("/de/sharing/apple/")), text) == ("en", ["de"])
    assert "Wofür serial_number dient." in main(stranger.get("/de/sharing/apple/"))


def test_a_missing_statement_is_shown_in_english_marked_and_with_a_visible_hint(
    half_translated, stranger
):
    assert with_hint(tree(stranger.get("/de/pages/data-security/")), "Only English text.") == (
        "en",
        ["de"],
    )


@pytest.mark.parametrize("field", ["title", "notice"])
def test_a_missing_title_or_notice_has_a_visible_hint(security, stranger, field):
    setattr(security, field, {"en": "Only in English."})
    security.save()
    security.publish(note=NOTE)
    page = tree(stranger.get("/de/pages/data-security/"))
    assert "en" in page.xpath("//article//*[contains(., 'Only in English.')]/@lang")
    assert len(page.find_class("elsewhere")) == 1


def test_a_page_in_its_own_language_marks_nothing(half_translated, stranger):
    page = tree(stranger.get("/sharing/apple/"))
    assert page.xpath("//main//*[@lang] | //main//*[contains(@class, 'elsewhere')]") == []


def test_a_missing_note_is_shown_in_english_and_marked(half_translated, stranger):
    for address in ("/de/sharing/apple/", "/de/sharing/apple/history/", "/de/changes/"):
        page = tree(stranger.get(address))
        assert [part.get("lang") for part in page.xpath("//main//*[text()='Only English.']")] == [
            "en"
        ]


def test_a_language_that_came_later_shows_the_authoritative_one(security, stranger):
    security.refresh_from_db()
    Version.objects.append(
        "page", "data-security", {"en": security.data()["en"]}, {"en": "In English."}
    )
    assert heading(stranger.get("/de/pages/data-security/")) == "Data security"
    assert "Data security" in main(stranger.get("/de/pages/"))
    assert "/de/pages/data-security/" in links(stranger.get("/de/"))


def test_every_document_names_the_authoritative_language(
    published_apple, published_security, stranger
):
    for address in ("/sharing/apple/", "/pages/data-security/", "/sharing/apple/v1/"):
        assert "Authoritative language English" in main(stranger.get(address))
    versions = stranger.get("/sharing/apple.json").json()["content"]["data"]
    assert {language: page["authoritative"] for language, page in versions.items()} == {
        "en": "en",
        "de": "en",
    }
