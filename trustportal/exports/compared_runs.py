"""Two texts as one, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trustportal.record.words import words

from .blocks import DEL, INS, Run, marked

WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Step:
    """The words at one place of two texts; equal where nothing changed."""

    old: str
    new: str

    @property
    def is_kept_word(self) -> bool:
        return self.old == self.new and bool(WORD.search(self.new))


def merged_runs(old: list[Run], new: list[Run]) -> list[Run]:
    """Return the runs of a text with deletions and insertions, word by word."""
    runs: list[Run] = []
    before, after = list(old), list(new)
    for step in steps_between(text_of(old), text_of(new)):
        gone, came = taken(before, len(step.old)), taken(after, len(step.new))
        if gone != came:
            came = marked(gone, DEL) + marked(came, INS)
        runs += came
    return runs


def text_of(runs: list[Run]) -> str:
    return "".join(run.text for run in runs)


def taken(runs: list[Run], length: int) -> list[Run]:
    """Remove so many characters from a list's start and return them, equal neighbours joined."""
    start: list[Run] = []
    while length > 0:
        run = runs.pop(0)
        if len(run.text) > length:
            runs.insert(0, run.with_text(run.text[length:]))
            run = run.with_text(run.text[:length])
        length -= len(run.text)
        if start and start[-1].looks_like(run):
            run = run.with_text(start.pop().text + run.text)
        start.append(run)
    return start


def steps_between(old: str, new: str) -> list[Step]:
    """Return the steps from one text to another. If hardly anything remains, it is one step."""
    steps = [*word_steps(old, new)]
    kept = sum(len(step.new) for step in steps if step.is_kept_word)
    if kept * 3 < min(len(old), len(new)):
        return [Step(old, ""), Step("", new)]
    return grouped(steps)


def word_steps(old: str, new: str) -> Iterator[Step]:
    for operation, text in words(old, new):
        yield Step("" if operation == "insert" else text, "" if operation == "delete" else text)


def grouped(steps: list[Step]) -> list[Step]:
    """Return steps in which neighbouring replaced words form one replacement.

    Only spaces and punctuation may be between them.
    """
    done: list[Step] = []
    group: list[Step] = []
    for step in steps:
        if step.is_kept_word:
            done += [*at_once(group), step]
            group = []
        else:
            group.append(step)
    return done + at_once(group)


def at_once(steps: list[Step]) -> list[Step]:
    """Return the steps between two unchanged words as one deletion and one insertion."""
    changed = [place for place, step in enumerate(steps) if step.old != step.new]
    if not changed:
        return steps
    first, last = changed[0], changed[-1] + 1
    gone = "".join(step.old for step in steps[first:last])
    came = "".join(step.new for step in steps[first:last])
    if not (WORD.search(gone) and WORD.search(came)):
        return steps
    return [*steps[:first], Step(gone, ""), Step("", came), *steps[last:]]
