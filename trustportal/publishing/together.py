"""Several documents published in one act: readers see all of them change at once, or none."""

from collections.abc import Sequence
from dataclasses import dataclass

from trustportal.record.locks import writing
from trustportal.record.models import Version

from .models import Document, PublicationRefused
from .review import Answers, Review


@dataclass(frozen=True)
class Publication:
    """A document that is to be published, and what the publisher says of it."""

    document: Document
    answers: Answers


@dataclass(frozen=True)
class Refusal:
    """Why one of the documents cannot be published."""

    document: Document
    reason: PublicationRefused


class TogetherRefused(PublicationRefused):
    """Nothing was published; `refusals` say of which documents, and why."""

    def __init__(self, refusals: Sequence[Refusal]):
        reasons = []
        for found in refusals:
            reasons += [f"{found.document}: {reason}" for reason in found.reason.reasons]
        super().__init__(*reasons)
        self.refusals = list(refusals)


def publish_together(publications: Sequence[Publication], *, by=None) -> list[Version]:
    """Publish all of them, or none, and return their versions in the same order.

    Under one lock, every draft is reviewed before the first version is added: what is published
    is what was reviewed, and nobody publishes one of them in between. Raises TogetherRefused.
    """
    if len({(each.document.kind, each.document.pk) for each in publications}) < len(publications):
        raise ValueError("a document can be published once in one act")
    with writing():
        reviews = reviews_of(publications, by)
        versions = []
        for publication, review in zip(publications, reviews, strict=True):
            document, answers = publication.document, publication.answers
            versions.append(document.append_reviewed(review, answers, by))
        return versions


def reviews_of(publications: Sequence[Publication], by) -> list[Review]:
    """Return the review of each document, or raise the refusals of all that have any."""
    reviews, refusals = [], []
    for publication in publications:
        try:
            reviews.append(publication.document.reviewed(publication.answers, by))
        except PublicationRefused as reason:
            refusals.append(Refusal(publication.document, reason))
    if refusals:
        raise TogetherRefused(refusals)
    return reviews
