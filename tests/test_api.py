"""`/openapi.json` describes every JSON address, and every answer is as it is described."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from schemathesis.config import SchemathesisConfig

from incidents.formats.statuspage import ANSWERS
from trustportal.api.openapi import description, place_of
from trustportal.public.kinds import kinds
from trustportal.record.models import Version
from trustportal.wsgi import application

from .addresses import routes
from .kinds_of_page import furnish

ONE_PAGE = {"register": "subprocessors", "all-clear": "all-clear"}  # kinds that have no other
CSAF = "/.well-known/csaf/white/{year}/{slug}.json"
PLAIN = {"Accept-Encoding": "identity"}
CHECKS = {
    "positive_data_acceptance": {"enabled": False},  # a slug that fits need not be there
    "negative_data_rejection": {"expected-statuses": ["400", "404", "304"]},
}


@pytest.fixture(autouse=True)
def one_connection():
    """Keep the connection of a test's transaction: the application closes it at each request."""
    signals = request_started, request_finished
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def described(document):
    config = SchemathesisConfig.from_dict({"checks": CHECKS, "generation": {"deterministic": True}})
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.app = application
    return schema


def test_the_description_is_valid_and_cached_as_any_address(stranger, db):
    answer = stranger.get("/openapi.json")
    assert answer.json() == description()
    assert (answer["Content-Type"], answer["Cache-Control"]) == (
        "application/json",
        "public, no-cache",
    )
    described(answer.json()).validate()
    head = stranger.head("/openapi.json")
    assert (head.content, head["ETag"], head["Content-Length"]) == (
        b"",
        answer["ETag"],
        answer["Content-Length"],
    )
    assert (
        stranger.get("/openapi.json", headers={"if-none-match": answer["ETag"]}).status_code == 304
    )


def test_every_schema_says_what_it_is_and_every_operation_has_its_own_name():
    assert [
        name
        for name, schema in description()["components"]["schemas"].items()
        if not schema["description"]
    ] == []
    names = [item["get"]["operationId"] for item in description()["paths"].values()]
    assert sorted(names) == sorted(set(names))


def json_addresses(prefix):
    """Yield the JSON addresses of the URLconf below a prefix, as a description writes them."""
    for route, arguments in routes():
        path = route.replace("<format:format>", "json").replace("<number:number>", "{number}")
        path = path.replace("<year:year>", "{year}")
        path = path.replace("<slug:slug>", ONE_PAGE.get(arguments.get("kind"), "{slug}"))
        if path.endswith(".json") and path.startswith(f"{prefix}/"):
            names = ANSWERS if "<path:name>" in path else [""]
            yield from (path.removeprefix(prefix).replace("<path:name>", name) for name in names)


def test_every_json_address_is_described_and_nothing_else():
    paths = description()["paths"]
    german = set(json_addresses("/de"))
    assert german == {path for path, item in paths.items() if "servers" not in item}
    assert {path for path in json_addresses("") if not path.startswith("/de/")} == set(paths)


def test_the_languages_are_the_servers_and_the_first_has_no_prefix():
    assert [(server["url"], server["description"]) for server in description()["servers"]] == [
        ("http://localhost", "English"),
        ("http://localhost/de", "German"),
    ]
    assert description()["paths"]["/history.json"]["servers"] == description()["servers"][:1]


# Answers


def closed(part):
    """Return a description in which no object has other keys than those described."""
    if isinstance(part, list):
        return [closed(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    whole = {key: closed(value) for key, value in part.items()}
    return (
        {"additionalProperties": False} | whole
        if isinstance(part.get("properties"), dict)
        else whole
    )


def questions(paths):
    """Return {(path, ((parameter, value), …)), …}: all that there is to ask a portal for."""
    asked = {(path, ()) for path in paths if "{" not in path}
    for version in Version.objects.defer("data"):
        given = {"slug": version.slug, "number": version.number}
        for end in (".json", "/v{number}.json", "/history.json"):
            path = place_of(kinds()[version.kind]) + end
            asked.add(
                (
                    path,
                    tuple((name, value) for name, value in given.items() if f"{{{name}}}" in path),
                )
            )
        if version.kind == "incident" and version.number == 1 and CSAF in paths:
            asked.add((CSAF, (("slug", version.slug), ("year", version.published_on.year))))
    return asked


def test_every_answer_of_a_portal_is_as_described_and_has_no_other_key(db):
    furnish()
    for place, server in enumerate(description()["servers"]):
        document = closed(description()) | {"servers": [server]}
        paths = {
            path for path, item in document["paths"].items() if place == 0 or "servers" not in item
        }
        schema, answered = described(document), {200: set(), 410: set()}
        for path, given in sorted(questions(paths)):
            answer = (
                schema[path]["GET"]
                .Case(path_parameters=dict(given))
                .call_and_validate(headers=PLAIN)
            )
            answered[answer.status_code].add(path)
        assert answered[200] == paths
        assert answered[410] == {
            "/pages/{slug}.json",
            "/pages/{slug}/v{number}.json",
            "/sharing/{slug}/v{number}.json",
        }


# Questions


@pytest.fixture
def pages(published_apple, published_security, published_register, published_breach):
    """A page of each kind but one."""


# The same views answer all kinds of page: two stand for them. The rest is asked above.
schema = described(description()).exclude(path_regex="^/(pages|incidents|api)/")
REAL = {"slug": "apple", "number": 1, "year": 2026}


@schema.parametrize()
@hypothesis(
    max_examples=6,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_asked_the_answer_is_described(case, pages):
    case.call_and_validate(headers=PLAIN)
    if case.path_parameters:
        case.path_parameters = {name: REAL[name] for name in case.path_parameters}
        case.call_and_validate(headers=PLAIN)
