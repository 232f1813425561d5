"""Public pages are kept by caches and asked for again: the answer is 304 while, and only while, nothing changed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from .addresses import SLUGS, addresses
from .conftest import NOTE
from .reading import main

NEVER_KEPT = {"/healthz/", "/verify/", "/de/verify/"}  # say how this process, or the record, is now


@pytest.fixture
def public_pages(published_apple, published_security, published_register, stranger, settings):
    """The answer at every public address that there is."""
    settings.SECURITY_CONTACT = "security@example.com"
    answers = {
        address: stranger.get(address) for address in addresses(SLUGS) if address not in NEVER_KEPT
    }
    answers = {
        address: answer for address, answer in answers.items() if answer.status_code in (200, 302)
    }
    assert {
        "/",
        "/de/sharing/apple/",
        "/pages/data-security/v1.json",
        "/subprocessors/",
        "/subprocessor/lakeside-mail/",
    } <= answers.keys()
    return answers


def again(client, address, answer, *, by="ETag"):
    if by == "ETag":
        return client.get(address, headers={"if-none-match": answer["ETag"]}).status_code
    return client.get(address, headers={"if-modified-since": answer["Last-Modified"]}).status_code


def test_every_public_page_has_both_validators_and_may_be_kept_but_must_be_asked_for(public_pages):
    for address, answer in public_pages.items():
        assert (address, answer.has_header("ETag"), answer.has_header("Last-Modified")) == (
            address,
            True,
            True,
        )
        assert (address, answer["Cache-Control"]) == (address, "public, no-cache")


@pytest.mark.parametrize("by", ["ETag", "Last-Modified"])
def test_every_public_page_answers_304_without_content_when_nothing_changed(
    public_pages, stranger, by
):
    for address, answer in public_pages.items():
        assert (address, again(stranger, address, answer, by=by)) == (address, 304)
    unchanged = stranger.get(
        "/sharing/apple/", headers={"if-none-match": public_pages["/sharing/apple/"]["ETag"]}
    )
    assert (unchanged.content, unchanged["ETag"]) == (b"", public_pages["/sharing/apple/"]["ETag"])


def test_an_unchanged_page_costs_one_query(public_pages, stranger, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert again(stranger, "/sharing/apple/", public_pages["/sharing/apple/"]) == 304


def test_a_publication_changes_every_page(public_pages, published_security, stranger):
    published_security.body = {"en": "Other."}
    published_security.save()
    assert again(stranger, "/sharing/", public_pages["/sharing/"]) == 304  # a draft changes nothing
    published_security.publish(note=NOTE)
    for address, answer in public_pages.items():
        assert (address, again(stranger, address, answer)) == (
            address,
            200 if answer.status_code == 200 else 302,
        )


@pytest.mark.parametrize("by", ["ETag", "Last-Modified"])
def test_an_erasure_is_seen_by_caches_at_once(published_apple, stranger, monkeypatch, by):
    before = stranger.get("/sharing/apple/")
    pass_time(monkeypatch, seconds=2)  # Last-Modified counts whole seconds
    published_apple.current().redact("A person asked for it.")
    assert again(stranger, "/sharing/apple/", before, by=by) == 410


def pass_time(monkeypatch, **duration):
    """Let the clock of pages and record run on."""
    later = timedelta(**duration)

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + later

    monkeypatch.setattr(timezone, "now", lambda: Clock.now(UTC))
    monkeypatch.setattr("trustportal.record.times.datetime", Clock)


@pytest.mark.parametrize("by", ["ETag", "Last-Modified"])
def test_a_new_day_changes_every_page(published_apple, stranger, monkeypatch, by):
    before = stranger.get("/sharing/apple/")
    pass_time(monkeypatch, days=1)
    assert again(stranger, "/sharing/apple/", before, by=by) == 200


def test_each_moment_of_the_same_day_answers_alike(published_apple, stranger, monkeypatch):
    before = stranger.get("/sharing/apple/")
    now = timezone.now()
    pass_time(
        monkeypatch, seconds=(now.replace(hour=23, minute=59, second=58) - now).total_seconds()
    )
    assert again(stranger, "/sharing/apple/", before) == 304


def test_a_compressed_page_is_found_unchanged_too(published_apple, stranger):
    packed = stranger.get("/sharing/apple/", headers={"accept-encoding": "gzip"})
    assert (packed["Content-Encoding"], packed["ETag"][:2]) == ("gzip", "W/")
    assert again(stranger, "/sharing/apple/", packed) == 304


def test_an_answer_depends_on_nothing_but_the_address_and_the_compression(
    public_pages, stranger, client_of, publisher
):
    staff = client_of(publisher)
    for address, answer in public_pages.items():
        assert (address, answer.get("Vary", "Accept-Encoding")) == (address, "Accept-Encoding")
        assert (address, answer.cookies.output()) == (address, "")
        for same in (
            staff.get(address),
            stranger.get(
                address, headers={"accept-language": "de", "cookie": "django_language=de"}
            ),
        ):
            assert (address, same.status_code, same.content) == (
                address,
                answer.status_code,
                answer.content,
            )
            assert same.cookies.output() == ""


def test_error_pages_set_no_cookie_and_do_not_vary_by_one(published_apple, stranger):
    published_apple.withdraw(note=NOTE)
    for address, status in (
        ("/nowhere/", 404),
        ("/sharing/apple/?as_of=x", 400),
        ("/sharing/apple/", 410),
    ):
        answer = stranger.get(address)
        assert (answer.status_code, answer.cookies.output()) == (status, "")
        assert answer.get("Vary", "Accept-Encoding") == "Accept-Encoding"


def test_head_answers_as_get_does_without_content(public_pages, stranger):
    for address, answer in public_pages.items():
        head = stranger.head(address)
        assert (address, head.status_code, head.content) == (address, answer.status_code, b"")
        assert {name: head[name] for name in answer.headers} == dict(answer.headers)


def test_an_empty_portal_has_validators_and_its_first_page_changes_them(stranger, apple):
    before = stranger.get("/")
    assert again(stranger, "/", before) == 304
    apple.publish(note=NOTE)
    assert again(stranger, "/", before) == 200
    assert "Apple" in main(stranger.get("/"))


@pytest.mark.parametrize("cookie", [{"sessionid": "forged"}, {"csrftoken": "x"}])
def test_a_cookie_that_is_sent_anyway_is_not_read(published_apple, stranger, cookie):
    for name, value in cookie.items():
        stranger.cookies[name] = value
    answer = stranger.get("/sharing/apple/")
    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies
