"""Comforts of the admin: a text has all its languages, and each sentence leads somewhere."""

import pytest
from django.urls import reverse
from lxml import html

from sharing.models import Vendor
from subprocessors.models import Subprocessor
from trustportal.publishing.models import Edit
from trustportal.staff.drafts import address_of

from .browsing import opened, text_of
from .conftest import NOTE, add_element, reword
from .reading import words


def links(response):
    """Return {text: address} of a page's links."""
    return {words(link): link.get("href") for link in html.fromstring(response.text).iter("a")}


def shown(response, field):
    """Return [(language, text), …] of a read-only field."""
    row = f"//div[contains(concat(' ', @class, ' '), ' field-{field} ')]"
    return [
        (part.get("lang"), words(part))
        for part in html.fromstring(response.text).xpath(f"{row}//div[@lang]")
    ]


# Who may only look


def test_who_may_only_look_sees_a_text_in_all_languages(apple, client_of, lawyer):
    Vendor.objects.update(consent='{"de": "Ein Zertifikat."}')
    response = client_of(lawyer).get(address_of(apple, "change"))
    assert shown(response, "summary") == [
        ("en", "Runs push services."),
        ("de", "Betreibt Push-Dienste."),
    ]
    assert shown(response, "consent") == [("en", "–"), ("de", "Ein Zertifikat.")]


def test_what_is_shown_of_a_text_is_escaped(apple, client_of, lawyer):
    reword(apple, "en", "<b>One</b>\nand two.")
    response = client_of(lawyer).get(address_of(apple, "change"))
    assert "&lt;b&gt;One&lt;/b&gt;<br>and two." in response.text


def test_the_parts_of_an_entry_are_shown_in_all_languages_too(register, client_of, lawyer):
    entry = Subprocessor.objects.get(name="Nordlicht Hosting")
    entry.locations.update(condition='{"en": "At night.", "de": "Nachts."}')
    response = client_of(lawyer).get(address_of(entry, "change"))
    assert shown(response, "condition")[-2:] == [("en", "At night."), ("de", "Nachts.")]
    assert "Germany: storage" in text_of(response)


def test_who_may_edit_gets_boxes(apple, editing):
    response = editing.get(address_of(apple, "change"))
    assert (shown(response, "summary"), response.text.count('name="summary_0"')) == ([], 1)


# The publish page


def test_what_blocks_is_said_once_and_leads_to_what_is_to_be_mended(apple, publishing, device_data):
    element = add_element(apple, device_data, "token", is_secret=True, example={"en": "abc"})
    response = publishing.get(address_of(apple, "publish"))
    assert text_of(response).count("APNs · token: an example is given for a credential.") == 1
    assert "You cannot publish this now See above for what blocks it." in text_of(response)
    found = links(response)
    assert found["Edit APNs · token"] == address_of(element, "change")
    assert found["See above for what blocks it."] == "#blocking"
    assert len(html.fromstring(response.text).xpath("//*[@id='blocking']")) == 1


def test_a_warning_on_an_entry_leads_to_it(register, publishing):
    entry = Subprocessor.objects.get(name="Lakeside Mail")
    entry.transfers.update(checked_on=None)
    assert links(publishing.get(address_of(register, "publish")))[
        "Edit Lakeside Mail"
    ] == address_of(entry, "change")


def test_a_problem_that_lies_in_no_part_has_no_link(published_register, publishing):
    Subprocessor.objects.get(name="Lakeside Mail").delete()
    response = publishing.get(address_of(published_register, "publish"))
    assert "Lakeside Mail has been published but is missing from the draft." in text_of(response)
    assert [text for text in links(response) if text.startswith("Edit Lakeside")] == []


def test_who_published_is_led_to_the_public_page(published_apple, publishing):
    reword(published_apple)
    form = opened(publishing, address_of(published_apple, "publish"), "reviewed")
    response = publishing.post(
        address_of(published_apple, "publish"), form | {"note_0": "Reworded."}, follow=True
    )
    assert links(response)["See the public page"] == "/sharing/apple/"


@pytest.mark.parametrize("view", ["publish", "versions", "withdraw"])
def test_withdrawing_stands_apart_from_the_other_tools(published_apple, publishing, view):
    page = html.fromstring(publishing.get(address_of(published_apple, view)).text)
    tools = [words(link) for link in page.xpath("//ul[@class='object-tools']//a")]
    assert tools == ["Edit the draft", "Preview: English", "Preview: German", "Versions"]
    apart = page.xpath("//section[@class='withdraw']//a/@href")
    assert apart == ([address_of(published_apple, "withdraw")] if view == "publish" else [])


def test_only_a_publisher_and_only_what_is_public_is_offered_to_withdraw(
    published_apple, security, editing, publishing
):
    def offered(browser, document):
        response = browser.get(address_of(document, "publish"))
        return address_of(document, "withdraw") in links(response).values()

    assert (offered(publishing, published_apple), offered(editing, published_apple)) == (
        True,
        False,
    )
    assert not offered(publishing, security)
    published_apple.withdraw(note=NOTE)
    assert not offered(publishing, published_apple)


# Edits and versions


def test_an_edit_names_what_was_edited_and_leads_to_it_while_it_is_there(
    apple, client_of, editor, lawyer
):
    element = apple.elements.get(name="IMEI")
    Edit.record(element, editor, "Changed Purpose.")
    address = reverse("admin:publishing_edit_changelist")
    assert links(client_of(lawyer).get(address))["Data element: APNs · IMEI"] == address_of(
        element, "change"
    )
    pk = element.pk
    element.delete()
    response = client_of(lawyer).get(address)
    assert f"Data element {pk}" in text_of(response)
    assert f"Data element {pk}" not in links(response)


def test_the_list_of_versions_names_the_page(
    published_apple, published_register, client_of, lawyer
):
    response = client_of(lawyer).get(reverse("admin:record_version_changelist"))
    cells = html.fromstring(response.text).xpath("//td[@class='field-page']")
    assert [words(cell) for cell in cells] == ["Register: subprocessors", "Third party: apple"]
