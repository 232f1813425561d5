"""The chain of versions: how it grows, and what `verify_history` says when it was touched."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db import connection

from trustportal.record import canonical, triggers
from trustportal.record.models import Version

KINDS_OF_TRIGGER = {"sqlite": ["insert", "update", "delete"], "postgresql": ["row", "truncate"]}[
    connection.vendor
]
ALL_TRIGGERS = [
    f"{table}_{kind}" for table in ("record_version", "exports_export") for kind in KINDS_OF_TRIGGER
]
NOTE = {"en": "Why."}


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def unguarded(three_versions):
    """Somebody with all rights took the triggers away. The test's end brings them back."""
    connection.check_constraints()  # PostgreSQL alters no table that still has constraints to check
    triggers.remove(connection)
    return three_versions


def verified(*digests, capsys):
    call_command("verify_history", *digests)
    return capsys.readouterr().out.splitlines()


def complaints(*digests):
    with pytest.raises(CommandError) as refused:
        call_command("verify_history", *digests)
    return str(refused.value).splitlines()


def sealed_anew(position):
    """Give a tampered row the hashes that fit its content, as a thorough forger would."""
    version = Version.objects.get(position=position)
    version.content_sha256 = canonical.content_sha256(version)
    sql(
        "UPDATE record_version SET content_sha256 = %s WHERE position = %s",
        version.content_sha256,
        position,
    )
    sql(
        "UPDATE record_version SET digest = %s WHERE position = %s",
        canonical.sha256(canonical.header(version)),
        position,
    )


# How it grows


def test_the_site_has_one_chain_and_each_page_its_own_numbers(three_versions):
    assert [(v.position, v.kind, v.slug, v.number) for v in three_versions] == [
        (1, "vendor", "apple", 1),
        (2, "page", "data-security", 1),
        (3, "vendor", "apple", 2),
    ]
    first, second, third = three_versions
    assert [first.previous, second.previous, third.previous] == ["", first.digest, second.digest]


def test_two_kinds_may_use_the_same_slug(db):
    for kind in ("page", "vendor", "page"):
        Version.objects.append(kind, "apple", {"en": {"title": "A"}}, NOTE)
    assert [(v.kind, v.number) for v in Version.objects.all()] == [
        ("page", 1),
        ("vendor", 1),
        ("page", 2),
    ]


def test_the_same_content_twice_has_different_hashes(db):
    """The salt: nobody can guess an erased name by hashing names."""
    first = Version.objects.append("page", "a", {"en": {"title": "A"}}, NOTE)
    second = Version.objects.append("page", "a", {"en": {"title": "A"}}, NOTE)
    assert first.content_sha256 != second.content_sha256
    assert [len(v.salt) for v in (first, second)] == [32, 32]


@pytest.mark.parametrize(
    "content",
    [
        {"data": {"en": {"title": 1.5}}},
        {"data": {"en": {"title": "Gro\u0308ße"}}},
        {"note": {"en": "a\x0bb"}},
        {"note": {"en": "Gro\u0308ße"}},
        {"source": "a\u2028b"},
    ],
    ids=str,
)
def test_content_without_a_canonical_form_is_refused_and_leaves_no_trace(three_versions, content):
    content = {"data": {"en": {"title": "A"}}, "note": NOTE} | content
    with pytest.raises((ValueError, ValidationError)):
        Version.objects.append(
            "page", "a", content["data"], content["note"], source=content.get("source", "")
        )
    assert list(Version.objects.all()) == three_versions


# What verify_history says


def test_an_empty_record_is_said_to_be_empty(db, capsys):
    assert verified(capsys=capsys) == ["The record is empty."]


def test_an_unbroken_chain_is_told_with_its_last_digest(three_versions, capsys):
    digest = three_versions[-1].digest
    assert verified(capsys=capsys) == [
        f"3 versions, the chain is unbroken. Its last digest is {digest}."
    ]


def test_a_digest_that_somebody_kept_is_found_with_its_place(three_versions, capsys):
    second = three_versions[1]
    told = (
        f"position 2, page/data-security v1, published {canonical.timestamp(second.published_at)}."
    )
    kept = [second.digest, second.content_sha256, f" {second.digest.upper()}"]
    assert verified(*kept, capsys=capsys)[:3] == [
        f"{second.digest}: {told}",
        f"{second.content_sha256}: {told}",
        f"{second.digest}: {told}",
    ]


def test_an_unknown_digest_is_a_failure_that_names_it(three_versions):
    assert complaints("f" * 64, three_versions[0].digest, "nonsense") == [
        f"{'f' * 64}: not in the record.",
        "nonsense: not in the record.",
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kept", "code"), [(lambda v: v.digest, 0), (lambda v: v.digest[:-1], 1)], ids=["known", "not"]
)
def test_the_exit_code_tells_whether_all_is_well(three_versions, kept, code):
    command = ["manage.py", "verify_history", kept(three_versions[0])]
    if code == 0:
        execute_from_command_line(command)
        return
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(command)
    assert ended.value.code == code


# Tampering, with the triggers removed

TEXT = 'data = \'{"en": {"title": "Forged"}}\''
CONTENT = "its content is not what was published (content_sha256 differs)"
HEADER = "its header is not what was published (digest differs)"


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        (TEXT, CONTENT),
        ('note = \'{"en": "Forged."}\'', CONTENT),
        ("source = 'forged'", CONTENT),
        ("salt = 'forged'", CONTENT),
        (f"content_sha256 = '{'0' * 64}'", CONTENT),
        (f"digest = '{'0' * 64}'", HEADER),
        ("slug = 'data-theft'", HEADER),
        ("kind = 'vendor'", HEADER),
        ("uuid = '00000000000000000000000000000000'", HEADER),
        ("withdrawn = true", HEADER),
        ("material = false", HEADER),
        ("published_at = '2001-01-01 00:00:00+00'", HEADER),
        ("recorded_at = '2999-01-01 00:00:00+00'", HEADER),
        (
            f"previous = '{'0' * 64}'",
            "it does not follow the row before it (its `previous` is another digest)",
        ),
        ("number = 5", "version 1 of page/data-security was expected, not 5"),
        ("redacted_at = '2026-01-01 00:00:00+00'", "it is marked as erased, but holds content"),
    ],
)
def test_each_kind_of_tampering_is_told_by_row_and_by_missing_trigger(unguarded, changed, because):
    sql(f"UPDATE record_version SET {changed} WHERE position = 2")
    assert complaints() == [
        *(f"The trigger {name} is missing or altered." for name in ALL_TRIGGERS),
        f"Position 2: {because}",
    ]


def test_a_row_sealed_anew_is_betrayed_by_the_row_after_it(unguarded):
    sql(f"UPDATE record_version SET {TEXT} WHERE position = 2")
    sealed_anew(2)
    assert (
        complaints()[-1]
        == "Position 3: it does not follow the row before it (its `previous` is another digest)"
    )


def test_a_chain_forged_to_its_end_is_betrayed_by_a_digest_that_was_kept(unguarded):
    triggers.install(connection)
    kept = unguarded[2].digest
    triggers.remove(connection)
    sql(f"UPDATE record_version SET {TEXT} WHERE position = 3")
    sealed_anew(3)
    triggers.install(connection)
    call_command("verify_history")
    assert complaints(kept) == [f"{kept}: not in the record."]


def test_what_stands_behind_a_broken_place_is_not_vouched_for(unguarded, capsys):
    sql(f"UPDATE record_version SET {TEXT} WHERE position = 2")
    before, at, behind = (version.digest for version in unguarded)
    assert complaints(before, at, behind)[-2:] == [
        f"{at}: at position 2, after the broken place.",
        f"{behind}: at position 3, after the broken place.",
    ]
    assert re.match(f"{before}: position 1, vendor/apple v1, ", capsys.readouterr().out)


def test_a_row_that_was_taken_out_is_missed(unguarded):
    connection.check_constraints()
    sql("DELETE FROM record_searchtext")
    sql("DELETE FROM record_version WHERE position = 2")
    assert complaints()[-1] == "Position 3: a row is missing, position 2 was expected"


def test_the_first_row_is_missed(unguarded):
    sql("DELETE FROM record_searchtext")
    sql("DELETE FROM record_version WHERE position = 1")
    assert complaints()[-1] == "Position 2: a row is missing, position 1 was expected"


def test_a_last_row_that_was_taken_away_is_told_by_its_kept_digest_alone(unguarded):
    """Nobody can see in a chain that it was longer: this is why every export carries a digest."""
    sql("DELETE FROM record_searchtext")
    sql("DELETE FROM record_version WHERE position = 3")
    triggers.install(connection)
    call_command("verify_history")
    assert complaints(unguarded[2].digest) == [f"{unguarded[2].digest}: not in the record."]


def test_a_page_whose_times_go_back_is_told_even_when_sealed(unguarded):
    sql("UPDATE record_version SET published_at = '2001-01-01 00:00:00+00' WHERE position = 3")
    sealed_anew(3)
    assert complaints()[-1] == "Position 3: its times are out of order"


@pytest.mark.parametrize(
    "changed",
    [
        'data = \'{"en": {"n": 99999999999999999999}}\'',
        "data = '[1]'",
        "note = '[1]'",
        "data = 'null'",
    ],
)
def test_a_value_that_no_version_ever_had_is_a_fault_and_no_crash(unguarded, changed):
    sql(f"UPDATE record_version SET {changed} WHERE position = 2")
    assert complaints()[-1].startswith("Position 2: ")


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL's columns hold nothing of another type"
)
@pytest.mark.parametrize(
    "changed", ["uuid = 'no uuid'", "published_at = '0000, no time'", "number = 'two'"]
)
def test_a_value_of_another_type_is_a_fault_and_no_crash(unguarded, changed):
    sql(f"UPDATE record_version SET {changed} WHERE position = 2")
    assert complaints()[-1].startswith("Position 2: ")
