"""Lists, histories and errors for programs; test_api.py tests the description of them."""

import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from trustportal.public import json_views
from trustportal.record.models import Version

from .conftest import NOTE
from .reading import heading

APPLE = "/sharing/apple"
PROBLEM = "application/problem+json"


def titles(answer):
    return [entry["title"] for entry in answer.json()["documents"]]


def test_the_list_has_the_public_pages_with_addresses_that_answer(
    three_versions, register, stranger
):
    first, second = stranger.get("/documents.json").json()["documents"]
    assert (first["kind"], second["kind"]) == ("page", "vendor")
    newest = Version.objects.get(kind="vendor", number=2)
    assert second == {
        "kind": "vendor",
        "slug": "apple",
        "title": "Apple",
        "number": 2,
        "position": 3,
        "published_at": f"{newest.published_at:%Y-%m-%dT%H:%M:%SZ}",
        "digest": newest.digest,
        "url": f"http://localhost{APPLE}/",
        "json": f"http://localhost{APPLE}.json",
        "history": f"http://localhost{APPLE}/history.json",
    }
    assert stranger.get(second["url"]).status_code == 200
    assert stranger.get(second["json"]).json()["version"]["digest"] == newest.digest
    assert (
        stranger.get(second["history"]).json()["versions"][0]["version"]["digest"] == newest.digest
    )


def test_the_list_narrows_to_a_kind_and_speaks_the_language_of_its_address(
    three_versions, stranger
):
    assert titles(stranger.get("/documents.json?kind=page")) == ["Data security"]
    assert titles(stranger.get("/documents.json?kind=incident")) == []
    german = stranger.get("/de/documents.json")
    assert titles(german) == ["Datensicherheit", "Apple"]
    assert german.json()["documents"][1]["url"] == f"http://localhost/de{APPLE}/"


def test_what_is_withdrawn_or_erased_is_in_no_list(three_versions, security, stranger):
    security.withdraw(note=NOTE)
    assert titles(stranger.get("/documents.json")) == ["Apple"]
    three_versions[-1].redact("A court said so.")
    assert titles(stranger.get("/documents.json")) == []


def test_a_history_has_every_version_with_its_note_and_proof_newest_first(three_versions, stranger):
    three_versions[0].redact("A court said so.")
    newest, first = stranger.get(f"{APPLE}/history.json").json()["versions"]
    assert newest["version"] == stranger.get(f"{APPLE}.json").json()["version"]
    assert newest["note"] == {"en": "Another certificate.", "de": "Ein anderes Zertifikat."}
    assert (newest["url"], newest["json"]) == (
        f"http://localhost{APPLE}/v2/",
        f"http://localhost{APPLE}/v2.json",
    )
    assert (first["version"]["number"], first["version"]["redacted_because"]) == (
        1,
        "A court said so.",
    )
    assert first["note"] == {}


def test_history_that_was_brought_along_names_its_source(published_apple, stranger):
    data = published_apple.current().data
    published_at = published_apple.current().published_at
    Version.objects.append("page", "old", data, NOTE, published_at=published_at, source="A letter.")
    assert [
        entry["source"] for entry in stranger.get("/pages/old/history.json").json()["versions"]
    ] == ["A letter."]
    assert [
        entry["source"] for entry in stranger.get(f"{APPLE}/history.json").json()["versions"]
    ] == [""]


@pytest.mark.parametrize(
    ("address", "list_name", "entries"),
    [
        ("/documents.json?kind=vendor", "documents", 1),
        ("/de/documents.json", "documents", 2),
        (f"{APPLE}/history.json", "versions", 2),
        ("/history.json", "versions", 3),
    ],
)
def test_a_long_list_comes_in_parts_that_lead_to_the_next(
    three_versions, stranger, monkeypatch, address, list_name, entries
):
    whole = stranger.get(address).json()
    assert (len(whole[list_name]), whole["next"]) == (entries, None)
    monkeypatch.setattr(json_views, "PER_PAGE", 1)
    parts, following = [], f"http://localhost{address}"
    while following:
        part = stranger.get(following.removeprefix("http://localhost")).json()
        parts += part[list_name]
        following = part["next"]
    assert parts == whole[list_name]


# Errors


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/sharing/nobody.json", 404, "There is no such page."),
        ("/sharing/nobody/history.json", 404, "There is no such page."),
        ("/de/sharing/nobody.json", 404, "Diese Seite gibt es nicht."),
        ("/nowhere.json", 404, "There is no such page."),
        ("/api/v2/secret.json", 404, "There is no such page."),
        (f"{APPLE}/history.json?page=2", 404, "There is no such page."),
        (f"{APPLE}.json?as_of=x", 400, "“x” is not a valid date. Write it like this: 2026-03-01."),
        ("/documents.json?kind=people", 400, "“people” is not a known kind of page."),
        (
            f"/history.json?{'x' * 3000}",
            414,
            "The part of the address after the question mark is too long.",
        ),
    ],
)
def test_an_error_at_a_json_address_is_a_problem_in_json(
    published_apple, stranger, address, status, sentence
):
    answer = stranger.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert answer.json() == {"status": status, "detail": sentence}
    assert "ETag" not in answer.headers


def test_other_addresses_answer_errors_with_a_page(published_apple, stranger):
    for address in ("/sharing/nobody/", "/sharing/nobody.csv", "/sharing/nobody.json/"):
        answer = stranger.get(address)
        assert (answer.status_code, heading(answer)) == (404, "There is no such page.")


def test_a_wrong_method_and_a_wrong_host_are_problems_too(published_apple, stranger):
    answer = Client(enforce_csrf_checks=True).post(f"{APPLE}.json")
    assert (answer.status_code, answer["Content-Type"], answer["Allow"]) == (
        405,
        PROBLEM,
        "GET, HEAD",
    )
    assert answer.json() == {"status": 405, "detail": "This address can only be read."}
    answer = stranger.get(f"{APPLE}.json", headers={"host": "evil.example"})
    assert (answer.json(), answer["Content-Type"]) == (
        {"status": 400, "detail": "This request cannot be read."},
        PROBLEM,
    )


def test_an_error_of_ours_is_a_problem_that_tells_nothing(stranger, db, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr("django.db.models.query.QuerySet.first", broken)
    stranger.raise_request_exception = False
    answer = stranger.get("/documents.json")
    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    detail = "Something went wrong on our side. Please try again in a moment."
    assert answer.json() == {"status": 500, "detail": detail}


# The example of docs/api.md


def check(content):
    (code,) = re.findall(
        r"```python\n(.*?)```", (settings.BASE_DIR / "docs/api.md").read_text("utf-8"), re.DOTALL
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=content, capture_output=True, check=True
    )
    return done.stdout.decode().split()


def test_the_documented_example_checks_a_version(three_versions, stranger):
    first, _statement, second = three_versions
    for version in (first, second):
        content = stranger.get(f"{APPLE}/v{version.number}.json").content
        assert check(content) == [version.digest, "True", "True"]
    assert check(content.replace(b"Another", b"A forged")) == [second.digest, "False", "True"]
    assert check(content.replace(b'"material": true', b'"material": false')) == [
        second.digest,
        "True",
        "False",
    ]
    first.redact("A court said so.")
    assert check(stranger.get(f"{APPLE}/v1.json").content) == [first.digest, "False", "True"]
