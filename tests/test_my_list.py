"""“My list”: who says which products they use sees, and is told of, what concerns these alone."""

from datetime import timedelta

import pytest

from subprocessors.models import Subprocessor
from trustportal.language.locales import today
from trustportal.vocabulary.models import Product

from .conftest import NOTE, add_entry
from .reading import links, main, tree

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
