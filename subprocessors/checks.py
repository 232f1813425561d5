"""What stands against publishing the register: each check looks at one entry of the draft, or at all of them."""

import re
from collections import Counter
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from trustportal.publishing.models import Problem

# The European Economic Area: the EU's members and Iceland, Liechtenstein, Norway (EEA Agreement).
EEA = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
CHECK_GOOD_FOR = timedelta(days=365)
PERSONAL_TITLE = re.compile(r"^(mr|mrs|ms|dr|herr|frau)\b\.?", re.IGNORECASE)
TWO_NAMES = re.compile(r"^[^\W\d_]+(-[^\W\d_]+)? [^\W\d_]+(-[^\W\d_]+)?$")
ROLE_WORDS = {
    *(
        "abteilung",
        "beauftragte",
        "beauftragter",
        "datenschutz",
        "datenschutzbeauftragte",
        "datenschutzbeauftragter",
    ),
    *(
        "kontakt",
        "recht",
        "rechtsabteilung",
        "center",
        "compliance",
        "contact",
        "data",
        "department",
        "desk",
        "dpo",
    ),
    *("legal", "office", "officer", "privacy", "protection", "security", "support", "team"),
}


def of_entry(entry, on):
    """Yield the problems of one entry, as of a day."""
    if not entry.address or not entry.contact:
        yield Problem(_("%s: address or contact is missing.") % entry)
    if not entry.purpose or not entry.categories.all():
        yield Problem(_("%s: purpose or categories of data are missing.") % entry)
    locations = list(entry.locations.all())
    if not locations:
        yield Problem(_("%s: no processing location is given.") % entry)
    if looks_like_a_person(entry.contact):
        yield Problem(
            _(
                "%(entry)s: “%(contact)s” looks like a person's name. Prefer a role: what is published stays."
            )
            % {"entry": entry, "contact": entry.contact},
            blocks=False,
        )
    in_force = [transfer for transfer in entry.transfers.all() if transfer.is_in_force(on)]
    outside = sorted({place.country for place in locations} - EEA)
    if outside and not any(transfer.legitimises for transfer in in_force):
        yield Problem(
            _("%(entry)s: %(countries)s outside the EEA without a transfer mechanism in force.")
            % {"entry": entry, "countries": ", ".join(outside)}
        )
    for transfer in in_force:
        if not transfer.checked_on or transfer.checked_on < on - CHECK_GOOD_FOR:
            yield Problem(
                _("%s: its transfer mechanism was not checked within a year.") % entry, blocks=False
            )
        if transfer.mechanism == "dpf" and entry.country != "US":
            yield Problem(
                _("%s: the Data Privacy Framework is claimed for an entity outside the US.") % entry
            )


def of_register(entries):
    """Yield the problems of the entries among each other."""
    replaced = {entry.replaces_id for entry in entries}
    same = Counter(
        (entry.legal_name.casefold(), str(entry.purpose).casefold())
        for entry in entries
        if entry.pk not in replaced
    )
    for (name, _purpose), count in same.items():
        if count > 1:
            yield Problem(_("%s is listed twice with the same purpose.") % name, blocks=False)


def looks_like_a_person(contact):
    """Guess whether a contact is a person: a title, or two words of which none belongs to a role."""
    words = {word.casefold() for word in re.findall(r"\w+", contact)}
    return bool(
        PERSONAL_TITLE.match(contact) or (TWO_NAMES.match(contact) and not words & ROLE_WORDS)
    )


def gone(rows, known):
    """Yield the problem of each entry that was published and is not in the draft any more."""
    for id, row in known.items():
        if id not in rows:
            yield Problem(
                _("%s was published and is gone from the draft. Give it an end instead.")
                % row["name"]
            )


def respelled(rows, known, entries):
    """Yield a warning for each entry that is new under a name that only spells an old one differently."""
    gone = {plain(row["name"]): row["name"] for id, row in known.items() if id not in rows}
    for id, row in rows.items():
        if id not in known and plain(row["name"]) in gone:
            yield Problem(
                _(
                    "“%(new)s” is new, and “%(old)s” is gone: is it a rename? Then change the name of the old entry."
                )
                % {"new": row["name"], "old": gone[plain(row["name"])]},
                blocks=False,
                about=entries[id],
            )
        elif (
            id in known
            and known[id]["name"] != row["name"]
            and plain(known[id]["name"]) == plain(row["name"])
        ):
            yield Problem(
                _(
                    "“%(old)s” is only respelled as “%(new)s”. If it is a rename, add the former name."
                )
                % {"new": row["name"], "old": known[id]["name"]},
                blocks=False,
                about=entries[id],
            )


def plain(name):
    return re.sub(r"[\W_]+", "", name).casefold()
