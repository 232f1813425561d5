"""Versions as canonical JSON (RFC 8785), so that anyone can recompute their hashes."""

import hashlib
import json
from datetime import UTC

import rfc8785
from django.utils.translation import gettext_lazy as _

from trustportal.language.texts import clean_text

FORMAT = 1
LARGEST_INTEGER = 2**53 - 1
MOST_BYTES = 16_000_000  # of a version's data: who reads two at once stays below 300 MB
METHOD_NAMES = {"items", "keys", "values"}


def check(value, path="data"):
    """Raise ValueError for a value that canonical JSON or a template would change.

    The message names its place, such as `data.en.facts[0]`.
    """
    fault = value_fault(value)
    if fault:
        raise ValueError(f"{path}: {fault}")
    if isinstance(value, list):
        for place, entry in enumerate(value):
            check(entry, f"{path}[{place}]")
    elif isinstance(value, dict):
        for key, entry in value.items():
            if type(key) is not str or key in METHOD_NAMES:
                raise ValueError(f"{path}: {key!r} cannot be a key")
            check(entry, f"{path}.{key}")


def value_fault(value):
    """Return what is wrong with a value itself, whatever it contains; "" if nothing is."""
    if value is None or isinstance(value, bool | list | dict):
        return ""
    if isinstance(value, int):
        return f"{value} is too large for JSON" if abs(value) > LARGEST_INTEGER else ""
    if type(value) is not str:
        return f"{type(value).__name__} has no canonical form"
    if clean_text(value, multiline=True) != value:
        return "text is not in Unicode NFC with plain line breaks"
    return ""


def sha256(value):
    """Return the SHA-256 of a value's canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def timestamp(value):
    """Return a moment as `2026-11-23T18:12:05Z` (RFC 3339, whole seconds)."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def content_sha256(version):
    """Hash what a reader saw. The salt keeps a short text from being guessed once it was erased."""
    return sha256(
        {"salt": version.salt, "note": version.note, "source": version.source, "data": version.data}
    )


def header(version):
    """Return what a version's digest covers. It has no content, so it outlives an erasure."""
    return {
        "format": FORMAT,
        "position": version.position,
        "uuid": str(version.uuid),
        "kind": version.kind,
        "slug": version.slug,
        "number": version.number,
        "withdrawn": version.withdrawn,
        "material": version.material,
        "published_at": timestamp(version.published_at),
        "recorded_at": timestamp(version.recorded_at),
        "content_sha256": version.content_sha256,
        "previous": version.previous,
    }


LINKS = (
    "digest = SHA-256 of the canonical JSON (RFC 8785) of all other keys of a version but "
    "redacted_at; previous = the digest of the position before, empty for the first"
)


def link(version):
    """Return a version's link of the chain: header, digest, and when its content was erased."""
    erased = {"redacted_at": timestamp(version.redacted_at)} if version.redacted_at else {}
    return header(version) | {"digest": version.digest} | erased


def too_long(data):
    """Return the sentence that refuses data too large for a request's memory limit, or ""."""
    size = len(json.dumps(data))
    if size <= MOST_BYTES:
        return ""
    sentence = _(
        "This page has %(size)d MB of text in all its languages. A page can have %(most)d MB."
    )
    return sentence % {"size": -(-size // 1_000_000), "most": MOST_BYTES // 1_000_000}
