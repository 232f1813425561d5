"""Identifiers of vulnerabilities: one vulnerability per line, separated by commas.

A CVE, a GHSA, or one of another system, which is named before it: `EUVD: EUVD-2026-1234`.
"""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")
GHSA = re.compile(r"GHSA(-[23456789cfghjmpqrvwx]{4}){3}")
OTHER = re.compile(r"(?P<system>[^:,]*\w[^:,]*):\s+(?P<id>[^,]*\w[^,]*)")
GITHUB = "GitHub Advisory Database"


@dataclass(frozen=True)
class Identifier:
    system: str
    text: str


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def identifiers_in(line: str) -> list[Identifier]:
    """Return what a line names; what has no known form has no system."""
    return [identifier(name.strip()) for name in line.split(",") if name.strip()]


def identifier(name: str) -> Identifier:
    if CVE.fullmatch(name):
        return Identifier("CVE", name)
    if GHSA.fullmatch(name):
        return Identifier(GITHUB, name)
    other = OTHER.fullmatch(name)
    if other is None or name.upper().startswith(("CVE", "GHSA")):
        return Identifier("", name)
    return Identifier(other["system"].strip(), other["id"].strip())


def validate_identifiers(text: str) -> None:
    """Refuse a name without a known form, and two CVE in a line: they are two vulnerabilities."""
    errors = []
    for line in lines_of(text):
        found = identifiers_in(line)
        errors += [unknown(one.text) for one in found if not one.system]
        if sum(one.system == "CVE" for one in found) > 1:
            errors.append(_("%s: give each CVE a line of its own.") % line)
    if errors:
        raise ValidationError([str(error) for error in errors])


def unknown(name: str) -> str:
    sentence = _(
        "“%s” is not of the form CVE-2026-12345 or GHSA-xxxx-xxxx-xxxx."
        " Put the name of any other system in front: “EUVD: EUVD-2026-1234”."
    )
    return str(sentence % name)
