"""A version of any age can be shown, compared, exported and followed by another one.

Keys are only ever added: a version from before a release lacks those that the release added.
Each key that a version may lack is taken out of one in turn; then that version is read everywhere.
"""

import pytest

from trustportal.exports.formats import FORMATS
from trustportal.public.kinds import kinds
from trustportal.record.models import Version

from .conftest import NOTE
from .filling import filled
from .lacking import noted, optional_keys, undone, without
from .test_fields import CASES

SLOW = {"docx", "pdf"}
QUICK = [format for format in FORMATS if format not in SLOW]
EACH_KIND = pytest.mark.parametrize("name, given", CASES, ids=[name for name, _given in CASES])


@pytest.fixture
def reader(client):
    client.raise_request_exception = True
    return client


def published(name, given):
    """Return a document of which one complete version is public."""
    document = filled(kinds()[name], **given)
    document.append(document.data(), NOTE)
    return kinds()[name].document.objects.get(pk=document.pk)


def pages_of(document, paths):
    """Return the addresses that show the newest version of a page, and what it was before."""
    page = document.get_absolute_url()
    shown = [page, f"/de{page}", f"{page}history/", f"{page}v2/", f"{page}compare/1..2/"]
    if document.kind == "register" and ("sections",) not in paths:  # without, it has no entries
        shown += [entry.get_absolute_url() for entry in document.entries()]
    if any(path[0] != "sections" for path in paths):  # what lists are made of
        shown += ["/", "/changes/", "/changes.atom", kinds()[document.kind].list_address]
    return [*shown, f"{page[:-1]}.atom"]


def files_of(document, formats):
    return [f"{document.get_absolute_url()[:-1]}.{format}" for format in formats]


def read(reader, faults, address, what):
    with noted(faults, f"{what} at {address}"):
        answer = reader.get(address)
        assert answer.status_code == 200, answer.status_code


def read_lacking(reader, document, paths, formats, what):
    """Publish a version without these keys, read it everywhere, and follow it by a complete one."""
    faults, page = [], document.get_absolute_url()
    complete = document.current().data
    with undone(), noted(faults, f"{what} when it is recorded"):
        Version.objects.append(document.kind, document.slug, without(complete, paths), NOTE)
        for address in [*pages_of(document, paths), *files_of(document, formats)]:
            read(reader, faults, address, what)
        with noted(faults, f"{what} in the review of the next version"):
            review = document.review()
            assert review.problems is not None and review.has_changes in (True, False)
            assert review.stale() is not None and review.untranslated() is not None
        Version.objects.append(document.kind, document.slug, complete, NOTE)
        read(reader, faults, f"{page}compare/2..3/", what)
        read(reader, faults, f"{page}v2/", what)
    return faults


@EACH_KIND
def test_a_version_that_lacks_a_key_can_be_read(reader, name, given, db):
    document = published(name, given)
    faults = []
    for path in optional_keys(document.current().data):
        faults += read_lacking(reader, document, [path], QUICK, ".".join(path))
    assert not faults, "\n".join(faults)


@EACH_KIND
def test_a_version_that_lacks_all_that_can_be_lacking_can_be_read(reader, name, given, db):
    document = published(name, given)
    every = optional_keys(document.current().data)
    faults = read_lacking(reader, document, every, FORMATS, "all")
    assert not faults, "\n".join(faults)


@EACH_KIND
def test_a_complete_version_can_be_read(reader, name, given, db):
    faults = read_lacking(reader, published(name, given), [], FORMATS, "none")
    assert not faults, "\n".join(faults)
