"""Checks of an incident, in the admin's forms and before it is published."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trustportal.publishing.models import Problem

from .facts import TIMES

FUTURE = _("This is in the future. Times are in UTC.")
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


# In the admin's forms


def of_dates(incident):
    """Raise ValidationError, by field, for moments in an impossible order."""
    errors = of_order(incident) | of_future(incident)
    if errors:
        raise ValidationError(errors)


def of_order(incident):
    errors = {}
    for earlier, later, sentence in ORDER:
        first, second = getattr(incident, earlier), getattr(incident, later)
        if first and second and second < first:
            errors[later] = sentence
    return errors


def of_future(incident):
    errors, now = {}, timezone.now()
    for key in TIMES:
        moment = getattr(incident, key)
        if moment and moment > now:
            errors[key] = FUTURE
    return errors


def of_update(update):
    """Raise ValidationError, by field, for an impossible update: once published, it is final."""
    errors = of_moments(update) | of_corrected(update)
    if update.kind == "retraction" and update.status not in ("resolved", "false_alarm"):
        errors["status"] = _("A retraction ends the incident: choose “resolved” or “false alarm”.")
    if errors:
        raise ValidationError(errors)


def of_moments(update):
    happened_at, next_by = update.happened_at, update.next_update_by
    errors = {}
    if happened_at and happened_at > timezone.now():
        errors["happened_at"] = FUTURE
    if happened_at and next_by and next_by < happened_at:
        errors["next_update_by"] = _("The next update is due before this one.")
    return errors


def of_corrected(update):
    other = update.corrects
    if other and other.incident_id != update.incident_id:
        return {"corrects": _("That update belongs to another incident.")}
    if other and update.happened_at and update.happened_at < other.happened_at:
        return {"happened_at": _("A correction cannot come before what it corrects.")}
    return {}


def of_knowledge(incident):
    """Raise ValidationError for fields that have a value and are also marked as not yet known."""
    if not set(incident.not_yet_known) <= set(incident.KNOWABLE):
        raise ValidationError({"not_yet_known": _("Choose from the list.")})
    given = [key for key in incident.not_yet_known if has_value(incident, key)]
    if given:
        labels = ", ".join(str(incident.KNOWABLE[key]) for key in given)
        sentence = _("Given, but also marked as not yet known: %s")
        raise ValidationError({"not_yet_known": sentence % labels})


# Before publishing


def problems(incident, review):
    return [*of_timeline(incident, review), *of_words(incident)]


def of_words(incident):
    for key in WORDS:
        if key in incident.not_yet_known and has_words(incident, key):
            sentence = _("Given, but also marked as not yet known: %s")
            yield Problem(sentence % incident.KNOWABLE[key])


def of_timeline(incident, review):
    updates, public = list(incident.updates.all()), incident.published_updates()
    new = [update for update in updates if update.uuid.hex not in public]
    if not updates:
        yield Problem(_("There is no update yet: an incident is published with its first one."))
    if public and not new and any(changes for _language, changes in review.diffs):
        sentence = _("Facts changed, but no update says so: the timeline will not show it.")
        yield Problem(sentence, blocks=False)
    if lacks_its_end(incident):
        sentence = _("The status is “resolved”: say when it was resolved.")
        yield Problem(sentence, blocks=False)
    yield from of_corrections(new, public)


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
