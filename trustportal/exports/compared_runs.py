"""Two texts as one, word by word."""

import re
from dataclasses import replace

from trustportal.record.words import words

from .blocks import DEL, INS, Run

Step = tuple[str, str]  # "equal", "delete" or "insert", and a text

WORD = re.compile(r"\w")


def merged_runs(old: list[Run], new: list[Run]) -> list[Run]:
    """Return the runs of a text with what went and what came, word by word."""
    found: list[Run] = []
    before, after = list(old), list(new)
    for operation, text in steps_between(text_of(old), text_of(new)):
        gone = taken(before, len(text)) if operation != "insert" else []
        came = taken(after, len(text)) if operation != "delete" else []
        if gone == came:
            found += came
        else:
            found += [replace(run, change=DEL) for run in gone]
            found += [replace(run, change=INS) for run in came]
    return found


def text_of(runs: list[Run]) -> str:
    return "".join(run.text for run in runs)


def taken(runs: list[Run], length: int) -> list[Run]:
    """Take so many characters from the start of a list; neighbours that look the same join."""
    found: list[Run] = []
    while length > 0:
        run = runs.pop(0)
        if len(run.text) > length:
            runs.insert(0, run.with_text(run.text[length:]))
            run = run.with_text(run.text[:length])
        length -= len(run.text)
        if found and found[-1].looks_like(run):
            run = run.with_text(found.pop().text + run.text)
        found.append(run)
    return found


def steps_between(old: str, new: str) -> list[Step]:
    """Return the steps from one text to another; hardly anything left, and it is replaced whole."""
    steps = list(words(old, new))
    kept = sum(len(text) for operation, text in steps if operation == "equal" and WORD.search(text))
    if old and new and kept * 3 < min(len(old), len(new)):
        return [("delete", old), ("insert", new)]
    return grouped(steps)


def grouped(steps: list[Step]) -> list[Step]:
    """Return steps such that words that replace others do so at once.

    Between these stands nothing but spaces and signs.
    """
    found: list[Step] = []
    group: list[Step] = []
    for operation, text in steps:
        if operation == "equal" and WORD.search(text):
            found += [*at_once(group), (operation, text)]
            group = []
        else:
            group.append((operation, text))
    return found + at_once(group)


def at_once(steps: list[Step]) -> list[Step]:
    """Return steps between two words that stayed as one deletion and one insertion of words."""
    changed = [place for place, (operation, _text) in enumerate(steps) if operation != "equal"]
    if not changed:
        return steps
    first, last = changed[0], changed[-1] + 1
    inner = steps[first:last]
    gone = "".join(text for operation, text in inner if operation != "insert")
    came = "".join(text for operation, text in inner if operation != "delete")
    if WORD.search(gone) and WORD.search(came):
        inner = [("delete", gone), ("insert", came)]
    return [*steps[:first], *inner, *steps[last:]]
