"""`/openapi.json`: the JSON addresses, described (OpenAPI 3.1)."""

from django.conf import settings
from django.http import JsonResponse

from trustportal.public.answers import public
from trustportal.public.kinds import kinds

from .json_schema import KIND, SLUG, TEXT, list_of, ref
from .schemas import SCHEMAS

VERSION = "1"

STATUSPAGE = {  # {name: (operation, what it has besides the page)}
    "summary": (
        "getStatusSummary",
        ["status", "components", "incidents", "scheduled_maintenances"],
    ),
    "status": ("getStatus", ["status"]),
    "components": ("listStatusComponents", ["components"]),
    "incidents": ("listStatusIncidents", ["incidents"]),
    "incidents/unresolved": ("listUnresolvedStatusIncidents", ["incidents"]),
    "scheduled-maintenances": ("listStatusMaintenances", ["scheduled_maintenances"]),
    "scheduled-maintenances/upcoming": (
        "listUpcomingStatusMaintenances",
        ["scheduled_maintenances"],
    ),
    "scheduled-maintenances/active": ("listActiveStatusMaintenances", ["scheduled_maintenances"]),
}
IN_STATUSPAGE = {
    "status": ref("Status"),
    "components": list_of(ref("StatusComponent")),
    "incidents": list_of(ref("StatusIncident")),
    "scheduled_maintenances": {"type": "array", "maxItems": 0},
}

COUNTED = {"type": "integer", "minimum": 1, "maximum": 9_999_999}
PARAMETERS = {
    "slug": {
        "in": "path",
        "required": True,
        "schema": SLUG,
        "description": "The last part of a page's address",
    },
    "number": {
        "in": "path",
        "required": True,
        "schema": COUNTED,
        "description": "A version's number",
    },
    "year": {
        "in": "path",
        "required": True,
        "schema": {"type": "integer", "minimum": 1000, "maximum": 2999},
        "description": "The year (UTC) of the first publication",
    },
    "page": {
        "in": "query",
        "schema": COUNTED | {"default": 1},
        "description": "Which part of a long list",
    },
    "kind": {"in": "query", "schema": KIND, "description": "Only pages of this kind"},
    "product": {
        "in": "query",
        "schema": TEXT,
        "description": "Only incidents that concern this product (its slug)",
    },
    "as_of": {
        "in": "query",
        "schema": {"type": "string", "anyOf": [{"format": "date"}, {"const": ""}]},
        "description": "The version that was public at the end of this day (UTC), "
        "which is not in the future",
    },
    "If-None-Match": {
        "in": "header",
        "schema": TEXT,
        "description": "The ETag of an earlier answer",
    },
}

HEADERS = {
    "ETag": {"required": True, "schema": TEXT},
    "Last-Modified": {"required": True, "schema": TEXT},
    "Cache-Control": {"required": True, "schema": {"const": "public, no-cache"}},
    "Content-Language": {"required": True, "schema": TEXT},
    "Retry-After": {"required": True, "schema": TEXT, "description": "Seconds"},
}
VALIDATORS = ("ETag", "Last-Modified", "Cache-Control", "Content-Language")


def component(group, name):
    return {"$ref": f"#/components/{group}/{name}"}


def response(description, schema, content_type="application/json", headers=()):
    found = {"description": description, "content": {content_type: {"schema": schema}}}
    return found | {"headers": {name: component("headers", name) for name in headers}}


def problem(description, headers=()):
    return response(description, ref("Problem"), "application/problem+json", headers)


RESPONSES = {  # of other statuses than 200
    "304": {"description": "Nothing changed since the answer with that ETag"},
    "400": problem("The request is not valid"),
    "404": problem(
        "There is no such page, version or part of a list, or there was none on that day"
    ),
    "410": response(
        "The page was withdrawn, or the version's content erased",
        ref("Version"),
        headers=VALIDATORS,
    ),
    "414": problem("The query is longer than 2,000 characters"),
    "503": problem("Too many requests are being handled at the moment", ["Retry-After"]),
}


def get(operation, summary, schema, *, given=(), fails=(), content_type="application/json"):
    """Describe an address: its PARAMETERS, its answer and its error RESPONSES."""
    responses = {"200": response(summary, schema, content_type, VALIDATORS)}
    for status in ("304", *fails, "414"):
        responses[status] = component("responses", status)
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": [component("parameters", name) for name in (*given, "If-None-Match")],
            "responses": responses,
        }
    }


def place_of(kind):
    """Return the path of a kind's pages, such as /sharing/{slug}."""
    return f"/{kind.path}{kind.only or '{slug}'}"


def paths_of(kind):
    """Describe the addresses of one kind's pages."""
    place, name = place_of(kind), kind.document.__name__
    slug = ["slug"] if kind.has_list else []
    version, history, missing = ref("Version"), ref("PageHistory"), ("404", "410", "503")
    return {
        f"{place}.json": get(
            f"get{name}",
            "The newest version",
            version,
            given=(*slug, "as_of"),
            fails=("400", *missing),
        ),
        f"{place}/v{{number}}.json": get(
            f"get{name}Version", "A version", version, given=(*slug, "number"), fails=missing
        ),
        f"{place}/history.json": get(
            f"list{name}Versions",
            "All versions",
            history,
            given=(*slug, "page"),
            fails=("400", "404"),
        ),
    }


def paths_in_each_language():
    feed = {"schema": ref("Feed"), "content_type": "application/feed+json"}
    paths = {
        "/documents.json": get(
            "listDocuments",
            "The public pages",
            ref("Documents"),
            given=("kind", "page"),
            fails=("400", "404"),
        ),
        "/changes.json": get("listChanges", "The newest versions, with what changed", **feed),
        "/incidents.json": get(
            "listIncidentUpdates",
            "The newest updates of incidents",
            given=["product"],
            fails=["400"],
            **feed,
        ),
    }
    for kind in kinds().values():
        paths |= paths_of(kind)
    return paths


def paths_in_one_language():
    """Describe the addresses that exist once, without a language's prefix."""
    paths = {
        "/history.json": get(
            "listRecord",
            "The chain of all versions",
            ref("Chain"),
            given=["page"],
            fails=("400", "404"),
        ),
        "/openapi.json": get(
            "getDescription", "This description", {"type": "object", "required": ["openapi"]}
        ),
    }
    for name, (operation, keys) in STATUSPAGE.items():
        properties = {"page": ref("StatusPage")} | {key: IN_STATUSPAGE[key] for key in keys}
        schema = {"type": "object", "required": list(properties), "properties": properties}
        paths[f"/api/v2/{name}.json"] = get(
            operation, "In the shape of Statuspage's public API", schema
        )
    return paths | paths_of_csaf()


def paths_of_csaf():
    """Describe the addresses of CSAF 2.0; the standard describes the content."""
    metadata = {"type": "object", "required": ["canonical_url", "publisher", "role"]}
    document = get(
        "getCsafDocument",
        "An incident as CSAF 2.0, csaf_security_incident_response",
        {"type": "object", "required": ["document"]},
        given=("year", "slug"),
        fails=["404"],
    )
    document["get"]["responses"]["410"] = problem(
        "The incident was withdrawn, or its content erased"
    )
    return {
        "/.well-known/csaf/provider-metadata.json": get(
            "getCsafProvider", "Where CSAF documents are", metadata
        ),
        "/.well-known/csaf/white/{year}/{slug}.json": document,
    }


def servers():
    """Return one server for each language, the authoritative one first."""
    found = []
    for code, name in settings.LANGUAGES:
        prefix = "" if code == settings.LANGUAGE_CODE else f"/{code}"
        found.append({"url": settings.SITE_URL + prefix, "description": str(name)})
    return found


def description():
    first, *others = servers()
    once = {path: {"servers": [first], **item} for path, item in paths_in_one_language().items()}
    return {
        "openapi": "3.1.1",
        "info": {
            "title": f"{settings.COMPANY_NAME}: trust portal",
            "version": VERSION,
            "description": "What is published here, for programs to read: GET and HEAD, no "
            "account, no cookie. Keys and addresses are only ever added; ignore those that you do "
            "not know.",
        },
        "servers": [first, *others],
        "paths": paths_in_each_language() | once,
        "components": {
            "schemas": SCHEMAS,
            "parameters": {name: {"name": name} | about for name, about in PARAMETERS.items()},
            "headers": HEADERS,
            "responses": RESPONSES,
        },
    }


@public
def openapi(request):
    return JsonResponse(description())
