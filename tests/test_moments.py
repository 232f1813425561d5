"""Moments that are known to the day, within a range, or about; and that nothing else is said."""

import csv
import io
import re

import pytest
from pypdf import PdfReader

from incidents.models import Incident
from incidents.moments import Moment
from tests.browsing import opened, text_of
from tests.conftest import NOTE, add_update
from tests.reading import main, tree, words
from tests.test_incidents import page_of, republish
from trustportal.exports.formats import FORMATS
from trustportal.record.models import Version

CHANGE = "/admin/incidents/incident/{}/change/"
DAY = {"unit": "day"}
WAYS = [
    (
        "2026-03-01T14:05Z",
        {},
        "2026-03-01T14:05:00Z",
        "1 March 2026, 14:05 UTC",
        "1. März 2026, 14:05 UTC",
    ),
    ("2026-03-01T00:00Z", DAY, "2026-03-01", "1 March 2026", "1. März 2026"),
    (
        "2026-02-28T15:00Z",
        DAY | {"zone": "Asia/Tokyo"},
        "2026-03-01",
        "1 March 2026 (Asia/Tokyo)",
        "1. März 2026 (Asia/Tokyo)",
    ),
    (
        "2026-03-01T14:05Z",
        {"zone": "Europe/Berlin"},
        "2026-03-01T14:05:00Z",
        "1 March 2026, 15:05 Europe/Berlin (14:05 UTC)",
        "1. März 2026, 15:05 Europe/Berlin (14:05 UTC)",
    ),
    (
        "2026-03-01T23:30Z",
        {"zone": "Europe/Berlin"},
        "2026-03-01T23:30:00Z",
        "2 March 2026, 00:30 Europe/Berlin (1 March 2026, 23:30 UTC)",
        "2. März 2026, 00:30 Europe/Berlin (1. März 2026, 23:30 UTC)",
    ),
    (
        "2026-03-01T00:00Z",
        DAY | {"about": True},
        "2026-03-01~",
        "about 1 March 2026",
        "etwa 1. März 2026",
    ),
    (
        "2026-03-01T00:00Z",
        DAY | {"end": "2026-03-03T00:00:00Z"},
        "2026-03-01/2026-03-03",
        "between 1 March 2026 and 3 March 2026",
        "zwischen 1. März 2026 und 3. März 2026",
    ),
    (
        "2026-03-01T14:05Z",
        {"about": True, "end": "2026-03-01T15:00:00Z"},
        "2026-03-01T14:05:00Z~/2026-03-01T15:00:00Z~",
        "approximately between 1 March 2026, 14:05 UTC and 1 March 2026, 15:00 UTC",
        "etwa zwischen 1. März 2026, 14:05 UTC und 1. März 2026, 15:00 UTC",
    ),
]


@pytest.mark.parametrize(("start", "known", "code", "english", "german"), WAYS)
def test_a_moment_is_said_and_comes_back_as_it_was_stated(
    breach, start, known, code, english, german
):
    breach.detected_at, breach.precision = start, {"detected_at": known} if known else {}
    breach.save()
    breach.refresh_from_db()
    stored = (breach.detected_at, breach.precision)
    breach.publish(note=NOTE)
    data = breach.current().data
    for language, said in (("en", english), ("de", german)):
        fact = {fact["key"]: fact for fact in data[language]["facts"]}["detected_at"]
        assert (fact["value"], fact["code"]) == (said, code)
        assert fact.get("zone", "") == known.get("zone", "")
    breach.refresh_from_db()
    breach.detected_at, breach.precision = None, {}
    breach.save()
    breach.restore(data)
    again = Incident.objects.get(pk=breach.pk)
    assert (again.detected_at, again.precision) == stored


def test_a_moment_of_a_version_before_is_one_to_the_minute(published_breach):
    published_breach.restore(published_breach.current().data)
    again = Incident.objects.get(pk=published_breach.pk)
    assert again.precision == {}
    assert Moment.of(again, "aware_at").is_exact


def test_a_zone_that_is_added_is_a_change(published_breach):
    published_breach.precision = {"aware_at": {"zone": "Europe/Berlin"}}
    published_breach.save()
    (_language, diff), _german = published_breach.review().diffs
    assert [change.path for change in diff.facts] == [("facts", "aware_at")]


# Contradictions: what is known imprecisely may still fit


@pytest.mark.parametrize(
    ("began", "ended", "contradicts"),
    [
        ("2026-03-01", "2026-03-01T09:00:00Z", False),
        ("2026-03-02", "2026-03-01T23:00:00Z", True),
        ("2026-03-02~", "2026-03-01T23:00:00Z", False),
        ("2026-03-01T10:00:00Z/2026-03-01T12:00:00Z", "2026-03-01T11:00:00Z", False),
        ("2026-03-01T10:00:00Z/2026-03-01T12:00:00Z", "2026-03-01T09:00:00Z", True),
        ("2026-03-02", "2026-03-01", True),
        ("2026-03-01", "2026-03-01", False),
    ],
)
def test_only_what_cannot_be_true_contradicts(breach, began, ended, contradicts):
    breach.aware_at = None
    Moment.from_code(began).keep(breach, "occurred_from")
    Moment.from_code(ended).keep(breach, "resolved_at")
    breach.save()
    sentence = "Resolved: It cannot have been resolved before it occurred."
    assert [str(remark) for remark in breach.remarks()] == [sentence] * contradicts


# The timeline


@pytest.fixture
def vague(published_breach):
    """An incident with an entry known to the day, written after another one of that day."""
    first = published_breach.updates.get()
    add_update(
        published_breach,
        "All is well.",
        status="resolved",
        happened_at=first.happened_at.replace(hour=0, minute=0, second=0),
        precision={"happened_at": DAY},
    )
    republish(published_breach)
    published_breach.refresh_from_db()
    return published_breach


def test_an_entry_of_a_day_stands_after_those_written_before_it(vague, stranger):
    add_update(vague, "A word more.", status="resolved")
    republish(vague)
    page = tree(stranger.get(page_of(vague)))
    texts = [words(text) for text in page.xpath("//ol[contains(@class,'timeline')]//div/div/p")]
    assert texts == ["A word more.", "All is well.", "We look into it."]
    assert vague.current().data["en"]["card"]["status_code"] == "resolved"


def test_only_a_day_or_a_minute_is_a_time_of_html(vague, stranger):
    vague.precision = {"aware_at": DAY | {"about": True}}
    vague.save()
    add_update(vague, "Between.", precision={"happened_at": {"end": "2036-01-01T10:00:00Z"}})
    republish(vague)
    times = tree(stranger.get(page_of(vague))).xpath("//article//dl//time | //ol//time")
    assert times
    for time in times:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", time.get("datetime"))


def test_statuspage_has_no_time_that_nobody_stated(vague, stranger):
    (incident,) = stranger.get("/api/v2/incidents.json").json()["incidents"]
    version = vague.current()
    published = version.published_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    newest = incident["incident_updates"][0]
    assert (incident["resolved_at"], newest["created_at"], newest["display_at"]) == (
        None,
        published,
        published,
    )
    entry = version.data["en"]["sections"][0]["rows"][0]
    assert newest["body"] == f"{entry['happened']}\n\nAll is well."
    assert incident["started_at"] == version.data["en"]["sections"][0]["rows"][1]["happened_code"]


def test_statuspage_says_nothing_of_a_severity_that_nobody_stated(breach, mail, stranger):
    breach.severity = ""
    breach.save()
    breach.products.add(mail)
    breach.publish(note=NOTE)
    summary = stranger.get("/api/v2/summary.json").json()
    assert summary["status"] == {
        "indicator": None,
        "description": "Open incident",
    }
    assert [component["status"] for component in summary["components"]] == [None]
    assert [incident["impact"] for incident in summary["incidents"]] == [None]


# Nothing is said that nobody stated, on any surface


@pytest.fixture
def bare(db):
    """A public incident that states a day and a sentence, and nothing else."""
    incident = Incident.objects.create(
        title={"en": "Sign-in failed", "de": "Anmeldung gestört"},
        type="availability",
        occurred_from="2026-03-01T00:00Z",
        precision={"occurred_from": DAY},
        subjects_count=40,
    )
    day = {"happened_at": "2026-03-02T00:00Z", "precision": {"happened_at": DAY}}
    add_update(incident, "It works again.", "Sie geht wieder.", status="", **day)
    incident.refresh_from_db()
    incident.publish(note=NOTE)
    incident.refresh_from_db()
    return incident


ADDRESSES = ["/incidents/", "/", "/changes/", "/incidents.json", "/changes.json", "/search/?q=sign"]
FEEDS = ["/incidents.atom", "/changes.atom", "/api/v2/summary.json", "/api/v2/incidents.json"]
# Words of defaults, or of what a form would have proposed.
NEVER = re.compile(
    r"(?<!\+)00:00|T00:00|midnight|severity|Schweregrad|investigating|wird untersucht"
    r"|about 40|etwa 40|exact|genau|estimate|not decided|minor|none\b|reportable\W+false"
)


def plain(response, format):
    if format == "pdf":
        pages = PdfReader(io.BytesIO(response.content)).pages
        return "\n".join(page.extract_text() for page in pages)
    return response.content.decode("utf-8", "replace")


def surfaces(incident, stranger):
    """Yield (address, text) of all that tells of an incident."""
    page, year = page_of(incident), incident.reference.split("-")[1]
    own = [page, f"/de{page}", f"{page}history/", f"{page}v1/", f"{page[:-1]}.atom"]
    csaf = f"/.well-known/csaf/white/{year}/{incident.slug}.json"
    for address in [*own, *ADDRESSES, *FEEDS, csaf]:
        response = stranger.get(address)
        assert response.status_code == 200, address
        is_html = response["Content-Type"].startswith("text/html")
        yield address, main(response) if is_html else plain(response, "")
    for format in set(FORMATS) - {"docx", "xlsx"}:
        for prefix in ("", "/de"):
            address = f"{prefix}{page[:-1]}.{format}"
            yield address, plain(stranger.get(address), format)


# Of the version and of its file, not of the incident; and keys that say nothing.
PROOF = re.compile(
    r'"\w+": ?""|"(published|recorded|initial|current)[^"]*": ?"[^"]*"|"(salt|digest)": ?"\w*"'
)


def test_nothing_is_said_that_nobody_stated(bare, stranger):
    told = dict(surfaces(bare, stranger))
    faults = {}
    for address, text in told.items():
        found = NEVER.search(PROOF.sub("", text))
        if found:
            faults[address] = text[max(0, found.start() - 80) : found.end() + 40]
    assert faults == {}
    for address in (page_of(bare), f"{page_of(bare)[:-1]}.md", f"{page_of(bare)[:-1]}.pdf"):
        assert "1 March 2026" in " ".join(told[address].split())
    assert "Occurred from: 1 March 2026" in next(
        note["text"]
        for note in stranger.get(list(told)[15]).json()["document"]["notes"]
        if note["category"] == "summary"
    )


def test_a_file_has_the_day_of_an_entry_as_a_day(bare, stranger):
    text = stranger.get(f"{page_of(bare)[:-1]}.csv").content.decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    assert (line["happened"], line["happened_code"]) == ("2 March 2026", "2026-03-02")
    assert (line["status"], line["status_code"]) == ("", "")


def test_the_list_names_a_range_as_one(bare, stranger):
    bare.precision = {"occurred_from": DAY | {"end": "2026-03-04T00:00:00Z"}}
    bare.save()
    add_update(bare, "Another.", status="resolved")
    republish(bare)
    text = main(stranger.get("/incidents/"))
    assert "between 1 March 2026 and 4 March 2026 · Loss of availability" in text
    assert "zwischen 1. März 2026 und 4. März 2026 · Verlust der Verfügbarkeit" in main(
        stranger.get("/de/incidents/")
    )


# The form


def form_of(editing, incident):
    """Return what the form would send; a list with nothing chosen sends nothing."""
    sent = opened(editing, CHANGE.format(incident.pk), "seen")
    lists = ("products", "categories", "subjects", "vendors", "subprocessors")
    return {name: text for name, text in sent.items() if name not in lists or text}


def test_the_form_takes_a_day_a_range_a_zone_and_about(editing, breach):
    form = form_of(editing, breach) | {
        "detected_at_0": "2026-03-01",
        "detected_at_1": "",
        "occurred_from_0": "2026-02-01",
        "occurred_from_1": "09:00",
        "occurred_from_2": "2026-02-01",
        "occurred_from_3": "10:30",
        "occurred_from_4": "on",
        "occurred_from_5": "Europe/Berlin",
    }
    editing.post(CHANGE.format(breach.pk), form)
    breach.refresh_from_db()
    assert Moment.of(breach, "detected_at").code == "2026-03-01"
    assert Moment.of(breach, "occurred_from").code == "2026-02-01T08:00:00Z~/2026-02-01T09:30:00Z~"
    assert breach.precision["occurred_from"]["zone"] == "Europe/Berlin"
    shown = form_of(editing, breach)
    names = [f"occurred_from_{place}" for place in range(6)]
    assert {name: shown[name] for name in names} == {
        "occurred_from_0": "2026-02-01",
        "occurred_from_1": "09:00:00",
        "occurred_from_2": "2026-02-01",
        "occurred_from_3": "10:30:00",
        "occurred_from_4": "on",
        "occurred_from_5": "Europe/Berlin",
    }
    assert (shown["detected_at_0"], shown["detected_at_1"]) == ("2026-03-01", "")
    revision = Incident.objects.get(pk=breach.pk).revision
    editing.post(CHANGE.format(breach.pk), shown)
    assert Incident.objects.get(pk=breach.pk).revision == revision


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        ({"1": "10:00"}, "Give the day."),
        ({"0": "2026-03-01", "1": "10:00", "2": "2026-03-02"}, "Give both ends of a range"),
        ({"0": "2026-03-01", "5": "Berlin"}, "Give the time zone like this: “Europe/Berlin”"),
        ({"0": "2026-03-29", "1": "02:30", "5": "Europe/Berlin"}, "The clocks went forward then"),
    ],
)
def test_what_is_no_moment_is_refused_and_stays_in_the_form(editing, breach, boxes, sentence):
    boxes = {f"detected_at_{place}": text for place, text in boxes.items()}
    response = editing.post(CHANGE.format(breach.pk), form_of(editing, breach) | boxes)
    assert sentence in text_of(response)
    for name, text in boxes.items():
        assert tree(response).xpath(f"//input[@name='{name}']/@value") == [text]


def test_a_contradiction_is_saved_and_named_after_it_and_on_the_form(editing, breach):
    form = form_of(editing, breach) | {
        "occurred_from_0": "2026-03-02",
        "occurred_from_1": "",
        "resolved_at_0": "2026-03-01",
        "resolved_at_1": "",
    }
    response = editing.post(CHANGE.format(breach.pk), form | {"_continue": "1"}, follow=True)
    breach.refresh_from_db()
    assert Moment.of(breach, "resolved_at").code == "2026-03-01"
    sentence = "Resolved: It cannot have been resolved before it occurred."
    assert sentence in [words(li) for li in tree(response).xpath("//li[@class='warning']")]
    assert sentence in [words(li) for li in tree(response).xpath("//ul[@class='meter']/li")]


def test_who_may_only_look_sees_the_day_and_no_midnight(client_of, lawyer, bare):
    text = text_of(client_of(lawyer).get(CHANGE.format(bare.pk)))
    assert "1 March 2026" in text
    assert "midnight" not in text


def test_a_moment_that_somebody_else_saved_is_told_as_it_is_known(editing, breach):
    form = form_of(editing, breach)
    Incident.objects.filter(pk=breach.pk).update(
        revision=9, detected_at="2026-03-01T00:00Z", precision={"detected_at": DAY}
    )
    form |= {"detected_at_0": "2026-03-05", "detected_at_1": ""}
    assert "Detected at is now: 1 March 2026" in text_of(
        editing.post(CHANGE.format(breach.pk), form)
    )


def test_the_statement_of_no_incident_counts_a_day_to_its_last_instant(breach):
    breach.aware_at = None
    Moment.from_code("2026-03-01~").keep(breach, "occurred_from")
    assert str(breach.day) == "2026-03-02"
    Moment.from_code("2026-03-01", "America/New_York").keep(breach, "occurred_from")
    assert str(breach.day) == "2026-03-02"
    Moment.from_code("2026-03-01").keep(breach, "occurred_from")
    assert str(breach.day) == "2026-03-01"
    assert Version.objects.count() == 0
