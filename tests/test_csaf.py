"""Incidents as CSAF 2.0: valid by BSI's validator, what they say, where, and what no longer."""

import json
import shutil
import subprocess

import pytest
from django.conf import settings as portal
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Incident
from tests.conftest import NOTE, add_update
from tests.needed import missing
from tests.reading import heading, links
from tests.test_incident_hostile import hostile  # noqa: F401 (a fixture)
from tests.test_incidents import page_of, republish
from trustportal.language.locales import moment, today
from trustportal.record.canonical import timestamp
from trustportal.record.models import Version

LIBRARY = portal.BASE_DIR / "node_modules/@secvisogram/csaf-validator-lib"
CSAF = "/.well-known/csaf/"
FOLDER = f"{CSAF}white/"


@pytest.fixture(autouse=True)
def trust_example_com(settings):
    settings.SITE_URL = "https://trust.example.com"


@pytest.fixture(scope="session")
def validator():
    """The validator as a function of a folder, started once; skipped without, but not in CI."""
    program = shutil.which("node")
    if program is None or not LIBRARY.exists():
        missing(
            "NO CSAF VALIDATOR FOUND: the documents are not validated "
            "(needs what .ci/run puts in node_modules)"
        )
    command = [program, "tests/csaf.mjs"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, text=True, bufsize=1, cwd=portal.BASE_DIR
    ) as running:

        def said(folder):
            running.stdin.write(f"{folder}\n")
            return json.loads(running.stdout.readline())

        yield said


def names(stranger):
    return stranger.get(f"{FOLDER}index.txt").text.splitlines()


def document(stranger, incident):
    year = incident.reference.split("-")[1]
    return stranger.get(f"{FOLDER}{year}/{incident.slug}.json")


def said_of(stranger, incident):
    return document(stranger, incident).json()["document"]


def texts(found):
    return [note["text"] for note in found["notes"]]


# Validity


def remarks(validator, folder, stranger):
    """Return {file: [test, …]} that the validator complains of, and how many files it read."""
    for name in names(stranger):
        (folder / name.replace("/", " ")).write_bytes(stranger.get(FOLDER + name).content)
    # A fault, to know that the validator reads the folder.
    wrong = json.loads(stranger.get(FOLDER + name).content)
    wrong["document"]["tracking"]["version"] = "99"
    del wrong["document"]["lang"]
    (folder / "wrong.json").write_text(json.dumps(wrong), encoding="utf-8")
    found = {}
    for file, test, *_messages in validator(folder):
        found.setdefault(file, []).append(test)
    return found, len(list(folder.iterdir())) - 1


# These ask for what nobody stated: a status of a product, a remediation, a score, the address of a
# package. The standard recommends it.
MORE = {f"optionalTest_6_2_{number}" for number in (1, 2, 3, 16)}


def not_asking_for_more(found):
    kept = {}
    for file, tests in found.items():
        kept[file] = [test for test in tests if test not in MORE]
    return {file: tests for file, tests in kept.items() if tests}


WRONG = {"wrong.json": ["mandatoryTest_6_1_16", "optionalTest_6_2_12"]}


@pytest.mark.django_db
def test_the_incidents_of_the_sample_are_valid_in_every_way(
    validator, stranger, tmp_path, settings
):
    settings.SITE_URL = "http://localhost"
    call_command("load_sample", verbosity=0)
    settings.SITE_URL = "https://trust.example.com"
    found, number = remarks(validator, tmp_path, stranger)
    assert number == 4
    assert not_asking_for_more(found) == WRONG


def test_incidents_with_hostile_titles_are_valid_and_come_out_whole(
    validator,
    hostile,  # noqa: F811
    stranger,
    tmp_path,
):
    assert remarks(validator, tmp_path, stranger) == (WRONG, len(hostile))
    for text, incident in hostile.values():
        incident.refresh_from_db()
        found = said_of(stranger, incident)
        assert (found["title"], text.removesuffix(" Again.") in texts(found)) == (text, True)


def test_a_corrected_a_retracted_and_a_restored_incident_are_valid(
    validator, corrected, stranger, tmp_path
):
    corrected.withdraw(note=NOTE)
    Incident.objects.get(pk=corrected.pk).publish(note=NOTE)
    corrected.current().redact("A court said so.")
    republish(corrected)
    add_update(corrected, "It was a test.", kind="retraction", status="false_alarm")
    republish(corrected)
    assert remarks(validator, tmp_path, stranger) == (WRONG, 1)


# What a document says


def test_a_document_says_what_the_page_says(published_breach, stranger, settings):
    settings.SECURITY_CONTACT = "security@example.com"
    version = published_breach.current()
    update = published_breach.updates.get()
    reference, slug, year = published_breach.reference, published_breach.slug, today().year
    answer = document(stranger, published_breach)
    found = answer.json()["document"]
    summary, *notes = found.pop("notes")
    assert found == {
        "category": "csaf_security_incident_response",
        "csaf_version": "2.0",
        "distribution": {"tlp": {"label": "WHITE", "url": "https://www.first.org/tlp/v1/"}},
        "lang": "en",
        "publisher": {
            "category": "vendor",
            "contact_details": "security@example.com",
            "name": "Example Cloud",
            "namespace": "https://trust.example.com",
        },
        "references": [
            {
                "category": "self",
                "summary": f"{reference}, CSAF 2.0",
                "url": f"https://trust.example.com{FOLDER}{year}/{slug}.json",
            },
            {
                "category": "external",
                "summary": "Backup read by others",
                "url": f"https://trust.example.com/incidents/{slug}/",
            },
        ],
        "title": "Backup read by others",
        "tracking": {
            "current_release_date": timestamp(version.published_at),
            "id": reference,
            "initial_release_date": timestamp(version.published_at),
            "revision_history": [
                {
                    "date": timestamp(version.published_at),
                    "number": "1",
                    "summary": "A note for readers.",
                }
            ],
            "status": "interim",
            "version": "1",
        },
    }
    assert (summary["category"], summary["title"]) == ("summary", "Summary")
    assert {
        f"Reference: {reference}",
        "Severity: major",
        "Data concerned: Device identifiers",
        "Number of data subjects: about 1,200",
        "Reportable to customers: Yes",
    } <= set(summary["text"].splitlines())
    assert notes == [
        {"category": "description", "text": "A backup was readable.", "title": "What happened"},
        {"category": "details", "text": "Unwanted calls.", "title": "Likely consequences"},
        {"category": "details", "text": "Access was closed.", "title": "What we did"},
        {"category": "details", "text": "privacy@example.com", "title": "Contact"},
        {
            "category": "general",
            "text": "We look into it.",
            "title": f"{moment(update.happened_at, 'en')}: Update, investigating",
        },
    ]
    assert "Only for us." not in answer.text
    assert "Data protection officer" not in answer.text


@pytest.fixture
def corrected(published_breach):
    """An incident whose first entry is corrected, then resolved: three versions."""
    first = published_breach.updates.get()
    add_update(
        published_breach,
        "They were ten.",
        hours=2,
        kind="correction",
        corrects=first,
        status="identified",
    )
    republish(published_breach, "The number.")
    add_update(published_breach, "It is over.", hours=1, status="resolved")
    republish(published_breach, "Resolved.")
    return published_breach


def test_a_correction_and_what_it_corrects_name_each_other_by_their_moments(corrected, stranger):
    found = said_of(stranger, corrected)
    first, correction, last = corrected.updates.order_by("happened_at")
    when = [moment(update.happened_at, "en") for update in (first, correction, last)]
    assert [(note["title"], note["text"]) for note in found["notes"][-3:]] == [
        (f"{when[2]}: Update, resolved", "It is over."),
        (
            f"{when[1]}: Correction, identified",
            f"Corrects the entry of {when[0]}.\n\nThey were ten.",
        ),
        (f"{when[0]}: Update, investigating", f"Corrected on {when[1]}.\n\nWe look into it."),
    ]


def test_each_version_is_a_revision_and_a_closed_incident_is_final(corrected, stranger):
    tracking = said_of(stranger, corrected)["tracking"]
    history = [
        (revision["number"], revision["summary"]) for revision in tracking["revision_history"]
    ]
    assert history == [("1", "A note for readers."), ("2", "The number."), ("3", "Resolved.")]
    assert (tracking["version"], tracking["status"]) == ("3", "final")


def test_a_promised_update_is_told(published_breach, stranger):
    promised = add_update(
        published_breach, "More to come.", next_update_by="2036-03-01T12:00Z", status="identified"
    )
    republish(published_breach)
    assert f"{promised.text}\n\nNext update by 1 March 2036, 12:00 UTC" in texts(
        said_of(stranger, published_breach)
    )


def test_a_retracted_incident_says_that_it_is_and_nothing_of_what_it_said(corrected, stranger):
    add_update(corrected, "It was a test.", kind="retraction", status="false_alarm")
    republish(corrected, "Retracted.")
    answer = document(stranger, corrected)
    found = answer.json()["document"]
    assert found["title"] == "Retracted: Backup read by others"
    assert texts(found) == ["It was a test."]
    assert found["tracking"]["status"] == "final"
    for words in ("A backup was readable.", "We look into it.", "They were ten.", "1,200"):
        assert words not in answer.text


def test_what_was_corrected_later_is_told_of_a_retracted_incident_too(published_breach, stranger):
    add_update(published_breach, "It was a test.", hours=1, kind="retraction", status="false_alarm")
    republish(published_breach)
    add_update(published_breach, "The test was ours.", status="false_alarm")
    republish(published_breach)
    assert texts(said_of(stranger, published_breach)) == ["The test was ours.", "It was a test."]


# What ended


def test_a_withdrawn_incident_is_gone_and_in_no_list(published_breach, stranger):
    address = f"{FOLDER}{today().year}/{published_breach.slug}.json"
    assert names(stranger) == [address.removeprefix(FOLDER)]
    published_breach.withdraw(note={"en": "Ordered by a court."})
    answer = stranger.get(address)
    assert answer.json() == {
        "status": 410,
        "detail": "This page was withdrawn: Ordered by a court.",
    }
    assert answer.status_code == 410
    assert names(stranger) == []
    assert stranger.get(f"{FOLDER}changes.csv").text == ""
    assert stranger.get(f"{FOLDER}{today().year}/").status_code == 404


def test_an_erased_incident_is_gone_and_says_why(published_breach, stranger):
    published_breach.current().redact("A person asked for it.")
    answer = document(stranger, published_breach)
    assert (
        answer.json()["detail"] == "The content of this version was erased: A person asked for it."
    )
    assert (answer.status_code, names(stranger)) == (410, [])


def test_an_incident_that_came_back_names_its_withdrawal_and_an_erased_version_says_no_more(
    corrected, stranger
):
    corrected.withdraw(note={"en": "By mistake."})
    republish(corrected, "Back.")
    Version.objects.get(kind="incident", number=2).redact("A person asked for it.")
    tracking = said_of(stranger, corrected)["tracking"]
    assert [
        (revision["number"], revision["summary"]) for revision in tracking["revision_history"]
    ] == [
        ("1", "A note for readers."),
        ("2", "Erased"),
        ("3", "Resolved."),
        ("4", "By mistake."),
        ("5", "Back."),
    ]


# Where documents stand


@pytest.fixture
def two(published_breach):
    """Two incidents; the older one changed last."""
    other = Incident.objects.create(
        title={"en": "Other"},
        type="security",
        severity="minor",
        reportable=False,
        decided_on=today(),
        decided_by="CISO",
    )
    add_update(other, "Other text.")
    Incident.objects.get(pk=other.pk).publish(note=NOTE)
    add_update(published_breach, "The cause is found.", status="identified")
    republish(published_breach)
    other.refresh_from_db()
    return published_breach, other


def test_the_lists_name_every_document_the_one_that_changed_last_first(two, stranger):
    files = [f"{today().year}/{incident.slug}.json" for incident in two]
    assert names(stranger) == files
    changed = [timestamp(incident.current().published_at) for incident in two]
    assert stranger.get(f"{FOLDER}changes.csv").text == "".join(
        f'"{file}","{when}"\n' for file, when in zip(files, changed, strict=True)
    )


def test_the_folders_can_be_walked(two, stranger):
    year = f"{FOLDER}{today().year}/"
    top = stranger.get(FOLDER)
    assert (heading(top), links(top)) == (
        FOLDER,
        [year, f"{FOLDER}changes.csv", f"{FOLDER}index.txt"],
    )
    page = stranger.get(year)
    assert links(page) == [FOLDER, *(f"{year}{incident.slug}.json" for incident in two)]


def test_the_metadata_leads_to_the_folder_and_says_what_the_portal_is(two, stranger):
    answer = stranger.get(f"{CSAF}provider-metadata.json")
    found = answer.json()
    assert found.pop("last_updated") == timestamp(answer.wsgi_request.site_state.last_modified)
    assert found == {
        "canonical_url": f"https://trust.example.com{CSAF}provider-metadata.json",
        "distributions": [{"directory_url": f"https://trust.example.com{FOLDER}"}],
        "list_on_CSAF_aggregators": True,
        "metadata_version": "2.0",
        "mirror_on_CSAF_aggregators": False,
        "publisher": {
            "category": "vendor",
            "name": "Example Cloud",
            "namespace": "https://trust.example.com",
        },
        "role": "csaf_provider",
    }


def test_an_address_that_never_was_is_not_found(published_breach, breach, stranger):
    slug, year = published_breach.slug, today().year
    for name in (
        f"{year - 1}/{slug}.json",
        f"{year}/inc-{year}-0009.json",
        f"{year}/{slug.upper()}.json",
        f"{year}.json",
    ):
        assert stranger.get(FOLDER + name).status_code == 404
    assert stranger.get(f"{FOLDER}{year - 1}/").status_code == 404
    assert stranger.get(f"/de{FOLDER}").status_code == 404


def test_every_address_is_for_all_sites_cached_by_its_state_and_costs_two_queries(two, stranger):
    kinds = {
        f"{CSAF}provider-metadata.json": ("application/json", 1),
        f"{FOLDER}index.txt": ("text/plain; charset=utf-8", 2),
        f"{FOLDER}changes.csv": ("text/csv; charset=utf-8", 2),
        f"{FOLDER}{today().year}/{two[0].slug}.json": ("application/json", 2),
    }
    for address, (kind, most) in kinds.items():
        with CaptureQueriesContext(connection) as queries:
            answer = stranger.get(address)
        assert (address, answer["Content-Type"], len(queries)) == (address, kind, most)
        assert (answer["Access-Control-Allow-Origin"], answer["Content-Language"]) == ("*", "en")
        assert answer.cookies.output() == ""
        head = stranger.head(address)
        assert (head.content, head["ETag"], head["Content-Length"]) == (
            b"",
            answer["ETag"],
            answer["Content-Length"],
        )
        assert stranger.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    add_update(two[0], "It is over.", status="resolved")
    republish(two[0])
    assert stranger.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 200


def test_the_links_of_a_document_answer(published_breach, stranger):
    references = said_of(stranger, published_breach)["references"]
    paths = [reference["url"].removeprefix("https://trust.example.com") for reference in references]
    assert paths[1] == page_of(published_breach)
    assert [stranger.get(path).status_code for path in paths] == [200, 200]
