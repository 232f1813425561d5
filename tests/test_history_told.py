"""History is told as a careful human would: small invented histories, one difficulty each."""

import pytest

from subprocessors.models import Subprocessor

from .conftest import NOTE
from .reading import main
from .told import compared, entry, register, told

# An end, a detail, a change


def day(text):
    return {"ends": text, "ends_code": text}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("", "2026-06-30", "ended"),
        ("2026-06-30", "2026-09-30", "end changed"),
        ("2026-06-30", "", "no longer ends"),
    ],
)
def test_a_first_end_is_an_end_and_only_another_one_is_changed(old, new, what):
    assert told(entry("Brook", **day(old)), entry("Brook", **day(new))) == (what, True)


def test_nineteen_first_ends_are_nineteen_ends():
    old = [entry(f"Entry {n}") for n in range(19)]
    new = [row | day("2026-06-30") for row in old]
    changes = compared(register(*old), register(*new))
    assert changes.summary() == "19 × ended"
    assert changes.lines[0] == "Entry 0: ended"


def test_an_entry_that_is_missing_was_removed():
    changes = compared(register(entry("Brook"), entry("Cliff")), register(entry("Cliff")))
    assert (changes.lines, changes.is_material) == (["Brook: removed"], True)


@pytest.mark.parametrize(
    "value",
    [
        {"legal_name": "Brook Ltd"},
        {"purpose": "Hosting"},
        {"locations": ["Norway: storage"]},
        {"categories": ["Log data"]},
        {"starts": "1 May 2026", "starts_code": "2026-05-01"},
        {"website": "https://example.com", "website_url": "https://example.com"},
        {"transfers": ["EU: none needed"], "checked": ["1 May 2026"]},
    ],
    ids=lambda value: next(iter(value)),
)
def test_what_is_stated_for_the_first_time_is_added_detail_and_not_material(value):
    assert told(entry("Brook"), entry("Brook", **value)) == ("details added", False)
    assert told(entry("Brook", **value), entry("Brook"))[0] == "details removed"


@pytest.mark.parametrize(
    ("key", "what"), [("locations", "location changed"), ("categories", "data changed")]
)
def test_one_more_in_a_list_is_a_change(key, what):
    assert told(entry("Brook", **{key: ["A"]}), entry("Brook", **{key: ["A", "B"]})) == (what, True)


def test_the_same_values_in_another_order_are_no_change():
    old = entry("Brook", categories=["A", "B"])
    assert not compared(register(old), register(entry("Brook", categories=["B", "A"])))


def test_a_detail_that_comes_with_a_change_is_a_part_of_it():
    old = entry("Brook", applies="Always", applies_code="always")
    new = entry("Brook", applies="Optional", applies_code="optional", condition="If turned on.")
    assert told(old, new) == ("applicability changed", True)


def test_what_a_release_adds_to_the_parts_of_a_value_is_no_change():
    old = entry("Brook", locations=["Norway"], locations_data=[{"country_code": "NO"}])
    new = entry("Brook", locations=["Norway"])
    new["locations_data"] = [{"country_code": "NO", "region": "", "announced_on": "2026-05-01"}]
    assert not compared(register(old), register(new))


def test_a_part_that_is_described_further_is_added_detail_but_its_last_day_is_a_change():
    old = entry("Brook", locations=["Norway"], locations_data=[{"country_code": "NO"}])
    more = entry("Brook", locations=["Norway: storage"])
    more["locations_data"] = [{"country_code": "NO", "activity_code": "storage"}]
    assert told(old, more) == ("details added", False)
    ended = entry("Brook", locations=["Norway, until 30 June 2026"])
    ended["locations_data"] = [{"country_code": "NO", "ends_on": "2026-06-30"}]
    assert told(old, ended) == ("location changed", True)


def test_that_an_entry_replaces_another_one_is_told_by_its_name():
    old, new = entry("Brook"), entry("Brook", replaces="Cliff")
    assert told(old, new) == ("replaces Cliff", False)


def test_an_end_that_is_taken_back_ends_no_entry_that_another_one_replaces():
    new = entry("Cliff", replaces="Brook", replaces_id="brook")
    changes = compared(register(entry("Brook", **day("2026-06-30"))), register(entry("Brook"), new))
    assert changes.lines == ["Brook: no longer ends", "Cliff: added"]


# Names


def test_a_renaming_names_the_old_name_and_the_first_former_name_adds_nothing():
    new = entry("River", former_names=["Brook"]) | {"id": "brook"}
    assert told(entry("Brook"), new) == ("renamed, was Brook", False)
    changes = compared(register(entry("Brook")), register(new))
    assert changes.summary() == "River renamed, was Brook"
    assert changes.lines == ["River: renamed, was Brook"]


def test_a_renaming_is_told_apart_from_other_events_though_the_name_has_a_comma():
    new = entry("River", purpose="Mail") | {"id": "brook, inc."}
    assert told(entry("Brook, Inc.", purpose="Post"), new)[0] == (
        "renamed, was Brook, Inc.; purpose changed"
    )


def test_another_former_name_is_no_renaming():
    new = entry("Brook", former_names=["Rill", "Beck"])
    assert told(entry("Brook", former_names=["Rill"]), new) == ("details changed", False)


def test_an_entry_s_log_names_its_old_name(published_register, stranger):
    Subprocessor.objects.filter(name="Lakeside Mail").update(name="Seaside Mail")
    published_register.publish(note=NOTE)
    page = main(stranger.get("/subprocessor/lakeside-mail/"))
    assert "version 2: renamed, was Lakeside Mail" in page
    page = main(stranger.get("/de/subprocessor/lakeside-mail/"))
    assert "Version 2: umbenannt, zuvor Lakeside Mail" in page


# Respelled


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Customers' data", "Customers’ data"),
        ('The "Beta" service', "The „Beta“ service"),
        ("E-mail – and chat", "E‑mail—and chat"),
        ("30\u00a0days", "30 days"),
        ("Logging  pipeline\nfor logs", "Logging pipeline for logs"),
        ("Github hosting", "GitHub Hosting"),
        ("Content delivery", "Content delivery."),
        ("[Terms](https://example.com/A)", "[terms](https://example.com/A)"),
    ],
)
def test_the_same_letters_are_respelled_and_apart_from_changes(old, new):
    assert told(entry("Brook", purpose=old), entry("Brook", purpose=new)) == ("respelled", False)
    pages = register(entry("Brook", purpose=old)), register(entry("Brook", purpose=new))
    changes = compared(*pages)
    assert (changes.summary(), changes.sections[0].own) == ("1 text respelled", [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hosts data", "Hosts dates"),
        ("[Terms](https://example.com/A)", "[Terms](https://example.com/a)"),
        ("Not stored.", "Stored."),
    ],
)
def test_other_letters_and_addresses_are_a_change(old, new):
    assert told(entry("Brook", purpose=old), entry("Brook", purpose=new)) == (
        "purpose changed",
        True,
    )


def test_an_address_in_a_cell_of_its_own_is_never_respelled():
    old, new = (
        {"website": a, "website_url": a} for a in ("https://a.example/X", "https://a.example/x")
    )
    assert told(entry("Brook", **old), entry("Brook", **new)) == ("details changed", False)


def test_facts_and_texts_are_told_with_the_same_care():
    old = {"title": "Acme", "summary": "Runs “push”.", "facts": []}
    new = old | {"summary": "Runs 'push'."}
    new["facts"] = [{"key": "contract", "label": "Contract", "value": "Terms"}]
    changes = compared(old, new)
    assert (changes.summary(), changes.is_material) == ("1 text added; 1 text respelled", False)
    changes = compared(new, new | {"title": "Acme Push", "facts": []})
    assert changes.summary() == "1 text removed; new title, was Acme"
    assert changes.is_material
