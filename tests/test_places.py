"""Where data is processed: a country, a region or words, each of which is what it says."""

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from lxml import html
from openpyxl import load_workbook

from subprocessors.models import ProcessingLocation, Subprocessor
from trustportal.staff.drafts import address_of
from trustportal.vocabulary.models import TransferLaw, TransferMechanism

from .browsing import opened, text_of
from .conftest import NOTE, add_entry
from .reading import rows, tree, words

WORDS = {"en": "where the customer is", "de": "wo der Kunde ist"}
PLACES = {
    "Austrian": {"country": "AT"},
    "American": {"country": "US"},
    "Union": {"region": "EU"},
    "Area": {"region": "EEA"},
    "Continent": {"region": "EUROPE"},
    "Globe": {"region": "WORLDWIDE"},
    "Anywhere": {"place": WORDS},
    "Silent": None,
}
OUTSIDE = {
    "American": "United States",
    "Anywhere": "where the customer is, not specific",
    "Continent": "Europe, not specific",
    "Globe": "worldwide, not specific",
}


@pytest.fixture
def everywhere(register, device_data):
    """A public register with one entry for each way to say a place, and one that says none."""
    Subprocessor.objects.all().delete()
    for name, place in PLACES.items():
        entry = add_entry(device_data, name, "FR")
        entry.locations.all().delete()
        if place:
            entry.locations.create(**place)
    register.publish(note=NOTE)
    return register


def cells(page, number):
    """Return {name of an entry: the words of a cell} of the list."""
    found = {}
    for row in tree(page).xpath("//tr[starts-with(@id, 'e-')]"):
        values = row.xpath(f"td[{number}]/span[not(@class)]")
        found[words(row.find("th").xpath("./a")[0])] = words(values[0]) if values else ""
    return found


def lines(answer):
    return csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))


def test_the_filter_outside_the_eea_names_what_is_not_specific(everywhere, stranger):
    assert cells(stranger.get("/subprocessors/?outside_eea=yes"), 2) == OUTSIDE
    german = cells(stranger.get("/de/subprocessors/?outside_eea=yes"), 2)
    assert german["Globe"] == "weltweit, nicht näher bestimmt"
    assert cells(stranger.get("/subprocessors/"), 2) == {
        "American": "United States",
        "Anywhere": "where the customer is",
        "Area": "European Economic Area",
        "Austrian": "Austria",
        "Continent": "Europe",
        "Globe": "worldwide",
        "Silent": "",
        "Union": "European Union",
    }


def test_a_column_that_no_entry_fills_is_left_out(register, stranger):
    Subprocessor.objects.update(purpose={}, applies="opt_in")
    for entry in register.entries():
        entry.categories.clear()
    register.publish(note=NOTE)
    heads = tree(stranger.get("/subprocessors/")).xpath(
        "//table[contains(@class, 'register')]//thead//th"
    )
    assert [words(head) for head in heads] == ["Name", "Used for", "Where", "In use"]


def test_files_mark_it_too(everywhere, stranger):
    answer = stranger.get("/subprocessors.xlsx?outside_eea=yes")
    sheet = load_workbook(io.BytesIO(answer.content))["Third parties"]
    header, *found = sheet.iter_rows(values_only=True)
    column = header.index("Processed outside the EEA")
    assert {line[0]: line[column] for line in found} == {
        "American": "Yes",
        "Anywhere": "Possibly, not specific",
        "Continent": "Possibly, not specific",
        "Globe": "Possibly, not specific",
    }
    assert {
        line["name"]: line["outside_eea_code"] for line in lines(stranger.get("/subprocessors.csv"))
    } == {
        "American": "yes",
        "Anywhere": "unspecific",
        "Area": "no",
        "Austrian": "no",
        "Continent": "unspecific",
        "Globe": "unspecific",
        "Silent": "",
        "Union": "no",
    }


def test_a_csv_names_regions_and_words_in_columns_of_their_own(everywhere, stranger):
    columns = ("location_country_code", "location_region_code", "location_place")
    found = {
        line["name"]: [line[key] for key in columns]
        for line in lines(stranger.get("/subprocessors.csv"))
    }
    assert (found["American"], found["Union"], found["Anywhere"], found["Silent"]) == (
        ["US", "", ""],
        ["", "EU", ""],
        ["", "", "where the customer is"],
        ["", "", ""],
    )


def test_regions_are_chosen_like_countries_and_words_are_not(everywhere, stranger):
    page = tree(stranger.get("/subprocessors/?country=EU"))
    offered = page.xpath("//select[@name='country']/option/@value")
    assert sorted(offered) == ["", "AT", "EEA", "EU", "EUROPE", "US", "WORLDWIDE"]
    assert words(page.xpath("//label[@for='filter-country']")[0]) == "Country or region"
    assert rows(stranger.get("/subprocessors/?country=EU")) == ["Union"]


def test_where_data_goes_counts_regions_and_words(everywhere, stranger):
    page = tree(stranger.get("/subprocessors/"))
    table = page.xpath("//table[contains(@class, 'countries')]//tbody/tr")
    found = {words(row.find("th")): row.xpath("th/a/@href") for row in table}
    assert found == {
        "Austria": ["/subprocessors/?country=AT"],
        "Europe": ["/subprocessors/?country=EUROPE"],
        "European Economic Area": ["/subprocessors/?country=EEA"],
        "European Union": ["/subprocessors/?country=EU"],
        "United States": ["/subprocessors/?country=US"],
        "where the customer is": [],
        "worldwide": ["/subprocessors/?country=WORLDWIDE"],
    }


def test_entries_without_a_place_come_last_if_the_list_is_sorted_by_place(everywhere, stranger):
    assert rows(stranger.get("/subprocessors/?sort=country"))[-1] == "Silent"


# Codes


@pytest.mark.parametrize("code", ["ZZ", "EU", "UN", "us", "X1"])
def test_a_code_that_is_no_country_is_refused_wherever_one_is_stored(db, code):
    entry = Subprocessor.objects.create(name="Birch")
    drafts = [
        (Subprocessor(name="Other", country=code), "country"),
        (Subprocessor(name="Other", parent_country=code), "parent_country"),
        (ProcessingLocation(subprocessor=entry, country=code), "country"),
        (TransferMechanism(slug="m", label={"en": "M"}, country=code), "country"),
        (TransferLaw(slug="l", label={"en": "L"}, territory=f"DE {code}"), "territory"),
    ]
    for draft, field in drafts:
        with pytest.raises(ValidationError) as refused:
            draft.full_clean()
        assert (type(draft), list(refused.value.message_dict)) == (type(draft), [field])


def test_a_stored_code_that_is_no_country_is_shown_and_refused_and_not_lost(register, editing):
    Subprocessor.objects.filter(name="Lakeside Mail").update(country="XK")
    entry = Subprocessor.objects.get(name="Lakeside Mail")
    form = opened(editing, address_of(entry, "change"), "seen")
    assert form["country"] == "XK"
    answer = editing.post(address_of(entry, "change"), form | {"name": "Riverside Mail"})
    assert "XK is not one of the available choices" in text_of(answer)
    assert Subprocessor.objects.get(pk=entry.pk).country == "XK"


def test_a_mechanism_s_country_is_chosen_by_name(register, editing):
    dpf = TransferMechanism.objects.get(slug="dpf")
    page = html.fromstring(editing.get(address_of(dpf, "change")).text)
    assert words(page.xpath("//select[@name='country']/option[@selected]")[0]) == "United States"


def test_the_admin_filters_by_regions_beside_countries(everywhere, editing):
    changelist = reverse("admin:subprocessors_subprocessor_changelist")
    links = html.fromstring(editing.get(changelist).text).xpath(
        "//*[@id='changelist-filter']//a[contains(@href, 'country=')]"
    )
    assert [words(link) for link in links] == [
        "European Union",
        "European Economic Area",
        "Europe",
        "worldwide",
        "Austria",
        "United States",
    ]
    page = html.fromstring(editing.get(f"{changelist}?country=WORLDWIDE").text)
    assert [words(cell) for cell in page.xpath("//th[@class='field-name']")] == ["Globe"]
