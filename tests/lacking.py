"""Versions that lack keys, as all do that were published before the release that added them."""

import copy
from contextlib import contextmanager

from django.db import transaction

# In every version (docs/architecture.md); everything else may be lacking.
ALWAYS_THERE = {
    *("language", "key", "label", "columns", "rows", "id", "name", "slug"),
    *("starts_code", "category_slug", "entry_code", "corrects_id"),
}


def keys_of(value, path=()):
    """Yield the place of each key of a page; "*" stands for all entries of a list."""
    if isinstance(value, list):
        for entry in value:
            yield from keys_of(entry, (*path, "*"))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            if key != "lang":  # names keys itself
                yield from keys_of(inner, (*path, key))


def optional_keys(data):
    """Return the places of the keys that an older version may lack, in any language."""
    found = {}
    for page in data.values():
        found |= dict.fromkeys(keys_of(page))
    return [path for path in found if path[-1] not in ALWAYS_THERE]


def without(data, paths):
    """Return a version's data without the keys at these places, in every language."""
    data = copy.deepcopy(data)
    for page in data.values():
        for path in paths:
            remove(page, path)
    return data


def remove(value, path):
    first, *rest = path
    if first == "*":
        for entry in value:
            remove(entry, rest)
    elif not rest:
        value.pop(first, None)
    elif first in value:
        remove(value[first], rest)


@contextmanager
def undone():
    """Undo at its end what was written to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def noted(faults, what):
    """Note what goes wrong, and go on: a test names all that fails, not the first."""
    try:
        yield
    except Exception as error:
        faults.append(f"{what}: {error!r}")
