"""Walk the chain of versions and name the first row that does not fit."""

from dataclasses import dataclass
from datetime import datetime

from . import canonical
from .models import Version


@dataclass(frozen=True)
class Fault:
    position: int
    because: str

    def __str__(self):
        return f"Position {self.position}: {self.because}"


def first_fault():
    """Return the first Fault of the record, or None. Reads every version once, one at a time."""
    previous: Version | None = None
    pages: dict[tuple[str, str], tuple[int, datetime]] = {}
    try:
        for version in Version.objects.order_by("position").iterator(chunk_size=100):
            page = (version.kind, version.slug)
            because = fault_of(version, previous, pages.get(page))
            if because:
                return Fault(version.position, because)
            pages[page] = (version.number, version.published_at)
            previous = version
    except (AttributeError, TypeError, ValueError) as error:  # a value that no version ever had
        return Fault(previous.position + 1 if previous else 1, f"the row cannot be read ({error})")
    return None


def first_loose_link(versions):
    """Return the first of consecutive versions whose header or place does not fit, or None.

    Contents are not read.
    """
    previous = None
    for version in versions:
        if (previous and place_fault(version, previous)) or header_fault(version):
            return version
        previous = version
    return None


def fault_of(version, previous, page_before):
    """Return what is wrong with a version; an empty string if nothing is.

    `page_before` is (number, published_at) of the version of its page before it, or None.
    """
    return (
        place_fault(version, previous)
        or page_fault(version, page_before)
        or content_fault(version)
        or header_fault(version)
    )


def place_fault(version, previous):
    expected = previous.position + 1 if previous else 1
    if version.position != expected:
        return f"a row is missing, position {expected} was expected"
    if version.previous != (previous.digest if previous else ""):
        return "it does not follow the row before it (its `previous` is another digest)"
    return ""


def page_fault(version, page_before):
    number, published_at = page_before or (0, version.published_at)
    if version.number != number + 1:
        page = f"{version.kind}/{version.slug}"
        return f"version {number + 1} of {page} was expected, not {version.number}"
    if not published_at <= version.published_at <= version.recorded_at:
        return "its times are out of order"
    return ""


def content_fault(version):
    if version.redacted_at:
        has_content = version.data or version.note or version.source or version.salt
        return "it is marked as erased, but holds content" if has_content else ""
    if canonical.content_sha256(version) != version.content_sha256:
        return "its content is not what was published (content_sha256 differs)"
    return ""


def header_fault(version):
    if canonical.sha256(canonical.header(version)) != version.digest:
        return "its header is not what was published (digest differs)"
    return ""
