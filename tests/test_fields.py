"""Every field of a draft is declared once, stands in a form, is published and comes back.

A field that is added to a model is filled, published, changed and restored here without a line.
"""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.test import RequestFactory
from i18nfield.strings import LazyI18nString

import incidents.affected
import incidents.all_clear
import incidents.facts
import incidents.page
import incidents.timeline
import sharing.fields
import subprocessors.fields
import trustportal.pages.models
from incidents.models import AffectedProduct, AllClear, Incident, IncidentUpdate, Report
from sharing.models import DataElement, Vendor
from subprocessors.models import (
    NoticePeriod,
    ProcessingLocation,
    Register,
    Subprocessor,
    Transfer,
)
from trustportal.pages.models import Statement
from trustportal.public.kinds import kinds
from trustportal.publishing.drafts import Draft
from trustportal.publishing.fields import Derived
from trustportal.publishing.rows import HEAD

from .conftest import NOTE
from .filling import add_part, fill_own, filled, models_of, owner_of, owners
from .lacking import noted, optional_keys, undone, without

# The declarations of what each model tells a version.
DECLARED = {
    Statement: [*HEAD, *trustportal.pages.models.TEXT, *trustportal.pages.models.CARD],
    Vendor: [*sharing.fields.HEAD, *sharing.fields.FACTS, *sharing.fields.CARD],
    DataElement: sharing.fields.ELEMENT,
    Register: [*HEAD, *subprocessors.fields.FACTS, *subprocessors.fields.PERIODS],
    Subprocessor: subprocessors.fields.ENTRY,
    ProcessingLocation: subprocessors.fields.LOCATION,
    Transfer: subprocessors.fields.TRANSFER,
    NoticePeriod: subprocessors.fields.PERIOD,
    Incident: [*incidents.page.HEAD, *incidents.facts.FACTS],
    IncidentUpdate: incidents.timeline.UPDATE,
    AffectedProduct: incidents.affected.AFFECTED,
    AllClear: [*incidents.all_clear.HEAD, *incidents.all_clear.FACTS],
}
# What is for staff alone, and stays as it is when a version comes back.
NEVER_PUBLISHED = {
    Register: {"laws"},
    Subprocessor: {"internal_notes", "next_review"},
    Incident: {"decided_by", "internal_notes"},
    Report: {"rule", "reported_at", "reference"},
}
# What a version tells otherwise than by a value: by its address, its sections and their order.
TOLD_OTHERWISE = {
    Statement: {"slug"},
    Vendor: {"slug"},
    Register: {"slug"},
    AllClear: {"slug"},
    Incident: {"slug", "reference", "not_yet_known", "precision"},
    IncidentUpdate: {"precision"},
    DataElement: {"direction", "order"},
}
# Fields that staff edit, and no form offers.
IN_NO_FORM = {Incident: {"precision"}, IncidentUpdate: {"precision"}}  # the form of each moment


def all_of(model):
    """Return the fields of a model that hold what staff wrote of it: all but its key and owner."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    names = {field.name for field in fields}
    return names - {model._meta.pk.name, "revision", owner_of(model)}


@pytest.mark.parametrize("exceptions", [NEVER_PUBLISHED, TOLD_OTHERWISE, IN_NO_FORM])
def test_every_exception_is_a_field(exceptions):
    for model, names in exceptions.items():
        assert names <= all_of(model)


# Declarations


def test_every_model_of_a_page_has_declarations():
    used = set()
    for kind in kinds().values():
        used |= {kind.document, *kind.parts}
    assert used == {*DECLARED, Report}


@pytest.mark.parametrize("model", DECLARED, ids=lambda model: model._meta.model_name)
def test_every_published_field_is_declared_once(model):
    names = []
    for field in DECLARED[model]:
        if not isinstance(field, Derived):
            names += filter(None, [field.name, field.also])
    assert len(names) == len(set(names))
    for name in names:
        model._meta.get_field(name)
    expected = all_of(model) - NEVER_PUBLISHED.get(model, set()) - TOLD_OTHERWISE.get(model, set())
    assert {name for name in names if name in all_of(model)} == expected


# Forms


def forms():
    """Return {model: the names of the fields that its admin, or an inline, shows}."""
    request = RequestFactory().get("/")
    request.user = Everybody()
    found = {}
    for model, options in admin.site._registry.items():
        found[model] = set(flatten_fieldsets(options.get_fieldsets(request)))
        for inline in options.inlines:
            found[inline.model] = set(flatten_fieldsets([(None, {"fields": inline.fields})]))
    return found


class Everybody:
    """Somebody who may do everything."""

    def has_perm(self, permission):
        return True


@pytest.mark.parametrize("model", models_of(Draft), ids=lambda model: model._meta.model_name)
def test_every_field_that_staff_edit_stands_in_a_form(db, model):
    editable = {name for name in all_of(model) if model._meta.get_field(name).editable}
    assert editable - forms()[model] - IN_NO_FORM.get(model, set()) == set()


# Publish, change everything, restore


def parts_of(kind, document):
    for model in kind.parts:
        for owner in owners(model, document):
            belonging = {owner_of(model): owner} if owner else {}
            yield owner, list(model.objects.filter(**belonging))


def identity(draft):
    """Return what stays of a draft while its fields change, and when it is made anew."""
    return str(getattr(draft, "uuid", None) or getattr(draft, "slug", None) or draft.pk)


def value_of(draft, name):
    value = getattr(draft, name)
    if isinstance(value, LazyI18nString):
        return value.data
    if isinstance(value, models.Manager):
        return sorted(identity(other) for other in value.all())
    return identity(value) if isinstance(value, models.Model) else value


def snapshot(kind, pk):
    """Return {(model, which): {field: value}} of a document and its parts in the database."""
    document = kind.document.objects.get(pk=pk)
    drafts = {(kind.document, ""): document}
    for owner, parts in parts_of(kind, document):
        for place, part in enumerate(parts):
            which = identity(part) if hasattr(part, "uuid") else f"{identity(owner)} {place}"
            drafts[type(part), which] = part
    found = {}
    for (model, which), draft in drafts.items():
        found[model, which] = {name: value_of(draft, name) for name in all_of(model)}
    return found


def split(values):
    """Return what of a snapshot is published and what never is: ({(…, field): value}, the same)."""
    public, internal = {}, {}
    for (model, which), fields in values.items():
        for name, value in fields.items():
            never = name in NEVER_PUBLISHED.get(model, ())
            (internal if never else public)[model, which, name] = value
    return public, internal


def change_everything(kind, document, **given):
    """Change every field of a document and its parts, and add a part of each model.

    What cannot be changed any more is taken away, as nobody can in the admin.
    """
    for owner, parts in list(parts_of(kind, document)):
        for model in {type(part) for part in parts}:
            added = add_part(model, owner, turn=1)
            for part in reversed(parts):
                if getattr(part, "is_published", False):
                    model.objects.filter(pk=part.pk).delete()
                else:
                    fill_own(part, 1, **({"replaces": added} if hasattr(model, "replaces") else {}))
    fill_own(document, 1, **given)


CASES = [(name, {}) for name in kinds() if name != "vendor"]
CASES += [("vendor", {"shares_nothing": False, "statement": LazyI18nString({})})]
DETACHED = {IncidentUpdate: {"kind": "update", "corrects": None}, Subprocessor: {"replaces": None}}
BY_ADDRESS = ("uuid", "slug", "reference")


def appended(kind, **given):
    """Return a document with every field filled whose page is public, and its data."""
    document = filled(kind, **given)
    version = document.append(document.data(), NOTE)
    return kind.document.objects.get(pk=document.pk), version.data


def remove_parts(kind):
    """Take away what is published of a document's parts, as nobody can in the admin."""
    for model in kind.parts:
        if model in DETACHED:
            model.objects.update(**DETACHED[model])
        if model in DECLARED:
            model.objects.all().delete()


@pytest.mark.parametrize("name, given", CASES, ids=[name for name, _given in CASES])
def test_every_published_field_comes_back_and_no_other_one_changes(db, name, given):
    kind = kinds()[name]
    document, data = appended(kind, **given)
    was, _internal = split(snapshot(kind, document.pk))
    change_everything(kind, document, **({"shares_nothing": True} if given else {}))
    changed, internal = split(snapshot(kind, document.pk))
    unchanged = [key for key in was if key in changed and was[key] == changed[key]]
    assert [key for key in unchanged if key[2] not in BY_ADDRESS] == []

    kind.document.objects.get(pk=document.pk).restore(data)
    now, internal_now = split(snapshot(kind, document.pk))
    assert now == was
    assert internal_now.items() <= internal.items()
    assert {key[2] for key in internal_now} == {key[2] for key in internal}


@pytest.mark.parametrize("name, given", CASES, ids=[name for name, _given in CASES])
def test_parts_that_are_gone_come_back_with_every_field(db, name, given):
    kind = kinds()[name]
    document, data = appended(kind, **given)
    was, _internal = split(snapshot(kind, document.pk))
    remove_parts(kind)
    document.restore(data)
    now, _internal = split(snapshot(kind, document.pk))
    assert now == was


def test_a_third_party_that_shares_nothing_comes_back_without_elements(db):
    kind = kinds()["vendor"]
    vendor = fill_own(Vendor(slug="nobody"), shares_nothing=True)
    vendor.publish(note=NOTE)
    was, _internal = split(snapshot(kind, vendor.pk))
    fill_own(vendor, 1)
    add_part(DataElement, vendor)
    vendor.restore(vendor.current().data)
    assert split(snapshot(kind, vendor.pk))[0] == was


# Versions of before a release that added a key


def restored(document, data):
    """Restore a version into the draft as it is now, and say what it would publish then."""
    draft = type(document).objects.get(pk=document.pk)
    draft.restore(data)
    return draft.data()


def without_parts(document, data):
    """Restore a version into a draft whose parts are gone."""
    remove_parts(kinds()[document.kind])
    return restored(document, data)


@pytest.mark.parametrize("into", [restored, without_parts])
@pytest.mark.parametrize("name, given", CASES, ids=[name for name, _given in CASES])
def test_a_version_that_lacks_a_key_can_be_restored(db, name, given, into):
    document, data = appended(kinds()[name], **given)
    faults = []
    for path in optional_keys(data):
        with undone(), noted(faults, ".".join(path)):
            into(document, without(data, [path]))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name, given", CASES, ids=[name for name, _given in CASES])
def test_a_version_that_lacks_all_keys_that_can_be_lacking_can_be_restored(db, name, given):
    document, data = appended(kinds()[name], **given)
    least = without(data, optional_keys(data))
    restored(document, least)
    without_parts(document, least)
