"""What is false in the register or worth a look: each check names the entry. See test_gaps.py."""

from datetime import timedelta

import pytest

from subprocessors.checks import looks_like_a_person
from subprocessors.models import Subprocessor, Transfer
from trustportal.language.locales import today

from .conftest import NOTE, add_entry


def problems(register):
    return [(str(problem.text), problem.blocks) for problem in register.review().problems]


def test_a_complete_register_has_no_problem(register):
    assert problems(register) == []


@pytest.mark.parametrize(
    ("change", "problem", "blocks"),
    [
        (
            {"contact": "Erika Mustermann"},
            "Lakeside Mail: “Erika Mustermann” looks like a person's name. "
            "Prefer a role: what is published stays.",
            False,
        ),
        (
            {"country": "CA"},
            "Lakeside Mail: “Data Privacy Framework” is for recipients in another country.",
            True,
        ),
    ],
)
def test_a_field_that_is_doubtful_is_told(register, change, problem, blocks):
    entry = Subprocessor.objects.get(name="Lakeside Mail")
    for key, value in change.items():
        setattr(entry, key, value)
    entry.save()
    assert problems(register) == [(problem, blocks)]


@pytest.mark.parametrize("parts", ["locations", "transfers"])
def test_a_part_that_ends_before_it_starts_blocks(register, parts):
    """No form lets that through, but a script may."""
    entry = Subprocessor.objects.get(name="Lakeside Mail")
    entry_parts = getattr(entry, parts)
    entry_parts.update(starts_on=today(), ends_on=today() - timedelta(days=1))
    part = entry_parts.get()
    assert problems(register) == [(f"Lakeside Mail: “{part}” ends before it starts.", True)]


def test_entries_that_state_neither_legal_name_nor_purpose_are_not_alike(register):
    Subprocessor.objects.update(legal_name="", purpose={"en": "Hosting"})
    assert not [text for text, _blocks in problems(register) if "listed twice" in text]
    Subprocessor.objects.update(name="Birch", purpose={})
    assert not [text for text, _blocks in problems(register) if "listed twice" in text]
    Subprocessor.objects.update(purpose={"en": "Hosting"})
    assert ("Birch is listed twice with the same purpose.", False) in problems(register)


@pytest.mark.parametrize("checked_on", [None, today() - timedelta(days=366)])
def test_a_mechanism_that_was_not_checked_within_a_year_is_told(register, checked_on):
    Transfer.objects.update(checked_on=checked_on)
    assert problems(register) == [
        ("Lakeside Mail: its transfer mechanism has not been checked within the last year.", False)
    ]


def test_the_same_entity_with_the_same_purpose_twice_is_told(register, device_data):
    twin = add_entry(device_data, "Nordlicht Two", "DE")
    twin.legal_name, twin.purpose = (
        "NORDLICHT HOSTING Ltd",
        Subprocessor.objects.get(name="Nordlicht Hosting").purpose,
    )
    twin.save()
    assert [
        blocks
        for text, blocks in problems(register)
        if "listed twice with the same purpose" in text
    ] == [False]


def test_entries_of_which_nobody_stated_a_purpose_are_not_called_alike(register):
    for entry in Subprocessor.objects.all():
        entry.legal_name, entry.purpose = "", {}
        entry.save()
    assert problems(register) == []


def test_a_name_that_is_only_respelled_asks_for_a_rename(register, device_data):
    register.publish(note=NOTE)
    entry = Subprocessor.objects.get(name="Lakeside Mail")
    entry.name = "LakeSide-Mail"
    entry.save()
    assert [blocks for text, blocks in problems(register) if "differ only in spelling" in text] == [
        False
    ]


def test_another_name_without_a_legal_name_asks_whether_it_is_another_company(register):
    register.publish(note=NOTE)
    entry = Subprocessor.objects.get(name="Lakeside Mail")
    entry.name = "Seaside Mail"
    entry.save()
    assert problems(register) == []  # the legal name stays
    Subprocessor.objects.filter(pk=entry.pk).update(legal_name="")
    told = (
        "“Lakeside Mail” is now “Seaside Mail”, and no legal name says that it is the same "
        "company. If it was renamed, add the former name; if it is another one, add an entry that "
        "replaces this one."
    )
    assert (told, False) in problems(register)
    Subprocessor.objects.filter(pk=entry.pk).update(former_names="Lakeside Mail")
    assert told not in [text for text, blocks in problems(register)]


@pytest.mark.parametrize(
    "name", ["Erika Mustermann", "Dr. Mustermann", "Herr Müller", "Anna-Lena Schmidt"]
)
def test_a_persons_name_is_recognised(name):
    assert looks_like_a_person(name)


@pytest.mark.parametrize(
    "name", ["Privacy Office", "Data Protection Officer", "Datenschutzbeauftragter", "Legal Team"]
)
def test_a_role_is_no_person(name):
    assert not looks_like_a_person(name)


def test_a_mechanism_that_fell_is_ended_for_all_who_rely_on_it(register, client_of, publisher):
    staff, address = client_of(publisher), "/admin/subprocessors/subprocessor/fallen/"
    asked = {"mechanism": "dpf", "last_day": today().isoformat()}
    assert "Lakeside Mail" in staff.get(address, asked).text
    assert Transfer.objects.get().ends_on is None
    assert staff.post(address, asked).status_code == 302
    assert Transfer.objects.get().ends_on == today()
    assert publisher.pk in register.editors_since(None)
