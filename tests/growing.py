"""Registers of any length, made as versions: their drafts would take a test too long to save."""

from datetime import timedelta

from trustportal.language.locales import today
from trustportal.record.models import Version

from .conftest import NOTE

STARTED = today() - timedelta(days=100)


def with_entries(data, size):
    """Return a register's data with so many third parties: its own, repeated in turn."""
    return {language: page | {"sections": sections(page, size)} for language, page in data.items()}


def sections(page, size):
    first, *others = page["sections"]
    own = [
        row | dates_of(n) | name_of(n)
        for n, row in zip(range(size), first["rows"] * size, strict=False)
    ]
    return [first | {"rows": own}, *others]


def name_of(number):
    """Return names whose order is another one than that of the numbers."""
    name = f"Entry {number * 7919 % 100_003:06}"
    return {
        "id": f"{number:032x}",
        "slug": f"entry-{number}",
        "name": name,
        "legal_name": f"{name} Ltd",
    }


def dates_of(number):
    """Return the start of an entry: each is one day older than the one before."""
    return {"starts_code": (STARTED - timedelta(days=number)).isoformat()}


def grow(register, size):
    """Publish the register with so many entries, alternating between those that it has."""
    return Version.objects.append(
        "register", "subprocessors", with_entries(register.current().data, size), NOTE
    )
