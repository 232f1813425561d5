"""“My list”: who says which products they use sees, and is told of, what concerns these alone."""

from datetime import timedelta

import pytest

from subprocessors.models import Subprocessor
from trustportal.language.locales import today
from trustportal.vocabulary.models import Product, ProductEdition

from .conftest import NOTE, add_entry
from .reading import links, main, tree

HOSTED = ["Nordlicht Hosting", "Everywhere", "New Disks"]
MINE = "product=mail&product=archive"


@pytest.fixture
def two_products(register, device_data):
    """A register with an entry for each of two products, one for all, and a newcomer for each."""
    mail, hosting = (
        Product.objects.create(slug=slug, label={"en": slug.title()})
        for slug in ("mail", "hosting")
    )
    Subprocessor.objects.get(name="Lakeside Mail").products.add(mail)
    Subprocessor.objects.get(name="Nordlicht Hosting").products.add(hosting)
    add_entry(device_data, "Everywhere", "FR")
    register.publish(note=NOTE)
    add_entry(device_data, "New Letters", "FR", 40).products.add(mail)
    add_entry(device_data, "New Disks", "FR", 40).products.add(hosting)
    register.publish(note={"en": "Two newcomers."})
    return register


def named(text):
    names = ("Lakeside Mail", "Nordlicht Hosting", "Everywhere", "New Letters", "New Disks")
    return [name for name in names if name in text]


def test_the_page_lists_and_announces_what_concerns_my_products(two_products, stranger):
    page = stranger.get(f"/subprocessors/?{MINE}")
    assert named(main(page)) == ["Lakeside Mail", "Everywhere", "New Letters"]
    ticked = tree(page).xpath("//input[@name='product'][@checked]/@value")
    assert ticked == ["mail"]
    assert named(main(stranger.get("/subprocessors/"))) == named(
        "Lakeside Mail Nordlicht Hosting Everywhere New Letters New Disks"
    )


def test_the_page_leads_to_a_feed_and_a_calendar_of_my_list(two_products, stranger):
    found = [
        link
        for link in links(stranger.get(f"/subprocessors/?{MINE}"))
        if link.startswith("/subprocessors")
    ]
    feed, calendar = f"/subprocessors.atom?{MINE}", f"/subprocessors/deadlines.ics?{MINE}"
    assert {feed, calendar} <= set(found)
    assert named(stranger.get(feed).text.partition("<entry>")[2].partition("</entry>")[0]) == [
        "New Letters"
    ]
    assert named(stranger.get(calendar).text) == ["New Letters"]
    everything = (
        stranger.get("/subprocessors.atom").text.partition("<entry>")[2].partition("</entry>")[0]
    )
    assert named(everything) == ["New Letters", "New Disks"]


def test_my_list_can_be_read_on_a_day_to_come(two_products, stranger):
    later = today() + timedelta(days=40)
    page = stranger.get(f"/subprocessors/?product=hosting&in_force_on={later}")
    assert named(main(page)) == ["Nordlicht Hosting", "Everywhere", "New Disks"]


@pytest.fixture
def two_editions(two_products, device_data):
    """A public register in which two newcomers concern an edition each, one of them of Mail."""
    eu, us = (
        ProductEdition.objects.create(label={"en": f"{name} hosting"}) for name in ("EU", "US")
    )
    Subprocessor.objects.get(name="New Letters").editions.add(eu)
    Subprocessor.objects.get(name="New Disks").editions.add(us)
    two_products.publish(note={"en": "Said for whom."})
    return two_products


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("edition=eu-hosting", ["Lakeside Mail", "Nordlicht Hosting", "Everywhere", "New Letters"]),
        ("edition=eu-hosting&product=hosting", ["Nordlicht Hosting", "Everywhere"]),
        ("edition=eu-hosting&edition=us-hosting&product=hosting", HOSTED),
        ("edition=unknown", ["Lakeside Mail", "Nordlicht Hosting", "Everywhere"]),
    ],
)
def test_my_list_knows_editions_on_the_page_and_in_files(two_editions, stranger, query, found):
    assert named(main(stranger.get(f"/subprocessors/?{query}"))) == found
    assert named(stranger.get(f"/subprocessors.csv?{query}").content.decode()) == found
    assert named(stranger.get(f"/subprocessors.md?{query}").text.partition("## ")[2]) == found


def test_my_editions_have_a_feed_and_a_calendar(two_editions, stranger):
    query = "edition=eu-hosting"
    page = stranger.get(f"/subprocessors/?{query}")
    assert tree(page).xpath("//input[@name='edition'][@checked]/@value") == ["eu-hosting"]
    feed, calendar = f"/subprocessors.atom?{query}", f"/subprocessors/deadlines.ics?{query}"
    assert {feed, calendar} <= set(links(page))
    assert named(stranger.get(calendar).text) == ["New Letters"]
    entry = stranger.get(feed).text.partition("<entry>")[2].partition("</entry>")[0]
    # Until then, New Disks concerned every edition: it left this list.
    assert "Now stated for 2 entries: Product editions" in entry
    assert stranger.get(f"/subprocessors/scc-2021-914.docx?{query}").status_code == 200
