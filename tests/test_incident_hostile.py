"""Incidents with hostile texts: each is refused when saved, or is intact on every surface."""

import random
from unicodedata import normalize

import pytest
from django.core.exceptions import ValidationError
from lxml import etree, html

from incidents.models import Incident
from tests.conftest import add_update
from tests.reading import tree

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SCRIPT = "<script>alert(1)</script>"
REFUSED = [
    "\x00", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\x85", "\x9f", "\u2028", "\u2029", "\u202a",
    "\u202d", "\u202e", "\ud800", "\udfff", "\ufffe", "\uffff",
]  # fmt: skip
HARMLESS = [
    f"]]>{SCRIPT}", SCRIPT, '"><img src=x onerror=alert(1)>', "'-alert(1)-'",
    "</title></textarea>", "<!--", "-->", "&amp;&#0;", "{{ 7*7 }}", "{% now 'Y' %}",
    "%s %(title)s %", "${7*7}", "\\u2028", "javascript:alert(1)", "=1+1", "`x`", "*_~#",
    "שלום", "مرحبا", "\u2067isolated\u2069", "e\u0301\u0323", "Z\u0351\u0343\u0313\u0301" * 5,
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿", "\U0001fffe", "中文標題", "ﬁ\u200b\u00ad\ufeff",
    "\u00a0", "Ωmega", "İstanbul ß", "0" * 300, "long words " * 60,
]  # fmt: skip


def title(number, chance):
    """Return (a title with a word that only it has, whether a piece of it cannot be shown)."""
    pieces = chance.sample(HARMLESS, chance.randint(1, 4))
    bad = chance.random() < 0.4
    if bad:
        pieces.append(chance.choice(REFUSED))
        chance.shuffle(pieces)
    return f"{word(number)} {' '.join(pieces)}.", bad


def word(number):
    return f"zz{number}zz"


def save(text, vendors):
    return Incident.objects.create(
        title={"en": text}, nature={"en": text}, type="security", severity="minor", vendors=vendors,
        reportable=False, decided_on="2026-01-01", decided_by="CISO",
    )  # fmt: skip


def publish(incident, text):
    add_update(incident, text)
    incident = Incident.objects.get(pk=incident.pk)
    incident.publish(note={"en": normalize("NFC", text)})
    return incident


@pytest.fixture
def hostile(published_apple):
    """Return {number: (public title, incident)} of 200 tries, the refused ones left out.

    Each fourth is there in version 2 and concerns Apple.
    """
    chance = random.Random(20261123)
    found = {}
    for number in range(200):
        text, bad = title(number, chance)
        is_fourth = number % 4 == 0
        if bad:
            with pytest.raises(ValidationError):
                save(text, [])
            continue
        incident = publish(save(text, ["apple"] if is_fourth else []), text)
        if is_fourth:
            text = f"{text} Again."
            incident.title = {"en": text}
            incident.save()
            publish(incident, text)
        found[number] = normalize("NFC", text), incident
    assert 100 <= len(found) <= 140
    assert Incident.objects.count() == len(found)
    return found


def is_plain(document):
    """Say whether a page's markup is ours alone: no foreign script, no handler, no image."""
    scripts = [script.get("src") for script in document.iter("script")]
    handlers = document.xpath(
        "//@*[starts-with(name(), 'on')] | //img/@src | //a/@href[starts-with(., 'javascript:')]"
    )
    return all(scripts) and not handlers


def opened(stranger, address, **query):
    page = tree(stranger.get(address, query))
    assert is_plain(page)
    return page


def whole(element):
    return element.text_content()


def by_number(texts):
    """Return {number: text} of titles, which begin with their word."""
    return {int(text.split()[0].strip("z")): text for text in texts}


def test_200_hostile_incidents_are_refused_or_come_out_whole(hostile, stranger):
    titles = {number: text for number, (text, _incident) in hostile.items()}
    index = opened(stranger, "/incidents/")
    assert by_number(map(whole, index.xpath("//ul[contains(@class, 'incidents')]//a"))) == titles
    links = opened(stranger, "/sharing/apple/").xpath("//section[@aria-labelledby='concerning']//a")
    assert by_number(whole(link).partition(": ")[2] for link in links) == {
        number: text for number, text in titles.items() if number % 4 == 0
    }
    api = stranger.get("/api/v2/incidents.json").json()["incidents"]
    assert by_number(entry["name"].partition(" ")[2] for entry in api) == titles
    assert by_number(entry["incident_updates"][0]["body"] for entry in api) == titles
    badge = etree.fromstring(stranger.get("/incidents/badge.svg").content)
    assert set(badge.itertext()) == {"open incident"}
    for number, (text, incident) in hostile.items():
        of_one(stranger, number, text, f"/incidents/{incident.slug}")
    of_feeds(stranger, hostile)


def of_one(stranger, number, text, page):
    """Look at what one incident has for itself."""
    shown = opened(stranger, f"{page}/")
    assert [whole(heading).strip() for heading in shown.iter("h1")] == [text]
    assert text in shown.findtext(".//title")
    assert text in [
        whole(link) for link in opened(stranger, "/search/", q=word(number)).xpath("//main//a")
    ]
    if number % 4 == 0:
        before = opened(stranger, f"{page}/v1/")
        assert [whole(heading).strip() for heading in before.iter("h1")] == [
            text.removesuffix(" Again.")
        ]
        for address in (f"{page}/history/", f"{page}/compare/1..2/"):
            assert text in whole(next(opened(stranger, address).iter("h1")))


def of_feeds(stranger, hostile):
    schema = etree.RelaxNG(etree.parse("tests/atom.rng"))
    texts = {text for text, _incident in hostile.values()}
    texts |= {text.removesuffix(" Again.") for text in texts}
    one = hostile[max(hostile)][1].slug
    for address in (
        "/incidents.atom",
        f"/incidents/{one}.atom",
        "/changes.atom",
        "/de/incidents.atom",
    ):
        feed = etree.fromstring(stranger.get(address).content)
        schema.assertValid(feed)
        entries = feed.findall("a:entry", ATOM)
        assert entries
        for entry in entries:
            assert any(text in entry.findtext("a:title", None, ATOM) for text in texts)
            assert is_plain(
                html.fromstring(f"<div>{entry.findtext('a:summary', None, ATOM)}</div>")
            )
    for item in stranger.get("/incidents.json").json()["items"]:
        assert item["content_text"] in texts
        assert any(text in item["title"] for text in texts)
    for item in stranger.get("/changes.json").json()["items"]:
        assert any(item["content_text"].startswith(text) for text in texts)


@pytest.mark.parametrize("bad", REFUSED, ids=ascii)
def test_what_cannot_be_shown_is_refused_in_updates_notes_and_facts(breach, bad):
    with pytest.raises(ValidationError):
        add_update(breach, f"before{bad}after")
    breach.contact = {"de": f"before{bad}after"}
    with pytest.raises(ValidationError):
        breach.save()


def test_line_breaks_are_kept_in_texts_and_refused_in_titles(breach, stranger):
    breach.title = {"en": "Two\nlines"}
    with pytest.raises(ValidationError):
        breach.save()
    breach.refresh_from_db()
    add_update(breach, "First.\r\n\r\nSecond.\n\n- third", status="identified")
    breach.publish(note={"en": "First."})
    (newest, _first) = stranger.get("/incidents.json").json()["items"]
    assert newest["content_text"] == "First.\n\nSecond.\n\n- third"
