"""Checks of an incident, in the admin's forms and before it is published."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trustportal.publishing.models import Problem

from .affected import ranges_in
from .facts import TIMES
from .moments import Moment

FUTURE = _("This is in the future. Times without a time zone are in UTC.")
BACKWARDS = _("The range ends before it begins.")
WORDS = ("subjects", "categories")
ORDER = [
    ("occurred_from", "occurred_to", _("The end is before the start.")),
    ("occurred_from", "detected_at", _("It cannot have been detected before it occurred.")),
    ("occurred_from", "aware_at", _("You cannot have become aware of it before it occurred.")),
    ("occurred_from", "contained_at", _("It cannot have been contained before it occurred.")),
    ("occurred_from", "resolved_at", _("It cannot have been resolved before it occurred.")),
    ("contained_at", "resolved_at", _("It cannot have been resolved before it was contained.")),
]


def has_value(incident, key):
    """Return whether a field has a value; 0 counts."""
    value = None if key in WORDS else getattr(incident, key)
    return value is not None and str(value) != ""


def has_words(incident, key):
    """Return whether an incident names words. Forms save them after the incident."""
    return key in WORDS and getattr(incident, key).exists()


def of_knowledge(incident):
    """Raise ValidationError for a mark of a field that does not exist."""
    if not set(incident.not_yet_known) <= set(incident.KNOWABLE):
        raise ValidationError({"not_yet_known": _("Choose from the list.")})


# What contradicts itself: a draft keeps it, and is not published with it


def contradictions(incident):
    """Yield what in a draft cannot be true at once. What is known imprecisely may still fit."""
    moments = {key: Moment.of(incident, key) for key in TIMES}
    yield from of_ranges(moments, incident.KNOWABLE)
    yield from of_order(moments, incident.KNOWABLE)
    yield from of_future(moments, incident.KNOWABLE)
    yield from of_marks(incident)
    yield from of_versions(incident)
    public = incident.published_updates()
    for update in incident.updates.select_related("corrects"):
        if update.uuid.hex not in public:
            for sentence in of_update(update):
                yield f"{update}: {sentence}"


def of_ranges(moments, labels):
    for key, moment in moments.items():
        if moment and moment.last < moment.first:
            yield f"{labels[key]}: {BACKWARDS}"


def of_order(moments, labels):
    for earlier, later, sentence in ORDER:
        first, second = moments[earlier], moments[later]
        if first and second and second.latest < first.earliest:
            yield f"{labels[later]}: {sentence}"


def of_future(moments, labels):
    now = timezone.now()
    for key, moment in moments.items():
        if moment and moment.earliest > now:
            yield f"{labels[key]}: {FUTURE}"


def of_marks(incident):
    given = []
    for key in incident.not_yet_known:
        if has_value(incident, key) or has_words(incident, key):
            given.append(str(incident.KNOWABLE[key]))
    if given:
        yield _("Given, but also marked as not yet known: %s") % ", ".join(given)


def of_versions(incident):
    for product in incident.affected.all():
        both = single_versions(product.versions) & single_versions(product.fixed)
        for version in sorted(both):
            sentence = _("%(product)s: version %(version)s is affected, and also fixed.")
            yield sentence % {"product": product, "version": version}


def single_versions(text):
    return {version.constraints[0] for version in ranges_in(text) if version.is_single}


def of_update(update):
    """Yield what cannot be true of an update: once published, it is final."""
    happened = Moment.of(update, "happened_at")
    next_by = Moment.of(update, "next_update_by")
    if happened.last < happened.first:
        yield BACKWARDS
    if happened.earliest > timezone.now():
        yield FUTURE
    if next_by and next_by.latest < happened.earliest:
        yield _("The next update is due before this one.")
    if update.corrects and happened.latest < Moment.of(update.corrects, "happened_at").earliest:
        yield _("A correction cannot come before what it corrects.")
    if update.kind == "retraction" and update.status not in ("resolved", "false_alarm"):
        yield _("A retraction ends the incident: choose “resolved” or “false alarm”.")


# Before publishing


def problems(incident, review):
    return [*of_timeline(incident, review), *map(Problem, contradictions(incident))]


def of_timeline(incident, review):
    updates, public = list(incident.updates.all()), incident.published_updates()
    new = [update for update in updates if update.uuid.hex not in public]
    if not updates:
        yield Problem(_("There is no update yet: an incident is published with its first one."))
    if public and not new and any(changes for _language, changes in review.diffs):
        sentence = _("Facts changed, but no update says so: the timeline will not show it.")
        yield Problem(sentence, blocks=False)
    yield from of_status(incident, updates)
    yield from of_corrections(new, public)


def of_status(incident, updates):
    if updates and not incident.newest_update:
        sentence = _(
            "No update states a status: the incident counts as open until you state when it was"
            " resolved."
        )
        yield Problem(sentence, blocks=False)
    if lacks_its_end(incident):
        sentence = _("The status is “resolved”: say when it was resolved.")
        yield Problem(sentence, blocks=False)


def of_corrections(updates, public):
    """Refuse corrections of drafts: only what readers have seen is struck through."""
    for update in updates:
        if update.corrects and update.corrects.uuid.hex not in public:
            sentence = _(
                "The correction of %s: that update has not been published yet. "
                "Edit it directly instead."
            )
            yield Problem(sentence % update.corrects)


def lacks_its_end(incident):
    """Return whether an incident is resolved without a time, or a note that it is unknown."""
    newest = incident.newest_update
    is_said = incident.resolved_at or "resolved_at" in incident.not_yet_known
    return newest and newest.status == "resolved" and not is_said
