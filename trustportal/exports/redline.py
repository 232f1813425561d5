"""What changed between two versions of a document, as Word's tracked changes and as PDF.

Accepting all changes of the DOCX gives the newer version's own document, rejecting all the older
one's; the block that describes the two versions is not tracked.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from trustportal.record.diff import diff

from . import blocks, formats, layout
from .blocks import Block, Blocks, Run, TableRow
from .compared import compared
from .compared_runs import merged_runs
from .control import control
from .edition import Edition
from .paper import Paper

WIDTHS = [14, 43, 43]  # per cent: of a label and the values of both versions


def write(old: Edition, new: Edition, format: str) -> bytes:
    """Return the bytes of a redline between two editions. Raises TooLarge."""
    return formats.write_paper(format, paper, old, new)


def paper(old: Edition, new: Edition, *, remark: str = "") -> Paper:
    with translation.override(new.language):
        numbers = {"old": old.version.number, "new": new.version.number}
        titles = layout.title(old), layout.title(new)
        return Paper(
            edition=new,
            kind=new.kind_label,
            title=titles[1],
            number=_("Version %(old)d to %(new)d") % numbers,
            blocks=[*about(old, new, remark), *compared(old, new)],
            heading=merged_runs([Run(titles[0])], [Run(titles[1])]),
            is_redline=True,
        )


def about(old: Edition, new: Edition, remark: str) -> Blocks:
    """Return the control block of both versions: equal entries, then the others side by side."""
    before, after = dict(control(old)), dict(control(new))
    same, rows = [], []
    for label in {**after, **before}:
        values = before.get(label, ""), after.get(label, "")
        if values[0] == values[1]:
            same.append((label, values[1]))
        else:
            rows.append(values_row(label, *values))
    entries = [*same, (_("This file"), legend(old, new, remark))]
    changed = what_changed(old, new)
    if changed:
        entries.append((_("What changed"), changed))
    return [layout.control_block(entries), side_by_side(rows)]


def what_changed(old: Edition, new: Edition) -> str:
    """Return in lines what the comparison on the site says: of the whole pages, on no day."""
    changes = diff(old.version.page(new.language), new.version.page(new.language))
    return "\n".join(filter(None, [changes.counts(), changes.first_lines()]))


def values_row(*values: str) -> TableRow:
    return TableRow([[layout.control_value(value)] for value in values])


def side_by_side(rows: list[TableRow]) -> Block:
    labels = ["", _("Older version"), _("Newer version")]
    return blocks.Table(
        header=[[blocks.paragraph(label)] for label in labels],
        widths=WIDTHS,
        groups=[blocks.RowGroup([], rows)],
        whole=True,
    )


def legend(old: Edition, new: Edition, remark: str) -> str:
    sentence = _(
        "The changes from version %(old)d to version %(new)d. Inserted text is underlined, "
        "deleted text is struck through. In a Word file they are tracked changes: accepting all of "
        "them gives version %(new)d, rejecting all gives version %(old)d. The details of the two "
        "versions are not tracked."
    )
    words = sentence % {"old": old.version.number, "new": new.version.number}
    return f"{words} {remark}" if remark else words
