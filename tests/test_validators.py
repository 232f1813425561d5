"""Every public address is kept by caches and asked for again. One portal serves all tests."""

import pytest
from django.db import transaction
from django.test import Client, override_settings

from trustportal.pages.models import Statement

from .addresses import SLUGS, addresses
from .conftest import NOTE, add_apple, add_device_data, add_register, add_security
from .test_caching import again

NEVER_KEPT = {"/healthz/", "/verify/", "/de/verify/"}  # say how this process, or the record, is now


@pytest.fixture(scope="module")
def first_answers(django_db_setup, django_db_blocker):
    """The answer at every public address, in a portal that is rolled back after this file."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(SECURITY_CONTACT="security@example.com"),
    ):
        device_data = add_device_data()
        for document in (add_apple(device_data), add_security(), add_register(device_data)):
            document.publish(note=NOTE)
        browser = Client()
        answers = {
            address: browser.get(address)
            for address in addresses(SLUGS)
            if address not in NEVER_KEPT
        }
        answers = {
            address: answer
            for address, answer in answers.items()
            if answer.status_code in (200, 302)
        }
        assert {
            "/",
            "/de/sharing/apple/",
            "/pages/data-security/v1.json",
            "/subprocessors/",
            "/subprocessor/lakeside-mail/",
        } <= answers.keys()
        yield answers
        transaction.set_rollback(True)


@pytest.fixture
def public_pages(first_answers, db):
    """Each test has the portal to itself: what it changes is undone."""
    return first_answers


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


def test_a_publication_changes_every_page(public_pages, stranger):
    security = Statement.objects.get(slug="data-security")
    security.body = {"en": "Other."}
    security.save()
    assert again(stranger, "/sharing/", public_pages["/sharing/"]) == 304  # a draft changes nothing
    security.publish(note=NOTE)
    for address, answer in public_pages.items():
        assert (address, again(stranger, address, answer)) == (
            address,
            200 if answer.status_code == 200 else 302,
        )


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


def test_head_answers_as_get_does_without_content(public_pages, stranger):
    for address, answer in public_pages.items():
        head = stranger.head(address)
        assert (address, head.status_code, head.content) == (address, answer.status_code, b"")
        assert {name: head[name] for name in answer.headers} == dict(answer.headers)
