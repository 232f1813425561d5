"""The list of data elements, as long as Apple's: opened, filtered, searched, edited, saved."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from sharing.models import DataElement
from trustportal.publishing.models import Edit

from .browsing import opened, text_of
from .conftest import add_element

ELEMENTS = reverse("admin:sharing_dataelement_changelist")
ADD = reverse("admin:sharing_dataelement_add")


@pytest.fixture
def many(apple, device_data):
    """As many elements as Apple really has: 88."""
    for number in range(85):
        add_element(
            apple,
            device_data,
            f"element_{number}",
            order=number,
            direction="received",
            service="VPP",
        )
    return apple


def names(response):
    return [
        cell.text_content()
        for cell in html.fromstring(response.text).xpath('//th[@class="field-both_names"]/a')
    ]


def test_a_list_of_88_elements_opens_on_one_page_and_is_edited_in_place(many, editing):
    address = f"{ELEMENTS}?vendor__id__exact={many.pk}"
    form = opened(editing, address, "form-TOTAL_FORMS")
    assert form["form-TOTAL_FORMS"] == "88"
    changed = {"form-0-necessity": "optional", "form-87-identifiability": "none", "_save": "Save"}
    response = editing.post(address, form | changed, follow=True)
    assert "2 data elements were changed successfully." in response.text
    assert DataElement.objects.get(pk=form["form-0-id"]).necessity == "optional"
    assert DataElement.objects.get(pk=form["form-87-id"]).identifiability == "none"
    assert [edit.what for edit in Edit.objects.all()] == [
        "Changed Identifiability.",
        "Changed Necessity.",
    ]


def test_no_form_of_the_list_exceeds_the_fields_that_django_takes(many, device_data, editing):
    """Not even with all rows on a page, each ticked, where Django offers to show all."""
    for number in range(112):
        add_element(many, device_data, f"another_{number}")
    for address in (ELEMENTS, f"{ELEMENTS}?all="):
        form = opened(editing, address, "form-TOTAL_FORMS")
        fields = len(form) + int(form["form-TOTAL_FORMS"])
        assert 400 < fields < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS == 1000


def test_the_list_costs_the_same_queries_for_3_and_88_rows(
    apple, device_data, editing, django_assert_num_queries
):
    editing.get(ELEMENTS)
    with CaptureQueriesContext(connection) as few:
        assert len(names(editing.get(ELEMENTS))) == 3
    for number in range(85):
        add_element(apple, device_data, f"element_{number}")
    with django_assert_num_queries(len(few)):
        assert len(names(editing.get(ELEMENTS))) == 88


def test_the_third_party_leads_to_its_elements_alone(many, device_data, editing):
    other = type(many).objects.create(slug="jamf", name="Jamf", relationship="independent")
    add_element(other, device_data, "of_jamf")
    vendor = editing.get(reverse("admin:sharing_vendor_change", args=[other.pk]))
    (link,) = [
        link for link in html.fromstring(vendor.text).iter("a") if link.text == "1 data element"
    ]
    assert names(editing.get(link.get("href"))) == ["of_jamf"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("direction__exact=received", ["IMEI"]),
        ("direction__exact=sent", ["serial_number", "Größe", "token"]),
        ("service=ASM/DEP", ["token"]),
        ("necessity__exact=optional", ["token"]),
        ("identifiability__exact=pseudonymous", ["IMEI"]),
        ("is_secret__exact=1", ["token"]),
        ("is_secret__exact=0", ["serial_number", "Größe", "IMEI"]),
    ],
)
def test_the_list_is_filtered(apple, device_data, editing, query, expected):
    add_element(
        apple,
        device_data,
        "token",
        order=9,
        service="ASM/DEP",
        is_secret=True,
        necessity="optional",
    )
    assert names(editing.get(f"{ELEMENTS}?{query}")) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Größe", ["Größe"]),
        ("Wofür IMEI", ["IMEI"]),
        ("Wofür serial_number dient", ["serial_number"]),
        ("straße", ["IMEI"]),
        ("APNs", ["serial_number", "Größe", "IMEI"]),
        ("nowhere", []),
    ],
)
def test_the_list_is_searched_in_every_language(apple, editing, query, expected):
    element = apple.elements.get(name="IMEI")
    element.details = {"en": "A street.", "de": "Eine straße."}
    element.save()
    assert names(editing.get(ELEMENTS, {"q": query})) == expected


def element(apple, device_data, **more):
    values = {
        "vendor": apple.pk,
        "direction": "sent",
        "service": "APNs",
        "name": "new_one",
        "purpose_0": "Why.",
    }
    return (
        values
        | {"category": device_data.pk, "necessity": "required", "identifiability": "none"}
        | more
    )


def test_an_element_is_added_with_its_texts_in_both_languages(apple, device_data, editing):
    form = opened(editing, ADD, "seen") | element(
        apple, device_data, purpose_1="Wofür.", example_0="42"
    )
    assert editing.post(ADD, form).status_code == 302
    added = DataElement.objects.get(name="new_one")
    assert (added.purpose.data, added.example.data) == (
        {"en": "Why.", "de": "Wofür."},
        {"en": "42"},
    )
    assert (added.vendor, added.revision) == (apple, 1)


@pytest.mark.parametrize("name", ["serial_number", "Serial_NUMBER"])
def test_an_element_that_is_listed_already_is_refused_in_words(apple, device_data, editing, name):
    form = opened(editing, ADD, "seen") | element(apple, device_data, name=name)
    text = text_of(editing.post(ADD, form))
    assert "This element is listed already, for the same service and message." in text
    assert "onstraint" not in text
    assert apple.elements.count() == 3


def test_renaming_an_element_to_one_that_is_listed_is_refused_in_words(apple, editing):
    address = reverse(
        "admin:sharing_dataelement_change", args=[apple.elements.get(name="Größe").pk]
    )
    response = editing.post(address, opened(editing, address, "seen") | {"name": "SERIAL_number"})
    assert "This element is listed already, for the same service and message." in text_of(response)


def test_the_same_name_in_another_message_or_direction_is_another_element(
    apple, device_data, editing
):
    for more in ({"message": "Check-in"}, {"direction": "received"}, {"service": "VPP"}):
        form = opened(editing, ADD, "seen") | element(
            apple, device_data, name="serial_number", **more
        )
        assert editing.post(ADD, form).status_code == 302
    assert apple.elements.filter(name="serial_number").count() == 4


def test_an_example_for_a_credential_is_refused_beside_its_field(apple, device_data, editing):
    form = opened(editing, ADD, "seen") | element(
        apple, device_data, is_secret="on", example_1="abc"
    )
    response = editing.post(ADD, form)
    assert response.context["adminform"].form.errors == {
        "example": ["This is a credential: do not give an example."]
    }
    assert "This is a credential: do not give an example." in text_of(response)
    assert apple.elements.count() == 3


def test_control_characters_are_refused_beside_their_field(apple, device_data, editing):
    form = opened(editing, ADD, "seen") | element(
        apple, device_data, purpose_1="A\x0bB", name="bad\u202ename"
    )
    errors = editing.post(ADD, form).context["adminform"].form.errors
    assert errors == {
        "purpose": ["The character U+000B (place 2) cannot be shown. Please remove it."],
        "name": ["The character U+202E (place 4) cannot be shown. Please remove it."],
    }
    assert apple.elements.count() == 3


def test_texts_are_stored_in_composed_letters(apple, device_data, editing):
    form = opened(editing, ADD, "seen") | element(
        apple, device_data, name="Gro\u0308ße", service="VPP"
    )
    assert editing.post(ADD, form).status_code == 302
    assert DataElement.objects.get(service="VPP").name == "Größe"
