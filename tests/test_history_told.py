"""History is told as a careful human would: small invented histories, one difficulty each."""

import io

import openpyxl
import pytest
from django.utils import translation
from docx import Document

from subprocessors.changes import EVENTS, MATERIAL
from subprocessors.fields import ENTRY
from subprocessors.models import Subprocessor
from trustportal.exports import redline, xlsx
from trustportal.publishing.rows import columns
from trustportal.record.diff import diff
from trustportal.record.models import Version
from trustportal.record.reader import Page

from .conftest import NOTE
from .editions import made_up
from .reading import main, tree
from .tracked import text_of

NAMES = ["Brook", "Cliff", "Dune", "Elm", "Fjord", "Grove", "Heath", "Isle"]


def entry(name, **values):
    return {"id": name.lower(), "name": name, **values}


def register(*rows, without=()):
    """Return a register's page; `without` are columns that its release did not know."""
    known = [column for column in columns(ENTRY, EVENTS, MATERIAL) if column["key"] not in without]
    section = {"key": "third_party", "title": "Third parties", "columns": known, "rows": rows}
    return {"title": "Subprocessors", "sections": [section | {"rows": list(rows)}]}


def elements(service, number=21):
    """Return a vendor's page with so many elements of a service."""
    rows = [{"id": str(n), "name": f"datum {n}", "service": service} for n in range(number)]
    labels = {"name": "Data", "service": "Service", "purpose": "Used for"}
    known = [{"key": key, "label": label} for key, label in labels.items()]
    section = {"key": "sent", "title": "Data we send", "group": ["service"], "columns": known}
    return {"title": "Acme", "sections": [section | {"rows": rows}]}


def compared(old, new):
    return diff(Page(old), Page(new))


def told(old, new):
    """Return what is told of two entries' only row, and whether it is material."""
    changes = compared(register(old), register(new))
    (row,) = changes.rows
    return row.what, changes.is_material


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


# What many rows share


def test_a_new_column_is_told_once_and_so_is_one_that_is_gone():
    old = register(*[entry(name) for name in NAMES], without=["legal_name"])
    new = register(*[entry(name, legal_name=f"{name} Ltd") for name in NAMES])
    came, went = compared(old, new), compared(new, old)
    assert came.summary() == "Legal name is now stated, for 8 entries"
    assert came.lines == ["Legal name is now stated, for 8 entries"]
    assert not came.is_material
    assert went.summary() == "Legal name is no longer stated, for 8 entries"
    assert [len(group.cells) for group in came.shared] == [8]


def test_a_column_that_some_rows_had_before_is_told_of_each_that_gets_a_value():
    old = [entry(name) for name in NAMES]
    new = [row | {"contact": f"desk@{row['id']}.example"} for row in old]
    changes = compared(register(new[0], *old[1:3]), register(*new[:3]))
    assert changes.lines == ["Cliff: details added", "Dune: details added"]


def test_the_same_spelling_in_many_rows_is_one_sentence():
    changes = compared(elements("APNS"), elements("APNs"))
    assert changes.summary() == "Service APNS is now spelt APNs, 21 rows"
    assert changes.lines == ["Service APNS is now spelt APNs, 21 rows"]
    assert not changes.is_material


def test_the_same_change_in_many_rows_is_one_sentence():
    changes = compared(elements("A"), elements("B"))
    assert changes.summary() == "Service A is now B, 21 rows"
    assert changes.is_material
    changes = compared(elements("Old push"), elements("New push", 21))
    assert changes.summary() == "Service “Old push” is now “New push”, 21 rows"
    changes = compared(elements("A " * 60), elements("B " * 60))
    assert changes.summary() == "Service changed in the same way, 21 rows"


def test_a_row_tells_besides_what_it_does_not_share():
    new = elements("B", 3)
    new["sections"][0]["rows"][1]["name"] = "key"
    changes = compared(elements("A", 3), new)
    assert changes.summary() == "key renamed, was datum 1; Service A is now B, 3 rows"
    assert [[cell.label for cell in row.cells] for row in changes.sections[0].own] == [["Data"]]


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


# Where it is read


def test_the_page_tells_it_once_and_the_detail_can_be_opened(db, stranger):
    for service in ("APNS", "APNs"):
        data = {"en": elements(service) | {"language": "en"}}
        Version.objects.append("vendor", "acme", data, NOTE)
    sentence = "Service APNS is now spelt APNs, 21 rows"
    page = tree(stranger.get("/sharing/acme/compare/1..2/"))
    (details,) = page.xpath("//section[h2='Respelled']/details")
    assert details.xpath("normalize-space(summary)") == sentence
    assert len(details.xpath("dl/div")) == 21
    assert page.xpath("//h3") == []
    assert sentence in main(stranger.get("/sharing/acme/history/"))
    assert stranger.get("/sharing/acme.atom").text.count(sentence) == 1
    assert stranger.get("/changes.json").json()["items"][0]["content_text"].count(sentence) == 1
    assert Version.objects.get(number=2).material is False


def test_files_tell_it_once():
    old, new = elements("A"), elements("B")
    sentence = "Service A is now B, 21 rows"
    editions = [made_up(page=page, changes=compared(old, new)) for page in (old, new)]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.write(editions[1])))["Changes"]
    assert list(sheet.values)[1:] == [("Service", sentence, "A", "B")]
    (control, *_others) = Document(io.BytesIO(redline.write(*editions, "docx"))).tables
    assert sentence in text_of(control._tbl)


def test_german_is_spoken():
    old = register(*[entry(name) for name in NAMES], entry("Jetty"))
    new = register(*[entry(name, legal_name=f"{name} Ltd") for name in NAMES])
    with translation.override("de"):
        assert compared(old, new).summary() == (
            "1 Eintrag entfernt; „Legal name“ ist jetzt angegeben, bei 8 Einträgen"
        )
        assert compared(elements("APNS"), elements("APNs")).summary() == (
            "Service APNS wird jetzt APNs geschrieben, 21 Zeilen"
        )
