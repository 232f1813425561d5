"""Whoever holds a file or a digest learns what it is, or that it is not known here."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from trustportal.exports.formats import FORMATS
from trustportal.exports.models import Export
from trustportal.pages import verify as verifying
from trustportal.record import triggers
from trustportal.record.models import Version

from .conftest import NOTE
from .reading import heading, links, main, tree

VERIFY = "/verify/"
YES = "Yes: this file was made here and is unaltered"
NO = "No: this is not known here"


@pytest.fixture
def browser():
    """As a real browser: Django's test client skips the check for forgery unless asked."""
    return Client(enforce_csrf_checks=True)


def send(browser, content, name="document.pdf", **headers):
    return browser.post(VERIFY, {"file": SimpleUploadedFile(name, content)}, headers=headers)


def verdict(answer):
    (title,) = tree(answer).xpath("//*[@id='verdict']")
    return title.text_content()


def problem(answer):
    (sentence,) = tree(answer).xpath("//*[@role='alert']")
    return sentence.text_content()


ADDRESSES = [
    *(f"/sharing/apple{place}.{format}" for place in ("", "/v1") for format in FORMATS),
    "/de/sharing/apple.pdf",
    "/sharing/apple.csv?q=imei",
    "/sharing/apple/evidence.zip",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_file_is_known_and_none_with_one_changed_byte(three_versions, browser, address):
    content = browser.get(address).content
    answer = send(browser, content)
    assert (answer.status_code, verdict(answer)) == (200, YES)
    assert verdict(browser.get(f"{VERIFY}?sha256={hashlib.sha256(content).hexdigest()}")) == YES
    altered = bytearray(content)
    altered[len(altered) // 2] ^= 1
    assert verdict(send(browser, bytes(altered))) == NO


def test_the_answer_says_which_document_version_format_language_and_filters_it_is(
    three_versions, browser
):
    content = browser.get("/de/sharing/apple/v1.md?q=imei").content
    text = main(send(browser, content))
    for part in (
        "Third party: Apple, version 1",
        "Format MD",
        "Language German",
        "Filters Find: imei.",
        "First created",
    ):
        assert part in text
    assert "/sharing/apple/v1/" in links(send(browser, content))
    assert (
        "The content of this version matches its SHA-256. "
        "The chain is unbroken from position 1 to 3." in text
    )
    assert "It is no longer current: it was replaced on" in text
    assert "It is the current version." in main(
        send(browser, browser.get("/sharing/apple.md").content)
    )


def test_the_answer_names_filters_of_the_register_in_words(published_register, browser):
    content = browser.get("/subprocessors.csv?country=DE&outside_eea=yes").content
    assert "Filters Country or region: Germany; Processed outside the EEA: Yes." in main(
        send(browser, content)
    )


def test_a_digest_and_the_sha256_of_a_content_are_known_whatever_their_case_and_spaces(
    three_versions, stranger
):
    version = three_versions[0]
    spaced = "%20".join(version.digest[place : place + 8].upper() for place in range(0, 64, 8))
    for sought in (version.digest, spaced, f"sha256:{version.digest}"):
        answer = stranger.get(f"{VERIFY}?sha256={sought}")
        assert verdict(answer) == "Yes: this is the digest of a version in the record"
    answer = stranger.get(f"{VERIFY}?sha256={version.content_sha256}")
    assert verdict(answer) == "Yes: this is the SHA-256 of a version's content"


def test_a_file_of_a_page_that_was_withdrawn_or_erased_since_says_so(
    three_versions, published_apple, browser
):
    first, second = (browser.get(f"/sharing/apple/v{number}.csv").content for number in (1, 2))
    Version.objects.get(position=1).redact("A court said so.")
    published_apple.withdraw(note=NOTE)
    text = main(send(browser, first))
    assert (YES in text, "was erased on" in text, "A court said so." in text) == (True, True, True)
    assert (
        "The content was erased and cannot be checked. The chain is unbroken from position 1 to 4."
        in text
    )
    assert "It is no longer current: the page has since been withdrawn." in main(
        send(browser, second)
    )


def test_a_damaged_record_is_not_vouched_for(three_versions, browser):
    content = browser.get("/sharing/apple/v1.csv").content
    connection.check_constraints()
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record_version SET material = NOT material WHERE position = 2")
    answer = send(browser, content)
    assert verdict(answer) == "Known, but the record is damaged"
    assert "The chain is broken at position 2." in main(answer)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record_version SET note = '{}' WHERE position = 1")
    assert "The content of this version is not what was published" in main(send(browser, content))


def test_what_is_unknown_gets_a_no_that_says_what_no_means(three_versions, stranger):
    answer = stranger.get(f"{VERIFY}?sha256={'0' * 64}")
    assert (answer.status_code, verdict(answer)) == (200, NO)
    text = main(answer)
    for part in (
        "It was altered",
        "It was printed, scanned",
        "This does not mean that the wording is false.",
    ):
        assert part in text


def test_an_answer_costs_three_queries_and_is_kept_by_nobody(
    three_versions, stranger, django_assert_num_queries
):
    sha256 = hashlib.sha256(stranger.get("/sharing/apple/v1.csv").content).hexdigest()
    for sought, most in ((sha256, 3), (three_versions[0].digest, 3), ("0" * 64, 2)):
        with django_assert_num_queries(most):
            answer = stranger.get(f"{VERIFY}?sha256={sought}")
        assert "no-store" in answer["Cache-Control"]
        assert (answer.has_header("ETag"), answer["X-Robots-Tag"], answer.cookies.output()) == (
            False,
            "noindex",
            "",
        )


def test_nothing_that_is_sent_is_kept(three_versions, browser, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    before = Export.objects.count(), Version.objects.count()
    assert verdict(send(browser, b"x" * 5_000_000)) == NO
    assert (list(tmp_path.iterdir()), (Export.objects.count(), Version.objects.count())) == (
        [],
        before,
    )


@pytest.mark.parametrize("text", ["apple", "g" * 64, "0" * 63, "0" * 65, "%00", "'", "ª" * 64])
def test_what_is_no_sha256_is_refused_with_a_sentence(stranger, db, text):
    answer = stranger.get(VERIFY, {"sha256": text})
    assert (answer.status_code, problem(answer)[:23]) == (400, "That is not a SHA-256: ")


def test_a_body_without_one_file_is_refused(browser, db):
    two = [SimpleUploadedFile(name, b"1") for name in "ab"]
    for data, kind in (
        ({}, None),
        ({"file": "text"}, None),
        ({"file": two}, None),
        (
            {"file": SimpleUploadedFile("empty", b"")} | {"other": SimpleUploadedFile("b", b"1")},
            None,
        ),
        (b"{}", "application/json"),
        (b"file=1", "application/x-www-form-urlencoded"),
    ):
        answer = browser.post(VERIFY, data, **({"content_type": kind} if kind else {}))
        assert (answer.status_code, problem(answer)) == (400, "Please choose exactly one file.")


def test_a_body_that_cannot_be_read_is_refused(browser, db):
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x" + "y" * 300):
        answer = browser.post(VERIFY, b"--x\r\nnonsense", content_type=kind)
        assert (answer.status_code, bool(heading(answer))) == (400, True)


def test_too_many_parts_are_refused(browser, db):
    many = {f"file{number}": SimpleUploadedFile("a", b"1") for number in range(101)}
    assert browser.post(VERIFY, many).status_code == 400
    assert (
        browser.post(VERIFY, {f"field{number}": "1" for number in range(1_001)}).status_code == 400
    )


def test_a_file_that_is_too_large_is_refused_before_it_is_read(browser, db, monkeypatch):
    monkeypatch.setattr(verifying, "LARGEST_FILE", 1_000)
    answer = send(browser, b"x" * 1_001)
    assert (answer.status_code, problem(answer)[:29]) == (400, "The file is larger than 50 MB")
    unread = io.BytesIO(b"x" * 10)
    answer = browser.generic(
        "POST",
        VERIFY,
        unread.read(),
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH="9" * 30,
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused(published_apple, browser, headers):
    content = browser.get("/sharing/apple.csv").content
    answer = send(browser, content, **headers)
    assert (answer.status_code, heading(answer)) == (403, "This form was sent from another site.")
    for ours in (
        {"sec-fetch-site": "same-origin"},
        {"origin": "http://localhost"},
        {"origin": "http://testserver"},
    ):
        assert verdict(send(browser, content, **ours)) == YES


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_another_method_is_refused(browser, db, method):
    answer = browser.generic(method, VERIFY)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")


def test_every_page_leads_to_it_and_it_speaks_german(published_apple, stranger):
    assert VERIFY in links(stranger.get("/sharing/apple/"))
    assert "/de/verify/" in links(stranger.get("/de/"))
    assert stranger.get("/de/verify/").status_code == 200
