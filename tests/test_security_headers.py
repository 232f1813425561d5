"""Every answer forbids what is not needed: foreign scripts, frames, type guessing, referrers."""

from urllib.parse import urlsplit

import pytest

from .addresses import SLUGS, addresses
from .conftest import NOTE
from .reading import tree

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def policy(answer):
    return {directive.strip() for directive in answer["Content-Security-Policy"].split(";")}


def assert_guarded(address, answer):
    assert (address, policy(answer)) == (address, CSP)
    assert (address, {name: answer.get(name) for name in OTHERS}) == (address, OTHERS)


def test_every_public_address_is_guarded(
    published_apple, published_security, published_register, stranger
):
    for address in addresses(SLUGS):
        answer = stranger.get(address)
        assert_guarded(address, answer)
        assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nowhere/", 404),
        ("/static/nothing.css", 404),
        ("/sharing/apple/?as_of=x", 400),
        ("/sharing/apple/", 410),
        (f"/?{'x' * 3000}", 414),
        ("/sharing/apple", 301),
    ],
)
def test_error_pages_and_redirects_are_guarded(published_apple, stranger, address, status):
    published_apple.withdraw(note=NOTE)
    answer = stranger.get(address)
    assert answer.status_code == status
    assert_guarded(address, answer)


def test_refused_methods_and_hosts_are_guarded(published_apple, stranger):
    for status, answer in (
        (405, stranger.post("/sharing/apple/")),
        (400, stranger.get("/sharing/apple/", headers={"host": "evil.example"})),
    ):
        assert answer.status_code == status
        assert_guarded(status, answer)


def test_an_unchanged_page_is_guarded(published_apple, stranger):
    etag = stranger.get("/sharing/apple/")["ETag"]
    answer = stranger.get("/sharing/apple/", headers={"if-none-match": etag})
    assert answer.status_code == 304
    assert_guarded("304", answer)


def test_the_admin_is_guarded_as_the_public_pages_are(published_apple, editor, stranger, client_of):
    change = f"/admin/sharing/vendor/{published_apple.pk}/"
    staff = client_of(editor)
    for client, address, status in (
        (stranger, "/admin/login/", 200),
        (stranger, "/admin/", 302),
        (staff, "/admin/", 200),
        (staff, f"{change}change/", 200),
        (staff, f"{change}publish/", 200),
        (staff, f"{change}preview/en/", 200),
        (staff, "/admin/auth/user/", 403),
        (staff, "/admin/nowhere/", 404),
    ):
        answer = client.get(address)
        assert (address, answer.status_code) == (address, status)
        assert_guarded(address, answer)
        assert answer["X-Frame-Options"] == "DENY"


def test_an_error_of_ours_is_guarded_and_tells_nothing(stranger, db, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr("django.db.models.query.QuerySet.first", broken)
    stranger.raise_request_exception = False
    answer = stranger.get("/sharing/")
    assert (answer.status_code, "a secret of the server" in answer.text) == (500, False)
    assert "Something went wrong on our side" in answer.text
    assert_guarded("500", answer)


def test_pages_need_nothing_that_the_policy_forbids(
    published_apple, published_security, published_register, stranger
):
    seen = 0
    for address in addresses(SLUGS):
        answer = stranger.get(address)
        if not answer.get("Content-Type", "").startswith("text/html") or not answer.content:
            continue
        seen += 1
        page = tree(answer)
        assert (
            address,
            page.xpath("//style | //@style | //script[not(@src)] | //iframe | //object"),
        ) == (address, [])
        assert (address, page.xpath("//@*[starts-with(name(), 'on')]")) == (address, [])
        loaded = page.xpath(
            "//@src | //@srcset | //link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href"
        )
        assert {urlsplit(link).netloc for link in loaded} == {""}
    assert seen > 20
