"""Checks before the register is published."""

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import today
from trustportal.publishing.models import Problem
from trustportal.publishing.rows import rows_of
from trustportal.record.diff import diff
from trustportal.record.reader import Page

from . import notice_given
from .periods import Periods

# The European Economic Area: the EU's members and Iceland, Liechtenstein, Norway (EEA Agreement).
EEA_CODES = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
)
EEA = frozenset(EEA_CODES.split())
CHECK_GOOD_FOR = timedelta(days=365)
PERSONAL_TITLE = re.compile(r"^(mr|mrs|ms|dr|herr|frau)\b\.?", re.IGNORECASE)
TWO_NAMES = re.compile(r"^[^\W\d_]+(-[^\W\d_]+)? [^\W\d_]+(-[^\W\d_]+)?$")
RENAMED = _(
    "“%(new)s” is new, and “%(old)s” is missing: was it renamed? If so, change the name of "
    "the old entry."
)
RESPELLED = _(
    "“%(old)s” and “%(new)s” differ only in spelling. If the company was renamed, add the former "
    "name."
)
ROLE_WORDS = """
abteilung beauftragte beauftragter datenschutz datenschutzbeauftragte datenschutzbeauftragter
kontakt recht rechtsabteilung center compliance contact data department desk dpo legal office
officer privacy protection security support team
"""


def of_draft(register, review):
    """Return the problems of each current entry, and those compared with the public page."""
    entries, on = list(register.entries()), today()
    running = [entry for entry in entries if not entry.ends_on or entry.ends_on >= on]
    found = []
    for entry in running:
        found += [replace(problem, about=entry) for problem in of_entry(entry, on)]
    found += of_register(running)
    last = register.last_readable()
    if last:  # the first version is the baseline and needs no notice
        language = next(iter(review.data))
        old, new = last.page(language).data, review.data[language]
        rows, known = rows_of(new), rows_of(old)
        by_id = {entry.uuid.hex: entry for entry in entries}
        found += [*gone(rows, known), *respelled(rows, known, by_id)]
        changes, periods = diff(Page(old), Page(new)), Periods.of(new)
        found += notice_given.problems(rows, known, changes, by_id, periods)
    return found


def of_entry(entry, on):
    """Yield the problems of one entry, as of a day."""
    if not entry.address or not entry.contact:
        yield Problem(_("%s: address or contact is missing.") % entry)
    if not entry.purpose or not entry.categories.all():
        yield Problem(_("%s: purpose or categories of data are missing.") % entry)
    if not entry.locations.all():
        yield Problem(_("%s: no processing location is given.") % entry)
    if looks_like_a_person(entry.contact):
        sentence = _(
            "%(entry)s: “%(contact)s” looks like a person's name."
            " Prefer a role: what is published stays."
        )
        yield Problem(sentence % {"entry": entry, "contact": entry.contact}, blocks=False)
    yield from of_transfers(entry, on)


def of_transfers(entry, on):
    """Yield the problems with the legal basis of an entry's transfers on a day."""
    in_force = [transfer for transfer in entry.transfers.all() if transfer.is_in_force(on)]
    outside = sorted({place.country for place in entry.locations.all()} - EEA)
    if outside and not any(transfer.mechanism.legitimises for transfer in in_force):
        sentence = _(
            "%(entry)s: %(countries)s outside the EEA without a transfer mechanism in force."
        )
        yield Problem(sentence % {"entry": entry, "countries": ", ".join(outside)})
    for transfer in in_force:
        yield from of_transfer(entry, transfer, on)


def of_transfer(entry, transfer, on):
    if not transfer.checked_on or transfer.checked_on < on - CHECK_GOOD_FOR:
        sentence = _("%s: its transfer mechanism has not been checked within the last year.")
        yield Problem(sentence % entry, blocks=False)
    only_in = transfer.mechanism.country
    if only_in and entry.country and entry.country != only_in:
        sentence = _("%(entry)s: “%(mechanism)s” is for recipients in another country.")
        yield Problem(sentence % {"entry": entry, "mechanism": transfer.mechanism})


def of_register(entries):
    """Yield the problems that arise between entries."""
    replaced = {entry.replaces_id for entry in entries}
    same = Counter()
    for entry in entries:
        if entry.pk not in replaced:
            same[entry.legal_name.casefold(), str(entry.purpose).casefold()] += 1
    for (name, _purpose), count in same.items():
        if count > 1:
            yield Problem(_("%s is listed twice with the same purpose.") % name, blocks=False)


def looks_like_a_person(contact):
    """Guess whether a contact is a person: a title, or two words that do not name a role."""
    if PERSONAL_TITLE.match(contact):
        return True
    words = {word.casefold() for word in re.findall(r"\w+", contact)}
    return bool(TWO_NAMES.match(contact)) and words.isdisjoint(ROLE_WORDS.split())


def gone(rows, known):
    """Yield a problem for each published entry that is no longer in the draft."""
    sentence = _(
        "%s has been published but is missing from the draft. Give it an end date instead."
    )
    for id, row in known.items():
        if id not in rows:
            yield Problem(sentence % row["name"])


def respelled(rows, known, entries):
    """Yield a warning for each name that differs from a public one only in spelling."""
    gone = {plain(row["name"]): row["name"] for id, row in known.items() if id not in rows}
    for id, row in rows.items():
        new = row["name"]
        if id not in known:
            sentence, old = RENAMED, gone.get(plain(new))
        else:
            sentence, old = RESPELLED, known[id]["name"]
            if old == new or plain(old) != plain(new):
                continue
        if old:
            values = {"new": new, "old": old}
            yield Problem(sentence % values, blocks=False, about=entries[id])


def plain(name):
    return re.sub(r"[\W_]+", "", name).casefold()
