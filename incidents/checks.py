"""What stands against publishing an incident, and how much of what Art. 33(3) and 34(2) GDPR ask for is given."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trustportal.publishing.models import Problem

from .clocks import Type
from .facts import TIMES

FUTURE = _("This lies in the future. Times are in UTC.")
GIVEN, UNKNOWN, EMPTY = "given", "unknown", "empty"
STATES = {GIVEN: _("given"), UNKNOWN: _("not yet known"), EMPTY: _("empty")}
# What a notice has to say: to the authority by Art. 33(3) GDPR, to the persons concerned by Art. 34(2).
PARTS = [
    ("nature", _("Nature of the breach, in plain words"), "Art. 33(3)(a), 34(2)"),
    ("subjects", _("Categories of data subjects"), "Art. 33(3)(a)"),
    ("subjects_count", _("Approximate number of data subjects"), "Art. 33(3)(a)"),
    ("categories", _("Categories of data"), "Art. 33(3)(a)"),
    ("records_count", _("Approximate number of records"), "Art. 33(3)(a)"),
    ("contact", _("Contact for more information"), "Art. 33(3)(b), 34(2)"),
    ("consequences", _("Likely consequences"), "Art. 33(3)(c), 34(2)"),
    ("measures", _("Measures taken or proposed"), "Art. 33(3)(d), 34(2)"),
]


@dataclass(frozen=True)
class Part:
    """One part of a notice, and whether the draft gives it."""

    key: str
    label: str
    article: str
    state: str

    @property
    def state_label(self):
        return STATES[self.state]


def completeness(incident):
    return [Part(key, label, article, state_of(incident, key)) for key, label, article in PARTS]


def state_of(incident, key):
    if key in incident.not_yet_known:
        return UNKNOWN
    if key == "measures":
        return GIVEN if incident.measures or incident.planned else EMPTY
    value = getattr(incident, key)
    given = (
        value.exists()
        if key in ("subjects", "categories")
        else value not in (None, "") and bool(str(value))
    )
    return GIVEN if given else EMPTY


# In the admin's forms


def of_dates(incident):
    """Raise ValidationError, by field, for moments in an order that cannot be."""
    errors = {}
    for earlier, later, sentence in [
        ("occurred_from", "occurred_to", _("The end lies before the start.")),
        ("occurred_from", "detected_at", _("It cannot be detected before it occurred.")),
        ("occurred_from", "aware_at", _("You cannot be aware of it before it occurred.")),
        ("occurred_from", "contained_at", _("It cannot be contained before it occurred.")),
        ("occurred_from", "resolved_at", _("It cannot be resolved before it occurred.")),
        ("contained_at", "resolved_at", _("It cannot be resolved before it is contained.")),
    ]:
        first, second = getattr(incident, earlier), getattr(incident, later)
        if first and second and second < first:
            errors[later] = sentence
    now = timezone.now()
    for key in TIMES:
        if getattr(incident, key) and getattr(incident, key) > now:
            errors[key] = FUTURE
    if errors:
        raise ValidationError(errors)


def of_update(update):
    """Raise ValidationError, by field, for an entry of the timeline that cannot be: once published, it stays."""
    errors = {}
    if update.happened_at and update.happened_at > timezone.now():
        errors["happened_at"] = FUTURE
    if update.happened_at and update.next_update_by and update.next_update_by < update.happened_at:
        errors["next_update_by"] = _("The next update lies before this one.")
    if update.corrects and update.corrects.incident_id != update.incident_id:
        errors["corrects"] = _("That update belongs to another incident.")
    elif (
        update.corrects and update.happened_at and update.happened_at < update.corrects.happened_at
    ):
        errors["happened_at"] = _("A correction cannot come before what it corrects.")
    if update.kind == "retraction" and update.status not in ("resolved", "false_alarm"):
        errors["status"] = _("A retraction ends the incident: choose “resolved” or “false alarm”.")
    if errors:
        raise ValidationError(errors)


def of_knowledge(incident):
    """Raise ValidationError for what is given and said to be unknown at once."""
    unknown = [key for key in incident.not_yet_known if key not in incident.KNOWABLE]
    given = [
        key
        for key in incident.not_yet_known
        if key in incident.KNOWABLE and has_value(incident, key)
    ]
    if unknown:
        raise ValidationError({"not_yet_known": _("Choose from the list.")})
    if given:
        labels = ", ".join(str(incident.KNOWABLE[key]) for key in given)
        raise ValidationError(
            {"not_yet_known": _("Given, and said to be not yet known: %s") % labels}
        )


def has_value(incident, key):
    """Say whether a field holds a value; 0 is one. Words are told by `problems`, for they are saved after the form."""
    value = None if key in ("subjects", "categories") else getattr(incident, key)
    return value is not None and str(value) != ""


# Before publishing


def problems(incident, review):
    found = of_timeline(incident, review)
    found += [
        Problem(
            _("%(label)s (%(article)s GDPR): empty. Give it, or say that it is not yet known.")
            % vars(part)
        )
        for part in completeness(incident)
        if part.state == EMPTY and incident.type == Type.PRIVACY
    ]
    for key in ("subjects", "categories"):
        if key in incident.not_yet_known and getattr(incident, key).exists():
            found.append(
                Problem(_("Given, and said to be not yet known: %s") % incident.KNOWABLE[key])
            )
    if incident.reportable is None:
        found.append(
            Problem(_("It is not decided whether customers have to be told."), blocks=False)
        )
    if incident.reportable is not None and not (incident.decided_on and incident.decided_by):
        found.append(
            Problem(
                _("Say when, and in which role, it was decided whether customers have to be told.")
            )
        )
    return found


def of_timeline(incident, review):
    updates = list(incident.updates.all())
    public = incident.published_updates()
    new = [update for update in updates if update.uuid.hex not in public]
    newest = incident.newest_update
    found = []
    if not updates:
        found.append(
            Problem(_("There is no update yet: an incident is published with its first one."))
        )
    if public and not new and any(changes for _language, changes in review.diffs):
        found.append(
            Problem(
                _("Facts changed, but no update says so: the timeline will not show it."),
                blocks=False,
            )
        )
    if (
        newest
        and newest.status == "resolved"
        and not incident.resolved_at
        and "resolved_at" not in incident.not_yet_known
    ):
        found.append(
            Problem(_("The status is “resolved”: say when it was resolved."), blocks=False)
        )
    found += [of_correction(update, public) for update in new if update.corrects]
    return [problem for problem in found if problem]


def of_correction(update, public):
    """A correction strikes through what readers have seen; a draft is simply changed."""
    if update.corrects.uuid.hex in public:
        return None
    return Problem(
        _("The correction of %s: that update is not published yet. Change it instead.")
        % update.corrects
    )
