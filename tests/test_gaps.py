"""What is merely missing is told to staff, a line for each fact, and blocks where they want it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command

from subprocessors.models import Subprocessor
from trustportal.language.locales import today
from trustportal.publishing.checks import known_facts, required_facts_are_known
from trustportal.publishing.models import PublicationRefused
from trustportal.record.models import Version
from trustportal.vocabulary.models import TransferLaw

from .conftest import NOTE, add_entry, add_transfer
from .reading import main

MECHANISM = "Transfer mechanism (EU)"


def gaps(document):
    return [gap.text for gap in document.review().gaps]


def gap_of(document, key):
    (found,) = [gap for gap in document.review().gaps if gap.asked.key == key]
    return found


@pytest.fixture
def lakeside(register):
    return Subprocessor.objects.get(name="Lakeside Mail")


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
    """It does not need its database for that."""
    made_up = {
        "SECRET_KEY": "only-for-tests",
        "ALLOWED_HOSTS": "localhost",
        "SITE_URL": "http://localhost",
        "DATABASE_URL": "sqlite:////nowhere/portal.sqlite3",
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


# Readers


def test_readers_are_told_of_no_gap(thirty, stranger):
    """But for the annexes, whose form demands the facts."""
    assert gaps(thirty) != []
    thirty.publish(note=NOTE)
    page = main(stranger.get("/subprocessors/")).replace("the form demands are missing", "")
    entry = main(stranger.get("/subprocessor/company-7/"))
    for text in (page, entry, str(thirty.current().data)):
        assert [word for word in ("missing", "facts stated") if word in text] == []
