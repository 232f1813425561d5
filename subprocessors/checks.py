"""Checks before the register is published."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import today
from trustportal.publishing.models import Problem
from trustportal.publishing.rows import rows_of
from trustportal.record.diff import diff
from trustportal.record.reader import Page
from trustportal.record.search import folded

from . import notice_given
from .periods import Periods

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
ANOTHER = _(
    "“%(old)s” is now “%(new)s”, and no legal name says that it is the same company. If it was "
    "renamed, add the former name; if it is another one, add an entry that replaces this one."
)
PERSONS = _("A contact looks like a person's name. Prefer a role: what is published stays.")
UNCHECKED = _("A transfer mechanism has not been checked within the last year.")
TWICE = _("A company is listed twice with the same purpose.")
RENAMES = _("A name is new, and one that is spelt alike is missing.")
OTHERS = _("A name is another one, and may be that of another company.")
RESPELLINGS = _("A name differs from the public one only in spelling.")
ROLE_WORDS = """
abteilung beauftragte beauftragter datenschutz datenschutzbeauftragte datenschutzbeauftragter
kontakt recht rechtsabteilung center compliance contact data department desk dpo legal office
officer privacy protection security support team
"""


def of_draft(register, review):
    """Return the problems of each current entry, and those compared with the public page."""
    entries, on = list(register.entries()), today()
    running = [entry for entry in entries if not entry.has_ended(on)]
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
        changes, periods = diff(Page(old), Page(new)), Periods.binding(old, new)
        found += notice_given.problems(rows, known, changes, by_id, periods)
    return found


def of_entry(entry, on):
    """Yield the problems of one entry, as of a day."""
    if looks_like_a_person(entry.contact):
        sentence = _(
            "%(entry)s: “%(contact)s” looks like a person's name."
            " Prefer a role: what is published stays."
        )
        text = sentence % {"entry": entry, "contact": entry.contact}
        yield Problem(text, blocks=False, kind=PERSONS)
    for part in (*entry.locations.all(), *entry.transfers.all()):
        if part.starts_on and part.ends_on and part.ends_on < part.starts_on:
            sentence = _("%(entry)s: “%(part)s” ends before it starts.")
            yield Problem(sentence % {"entry": entry, "part": part})
    for transfer in entry.transfers.all():
        if transfer.is_in_force(on):
            yield from of_transfer(entry, transfer, on)


def of_transfer(entry, transfer, on):
    """Yield the problems with what makes an entry's transfers lawful."""
    if not transfer.checked_on or transfer.checked_on < on - CHECK_GOOD_FOR:
        sentence = _("%s: its transfer mechanism has not been checked within the last year.")
        yield Problem(sentence % entry, blocks=False, kind=UNCHECKED)
    only_in = transfer.mechanism.country if transfer.mechanism else ""
    if only_in and entry.country and entry.country != only_in:
        sentence = _("%(entry)s: “%(mechanism)s” is for recipients in another country.")
        yield Problem(sentence % {"entry": entry, "mechanism": transfer.mechanism})


def of_register(entries):
    """Yield the problems that arise between entries."""
    replaced = {entry.replaces_id for entry in entries}
    same = defaultdict(list)
    for entry in entries:
        if entry.purpose and entry.pk not in replaced:
            name = entry.legal_name or entry.name
            same[folded(name), folded(str(entry.purpose))].append(entry)
    for alike in same.values():
        if len(alike) > 1:
            sentence = _("%s is listed twice with the same purpose.") % alike[0]
            yield Problem(sentence, blocks=False, kind=TWICE, about=alike[-1])


def looks_like_a_person(contact):
    """Guess whether a contact is a person: a title, or two words that do not name a role."""
    if PERSONAL_TITLE.match(contact):
        return True
    words = {word.casefold() for word in re.findall(r"\w+", contact)}
    return bool(TWO_NAMES.match(contact)) and words.isdisjoint(ROLE_WORDS.split())


def gone(rows, known):
    """Yield a problem for each published entry that is no longer in the draft."""
    kind = _("An entry has been published but is missing from the draft. Give it an end date.")
    sentence = _(
        "%s has been published but is missing from the draft. Give it an end date instead."
    )
    for id, row in known.items():
        if id not in rows:
            yield Problem(sentence % row["name"], kind=kind)


def respelled(rows, known, entries):
    """Yield a warning for each name that differs from a public one only in spelling."""
    gone = {plain(row["name"]): row["name"] for id, row in known.items() if id not in rows}
    for id, row in rows.items():
        new = row["name"]
        if id not in known:
            sentence, kind, old = RENAMED, RENAMES, gone.get(plain(new))
        else:
            old = known[id]["name"]
            sentence, kind = renaming(row, known[id])
        if old and sentence:
            text = sentence % {"new": new, "old": old}
            yield Problem(text, blocks=False, about=entries[id], kind=kind)


def renaming(row, before):
    """Return the sentence about another name of an entry, and the kind of such problems, or ""."""
    old, new = before["name"], row["name"]
    if old == new or old in row.get("former_names", []):
        return "", ""
    if plain(old) == plain(new):
        return RESPELLED, RESPELLINGS
    has_legal_name = row.get("legal_name") and before.get("legal_name")
    return ("", "") if has_legal_name else (ANOTHER, OTHERS)


def plain(name):
    return re.sub(r"[\W_]+", "", folded(name))
