"""An entry whose start nobody stated is listed since its first version, not in use since a day."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from subprocessors.models import Subprocessor
from subprocessors.notice import listed_on, with_announcements
from trustportal.language.locales import day_in_words, today
from trustportal.publishing.models import PublicationRefused
from trustportal.record.models import Version

from .conftest import NOTE, add_entry
from .reading import main, rows, tree, words

THEN = date(2018, 5, 1)
SINCE_THEN = "listed since 1 May 2018"


def record(register, data):
    """Append a version of the day then, as one that a company brought along."""
    then = datetime(2018, 5, 1, 9, tzinfo=UTC)
    return Version.objects.append(
        "register", "subprocessors", data, NOTE, published_at=then, source="Our old site"
    )


@pytest.fixture
def undated(register):
    """A register whose entry Lakeside Mail has no start."""
    Subprocessor.objects.filter(name="Lakeside Mail").update(starts_on=None)
    return register


@pytest.fixture
def listed_then(undated):
    record(undated, with_announcements(undated.pages(), None, 1, THEN))
    return undated


def in_use(response, name="Lakeside Mail"):
    """Return what the list says in its last column."""
    for row in tree(response).xpath("//tr[starts-with(@id, 'e-')]"):
        if words(row.find("th").xpath("./a")[0]) == name:
            return words(row.xpath("td[last()]/span[not(@class)]")[0])
    return None


def test_it_is_listed_since_the_day_of_the_version_that_first_has_it(listed_then, stranger):
    listed_then.summary = {"en": "Again."}
    listed_then.save()
    listed_then.publish(note=NOTE)
    for address in ("/subprocessors/", "/subprocessors/v1/", "/subprocessors/v2/"):
        assert (address, in_use(stranger.get(address))) == (address, SINCE_THEN)
    head = tree(stranger.get("/subprocessor/lakeside-mail/")).xpath("//header[@class='page-head']")
    assert words(head[0]).endswith(f"active {SINCE_THEN}")
    assert in_use(stranger.get("/subprocessors/"), "Nordlicht Hosting").startswith("since ")


def test_files_have_a_column_of_its_own_for_it(listed_then, stranger):
    book = load_workbook(io.BytesIO(stranger.get("/subprocessors.xlsx").content))
    header, *lines = book["Third parties"].iter_rows(values_only=True)
    found = {line[0]: line[header.index("Listed since")] for line in lines}
    assert found == {"Lakeside Mail": datetime(2018, 5, 1), "Nordlicht Hosting": None}


def test_history_that_does_not_say_when_is_read_for_the_day(undated, stranger):
    first = undated.pages()
    for page in first.values():
        page["sections"][0]["rows"] = page["sections"][0]["rows"][:1]
    record(undated, first)
    record(undated, undated.pages())
    undated.summary = {"en": "Again."}
    undated.save()
    version = undated.publish(note=NOTE)
    days = [row.value("listed_on") for row in version.page("en").rows]
    assert days == ["2018-05-01", "2018-05-01"]
    assert in_use(stranger.get("/subprocessors/")) == SINCE_THEN


@pytest.mark.parametrize(
    ("row", "day"),
    [
        ({"listed_on": "2018-05-01", "log": [{"on": "2019-01-01"}]}, "2018-05-01"),
        ({"log": [{"on": "2018-05-01"}, {"on": "2019-01-01"}], "announced_on": "x"}, "2018-05-01"),
        ({"log": [], "announced_on": "2018-05-01"}, "2018-05-01"),
        ({}, ""),
    ],
)
def test_a_version_from_before_says_it_by_its_log_or_its_announcement(row, day):
    assert listed_on(row) == day


def test_it_is_in_use_from_its_listing_on(listed_then, stranger):
    day_before = rows(stranger.get(f"/subprocessors/?in_force_on={THEN - timedelta(days=1)}"))
    assert day_before == []
    assert rows(stranger.get(f"/subprocessors/?in_force_on={THEN}")) == ["Lakeside Mail"]


def test_the_list_is_sorted_by_the_day_of_listing_where_there_is_no_start(listed_then, stranger):
    add_entry(listed_then.entries()[0].categories.first(), "Elder", "FR", starts_in=-5000)
    listed_then.publish(note=NOTE, urgent={"en": "It was forgotten."})
    found = rows(stranger.get("/subprocessors/?sort=start"))
    assert found == ["Nordlicht Hosting", "Lakeside Mail", "Elder"]


def test_an_end_without_a_start_is_the_last_day_alone(listed_then, stranger):
    ended = today() - timedelta(days=3)
    Subprocessor.objects.filter(name="Lakeside Mail").update(ends_on=ended)
    listed_then.publish(note=NOTE)
    assert in_use(stranger.get("/subprocessors/")) == f"until {day_in_words(ended, 'en')}"


def test_a_newcomer_without_a_start_needs_the_notice_that_is_due(listed_then, stranger):
    newcomer = add_entry(Subprocessor.objects.first().categories.first(), "Newcomer", "FR")
    Subprocessor.objects.filter(pk=newcomer.pk).update(starts_on=None)
    with pytest.raises(
        PublicationRefused, match="Newcomer has no start: it would be in use from its"
    ):
        listed_then.publish(note=NOTE)
    listed_then.publish(note=NOTE, urgent={"en": "The old one went bankrupt."})
    page = stranger.get("/subprocessors/")
    assert in_use(page, "Newcomer") == f"listed since {day_in_words(today(), 'en')}"
    assert "Announced changes" not in main(page)
    assert "version 2: first listed" in main(stranger.get("/subprocessor/newcomer/"))
    calendar = Calendar.from_ical(stranger.get("/subprocessors/deadlines.ics").content)
    assert calendar.walk("VEVENT") == []


@pytest.mark.parametrize(("starts_in", "blocked"), [(-900, False), (0, False), (5, True)])
def test_a_start_that_is_stated_later_needs_no_notice_if_it_is_past(
    listed_then, starts_in, blocked
):
    entry = Subprocessor.objects.get(name="Lakeside Mail")
    entry.starts_on = today() + timedelta(days=starts_in)
    entry.save()
    problems = [str(problem.text) for problem in listed_then.review().problems]
    assert any("before the notice period ends" in text for text in problems) is blocked
