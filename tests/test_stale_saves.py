"""Nobody overwrites what they have not seen: in a form, in the list, at the same moment."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse

from sharing.models import DataElement, Vendor
from trustportal.publishing.drafts import ConcurrentSave
from trustportal.publishing.models import Edit
from trustportal.staff.drafts import address_of
from trustportal.vocabulary.models import DataCategory

from .browsing import form_holding, opened, text_of

STALE = "Not saved: somebody saved this in the meantime. Look at both, then save again."
ELEMENTS = reverse("admin:sharing_dataelement_changelist")


def address(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def save(browser, obj, **values):
    response = browser.post(address(obj), opened(browser, address(obj), "seen") | values)
    assert response.status_code == 302, text_of(response)


# In a form


def test_a_stale_save_is_refused_and_says_who_saved_what(apple, editing, publishing):
    form = opened(publishing, address(apple), "seen")
    save(editing, apple, summary_0="Runs messaging services.")
    response = publishing.post(address(apple), form | {"summary_0": "Mine instead."})
    text = text_of(response)
    assert STALE in text
    assert "eve-editor, " in text
    assert ": Changed Summary. Summary is now: English: Runs messaging services." in text
    apple.refresh_from_db()
    assert apple.summary.data["en"] == "Runs messaging services."
    assert Edit.objects.count() == 1


def test_what_was_typed_is_kept_and_saving_again_works(apple, editing, publishing):
    form = opened(publishing, address(apple), "seen")
    save(editing, apple, summary_0="Runs messaging services.")
    refused = publishing.post(address(apple), form | {"summary_0": "Mine instead."})
    again = form_holding(refused, "seen")
    assert again["summary_0"] == "Mine instead."
    assert publishing.post(address(apple), again).status_code == 302
    apple.refresh_from_db()
    assert apple.summary.data["en"] == "Mine instead."


def test_saving_again_is_refused_again_if_somebody_was_faster_again(apple, editing, publishing):
    form = opened(publishing, address(apple), "seen")
    save(editing, apple, summary_0="One.")
    again = form_holding(publishing.post(address(apple), form | {"summary_0": "Mine."}), "seen")
    save(editing, apple, summary_0="Two.")
    text = text_of(publishing.post(address(apple), again))
    assert "Summary is now: English: Two." in text
    assert "One." not in text


def test_what_the_other_one_changed_elsewhere_in_the_form_is_told_too(apple, editing, publishing):
    form = opened(publishing, address(apple), "seen")
    save(
        editing,
        apple,
        relationship="agent",
        checked_on="2026-11-20",
        summary_1="Nur das Deutsche.",
        shares_nothing="on",
    )
    text = text_of(publishing.post(address(apple), form | {"website": "https://example.com/"}))
    assert "Relationship is now: Acts for us, as a subprocessor" in text
    assert "Source checked on is now: 2026-11-20" in text
    assert "Summary is now: German: Nur das Deutsche." in text
    assert "No data is shared is now: Yes" in text
    assert "Website is now: –" in text
    assert "Name is now" not in text


def test_the_end_of_a_long_text_is_told_too(security, editing, publishing):
    long = "A sentence that many wrote. " * 40
    save(editing, security, body_0=long)
    form = opened(publishing, address(security), "seen")
    save(editing, security, body_0=long + "And a new end.")
    assert "And a new end." in text_of(publishing.post(address(security), form | {"order": "3"}))


def test_a_category_is_told_by_its_name(apple, device_data, editing, publishing):
    element = apple.elements.first()
    other = DataCategory.objects.create(
        slug="contact", label={"en": "Contact details", "de": "Kontaktdaten"}
    )
    form = opened(publishing, address(element), "seen")
    save(editing, element, category=other.pk)
    text = text_of(publishing.post(address(element), form | {"order": "9"}))
    assert "Category is now: Contact details" in text


@pytest.mark.parametrize("missing", ["", "x", "-1", "0", "9" * 30])
def test_a_form_that_does_not_say_what_it_has_seen_overwrites_nothing(apple, editing, missing):
    form = opened(editing, address(apple), "seen")
    save(editing, apple, summary_0="Seen by nobody.")
    response = editing.post(address(apple), form | {"seen": missing, "summary_0": "Overwritten."})
    assert response.status_code == 200
    apple.refresh_from_db()
    assert apple.summary.data["en"] == "Seen by nobody."


def test_a_save_of_a_part_does_not_make_the_form_of_its_page_stale(apple, editing, publishing):
    form = opened(publishing, address(apple), "seen")
    save(editing, apple.elements.first(), details_0="More.")
    assert publishing.post(address(apple), form | {"summary_0": "Mine."}).status_code == 302


def test_a_version_taken_into_the_draft_makes_open_forms_stale(
    published_apple, editing, publishing
):
    save(editing, published_apple, summary_0="Reworded.")
    form = opened(editing, address(published_apple), "seen")
    publishing.post(address_of(published_apple, "versions"), {"number": "1"})
    text = text_of(editing.post(address(published_apple), form | {"summary_0": "Reworded more."}))
    assert STALE in text
    assert "paul-publisher, " in text
    assert "Changed version 1. Summary is now: English: Runs push services." in text


# In the list that is edited in place


def test_a_stale_row_is_refused_and_says_who_saved_what(apple, editing, publishing):
    form = opened(publishing, ELEMENTS, "form-TOTAL_FORMS") | {"_save": "Save"}
    first = DataElement.objects.get(pk=form["form-0-id"])
    save(editing, first, necessity="conditional")
    response = publishing.post(ELEMENTS, form | {"form-0-necessity": "optional"})
    text = text_of(response)
    assert STALE in text
    assert "eve-editor, " in text
    assert ": Changed Necessity. Necessity is now: In certain cases" in text
    first.refresh_from_db()
    assert first.necessity == "conditional"

    again = form_holding(response, "form-TOTAL_FORMS") | {"_save": "Save"}
    assert again["form-0-necessity"] == "optional"
    assert publishing.post(ELEMENTS, again).status_code == 302
    first.refresh_from_db()
    assert first.necessity == "optional"


def test_rows_that_nobody_else_touched_are_saved(apple, editing, publishing):
    form = opened(publishing, ELEMENTS, "form-TOTAL_FORMS") | {"_save": "Save"}
    first, second = (DataElement.objects.get(pk=form[f"form-{place}-id"]) for place in (0, 1))
    save(editing, first, purpose_0="Reworded.")
    assert publishing.post(ELEMENTS, form | {"form-1-necessity": "optional"}).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.purpose.data["en"], second.necessity) == ("Reworded.", "optional")


def test_one_stale_row_keeps_the_whole_list_from_being_saved_in_part(apple, editing, publishing):
    form = opened(publishing, ELEMENTS, "form-TOTAL_FORMS") | {"_save": "Save"}
    save(editing, DataElement.objects.get(pk=form["form-0-id"]), necessity="conditional")
    response = publishing.post(
        ELEMENTS, form | {"form-0-necessity": "optional", "form-1-necessity": "optional"}
    )
    assert text_of(response).count(STALE) == 1
    assert DataElement.objects.filter(necessity="optional").count() == 0


def test_a_row_that_does_not_say_what_it_has_seen_overwrites_nothing(apple, editing):
    form = opened(editing, ELEMENTS, "form-TOTAL_FORMS") | {
        "_save": "Save",
        "form-0-necessity": "optional",
    }
    del form[f"seen-{form['form-0-id']}"]
    assert STALE in text_of(editing.post(ELEMENTS, form))
    assert DataElement.objects.filter(necessity="optional").count() == 0


def test_refused_values_never_stand_beside_another_row(apple, editing, publishing):
    """Django would show them by place: after a row is gone, each beside the name above its own."""
    required = f"{ELEMENTS}?necessity__exact=required"
    form = opened(publishing, required, "form-TOTAL_FORMS") | {
        "_save": "Save",
        "form-0-necessity": "optional",
    }
    save(editing, DataElement.objects.get(pk=form["form-0-id"]), necessity="conditional")
    response = publishing.post(required, form, follow=True)
    assert response.redirect_chain == [(required, 302)]
    assert "Not saved: the list changed in the meantime. Please look again." in response.text
    assert DataElement.objects.filter(necessity="optional").count() == 0


def test_a_list_with_a_row_that_somebody_deleted_is_shown_anew(apple, editing):
    form = opened(editing, ELEMENTS, "form-TOTAL_FORMS") | {
        "_save": "Save",
        "form-2-necessity": "optional",
    }
    DataElement.objects.get(pk=form["form-0-id"]).delete()
    response = editing.post(ELEMENTS, form, follow=True)
    assert response.redirect_chain == [(ELEMENTS, 302)]
    assert "Not saved: the list changed in the meantime. Please look again." in response.text
    assert DataElement.objects.filter(necessity="optional").count() == 0


# At the same moment


@contextmanager
def somebody_faster(model):
    """Let somebody else save between a form's check and its save, as only the database sees."""
    table = model._meta.db_table
    done = []

    def first(execute, sql, params, many, context):
        if sql.startswith(f'UPDATE "{table}" SET "revision"') and not done:
            done.append(True)
            with connection.cursor() as cursor:
                cursor.execute(f'UPDATE "{table}" SET revision = revision + 1')
        return execute(sql, params, many, context)

    with connection.execute_wrapper(first):
        yield
    assert done


def test_a_save_on_top_of_an_unread_revision_raises(apple):
    same = Vendor.objects.get(pk=apple.pk)
    apple.save()
    with pytest.raises(ConcurrentSave):
        same.save()


SAME_MOMENT = "Not saved: somebody saved this at the same moment. Please look again."


def test_two_saves_of_a_form_at_the_same_moment_end_in_one_and_a_message(apple, editing):
    form = opened(editing, address(apple), "seen")
    with somebody_faster(Vendor):
        response = editing.post(address(apple), form | {"summary_0": "Mine."}, follow=True)
    assert response.redirect_chain == [(address(apple), 302)]
    assert SAME_MOMENT in response.text
    apple.refresh_from_db()
    assert apple.summary.data["en"] == "Runs push services."
    assert Edit.objects.count() == 0


def test_two_saves_of_the_list_at_the_same_moment_end_in_one_and_a_message(apple, editing):
    filtered = f"{ELEMENTS}?vendor__id__exact={apple.pk}"
    form = opened(editing, filtered, "form-TOTAL_FORMS") | {
        "_save": "Save",
        "form-0-necessity": "optional",
    }
    with somebody_faster(DataElement):
        response = editing.post(filtered, form, follow=True)
    assert response.redirect_chain == [(filtered, 302)]
    assert SAME_MOMENT in response.text
    assert DataElement.objects.filter(necessity="optional").count() == 0
    assert Edit.objects.count() == 0


def test_taking_a_version_while_somebody_saves_changes_nothing(published_apple, editing):
    published_apple.summary.data["en"] = "Reworded."
    published_apple.save()
    versions = address_of(published_apple, "versions")
    with somebody_faster(Vendor):
        response = editing.post(versions, {"number": "1"}, follow=True)
    assert response.redirect_chain == [(versions, 302)]
    assert SAME_MOMENT in response.text
    published_apple.refresh_from_db()
    assert published_apple.summary.data["en"] == "Reworded."
    assert Edit.objects.count() == 0
