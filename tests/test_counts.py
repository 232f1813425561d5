"""Every number on the home page and the lists is that of the page it speaks of, on that day."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from trustportal.language.locales import today

from .reading import figures, tree, words

DAYS = [0, 60, 400]  # after the sample was loaded: announced, begun, and no longer listed


@pytest.fixture(params=DAYS)
def later(request, sample, monkeypatch):
    """A day on which the sample is read; what it holds was published on the first of them."""
    moment = timezone.now() + timedelta(days=request.param)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return today()


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
