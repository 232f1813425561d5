"""What machines read of incidents: entries for updates, tombstones, Statuspage, the badge."""

import feedparser
import pytest
from lxml import etree

from tests.conftest import NOTE, add_update
from tests.test_incidents import page_of, republish

ATOM = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}


@pytest.fixture
def two_updates(published_breach):
    add_update(published_breach, "The cause is found.", status="identified")
    republish(published_breach)
    return published_breach


def test_each_update_is_an_entry_with_its_whole_text(two_updates, stranger):
    feed = feedparser.parse(stranger.get("/incidents.atom").content)
    assert [entry.id for entry in feed.entries] == [
        f"urn:uuid:{update.uuid}" for update in two_updates.updates.order_by("-pk")
    ]
    assert [etree.HTML(entry.summary).find(".//p").text for entry in feed.entries] == [
        "The cause is found.",
        "We look into it.",
    ]
    items = stranger.get("/incidents.json").json()["items"]
    assert [item["content_text"] for item in items] == ["The cause is found.", "We look into it."]
    assert (
        items[0]["url"]
        == f"http://localhost{page_of(two_updates)}#e-{two_updates.updates.last().uuid.hex}"
    )


def test_a_feed_narrows_to_a_product_and_to_an_incident(two_updates, stranger):
    assert feedparser.parse(stranger.get("/incidents.atom?product=mail").content).entries == []
    assert (
        len(feedparser.parse(stranger.get(page_of(two_updates)[:-1] + ".atom").content).entries)
        == 2
    )
    assert stranger.get("/incidents/inc-1999-0001.atom").status_code == 404


def test_a_retraction_is_an_entry_and_buries_the_older_ones(two_updates, stranger):
    add_update(two_updates, "It was a test.", kind="retraction", status="false_alarm")
    republish(two_updates)
    response = stranger.get("/incidents.atom")
    feed = etree.fromstring(response.content)
    (entry,) = feed.findall("a:entry", ATOM)
    retraction, *older = two_updates.updates.order_by("-pk")
    assert entry.find("a:id", ATOM).text == f"urn:uuid:{retraction.uuid}"
    buried = feed.findall("at:deleted-entry", ATOM)
    assert [stone.get("ref") for stone in buried] == [f"urn:uuid:{update.uuid}" for update in older]
    assert {stone.find("at:comment", ATOM).text for stone in buried} == {"It was a test."}
    schema = etree.RelaxNG(etree.parse("tests/atom.rng"))
    schema.assertValid(feed)


def test_a_withdrawn_page_leaves_its_reason_and_buries_its_entries(two_updates, stranger):
    two_updates.withdraw(note={"en": "Ordered by a court."})
    feed = etree.fromstring(stranger.get("/incidents.atom").content)
    assert [title.text for title in feed.findall("a:entry/a:title", ATOM)] == [
        f"{two_updates.reference}: withdrawn"
    ]
    assert len(feed.findall("at:deleted-entry", ATOM)) == 2


def test_the_api_says_what_the_page_says(two_updates, stranger):
    incidents = stranger.get("/api/v2/incidents.json").json()
    (incident,) = incidents["incidents"]
    assert incident["status"] == "identified"
    assert incident["impact"] == "major"
    assert [update["body"] for update in incident["incident_updates"]] == [
        "The cause is found.",
        "We look into it.",
    ]
    assert stranger.get("/api/v2/status.json").json()["status"]["indicator"] == "major"
    add_update(two_updates, "Done.", status="resolved")
    republish(two_updates)
    assert stranger.get("/api/v2/incidents/unresolved.json").json()["incidents"] == []
    summary = stranger.get("/api/v2/summary.json")
    assert summary.json()["status"] == {"indicator": "none", "description": "No open incident"}
    assert summary.json()["scheduled_maintenances"] == []
    assert summary["Access-Control-Allow-Origin"] == "*"


def test_the_products_are_the_components(two_updates, published_register, mail, stranger):
    published_register.entries().first().products.add(mail)
    published_register.publish(note=NOTE, material=False)
    (component,) = stranger.get("/api/v2/components.json").json()["components"]
    assert (component["name"], component["status"]) == ("Mail", "operational")
    two_updates.products.add(mail)
    add_update(two_updates, "Mail is concerned.", status="identified")
    republish(two_updates)
    (component,) = stranger.get("/api/v2/components.json").json()["components"]
    assert (component["name"], component["status"]) == ("Mail", "partial_outage")


def test_unknown_addresses_of_the_api_are_not_found(db, stranger):
    assert [
        stranger.get(f"/api/v2/{name}.json").status_code
        for name in ("secret", "incidents/x", "../summary")
    ] == [
        404,
        404,
        404,
    ]


@pytest.mark.parametrize(("prefix", "words"), [("", "open incident"), ("/de", "offener Vorfall")])
def test_the_badge_says_it_in_words(two_updates, stranger, prefix, words):
    response = stranger.get(f"{prefix}/incidents/badge.svg")
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert etree.fromstring(response.content).get("aria-label") == words
