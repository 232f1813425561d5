"""The register of subprocessors: states, notice, what a change is called, filters, calendar."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from icalendar import Calendar

from subprocessors.models import Register, Subprocessor
from subprocessors.notice import first_possible_start, last_day_to_object
from trustportal.language.locales import today
from trustportal.publishing.models import PublicationRefused

from .conftest import NOTE, add_entry
from .reading import main


def texts_of(problems):
    return [str(problem.text) for problem in problems if problem.blocks]


def changes(register):
    return [
        (row.name, row.what) for _language, diff in register.review().diffs[:1] for row in diff.rows
    ]


def test_the_first_version_is_the_baseline_and_needs_no_notice(register, stranger):
    register.publish(note=NOTE)
    page = main(stranger.get("/subprocessors/"))
    assert "Nordlicht Hosting" in page
    assert "Announced changes" not in page


def test_days_of_notice_are_counted_from_the_day_after_publication():
    assert (last_day_to_object(today()) - today()).days == 30
    assert (first_possible_start(today()) - today()).days == 31


@pytest.mark.parametrize(
    ("starts_in", "blocked"), [(1, True), (30, True), (31, False), (60, False)]
)
def test_an_entry_that_starts_too_early_is_blocked_with_the_first_possible_day(
    published_register, device_data, starts_in, blocked
):
    add_entry(device_data, "Newcomer", "FR", starts_in)
    found = [
        text
        for text in texts_of(published_register.review().problems)
        if "earliest possible day" in text
    ]
    assert bool(found) is blocked
    if blocked:
        with pytest.raises(PublicationRefused, match="Newcomer would start on"):
            published_register.publish(note=NOTE)
    else:
        published_register.publish(note=NOTE)


def test_an_urgent_reason_overrides_the_notice_and_stands_in_the_note(
    published_register, device_data
):
    add_entry(device_data, "Newcomer", "FR", 1)
    version = published_register.publish(note=NOTE, urgent={"en": "The old one went bankrupt."})
    assert version.note == {"en": "A note for readers.\nUrgent: The old one went bankrupt."}


def test_a_new_location_of_a_running_entry_needs_notice(published_register):
    entry = Subprocessor.objects.get(name="Nordlicht Hosting")
    location = entry.locations.create(country="AT", activity="backup")
    assert [text for text in texts_of(published_register.review().problems) if "Austria" in text]
    location.starts_on = today() + timedelta(days=31)
    location.save()
    assert texts_of(published_register.review().problems) == []
    assert changes(published_register) == [("Nordlicht Hosting", "location changed")]


def test_another_material_change_of_a_running_entry_passes_as_a_correction_alone(
    published_register,
):
    entry = Subprocessor.objects.get(name="Nordlicht Hosting")
    entry.purpose = {"en": "Something else.", "de": "Etwas anderes."}
    entry.save()
    with pytest.raises(PublicationRefused, match="purpose changed while the entry is active"):
        published_register.publish(note=NOTE)
    assert published_register.publish(note=NOTE, material=False).number == 2


def test_a_rename_is_renamed_everywhere_and_never_an_addition(published_register, stranger):
    entry = Subprocessor.objects.get(name="Lakeside Mail")
    entry.name, entry.former_names = "Riverside Mail", "Lakeside Mail"
    entry.save()
    assert changes(published_register) == [("Riverside Mail", "renamed, was Lakeside Mail")]
    published_register.publish(note=NOTE)
    told = {
        "/subprocessors/compare/1..2/": "renamed, was Lakeside Mail Name",
        "/subprocessors/history/": "Riverside Mail renamed, was Lakeside Mail",
        "/changes/": "Riverside Mail renamed, was Lakeside Mail",
        "/subprocessors.atom": "Riverside Mail: renamed, was Lakeside Mail",
        "/subprocessor/lakeside-mail/": "version 2: renamed, was Lakeside Mail",
    }
    for address, words in told.items():
        answer = stranger.get(address)
        text = main(answer) if "html" in answer["Content-Type"] else answer.text
        assert (address, text.count(words)) == (address, 1)
        assert (
            address,
            [word for word in ("entry added", "announced", "entry removed") if word in text],
        ) == (
            address,
            [],
        )
    page = main(stranger.get("/subprocessors/"))
    assert (page.count("Riverside Mail"), "Announced changes" in page) == (1, False)


def test_a_replacement_is_one_change(published_register, device_data, stranger):
    old = Subprocessor.objects.get(name="Nordlicht Hosting")
    old.ends_on = today() + timedelta(days=40)
    old.save()
    add_entry(device_data, "Polarlicht", "DE", 41, replaces=old)
    assert changes(published_register) == [("Polarlicht", "replaces Nordlicht Hosting")]
    published_register.publish(note=NOTE)
    assert "version 2: replaced by Polarlicht" in main(
        stranger.get("/subprocessor/nordlicht-hosting/")
    )


def test_an_announced_entry_shows_its_deadline_and_is_in_force_on_its_day(
    published_register, device_data, stranger
):
    starts_on = today() + timedelta(days=31)
    add_entry(device_data, "Newcomer", "FR", 31)
    published_register.publish(note=NOTE)
    page = main(stranger.get("/subprocessors/"))
    assert "Newcomer joins the list" in page
    assert "Objections until" in page
    assert "Newcomer" in stranger.get("/changes.atom").text
    assert "Newcomer" not in names(stranger, f"in_force_on={today()}")
    assert "Newcomer" in names(stranger, f"in_force_on={starts_on}")
    events = Calendar.from_ical(stranger.get("/subprocessors/deadlines.ics").content).walk("VEVENT")
    assert [(str(event["summary"]), event.decoded("dtstart")) for event in events] == [
        ("Newcomer joins the list", starts_on),
        ("Last day to object: Newcomer joins the list", last_day_to_object(today())),
    ]


def names(stranger, query):
    page = stranger.get(f"/subprocessors/?{query}").text
    table = page.partition('class="stack register"')[2].partition('class="stack countries"')[0]
    return [name for name in ("Nordlicht Hosting", "Lakeside Mail", "Newcomer") if name in table]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Nordlicht Hosting", "Lakeside Mail"]),
        ("q=LAKESIDE", ["Lakeside Mail"]),
        ("country=DE", ["Nordlicht Hosting"]),
        ("outside_eea=yes", ["Lakeside Mail"]),
        ("category=device-identifier", ["Nordlicht Hosting", "Lakeside Mail"]),
        ("state=ended", []),
        ("country=XX", []),
        ("applies=never&sort=nonsense", []),
        ("product=unknown", ["Nordlicht Hosting", "Lakeside Mail"]),  # these concern every product
        ("q=" + "x" * 1500, []),
    ],
)
def test_filters_stand_in_the_address(published_register, stranger, query, found):
    assert names(stranger, query) == found


@pytest.mark.parametrize("query", ["in_force_on=2026-02-30", "in_force_on=x", "page=0", "q=%00"])
def test_what_cannot_be_meant_is_refused_with_a_sentence(published_register, stranger, query):
    assert stranger.get(f"/subprocessors/?{query}").status_code == 400


def test_taking_a_version_into_the_draft_leaves_nothing_to_publish(published_register, device_data):
    entry = Subprocessor.objects.get(name="Lakeside Mail")
    entry.purpose = {"en": "Changed."}
    entry.save()
    entry.transfers.all().delete()
    add_entry(device_data, "Newcomer", "FR", 60)
    assert published_register.has_changes()
    published_register.restore(published_register.current().data)
    assert not published_register.has_changes()
    assert not Subprocessor.objects.filter(name="Newcomer").exists()


def test_an_entry_that_comes_back_before_the_one_that_it_replaces_still_replaces_it(register):
    lakeside = Subprocessor.objects.get(name="Lakeside Mail")
    lakeside.replaces = Subprocessor.objects.get(name="Nordlicht Hosting")
    lakeside.save()
    version = register.publish(note=NOTE)
    Subprocessor.objects.update(replaces=None)
    Subprocessor.objects.all().delete()
    register.restore(version.data)
    assert Subprocessor.objects.get(name="Lakeside Mail").replaces.name == "Nordlicht Hosting"


def test_a_version_is_restored_whatever_a_public_entry_replaces_in_the_draft(
    published_register, device_data
):
    newcomer = add_entry(device_data, "Newcomer", "FR", 60)
    Subprocessor.objects.filter(name="Lakeside Mail").update(replaces=newcomer)
    published_register.restore(published_register.current().data)
    assert Subprocessor.objects.get(name="Lakeside Mail").replaces is None


def test_a_published_entry_that_is_gone_from_the_draft_blocks(published_register):
    Subprocessor.objects.get(name="Lakeside Mail").delete()
    assert (
        "Lakeside Mail has been published but is missing from the draft. "
        "Give it an end date instead." in texts_of(published_register.review().problems)
    )


def test_a_published_entry_cannot_be_deleted_in_the_admin(
    published_register, device_data, client_of, publisher
):
    published, draft = Subprocessor.objects.first(), add_entry(device_data, "Newcomer", "FR", 60)
    address = "/admin/subprocessors/subprocessor/{}/delete/"
    assert client_of(publisher).get(address.format(published.pk)).status_code == 403
    assert client_of(publisher).get(address.format(draft.pk)).status_code == 200


def test_the_end_must_not_lie_before_the_start(register):
    entry = Subprocessor.objects.first()
    entry.ends_on = entry.starts_on - timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        entry.full_clean()
    assert list(refused.value.message_dict) == ["ends_on"]


def test_only_one_register_can_be(register):
    with pytest.raises(ValidationError):
        Register(title={"en": "Another"}).full_clean()


def test_a_withdrawal_opens_no_way_around_the_notice(published_register, device_data):
    published_register.withdraw(note=NOTE)
    add_entry(device_data, "Sudden Storage", "DE", starts_in=1)
    with pytest.raises(PublicationRefused, match="before the notice period ends"):
        published_register.publish(note=NOTE)
