"""Texts are refused or kept as they are; days, moments and countries are localised."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from i18nfield.strings import LazyI18nString

from sharing.models import DataElement, Vendor
from trustportal.language.fields import I18nCharField, I18nTextField
from trustportal.language.locales import country_name, day_in_words, moment
from trustportal.language.texts import clean_text, clean_texts, localized
from trustportal.pages.models import Statement
from trustportal.publishing.drafts import Draft
from trustportal.vocabulary.models import DataCategory

REFUSED = {
    "nothing": "\x00",
    "backspace": "\x08",
    "vertical tab": "\x0b",
    "form feed": "\x0c",
    "carriage return alone": "\r",
    "file separator": "\x1c",
    "escape": "\x1b",
    "delete": "\x7f",
    "next line": "\x85",
    "last control character": "\x9f",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "left-to-right embedding": "\u202a",
    "right-to-left override": "\u202e",
    "half of a character": "\ud800",
    "noncharacter": "\uffff",
    "byte order mark turned round": "\ufffe",
}
FIELDS = [
    (model, field)
    for model in apps.get_models()
    if issubclass(model, Draft)
    for field in model._meta.concrete_fields
    if isinstance(field, models.CharField | models.TextField)
]
TEXT_FIELDS = pytest.mark.parametrize(
    ("model", "field"), FIELDS, ids=[f"{model.__name__}.{field.name}" for model, field in FIELDS]
)


def with_text(field, text):
    return {"en": "Good.", "de": text} if isinstance(field, I18nCharField | I18nTextField) else text


def test_the_fields_tried_here_are_of_both_kinds():
    """Guards the tests below: they find and try every text field of every draft."""
    names = {f"{model.__name__}.{field.name}" for model, field in FIELDS}
    assert {
        "Vendor.name",
        "Vendor.summary",
        "DataElement.example",
        "Statement.title",
        "DataCategory.label",
    } <= names


@TEXT_FIELDS
def test_a_text_that_cannot_be_shown_is_refused_in_every_field_and_named(model, field):
    for character in ("\x0b", "\u2028", "\x85"):
        draft = model(**{field.name: with_text(field, f"ab{character}cd")})
        with pytest.raises(ValidationError) as refused:
            draft.clean_all_texts()
        assert refused.value.message_dict == {
            field.name: [
                f"The character U+{ord(character):04X} (place 3) cannot be shown. Please remove it."
            ]
        }


@TEXT_FIELDS
def test_every_field_is_normalised(model, field):
    draft = model(**{field.name: with_text(field, "Gro\u0308ße")})
    draft.clean_all_texts()
    assert str(getattr(draft, field.name)) in ("Größe", "Good.")
    if isinstance(field, I18nCharField | I18nTextField):
        assert getattr(draft, field.name).data["de"] == "Größe"


@pytest.mark.parametrize("character", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("multiline", [True, False])
def test_a_character_that_cannot_be_shown_is_refused(character, multiline):
    with pytest.raises(ValidationError, match=f"U\\+{ord(character):04X} "):
        clean_text(f"before {character} after", multiline=multiline)


@pytest.mark.parametrize(
    "text", ["Ärger, ß, ‑, …", "日本語", "שלום", "👩‍💻", "Ligatur\u200cwort", "non\u00a0breaking"]
)
def test_letters_of_all_scripts_are_kept(text):
    assert clean_text(text, multiline=False) == text


def test_a_line_break_belongs_into_long_texts_alone():
    assert clean_text("one\n\n\ttwo", multiline=True) == "one\n\n\ttwo"
    for text in ("one\ntwo", "one\ttwo", "one\r\ntwo"):
        with pytest.raises(ValidationError, match=r"U\+000[9A] \(place 4\)"):
            clean_text(text, multiline=False)


def test_line_ends_of_windows_become_plain_ones():
    assert clean_text("one\r\ntwo\r\n\r\nthree", multiline=True) == "one\ntwo\n\nthree"


def test_every_language_of_a_text_is_looked_at():
    with pytest.raises(ValidationError, match=r"U\+2028"):
        clean_texts(LazyI18nString({"en": "Fine", "de": "Un\u2028fein"}), multiline=True)
    cleaned = clean_texts(
        LazyI18nString({"en": "one\r\ntwo", "de": "gro\u0308ß", "fr": ""}), multiline=True
    )
    assert cleaned.data == {"en": "one\ntwo", "de": "größ"}


def test_a_text_without_language_is_one_in_the_authoritative_language():
    assert clean_texts(LazyI18nString("Plain"), multiline=False).data == {"en": "Plain"}
    assert clean_texts(LazyI18nString(""), multiline=False).data == {}


def test_a_reader_gets_their_language_or_the_authoritative_one_or_any():
    assert localized(LazyI18nString({"en": "Device", "de": "Gerät"}), "de") == ("Gerät", "de")
    assert localized(LazyI18nString({"en": "Device", "de": ""}), "de") == ("Device", "en")
    assert localized(LazyI18nString({"de": "Gerät"}), "en") == ("Gerät", "de")
    assert localized(LazyI18nString({}), "de") == ("", "de")


@pytest.mark.django_db
def test_code_cannot_store_what_a_form_refuses(apple, device_data):
    apple.summary = {"en": "Fine", "de": "a\x0bb"}
    element = DataElement(
        vendor=apple,
        direction="sent",
        category=device_data,
        name="IM\u2028EI",
        necessity="required",
    )
    word = DataCategory(slug="a", label={"en": "a\nb"})
    page = Statement(slug="a", title={"en": "Fine"}, body={"en": "a\x85b"})
    for draft, field in [(apple, "summary"), (element, "name"), (word, "label"), (page, "body")]:
        with pytest.raises(ValidationError) as refused:
            draft.save()
        assert list(refused.value.message_dict) == [field]
    assert Vendor.objects.get().summary.data["de"] == "Betreibt Push-Dienste."
    assert list(Statement.objects.all()) == []


@pytest.mark.django_db
def test_what_was_saved_reads_back_as_it_was_written(apple):
    apple.consent = LazyI18nString({"en": "One.\r\n\r\nTwo.", "de": "Gro\u0308ße."})
    apple.save()
    assert Vendor.objects.get().consent.data == {"en": "One.\n\nTwo.", "de": "Größe."}


@pytest.mark.parametrize(
    ("code", "english", "german"),
    [
        ("DE", "Germany", "Deutschland"),
        ("IE", "Ireland", "Irland"),
        ("US", "United States", "Vereinigte Staaten"),
        ("GB", "United Kingdom", "Vereinigtes Königreich"),
        ("CH", "Switzerland", "Schweiz"),
        ("QX", "QX", "QX"),
    ],
)
def test_a_country_has_its_name_in_the_readers_language_or_else_its_code(code, english, german):
    assert (country_name(code, "en"), country_name(code, "de")) == (english, german)


def test_a_day_is_written_out_in_the_readers_language():
    third_of_march = date(2026, 3, 3)
    assert day_in_words(third_of_march, "en") == "3 March 2026"
    assert day_in_words(third_of_march, "en-us") == "3 March 2026"
    assert day_in_words(third_of_march, "de") == "3. März 2026"


def test_a_moment_names_its_zone():
    in_berlin = datetime(2026, 3, 4, 0, 5, tzinfo=timezone(timedelta(hours=1)))
    assert moment(in_berlin, "en") == "3 March 2026, 23:05 UTC"
    assert moment(in_berlin, "de") == "3. März 2026, 23:05 UTC"
    assert moment(datetime(2026, 3, 3, 14, 5, tzinfo=UTC), "en") == "3 March 2026, 14:05 UTC"


def test_a_language_that_cldr_does_not_know_gets_english_names():
    assert day_in_words(date(2026, 3, 3), "tlh") == "3 March 2026"
    assert country_name("DE", "tlh") == "Germany"
