"""A name in natural language may be translated; a technical one is the same everywhere."""

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from lxml import html

from sharing.models import DataElement
from trustportal.record.models import Version

from .browsing import opened
from .conftest import NOTE, add_element
from .reading import main, rows, tree, words

NAME = "Password: minimum number of character sets"
GERMAN = "Passwort: Mindestanzahl von Zeichensätzen"
PAGE = "/sharing/apple/"
SAME = "These two versions say the same in this language."


@pytest.fixture
def password(apple):
    """An element of Apple whose name is natural language, and translated; published."""
    words_for_it = {"de": GERMAN}
    element = add_element(apple, None, NAME, service="", order=9, name_in_words=words_for_it)
    apple.publish(note=NOTE)
    return element


def heading_of(response, element):
    (row,) = tree(response).xpath(f"//tr[@id='e-{element.uuid.hex}']/th")
    return row


def test_readers_see_the_name_in_their_language(password, stranger):
    assert rows(stranger.get(PAGE)) == ["serial_number", "Größe", NAME, "IMEI"]
    assert rows(stranger.get(f"/de{PAGE}")) == ["serial_number", "Größe", GERMAN, "IMEI"]


def test_the_original_stands_below_its_translation_in_its_own_language(password, stranger):
    german = heading_of(stranger.get(f"/de{PAGE}"), password)
    assert words(german) == f"{GERMAN} Originalbezeichnung {NAME}"
    original = german.xpath(".//*[@class='under']/span[not(@class)]")[0]
    assert (words(original), original.get("lang"), original.get("translate")) == (NAME, "en", None)
    english = heading_of(stranger.get(PAGE), password)
    assert words(english) == NAME


def test_translators_are_kept_from_technical_names_alone(password, stranger):
    for address in (PAGE, f"/de{PAGE}"):
        marked = tree(stranger.get(address)).xpath("//main//*[@translate='no']")
        assert {words(part) for part in marked} == {"APNs", "serial_number", "Größe", "IMEI"}


def test_a_language_without_a_translation_gets_the_name_marked_as_such(password, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "Français")]
    page = password.vendor.data()["fr"]
    row = next(row for row in page["sections"][0]["rows"] if row["name"] == NAME)
    assert (row["name_in_words"], row["lang"]["name_in_words"]) == (NAME, "en")
    assert password.vendor.review().untranslated()["fr"].count(f"{NAME}: Name in words") == 1
    technical = page["sections"][0]["rows"][0]
    assert "name_in_words" not in technical["lang"]


def test_words_for_a_technical_name_stand_in_for_a_missing_translation(apple, stranger):
    element = add_element(apple, None, "pwMinSets", name_in_words={"en": NAME})
    apple.publish(note=NOTE)
    german = heading_of(stranger.get(f"/de{PAGE}"), element)
    assert words(german.find("span")) == NAME
    assert german.find("span").get("lang") == "en"
    assert "auf Englisch" in words(german)
    assert "pwMinSets" in words(german)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"{PAGE}?q=character+sets", [NAME]),
        (f"/de{PAGE}?q=Zeichens%C3%A4tzen", [GERMAN]),
        (f"/de{PAGE}?q=character+sets", [GERMAN]),
        (f"{PAGE}?q=Zeichens%C3%A4tzen", []),
    ],
)
def test_filters_find_what_readers_see_and_the_original(password, stranger, address, shown):
    assert rows(stranger.get(address)) == shown


@pytest.mark.parametrize("address", ["/search/?q=character+sets", "/de/search/?q=Zeichensätzen"])
def test_the_search_finds_it_in_both_languages(password, stranger, address):
    assert "Apple" in main(stranger.get(address))


@pytest.mark.parametrize(("prefix", "in_words"), [("", ""), ("/de", GERMAN)])
def test_the_column_of_a_csv_has_the_name_in_every_language(password, stranger, prefix, in_words):
    content = stranger.get(f"{prefix}/sharing/apple.csv").content.decode("utf-8-sig")
    lines = {line["name"]: line["name_in_words"] for line in csv.DictReader(io.StringIO(content))}
    assert lines == {"serial_number": "", "Größe": "", NAME: in_words, "IMEI": ""}


def test_a_translation_that_is_added_is_a_change_named_as_readers_know_the_datum(
    published_apple, stranger
):
    element = published_apple.elements.get(name="IMEI")
    element.name_in_words = {"de": "Gerätenummer"}
    element.save()
    published_apple.publish(note=NOTE)
    german = main(stranger.get(f"/de{PAGE}compare/1..2/"))
    assert "Gerätenummer" in german
    assert SAME in main(stranger.get(f"{PAGE}compare/1..2/"))


def test_restoring_a_version_brings_back_what_was_typed_and_nothing_else(password):
    data = Version.objects.get().data
    DataElement.objects.update(name_in_words="{}")
    password.vendor.restore(data)
    restored = DataElement.objects.get(name=NAME)
    assert restored.name_in_words.data == {"de": GERMAN}
    assert DataElement.objects.get(name="IMEI").name_in_words.data in ({}, None)


def test_names_are_unique_whatever_their_translations(password):
    double = DataElement(vendor=password.vendor, direction="sent", name=NAME.upper())
    double.name_in_words = {"de": "Etwas anderes"}
    with pytest.raises(ValidationError) as refused:
        double.full_clean()
    assert refused.value.messages == [
        "This element is listed already, for the same service and message."
    ]


def test_staff_find_it_by_either_name_and_see_both(password, editing):
    address = reverse("admin:sharing_dataelement_changelist")
    for query in ("Zeichensätzen", "character sets"):
        response = editing.get(address, {"q": query})
        cells = html.fromstring(response.text).xpath("//th[@class='field-both_names']")
        assert [words(cell) for cell in cells] == [NAME]
    german = editing.get(address, {"q": "Zeichensätzen"}, headers={"accept-language": "de"})
    cells = html.fromstring(german.text).xpath("//th[@class='field-both_names']")
    assert [words(cell).startswith(NAME) for cell in cells] == [True]


def test_the_form_takes_a_translation(apple, editing):
    address = reverse("admin:sharing_dataelement_add")
    form = opened(editing, address, "seen")
    given = {"vendor": apple.pk, "direction": "sent", "name": NAME, "name_in_words_1": GERMAN}
    assert editing.post(address, form | given).status_code == 302
    assert DataElement.objects.get(name=NAME).name_in_words.data == {"de": GERMAN}


def test_a_version_without_words_for_names_is_read_as_before(published_apple, stranger):
    """As those were that were published before there were any."""
    data = Version.objects.get().data
    for page in data.values():
        for section in page["sections"]:
            section["columns"] = [c for c in section["columns"] if c["key"] != "name_in_words"]
            for row in section["rows"]:
                del row["name_in_words"]
    Version.objects.append("vendor", "apple", data, NOTE)
    assert rows(stranger.get(PAGE)) == ["serial_number", "Größe", "IMEI"]
    assert SAME in main(stranger.get(f"{PAGE}compare/1..2/"))
    published_apple.restore(data)
    assert published_apple.elements.count() == 3
