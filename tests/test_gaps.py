"""What is merely missing is told to staff, a line for each fact, and blocks where they want it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from sharing.models import DataElement, Vendor
from subprocessors.models import Register, Subprocessor
from trustportal.language.locales import today
from trustportal.publishing.checks import known_facts, required_facts_are_known
from trustportal.publishing.models import PublicationRefused
from trustportal.record.models import Version
from trustportal.staff.addresses import address_of
from trustportal.vocabulary.models import TransferLaw

from .browsing import opened, text_of
from .conftest import NOTE, add_element, add_entry, add_transfer
from .reading import main, words

ENTRIES = reverse("admin:subprocessors_subprocessor_changelist")
ELEMENTS = reverse("admin:sharing_dataelement_changelist")
VENDORS = reverse("admin:sharing_vendor_changelist")
MECHANISM = "Transfer mechanism (EU)"


def gaps(document):
    return [gap.text for gap in document.review().gaps]


def gap_of(document, key):
    (found,) = [gap for gap in document.review().gaps if gap.asked.key == key]
    return found


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
    return [
        words(part) for part in page.xpath("//p[@class='meter-head'] | //ul[@class='meter']/li")
    ]


@pytest.fixture
def lakeside(register):
    return Subprocessor.objects.get(name="Lakeside Mail")


@pytest.fixture
def thirty(db):
    """A register as real ones are: of 30 entries, name, purpose and the company's country."""
    call_command("setup_transfers", verbosity=0)
    register = Register.objects.create(title={"en": "Subprocessors", "de": "Unterauftragnehmer"})
    for number in range(30):
        Subprocessor.objects.create(
            name=f"Company {number}",
            slug=f"company-{number}",
            country="US",
            purpose={"en": f"Service {number}.", "de": f"Dienst {number}."},
        )
    return register


# What is asked for


def test_a_real_list_is_published_and_what_is_missing_is_one_line_for_each_fact(thirty):
    found = gaps(thirty)
    assert thirty.review().blockers() == []
    assert "Contact: missing for 30 of 30 entries" in found
    assert [line for line in found if line.startswith(("Purpose", "Country of reg"))] == []
    assert len(found) == len(set(found)) < 20
    assert thirty.publish(note=NOTE).number == 1


def test_a_published_list_with_gaps_is_corrected_later(thirty):
    thirty.publish(note=NOTE)
    entry = Subprocessor.objects.first()
    entry.purpose = {"en": f"{entry.purpose}.", "de": "Dienst."}
    entry.save()
    assert thirty.publish(note=NOTE, material=False).number == 2


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("legal_name", {"legal_name": ""}),
        ("address", {"address": ""}),
        ("contact", {"contact": "", "contact_url": ""}),
        ("country", {"country": ""}),
        ("starts_on", {"starts_on": None}),
        ("applies", {"applies": ""}),
        ("purpose", {"purpose": {}}),
        ("trains_ai", {"trains_ai": ""}),
    ],
)
def test_a_fact_that_one_entry_lacks_is_a_gap_of_that_entry(register, lakeside, key, change):
    before = gaps(register)
    for field, value in change.items():
        setattr(lakeside, field, value)
    lakeside.save()
    assert gap_of(register, key).lacking == [lakeside]
    assert register.review().blockers() == []
    assert len(gaps(register)) == len(before) + 1


def test_any_field_that_states_a_fact_will_do(register, lakeside):
    lakeside.contact = ""
    lakeside.categories.clear()
    lakeside.data_in_words = {"de": "Nur Adressen."}
    lakeside.agreement = {"en": "Part of the terms of service."}
    lakeside.save()
    open_facts = {gap.asked.key for gap in lakeside.meter().open}
    assert open_facts == {"responsibilities", "subjects", "retention"}


def test_what_has_ended_is_asked_for_nothing(thirty):
    Subprocessor.objects.filter(name="Company 0").update(ends_on="2020-01-01")
    assert "Contact: missing for 29 of 29 entries" in gaps(thirty)
    assert str(Subprocessor.objects.get(name="Company 0").meter()) == ""


def test_places_are_asked_for_their_country_and_activity_where_there_are_any(register, lakeside):
    assert [key for key in ("place", "activity") if key in keys_of(register)] == []
    lakeside.locations.update(country="", region="WORLDWIDE", activity="")
    assert (gap_of(register, "place").lacking, gap_of(register, "activity").lacking) == (
        [lakeside],
        [lakeside],
    )
    lakeside.locations.update(region="EU", activity="storage")
    assert [key for key in ("place", "activity") if key in keys_of(register)] == []
    lakeside.locations.update(ends_on="2020-01-01")
    assert "locations" in keys_of(register)


def keys_of(document):
    return [gap.asked.key for gap in document.review().gaps]


# Transfer mechanisms


def mechanisms_missing(register):
    return {
        gap.asked.name: [entry.name for entry in gap.lacking]
        for gap in register.review().gaps
        if gap.asked.key == "transfer"
    }


def test_no_mechanism_is_asked_for_until_the_register_names_a_law(register, lakeside):
    lakeside.transfers.all().delete()
    assert mechanisms_missing(register) == {MECHANISM: ["Lakeside Mail"]}
    register.laws.clear()
    assert mechanisms_missing(register) == {}


def test_a_mechanism_is_asked_for_under_each_law_by_itself(register):
    register.laws.set(TransferLaw.objects.filter(slug__in=["EU", "CH"]))
    both = ["Lakeside Mail", "Nordlicht Hosting"]
    assert mechanisms_missing(register) == {"Transfer mechanism (Switzerland)": both}


@pytest.mark.parametrize(
    ("place", "is_asked"),
    [
        ({"country": "DE"}, False),
        ({"country": "US"}, True),
        ({"country": "GB"}, True),
        ({"region": "EU"}, False),
        ({"region": "EEA"}, False),
        ({"region": "EUROPE"}, False),
        ({"region": "WORLDWIDE"}, False),
        ({"place": {"en": "us-east-1"}}, False),
    ],
)
def test_a_mechanism_is_asked_for_where_data_certainly_leaves_the_territory(
    register, lakeside, place, is_asked
):
    lakeside.transfers.all().delete()
    lakeside.locations.all().delete()
    lakeside.locations.create(**place)
    assert bool(mechanisms_missing(register)) is is_asked


def test_the_european_union_is_outside_of_switzerland(register, lakeside):
    register.laws.set(TransferLaw.objects.filter(slug="CH"))
    lakeside.locations.update(country="", region="EU")
    assert "Lakeside Mail" in mechanisms_missing(register)["Transfer mechanism (Switzerland)"]


def test_without_a_place_the_country_of_the_company_counts(register, lakeside):
    lakeside.transfers.all().delete()
    lakeside.locations.all().delete()
    assert mechanisms_missing(register) == {MECHANISM: ["Lakeside Mail"]}
    Subprocessor.objects.update(country="")
    assert mechanisms_missing(register) == {}


@pytest.mark.parametrize("change", ["gone", "none needed", "ended", "of another law"])
def test_only_a_mechanism_in_force_that_makes_it_lawful_closes_the_gap(register, lakeside, change):
    assert mechanisms_missing(register) == {}
    transfer = lakeside.transfers.get()
    if change == "ended":
        transfer.ends_on = "2020-01-01"
        transfer.save()
    else:
        transfer.delete()
    if change == "none needed":
        add_transfer(lakeside, "EU", "none")
    if change == "of another law":
        add_transfer(lakeside, "UK", "idta")
    assert mechanisms_missing(register) == {MECHANISM: ["Lakeside Mail"]}


def test_what_begins_later_needs_its_mechanism_then(register, device_data):
    entry = add_entry(device_data, "Newcomer", "US", starts_in=40)
    add_transfer(entry, "EU", "dpf", starts_on=entry.starts_on, checked_on=today())
    assert mechanisms_missing(register) == {}


# Required facts


def test_a_required_fact_blocks_and_the_others_do_not(register, lakeside, settings):
    settings.REQUIRED_FACTS = ["subprocessor.contact", "subprocessor.retention"]
    Subprocessor.objects.update(contact="", contact_url="")
    with pytest.raises(PublicationRefused) as refused:
        register.publish(note=NOTE)
    assert refused.value.reasons == [
        "Contact: missing for 2 of 2 entries",
        "Retention: missing for 2 of 2 entries",
    ]
    assert str(refused.value) == "\n".join(refused.value.reasons)
    Subprocessor.objects.update(contact="Privacy Office", retention='{"en": "A year."}')
    assert register.publish(note=NOTE).number == 1


def test_a_required_mechanism_is_required_under_every_law(register, lakeside, settings):
    settings.REQUIRED_FACTS = ["subprocessor.transfer"]
    assert register.review().blockers() == []
    lakeside.transfers.all().delete()
    assert [gap.text for gap in register.review().blockers()] == [
        f"{MECHANISM}: missing for 1 of 1 entry"
    ]


def test_an_unknown_fact_is_refused_and_the_known_ones_are_named(settings):
    settings.REQUIRED_FACTS = ["subprocessor.contact", "subprocessor.shoe_size"]
    (error,) = required_facts_are_known(None)
    assert error.msg == "REQUIRED_FACTS names what nobody is asked for: subprocessor.shoe_size."
    assert error.hint == f"There are: {', '.join(known_facts())}."
    assert len(set(known_facts())) == len(known_facts()) > 40
    settings.REQUIRED_FACTS = known_facts()
    assert required_facts_are_known(None) == []


@pytest.mark.parametrize(
    ("required", "starts"),
    [(" subprocessor.contact, vendor.summary ", True), ("nonsense.fact", False)],
)
def test_the_server_starts_only_with_facts_that_are_known(required, starts):
    made_up = {
        "SECRET_KEY": "only-for-tests",
        "ALLOWED_HOSTS": "localhost",
        "SITE_URL": "http://localhost",
        "REQUIRED_FACTS": required,
    }
    server = subprocess.run(
        [sys.executable, "-c", "import trustportal.wsgi"],
        cwd=project.BASE_DIR,
        env={"PATH": os.environ["PATH"]} | made_up,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (server.returncode == 0) is starts
    assert ("nonsense.fact" in server.stderr and "vendor.consent" in server.stderr) is not starts


def test_a_command_prints_what_blocks_a_line_each(db, settings):
    settings.REQUIRED_FACTS = ["subprocessor.agreement"]
    with pytest.raises(CommandError) as refused:
        call_command("load_sample", verbosity=0)
    assert str(refused.value).splitlines() == [
        "The sample was not published:",
        "Data processing agreement: missing for 2 of 22 entries",
    ]
    assert Version.objects.count() == 0


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
    assert names(publishing.get(address)) == ["one", "two"]


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
        "Stated: Legal name, Registered address, Country of registration, Starts on, Applies, "
        "Purpose, Categories of data, Processing location, Country of each location, "
        "Activity at each location, Transfer mechanism (EU), Trains AI models with the data",
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


# Readers


def test_readers_are_told_of_no_gap(thirty, stranger):
    """But for the annexes, whose form demands the facts."""
    assert gaps(thirty) != []
    thirty.publish(note=NOTE)
    page = main(stranger.get("/subprocessors/")).replace("the form demands are missing", "")
    entry = main(stranger.get("/subprocessor/company-7/"))
    for text in (page, entry, str(thirty.current().data)):
        assert [word for word in ("missing", "facts stated") if word in text] == []
