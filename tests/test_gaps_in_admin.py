"""Where staff see what is missing: the review, meters, lists and their filter."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from sharing.models import DataElement, Vendor
from subprocessors.models import Register, Subprocessor
from trustportal.staff.addresses import address_of

from .browsing import opened, text_of
from .conftest import add_element, add_entry
from .reading import tree, words

ENTRIES = reverse("admin:subprocessors_subprocessor_changelist")
ELEMENTS = reverse("admin:sharing_dataelement_changelist")
VENDORS = reverse("admin:sharing_vendor_changelist")
MECHANISM = "Transfer mechanism (EU)"


def links(response):
    """Return {text: address} of a page's links."""
    return {words(link): link.get("href") for link in html.fromstring(response.text).iter("a")}


def names(response):
    return [
        words(cell) for cell in html.fromstring(response.text).xpath("//th[@class='field-name']")
    ]


def column(response):
    cells = html.fromstring(response.text).xpath("//td[@class='field-completeness']")
    return [words(cell) for cell in cells]


def meter_of(response):
    """Return what the meter of a page says: its head, and its lines."""
    page = html.fromstring(response.text)
    return [words(part) for part in page.xpath("//meter/.. | //ul[@class='meter']/li")]


@pytest.fixture
def lakeside(register):
    return Subprocessor.objects.get(name="Lakeside Mail")


# Where staff see it


def test_a_line_leads_to_the_list_of_all_that_lack_the_fact(thirty, publishing):
    Subprocessor.objects.filter(name="Company 7").update(contact="Privacy Office")
    response = publishing.get(address_of(thirty, "publish"))
    address = links(response)["Contact: missing for 29 of 30 entries"]
    assert address == f"{ENTRIES}?missing=contact"
    listed = names(publishing.get(address))
    assert (len(listed), "Company 7" in listed) == (29, False)


def test_a_line_leads_to_the_one_entry_that_lacks_the_fact(thirty, publishing):
    entry = Subprocessor.objects.get(name="Company 7")
    Subprocessor.objects.exclude(pk=entry.pk).update(contact="Privacy Office")
    response = publishing.get(address_of(thirty, "publish"))
    found = links(response)["Contact: missing for 1 of 30 entries"]
    assert found == address_of(entry, "change")


def test_a_line_leads_to_the_elements_of_its_third_party_alone(apple, device_data, publishing):
    for name in ("one", "two"):
        add_element(apple, device_data, name, purpose={})
    other = Vendor.objects.create(slug="other", name="Other")
    add_element(other, device_data, "three", purpose={})
    response = publishing.get(address_of(apple, "publish"))
    address = links(response)["Purpose: missing for 2 of 5 entries"]
    assert address == f"{ELEMENTS}?vendor__id__exact={apple.pk}&missing=purpose"
    listed = tree(publishing.get(address)).xpath("//th[contains(@class, 'field-both_names')]")
    assert [words(cell) for cell in listed] == ["one", "two"]


def test_a_blocking_gap_is_among_what_blocks_and_leads_there_too(thirty, publishing, settings):
    settings.REQUIRED_FACTS = ["subprocessor.contact"]
    response = publishing.get(address_of(thirty, "publish"))
    blocking = html.fromstring(response.text).xpath("//h2[@id='blocking']/..//li")
    assert [words(line) for line in blocking] == ["Contact: missing for 30 of 30 entries"]
    assert links(response)["Contact: missing for 30 of 30 entries"] == f"{ENTRIES}?missing=contact"
    assert text_of(response).count("Contact: missing") == 1
    assert 'name="note_0"' not in response.text


def test_a_refusal_is_shown_as_a_list(register, lakeside, publishing, settings):
    form = opened(publishing, address_of(register, "publish"), "reviewed") | {"note_0": "New."}
    settings.REQUIRED_FACTS = ["subprocessor.retention", "subprocessor.subjects"]
    response = publishing.post(address_of(register, "publish"), form)
    shown = html.fromstring(response.text).xpath("//ul[@class='errornote']/li")
    assert [words(line) for line in shown] == [
        "Data subjects: missing for 2 of 2 entries",
        "Retention: missing for 2 of 2 entries",
    ]


def test_many_warnings_of_one_kind_are_one_line_with_each_entry_below_it(thirty, publishing):
    Subprocessor.objects.update(contact="Erika Mustermann")
    response = publishing.get(address_of(thirty, "publish"))
    (line,) = html.fromstring(response.text).xpath("//section//details/summary")
    kind = "A contact looks like a person's name. Prefer a role: what is published stays."
    assert words(line) == f"{kind} 30×"
    assert len(line.getparent().xpath(".//li")) == 30
    entry = Subprocessor.objects.get(name="Company 7")
    assert links(response)["Edit Company 7"] == address_of(entry, "change")


def test_a_few_warnings_are_shown_one_by_one(thirty, publishing):
    for entry in Subprocessor.objects.all()[:3]:
        entry.contact = "Erika Mustermann"
        entry.save()
    response = publishing.get(address_of(thirty, "publish"))
    assert html.fromstring(response.text).xpath("//section//details") == []
    assert text_of(response).count("looks like a person's name") == 3


def test_the_meter_of_the_register_adds_up_those_of_its_entries(register, lakeside, editing):
    meters = [entry.meter() for entry in Subprocessor.objects.all()]
    own = len(Register.ASKED)
    meter = register.meter()
    assert meter.total == own + sum(meter.total for meter in meters)
    assert meter.stated == sum(meter.stated for meter in meters)  # it states nothing of its own
    head, *lines = meter_of(editing.get(address_of(register, "change")))
    assert head == f"{meter.stated} of {meter.total} facts stated"
    assert "Summary: missing" in lines
    assert "Data subjects: missing for 2 of 2 entries (Art. 28(3) GDPR)" in lines


def test_the_meter_of_an_entry_says_what_it_lacks_and_what_it_states(lakeside, editing):
    lakeside.contact = lakeside.contact_url = ""
    lakeside.save()
    head, *lines = meter_of(editing.get(address_of(lakeside, "change")))
    assert head == f"{lakeside.meter().stated} of {lakeside.meter().total} facts stated"
    assert lines == [
        "Contact: missing (SCC, Annex III and IV)",
        "Responsibilities: missing (SCC, Annex III and IV)",
        "Data subjects: missing (Art. 28(3) GDPR)",
        "Retention: missing (Art. 28(3) GDPR)",
        "Data processing agreement: missing (Art. 28(4) GDPR)",
        "Stated: Legal name, Registered address, Country of registration, "
        "Start of the processing, Applicability, Purpose, Categories of data, "
        "Processing location, Country of each location, Activity at each location, "
        "Transfer mechanism (EU), Whether AI models are trained",
    ]


def test_the_meter_of_a_third_party_counts_its_elements(apple, device_data, editing):
    add_element(apple, device_data, "one", purpose={}, necessity="")
    _head, *lines = meter_of(editing.get(address_of(apple, "change")))
    assert "Purpose: missing for 1 of 4 entries" in lines
    assert apple.meter().total == 10 - len(["statement"]) + 4 * len(DataElement.ASKED)


def test_a_form_for_adding_has_no_meter(editing, register):
    response = editing.get(reverse("admin:subprocessors_subprocessor_add"))
    assert (response.status_code, meter_of(response)) == (200, [])


# Lists


def test_the_lists_show_how_complete_each_draft_is(register, lakeside, apple, editing):
    lakeside.contact = lakeside.contact_url = ""
    lakeside.save()
    meters = [str(entry.meter()) for entry in Subprocessor.objects.all()]
    assert column(editing.get(ENTRIES)) == meters
    assert meters[0] == "12 of 17"
    apple.elements.filter(name="IMEI").update(necessity="", purpose="{}")
    assert column(editing.get(ELEMENTS)) == ["4 of 4", "4 of 4", "2 of 4"]
    assert column(editing.get(VENDORS)) == [str(apple.meter())]


def test_a_list_is_filtered_by_what_is_missing(register, lakeside, editing):
    lakeside.contact = lakeside.contact_url = ""
    lakeside.save()
    assert names(editing.get(ENTRIES, {"missing": "contact"})) == ["Lakeside Mail"]
    assert names(editing.get(ENTRIES, {"missing": "purpose"})) == []
    assert len(names(editing.get(ENTRIES, {"missing": "anything"}))) == 2
    lakeside.transfers.all().delete()
    offered = html.fromstring(editing.get(ENTRIES).text).xpath(
        "//*[@id='changelist-filter']//a[contains(@href, 'missing=transfer')]"
    )
    assert [(words(link), link.get("href")) for link in offered] == [
        (MECHANISM, "?missing=transfer-EU")
    ]
    assert names(editing.get(ENTRIES, {"missing": "transfer-EU"})) == ["Lakeside Mail"]


def test_third_parties_are_filtered_by_what_their_elements_lack(apple, device_data, editing):
    whole = Vendor.objects.create(slug="whole", name="Whole", summary={"en": "All."})
    add_element(whole, device_data, "one")
    apple.elements.filter(name="IMEI").update(purpose="{}")
    assert names(editing.get(VENDORS, {"missing": "dataelement.purpose"})) == ["Apple"]
    assert names(editing.get(VENDORS, {"missing": "consent"})) == ["Whole"]


def cost(browser, address, **query):
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address, query).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("address", "query"),
    [(ENTRIES, {"missing": "anything"}), (ELEMENTS, {"missing": "anything"}), (ELEMENTS, {})],
)
def test_no_list_costs_more_queries_for_more_rows(
    register, apple, device_data, editing, address, query
):
    apple.elements.update(purpose="{}")
    cost(editing, address, **query)
    few = cost(editing, address, **query)
    for number in range(10):
        add_entry(device_data, f"Entry {number}", "FR")
        add_element(apple, device_data, f"element-{number}", purpose={})
    assert cost(editing, address, **query) == few


def test_the_meters_of_third_parties_cost_as_much_for_many_elements(apple, device_data, editing):
    cost(editing, VENDORS)
    few = cost(editing, VENDORS)
    for number in range(10):
        add_element(apple, device_data, f"element-{number}", purpose={})
    assert cost(editing, VENDORS) == few


def test_the_review_costs_as_many_queries_for_many_entries(register, device_data, publishing):
    address = address_of(register, "publish")
    cost(publishing, address)
    few = cost(publishing, address)
    for number in range(10):
        add_entry(device_data, f"Entry {number}", "FR")
    assert cost(publishing, address) == few
