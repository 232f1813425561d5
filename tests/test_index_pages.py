"""The pages that lead to others: home, lists, changes, search, sitemap, files for machines."""

import pytest
from lxml import etree

from sharing.models import Vendor
from trustportal.pages.models import Statement

from .conftest import NOTE
from .reading import heading, links, main, tree, words

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def statement(slug, title, **more):
    page = Statement.objects.create(
        slug=slug, title={"en": title}, body={"en": f"About {title}."}, **more
    )
    page.publish(note=NOTE)
    return page


@pytest.fixture
def nothing_shared(db):
    vendor = Vendor.objects.create(
        slug="zeta", name="Zeta", relationship="independent", shares_nothing=True,
        summary={"en": "Runs on site."}, statement={"en": "No data goes to Zeta."},
    )  # fmt: skip
    vendor.publish(note=NOTE)
    return vendor


def table(response):
    """Return the cells of each row, without the labels that only a narrow screen shows."""
    page = tree(response)
    for label in page.xpath("//td/span[@class='label']"):
        label.drop_tree()
    return [[words(cell) for cell in row] for row in page.xpath("//tbody/tr")]


# Empty


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/", "Nothing is published yet."),
        ("/sharing/", "No third-party pages have been published yet."),
        ("/pages/", "Nothing is published yet."),
        ("/changes/", "Nothing is published yet."),
    ],
)
def test_a_portal_without_content_says_so_and_shows_no_draft(
    apple, security, stranger, address, sentence
):
    page = stranger.get(address)
    assert page.status_code == 200
    assert sentence in main(page)
    assert "Apple" not in page.text
    assert "/pages/data-security/" not in links(page)


# Home


def test_the_first_page_counts_what_it_holds_and_links_to_it(
    published_apple, nothing_shared, published_security, stranger
):
    page = stranger.get("/")
    assert "2 third parties" in main(page)
    assert "3 data elements" in main(page)
    assert {"/sharing/apple/", "/sharing/zeta/", "/pages/data-security/", "/changes/"} <= set(
        links(page)
    )
    assert "How data is protected." in main(page)


def test_the_first_page_lists_statements_in_the_order_that_staff_gave_them(stranger, db):
    statement("b-second", "Second", order=20)
    statement("a-third", "Third", order=30)
    statement("c-first", "First", order=10)
    for address in ("/", "/pages/"):
        text = main(stranger.get(address))
        assert text.index("First") < text.index("Second") < text.index("Third")


def test_imprint_and_privacy_notice_stand_in_the_footer_once_they_are_pages(
    published_security, stranger, settings
):
    def footer():
        return [
            words(link)
            for link in tree(stranger.get("/pages/data-security/")).xpath(
                "//footer[not(@class='cite')]//a"
            )
        ]

    assert {"Imprint", "Privacy notice"} & set(footer()) == set()
    statement("imprint", "Who we are")
    statement("privacy-notice", "Your data here")
    assert {"Imprint", "Privacy notice"} <= set(footer())
    assert "/pages/imprint/" in links(stranger.get("/"))
    assert "/de/pages/imprint/" in links(stranger.get("/de/"))
    settings.IMPRINT_URL = "https://example.com/imprint"
    assert "https://example.com/imprint" in links(stranger.get("/"))
    assert "/pages/imprint/" not in tree(stranger.get("/search/")).xpath("//footer//a/@href")


# Third parties


def test_the_list_of_third_parties_says_for_each_what_goes_where_and_since_when(
    published_apple, nothing_shared, stranger
):
    today = words(tree(stranger.get("/sharing/apple/")).xpath("//time")[0])
    assert table(stranger.get("/sharing/")) == [
        [
            "Apple",
            "You have your own account and contract with them",
            "2 elements",
            "1 element",
            today,
            today,
        ],
        ["Zeta", "Independent of us", "No data is shared", today, today],
    ]
    assert {"/sharing/apple/", "/sharing/zeta/"} <= set(links(stranger.get("/sharing/")))
    heads = [words(head) for head in tree(stranger.get("/sharing/")).xpath("//thead//th")]
    assert heads[-2:] == ["Listed since", "Last change"]


# Changes


def test_changes_are_listed_newest_first_with_title_note_and_summary(
    published_apple, published_security, stranger
):
    published_apple.elements.get(name="IMEI").delete()
    published_apple.publish(note={"en": "IMEI is gone."})
    text = main(stranger.get("/changes/"))
    places = [
        text.index(part)
        for part in ("Apple, version 2", "Data security, version 1", "Apple, version 1")
    ]
    assert places == sorted(places)
    assert "IMEI is gone. 1 entry removed" in text
    assert "position 3" in text


def test_changes_come_in_pages_and_the_page_after_the_last_does_not_exist(security, stranger):
    for number in range(1, 22):
        security.body = {"en": f"Text {number}."}
        security.save()
        security.publish(note={"en": f"Note {number}."})
    first, second = stranger.get("/changes/"), stranger.get("/changes/?page=2")
    assert ("Note 2." in main(first), "Note 1." in main(first)) == (True, False)
    assert ("Note 2." in main(second), "Note 1." in main(second)) == (False, True)
    assert tree(first).xpath("//a[@rel='next']/@href") == ["?page=2"]
    assert stranger.get("/changes/?page=3").status_code == 404


# Search


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("imei", ["Apple"]),
        ("GRÖSSE", ["Apple"]),
        ("größe", ["Apple"]),
        ("many", ["Data security"]),
        ("protected data", ["Data security"]),
        ("protected imei", []),
        ("nowhere", []),
        ("100%", []),  # no wildcard of the database
        ("serial_number", ["Apple"]),
        ("serialxnumber", []),
    ],
)
def test_the_search_finds_every_word_in_what_is_public_now(
    published_apple, published_security, stranger, query, found
):
    page = stranger.get("/search/", {"q": query})
    assert [words(title) for title in tree(page).xpath("//main//li/h2")] == found
    assert ("No page that is currently public" in main(page)) == (not found)


def test_the_search_without_words_shows_the_form_alone(published_apple, stranger):
    for query in ("", "?q=", "?q=%20"):
        page = stranger.get(f"/search/{query}")
        assert (page.status_code, tree(page).xpath("//main//li/h2")) == (200, [])
        assert "No page that is currently public" not in main(page)


def test_what_was_sought_is_shown_as_text_never_as_markup(published_apple, stranger):
    attack = '"><script>alert(1)</script> imei'
    page = tree(stranger.get("/search/", {"q": attack}))
    assert page.xpath("//main//input[@name='q']/@value") == [attack]
    assert page.xpath("//script") == []


def test_the_search_reads_its_own_language(published_security, stranger):
    assert "Datensicherheit" in main(stranger.get("/de/search/?q=Maßnahmen"))
    assert "Data security" not in main(stranger.get("/search/?q=Maßnahmen"))


def test_the_search_knows_the_current_version_only(published_security, stranger):
    published_security.body = {"en": "Nothing else."}
    published_security.save()
    assert heading(stranger.get("/search/?q=many")) == "Search"
    assert "/pages/data-security/?q=many" in links(stranger.get("/search/?q=many"))
    published_security.publish(note=NOTE)
    assert "/pages/data-security/?q=many" not in links(stranger.get("/search/?q=many"))


def test_a_question_of_very_many_words_is_answered(published_apple, stranger):
    some = stranger.get("/search/", {"q": "i " * 999})
    assert [words(title) for title in tree(some).xpath("//main//li/h2")] == ["Apple"]


# For machines


def test_the_sitemap_names_every_public_page_in_each_language(
    published_apple, security, stranger, settings
):
    found = [
        e.text for e in etree.fromstring(stranger.get("/sitemap.xml").content).iter(f"{SITEMAP}loc")
    ]
    paths = ["/", "/sharing/", "/incidents/", "/pages/", "/changes/", "/sharing/apple/"]
    assert sorted(found) == sorted(
        settings.SITE_URL + prefix + path for prefix in ("", "/de") for path in paths
    )


def test_robots_are_told_where_the_sitemap_is_and_to_leave_the_admin(stranger, db, settings):
    lines = stranger.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines
    assert "Disallow: /admin/" in lines


def test_the_security_contact_is_published_once_it_is_set(stranger, db, settings):
    assert stranger.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "security@example.com"
    lines = dict(
        line.split(": ", 1) for line in stranger.get("/.well-known/security.txt").text.splitlines()
    )
    assert lines["Contact"] == "mailto:security@example.com"
    assert lines["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    assert lines["CSAF"] == f"{settings.SITE_URL}/.well-known/csaf/provider-metadata.json"
    assert lines.keys() == {"Contact", "Expires", "Preferred-Languages", "Canonical", "CSAF"}


def test_the_process_says_that_it_answers(stranger, db):
    answer = stranger.get("/healthz/")
    assert (answer.status_code, answer.text) == (200, "ok\n")
