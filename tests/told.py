"""Small invented pages, and what is told of the changes between two of them."""

from subprocessors.changes import EVENTS, MATERIAL
from subprocessors.fields import ENTRY
from trustportal.publishing.rows import columns
from trustportal.record.diff import diff
from trustportal.record.reader import Page

NAMES = ["Brook", "Cliff", "Dune", "Elm", "Fjord", "Grove", "Heath", "Isle"]


def entry(name, **values):
    return {"id": name.lower(), "name": name, **values}


def register(*rows, without=()):
    """Return a register's page; `without` are columns that its release did not know."""
    known = [column for column in columns(ENTRY, EVENTS, MATERIAL) if column["key"] not in without]
    section = {"key": "third_party", "title": "Third parties", "columns": known, "rows": rows}
    return {"title": "Subprocessors", "sections": [section | {"rows": list(rows)}]}


def elements(service, number=21):
    """Return a vendor's page with so many elements of a service."""
    rows = [{"id": str(n), "name": f"datum {n}", "service": service} for n in range(number)]
    labels = {"name": "Data", "service": "Service", "purpose": "Used for"}
    known = [{"key": key, "label": label} for key, label in labels.items()]
    section = {"key": "sent", "title": "Data we send", "group": ["service"], "columns": known}
    return {"title": "Acme", "sections": [section | {"rows": rows}]}


def compared(old, new):
    return diff(Page(old), Page(new))


def told(old, new):
    """Return what is told of two entries' only row, and whether it is material."""
    changes = compared(register(old), register(new))
    (row,) = changes.rows
    return row.what, changes.is_material
