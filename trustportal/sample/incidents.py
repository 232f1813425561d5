"""The sample's incidents: invented, published step by step."""

from incidents.models import AllClear, ClockRule, Incident
from incidents.moments import DAY, Moment

from .facts import WORDS, moment, on_day, set_words, text

NOTICE = {
    "en": "Sample: this incident is invented.",
    "de": "Muster: Dieser Vorfall ist erfunden.",
}
STATEMENT_NOTICE = {
    "en": "Sample: this statement is invented.",
    "de": "Muster: Diese Erklärung ist erfunden.",
}
STATEMENT_NOTE = {"en": "Reviewed.", "de": "Geprüft."}
SOURCE = "Sample history, invented like the incident itself."
REPORTED = "Sample: reported with the first notice."
FIELDS = {"decided": "decided_on"}  # that are called otherwise in the file


def load_incidents(facts):
    """Create the incidents with their history and the statement, unless there are any."""
    if Incident.objects.exists():
        return
    for incident in sorted(facts["incidents"], key=lambda incident: incident["steps"][0]["at"]):
        load_incident(incident)
    load_statement(facts["statement"])


def load_incident(facts):
    incident = Incident.objects.create(
        type=facts["type"],
        title=text(facts["title"]),
        notice=text(NOTICE),
    )
    by_id = {}
    for step in facts["steps"]:
        set_facts(incident, step.get("facts", {}))
        for update in step.get("updates", []):
            by_id[update.get("id")] = add_update(incident, update, by_id)
        publish(incident, step)
    for rule in ClockRule.objects.all():
        if rule.concerns(incident):
            incident.reports.create(
                rule=rule, reported_at=moment(facts["steps"][0]["at"]), reference=REPORTED
            )


def set_facts(incident, facts):
    for key, value in facts.items():
        if key.endswith(("_at", "_from", "_to")):
            stated(value).keep(incident, key)
        elif key not in WORDS:
            setattr(incident, FIELDS.get(key, key), plain(key, value))
    for key in incident.not_yet_known:
        if key not in WORDS:
            setattr(incident, key, Incident._meta.get_field(key).get_default())
    incident.save()
    set_words(incident, facts)


def plain(key, value):
    if isinstance(value, dict):
        return text(value)
    return on_day(value) if key == "decided" else value


def stated(value):
    """Return the moment that [days, "14:05"] stands for; without a time it is the day."""
    if len(value) == 1:
        return Moment(moment([*value, "00:00"]), unit=DAY)
    return Moment(moment(value))


def add_update(incident, facts, by_id):
    return incident.updates.create(
        kind=facts["kind"],
        status=facts["status"],
        happened_at=moment(facts["at"]),
        next_update_by=moment(facts["next_update_by"]) if "next_update_by" in facts else None,
        corrects=by_id[facts["corrects"]] if "corrects" in facts else None,
        text=text(facts["text"]),
    )


def publish(incident, step):
    """Append what the draft says as a version of the step's day."""
    incident.append(
        incident.data(),
        step["note"],
        material=False if step.get("correction") else None,
        published_at=moment(step["at"]),
        source=SOURCE,
    )
    incident.refresh_from_db()


def load_statement(facts):
    statement = AllClear.objects.create(
        since=on_day(facts["since"]),
        reviewed_on=on_day(facts["reviewed"]),
        review_again_on=on_day(facts["again"]),
        reviewed_by=text(facts["reviewed_by"]),
        notice=text(STATEMENT_NOTICE),
    )
    statement.publish(note=STATEMENT_NOTE)
