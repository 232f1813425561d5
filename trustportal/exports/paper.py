from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .blocks import Blocks, Run
from .edition import Edition


@dataclass(frozen=True)
class Paper:
    """What PDF and DOCX write: a title and the blocks below it (see blocks.py)."""

    edition: Edition  # gives the file's publisher, language, day and address
    kind: str  # above the title
    title: str
    number: str  # beside the running title
    blocks: Blocks
    heading: list[Run] = field(default_factory=list)  # the title, where it is more than its text
    is_redline: bool = False

    @property
    def heading_runs(self) -> list[Run]:
        return self.heading or [Run(self.title)]


def around_page_number() -> tuple[str, str]:
    """Return the words before a page's number, and those between it and the number of pages."""
    words = _("Page %(page)s of %(pages)s").replace("%(pages)s", "")
    before, _number, between = words.partition("%(page)s")
    return before, between
