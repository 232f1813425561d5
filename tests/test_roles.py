"""Who may do what in the admin: every address of it, taken from its URLconf, for every role."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.urls.resolvers import URLPattern

from incidents.models import AllClear, ClockRule, Incident
from sharing.models import DataElement, Vendor
from subprocessors.models import Register, Subprocessor
from trustportal.exports.models import Export
from trustportal.pages.models import Statement
from trustportal.public.kinds import documents
from trustportal.publishing.drafts import Draft
from trustportal.publishing.models import Edit
from trustportal.record.models import Version
from trustportal.vocabulary.models import DataSubject, Product

from .browsing import opened
from .conftest import NOTE

LOOK = ("changelist", "change", "history", "publish", "versions", "preview")
EDIT = (*LOOK, "add", "delete", "invalidated")
PUBLISH = (*EDIT, "withdraw")

# What each role may open: drafts, clocks, the record, and the rest (accounts and groups).
ALLOWED = {
    "nobody": ((), (), (), ()),
    "Legal": (LOOK, EDIT, LOOK, ()),
    "Editors": (EDIT, LOOK, LOOK, ()),
    "Publishers": (PUBLISH, LOOK, LOOK, ()),
    "superuser": (PUBLISH, EDIT, LOOK, PUBLISH),
}

# What nobody may: delete what was published, add a second register or statement on incidents.
FIXED = {(model, "delete") for model in (Vendor, Register, Subprocessor, Incident)}
FIXED |= {(Register, "add"), (AllClear, "add")}


@pytest.fixture
def things(published_apple, security, published_register, published_breach, editor, roles):
    """One row of every model that the admin shows: all but the two statements are published."""
    AllClear.objects.create(
        since="2024-01-01", reviewed_on="2026-01-01", review_again_on="2027-01-01"
    )
    call_command("setup_clocks")
    Edit.record(published_apple, editor, "Changed Summary.")
    Export.objects.record(b"a file", version=Version.objects.first(), format="pdf", language="en")
    Product.objects.create(slug="mdm", label={"en": "Device management"})
    DataSubject.objects.create(slug="user", label={"en": "Users"})


@pytest.fixture
def browser_of(client_of, django_user_model, roles):
    def browser(role):
        user = django_user_model.objects.create_user(
            f"a {role}", password="a long password", is_staff=True, is_superuser=role == "superuser"
        )
        user.groups.set(Group.objects.filter(name=role))
        return client_of(user)

    return browser


def addresses(patterns=None, before="/admin/"):
    """Yield (name, route) of every address of the admin."""
    for pattern in admin.site.get_urls() if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield pattern.name, route
        else:
            yield from addresses(pattern.url_patterns, route)


def of_models():
    """Yield (model, what it does, an address) of every model's addresses, with its first row."""
    for model, options in admin.site._registry.items():
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
        first = model._default_manager.order_by("pk").values_list("pk", flat=True).first()
        for pattern in options.get_urls():
            if pattern.name:
                route = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{pattern.pattern}"
                if first is None and "<" in route:
                    continue
                route = re.sub(r"<(path:object_id|int:pk|id)>", str(first), route).replace(
                    "<slug:language>", "de"
                )
                assert "<" not in route, f"{route}: say here what stands for this part"
                yield model, pattern.name.removeprefix(prefix), route


def test_every_address_of_the_admin_is_known_here(things):
    of_the_site = {
        "index",
        "login",
        "logout",
        "password_change",
        "password_change_done",
        "autocomplete",
        "jsi18n",
    }
    of_the_site |= {"view_on_site", "app_list", None}
    views = {view for _model, view, _address in of_models()}
    assert views - {*PUBLISH, "password_change"} == set()
    named = {name for name, _route in addresses()}
    of_rows = {
        name
        for options in admin.site._registry.values()
        for name in (url.name for url in options.get_urls())
    }
    assert named == of_the_site | of_rows


@pytest.mark.parametrize("role", ALLOWED)
def test_each_role_opens_what_it_may_and_nothing_else(things, browser_of, role):
    browser = browser_of(role)
    drafts, clocks, records, others = ALLOWED[role]
    kinds = {ClockRule: clocks, Version: records, Edit: records, Export: records}
    found, expected = {}, {}
    for model, view, address in of_models():
        allowed = kinds.get(model, drafts if issubclass(model, Draft) else others)
        is_fixed = (model, view) in FIXED
        is_password = view == "password_change" and role == "superuser"
        expected[address] = 200 if (view in allowed and not is_fixed) or is_password else 403
        found[address] = browser.get(address).status_code
    assert found == expected
    assert len(found) > 50


def test_strangers_are_sent_to_the_login_from_everywhere(
    things, stranger, client_of, django_user_model
):
    customer = client_of(
        django_user_model.objects.create_user("a customer", password="a long password")
    )
    routes = [address for _model, _view, address in of_models()]
    routes += [
        re.sub(r"<\w+:\w+>", "1", route)
        for _name, route in addresses()
        if "<path:object_id>" not in route
    ]
    tried = 0
    for browser in (stranger, customer):
        for route in routes:
            if re.search(r"[\\^(?]", route) or route in ("/admin/login/", "/admin/logout/"):
                continue
            for response in (browser.get(route), browser.post(route)):
                assert (response.status_code, response["Location"].split("?")[0]) == (
                    302,
                    "/admin/login/",
                ), route
                tried += 1
    assert tried > 200


def everything():
    """Return all rows of all tables but those that looking and logging in write."""
    skipped = {"sessions.session", "admin.logentry", "auth.user"}
    models = [model for model in apps.get_models() if model._meta.label_lower not in skipped]
    return {
        model._meta.label_lower: list(model._default_manager.order_by("pk").values())
        for model in models
    }


def test_legal_changes_nothing_whatever_it_sends(things, browser_of):
    browser = browser_of("Legal")
    before = everything()
    elements = list(DataElement.objects.values_list("pk", flat=True))
    sent = {
        "post": "yes",
        "_save": "Save",
        "number": "1",
        "note_0": "Away.",
        "material": "yes",
        "name": "Other",
    }
    sent |= {
        "slug": "other",
        "label_0": "Other",
        "reviewed": Vendor.objects.get().review().fingerprint,
    }
    sent |= {
        "action": "delete_selected",
        "_selected_action": elements,
        "seen": "1",
        "relationship": "agent",
    }
    read = [
        (model, view, address) for model, view, address in of_models() if model is not ClockRule
    ]
    statuses = {
        (model, view): browser.post(address, sent).status_code for model, view, address in read
    }
    assert everything() == before
    changing = ("add", "change", "delete", "publish", "withdraw", "versions", "invalidated")
    assert {status for (_model, view), status in statuses.items() if view in changing} == {403}


def test_legal_sees_texts_and_no_buttons(things, browser_of):
    response = browser_of("Legal").get(
        reverse("admin:sharing_vendor_change", args=[Vendor.objects.get().pk])
    )
    assert "Runs push services." in response.text
    assert 'name="_save"' not in response.text
    elements = browser_of("superuser").get(reverse("admin:sharing_dataelement_changelist"))
    assert 'name="form-0-necessity"' in elements.text


def test_legal_cannot_edit_in_the_list(things, browser_of):
    response = browser_of("Legal").get(reverse("admin:sharing_dataelement_changelist"))
    assert "serial_number" in response.text
    assert 'name="form-0-necessity"' not in response.text
    assert "delete_selected" not in response.text


@pytest.mark.parametrize("model", [Version, Edit, Export])
def test_not_even_a_superuser_changes_the_record(things, browser_of, model):
    browser = browser_of("superuser")
    before = everything()
    prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model.objects.first().pk
    for view, args in (("add", []), ("change", [row]), ("delete", [row])):
        assert (
            browser.post(reverse(f"{prefix}_{view}", args=args), {"post": "yes"}).status_code == 403
        )
    action = {"action": "delete_selected", "_selected_action": [row], "post": "yes"}
    browser.post(reverse(f"{prefix}_changelist"), action)
    assert "delete_selected" not in browser.get(reverse(f"{prefix}_changelist")).text
    assert everything() == before


def test_no_document_is_deleted_by_an_action(published_apple, published_security, browser_of):
    browser = browser_of("superuser")
    for model in documents():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert 'value="delete_selected"' not in browser.get(address).text
        rows = list(model.objects.values_list("pk", flat=True))
        browser.post(
            address, {"action": "delete_selected", "_selected_action": rows, "post": "yes"}
        )
        assert model.objects.count() == len(rows)
    assert (Vendor.objects.count(), Statement.objects.count()) == (1, 1)
    elements = browser.get(reverse("admin:sharing_dataelement_changelist"))
    assert 'value="delete_selected"' in elements.text


def test_a_published_page_is_deleted_by_nobody_and_an_unpublished_one_by_editors(
    published_apple, security, browser_of
):
    vendor = reverse("admin:sharing_vendor_delete", args=[published_apple.pk])
    page = reverse("admin:pages_statement_delete", args=[security.pk])
    for role in ("Legal", "Editors", "superuser"):
        assert browser_of(role).post(vendor, {"post": "yes"}).status_code == 403
    published_apple.withdraw(note=NOTE)
    editors = browser_of("Publishers")
    assert editors.post(vendor, {"post": "yes"}).status_code == 403
    assert editors.post(page, {"post": "yes"}).status_code == 302
    assert (Vendor.objects.count(), Statement.objects.count()) == (1, 0)


def test_who_edited_or_published_is_never_deleted(
    published_apple, publisher, editing, editor, browser_of
):
    address = reverse("admin:sharing_vendor_change", args=[published_apple.pk])
    editing.post(address, opened(editing, address, "seen") | {"summary_0": "Reworded."})
    published_apple.refresh_from_db()
    published_apple.publish(note=NOTE, by=publisher)
    root = browser_of("superuser")
    for user in (editor, publisher):
        root.post(reverse("admin:auth_user_delete", args=[user.pk]), {"post": "yes"})
    assert type(editor).objects.filter(pk__in=[editor.pk, publisher.pk]).count() == 2


def test_a_category_in_use_cannot_be_deleted(apple, device_data, browser_of):
    response = browser_of("Editors").post(
        reverse("admin:vocabulary_datacategory_delete", args=[device_data.pk]), {"post": "yes"}
    )
    assert response.status_code == 200
    assert DataElement.objects.filter(category=device_data).count() == 3


def granted():
    return {
        group.name: sorted(group.permissions.values_list("content_type__model", "codename"))
        for group in Group.objects.all()
    }


def test_roles_are_made_once_and_the_same_each_time(db):
    call_command("setup_roles", verbosity=0)
    before = granted()
    assert set(before) == {"Editors", "Legal", "Publishers"}
    call_command("setup_roles", verbosity=0)
    assert granted() == before
    assert Group.objects.count() == 3


def test_setting_roles_up_again_restores_what_somebody_changed(roles):
    before = granted()
    Group.objects.get(name="Legal").permissions.set(
        Group.objects.get(name="Publishers").permissions.all()
    )
    Group.objects.get(name="Editors").permissions.clear()
    call_command("setup_roles", verbosity=0)
    assert granted() == before


def test_publishing_is_what_publishers_have_beyond_editors(roles):
    given = {
        name: {codename for _model, codename in permissions}
        for name, permissions in granted().items()
    }
    assert given["Publishers"] - given["Editors"] == {
        f"publish_{model._meta.model_name}" for model in documents()
    }
    assert given["Editors"] < given["Publishers"]
    looking = {codename for codename in given["Publishers"] if codename.startswith("view_")}
    assert given["Legal"] == looking | {f"{verb}_clockrule" for verb in ("add", "change", "delete")}
