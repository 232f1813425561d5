import json
from typing import Any

from trustportal.record import canonical
from trustportal.record.models import Version

from .edition import Edition

SCHEMA = 1


def write(edition: Edition) -> bytes:
    return to_bytes(edition.version)


def to_bytes(version: Version) -> bytes:
    """Return a version as JSON: the same bytes whichever database it comes from."""
    return json.dumps(as_json(version), ensure_ascii=False, indent=1, sort_keys=True).encode()


def as_json(version: Version) -> dict[str, Any]:
    """Return everything needed to read a version and to recompute its hashes."""
    content = {
        "salt": version.salt,
        "note": version.note,
        "source": version.source,
        "data": version.data,
    }
    return {"schema": SCHEMA, "version": proof(version), "content": content}


def proof(version: Version) -> dict[str, Any]:
    """Return a version's part of the chain, and why its content was erased."""
    erased = {"redacted_because": version.redacted_because} if version.redacted_at else {}
    return canonical.link(version) | erased
