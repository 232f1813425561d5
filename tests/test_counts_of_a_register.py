"""A register counts its entries and their places for each day from its publication on."""

from datetime import timedelta

import pytest

from subprocessors.counts import Counts
from subprocessors.models import Register
from trustportal.language.locales import today
from trustportal.public.kinds import Figure, kinds

from .conftest import NOTE, add_entry
from .reading import figures, tree, words


def test_a_version_tells_its_counts_from_its_day_on(register, device_data):
    start = today() + timedelta(days=40)
    end = start + timedelta(days=10)
    entry = add_entry(device_data, "Passing", "FR", starts_in=40, ends_on=end)
    entry.locations.create(country="IT", activity="backup", starts_on=start + timedelta(days=5))
    version = register.publish(note=NOTE)
    card = version.data["en"]["card"]

    def on(day):
        return Counts.of(card, day)

    day = timedelta(days=1)
    assert on(today()) == Counts(in_use=2, announced=1, ended=0, countries=2)
    assert on(start - day) == on(today())
    assert on(start) == Counts(in_use=3, announced=0, ended=0, countries=3)
    assert on(start + 5 * day) == Counts(in_use=3, announced=0, ended=0, countries=4)
    assert on(end) == on(start + 5 * day)
    assert on(end + day) == Counts(in_use=2, announced=0, ended=1, countries=2)
    assert on(end + 800 * day) == Counts(in_use=2, announced=0, ended=0, countries=2)


def test_what_was_published_without_counts_is_counted_as_listed(published_register):
    card = published_register.current().page("en").card
    del card["on_days"]
    assert kinds()["register"].figures([card], today()) == [Figure(2, "listed entries")]


# Places that are no countries


@pytest.mark.parametrize(
    ("places", "countries"),
    [
        ([], {}),
        ([{"region": "EU"}], {}),
        ([{"place": {"en": "us-east-1"}}], {}),
        ([{"country": "DE"}], {"country": 1}),
        ([{"country": "DE"}, {"region": "WORLDWIDE"}], {"country named": 1}),
        ([{"country": "DE"}, {"country": "US"}, {"region": "EU"}], {"countries named": 2}),
    ],
)
def test_the_home_page_does_not_pass_countries_for_all_places(
    register, stranger, places, countries
):
    entry, other = register.entries()
    other.delete()
    entry.locations.all().delete()
    for place in places:
        entry.locations.create(**place)
    register.publish(note=NOTE)
    assert figures(stranger, "register") == {"subprocessor in use": 1, **countries}


def test_an_entry_without_a_place_may_be_in_other_countries(register, stranger):
    entry, _other = register.entries()
    entry.locations.all().delete()
    register.publish(note=NOTE)
    shown = figures(stranger, "register")
    assert shown == {"subprocessors in use": 2, "country named": 1}


def test_an_empty_list_does_not_speak_of_filters(db, stranger):
    Register.objects.create(title={"en": "Subprocessors"}).publish(note=NOTE)
    (line,) = tree(stranger.get("/subprocessors/")).xpath("//p[@class='found']")
    assert words(line) == "No entry is listed."
    (line,) = tree(stranger.get("/subprocessors/?q=a")).xpath("//p[@class='found']")
    assert words(line) == "No entry is listed."
