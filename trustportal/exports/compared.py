"""Two editions of a document as one: blocks that say what came and what went between them.

A run, a block, or a line of a table may say `"change": "ins"` or `"del"`. Without what says "del" the blocks are those
of the new edition, without what says "ins" those of the old one. What moved is deleted and inserted. A table of which
both have a part is

    {"kind": "lines", "header": [[block, …], …], "widths": [3, 5, …], "whole": true,
     "lines": [{"cells": [[block, …], …]}, …]}

and a line with fewer cells than others is one cell as wide as the table: the heading of a group.
"""

import re
from difflib import SequenceMatcher
from itertools import zip_longest
from operator import itemgetter

from trustportal.record.words import words

from . import blocks, layout

INS, DEL = "ins", "del"
WORD = re.compile(r"\w")
FIELD_WIDTHS = [27, 73]  # per cent: of a label and its value


def compared(old, new):
    """Return the blocks of two editions below the title and the control block, in the active language."""
    found = []
    for before, after in paired(parts(old), parts(new), itemgetter(0)):
        if before and after:
            found += merged(before[1], after[1])
        else:
            found += changed(before[1], DEL) if before else changed(after[1], INS)
    return layout.levelled(found, 1)[0]


def parts(edition):
    return [part for part in layout.parts(edition) if part[0] != layout.CONTROL]


def paired(old, new, key, alike=None):
    """Yield (entry or None, entry or None) of two lists, in an order that is right for both.

    Entries are the same by their key; neighbours that replace each other are a pair if they are alike.
    """
    matcher = SequenceMatcher(None, [*map(key, old)], [*map(key, new)], autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            yield from zip(old[a:b], new[c:d], strict=True)
        elif alike:
            yield from neighbours(old[a:b], new[c:d], alike)
        else:
            yield from ((entry, None) for entry in old[a:b])
            yield from ((None, entry) for entry in new[c:d])


def neighbours(old, new, alike):
    """Yield pairs of entries that stand at the same place of two lists; alone those that are not alike."""
    for before, after in zip_longest(old, new):
        if before and after and not alike(before, after):
            yield before, None
            yield None, after
        else:
            yield before, after


def changed(entries, change):
    return [entry | {"change": change} for entry in entries]


# Blocks


def merged(old, new):
    """Return the blocks of one place in two editions as one list."""
    found = []
    for before, after in paired(entry_by_entry(old), entry_by_entry(new), repr, alike):
        if before == after:
            found.append(after)
        elif before and after:
            found.append(merged_block(before, after))
        else:
            found += changed([before], DEL) if before else changed([after], INS)
    return found


def entry_by_entry(found):
    """Return blocks with each list as lists of one entry, so that an entry can come and go alone."""
    return [
        single
        for block in found
        for single in (entries_of(block) if block["kind"] == "list" else [block])
    ]


def entries_of(block):
    return [
        block | {"items": [entry], "start": block["start"] + n}
        for n, entry in enumerate(block["items"])
    ]


def alike(before, after):
    """Say whether what replaces a block is that block with other words or rows."""
    if [shape(before), before.get("lang")] != [shape(after), after.get("lang")]:
        return False
    if before["kind"] == "list":
        return all(len(entry) == 1 for entry in before["items"] + after["items"]) and alike(
            before["items"][0][0], after["items"][0][0]
        )
    return before["kind"] in MERGED


def shape(block):
    return (
        block["kind"],
        block.get("level"),
        block.get("ordered"),
        block.get("start"),
        len(block.get("header", ())),
    )


def merged_block(before, after):
    return MERGED[after["kind"]](before, after)


def merged_text(before, after):
    return after | {"runs": merged_runs(before["runs"], after["runs"])}


def merged_list(before, after):
    return after | {"items": [[merged_block(before["items"][0][0], after["items"][0][0])]]}


def merged_quote(before, after):
    return after | {"blocks": merged(before["blocks"], after["blocks"])}


# Tables


def merged_fields(before, after):
    return {"kind": "lines", "header": [], "widths": FIELD_WIDTHS} | merged_lines(
        fields(before), fields(after)
    )


def merged_table(before, after):
    head = {"header": merged_cells(before["header"], after["header"]), "widths": after["widths"]}
    whole = before["whole"] and after["whole"]
    return {"kind": "lines", "whole": whole} | head | merged_lines(rows(before), rows(after))


def fields(block):
    """Return [(id, cells), …] of a list of fields."""
    labelled = (
        [[blocks.paragraph(blocks.run(label, small=True))], value] for label, value in block["rows"]
    )
    return list(zip(block["ids"], labelled, strict=True))


def rows(block):
    """Return [(id, cells), …] of a table's rows and of the headings of their groups."""
    found = []
    for group in block["groups"]:
        if group["heading"]:
            runs = [run | {"bold": True} for run in group["heading"]]
            found.append((repr(runs), [[blocks.paragraph(*runs)]]))
        found += zip(group.get("ids", map(repr, group["rows"])), group["rows"], strict=True)
    return found


def merged_lines(old, new):
    lines = []
    for before, after in paired(old, new, itemgetter(0)):
        cells = merged_cells(before[1], after[1]) if before and after else None
        if cells is not None:
            lines.append({"cells": cells})
            continue
        lines += [{"cells": before[1], "change": DEL}] if before else []
        lines += [{"cells": after[1], "change": INS}] if after else []
    return {"lines": lines}


def merged_cells(old, new):
    """Return the cells of a row that stayed, or None if one holds more than paragraphs: such a row goes and comes."""
    found = []
    for before, after in zip(old, new, strict=True):
        before, after = before or [blocks.paragraph()], after or [blocks.paragraph()]
        if before != after and any(block["kind"] != "paragraph" for block in before + after):
            return None
        found.append(merged(before, after))
    return found


# Words


def merged_runs(old, new):
    """Return the runs of a text with what went and what came, word by word."""
    found, before, after = [], list(old), list(new)
    for operation, text in steps_between(text_of(old), text_of(new)):
        gone = taken(before, len(text)) if operation != "insert" else []
        came = taken(after, len(text)) if operation != "delete" else []
        found += came if gone == came else changed(gone, DEL) + changed(came, INS)
    return found


def text_of(runs):
    return "".join(run["text"] for run in runs)


def taken(runs, length):
    """Take so many characters from the start of a list of runs; neighbours that look the same become one."""
    found = []
    while length > 0:
        run = runs.pop(0)
        if len(run["text"]) > length:
            runs.insert(0, run | {"text": run["text"][length:]})
            run = run | {"text": run["text"][:length]}
        length -= len(run["text"])
        if found and found[-1] | {"text": ""} == run | {"text": ""}:
            found[-1] = run | {"text": found[-1]["text"] + run["text"]}
        else:
            found.append(run)
    return found


def steps_between(old, new):
    """Return [(equal | delete | insert, text), …]; a text that hardly anything is left of is replaced as a whole."""
    steps = list(words(old, new))
    kept = sum(len(text) for operation, text in steps if operation == "equal" and WORD.search(text))
    if old and new and kept * 3 < min(len(old), len(new)):
        return [("delete", old), ("insert", new)]
    return grouped(steps)


def grouped(steps):
    """Yield steps such that words which replace others, with nothing but spaces and signs between, do so at once."""
    group = []
    for operation, text in steps:
        if operation == "equal" and WORD.search(text):
            yield from at_once(group)
            yield operation, text
            group = []
        else:
            group.append((operation, text))
    yield from at_once(group)


def at_once(group):
    """Return steps between two words that stayed as one deletion and one insertion, if words replace words."""
    before, inner, behind = [], list(group), []
    while inner and inner[0][0] == "equal":
        before.append(inner.pop(0))
    while inner and inner[-1][0] == "equal":
        behind.insert(0, inner.pop())
    gone, came = (
        "".join(text for does, text in inner if does != other) for other in ("insert", "delete")
    )
    if WORD.search(gone) and WORD.search(came):
        inner = [("delete", gone), ("insert", came)]
    return [*before, *inner, *behind]


MERGED = {
    "paragraph": merged_text,
    "heading": merged_text,
    "list": merged_list,
    "quote": merged_quote,
    "fields": merged_fields,
    "table": merged_table,
}
