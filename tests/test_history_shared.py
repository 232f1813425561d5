"""What many rows share is told once: on pages, in files and in feeds."""

import io

import openpyxl
from django.utils import translation
from docx import Document

from trustportal.exports import redline, xlsx
from trustportal.record.models import Version

from .conftest import NOTE
from .editions import made_up
from .reading import main, tree
from .told import NAMES, compared, elements, entry, register
from .tracked import text_of


def test_a_new_column_is_told_once_and_so_is_one_that_is_gone():
    old = register(*[entry(name) for name in NAMES], without=["legal_name"])
    new = register(*[entry(name, legal_name=f"{name} Ltd") for name in NAMES])
    came, went = compared(old, new), compared(new, old)
    assert came.summary() == "Now stated for 8 entries: Legal name"
    assert came.lines == ["Now stated for 8 entries: Legal name"]
    assert not came.is_material
    assert went.summary() == "No longer stated for 8 entries: Legal name"
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
    assert changes.summary() == "Service changed from A to B, 21 rows"
    assert changes.is_material
    changes = compared(elements("Old push"), elements("New push", 21))
    assert changes.summary() == "Service changed from “Old push” to “New push”, 21 rows"
    changes = compared(elements("A " * 60), elements("B " * 60))
    assert changes.summary() == "Service changed in the same way, 21 rows"


def test_a_row_tells_besides_what_it_does_not_share():
    new = elements("B", 3)
    new["sections"][0]["rows"][1]["name"] = "key"
    changes = compared(elements("A", 3), new)
    assert changes.summary() == "key renamed, was datum 1; Service changed from A to B, 3 rows"
    assert [[cell.label for cell in row.cells] for row in changes.sections[0].own] == [["Data"]]


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
    sentence = "Service changed from A to B, 21 rows"
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
            "1 Eintrag entfernt; Jetzt angegeben bei 8 Einträgen: Legal name"
        )
        assert compared(elements("APNS"), elements("APNs")).summary() == (
            "Service APNS wird jetzt APNs geschrieben, 21 Zeilen"
        )
