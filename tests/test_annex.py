"""The register as a contract's annex: each current or announced entry, as EU clauses ask."""

import copy
import io
import json
from datetime import timedelta

import docx
import pytest
from pypdf import PdfReader

from subprocessors.models import Subprocessor
from trustportal.exports.formats import FORMATS
from trustportal.exports.models import Export
from trustportal.language.locales import today
from trustportal.record.models import Version
from trustportal.vocabulary.models import Product

from .conftest import NOTE, add_entry
from .reading import heading, links, main
from .test_verify import YES, send, verdict

ANNEX = "/subprocessors/scc-2021-914"
ASKED_FOR = [
    "Name",
    "Address",
    "Contact person's name, position and contact details",
    "Description of the processing",
    "Delimitation of responsibilities",
    "Nature and country of the processing",
    "Duration of the processing",
    "Data subjects",
    "Categories of personal data",
    "Transfer mechanism",
]


@pytest.fixture
def listed(register, device_data):
    """A public register with an affiliate, an entry to come and one that ended, besides the two."""
    alone = {"en": "Only this.", "de": "Nur dies."}
    add_entry(device_data, "Sister Desk", "FR", kind="affiliate", responsibilities=alone)
    add_entry(device_data, "Coming Soon", "FR", 40)
    add_entry(device_data, "Long Gone", "FR", ends_on=today() - timedelta(days=1))
    register.publish(note=NOTE)
    return register


def opened(stranger, query="", address=f"{ANNEX}.docx"):
    return docx.Document(io.BytesIO(stranger.get(address + query).content))


def headings(document):
    return [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]


def tables(document):
    """Return the rows of each table after the control block."""
    return [
        [[cell.text for cell in row.cells] for row in table.rows] for table in document.tables[1:]
    ]


def test_the_entries_in_force_and_announced_are_listed_and_numbered_throughout(listed, stranger):
    assert headings(opened(stranger)) == [
        "Third parties",
        "1. Coming Soon Ltd (announced)",
        "2. Lakeside Mail Ltd",
        "3. Nordlicht Hosting Ltd",
        "Affiliates",
        "4. Sister Desk Ltd",
    ]


def test_each_entry_answers_what_the_clauses_ask_for_and_says_what_is_not_stated(listed, stranger):
    """Of what they do not demand, it is silent where nobody stated it."""
    lakeside = Subprocessor.objects.get(name="Lakeside Mail")
    lakeside.address = ""
    lakeside.save()
    listed.publish(note=NOTE)
    entries = tables(opened(stranger))
    silent_on = [
        {"Data subjects", "Transfer mechanism"},
        {"Data subjects"},
        {"Data subjects", "Transfer mechanism"},
        {"Data subjects", "Transfer mechanism"},
    ]
    assert [[label for label, _text in entry] for entry in entries] == [
        [label for label in ASKED_FOR if label not in silent] for silent in silent_on
    ]
    assert dict(entries[1]) == {
        "Name": "Lakeside Mail Ltd",
        "Address": "not stated\nRegistered in: United States",
        "Contact person's name, position and contact details": "Privacy Office privacy@example.com",
        "Description of the processing": "What Lakeside Mail does.\nApplies: Always",
        "Delimitation of responsibilities": "not stated",
        "Nature and country of the processing": "United States: storage",
        "Duration of the processing": "Since: "
        f"{listed.current().page('en').data['sections'][0]['rows'][1]['starts']}",
        "Categories of personal data": "Device identifiers",
        "Transfer mechanism": "EU: Data Privacy Framework",
    }
    assert dict(entries[3])["Delimitation of responsibilities"] == "Only this."


@pytest.mark.parametrize(
    ("address", "title", "decision"),
    [
        (ANNEX, "Annex III", "(EU) 2021/914"),
        ("/subprocessors/scc-2021-915", "Annex IV", "(EU) 2021/915"),
    ],
)
def test_an_annex_names_its_clauses_and_leaves_its_use_to_counsel(
    listed, stranger, address, title, decision
):
    texts = [paragraph.text for paragraph in opened(stranger, address=f"{address}.docx").paragraphs]
    assert (texts[1], texts[0].endswith(decision)) == (f"{title}: list of sub-processors", True)
    assert texts[2].endswith("is for your legal counsel to decide.")


def test_both_languages_stand_side_by_side(listed, stranger):
    entry = tables(opened(stranger, "?language=both"))[3]
    assert entry[0] == ["English", "Deutsch"]
    assert entry[5][0] == "Delimitation of responsibilities\nOnly this."
    assert entry[5][1].endswith("\nNur dies.")
    assert len(entry) == 1 + len(ASKED_FOR) - len(["Data subjects", "Transfer mechanism"])


def test_one_language_is_that_of_the_address_or_the_one_asked_for(listed, stranger):
    german = tables(opened(stranger, address=f"/de{ANNEX}.docx"))
    assert german[3][4][1] == "Nur dies."
    assert tables(opened(stranger, "?language=de")) == german


@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_an_annex_answers_with_its_type_and_a_telling_name_and_is_known_to_verify(
    listed, stranger, format
):
    answer = stranger.get(f"{ANNEX}.{format}?language=both")
    assert (answer.status_code, answer["Content-Type"]) == (200, FORMATS[format].content_type)
    name = f"scc-2021-914-subprocessors-v1-{today().isoformat()}.en-de.{format}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (answer["X-Robots-Tag"], bool(answer.cookies)) == ("noindex", False)
    assert stranger.get(f"{ANNEX}.{format}?language=both").content == answer.content
    export = Export.objects.get()
    assert (export.format, export.language) == (f"scc-2021-914-{format}", "")
    assert verdict(send(stranger, answer.content)) == YES


def test_a_pdf_is_tagged_and_carries_the_register(listed, stranger):
    reader = PdfReader(io.BytesIO(stranger.get(f"{ANNEX}.pdf?language=both").content))
    assert b"<pdfuaid:part>1<" in reader.trailer["/Root"]["/Metadata"].get_data()
    assert list(reader.attachments) == ["subprocessors-v1.json"]


def test_my_list_is_an_annex_too(register, stranger):
    for name, slug in (("Lakeside Mail", "mail"), ("Nordlicht Hosting", "hosting")):
        product = Product.objects.create(slug=slug, label={"en": slug.title(), "de": slug.title()})
        Subprocessor.objects.get(name=name).products.add(product)
    register.publish(note=NOTE)
    assert headings(opened(stranger, "?product=mail")) == ["Third parties", "1. Lakeside Mail Ltd"]
    assert Export.objects.get().query == "product=mail"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("language=fr", 400),
        ("language=%00", 400),
        ("as_of=2001-01-01", 404),
        ("as_of=tomorrow", 400),
    ],
)
def test_a_question_that_cannot_be_meant_is_refused_with_a_sentence(
    listed, stranger, query, status
):
    answer = stranger.get(f"{ANNEX}.docx?{query}")
    assert (answer.status_code, bool(heading(answer))) == (status, True)


def test_a_withdrawn_register_has_no_annex(listed, stranger):
    listed.withdraw(note={"en": "Gone for good."})
    answer = stranger.get(f"{ANNEX}.pdf")
    assert (answer.status_code, "Gone for good." in main(answer)) == (410, True)


def test_the_register_offers_its_annexes_with_the_same_question_and_an_old_version_does_not(
    listed, stranger
):
    listed.summary = {"en": "All of them."}
    listed.save()
    listed.publish(note=NOTE)
    offered = [
        link for link in links(stranger.get("/subprocessors/?country=FR")) if "scc-2021-914" in link
    ]
    assert offered == [
        f"{ANNEX}.docx?country=FR",
        f"{ANNEX}.pdf?country=FR",
        f"{ANNEX}.docx?country=FR&language=both",
        f"{ANNEX}.pdf?country=FR&language=both",
    ]
    assert [link for link in links(stranger.get("/subprocessors/v1/")) if "scc-" in link] == []


def test_words_of_one_language_choose_the_entries_of_both(listed, stranger):
    """A word that only the first language has leaves the same entries in both columns."""
    for query in ("?language=both&q=does", "?language=both&q=lakeside"):
        assert stranger.get(f"{ANNEX}.docx{query}").status_code == 200
    both = tables(opened(stranger, "?language=both&q=lakeside"))
    assert len(both) == len(tables(opened(stranger, "?language=both&country=US")))


# What the form demands and nobody stated


def remarks(document):
    """Return what the head of an annex says of its gaps."""
    texts = [paragraph.text for paragraph in document.paragraphs]
    return [text for text in texts if "not stated" in text or "nicht angegeben" in text]


TOLD = "%d facts that the form demands are missing: the annex says “not stated”."
TOLD_IN_GERMAN = (
    "%d Angaben, die das Formular verlangt, fehlen: Im Anhang steht dort „nicht angegeben“."
)


@pytest.mark.parametrize("address", [ANNEX, "/subprocessors/scc-2021-915"])
def test_the_menu_and_the_head_say_how_often_the_annex_says_not_stated(listed, stranger, address):
    Subprocessor.objects.filter(name="Lakeside Mail").update(address="", contact="", contact_url="")
    listed.publish(note=NOTE)
    annex = opened(stranger, address=f"{address}.docx")
    answers = [text for entry in tables(annex) for _label, text in entry]
    said = [text for text in answers if text.startswith("not stated")]
    assert remarks(annex) == [TOLD % len(said)]
    assert len(said) == 5  # two of Lakeside Mail, and three delimitations
    assert main(stranger.get("/subprocessors/")).count(TOLD % 5) == 2
    both = opened(stranger, "?language=both", address=f"{address}.docx")
    assert remarks(both) == [TOLD % 5, TOLD_IN_GERMAN % 5]


def test_the_menu_counts_what_the_filters_leave(listed, stranger):
    told = "1 fact that the form demands is missing: the annex says “not stated”."
    assert main(stranger.get("/subprocessors/?country=FR")).count(told) == 2
    assert remarks(opened(stranger, "?country=FR")) == [told]


def test_an_annex_that_lacks_nothing_says_nothing_of_it(listed, stranger):
    alone = {"en": "Only this.", "de": "Nur dies."}
    Subprocessor.objects.update(responsibilities=json.dumps(alone))
    listed.publish(note=NOTE, material=False)
    assert remarks(opened(stranger)) == []
    page = main(stranger.get("/subprocessors/"))
    assert ("Annex III" in page, "the form demands" in page) == (True, False)


def test_the_name_serves_where_no_legal_name_is_stated(listed, stranger):
    Subprocessor.objects.filter(name="Lakeside Mail").update(legal_name="")
    listed.publish(note=NOTE, material=False)
    assert headings(opened(stranger))[2] == "2. Lakeside Mail"
    assert dict(tables(opened(stranger))[1])["Name"] == "Lakeside Mail"


def test_a_contact_of_which_only_the_address_is_stated_is_an_answer(listed, stranger):
    Subprocessor.objects.filter(name="Lakeside Mail").update(contact="")
    listed.publish(note=NOTE, material=False)
    answers = dict(tables(opened(stranger))[1])
    assert answers["Contact person's name, position and contact details"] == "privacy@example.com"


def test_of_a_list_that_does_not_carry_these_columns_the_menu_is_silent(listed, stranger):
    """So were versions published before: their annex alone knows."""
    data = copy.deepcopy(listed.current().data)
    for page in data.values():
        for section in page["sections"]:
            section["listed"] = [key for key in section["listed"] if key != "responsibilities"]
    Version.objects.append("register", "subprocessors", data, NOTE)
    assert "the form demands" not in main(stranger.get("/subprocessors/"))
    assert remarks(opened(stranger)) == [TOLD % 3]
