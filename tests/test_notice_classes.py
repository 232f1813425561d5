"""Each class of change has days of notice of its own, which versions and announcements keep."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from subprocessors.models import Subprocessor
from subprocessors.notice import last_day_to_object
from trustportal.language.locales import day_in_words, today
from trustportal.record.models import Version
from trustportal.staff.drafts import address_of

from .browsing import opened, text_of
from .conftest import NOTE, add_entry, add_transfer
from .reading import main, tree

DAYS = {"ai": 60, "country": 45, "subprocessor": 20, "removal": 10, "other": 5}


def in_days(number):
    return today() + timedelta(days=number)


def written(day):
    return day_in_words(day, "en")


@pytest.fixture
def classes(published_register):
    """The public register, whose draft has five classes with days of their own."""
    for notice_class, days in DAYS.items():
        published_register.notice_periods.create(notice_class=notice_class, days=days)
    return published_register


@pytest.fixture
def nordlicht(classes):
    return Subprocessor.objects.get(name="Nordlicht Hosting")


def blockers(register):
    return [str(problem.text) for problem in register.review().problems if problem.blocks]


def first_days(register):
    """Return the earliest possible days that the blockers name."""
    return [
        re.search(r"earliest possible (?:day|start) is (.+)\.$", text)[1]
        for text in blockers(register)
    ]


def facts(register):
    return {fact["key"]: fact["value"] for fact in register.data()["en"]["facts"]}


# What holds


def test_a_register_that_states_no_period_does_not_name_one(register):
    assert "notice_period" not in facts(register)
    assert register.data()["en"]["notice_days"] == 30


def test_a_register_names_its_default(register, stranger):
    register.notice_days = 14
    register.save()
    register.publish(note=NOTE)
    sentence = (
        "New subprocessors and other material changes are published at least 14 days before they "
        "take effect."
    )
    assert sentence in main(stranger.get("/subprocessors/"))


def test_a_register_names_the_period_of_each_class(classes, stranger):
    classes.notice_periods.filter(notice_class="removal").update(days=0)
    classes.publish(note=NOTE)
    page = tree(stranger.get("/subprocessors/"))
    items = page.xpath("//dt[.='Notice of changes']/following-sibling::dd//li")
    assert [item.text_content() for item in items] == [
        "Use of artificial intelligence: 60 days",
        "New country: 45 days",
        "New subprocessor: 20 days",
        "Removal of a subprocessor: no notice",
        "Other material change: 5 days",
    ]


def test_an_empty_default_means_the_setting(published_register, device_data, settings):
    settings.NOTICE_DAYS = 7
    add_entry(device_data, "Newcomer", "FR", 7)
    assert first_days(published_register) == [written(in_days(8))]
    published_register.notice_days = 3
    published_register.save()
    assert blockers(published_register) == []


def test_a_removal_needs_no_notice_unless_that_was_stated(published_register):
    entry = Subprocessor.objects.get(name="Nordlicht Hosting")
    entry.ends_on = in_days(1)
    entry.save()
    assert blockers(published_register) == []
    published_register.notice_periods.create(notice_class="removal", days=10)
    assert blockers(published_register) == [
        f"Nordlicht Hosting would end on {written(in_days(1))}, before the notice period ends. "
        f"The earliest possible day is {written(in_days(10))}."
    ]


# Classes of changes


def test_a_new_subprocessor_takes_the_period_of_its_class(classes, device_data):
    add_entry(device_data, "Newcomer", "FR", 1)
    assert first_days(classes) == [written(in_days(21))]


@pytest.mark.parametrize(
    "stated", [{"trains_ai": "yes"}, {"trains_ai": "no", "ai_role": "host"}, {"ai_models": "One"}]
)
def test_a_new_subprocessor_that_uses_ai_takes_the_longer_period(classes, device_data, stated):
    add_entry(device_data, "Newcomer", "FR", 21, **stated)
    assert first_days(classes) == [written(in_days(61))]
    classes.notice_periods.filter(notice_class="ai").update(days=4)
    assert blockers(classes) == []


def test_a_new_subprocessor_without_a_start_begins_at_once(classes, device_data):
    newcomer = add_entry(device_data, "Newcomer", "FR")
    Subprocessor.objects.filter(pk=newcomer.pk).update(starts_on=None)
    assert first_days(classes) == [written(in_days(21))]


def test_an_announced_start_that_is_taken_away_begins_at_once(classes, device_data):
    newcomer = add_entry(device_data, "Newcomer", "FR", 40)
    classes.publish(note=NOTE)
    Subprocessor.objects.filter(pk=newcomer.pk).update(starts_on=None)
    assert first_days(classes) == [written(in_days(21))]


def test_an_entry_that_replaces_one_of_the_same_company_is_no_new_subprocessor(
    classes, nordlicht, device_data
):
    again = {"legal_name": nordlicht.legal_name, "replaces": nordlicht}
    heir = add_entry(device_data, "Nordlicht Two", "DE", 5)
    Subprocessor.objects.filter(pk=heir.pk).update(**again)
    assert first_days(classes) == [written(in_days(6))]
    heir.locations.create(country="AT")
    assert first_days(classes) == [written(in_days(46))]


def test_a_new_country_takes_another_period_than_a_new_activity(classes, nordlicht):
    nordlicht.locations.create(country="DE", activity="backup")
    nordlicht.locations.create(country="AT", activity="backup")
    assert first_days(classes) == [written(in_days(6)), written(in_days(46))]


def test_no_days_are_no_notice(classes, nordlicht, device_data):
    classes.notice_periods.update(days=0)
    add_entry(device_data, "Newcomer", "FR", -3, trains_ai="yes")
    nordlicht.locations.create(country="AT", activity="backup")
    nordlicht.purpose = {"en": "Something else."}
    nordlicht.save()
    assert blockers(classes) == []


# Deadlines


def test_announcements_have_the_deadlines_of_their_classes(
    classes, nordlicht, device_data, stranger
):
    add_entry(device_data, "Newcomer", "FR", 70)
    add_entry(device_data, "Thinker", "FR", 80, ai_role="host")
    nordlicht.locations.create(country="AT", activity="backup", starts_on=in_days(90))
    nordlicht.ends_on = in_days(100)
    nordlicht.save()
    classes.publish(note=NOTE)
    page = main(stranger.get("/subprocessors/"))
    for days in (20, 60, 45, 10):
        assert page.count(f"Objections until {written(in_days(days))}.") == 1
    events = Calendar.from_ical(stranger.get("/subprocessors/deadlines.ics").content).walk("VEVENT")
    found = {str(event["summary"]): event.decoded("dtstart") for event in events}
    assert found == {
        "Newcomer joins the list": in_days(70),
        "Last day to object: Newcomer joins the list": in_days(20),
        "Thinker joins the list": in_days(80),
        "Last day to object: Thinker joins the list": in_days(60),
        "Nordlicht Hosting gets a new location: Austria: backup, from "
        f"{written(in_days(90))}": in_days(90),
        "Last day to object: Nordlicht Hosting gets a new location: Austria: backup, from "
        f"{written(in_days(90))}": in_days(45),
        "Nordlicht Hosting is used for the last time": in_days(100),
        "Last day to object: Nordlicht Hosting is used for the last time": in_days(10),
    }


def test_a_deadline_that_was_announced_stays_when_the_periods_change(
    published_register, device_data, stranger
):
    add_entry(device_data, "Newcomer", "FR", 40)
    published_register.publish(note=NOTE)
    published_register.notice_days = 10
    published_register.save()
    add_entry(device_data, "Latecomer", "FR", 40)
    published_register.publish(note=NOTE)
    for address in ("/subprocessors/", "/subprocessors/v3/"):
        page = main(stranger.get(address))
        assert page.count(f"Objections until {written(in_days(30))}.") == 1
        assert page.count(f"Objections until {written(in_days(10))}.") == 1


def test_a_version_from_before_there_were_classes_uses_the_setting(
    published_register, device_data, stranger, settings
):
    add_entry(device_data, "Newcomer", "FR", 40)
    data = published_register.data()
    for page in data.values():
        for key in ("notice_days", "own_notice_days", "notice_periods", "notice_periods_data"):
            page.pop(key)
        for section in page["sections"]:
            for row in section["rows"]:
                row.pop("object_until", None)
    Version.objects.append("register", "subprocessors", data, NOTE)
    settings.NOTICE_DAYS = 21
    assert f"Objections until {written(in_days(21))}." in main(stranger.get("/subprocessors/"))


def test_an_entry_whose_use_of_ai_is_announced_later_is_announced_anew(
    classes, device_data, stranger
):
    thinker = add_entry(device_data, "Thinker", "FR", 40)
    classes.publish(note=NOTE)
    thinker.ai_role = "host"
    thinker.save()
    assert first_days(classes) == [written(in_days(61))]
    thinker.starts_on = in_days(61)
    thinker.save()
    classes.publish(note=NOTE)
    page = main(stranger.get("/subprocessor/thinker/"))
    assert f"Objections until {written(in_days(60))}." in page


def test_taking_a_version_restores_its_periods(classes, device_data):
    classes.notice_days = 12
    classes.save()
    version = classes.publish(note=NOTE)
    classes.notice_periods.all().delete()
    classes.notice_days = None
    classes.save()
    assert classes.has_changes()
    classes.restore(version.data)
    classes.refresh_from_db()
    assert classes.notice_days == 12
    assert dict(classes.notice_periods.values_list("notice_class", "days")) == DAYS
    assert not classes.has_changes()


# What is material


@pytest.mark.parametrize(
    ("before", "after", "event"),
    [
        ({"trains_ai": "no"}, {"trains_ai": "consent"}, "AI training changed"),
        ({"ai_role": "host"}, {"ai_role": "maker"}, "use of AI changed"),
        (
            {"ai_retention": {"en": "None"}},
            {"ai_retention": {"en": "30 days"}},
            "use of AI changed",
        ),
    ],
)
def test_a_changed_use_of_ai_needs_a_new_entry_or_is_a_correction(
    register, stranger, before, after, event
):
    entries = Subprocessor.objects.filter(name="Nordlicht Hosting")
    entries.update(**before)
    register.publish(note=NOTE)
    entries.update(**after)
    assert blockers(register) == [
        f"Nordlicht Hosting: {event} while the entry is active. Add a new entry that replaces "
        "this one, or publish it as a correction only."
    ]
    register.publish(note=NOTE, material=False)
    assert f"version 2: {event}" in main(stranger.get("/subprocessor/nordlicht-hosting/"))


def test_another_model_is_told_and_not_material(register):
    entries = Subprocessor.objects.filter(name="Nordlicht Hosting")
    entries.update(ai_models="Granite")
    register.publish(note=NOTE)
    entries.update(ai_models="Granite; Slate")
    assert blockers(register) == []
    ((_language, changes), *_more) = register.review().diffs
    assert [row.what for row in changes.rows] == ["AI models changed"]


@pytest.mark.parametrize(
    "stated",
    [
        {"trains_ai": "yes"},
        {"ai_role": "host"},
        {"retention": {"en": "A year."}},
        {"lei": "5" * 20},
    ],
)
def test_what_a_running_entry_states_for_the_first_time_needs_no_notice(published_register, stated):
    entry = Subprocessor.objects.get(name="Nordlicht Hosting")
    Subprocessor.objects.filter(pk=entry.pk).update(trains_ai="")
    published_register.publish(note=NOTE, material=False)
    Subprocessor.objects.filter(pk=entry.pk).update(**stated)
    assert blockers(published_register) == []


def test_a_start_that_was_wrong_is_corrected_and_one_that_was_not_stated_is_added(
    published_register,
):
    entries = Subprocessor.objects.filter(name="Nordlicht Hosting")
    entries.update(starts_on=in_days(-50))
    assert blockers(published_register) == [
        "Nordlicht Hosting: start changed while the entry is active. Add a new entry that "
        "replaces this one, or publish it as a correction only."
    ]
    entries.update(starts_on=None)
    published_register.publish(note=NOTE, material=False)
    entries.update(starts_on=in_days(-50))
    assert blockers(published_register) == []


def test_what_was_announced_cannot_become_something_else_shortly_before(classes, device_data):
    newcomer = add_entry(device_data, "Newcomer", "FR", 21)
    classes.publish(note=NOTE)
    Subprocessor.objects.filter(pk=newcomer.pk).update(purpose={"en": "Something else."})
    assert blockers(classes) == []
    classes.notice_periods.filter(notice_class="other").update(days=21)
    assert blockers(classes) == [
        "Newcomer: purpose changed, and it starts before the notice period of this change ends. "
        f"The earliest possible day is {written(in_days(22))}. Let it start later, or publish it "
        "as a correction only."
    ]


# Existing customers


def test_notice_is_counted_against_the_day_for_existing_customers(
    published_register, device_data, stranger
):
    newcomer = add_entry(device_data, "Newcomer", "FR", 1)
    newcomer.existing_from = in_days(30)
    newcomer.save()
    assert first_days(published_register) == [written(in_days(31))]
    newcomer.existing_from = in_days(31)
    newcomer.save()
    published_register.publish(note=NOTE)
    both = (
        f"For new customers from {written(in_days(1))}, for existing customers from "
        f"{written(in_days(31))}."
    )
    for address in ("/subprocessors/", "/subprocessor/newcomer/"):
        page = main(stranger.get(address))
        assert both in page
        assert f"Objections until {written(in_days(30))}." in page
    events = Calendar.from_ical(stranger.get("/subprocessors/deadlines.ics").content).walk("VEVENT")
    assert {str(event["summary"]): event.decoded("dtstart") for event in events} == {
        "Newcomer joins the list": in_days(1),
        "For existing customers: Newcomer joins the list": in_days(31),
        "Last day to object: Newcomer joins the list": last_day_to_object(today()),
    }
    line = stranger.get("/subprocessors.csv?q=newcomer").content.decode("utf-8-sig")
    assert in_days(31).isoformat() in line
    assert written(in_days(31)) in line


def test_what_new_customers_have_already_is_still_announced_to_existing_ones(
    register, device_data, stranger
):
    newcomer = add_entry(device_data, "Newcomer", "FR", -5)
    newcomer.existing_from = in_days(31)
    newcomer.save()
    register.publish(note=NOTE)
    page = tree(stranger.get("/subprocessors/"))
    announced = page.xpath("//section[@aria-labelledby='announced']//time/@datetime")
    assert announced == [in_days(31).isoformat()]
    row = page.xpath("//tr[th/a='Newcomer']")[0].text_content()
    assert f"for existing customers from {written(in_days(31))}" in row


@pytest.mark.parametrize("part", ["entry", "location", "transfer"])
def test_existing_customers_cannot_have_it_before_its_start(register, part):
    entry = Subprocessor.objects.get(name="Lakeside Mail")
    parts = {
        "entry": entry,
        "location": entry.locations.get(),
        "transfer": entry.transfers.get(),
    }
    parts[part].starts_on, parts[part].existing_from = in_days(5), in_days(4)
    with pytest.raises(Exception) as refused:
        parts[part].full_clean()
    assert list(refused.value.message_dict) == ["existing_from"]


# Transfers


@pytest.fixture
def lakeside(published_register):
    return Subprocessor.objects.get(name="Lakeside Mail")


def test_a_mechanism_changes_on_announced_days_without_a_new_entry(
    published_register, lakeside, stranger
):
    lakeside.transfers.update(ends_on=in_days(31))
    clauses = add_transfer(lakeside, "EU", "scc", modules="2", starts_on=in_days(30))
    name = "Lakeside Mail, EU: standard contractual clauses (EU) 2021/914"
    assert blockers(published_register) == [
        f"{name} would start on {written(in_days(30))}, before the notice period ends. "
        f"The earliest possible day is {written(in_days(31))}."
    ]
    clauses.starts_on = in_days(32)
    clauses.save()
    published_register.publish(note=NOTE)
    clauses_in_words = "EU: standard contractual clauses (EU) 2021/914"
    starts = f"Lakeside Mail gets a new transfer mechanism: {clauses_in_words}"
    ends = (
        "Lakeside Mail relies on this transfer mechanism for the last time: "
        "EU: Data Privacy Framework"
    )
    for address in ("/subprocessors/", "/subprocessor/lakeside-mail/"):
        page = main(stranger.get(address))
        assert starts in page
        assert ends in page
    events = Calendar.from_ical(stranger.get("/subprocessors/deadlines.ics").content).walk("VEVENT")
    assert {str(event["summary"]): event.decoded("dtstart") for event in events} == {
        ends: in_days(31),
        f"Last day to object: {ends}": in_days(30),
        starts: in_days(32),
        f"Last day to object: {starts}": in_days(30),
    }
    entry_page = main(stranger.get("/subprocessor/lakeside-mail/"))
    assert "version 2: transfer mechanism changed" in entry_page


def test_a_mechanism_that_ends_too_soon_needs_an_urgent_reason(published_register, lakeside):
    lakeside.transfers.update(ends_on=today())
    assert blockers(published_register) == [
        f"Lakeside Mail, EU: Data Privacy Framework would end on {written(today())}, before the "
        f"notice period ends. The earliest possible day is {written(in_days(30))}."
    ]
    urgent = {"en": "A court invalidated it."}
    assert published_register.publish(note=NOTE, urgent=urgent).number == 2


@pytest.mark.parametrize("change", ["another", "further", "gone", "over"])
def test_a_mechanism_that_changes_at_once_passes_as_a_correction(
    published_register, lakeside, change
):
    if change == "further":
        add_transfer(lakeside, "EU", "scc", checked_on=today())
    elif change == "over":
        lakeside.transfers.update(ends_on=in_days(-1))
        add_transfer(lakeside, "EU", "scc", checked_on=today(), starts_on=in_days(-1))
    else:
        lakeside.transfers.all().delete()
    if change == "another":
        add_transfer(lakeside, "EU", "scc", checked_on=today())
    said = [text for text in blockers(published_register) if "while the entry is active" in text]
    assert said == [
        "Lakeside Mail: transfer mechanism changed while the entry is active. Say until when the "
        "old mechanism and from when the new one applies, or publish it as a correction only."
    ]


def test_a_mechanism_under_a_law_that_had_none_is_stated_without_notice(
    published_register, lakeside
):
    add_transfer(lakeside, "UK", "idta", checked_on=today())
    lakeside.transfers.filter(law__slug="EU").update(reference_url="https://example.com/dpf")
    assert blockers(published_register) == []


def test_a_place_that_is_stated_for_the_first_time_needs_no_notice(register, device_data):
    entry = Subprocessor.objects.get(name="Nordlicht Hosting")
    entry.locations.all().delete()
    register.append(register.data(), NOTE)
    place = entry.locations.create(country="DE", activity="storage")
    assert blockers(register) == []
    place.starts_on = in_days(3)
    place.save()
    assert first_days(register) == [written(in_days(31))]


# The admin


def test_a_class_given_twice_is_refused_at_the_second(register, editing):
    address = address_of(register, "change")
    form = opened(editing, address, "seen")
    for number, days in enumerate((60, 30)):
        form[f"notice_periods-{number}-notice_class"] = "ai"
        form[f"notice_periods-{number}-days"] = days
    form["notice_periods-TOTAL_FORMS"] = 2
    assert "Please correct the duplicate values below." in text_of(editing.post(address, form))
    form["notice_periods-1-notice_class"] = "removal"
    assert editing.post(address, form).status_code == 302
    assert list(register.notice_periods.values_list("notice_class", "days")) == [
        ("ai", 60),
        ("removal", 30),
    ]
