"""The parts of JSON Schema (2020-12) that describe the API."""

from trustportal.public.kinds import kinds

# Values

TEXT = {"type": "string"}
BOOLEAN = {"type": "boolean"}
NUMBER = {"type": "integer", "minimum": 1}
SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
KIND = {"type": "string", "enum": list(kinds())}
MOMENT = {
    "type": "string",
    "format": "date-time",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$",
}
URL = {"type": "string", "format": "uri"}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "A SHA-256"}
NULL = {"type": "null"}


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(entry):
    return {"type": "array", "items": entry}


def each(value, description):
    """Describe an object whose keys are data: languages, or names of columns."""
    return {"type": "object", "description": description, "additionalProperties": value}


def or_null(value):
    return {"anyOf": [value, NULL]}


def thing(description, optional=None, /, **required):
    """Describe an object with keys that are always there, and keys that may be absent."""
    properties = required | (optional or {})
    return {
        "type": "object",
        "description": description,
        "required": list(required),
        "properties": properties,
    }
