"""Feeds: one entry for each version, with its note, what changed, its position and digest."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree, html

from trustportal.record.models import Version

from .conftest import NOTE

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))
ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = [
    "<script>alert(1)</script>",
    "</title></feed>",
    "]]> <![CDATA[",
    "a & b &amp; &lt;c&gt; &#0;",
    "\" onload='x'",
    "<!-- --> <?php ?> <!DOCTYPE x>",
    "Ünïcödé 汉字 العربية 🛡️ \U0010ffff",
    "%s %(title)s {0} {{ x }} {% now %}",
]
RFC_3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)"


def atom(client, address):
    """Return a feed's root: valid by RFC 4287's schema and by its rules in Schematron."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.content)
    SCHEMA.assertValid(feed)
    entries = feed.findall("a:entry", ATOM)
    assert feed.find("a:author", ATOM) is not None or all(
        e.find("a:author", ATOM) is not None for e in entries
    )
    for part in (feed, *entries):
        assert len(part.xpath("a:link[@rel='alternate']", namespaces=ATOM)) == 1
    ids = texts(feed, "a:entry/a:id")
    assert len(ids) == len(set(ids))
    return feed


def texts(feed, path):
    return [element.text for element in feed.findall(path, ATOM)]


def said(entry):
    """Return the paragraphs of an entry's summary, which is HTML."""
    summary = entry.find("a:summary", ATOM)
    assert summary.get("type") == "html"
    return [
        paragraph.text_content()
        for paragraph in html.fromstring(f"<div>{summary.text}</div>").iter("p")
    ]


@pytest.fixture
def two_versions(published_apple):
    published_apple.elements.get(name="Größe").delete()
    published_apple.publish(
        note={"en": "The size is gone.", "de": "Die Größe entfällt."}, material=False
    )
    return published_apple


def test_each_version_has_an_entry_newest_first(
    two_versions, published_security, stranger, settings
):
    feed = atom(stranger, "/changes.atom")
    assert texts(feed, "a:entry/a:title") == [
        "Data security, version 1",
        "Apple, version 2",
        "Apple, version 1",
    ]
    addresses = ["/pages/data-security/v1/", "/sharing/apple/v2/", "/sharing/apple/v1/"]
    assert [link.get("href") for link in feed.iterfind("a:entry/a:link", ATOM)] == [
        settings.SITE_URL + address for address in addresses
    ]
    assert texts(feed, "a:entry/a:id") == [
        v.uuid.urn for v in Version.objects.order_by("-position")
    ]


def test_an_entry_holds_note_summary_position_and_digest(two_versions, stranger):
    version = two_versions.current()
    assert said(atom(stranger, "/changes.atom").find("a:entry", ATOM)) == [
        "The size is gone.",
        "1 entry removed",
        "Größe: removed",
        f"No material change. Position {version.position}, digest {version.digest}",
    ]


def test_a_feed_in_german_speaks_german(two_versions, published_security, stranger, settings):
    feed = atom(stranger, "/de/changes.atom")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert texts(feed, "a:entry/a:title")[0].startswith("Datensicherheit")
    assert said(feed.findall("a:entry", ATOM)[1])[0] == "Die Größe entfällt."
    assert (
        feed.find("a:entry/a:link", ATOM).get("href")
        == f"{settings.SITE_URL}/de/pages/data-security/v1/"
    )
    assert (
        stranger.get("/de/changes.json")
        .json()["items"][1]["content_text"]
        .startswith("Die Größe entfällt.")
    )


def test_an_entry_is_the_same_one_in_every_feed(two_versions, stranger):
    feeds = [
        atom(stranger, address)
        for address in ("/changes.atom", "/de/changes.atom", "/sharing/apple.atom")
    ]
    ids = [texts(feed, "a:entry/a:id") for feed in feeds]
    assert ids == [ids[0]] * 3
    assert [item["id"] for item in stranger.get("/changes.json").json()["items"]] == ids[0]


def test_a_page_has_a_feed_of_its_own(two_versions, published_security, stranger, settings):
    feed = atom(stranger, "/sharing/apple.atom")
    assert feed.findtext("a:title", namespaces=ATOM) == f"{settings.COMPANY_NAME}: Apple"
    assert texts(feed, "a:entry/a:title") == ["Apple, version 2", "Apple, version 1"]
    assert feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == [
        f"{settings.SITE_URL}/sharing/apple.atom"
    ]
    assert feed.xpath("a:link[@rel='alternate']/@href", namespaces=ATOM) == [
        f"{settings.SITE_URL}/sharing/apple/"
    ]


def test_a_page_that_was_never_published_has_no_feed(apple, stranger):
    assert stranger.get("/sharing/apple.atom").status_code == 404
    assert texts(atom(stranger, "/changes.atom"), "a:entry") == []
    assert stranger.get("/changes.json").json()["items"] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_arrive_as_text(security, stranger, settings, text):
    settings.COMPANY_NAME = text
    security.title = security.summary = {"en": text}
    security.save()
    security.publish(note={"en": text})
    for address in ("/changes.atom", "/pages/data-security.atom"):
        feed = atom(stranger, address)
        assert texts(feed, "a:entry/a:title") == [f"{text}, version 1"]
        assert texts(feed, "a:author/a:name") == [text]
        assert said(feed.find("a:entry", ATOM))[0] == text
        assert text in feed.findtext("a:title", namespaces=ATOM)
    (item,) = stranger.get("/changes.json").json()["items"]
    assert (item["title"], item["content_text"].split("\n\n")[0]) == (f"{text}, version 1", text)


def test_withdrawn_erased_and_imported_versions_say_so(apple, stranger):
    Version.objects.append(
        "vendor",
        "apple",
        apple.data(),
        NOTE,
        source="An archive.",
        published_at=datetime(2018, 4, 19, tzinfo=UTC),
    )
    apple.elements.get(name="IMEI").delete()
    erased = apple.publish(note={"en": "A name that nobody may see."})
    apple.withdraw(note={"en": "No longer needed."})
    erased.redact("A person asked for it.")
    withdrawn, empty, imported = atom(stranger, "/sharing/apple.atom").findall("a:entry", ATOM)
    assert withdrawn.findtext("a:title", namespaces=ATOM).endswith(": withdrawn")
    assert said(withdrawn)[0] == "No longer needed."
    assert said(empty)[0] == "The content of this version was erased: A person asked for it."
    assert "A name that nobody may see." not in etree.tostring(empty, encoding="unicode")
    assert said(imported)[1] == "Recorded later, from: An archive."
    assert imported.findtext("a:published", namespaces=ATOM).startswith("2018-04-19T00:00:00")
    # Readers look for what is new to them.
    assert imported.findtext("a:updated", namespaces=ATOM)[:4] != "2018"


def test_a_feed_is_bounded_and_holds_the_newest(security, stranger):
    for number in range(1, 33):
        security.body = {"en": f"Text {number}."}
        security.save()
        security.publish(note={"en": f"Note {number}."})
    titles = texts(atom(stranger, "/changes.atom"), "a:entry/a:title")
    assert titles == [f"Data security, version {number}" for number in range(32, 2, -1)]
    assert len(stranger.get("/changes.json").json()["items"]) == 30


@pytest.mark.parametrize("prefix", ["", "/de"])
def test_the_json_feed_keeps_the_rules_of_json_feed_1_1(
    two_versions, published_security, stranger, settings, prefix
):
    response = stranger.get(f"{prefix}/changes.json")
    assert response["Content-Type"] == "application/feed+json"
    feed = response.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{settings.SITE_URL}{prefix}/changes.json"
    assert feed["home_page_url"] == f"{settings.SITE_URL}{prefix}/changes/"
    assert feed["language"] == (prefix.strip("/") or "en")
    assert feed["authors"] == [{"name": settings.COMPANY_NAME}]
    assert feed.keys() == {
        "version",
        "title",
        "home_page_url",
        "feed_url",
        "language",
        "authors",
        "items",
    }
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"]) == 3
    for item in feed["items"]:
        assert item.keys() == {
            *("id", "url", "title", "content_text", "date_published", "date_modified", "tags"),
            "_trustportal",
        }
        assert all(
            isinstance(item[key], str) and item[key]
            for key in ("id", "url", "title", "content_text")
        )
        assert re.fullmatch(RFC_3339, item["date_published"])
        assert re.fullmatch(RFC_3339, item["date_modified"])
        assert all(isinstance(tag, str) for tag in item["tags"])
        assert stranger.get(item["url"].removeprefix(settings.SITE_URL)).status_code == 200


def test_the_json_feed_carries_position_and_digest_as_values(two_versions, stranger, settings):
    version = two_versions.current()
    assert stranger.get("/changes.json").json()["items"][0]["_trustportal"] == {
        "about": f"{settings.SITE_URL}/history.json",
        "position": version.position,
        "digest": version.digest,
        "material": False,
    }


def test_pages_name_their_feeds(published_apple, stranger):
    def feeds(address):
        page = html.fromstring(stranger.get(address).text)
        return page.xpath("//link[@rel='alternate'][@type='application/atom+xml']/@href")

    assert feeds("/") == ["/changes.atom"]
    assert set(feeds("/de/sharing/apple/")) == {"/de/changes.atom", "/de/sharing/apple.atom"}
