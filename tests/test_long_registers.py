"""The register with 25, 1,000 and 5,000 entries: what a page costs and counts, and paging."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .growing import grow
from .reading import main, tree, words


def names(response):
    """Return the names of the entries that the page lists, in its order."""
    return [
        words(link) for link in tree(response).xpath("//table[contains(@class, 'register')]//th/a")
    ]


def choices(response, name):
    """Return {value: label with its number} of a filter's choices."""
    options = tree(response).xpath(f"//select[@name='{name}']/option[@value!='']")
    return {option.get("value"): words(option) for option in options}


def turned(browser, address):
    """Return the answers of a list's pages, following the links to the next one."""
    answers = [browser.get(address)]
    while following := tree(answers[-1]).xpath("//a[@rel='next']/@href"):
        answers.append(browser.get(f"/subprocessors/{following[0]}"))
    return answers


@pytest.mark.parametrize("size", [25, 1000, 5000])
def test_a_page_costs_two_queries_lists_200_entries_and_counts_them_all(
    published_register, stranger, size
):
    grow(published_register, size)
    with CaptureQueriesContext(connection) as queries:
        page = stranger.get("/subprocessors/")
    assert len(queries) == 2
    assert len(names(page)) == min(size, 200)
    assert f"{size} entries: {size} in use." in main(page)
    germany = size // 2
    assert choices(page, "country") == {
        "DE": f"Germany ({germany})",
        "US": f"United States ({size - germany})",
    }
    assert choices(page, "state") == {"active": f"active ({size})"}
    with CaptureQueriesContext(connection) as queries:
        found = stranger.get("/subprocessors/?country=DE&q=entry&sort=start")
    assert len(queries) == 2
    assert f"{germany} of {size} entries: {germany} in use." in main(found)


def test_turning_the_pages_keeps_the_filter_and_shows_each_entry_once(published_register, stranger):
    grow(published_register, 1000)
    answers = turned(stranger, "/subprocessors/?country=DE&q=entry&sort=name")
    assert [len(names(answer)) for answer in answers] == [200, 200, 100]
    found = [name for answer in answers for name in names(answer)]
    assert found == sorted(set(found))
    assert "500 of 1000 entries: 500 in use." in main(answers[2])
    assert "Shown here: 401 to 500." in main(answers[2])
    back = tree(answers[2]).xpath("//a[@rel='prev']/@href")
    assert names(stranger.get(f"/subprocessors/{back[0]}")) == names(answers[1])


def test_sorting_is_over_all_pages(published_register, stranger):
    version = grow(published_register, 450)
    rows = version.data["en"]["sections"][0]["rows"]
    orders = {
        "name": lambda row: row["name"],
        "start": lambda row: [-int(part) for part in row["starts_code"].split("-")],
        "country": lambda row: (row["countries"], row["name"]),
    }
    for sort, key in orders.items():
        expected = [row["name"] for row in sorted(rows, key=key)]
        found = [
            name
            for answer in turned(stranger, f"/subprocessors/?sort={sort}")
            for name in names(answer)
        ]
        assert (sort, found) == (sort, expected)
    assert len({sorted(rows, key=key)[1]["id"] for key in orders.values()}) == 3
