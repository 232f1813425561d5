"""With REQUIRE_SECOND_PERSON, nobody publishes what they edited, and nothing evades that."""

import pytest
from django.urls import reverse

from trustportal.pages.models import Statement
from trustportal.publishing.models import Edit
from trustportal.staff.drafts import address_of

from .browsing import opened, text_of
from .conftest import NOTE, person

OWN_WORK = "You edited this draft. A second person has to publish it."


@pytest.fixture(autouse=True)
def second_person(settings):
    settings.REQUIRE_SECOND_PERSON = True


@pytest.fixture
def colleague(client_of, roles, django_user_model):
    """The browser of another publisher."""
    return client_of(person(django_user_model, "carl-colleague", "Publishers"))


def save(browser, obj, **values):
    address = reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])
    response = browser.post(address, opened(browser, address, "seen") | values)
    assert response.status_code == 302, text_of(response)


def save_in_list(browser, **values):
    address = reverse("admin:sharing_dataelement_changelist")
    response = browser.post(
        address, opened(browser, address, "form-TOTAL_FORMS") | values | {"_save": "Save"}
    )
    assert response.status_code == 302, text_of(response)


def publish(browser, document):
    """Try to publish, even where the page offers no form for it; say whether it succeeded."""
    address = address_of(document, "publish")
    offered = 'name="reviewed"' in browser.get(address).text
    form = {
        "reviewed": type(document).objects.get(pk=document.pk).review().fingerprint,
        "material": "yes",
        "note_0": "Changed.",
    }
    response = browser.post(address, form)
    assert (response.status_code == 302) == offered
    assert offered or OWN_WORK in text_of(response)
    return offered


def change_something(document):
    """An edit of unknown origin (a command), so that there is something to publish."""
    document.notice = {"en": "A line."}
    document.save()


def test_who_edited_nothing_publishes(published_apple, publishing, editing):
    save(editing, published_apple, summary_0="Reworded.")
    assert publish(publishing, published_apple)


def test_the_editor_of_the_draft_cannot_publish_it(published_apple, publishing, colleague):
    save(publishing, published_apple, summary_0="Reworded.")
    assert not publish(publishing, published_apple)
    assert publish(colleague, published_apple)


def test_the_gate_is_open_where_the_setting_is_off(published_apple, publishing, settings):
    settings.REQUIRE_SECOND_PERSON = False
    save(publishing, published_apple, summary_0="Reworded.")
    assert publish(publishing, published_apple)


def test_the_editor_of_a_page_never_published_cannot_publish_it(security, publishing, colleague):
    save(publishing, security, summary_0="Reworded.")
    assert not publish(publishing, security)
    assert publish(colleague, security)


def test_who_adds_a_page_cannot_publish_it(publishing, colleague, db):
    address = reverse("admin:pages_statement_add")
    form = opened(publishing, address, "seen") | {
        "slug": "new",
        "title_0": "New",
        "body_0": "Text.",
        "order": "5",
    }
    assert publishing.post(address, form).status_code == 302
    assert not publish(publishing, Statement.objects.get())
    assert publish(colleague, Statement.objects.get())


def test_the_editor_of_one_of_its_elements_cannot_publish(published_apple, publishing, colleague):
    save(publishing, published_apple.elements.get(name="IMEI"), purpose_1="Anders.")
    assert not publish(publishing, published_apple)
    assert publish(colleague, published_apple)


def test_who_adds_an_element_cannot_publish(published_apple, publishing, device_data):
    address = reverse("admin:sharing_dataelement_add")
    values = {
        "vendor": published_apple.pk,
        "direction": "sent",
        "name": "new_one",
        "purpose_0": "Why.",
    }
    values |= {"category": device_data.pk, "necessity": "required", "identifiability": "none"}
    assert publishing.post(address, opened(publishing, address, "seen") | values).status_code == 302
    assert not publish(publishing, published_apple)


def test_who_deletes_an_element_cannot_publish(published_apple, publishing, colleague):
    element = published_apple.elements.get(name="IMEI")
    address = reverse("admin:sharing_dataelement_delete", args=[element.pk])
    assert publishing.post(address, {"post": "yes"}).status_code == 302
    assert published_apple.elements.count() == 2
    assert not publish(publishing, published_apple)
    assert publish(colleague, published_apple)


def test_who_deletes_elements_from_the_list_cannot_publish(published_apple, publishing):
    elements = list(published_apple.elements.filter(direction="sent").values_list("pk", flat=True))
    form = {"action": "delete_selected", "_selected_action": elements, "post": "yes"}
    publishing.post(reverse("admin:sharing_dataelement_changelist"), form)
    assert published_apple.elements.count() == 1
    assert not publish(publishing, published_apple)


def test_who_edits_in_the_list_cannot_publish(published_apple, publishing, colleague):
    save_in_list(publishing, **{"form-0-necessity": "optional"})
    assert not publish(publishing, published_apple)
    assert publish(colleague, published_apple)


def test_the_editor_of_a_vocabulary_word_cannot_publish(
    published_apple, publishing, colleague, device_data
):
    save(publishing, device_data, label_0="Identifiers of devices")
    assert not publish(publishing, published_apple)
    assert publish(colleague, published_apple)


def test_who_takes_a_version_into_the_draft_cannot_publish_it(
    published_apple, publishing, colleague
):
    change_something(published_apple)
    published_apple.publish(note=NOTE)
    assert (
        publishing.post(address_of(published_apple, "versions"), {"number": "1"}).status_code == 302
    )
    assert not publish(publishing, published_apple)
    assert publish(colleague, published_apple)


def test_a_comma_by_a_colleague_does_not_open_the_gate(
    published_apple, publishing, colleague, editing
):
    save(publishing, published_apple, summary_0="Reworded.")
    save(colleague, published_apple, summary_0="Reworded,")
    assert not publish(publishing, published_apple)
    assert not publish(colleague, published_apple)
    assert Edit.objects.count() == 2


def test_undoing_ones_edit_does_not_open_the_gate(published_apple, publishing):
    save(publishing, published_apple, summary_0="Reworded.")
    save(publishing, published_apple, summary_0="Runs push services.")
    published_apple.refresh_from_db()
    change_something(published_apple)
    assert not publish(publishing, published_apple)


def test_after_publishing_the_next_cycle_starts_anew(published_apple, publishing, colleague):
    save(publishing, published_apple, summary_0="Reworded.")
    assert publish(colleague, published_apple)
    save(colleague, published_apple, summary_0="Once more.")
    assert not publish(colleague, published_apple)
    assert publish(publishing, published_apple)


def test_publishing_another_page_does_not_open_the_gate(published_apple, security, publishing):
    save(publishing, published_apple, summary_0="Reworded.")
    security.publish(note=NOTE)
    assert not publish(publishing, published_apple)


def test_withdrawing_the_page_does_not_open_the_gate(published_apple, publishing, colleague):
    save(publishing, published_apple, summary_0="Reworded.")
    publishing.post(address_of(published_apple, "withdraw"), {"note_0": "Away for a moment."})
    assert published_apple.current().withdrawn
    assert not publish(publishing, published_apple)
    assert publish(colleague, published_apple)


def test_an_edit_of_another_page_closes_no_gate(published_apple, security, publishing):
    save(publishing, security, summary_0="Reworded.")
    change_something(published_apple)
    assert publish(publishing, published_apple)


def test_an_element_cannot_be_moved_out_of_a_page_under_the_name_of_another(
    published_apple, publishing
):
    other = type(published_apple).objects.create(
        slug="jamf", name="Jamf", relationship="independent"
    )
    element = published_apple.elements.get(name="IMEI")
    save(publishing, element, vendor=other.pk, details_0="Moved.")
    element.refresh_from_db()
    assert (element.vendor, element.details.data) == (published_apple, {"en": "Moved."})


def test_saving_a_form_without_a_change_is_no_edit(published_apple, publishing, device_data):
    """Browsers send line breaks as CR LF, which must not look like a change."""
    published_apple.consent = {
        "en": "First line.\n\n- Second\n- Third",
        "de": "Erste Zeile.\n\nZweite.",
    }
    published_apple.save()
    saved = published_apple.revision
    for obj in (published_apple, published_apple.elements.first(), device_data):
        save(publishing, obj)
    save_in_list(publishing)
    published_apple.refresh_from_db()
    assert Edit.objects.count() == 0
    assert published_apple.revision == saved
    assert publish(publishing, published_apple)


def test_commands_publish_without_a_second_person(published_apple, publishing):
    save(publishing, published_apple, summary_0="Reworded.")
    assert type(published_apple).objects.get().publish(note=NOTE).number == 2
