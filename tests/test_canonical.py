"""The bytes that stand behind a digest: anybody must be able to make them again."""

import hashlib
import json
import math
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from trustportal.record import canonical
from trustportal.record.models import Version

READABLE = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf", "Co", "Cn"])
).map(lambda text: unicodedata.normalize("NFC", text))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | READABLE,
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(
            READABLE.filter(lambda key: key not in canonical.METHOD_NAMES), children, max_size=4
        )
    ),
    max_leaves=12,
)


def a_version(**more):
    """A version that was never stored, the same at each call."""
    values = {
        "position": 7,
        "uuid": UUID("01920000-0000-7000-8000-000000000001"),
        "kind": "vendor",
        "slug": "apple",
        "number": 2,
        "data": {"en": {"title": "Größe"}},
        "note": {"en": "Why."},
        "published_at": datetime(2018, 4, 2, tzinfo=UTC),
        "recorded_at": datetime(2026, 11, 23, 18, 12, 5, tzinfo=UTC),
        "source": "git",
        "salt": "00" * 16,
        "content_sha256": "c" * 64,
        "previous": "b" * 64,
    }
    return Version(**values | more)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        1.0,
        math.nan,
        2**53,
        -(2**53),
        gettext_lazy("Title"),
        date(2026, 3, 1),
        datetime(2026, 3, 1, tzinfo=UTC),
        UUID(int=1),
        Decimal(1),
        b"bytes",
        ("a", "tuple"),
        {"set"},
        {1: "a key that is no text"},
        {"items": "a key that templates would call"},
        {"keys": ""},
        {"values": ""},
        "Gro\u0308\u00dfe",
        "one\r\ntwo",
    ],
    ids=repr,
)
def test_what_has_no_canonical_form_is_refused_wherever_it_stands(value):
    for data, place in [
        (value, "data"),
        ([None, value], r"data\[1\]"),
        ({"en": {"rows": [value]}}, r"data.en.rows\[0\]"),
    ]:
        with pytest.raises(ValueError, match=f"^{place}: "):
            canonical.check(data)


@pytest.mark.parametrize(
    "text", ["a\x00", "a\x0bb", "a\x85b", "a\u2028b", "a\u202eb", "\ud800", "lone\rreturn"]
)
def test_text_that_cannot_be_shown_has_no_canonical_form(text):
    with pytest.raises(ValidationError, match="cannot be shown"):
        canonical.check({"en": {"title": text}})


@given(VALUES)
def test_plain_data_is_accepted_and_comes_back_from_its_bytes(value):
    canonical.check(value)
    assert json.loads(canonical.rfc8785.dumps(value)) == value


@given(st.dictionaries(READABLE, st.integers(-9, 9), min_size=2))
def test_the_order_of_keys_does_not_count(value):
    turned = dict(reversed(value.items()))
    assert canonical.sha256(turned) == canonical.sha256(value)


def test_a_hash_is_that_of_the_canonical_bytes():
    value = {"b": [1, True, None], "a": "Größe €"}
    assert (
        canonical.sha256(value)
        == hashlib.sha256('{"a":"Größe €","b":[1,true,null]}'.encode()).hexdigest()
    )


def test_true_and_one_are_different_values():
    assert canonical.sha256([True]) != canonical.sha256([1])


def test_a_moment_is_written_in_utc_with_whole_seconds():
    berlin = timezone(timedelta(hours=1))
    assert (
        canonical.timestamp(datetime(2026, 11, 23, 19, 12, 5, tzinfo=berlin))
        == "2026-11-23T18:12:05Z"
    )


def test_the_content_hash_covers_what_a_reader_saw_and_the_salt():
    written = (
        '{"data":{"en":{"title":"Größe"}},"note":{"en":"Why."},"salt":"'
        + "00" * 16
        + '","source":"git"}'
    )
    assert canonical.content_sha256(a_version()) == hashlib.sha256(written.encode()).hexdigest()


def test_the_header_is_what_the_documentation_says():
    assert canonical.header(a_version()) == {
        "format": 1,
        "position": 7,
        "uuid": "01920000-0000-7000-8000-000000000001",
        "kind": "vendor",
        "slug": "apple",
        "number": 2,
        "withdrawn": False,
        "material": True,
        "published_at": "2018-04-02T00:00:00Z",
        "recorded_at": "2026-11-23T18:12:05Z",
        "content_sha256": "c" * 64,
        "previous": "b" * 64,
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [("data", {"en": {}}), ("note", {}), ("source", ""), ("salt", "11" * 16)],
    ids=str,
)
def test_another_content_has_another_content_hash(field, value):
    assert canonical.content_sha256(a_version(**{field: value})) != canonical.content_sha256(
        a_version()
    )


@pytest.mark.django_db
def test_a_version_read_from_the_database_has_the_hash_that_was_stored():
    """PostgreSQL reorders JSON keys, SQLite keeps dates as text: neither may change a digest."""
    page = {
        "title": "Größe ß €",
        "facts": [],
        "a": 1,
        "bb": None,
        "sections": [{"rows": [{"id": "1", "ok": True}]}],
    }
    Version.objects.append(
        "vendor", "apple", {"en": page, "de": page}, {"en": "Why.", "de": "Warum."}
    )
    stored = Version.objects.get()
    assert stored.data == {"en": page, "de": page}
    assert canonical.content_sha256(stored) == stored.content_sha256
    assert canonical.sha256(canonical.header(stored)) == stored.digest
