"""No draft, and nothing internal, is found at any public address.

A marker is written into every text that staff can write: drafts of every kind of document with
what belongs to them, words, the record of edits, the admin's log, accounts. Then every public
address is read, as the URLconf has them and as pages link them. A new kind of document, a new
field or a new address is covered without a line here.
"""

import re
from functools import cache
from io import BytesIO
from urllib.parse import urldefrag, urljoin, urlsplit
from zipfile import ZipFile

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from i18nfield.strings import LazyI18nString
from pypdf import PdfReader

from trustportal.exports.formats import FORMATS
from trustportal.pages.models import Statement
from trustportal.public.kinds import kinds
from trustportal.publishing.drafts import Draft
from trustportal.publishing.models import Document, Edit
from trustportal.record.models import Version
from trustportal.vocabulary.models import Word

from .addresses import addresses
from .conftest import NOTE
from .filling import built, edit, fill, has_slug, models_of
from .reading import tree

MARKER = "zzmarker"
SOUGHT = "zzsought"  # stands beside the marker: a search for it would lead to the text
NOTED = "zznoted"
HIDDEN = f"{SOUGHT} {MARKER}"
PACKED = {"application/zip", *(format.content_type for format in FORMATS.values())}
JSON = ("application/json", "application/problem+json", "application/feed+json")
READABLE = (
    "text/",
    "image/svg+xml",
    *JSON,
    "application/atom+xml",
    "application/xml",
    "image/svg+xml",
)


# The crawl


def crawl(client, slugs, numbers):
    """Return {address: answer} of every public address: of the URLconf, then linked by pages."""
    waiting = list(addresses(slugs, numbers))
    # The language switch of these pages leads to the same questions in the other language.
    waiting += [
        f"{address}?q={SOUGHT}&as_of=2026-11-02"
        for address in waiting
        if not address.startswith("/de/")
    ]
    waiting += [f"{address}?q={SOUGHT}" for address in ("/search/", "/de/search/")]
    answers = {}
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        answer = answers[address] = client.get(address)
        assert answer.status_code < 500
        kind = answer.get("Content-Type", "")
        assert not answer.content or kind in PACKED or kind.startswith(READABLE), (
            f"teach the crawl to read {kind}"
        )
        if kind.startswith("text/html") and answer.content:
            for link in tree(answer).xpath("//@href | //@src | //@action"):
                target = urlsplit(urldefrag(urljoin(address, link)).url)
                if is_slow(target):
                    continue
                if not target.scheme and not target.path.startswith(("/admin/", "/static/")):
                    waiting.append(target.geturl())
        if answer.has_header("Location"):
            waiting.append(urljoin(address, answer["Location"]))
    return answers


def is_slow(target):
    """Of slow files each document's own are read, not those of every question and version."""
    is_file = re.search(r"\.(pdf|docx|xlsx|zip)$", target.path)
    return bool(is_file and (target.query or re.search(r"/v[0-9]+\.", target.path)))


@cache  # the same bytes are at several addresses and archives, and asked for several words
def text_of(content):
    """Return what a file says; what is packed in it, too."""
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as archive:
            return "\n".join(text_of(archive.read(part)) for part in archive.namelist())
    return content.decode("utf-8", "replace")


def holders(answers, text):
    """Return the addresses whose answer holds a text, in content or headers."""
    return sorted(
        address
        for address, answer in answers.items()
        if text in text_of(answer.content).lower() or text in str(answer.headers).lower()
    )


# Each kind of document: public and edited since, withdrawn and edited since, or never published


def publish(document):
    """Publish past the checks for staff, which a document without sense would not pass."""
    return Version.objects.append(document.kind, document.slug, document.data(), NOTE)


def public_and_edited(model):
    document = built(model, "Plain")
    publish(document)
    edit(document, HIDDEN)
    return document


def withdrawn_and_edited(model):
    document = public_and_edited(model)
    Version.objects.append(document.kind, document.slug, {}, NOTE, withdrawn=True)
    return document


def never_published(model):
    return built(model, HIDDEN)


@pytest.fixture
def staff(editor, publisher):
    for person in (editor, publisher):
        for name in ("username", "first_name", "last_name", "email"):
            setattr(person, name, f"{name}-{person.pk}-{MARKER}@example.com")
        person.save()
    return editor, publisher


@pytest.fixture
def portal(request, staff):
    """A document of each kind; its words and all that is noted of it hold the marker."""
    editor, publisher = staff
    documents = {name: request.param(kind.document) for name, kind in kinds().items()}
    for model in models_of(Word):
        built(model, HIDDEN)
        for word in model.objects.all():
            fill(word, HIDDEN)
    for document in documents.values():
        Edit.record(document, editor, HIDDEN)
        LogEntry.objects.create(
            user=publisher, content_type=ContentType.objects.get_for_model(document),
            object_id=document.pk, object_repr=HIDDEN, action_flag=CHANGE, change_message=HIDDEN,
        )  # fmt: skip
    # One page that was published by a person.
    Version.objects.append("page", "by-a-person", plain_page(), NOTE, published_by=publisher)
    return documents


def plain_page():
    page = Statement(
        title=LazyI18nString({"en": "By a person"}), body=LazyI18nString({"en": "Text."})
    )
    return page.data()


def slugs_of(documents):
    """Return what can be in addresses: the slug of each document, and of all else that has one."""
    parts = [
        model
        for model in models_of(Draft)
        if has_slug(model) and not issubclass(model, Word | Document)
    ]
    others = [part.slug for model in parts for part in model.objects.all()]
    return {kind: [document.slug] for kind, document in documents.items()} | {
        "": others or ["nothing"]
    }


ALL = [public_and_edited, withdrawn_and_edited, never_published]


@pytest.mark.parametrize("portal", ALL, indirect=True)
def test_no_public_address_shows_what_was_not_published(portal, request, stranger):
    slugs = slugs_of(portal)
    answers = crawl(stranger, slugs, (1, 2))
    assert holders(answers, MARKER) == []
    # There was something to show, and the crawl was where it would stand.
    state = request.node.callspec.params["portal"]
    status = {public_and_edited: 200, withdrawn_and_edited: 410, never_published: 404}[state]
    for document in portal.values():
        page = document.get_absolute_url()
        assert [answers[address].status_code for address in (page, f"/de{page}")] == [
            status,
            status,
        ]
        assert ("Plain" in answers[page].text) == (status == 200)
        assert MARKER in str(document.data()["de"])
    if state is never_published:  # nor is its slug told to anybody who does not know it
        for slug in (
            document.slug for document in portal.values() if document.slug.startswith("probe-")
        ):
            assert [address for address in holders(answers, slug) if slug not in address] == []


@pytest.mark.parametrize("portal", [never_published], indirect=True)
def test_the_crawl_finds_texts_and_notes_of_each_kind_once_they_are_published(portal, stranger):
    for document in portal.values():
        version = publish(document)
        Version.objects.append(document.kind, document.slug, version.data, {"en": NOTED})
    answers = crawl(stranger, slugs_of(portal), (1, 2))
    texts, notes = set(holders(answers, MARKER)), set(holders(answers, NOTED))
    assert {"/", f"/search/?q={SOUGHT}", "/changes.atom", "/changes.json"} <= texts
    assert {"/changes/", "/changes.atom", "/changes.json"} <= notes
    for document in portal.values():
        page = document.get_absolute_url()
        files = {f"{page[:-1]}.{format}" for format in FORMATS} | {
            f"{page}evidence.zip",
            f"/de{page}v1.csv",
        }
        assert {page, f"/de{page}", f"{page}v1/", *files} <= texts
        assert {f"{page}history/", f"{page}v2.json"} <= notes
        assert f"{page[:-1]}.atom" in (texts if document.kind == "incident" else notes)
