"""Each overridden hook of ModelAdmin does its work: a misspelt one would fail silently."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from sharing.models import DataElement, Vendor
from trustportal.pages.models import Statement
from trustportal.publishing.drafts import Draft
from trustportal.publishing.models import Edit
from trustportal.record.models import Version
from trustportal.staff.admin import ReadOnlyAdmin
from trustportal.staff.documents import DocumentAdmin, UnpublishedFilter
from trustportal.staff.drafts import DraftAdmin, address_of

from .browsing import form_holding, opened, text_of
from .conftest import NOTE


def change(obj):
    return address_of(obj, "change")


def add(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def drafts():
    return [
        (model, options)
        for model, options in admin.site._registry.items()
        if issubclass(model, Draft)
    ]


@pytest.mark.parametrize(
    "model", [model for model, _options in drafts()], ids=lambda model: model._meta.model_name
)
def test_the_admin_of_every_draft_is_careful(model):
    """`form`, `actions`, `view_on_site`: what a class of its own could lose by overriding it."""
    options = admin.site._registry[model]
    assert isinstance(options, DraftAdmin)
    assert "seen" in options.form.base_fields
    assert options.view_on_site is False


@pytest.mark.parametrize(
    "base", [DraftAdmin, DocumentAdmin, ReadOnlyAdmin, *map(type, admin.site._registry.values())]
)
def test_every_method_with_the_name_of_a_hook_is_one(base):
    """A misspelt hook is a new method: ModelAdmin must know each one that looks like a hook."""
    prefixes = (
        "get_",
        "has_",
        "formfield_for_",
        "log_",
        "save_",
        "delete_",
        "render_",
        "response_",
        "lookup_",
    )
    alike = [name for name in vars(base) if name.startswith(prefixes)]
    unknown = [name for name in alike if not hasattr(admin.ModelAdmin, name)]
    assert [name for name in unknown if name != "has_publish_permission"] == []


# formfield_for_dbfield


def test_texts_in_several_languages_have_a_named_box_for_each(apple, editing):
    page = html.fromstring(editing.get(change(apple)).text)
    boxes = page.xpath('//textarea[starts-with(@name, "summary_")]')
    assert [(box.get("lang"), box.get("rows")) for box in boxes] == [("en", "4"), ("de", "4")]
    labels = [page.xpath(f'//label[@for="{box.get("id")}"]')[-1].text_content() for box in boxes]
    assert labels == ["English", "German"]


def test_one_line_texts_have_one_line(security, editing):
    page = html.fromstring(editing.get(change(security)).text)
    assert [
        (field.tag, field.get("size")) for field in page.xpath('//*[starts-with(@name, "title_")]')
    ] == [
        ("input", "90"),
        ("input", "90"),
    ]


# get_fieldsets


@pytest.mark.parametrize(
    "model", [model for model, _options in drafts()], ids=lambda model: model._meta.model_name
)
def test_every_form_for_adding_carries_what_it_has_seen(model, editing):
    response = editing.get(add(model))
    if response.status_code == 403:
        pytest.skip("nobody adds one here")
    assert form_holding(response, "seen")["seen"] == "0"


def test_every_form_for_changing_carries_what_it_has_seen(apple, security, device_data, editing):
    for obj in (apple, apple.elements.first(), security, device_data):
        assert opened(editing, change(obj), "seen")["seen"] == str(obj.revision)


def test_a_form_that_cannot_be_saved_carries_nothing(apple, client_of, lawyer):
    response = client_of(lawyer).get(change(apple))
    assert "Runs push services." in response.text
    assert 'name="seen"' not in response.text


# render_change_form


def test_a_document_and_its_parts_lead_to_publishing(apple, device_data, editing):
    for obj, words in (
        (apple, "Review and publish"),
        (apple.elements.first(), "Review and publish Apple"),
    ):
        links = {
            link.text_content(): link.get("href")
            for link in html.fromstring(editing.get(change(obj)).text).iter("a")
        }
        assert links[words] == address_of(apple, "publish")
        assert links["Versions"] == address_of(apple, "versions")
    for address in (change(device_data), add(Vendor), add(DataElement)):
        assert "Review and publish" not in editing.get(address).text


# get_changelist_form, changeform_view and changelist_view: see test_stale_saves.py


# save_model


def test_saving_a_change_counts_and_saving_none_does_not(apple, editing):
    for values, revision in (({}, 1), ({"name": "Apple Inc."}, 2), ({}, 2)):
        form = opened(editing, change(apple), "seen") | values
        assert editing.post(change(apple), form).status_code == 302
        apple.refresh_from_db()
        assert apple.revision == revision


# log_addition, log_change, log_deletions


def test_adding_is_kept_as_an_edit(editing, editor):
    form = opened(editing, add(Statement), "seen") | {"slug": "new", "title_0": "New", "order": "5"}
    editing.post(add(Statement), form)
    edit, page = Edit.objects.get(), Statement.objects.get()
    assert (edit.user, edit.kind, edit.document_id, edit.target) == (
        editor,
        "page",
        page.pk,
        f"pages.statement {page.pk}",
    )
    assert (edit.what, edit.revision, edit.position) == ("Added.", 1, 0)
    assert LogEntry.objects.count() == 1


def test_changing_is_kept_as_an_edit_of_the_page_that_it_concerns(published_apple, editing, editor):
    element = published_apple.elements.get(name="IMEI")
    form = opened(editing, change(element), "seen") | {"purpose_1": "Anders.", "order": "4"}
    editing.post(change(element), form)
    edit = Edit.objects.get()
    assert (edit.user, edit.kind, edit.document_id) == (editor, "vendor", published_apple.pk)
    assert (edit.target, edit.revision) == (f"sharing.dataelement {element.pk}", 2)
    assert (edit.what, edit.position) == ("Changed Purpose and Order.", 1)
    assert LogEntry.objects.count() == 1


def test_changing_a_word_is_kept_as_an_edit_of_every_page(device_data, editing):
    editing.post(
        change(device_data), opened(editing, change(device_data), "seen") | {"label_0": "Other"}
    )
    edit = Edit.objects.get()
    assert (edit.kind, edit.document_id, edit.what) == ("", None, "Changed Label.")


def test_deleting_is_kept_as_an_edit(published_apple, editing):
    element = published_apple.elements.get(name="IMEI")
    editing.post(address_of(element, "delete"), {"post": "yes"})
    edit = Edit.objects.get()
    assert (edit.kind, edit.document_id, edit.what) == (
        "vendor",
        published_apple.pk,
        "Deleted: APNs · IMEI",
    )
    assert LogEntry.objects.count() == 1


def test_edits_stay_when_the_log_of_the_admin_is_emptied(apple, editing):
    editing.post(change(apple), opened(editing, change(apple), "seen") | {"name": "Apple Inc."})
    LogEntry.objects.all().delete()
    assert [edit.what for edit in Edit.objects.all()] == ["Changed Name."]


# has_delete_permission, get_readonly_fields, get_prepopulated_fields, get_urls


def test_the_slug_is_filled_in_until_it_is_fixed(apple, editing):
    def prepopulated(address):
        (script,) = html.fromstring(editing.get(address).text).xpath(
            "//*[@data-prepopulated-fields]"
        )
        return "#id_slug" in script.get("data-prepopulated-fields")

    assert opened(editing, change(apple), "seen")["slug"] == "apple"
    assert prepopulated(add(Vendor)) and prepopulated(change(apple))
    apple.publish(note=NOTE)
    assert "slug" not in opened(editing, change(apple), "seen")
    assert not prepopulated(change(apple))


def test_a_slug_that_is_fixed_cannot_be_sent_either(published_apple, editing):
    form = opened(editing, change(published_apple), "seen") | {
        "slug": "other",
        "name": "Apple Inc.",
    }
    assert editing.post(change(published_apple), form).status_code == 302
    published_apple.refresh_from_db()
    assert (published_apple.slug, published_apple.name) == ("apple", "Apple Inc.")


def test_deleting_is_offered_until_something_was_published(apple, editing):
    delete = address_of(apple, "delete")
    assert f'href="{delete}"' in editing.get(change(apple)).text
    apple.publish(note=NOTE)
    assert f'href="{delete}"' not in editing.get(change(apple)).text


def test_the_vendor_of_an_element_is_chosen_once(apple, editing):
    (chosen,) = html.fromstring(editing.get(change(apple.elements.first())).text).xpath(
        '//select[@name="vendor"]'
    )
    assert chosen.get("disabled") is not None
    (choice,) = html.fromstring(editing.get(add(DataElement)).text).xpath(
        '//select[@name="vendor"]'
    )
    assert choice.get("disabled") is None


# Lists


def test_the_filter_of_unpublished_changes_stands_on_every_list_of_documents(editing):
    for model, options in admin.site._registry.items():
        if isinstance(options, DocumentAdmin):
            assert "unpublished" in options.list_display
            assert UnpublishedFilter in options.list_filter or model._meta.model_name in (
                "register",
                "allclear",
            )


def test_the_list_of_versions_reads_no_content(published_apple, client_of, lawyer):
    with CaptureQueriesContext(connection) as queries:
        response = client_of(lawyer).get(reverse("admin:record_version_changelist"))
    assert "apple" in text_of(response)
    assert not [query["sql"] for query in queries if '"record_version"."data"' in query["sql"]]
    assert Version.objects.count() == 1


def test_nobody_adds_to_the_record_by_hand(published_apple, client_of, django_user_model):
    root = client_of(django_user_model.objects.create_superuser("root", password="a long password"))
    for model in (Version, Edit):
        changelist = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert f'href="{add(model)}' not in root.get(changelist).text
        assert root.get(add(model)).status_code == 403
