"""A document's pages: now, a version, as of a day, history, comparisons, withdrawn, erased."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from sharing.models import DataElement
from trustportal.record.models import Version

from .conftest import NOTE
from .reading import heading, links, main, rows, tree, words


def imported(document, published_at, source="An archive."):
    moment = datetime.fromisoformat(published_at).replace(tzinfo=UTC)
    return Version.objects.append(
        document.kind, document.slug, document.data(), {"en": f"Edition of {published_at}."},
        published_at=moment, source=source,
    )  # fmt: skip


def without(vendor, name):
    DataElement.objects.get(vendor=vendor, name=name).delete()
    return vendor


@pytest.fixture
def apple_since_2018(apple):
    """Three versions: two of 19 April 2018, the later with an element less, and one of today."""
    imported(apple, "2018-04-19T08:00:00")
    imported(without(apple, "Größe"), "2018-04-19T23:59:59")
    without(apple, "IMEI").publish(note={"en": "IMEI is gone.", "de": "IMEI entfällt."})
    return apple


# The page now


def test_the_page_shows_what_was_published_and_not_what_was_edited_since(published_apple, stranger):
    DataElement.objects.filter(name="IMEI").update(name="EDITED SINCE")
    page = stranger.get("/sharing/apple/")
    assert (page.status_code, heading(page)) == (200, "Apple")
    assert rows(page) == ["serial_number", "Größe", "IMEI"]
    assert "Runs push services." in main(page)
    assert "Why IMEI is used." in main(page)


def test_a_section_of_a_direction_without_elements_says_so(apple, stranger):
    without(apple, "IMEI").publish(note=NOTE)
    assert "This page lists no data received from Apple." in main(stranger.get("/sharing/apple/"))


def test_a_vendor_that_gets_nothing_says_so_and_shows_no_table(apple, stranger):
    apple.elements.all().delete()
    apple.shares_nothing = True
    apple.statement = {"en": "Nothing goes to Apple."}
    apple.save()
    apple.publish(note=NOTE)
    page = stranger.get("/sharing/apple/")
    assert "No data is shared Nothing goes to Apple." in main(page)
    assert tree(page).findall(".//table") == []


def test_a_page_that_was_never_published_does_not_exist(apple, security, stranger):
    for address in (
        "/sharing/apple/",
        "/sharing/apple/history/",
        "/sharing/apple/v1/",
        "/pages/data-security/",
    ):
        page = stranger.get(address)
        assert (page.status_code, heading(page)) == (404, "There is no such page.")


def test_a_page_is_found_under_its_own_kind_alone(published_apple, published_security, stranger):
    assert stranger.get("/pages/data-security/").status_code == 200
    assert stranger.get("/sharing/data-security/").status_code == 404
    assert stranger.get("/pages/apple/").status_code == 404


def test_a_page_names_how_to_cite_it(published_apple, stranger, settings):
    version = published_apple.current()
    page = stranger.get("/sharing/apple/")
    assert f"{settings.SITE_URL}/sharing/apple/v1/" in main(page)
    assert f"Position in the record {version.position}" in main(page)
    assert version.digest in main(page)
    assert "A note for readers." in main(page)


def test_a_page_never_names_who_published_it(apple, publisher, stranger):
    apple.publish(note=NOTE, by=publisher)
    assert apple.current().published_by == publisher
    for address in (
        "/sharing/apple/",
        "/sharing/apple/history/",
        "/sharing/apple.json",
        "/history.json",
        "/changes/",
    ):
        assert publisher.username not in stranger.get(address).text


def test_a_trailing_slash_is_added(published_apple, stranger):
    answer = stranger.get("/sharing/apple?q=imei")
    assert (answer.status_code, answer["Location"]) == (301, "/sharing/apple/?q=imei")


# Versions and days


def test_an_old_version_stays_word_for_word_and_says_that_it_is_old(apple_since_2018, stranger):
    page = stranger.get("/sharing/apple/v1/")
    assert rows(page) == ["serial_number", "Größe", "IMEI"]
    assert "This is version 1 of 3, not the current one." in main(page)
    assert "/sharing/apple/" in links(page)


def test_the_newest_version_under_its_own_address_is_not_called_old(apple_since_2018, stranger):
    page = stranger.get("/sharing/apple/v3/")
    assert rows(page) == ["serial_number"]
    assert "not the current one" not in main(page)


def test_imported_history_says_when_and_from_where_it_was_recorded(apple_since_2018, stranger):
    assert "from: An archive." in main(stranger.get("/sharing/apple/v1/"))
    assert "An archive." not in main(stranger.get("/sharing/apple/v3/"))


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2018-04-19", ["serial_number", "IMEI"]),  # the last version of that day
        ("2018-04-20", ["serial_number", "IMEI"]),
        ("2026-01-01", ["serial_number", "IMEI"]),
    ],
)
def test_a_day_shows_what_was_public_at_its_end(apple_since_2018, stranger, day, shown):
    page = stranger.get(f"/sharing/apple/?as_of={day}")
    assert (page.status_code, rows(page)) == (200, shown)
    assert "(UTC)" in main(page)


def test_today_shows_the_current_version_and_says_that_it_has_not_changed_since(
    apple_since_2018, stranger
):
    page = stranger.get("/sharing/apple/", {"as_of": f"{timezone.now():%Y-%m-%d}"})
    assert rows(page) == ["serial_number"]
    assert "It has not changed since." in main(page)


def test_a_day_before_the_first_version_says_when_that_was(apple_since_2018, stranger):
    page = stranger.get("/sharing/apple/?as_of=2018-04-18")
    sentence = (
        "This page was not public yet on 18 April 2018. It was first published on 19 April 2018."
    )
    assert (page.status_code, heading(page)) == (404, sentence)
    assert stranger.get("/sharing/apple.json?as_of=2018-04-18").status_code == 404


def test_the_file_follows_the_day_as_the_page_does(apple_since_2018, stranger):
    assert stranger.get("/sharing/apple.json?as_of=2020-01-01").json()["version"]["number"] == 2
    assert stranger.get("/sharing/apple.json").json()["version"]["number"] == 3
    assert stranger.get("/sharing/apple/v1.json").json()["version"]["number"] == 1


def test_the_date_field_offers_only_days_on_which_the_page_was_public(apple_since_2018, stranger):
    field = tree(stranger.get("/sharing/apple/")).get_element_by_id("as_of")
    assert (field.get("min"), field.get("max")) == ("2018-04-19", f"{timezone.now():%Y-%m-%d}")


# History


def test_the_history_lists_every_version_newest_first_with_note_and_change(
    apple_since_2018, stranger
):
    text = main(stranger.get("/sharing/apple/history/"))
    notes = ["IMEI is gone.", "Edition of 2018-04-19T23:59:59.", "Edition of 2018-04-19T08:00:00."]
    places = [text.index(note) for note in notes]
    assert places == sorted(places)
    assert text.count("1 entry removed") == 2
    assert text.count("first version") == 1
    assert text.count("from: An archive.") == 2


def test_a_history_of_many_versions_comes_in_pages_that_hold_each_version_once(security, stranger):
    for number in range(1, 46):
        security.body = {"en": f"Text {number}."}
        security.save()
        security.publish(note={"en": f"Note {number}."})
    seen, address = [], "/pages/data-security/history/"
    while address:
        page = stranger.get(address)
        seen += [
            int(words(item).rstrip(".").split()[-1])
            for item in tree(page).xpath("//li//p[starts-with(., 'Note')]")
        ]
        older = tree(page).xpath("//a[@rel='next']/@href")
        address = f"/pages/data-security/history/{older[0]}" if older else ""
    assert seen == list(range(45, 0, -1))
    assert stranger.get("/pages/data-security/history/?page=4").status_code == 404


def test_a_comparison_is_offered_once_there_are_two_versions(published_apple, stranger):
    def forms():
        page = stranger.get("/sharing/apple/history/")
        return [form.get("action") for form in tree(page).iter("form")]

    assert forms() == []
    without(published_apple, "Größe").publish(note=NOTE)
    assert forms() == ["/sharing/apple/compare/"] * 2  # of two versions, or of two days


# Comparisons


def test_a_comparison_shows_rows_and_words_that_changed(published_apple, stranger):
    published_apple.summary = {
        "en": "Runs push services and stores.",
        "de": "Betreibt Push-Dienste.",
    }
    published_apple.save()
    without(published_apple, "Größe").publish(note={"en": "Two changes."})
    page = stranger.get("/sharing/apple/compare/1..2/")
    assert [words(part) for part in tree(page).iter("ins")] == ["and stores"]
    assert "Why Größe is used." in [words(part) for part in tree(page).iter("del")]
    assert "1 entry removed, 1 text changed" in main(page)
    assert "Two changes." in main(page)


def test_a_comparison_across_several_versions_is_between_the_two_alone(apple_since_2018, stranger):
    assert "2 entries removed" in main(stranger.get("/sharing/apple/compare/1..3/"))


def test_versions_that_say_the_same_in_this_language_say_so(published_security, stranger):
    published_security.body = {"en": "## Measures\n\nMany.", "de": "Anders."}
    published_security.save()
    published_security.publish(note=NOTE)
    sentence = "These two versions say the same in this language."
    assert sentence in main(stranger.get("/pages/data-security/compare/1..2/"))
    assert [
        words(part)
        for part in tree(stranger.get("/de/pages/data-security/compare/1..2/")).iter("ins")
    ] != []


@pytest.mark.parametrize("pair", ["1..1", "2..1", "1..4", "0..1", "1..", "a..b", "1...2", "01..2"])
def test_a_pair_that_is_none_does_not_exist(apple_since_2018, stranger, pair):
    assert stranger.get("/sharing/apple/compare/1..2/").status_code == 200
    assert stranger.get(f"/sharing/apple/compare/{pair}/").status_code == 404


@pytest.mark.parametrize("query", ["old=1&new=3", "old=3&new=1"])
def test_the_form_leads_to_the_address_of_the_comparison(apple_since_2018, stranger, query):
    for prefix in ("", "/de"):
        answer = stranger.get(f"{prefix}/sharing/apple/compare/?{query}")
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"{prefix}/sharing/apple/compare/1..3/",
        )


# Withdrawn and erased


def test_a_withdrawn_page_is_gone_says_why_and_keeps_its_history(apple_since_2018, stranger):
    apple_since_2018.withdraw(note={"en": "We no longer work with them.", "de": "Beendet."})
    page = stranger.get("/sharing/apple/")
    assert (page.status_code, heading(page)) == (410, "This page was withdrawn")
    assert "We no longer work with them." in main(page)
    assert "/sharing/apple/history/" in links(page)
    assert stranger.get("/sharing/apple.json").status_code == 410
    assert stranger.get("/sharing/apple/v4/").status_code == 410
    assert rows(stranger.get("/sharing/apple/v3/")) == ["serial_number"]
    assert rows(stranger.get("/sharing/apple/?as_of=2020-01-01")) == ["serial_number", "IMEI"]
    assert "withdrawn" in main(stranger.get("/sharing/apple/history/"))
    for address in ("/", "/sharing/", "/sitemap.xml"):
        assert "apple" not in stranger.get(address).text.lower()


def test_a_withdrawn_page_can_be_published_again(apple_since_2018, stranger):
    apple_since_2018.withdraw(note=NOTE)
    apple_since_2018.publish(note=NOTE)
    page = stranger.get("/sharing/apple/")
    assert (page.status_code, rows(page)) == (200, ["serial_number"])


def test_an_erased_version_says_so_and_its_neighbours_stay(apple_since_2018, stranger):
    apple_since_2018.versions.get(number=2).redact("A person asked for it.")
    page = stranger.get("/sharing/apple/v2/")
    assert (page.status_code, heading(page)) == (410, "The content of this version was erased")
    assert "A person asked for it." in main(page)
    assert "serial_number" not in page.text
    proof = stranger.get("/sharing/apple/v2.json")
    assert (proof.status_code, proof.json()["content"]["data"]) == (410, {})
    assert rows(stranger.get("/sharing/apple/")) == ["serial_number"]
    assert "no content: it was withdrawn or erased" in main(
        stranger.get("/sharing/apple/compare/1..2/")
    )
    history = main(stranger.get("/sharing/apple/history/"))
    assert (
        "A person asked for it." in history,
        "23:59:59" in history,
        "An archive." in history,
    ) == (True, False, True)


def test_an_erased_current_version_leaves_every_list_and_the_search(published_apple, stranger):
    published_apple.current().redact("A court ordered it.")
    assert stranger.get("/sharing/apple/").status_code == 410
    for address in ("/", "/sharing/", "/search/?q=serial_number", "/sitemap.xml"):
        assert "/sharing/apple/" not in stranger.get(address).text


def test_a_moment_is_given_with_its_zone(published_apple, stranger):
    published = published_apple.current().published_at
    assert f"{published:%H:%M} UTC" in main(stranger.get("/sharing/apple/"))
    assert timezone.now() - published < timedelta(minutes=5)
