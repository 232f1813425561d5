"""Two texts compared word by word."""

import difflib
import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
SENTENCES = re.compile(r"(?<=[.:;?!])(?=\s)|(?<=\n)")
TOO_LONG = 6_000  # characters of both texts, to be compared by words in a moment

Pair = tuple[str, str]  # an old text and the new one in its place
Step = tuple[str, str]  # "equal", "delete" or "insert", and the text


def words(old: str, new: str) -> list[Step]:
    """Return the new text in steps, with deletions and insertions, word by word.

    Sentences are aligned first: two long texts compared by words alone can take minutes.
    """
    steps: list[Step] = []
    for before, after in pairs(old, new):
        if before == after:
            steps.append(("equal", after))
        else:
            steps += [("delete", before), ("insert", after)]
    return joined(step for step in steps if step[1])


def pairs(old: str, new: str) -> Iterator[Pair]:
    """Yield the aligned pieces of two texts: words where they are short enough, else sentences."""
    for before, after in aligned(SENTENCES.split(old), SENTENCES.split(new)):
        for pair in by_sentence(before, after):
            if pair[0] != pair[1] and len(pair[0]) + len(pair[1]) <= TOO_LONG:
                yield from aligned(TOKENS.findall(pair[0]), TOKENS.findall(pair[1]))
            else:
                yield pair


def by_sentence(before: str, after: str) -> list[Pair]:
    """Return a pair for each sentence of long texts that have as many, else one pair."""
    old, new = SENTENCES.split(before), SENTENCES.split(after)
    if len(before) + len(after) > TOO_LONG and len(old) == len(new):
        return list(zip(old, new, strict=True))
    return [(before, after)]


def aligned(before: list[str], after: list[str]) -> Iterator[Pair]:
    """Yield the runs of two lists of pieces; a pair is equal where nothing changed."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for _operation, a, b, c, d in matcher.get_opcodes():
        yield "".join(before[a:b]), "".join(after[c:d])


def joined(steps) -> list[Step]:
    """Return steps with neighbours of the same kind joined."""
    found = []
    for operation, run in groupby(steps, itemgetter(0)):
        found.append((operation, "".join(text for _operation, text in run)))
    return found
