"""What nobody stated is said nowhere: an empty portal whose list is typed in ten minutes.

The list is invented. It states what most real ones do: a name, a purpose, and the country of the
company; some entries have only the name.
"""

import csv
import io
import re

import docx
import pytest
from django.urls import reverse
from icalendar import Calendar
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from subprocessors.models import Register, Subprocessor
from trustportal.language.locales import country_name, day_in_words, today
from trustportal.staff.drafts import address_of

from .browsing import opened, text_of
from .reading import main, tree, words

PURPOSES = ("Hosting", "E-mail", "Support desk", "Backups", "Invoices", "")
COUNTRIES = ("US", "DE", "IE", "KR", "")
NAMES = [f"{first} {second}" for first in ("Birch", "Heron", "Slate") for second in "ABCDEFGHI"]
NAMES += ["포트원(주)", "포트원(주)", "Ørsund & Söhne"]
LIST = [(name, PURPOSES[place % 6], COUNTRIES[place % 5]) for place, name in enumerate(NAMES)]
NEW_REGISTER = reverse("admin:subprocessors_register_add")
NEW_ENTRY = reverse("admin:subprocessors_subprocessor_add")
GERMAN_TITLE = "Unterauftragsverarbeiter"
# Words of what nobody stated, among them those of the defaults that were once published.
DEFAULTS = re.compile(
    r"always|immer|trains|trainiert|third part|dritt|affiliate|verbundene|storage|speicherung"
    r"|: processing|verarbeitung\b(?! außerhalb)|applies|gilt "
    r"|(?<!listed )since|(?<!aufgeführt )seit |\bnone\b|\bnull\b|\bno\b|\bnein\b"
    r"|not stated|nicht angegeben|: $",
    re.IGNORECASE | re.MULTILINE,
)


@pytest.fixture
def typed(publishing):
    """The list, typed through the forms of the admin and published there."""
    send(publishing, NEW_REGISTER, "seen", title_0="Subprocessors", title_1=GERMAN_TITLE)
    for name, purpose, country in LIST:
        send(publishing, NEW_ENTRY, "seen", name=name, purpose_0=purpose, country=country)
    register = Register.objects.get()
    note = {"note_0": "Our list.", "note_1": "Unsere Liste."}
    send(publishing, address_of(register, "publish"), "reviewed", **note)
    return register


def send(browser, address, known, **typed):
    """Fill in a form, known by one of its fields, as somebody who leaves the rest as it is."""
    form = {key: value for key, value in opened(browser, address, known).items() if value}
    answer = browser.post(address, form | typed)
    errors = html.fromstring(answer.text or "-").xpath("//*[contains(@class, 'error')]//text()")
    assert answer.status_code == 302, errors


def in_order():
    """Return the list as pages show it, with the names of the countries."""
    found = [
        (name, purpose, country and country_name(country, "en")) for name, purpose, country in LIST
    ]
    return sorted(found, key=lambda entry: entry[0].casefold())


def sheets(answer):
    book = load_workbook(io.BytesIO(answer.content))
    return {sheet.title: [*sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def paper(answer):
    """Return the headings of a DOCX, and the rows of each table after the control block."""
    document = docx.Document(io.BytesIO(answer.content))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    tables = []
    for table in document.tables[1:]:
        tables.append([tuple(cell.text for cell in row.cells) for row in table.rows])
    return headings, tables


def test_a_list_typed_in_ten_minutes_is_public_with_what_it_states_alone(
    typed, stranger, publishing
):
    """One test, since typing takes as long as all that is read."""
    day = day_in_words(today(), "en")
    the_list_shows_what_is_stated(stranger, day)
    an_entry_shows_what_is_stated(stranger, day)
    json_has_no_other_keys(stranger)
    files_have_no_other_columns(stranger, day)
    documents_have_no_other_facts(stranger, day)
    no_default_is_said_anywhere(stranger)
    the_admin_says_nothing_either(publishing)


def the_list_shows_what_is_stated(stranger, day):
    page = tree(stranger.get("/subprocessors/"))
    shown = [words(row) for row in page.xpath("//tr[starts-with(@id, 'e-')]")]
    expected = []
    for name, purpose, country in in_order():
        registered = f"Registered in: {country}" if country else ""
        used_for = f" Used for{purpose}" if purpose else ""
        expected.append(f"{name}{registered}{used_for} In uselisted since {day}")
    assert shown == expected
    heads = [words(head) for head in page.xpath("//thead//th")]
    assert heads == ["Name", "Used for", "In use"]
    assert [words(h2) for h2 in page.xpath("//main//h2")] == [
        "Subprocessors 30",
        "Cite this version",
    ]
    fields = [field.get("name") for field in page.xpath("//form[@class='filters']//*[@name]")]
    assert fields == ["q", "state", "in_force_on", "sort"]


def an_entry_shows_what_is_stated(stranger, day):
    pages = {
        name: tree(stranger.get(f"/subprocessor/{name}/")) for name in ("birch-a", "orsund-sohne")
    }
    facts = {}
    for name, page in pages.items():
        facts[name] = [words(fact) for fact in page.xpath("//dl[@class='facts']/div")]
    assert facts == {"birch-a": ["Registered in United States"], "orsund-sohne": []}
    heads = {
        name: words(page.xpath("//header[@class='page-head']")[0]) for name, page in pages.items()
    }
    assert heads == {
        "birch-a": f"Birch A Hosting active listed since {day}",
        "orsund-sohne": f"Ørsund & Söhne active listed since {day}",
    }
    assert [words(event) for event in pages["birch-a"].xpath("//ol[@class='versions']/li")] == [
        f"{day} version 1: first listed"
    ]


def json_has_no_other_keys(stranger):
    data = stranger.get("/subprocessors/v1.json").json()["content"]["data"]["en"]
    (section,) = [section for section in data["sections"] if section["rows"]]
    everywhere = {"id", "slug", "name", "listed_on", "announced_on", "log"}
    stated = {"purpose", "country", "country_code", "lang"}
    for row in section["rows"]:
        said = {key for key, value in row.items() if value}
        assert everywhere <= said <= everywhere | stated
    assert section["key"] == "subprocessor"


def files_have_no_other_columns(stranger, day):
    content = stranger.get("/subprocessors.csv").content.decode("utf-8-sig")
    filled = set()
    for line in csv.DictReader(io.StringIO(content, newline="")):
        filled |= {key for key, value in list(line.items())[:-11] if value}
    assert filled == {
        *("section", "id", "name", "state", "state_code", "purpose", "listed", "listed_code"),
        *("country", "country_code", "announced_on", "listed_on", "slug"),
    }
    header = ["Name", "State", "Used for", "Listed since", "Registered in"]
    lines = []
    for name, purpose, country in in_order():
        lines.append((name, "active", purpose, day, country))
    sheet = sheets(stranger.get("/subprocessors.xlsx"))["Subprocessors"]
    assert (list(sheet[0]), len(sheet)) == (header, 31)
    text = stranger.get("/subprocessors.md").text
    table = text.partition("## Subprocessors")[2].strip().replace("&amp;", "&").split("\n")
    assert table[0] == f"| {' | '.join(header)} |"
    assert table[2:] == [f"| {' | '.join(line)} |" for line in lines]


def documents_have_no_other_facts(stranger, day):
    headings, tables = paper(stranger.get("/subprocessors.docx"))
    assert headings == ["Subprocessors", *(name for name, _purpose, _country in in_order())]
    assert tables[0] == [
        ("State", "active"),
        ("Used for", "Hosting"),
        ("Listed since", day),
        ("Registered in", "United States"),
    ]
    for law in ("2021-914", "2021-915"):
        headings, tables = paper(stranger.get(f"/subprocessors/scc-{law}.docx"))
        assert headings[:2] == ["Subprocessors", "1. Birch A"]
        stated = {label: text for label, text in tables[0] if text != "not stated"}
        assert stated == {
            "Name": "Birch A",
            "Address": "not stated\nRegistered in: United States",
            "Description of the processing": "Hosting",
        }


def no_default_is_said_anywhere(stranger):
    pages = [
        *("/subprocessors/", "/subprocessors/v1/", "/subprocessors/history/"),
        *("/subprocessors/?edition=eu&product=mail", "/subprocessors/?sort=start"),
        *("/subprocessor/birch-a/", "/subprocessor/poteuwonju-2/", "/search/?q=birch"),
    ]
    for prefix in ("", "/de"):
        for address in pages:
            text = main(stranger.get(prefix + address))
            # What the page offers and how it may be quoted, is not said of an entry.
            said = re.sub(r"(Export|Cite|Zitier|Verify).*?(?=Find|Suchbegriff|$)", "", text)
            assert (prefix + address, DEFAULTS.findall(said)) == (prefix + address, [])
        for format in ("pdf", "docx"):
            found = DEFAULTS.findall(
                words_of(stranger.get(f"{prefix}/subprocessors.{format}"), format)
            )
            assert (prefix, format, found) == (prefix, format, [])
        for address in ("/subprocessors.atom", "/changes.json", "/subprocessors.md"):
            assert (address, DEFAULTS.findall(stranger.get(prefix + address).text)) == (address, [])
        calendar = Calendar.from_ical(stranger.get(f"{prefix}/subprocessors/deadlines.ics").content)
        assert calendar.walk("VEVENT") == []


def words_of(answer, format):
    if format == "docx":
        headings, tables = paper(answer)
        return "\n".join(
            [*headings, *(f"{label} {text}" for table in tables for label, text in table)]
        )
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def the_admin_says_nothing_either(publishing):
    listed = text_of(publishing.get(reverse("admin:subprocessors_subprocessor_changelist")))
    assert "Birch A 2 of 14 active - - - - - Birch B 2 of 14 active" in listed
    (entry,) = Subprocessor.objects.filter(slug="orsund-sohne")
    form = opened(publishing, address_of(entry, "change"), "seen")
    kept = {"name", "slug", "seen", "csrfmiddlewaretoken", "revision"}
    stated = {key for key, value in form.items() if value and "-" not in key} - kept
    assert stated == set()
