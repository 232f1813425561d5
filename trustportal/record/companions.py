"""The codes and data beside a value, by which two values are the same or only filled in."""

from typing import Any

from .rows import Data

PART_DAYS = ("starts_on", "ends_on")


def same_by_companion(key: str, before: Data, after: Data) -> bool | None:
    """Return whether the codes or data beside a value are equal; None if one is missing.

    Data hold more than a reader sees: where the words are equal, they are, too.
    """
    codes, data = f"{key}_code", f"{key}_data"
    if codes in before and codes in after:
        return comparable(before[codes]) == comparable(after[codes])
    if data in before and data in after:
        is_same = comparable(before[data]) == comparable(after[data])
        return is_same or before.get(key) == after.get(key)
    return None


def is_filled_in(before: list[Data] | None, after: list[Data] | None) -> bool:
    """Return whether the parts of a value are the same, with details that none of them had."""
    if not before or not after or len(before) != len(after):
        return False
    return all(map(says_more, before, after))


def says_more(old: Data, new: Data) -> bool:
    """Return whether a part says all that it said, and perhaps details.

    A day is no detail: from it on, a part is in force or no longer.
    """
    for key in {*old, *new}:
        is_detail = not old.get(key) and key not in PART_DAYS
        if (old.get(key) or "") != (new.get(key) or "") and not is_detail:
            return False
    return True


def comparable(companion: Any) -> Any:
    """Return codes or data without empty values, so that what a release adds to them is no change.

    A code that joins several ends with a mark for each value that is empty.
    """
    if isinstance(companion, list):
        return in_any_order([comparable(part) for part in companion])
    if isinstance(companion, dict):
        return {key: comparable(companion[key]) for key in sorted(companion) if companion[key]}
    return companion.rstrip("|") if isinstance(companion, str) else companion


def in_any_order(value: Any) -> Any:
    """Return several values in an order that is the same for any: they are no other ones."""
    return sorted(value, key=repr) if isinstance(value, list) else value
