from dataclasses import dataclass

from .edition import Edition


@dataclass(frozen=True)
class Paper:
    """What PDF and DOCX write: a title and the blocks below it (see blocks.py)."""

    edition: Edition  # whose publisher, language, day and address the file bears
    kind: str  # stands above the title
    title: str
    number: str  # stands beside the running title
    blocks: list
    heading: tuple = ()  # runs of the title, where they are more than its text

    @property
    def heading_runs(self):
        return list(self.heading) or [{"text": self.title}]
