"""Make the draft of an incident say what a version says. What was published of its timeline stays in it."""

import uuid
from datetime import datetime

from i18nfield.strings import LazyI18nString

from trustportal.publishing.building import entry_with, texts
from trustportal.vocabulary.models import DataCategory, DataSubject, Product

from .page import FIELDS, PROSE, TIMES, UNKNOWN
from .timeline import rows_of

WORDS = {"products": Product, "categories": DataCategory, "subjects": DataSubject}


def take(incident, data):
    first = next(iter(data.values()))
    facts = {fact["key"]: fact for fact in first["facts"]}
    known = {key: fact for key, fact in facts.items() if fact.get("code") != UNKNOWN}
    incident.title = texts(data, lambda page: page, "title")
    incident.notice = texts(data, lambda page: page, "notice")
    incident.type, incident.severity = facts["type"]["code"], facts["severity"]["code"]
    incident.not_yet_known = [FIELDS.get(key, key) for key in facts if key not in known]
    for key in PROSE:
        found = texts(data, lambda page, key=key: entry_with(page["facts"], "key", key), "value")
        setattr(incident, key, found if key in known else LazyI18nString({}))
    for key in TIMES:
        setattr(incident, key, as_moment(known[key]["code"]) if key in known else None)
    for key, name in (("records", "records"), ("persons", "subjects")):
        count, precision = known[key]["code"].split() if key in known else (None, "estimate")
        setattr(incident, f"{name}_count", int(count) if count else None)
        setattr(incident, f"{name}_precision", precision)
    for key in ("vendors", "subprocessors"):
        setattr(incident, key, [ref["slug"] for ref in known.get(key, {}).get("refs", [])])
    take_decision(incident, known.get("reportable"))
    incident.save()
    for key, model in WORDS.items():
        getattr(incident, key).set(words(model, data, key) if key in known else [])
    take_timeline(incident, data)


def take_decision(incident, fact):
    incident.reportable = fact["code"] == "yes" if fact else None
    incident.decided_on = (
        datetime.fromisoformat(fact["decided_on"]).date() if fact and fact["decided_on"] else None
    )


def words(model, data, key):
    """Return the words that a fact names, made anew where they are gone."""
    refs = {
        language: entry_with(page["facts"], "key", key)["refs"] for language, page in data.items()
    }
    return [
        model.objects.get_or_create(
            slug=ref["slug"],
            defaults={
                "label": LazyI18nString(
                    {lang: found[place]["name"] for lang, found in refs.items()}
                )
            },
        )[0]
        for place, ref in enumerate(next(iter(refs.values())))
    ]


def take_timeline(incident, data):
    """Bring back updates that are gone, and drop the drafts of new ones."""
    rows = {language: rows_of(page) for language, page in data.items()}
    first = next(iter(rows.values()))
    public = incident.published_updates()
    drafts = incident.updates.exclude(uuid__in=[uuid.UUID(id) for id in {*first, *public}])
    drafts.update(corrects=None, kind="update")
    drafts.delete()
    there = {update.uuid.hex: update for update in incident.updates.all()}
    for id, row in sorted(first.items(), key=lambda item: item[1]["happened_code"]):
        if id not in there:
            text = texts(rows, lambda found, id=id: found[id], "text")
            there[id] = incident.updates.create(uuid=uuid.UUID(id), text=text, **plain(row, there))


def plain(row, there):
    return {
        "kind": row["entry_code"],
        "status": row["status_code"],
        "happened_at": as_moment(row["happened_code"]),
        "next_update_by": as_moment(row["next_update_code"]),
        "corrects": there.get(row["corrects_id"]),
    }


def as_moment(text):
    return datetime.fromisoformat(text) if text else None
