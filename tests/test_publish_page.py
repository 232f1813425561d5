"""The admin's publish page: what a publish would change, and publishing exactly that."""

from datetime import timedelta

import pytest
from django.urls import reverse
from lxml import html

from trustportal.language.locales import today
from trustportal.publishing.models import Edit
from trustportal.record.models import Version
from trustportal.staff.drafts import address_of

from .browsing import form_holding, opened, text_of
from .conftest import NOTE, add_element, reword

NOTES = {"note_0": "Purposes reworded.", "note_1": "Zwecke neu gefasst."}
DRAFT_CHANGED = "The draft or the public page changed since you looked. Please look again."


def marked(response, tag):
    """Return the texts that a diff marks as inserted or deleted, with their part's language."""
    return [
        (mark.xpath("string(ancestor::*[@lang][1]/@lang)"), mark.text_content())
        for mark in html.fromstring(response.text).iter(tag)
    ]


# What it shows


def test_the_difference_is_shown_in_each_language(published_apple, publishing):
    reword(published_apple, "en", "Runs messaging services.")
    reword(published_apple, "de", "Betreibt Nachrichten-Dienste.")
    response = publishing.get(address_of(published_apple, "publish"))
    assert marked(response, "del") == [("en", "push"), ("de", "Push")]
    assert marked(response, "ins") == [("en", "messaging"), ("de", "Nachrichten")]


def test_a_language_without_a_change_says_so(published_apple, publishing):
    reword(published_apple, "de", "Anders.")
    text = text_of(publishing.get(address_of(published_apple, "publish")))
    assert text.count("No change in this language.") == 1


def test_added_removed_and_changed_elements_are_shown(published_apple, publishing, device_data):
    add_element(published_apple, device_data, "battery_level")
    published_apple.elements.get(name="IMEI").delete()
    element = published_apple.elements.get(name="serial_number")
    element.necessity = "optional"
    element.save()
    response = publishing.get(address_of(published_apple, "publish"))
    assert "1 entry added, 1 entry removed, 1 entry changed" in text_of(response)
    assert ("en", "Optional") in marked(response, "ins")
    assert ("de", "Wofür battery_level dient.") in marked(response, "ins")
    assert ("de", "Wofür IMEI dient.") in marked(response, "del")


def test_before_the_first_publication_everything_is_shown_as_added(apple, publishing):
    response = publishing.get(address_of(apple, "publish"))
    assert ("de", "Betreibt Push-Dienste.") in marked(response, "ins")
    assert marked(response, "del") == []
    assert "Publish as version 1" in text_of(response)


def test_problems_are_shown_and_there_is_nothing_to_publish_with(apple, publishing, device_data):
    add_element(apple, device_data, "token", is_secret=True, example={"en": "abc"})
    apple.checked_on = today() - timedelta(days=400)
    apple.save()
    response = publishing.get(address_of(apple, "publish"))
    text = text_of(response)
    assert "This blocks publishing APNs · token: an example is given for a credential." in text
    assert "Please look at this The source was not checked within the last year." in text
    assert 'name="note_0"' not in response.text


def test_gaps_leave_the_form_in_place(apple, publishing):
    apple.source_url = ""
    apple.save()
    response = publishing.get(address_of(apple, "publish"))
    assert "Source document: missing" in listed(response, "Not stated yet")
    assert "This blocks publishing" not in text_of(response)
    assert 'name="note_0"' in response.text


def listed(response, heading):
    """Return the entries of the list below a heading."""
    return [
        " ".join(entry.text_content().split())
        for title in html.fromstring(response.text).iter("h2")
        if title.text_content() == heading
        for entry in title.getparent().iter("li")
    ]


def test_what_is_untranslated_is_listed(apple, publishing, device_data):
    add_element(apple, device_data, "new_one", purpose={"en": "Only in English."})
    apple.consent = {"en": "A certificate."}
    apple.contract = {"de": "Nur auf Deutsch."}
    apple.save()
    response = publishing.get(address_of(apple, "publish"))
    labels = {fact["key"]: fact["label"] for fact in apple.data()["de"]["facts"]}
    columns = {
        column["key"]: column["label"] for column in apple.data()["de"]["sections"][0]["columns"]
    }
    assert listed(response, "German is missing") == [
        labels["consent"],
        f"new_one: {columns['purpose']}",
    ]
    assert listed(response, "English is missing") == ["Governing contract"]


def test_a_page_in_both_languages_lists_nothing_as_untranslated(apple, publishing):
    response = publishing.get(address_of(apple, "publish"))
    assert "Publish as version 1" in text_of(response)
    assert " is missing" not in text_of(response)


def test_what_is_stale_is_listed_until_the_translation_follows(published_apple, publishing):
    def stale():
        return listed(
            publishing.get(address_of(published_apple, "publish")), "German is out of date"
        )

    assert stale() == []
    reword(published_apple)
    element = published_apple.elements.get(name="IMEI")
    element.purpose.data["en"] = "Another reason."
    element.save()
    assert stale() == ["Summary", "IMEI: Used for"]
    reword(published_apple, "de", "Neue Worte.")
    assert stale() == ["IMEI: Used for"]
    element.purpose.data["de"] = "Ein anderer Grund."
    element.save()
    assert stale() == []


# Publishing


def test_publishing_makes_a_version_with_note_and_author_and_says_so(
    published_apple, publishing, publisher
):
    reword(published_apple)
    form = opened(publishing, address_of(published_apple, "publish"), "reviewed")
    response = publishing.post(address_of(published_apple, "publish"), form | NOTES, follow=True)
    assert "Published: version 2." in response.text
    version = published_apple.current()
    assert (version.number, version.published_by, version.material) == (2, publisher, True)
    assert version.note == {"en": "Purposes reworded.", "de": "Zwecke neu gefasst."}
    assert version.data["en"]["summary"] == "Reworded."


def test_a_correction_is_recorded_as_one(published_apple, publishing):
    reword(published_apple)
    form = opened(publishing, address_of(published_apple, "publish"), "reviewed")
    assert form["material"] == "yes"
    publishing.post(address_of(published_apple, "publish"), form | NOTES | {"material": "no"})
    assert (published_apple.current().number, published_apple.current().material) == (2, False)


@pytest.mark.parametrize(
    ("note", "error"),
    [
        ({"note_0": "", "note_1": ""}, "This field is required."),
        (
            {"note_0": "", "note_1": "Nur auf Deutsch."},
            "Give the note at least in the authoritative language.",
        ),
        (
            {"note_0": "A\u2028line", "note_1": ""},
            "The character U+2028 (place 2) cannot be shown. Please remove it.",
        ),
    ],
)
def test_a_note_that_cannot_be_public_is_refused_and_kept_in_the_form(
    published_apple, publishing, note, error
):
    reword(published_apple)
    form = opened(publishing, address_of(published_apple, "publish"), "reviewed")
    response = publishing.post(
        address_of(published_apple, "publish"), form | note | {"material": "no"}
    )
    assert error in text_of(response)
    assert DRAFT_CHANGED not in text_of(response)
    again = form_holding(response, "reviewed")
    assert (again["note_1"], again["material"]) == (note["note_1"], "no")
    assert published_apple.current().number == 1


def test_a_draft_that_changed_since_the_review_is_refused_with_the_new_difference(
    published_apple, publishing
):
    reword(published_apple)
    form = opened(publishing, address_of(published_apple, "publish"), "reviewed")
    reword(published_apple, "de", "Heimlich.")
    response = publishing.post(address_of(published_apple, "publish"), form | NOTES)
    assert DRAFT_CHANGED in text_of(response)
    assert ("de", "Heimlich") in marked(response, "ins")
    assert published_apple.current().number == 1
    # Having looked again, the same person publishes it with the note that they wrote.
    again = form_holding(response, "reviewed")
    assert again["note_0"] == NOTES["note_0"]
    publishing.post(address_of(published_apple, "publish"), again)
    assert published_apple.current().data["de"]["summary"] == "Heimlich."


def test_a_page_that_somebody_published_meanwhile_is_refused_with_the_new_difference(
    published_apple, publishing
):
    reword(published_apple)
    form = opened(publishing, address_of(published_apple, "publish"), "reviewed")
    published_apple.publish(note=NOTE)
    element = published_apple.elements.get(name="IMEI")
    element.purpose.data["en"] = "Later."
    element.save()
    response = publishing.post(address_of(published_apple, "publish"), form | NOTES)
    assert DRAFT_CHANGED in text_of(response)
    assert "Publish as version 3" in text_of(response)
    assert ("en", "Reworded") not in marked(response, "ins")
    assert published_apple.current().number == 2


def test_an_error_in_the_form_does_not_hide_that_the_draft_changed(published_apple, publishing):
    """Else the next attempt would publish what nobody said had changed."""
    reword(published_apple)
    form = opened(publishing, address_of(published_apple, "publish"), "reviewed")
    reword(published_apple, "de", "Heimlich.")
    text = text_of(publishing.post(address_of(published_apple, "publish"), form))
    assert DRAFT_CHANGED in text
    assert "This field is required." in text


def test_a_form_without_a_fingerprint_publishes_nothing(published_apple, publishing):
    reword(published_apple)
    form = opened(publishing, address_of(published_apple, "publish"), "reviewed")
    publishing.post(address_of(published_apple, "publish"), form | NOTES | {"reviewed": ""})
    publishing.post(address_of(published_apple, "publish"), form | NOTES | {"reviewed": "0" * 64})
    assert published_apple.current().number == 1


def test_a_draft_without_a_change_offers_nothing_to_publish(published_apple, publishing):
    response = publishing.get(address_of(published_apple, "publish"))
    assert "You cannot publish this now Nothing changed since the last version." in text_of(
        response
    )
    assert 'name="note_0"' not in response.text


def test_a_statement_is_published_the_same_way(published_security, publishing):
    reword(published_security)
    form = opened(publishing, address_of(published_security, "publish"), "reviewed")
    publishing.post(address_of(published_security, "publish"), form | NOTES)
    assert published_security.current().data["en"]["summary"] == "Reworded."


# Who may


def test_an_editor_sees_the_difference_and_cannot_publish(published_apple, editing):
    reword(published_apple)
    response = editing.get(address_of(published_apple, "publish"))
    assert ("en", "Reworded") in marked(response, "ins")
    assert (
        "You can view this but not publish it: publishing requires a separate permission."
        in text_of(response)
    )
    assert 'name="reviewed"' not in response.text
    form = {"reviewed": published_apple.review().fingerprint, "material": "yes"} | NOTES
    assert editing.post(address_of(published_apple, "publish"), form).status_code == 403
    assert published_apple.current().number == 1


def test_legal_sees_the_difference_and_cannot_publish(published_apple, client_of, lawyer):
    reword(published_apple)
    assert "You can view this but not publish it" in text_of(
        client_of(lawyer).get(address_of(published_apple, "publish"))
    )
    form = {"reviewed": published_apple.review().fingerprint, "material": "yes"} | NOTES
    assert client_of(lawyer).post(address_of(published_apple, "publish"), form).status_code == 403
    assert Version.objects.count() == 1


@pytest.mark.parametrize("view", ["publish", "withdraw", "versions"])
def test_a_draft_that_does_not_exist_is_not_found(publishing, view):
    assert publishing.get(reverse(f"admin:sharing_vendor_{view}", args=[10**30])).status_code == 404
    assert Edit.objects.count() == 0
