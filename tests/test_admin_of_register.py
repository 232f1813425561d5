"""The register's admin: a list, forms that know countries, the end of a transfer mechanism."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from subprocessors.models import Subprocessor, Transfer
from trustportal.language.locales import today
from trustportal.publishing.models import Edit
from trustportal.staff.drafts import address_of

from .browsing import opened, text_of
from .conftest import add_entry, add_transfer
from .reading import words

LIST = reverse("admin:subprocessors_subprocessor_changelist")
INVALIDATED = reverse("admin:subprocessors_subprocessor_invalidated")


def names(response):
    return [
        words(cell) for cell in html.fromstring(response.text).xpath("//th[@class='field-name']")
    ]


@pytest.fixture
def lakeside(register):
    return Subprocessor.objects.get(name="Lakeside Mail")


# The list


def test_the_list_is_filtered_by_country_and_each_is_offered_by_name(register, lakeside, editing):
    lakeside.locations.create(country="US", activity="backup")
    response = editing.get(LIST)
    offered = html.fromstring(response.text).xpath(
        "//*[@id='changelist-filter']//a[contains(@href, 'country=')]"
    )
    assert [(words(link), link.get("href")) for link in offered] == [
        ("Germany", "?country=DE"),
        ("United States", "?country=US"),
    ]
    assert names(editing.get(LIST, {"country": "US"})) == ["Lakeside Mail"]
    assert names(editing.get(LIST, {"country": "FR"})) == []


def test_the_list_is_filtered_by_state(register, lakeside, device_data, editing):
    add_entry(device_data, "Newcomer", "FR", 40)
    lakeside.ends_on = today()
    lakeside.save()
    found = {
        state: names(editing.get(LIST, {"state": state}))
        for state in ("announced", "active", "ending", "ended")
    }
    assert found == {
        "announced": ["Newcomer"],
        "active": ["Nordlicht Hosting"],
        "ending": ["Lakeside Mail"],
        "ended": [],
    }
    assert len(names(editing.get(LIST, {"state": "nonsense"}))) == 3


def test_former_names_are_searched(lakeside, editing):
    lakeside.former_names = "Puddle Post"
    lakeside.save()
    assert names(editing.get(LIST, {"q": "puddle"})) == ["Lakeside Mail"]


def test_the_list_costs_as_many_queries_for_many_entries(register, device_data, editing):
    assert len(names(editing.get(LIST))) == 2  # what only the first request reads
    costs = []
    for number in range(20):
        with CaptureQueriesContext(connection) as queries:
            found = len(names(editing.get(LIST, {"missing": "responsibilities"})))
        costs.append((found - number, len(queries)))
        add_entry(device_data, f"Entry {number}", "FR")
    assert set(costs) == {(2, costs[0][1])}
    assert costs[0][1] <= 60


def test_the_register_leads_to_its_entries(register, editing):
    for address in (
        address_of(register, "change"),
        reverse("admin:subprocessors_register_changelist"),
    ):
        (link,) = html.fromstring(editing.get(address).text).xpath(
            f"//*[@id='content']//a[@href='{LIST}']"
        )
        assert words(link) == "2 subprocessors"


# The form


def test_a_country_is_chosen_by_name(lakeside, editing):
    page = html.fromstring(editing.get(address_of(lakeside, "change")).text)
    for name in ("country", "locations-0-country"):
        assert (
            words(page.xpath(f"//select[@name='{name}']/option[@selected]")[0]) == "United States"
        )
        assert len(page.xpath(f"//select[@name='{name}']/option")) > 200


def test_what_no_country_has_as_code_is_refused(lakeside, editing):
    address = address_of(lakeside, "change")
    form = opened(editing, address, "seen") | {"country": "XX"}
    assert "Select a valid choice. XX is not one of the available choices." in text_of(
        editing.post(address, form)
    )


def test_the_slug_of_an_entry_is_fixed_once_the_register_was_published(register, lakeside, editing):
    address = address_of(lakeside, "change")
    assert opened(editing, address, "seen")["slug"] == "lakeside-mail"
    assert (
        '"#id_slug"'
        in html.fromstring(editing.get(address).text).xpath("//@data-prepopulated-fields")[0]
    )
    register.publish(note={"en": "First."})
    assert "slug" not in opened(editing, address, "seen")
    assert html.fromstring(editing.get(address).text).xpath("//@data-prepopulated-fields") == ["[]"]


def test_dates_in_the_wrong_order_are_refused_at_the_field(lakeside, editing):
    address = address_of(lakeside, "change")
    form = opened(editing, address, "seen") | {
        "ends_on": (lakeside.starts_on - timedelta(days=1)).isoformat()
    }
    page = html.fromstring(editing.post(address, form).text)
    assert words(page.get_element_by_id("id_ends_on_error")) == "The end is before the start."


def test_every_hook_of_the_parts_is_one():
    known = set(dir(admin.StackedInline))
    for inline in admin.site._registry[Subprocessor].inlines:
        own = [
            name
            for base in inline.__mro__
            if base.__module__.startswith("subprocessors")
            for name in vars(base)
        ]
        assert [
            name
            for name in own
            if name.startswith(("get_", "has_", "formfield_")) and name not in known
        ] == []


# A transfer mechanism is invalidated


def test_an_invalidated_mechanism_is_ended_for_each_transfer_of_an_entry(lakeside, publishing):
    add_transfer(lakeside, "UK", "dpf", checked_on=today())
    add_transfer(lakeside, "EU", "scc", checked_on=today())
    response = publishing.post(
        INVALIDATED, {"mechanism": "dpf", "last_day": today().isoformat()}, follow=True
    )
    assert "2 transfer mechanisms were ended in the draft." in response.text
    ends = list(Transfer.objects.order_by("pk").values_list("mechanism__slug", "ends_on"))
    assert ends == [("dpf", today()), ("dpf", today()), ("scc", None)]
    assert Edit.objects.filter(kind="register", target=Edit.target_of(lakeside)).count() == 2


def test_a_form_that_was_open_when_the_mechanism_was_invalidated_does_not_bring_it_back(
    lakeside, publishing, editing
):
    address = address_of(lakeside, "change")
    form = opened(editing, address, "seen")
    publishing.post(INVALIDATED, {"mechanism": "dpf", "last_day": today().isoformat()})
    response = editing.post(address, form | {"name": "Renamed", "transfers-0-ends_on": ""})
    assert "somebody saved this in the meantime" in text_of(response)
    assert Transfer.objects.get().ends_on == today()


def test_who_is_affected_is_shown_before_anything_changes(register, lakeside, publishing):
    asked = {"mechanism": "dpf", "last_day": today().isoformat()}
    assert "1 mechanism is affected Lakeside Mail : EU: Data Privacy Framework" in text_of(
        publishing.get(INVALIDATED, asked)
    )
    assert "0 mechanisms are affected" in text_of(
        publishing.get(INVALIDATED, asked | {"mechanism": "idta"})
    )
    assert "Enter a valid date." in text_of(
        publishing.get(INVALIDATED, asked | {"last_day": "soon"})
    )
    assert Transfer.objects.get().ends_on is None
