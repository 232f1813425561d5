"""Every number on the home page and the lists is that of the page it speaks of, on that day."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from subprocessors.counts import Counts
from subprocessors.models import Register
from trustportal.language.locales import today
from trustportal.public.kinds import Figure, kinds

from .conftest import NOTE, add_entry
from .reading import tree, words

DAYS = [0, 60, 400]  # after the sample was loaded: announced, begun, and no longer listed


@pytest.fixture
def sample(db):
    call_command("load_sample", verbosity=0)


@pytest.fixture(params=DAYS)
def later(request, sample, monkeypatch):
    """A day on which the sample is read; what it holds was published on the first of them."""
    moment = timezone.now() + timedelta(days=request.param)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return today()


def figures(stranger, kind):
    """Return {what: number} of what the home page shows of a kind."""
    page = tree(stranger.get("/"))
    (line,) = page.xpath(f"//section[@aria-labelledby='kind-{kind}']/p[@class='figure']")
    text = words(line)
    return {what.strip(): int(number) for number, what in re.findall(r"(\d+) ([^\d]+)", text)}


def states(page):
    """Return {state: number} of the line above the list, and the number of entries that it says."""
    (line,) = page.xpath("//p[@class='found']")
    entries, _colon, parts = words(line).partition(": ")
    found = {what: int(number) for number, what in re.findall(r"(\d+) (in use|\w+)", parts)}
    return int(entries.split()[0]), found


def count_in(page, heading):
    (title,) = page.xpath(f"//h2[starts-with(normalize-space(), '{heading}')]")
    return int(title.xpath("./span[@class='count']/text()")[0])


def test_the_home_page_counts_what_the_list_of_subprocessors_shows(later, stranger):
    shown = figures(stranger, "register")
    page = tree(stranger.get("/subprocessors/"))
    entries, found = states(page)
    assert entries == sum(found.values()) == len(page.xpath("//tr[starts-with(@id, 'e-')]"))
    subprocessors = shown.pop("subprocessors in use")
    countries = shown.pop("countries")
    assert found == {"in use": subprocessors, **shown}
    assert countries == count_in(page, "Where data goes")
    assert countries == len(page.xpath("//table[contains(@class, 'countries')]/tbody/tr"))


def test_the_three_days_differ(sample, stranger, monkeypatch):
    found, now = [], timezone.now()
    for days in DAYS:
        monkeypatch.setattr(timezone, "now", lambda days=days: now + timedelta(days=days))
        found.append(figures(stranger, "register"))
    assert found[0]["announced"] > 0
    assert "announced" not in found[2]
    assert len({str(figures) for figures in found}) == len(DAYS)


def test_headings_count_the_entries_below_them(later, stranger):
    page = tree(stranger.get("/subprocessors/"))
    for section in page.xpath("//section[starts-with(@aria-labelledby, 'group-')]"):
        (number,) = section.xpath("./h2/span[@class='count']/text()")
        assert int(number) == len(section.xpath(".//tbody/tr"))


def test_the_number_beside_a_filter_is_that_of_the_entries_that_it_leaves(later, stranger):
    page = tree(stranger.get("/subprocessors/"))
    checked = 0
    for option in page.xpath("//select/option[@value != '']"):
        number = re.search(r"\((\d+)\)$", words(option))
        if number:
            query = f"?{option.getparent().get('name')}={option.get('value')}"
            left = tree(stranger.get(f"/subprocessors/{query}"))
            assert (query, len(left.xpath("//tr[starts-with(@id, 'e-')]"))) == (
                query,
                int(number[1]),
            )
            checked += 1
    assert checked > 20


def test_in_use_in_a_country_is_what_the_list_shows_for_it(later, stranger):
    page = tree(stranger.get("/subprocessors/"))
    checked = 0
    for row in page.xpath("//table[contains(@class, 'countries')]/tbody/tr")[:6]:
        number = int(row.xpath("./td[1]/span[last()]/text()")[0])
        (address,) = row.xpath("./th/a/@href")
        _entries, found = states(tree(stranger.get(address)))
        assert found["in use"] >= number
        checked += 1
    assert checked


def test_the_home_page_counts_what_the_list_of_third_parties_and_their_pages_show(later, stranger):
    shown = figures(stranger, "vendor")
    index = tree(stranger.get("/sharing/"))
    assert shown["third parties"] == len(index.xpath("//tbody/tr"))
    cells = index.xpath("//tbody/tr/td/span[contains(., 'element')]/text()")
    assert shown["data elements"] == sum(int(cell.split()[0]) for cell in cells)
    listed = 0
    for address in index.xpath("//tbody/tr/th/a/@href"):
        page = tree(stranger.get(address))
        rows = len(page.xpath("//tr[starts-with(@id, 'e-')]"))
        assert rows == sum(int(number) for number in page.xpath("//h2/span[@class='count']/text()"))
        listed += rows
    assert shown["data elements"] == listed


def test_the_home_page_counts_what_the_list_of_incidents_shows(later, stranger):
    shown = figures(stranger, "incident")
    page = tree(stranger.get("/incidents/"))
    counts = {words(h2): int(h2.xpath("./span/text()")[0]) for h2 in page.xpath("//h2[span]")}
    assert sum(counts.values()) == len(page.xpath("//ul[contains(@class, 'incidents')]/li"))
    assert shown.popitem()[1] == sum(n for title, n in counts.items() if title.startswith("Open"))
    assert shown.popitem()[1] == sum(counts.values())


def test_the_list_of_a_year_counts_the_incidents_of_that_year(later, stranger):
    page = tree(stranger.get("/incidents/"))
    years = page.xpath("//h2/a/@href")
    assert years
    for address in years:
        one = tree(stranger.get(address))
        (line,) = one.xpath("//form//p[@class='found']")
        listed = len(one.xpath("//ul[contains(@class, 'incidents')]/li"))
        assert words(line).startswith(f"{listed} of {listed} shown")


# One entry on each side of a day


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
