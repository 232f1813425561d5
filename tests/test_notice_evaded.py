"""What would take effect without notice in two steps, or by shortening the period, is found."""

from datetime import timedelta

import pytest

from subprocessors.models import Subprocessor
from trustportal.language.locales import day_in_words, today

from .conftest import NOTE, add_entry

CORRECTION = "or publish it as a correction only."


def in_days(number):
    return today() + timedelta(days=number)


def blockers(register):
    return [str(problem.text) for problem in register.review().problems if problem.blocks]


def would_start(what, on=0, first=31):
    return (
        f"{what} would start on {day_in_words(in_days(on), 'en')}, before the notice period ends. "
        f"The earliest possible day is {day_in_words(in_days(first), 'en')}."
    )


@pytest.fixture
def nordlicht(published_register):
    return Subprocessor.objects.get(name="Nordlicht Hosting")


@pytest.mark.parametrize("ends_in", [None, 0, 400])
def test_an_entry_told_as_ended_does_not_come_back_without_notice(published_register, ends_in):
    entry = Subprocessor.objects.create(name="Old Co", slug="old-co", ends_on=in_days(-1))
    assert blockers(published_register) == []
    published_register.publish(note=NOTE)
    entry.ends_on = None if ends_in is None else in_days(ends_in)
    entry.save()
    assert blockers(published_register) == [
        "Old Co has ended, and would be in use again without notice. Add a new entry, " + CORRECTION
    ]
    published_register.publish(note=NOTE, material=False)


def test_an_entry_that_has_ended_is_described_without_notice(published_register, nordlicht):
    nordlicht.ends_on = in_days(-1)
    nordlicht.save()
    published_register.publish(note=NOTE)
    nordlicht.purpose = {"en": "Something else."}
    nordlicht.save()
    nordlicht.locations.create(country="US")
    assert blockers(published_register) == []


def test_the_last_place_is_not_taken_away_to_state_another_one(published_register, nordlicht):
    nordlicht.locations.all().delete()
    assert blockers(published_register) == [
        "Nordlicht Hosting: no location would be stated any more while the entry is active. Say "
        "until when the old ones apply, " + CORRECTION
    ]


def test_a_place_that_ended_does_not_come_back_without_notice(published_register, nordlicht):
    nordlicht.locations.update(ends_on=in_days(-1))
    published_register.publish(note=NOTE)
    assert blockers(published_register) == []
    again = [would_start("Nordlicht Hosting, Germany")]
    place = nordlicht.locations.create(country="DE", activity="backup")
    assert blockers(published_register) == again
    place.delete()
    nordlicht.locations.update(ends_on=None)
    assert blockers(published_register) == again


def test_a_place_that_ended_is_told_without_notice(published_register, nordlicht):
    nordlicht.locations.create(country="US", ends_on=in_days(-1))
    assert blockers(published_register) == []


def test_an_activity_that_nobody_stated_is_taken_away_without_notice(published_register, nordlicht):
    nordlicht.locations.update(activity="")
    assert blockers(published_register) == []
    assert published_register.has_changes()


@pytest.mark.parametrize(
    ("region", "country", "is_news"),
    [
        ("EU", "FR", False),
        ("EU", "NO", True),
        ("EEA", "NO", False),
        ("EUROPE", "GB", True),  # which countries Europe has is no law's question
        ("WORLDWIDE", "US", False),
    ],
)
def test_a_country_of_a_region_that_was_stated_is_no_new_one(
    published_register, device_data, region, country, is_news
):
    entry = add_entry(device_data, "Wide Co", "DE", 40)
    entry.locations.update(country="", region=region)
    entry.starts_on = in_days(-40)
    entry.save()
    published_register.publish(note=NOTE, urgent={"en": "So it was."})
    entry.locations.update(country=country, region="")
    places = {"FR": "France", "NO": "Norway", "GB": "United Kingdom", "US": "United States"}
    expected = [would_start(f"Wide Co, {places[country]}")] if is_news else []
    assert blockers(published_register) == expected


@pytest.mark.parametrize("shortened", ["default", "class"])
def test_a_period_that_is_shortened_holds_in_the_same_act(
    published_register, device_data, shortened
):
    register = published_register
    register.notice_days = 20
    register.save()
    period = register.notice_periods.create(notice_class="subprocessor", days=25)
    register.publish(note=NOTE)
    add_entry(device_data, "Newcomer", "FR", 10)
    period.delete()
    if shortened == "default":
        register.notice_days = 0
        register.save()
    else:
        register.notice_periods.create(notice_class="subprocessor", days=0)
    assert blockers(register) == [would_start("Newcomer", 10, 26)]
    Subprocessor.objects.filter(name="Newcomer").update(starts_on=in_days(26))
    register.publish(note=NOTE)
    (row,) = [row for row in register.current().page("en").rows if row.name == "Newcomer"]
    assert row.value("object_until") == in_days(25).isoformat()
    add_entry(device_data, "Latecomer", "FR", 1)
    assert blockers(register) == []
