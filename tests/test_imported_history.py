"""Imported history has its own dates and its source, and never passes as recorded then."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from trustportal.language.locales import day_in_words
from trustportal.record.models import Version

from .reading import heading, main

NOTE = {"en": "From the git log.", "de": "Aus dem Git-Log."}
SOURCE = "github.com/example, commit 0fe1"


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def page_saying(text):
    section = {"key": "text", "title": "", "intro": text, "columns": [], "rows": []}
    page = {
        "title": "Security",
        "summary": "",
        "facts": [],
        "sections": [section],
        "card": {"order": 1, "summary": ""},
    }
    return {
        language: page | {"language": language, "authoritative": "en"} for language in ("en", "de")
    }


def brought_along(published_at, text="Text.", slug="security", source=SOURCE):
    return Version.objects.append(
        "page", slug, page_saying(text), NOTE, published_at=published_at, source=source
    )


@pytest.fixture
def two_brought_along(db):
    return [
        brought_along(moment("2018-04-02T10:00:00"), "Thirty-five elements."),
        brought_along(moment("2018-04-03T23:59:59"), "Sixty elements."),
    ]


def test_history_keeps_its_own_time_and_says_when_it_was_recorded(two_brought_along):
    begun = datetime.now(UTC) - timedelta(minutes=5)
    first, second = Version.objects.all()
    assert [first.published_at, second.published_at] == [
        moment("2018-04-02T10:00:00"),
        moment("2018-04-03T23:59:59"),
    ]
    assert first.source == second.source == SOURCE
    assert begun < first.recorded_at <= second.recorded_at <= datetime.now(UTC)
    call_command("verify_history")


def test_what_is_published_here_has_no_source_and_one_time(published_security):
    version = Version.objects.get()
    assert (version.source, version.published_at) == ("", version.recorded_at)


def test_one_chain_holds_histories_of_several_pages_in_the_order_of_recording(two_brought_along):
    brought_along(moment("2001-01-01T00:00:00"), slug="older")
    versions = Version.objects.order_by("position")
    assert [(v.slug, v.number) for v in versions] == [
        ("security", 1),
        ("security", 2),
        ("older", 1),
    ]
    call_command("verify_history")


def test_two_versions_of_the_same_moment_are_kept_in_their_order(two_brought_along):
    third = brought_along(moment("2018-04-03T23:59:59"), "Sixty-one elements.")
    assert third.number == 3
    call_command("verify_history")


def test_history_older_than_the_newest_version_is_refused_in_words(two_brought_along):
    with pytest.raises(ValidationError) as refused:
        brought_along(moment("2018-04-03T23:59:58"))
    assert refused.value.messages == [
        "Earlier versions must be added first: this page already has a version of "
        "2018-04-03T23:59:59Z, so older ones are refused."
    ]
    assert Version.objects.count() == 2


def test_a_page_published_here_takes_no_older_history(published_security):
    sentence = "Earlier versions must be added first: this page already has a version of "
    with pytest.raises(ValidationError, match=sentence):
        brought_along(moment("2018-04-02T10:00:00"), slug="data-security")
    assert Version.objects.count() == 1


def test_publishing_here_goes_on_after_the_history(security):
    brought_along(moment("2018-04-02T10:00:00"), slug="data-security")
    version = security.publish(note={"en": "Now here."})
    assert (version.number, version.source) == (2, "")
    assert version.published_at == version.recorded_at


@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(minutes=1)], ids=str)
def test_a_version_from_the_future_is_refused(db, ahead):
    with pytest.raises(ValidationError, match="The time of publication cannot be in the future"):
        brought_along(datetime.now(UTC) + ahead)
    assert not Version.objects.exists()


def test_a_moment_is_kept_in_whole_seconds_of_utc(db):
    """The digest covers no less and no more than what is stored."""
    in_berlin = datetime(2018, 4, 3, 1, 30, 0, 999_999, tzinfo=timezone(timedelta(hours=2)))
    brought_along(in_berlin)
    assert Version.objects.get().published_at == moment("2018-04-02T23:30:00")
    call_command("verify_history")


# What readers see


def recorded(language):
    return day_in_words(datetime.now(UTC).date(), language)


def test_the_page_says_where_it_comes_from_and_when_it_was_recorded(two_brought_along, stranger):
    for address in ("/pages/security/", "/pages/security/v1/", "/pages/security/?as_of=2018-04-02"):
        assert f"Recorded here on {recorded('en')}, from: {SOURCE}" in main(stranger.get(address))


def test_the_history_says_it_of_each_version_and_dates_each_as_it_was(two_brought_along, stranger):
    history = main(stranger.get("/pages/security/history/"))
    assert history.count(f"Recorded here on {recorded('en')}, from: {SOURCE}") == 2
    assert "2 April 2018" in history
    assert "3 April 2018" in history


def test_feeds_say_it_and_give_the_time_of_publication(two_brought_along, stranger):
    feed = stranger.get("/pages/security.atom").text
    assert re.findall("<published>(.*?)<", feed) == [
        "2018-04-03T23:59:59+00:00",
        "2018-04-02T10:00:00+00:00",
    ]
    assert feed.count(f"Recorded later, from: {SOURCE}") == 2


def test_the_lists_of_all_pages_have_one_entry_for_a_page_s_history(two_brought_along, stranger):
    brought_along(moment("2024-02-29T12:00:00"), "Sixty-one elements.")
    brought_along(moment("2020-01-01T00:00:00"), slug="alone")
    sentence = "History of 3 versions from 2018 to 2024 recorded"
    changes = main(stranger.get("/changes/"))
    assert changes.count(sentence) == 1
    assert "version 3" not in changes
    assert "Verlauf mit 3 Versionen von 2018 bis 2024 aufgenommen" in main(
        stranger.get("/de/changes/")
    )
    (alone, history) = stranger.get("/changes.json").json()["items"]
    assert (alone["title"], history["title"]) == (
        "Security, version 1",
        f"Security: {sentence}",
    )
    assert history["url"].endswith("/pages/security/history/")
    assert history["date_published"] == history["date_modified"] > "2026"
    assert stranger.get("/changes.atom").text.count(f"<title>Security: {sentence}</title>") == 1
    assert stranger.get("/pages/security.atom").text.count("<entry>") == 3
    assert main(stranger.get("/pages/security/history/")).count("Recorded here on") == 3


def test_what_is_published_after_the_history_is_an_entry_of_its_own(security, stranger):
    for day in ("2018-04-02", "2018-05-02"):
        brought_along(moment(day), f"On {day}.", slug="data-security")
    security.publish(note={"en": "Now here."})
    titles = [item["title"] for item in stranger.get("/changes.json").json()["items"]]
    assert titles == [
        "Data security, version 3",
        "Security: History of 2 versions from 2018 recorded",
    ]


def test_an_erased_version_of_a_history_stays_a_part_of_it(two_brought_along, stranger):
    two_brought_along[0].redact("A person asked for it.")
    two_brought_along[1].redact("A person asked for it.")
    (item,) = stranger.get("/changes.json").json()["items"]
    assert item["title"] == "security: History of 2 versions from 2018 recorded"


def test_the_pages_of_the_list_are_cut_by_its_entries(
    security, stranger, django_assert_num_queries
):
    for number in range(45):
        brought_along(moment("2018-04-02") + timedelta(days=number), f"Text {number}.")
    for number in range(20):
        security.body = {"en": f"Text {number}."}
        security.save()
        security.publish(note={"en": f"Note {number}."})
    with django_assert_num_queries(2):
        first = main(stranger.get("/changes/"))
    assert (first.count("Data security, version"), first.count("History of 45")) == (20, 0)
    second = main(stranger.get("/changes/?page=2"))
    assert (second.count("Data security, version"), second.count("History of 45")) == (0, 1)
    assert stranger.get("/changes/?page=3").status_code == 404


def test_a_page_published_here_says_nothing_of_the_kind(published_security, stranger):
    for address in ("/pages/data-security/", "/pages/data-security/history/", "/changes.atom"):
        answer = stranger.get(address)
        assert answer.status_code == 200
        assert "from:" not in answer.text


@pytest.mark.parametrize(
    ("day_asked", "text"),
    [
        ("2018-04-02", "Thirty-five elements."),
        ("2018-04-03", "Sixty elements."),
        ("2018-04-04", "Sixty elements."),
        ("2024-02-29", "Sixty elements."),
    ],
)
def test_as_of_a_day_is_what_was_public_at_its_end_whenever_it_was_recorded(
    two_brought_along, stranger, day_asked, text
):
    page = stranger.get(f"/pages/security/?as_of={day_asked}")
    assert page.status_code == 200
    texts = [other for other in ("Thirty-five elements.", "Sixty elements.") if other in page.text]
    assert texts == [text]
    assert stranger.get(f"/pages/security.json?as_of={day_asked}").json()["content"][
        "data"
    ] == page_saying(text)


def test_the_last_of_several_versions_of_a_day_counts(two_brought_along, stranger):
    brought_along(moment("2018-04-04T08:00:00"), "Of the morning.")
    brought_along(moment("2018-04-04T09:00:00"), "Of the noon.")
    brought_along(moment("2018-04-05T00:00:00"), "Of the next day.")
    assert "Of the noon." in main(stranger.get("/pages/security/?as_of=2018-04-04"))
    assert Version.objects.of("page", "security").as_of(date(2018, 4, 4)).get().number == 4


def test_before_the_first_version_there_was_no_page(two_brought_along, stranger):
    page = stranger.get("/pages/security/?as_of=2018-04-01")
    assert page.status_code == 404
    assert heading(page) == (
        "This page was not public yet on 1 April 2018. It was first published on 2 April 2018."
    )
