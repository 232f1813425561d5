"""The sample's incidents: invented, published step by step, counted in days from the day of loading."""

from datetime import UTC, datetime, time, timedelta

from i18nfield.strings import LazyI18nString

from incidents.models import AllClear, ClockRule, Incident
from trustportal.language.locales import today
from trustportal.vocabulary.models import DataCategory, DataSubject, Product

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
WORDS = {"products": Product, "categories": DataCategory, "subjects": DataSubject}


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
        severity=Incident.Severity.NONE,
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
    words = {key: value for key, value in facts.items() if key in WORDS}
    for key, value in facts.items():
        if key not in words:
            setattr(incident, NAMES.get(key, key), plain(key, value))
    for key in incident.not_yet_known:
        if key not in WORDS:
            setattr(incident, key, Incident._meta.get_field(key).get_default())
    incident.save()
    for key, slugs in words.items():
        getattr(incident, key).set(WORDS[key].objects.filter(slug__in=slugs))


NAMES = {"decided": "decided_on"}


def plain(key, value):
    if isinstance(value, dict):
        return text(value)
    if key == "decided":
        return on_day(value)
    return moment(value) if key.endswith(("_at", "_from", "_to")) else value


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
    """Append what the draft says as a version of the step's day, the correction of what was public included."""
    incident.append(
        incident.data(),
        step["note"],
        material=not step.get("correction"),
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


def on_day(days):
    return today() + timedelta(days=days)


def moment(value):
    days, clock = value
    return datetime.combine(on_day(days), time.fromisoformat(clock), UTC)


def text(values):
    return LazyI18nString(values)
