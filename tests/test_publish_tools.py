"""What surrounds publishing in the admin: preview, withdrawal, versions, unpublished drafts."""

import pytest
from django.urls import reverse
from lxml import html

from trustportal.publishing.models import Edit
from trustportal.record.models import Version
from trustportal.staff.drafts import address_of

from .browsing import form_holding, opened, text_of
from .conftest import NOTE, reword

MARKER = "Unpublished-words-of-the-draft"


# Preview


@pytest.mark.parametrize(("language", "words"), [("en", "English words"), ("de", "Deutsche Worte")])
def test_a_preview_shows_the_draft_in_each_language(published_apple, editing, language, words):
    reword(published_apple, "en", "English words")
    reword(published_apple, "de", "Deutsche Worte")
    response = editing.get(address_of(published_apple, "preview", language))
    assert words in text_of(response)
    assert html.fromstring(response.text).get("lang") == language


def test_a_preview_of_what_was_never_published_works(apple, client_of, lawyer):
    response = client_of(lawyer).get(address_of(apple, "preview", "en"))
    assert "Runs push services." in text_of(response)
    assert Version.objects.count() == 0


def test_a_preview_is_never_kept_by_a_cache_nor_indexed(apple, editing):
    response = editing.get(address_of(apple, "preview", "en"))
    directives = {part.strip() for part in response["Cache-Control"].split(",")}
    assert {"no-store", "private", "no-cache"} <= directives
    assert "public" not in directives
    assert response["X-Robots-Tag"] == "noindex"
    assert "ETag" not in response


def test_a_preview_is_for_staff_alone(apple, stranger, client_of, django_user_model):
    reword(apple, "en", MARKER)
    address = address_of(apple, "preview", "en")
    customer = django_user_model.objects.create_user("a customer", password="a long password")
    for browser in (stranger, client_of(customer)):
        response = browser.get(address)
        assert (response.status_code, response["Location"]) == (
            302,
            f"/admin/login/?next={address}",
        )
        assert MARKER not in browser.get(address, follow=True).text


def test_staff_without_a_permission_to_view_get_no_preview(apple, client_of, django_user_model):
    accountant = django_user_model.objects.create_user(
        "accountant", password="a long password", is_staff=True
    )
    reword(apple, "en", MARKER)
    for view in (["preview", "en"], ["publish"], ["versions"], ["withdraw"]):
        response = client_of(accountant).get(address_of(apple, *view))
        assert response.status_code == 403
        assert MARKER not in response.text


def test_a_preview_in_a_language_that_is_not_offered_is_not_found(apple, editing):
    assert editing.get(address_of(apple, "preview", "fr")).status_code == 404


# Withdrawing


def test_a_publisher_withdraws_a_page_with_a_public_reason(
    published_apple, publishing, publisher, stranger
):
    form = opened(publishing, address_of(published_apple, "withdraw"), "note_0")
    response = publishing.post(
        address_of(published_apple, "withdraw"),
        form | {"note_0": "Not used any more."},
        follow=True,
    )
    assert "Withdrawn. The address now says so; the history stays available there." in response.text
    current = published_apple.current()
    assert (current.withdrawn, current.published_by) == (True, publisher)
    public = stranger.get("/sharing/apple/")
    assert public.status_code == 410
    assert "Not used any more." in public.text


def test_withdrawing_without_a_reason_is_refused(published_apple, publishing):
    form = opened(publishing, address_of(published_apple, "withdraw"), "note_0")
    assert "This field is required." in text_of(
        publishing.post(address_of(published_apple, "withdraw"), form)
    )
    assert published_apple.current().number == 1


def test_withdrawing_what_is_not_public_is_refused_in_words(apple, publishing):
    response = publishing.post(address_of(apple, "withdraw"), {"note_0": "Away."})
    assert "Only a public page can be withdrawn." in text_of(response)


def test_nobody_without_the_permission_to_publish_withdraws(
    published_apple, client_of, editor, lawyer
):
    for person in (editor, lawyer):
        assert client_of(person).get(address_of(published_apple, "withdraw")).status_code == 403
        assert (
            client_of(person)
            .post(address_of(published_apple, "withdraw"), {"note_0": "Away."})
            .status_code
            == 403
        )
    assert published_apple.current().number == 1


# Versions


def test_an_editor_takes_a_version_into_the_draft(published_apple, editing, editor):
    reword(published_apple)
    browser = editing
    form = opened(browser, address_of(published_apple, "versions"), "number")
    response = browser.post(address_of(published_apple, "versions"), form, follow=True)
    assert "The draft now says what version 1 says." in response.text
    published_apple.refresh_from_db()
    assert not published_apple.has_changes()
    edit = Edit.objects.get()
    assert (edit.user, edit.kind, edit.document_id) == (editor, "vendor", published_apple.pk)


def test_versions_are_listed_newest_first_with_note_and_author(
    published_apple, publisher, client_of, lawyer
):
    reword(published_apple)
    published_apple.publish(note={"en": "The second one."}, by=publisher)
    text = text_of(client_of(lawyer).get(address_of(published_apple, "versions")))
    assert text.index("paul-publisher The second one.") < text.index("– A note for readers.")


def test_legal_takes_no_version(published_apple, client_of, lawyer):
    reword(published_apple)
    response = client_of(lawyer).get(address_of(published_apple, "versions"))
    assert "A note for readers." in text_of(response)
    assert 'name="number"' not in response.text
    assert (
        client_of(lawyer).post(address_of(published_apple, "versions"), {"number": "1"}).status_code
        == 403
    )
    published_apple.refresh_from_db()
    assert published_apple.has_changes()


@pytest.mark.parametrize("number", ["", "0", "2", "x", "-1", "9" * 40, "١x"])
def test_a_version_that_does_not_exist_cannot_be_taken(published_apple, publishing, number):
    assert (
        publishing.post(address_of(published_apple, "versions"), {"number": number}).status_code
        == 404
    )


def test_a_withdrawal_has_no_content_to_take(published_apple, publishing):
    published_apple.withdraw(note=NOTE)
    response = publishing.get(address_of(published_apple, "versions"))
    assert response.text.count('name="number"') == 1
    assert (
        publishing.post(address_of(published_apple, "versions"), {"number": "2"}).status_code == 404
    )
    assert form_holding(response, "number")["number"] == "1"


# The list


def names(response):
    return [
        cell.text_content()
        for cell in html.fromstring(response.text).xpath('//th[contains(@class, "field-")]/a')
    ]


def test_the_list_says_what_is_public_and_leads_to_what_is_unpublished(published_apple, editing):
    vendors = reverse("admin:sharing_vendor_changelist")
    link = f'href="{address_of(published_apple, "publish")}"'
    clean = editing.get(vendors)
    assert names(clean) == ["Apple"]
    assert link not in clean.text
    assert '<a href="/sharing/apple/">version 1</a>' in clean.text
    reword(published_apple)
    assert link in editing.get(vendors).text


def test_the_list_says_never_published_and_withdrawn(published_apple, security, editing):
    published_apple.withdraw(note=NOTE)
    vendors = editing.get(reverse("admin:sharing_vendor_changelist"))
    pages = editing.get(reverse("admin:pages_statement_changelist"))
    assert "withdrawn" in text_of(vendors)
    assert "never published" in text_of(pages)


def test_the_filter_finds_exactly_what_has_unpublished_changes(published_apple, editing):
    browser, vendors = editing, reverse("admin:sharing_vendor_changelist")
    other = type(published_apple).objects.create(
        slug="jamf", name="Jamf", relationship="independent"
    )
    assert names(browser.get(vendors)) == ["Apple", "Jamf"]
    assert names(browser.get(vendors, {"unpublished": "yes"})) == ["Jamf"]
    assert names(browser.get(vendors, {"unpublished": "no"})) == ["Apple"]
    reword(published_apple)
    assert names(browser.get(vendors, {"unpublished": "yes"})) == ["Apple", "Jamf"]
    other.delete()
    assert names(browser.get(vendors, {"unpublished": "no"})) == []
    assert names(browser.get(vendors, {"unpublished": "maybe"})) == ["Apple"]


def test_a_change_to_an_element_alone_makes_its_third_party_unpublished(published_apple, editing):
    element = published_apple.elements.first()
    element.details = {"en": "More to say."}
    element.save()
    address = reverse("admin:sharing_vendor_changelist")
    assert names(editing.get(address, {"unpublished": "yes"})) == ["Apple"]
