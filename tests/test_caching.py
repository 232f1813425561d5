"""Caches keep public pages and ask again: the answer is 304 only while nothing changed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from .conftest import NOTE
from .reading import main


def again(client, address, answer, *, by="ETag"):
    if by == "ETag":
        return client.get(address, headers={"if-none-match": answer["ETag"]}).status_code
    return client.get(address, headers={"if-modified-since": answer["Last-Modified"]}).status_code


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
