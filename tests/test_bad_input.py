"""Whatever a stranger asks for: a clear page that says what is wrong, never an error of ours."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .addresses import addresses
from .reading import heading, links, main, tree

DOCUMENT = "/sharing/apple/"


def refusal(response):
    """Return status and sentence of an error; a page also leads back and is in no search engine."""
    if response["Content-Type"].startswith("text/html"):
        assert {"/", "/search/"} <= set(links(response))
        assert tree(response).xpath("//meta[@name='robots']/@content") == ["noindex"]
    return response.status_code, heading(response)


NEVER_WERE = [
    "/nowhere/",
    "/sharing/nobody/",
    "/sharing/nobody/history/",
    "/sharing/nobody/v1/",
    "/sharing/nobody/compare/1..2/",
    "/sharing/nobody.atom",
    "/sharing/nobody.json",
    "/sharing/nobody/v1.json",
    "/sharing/APPLE/",
    "/sharing/apple/v2/",
    "/sharing/apple/v0/",
    "/sharing/apple/v01/",
    "/sharing/apple/v-1/",
    "/sharing/apple/v1.0/",
    "/sharing/apple/v%EF%BC%91/",  # a full-width 1
    "/sharing/apple/v9999999/",
    "/sharing/apple/v99999999999999999999999/",
    "/sharing/apple/v0.json",
    "/sharing/apple/v01.json",
    "/sharing/apple.exe",
    "/sharing/apple%00/",
    "/sharing/../admin/",
    "/sharing/%2e%2e/",
    "/sharing/%FF%FE/",
    "/sharing/" + "a" * 5000 + "/",
    "/static/nothing.css",
    "/en/",
    "/fr/",
]


def test_an_address_that_never_was_says_so(published_apple, stranger):
    assert stranger.get(DOCUMENT).status_code == 200
    for address in NEVER_WERE:
        status, sentence = refusal(stranger.get(address))
        start = "One of these two versions does not exist" if "compare" in address else "There "
        assert (address, status, sentence.startswith(start)) == (address, 404, True)


NO_DAYS = [
    *("31.09.2024", "2024-09-31", "2024-13-01", "2023-02-29", "2024-9-1", "20240901"),
    *("2024-W09-7", "2024-245", "0000-01-01", "today", "1", "-1", "2024-09-01T00:00"),
    *("%EF%BC%92024-09-01", "2024-09-01%00", "%00", "+", "x" * 500),
]


def test_a_day_that_is_none_is_refused_with_the_right_form(published_apple, stranger):
    for day in NO_DAYS:
        for address in (DOCUMENT, "/sharing/apple.json"):
            status, sentence = refusal(stranger.get(f"{address}?as_of={day}"))
            names_the_form = sentence.endswith(
                "is not a valid date. Write it like this: 2026-03-01."
            )
            assert (day, status, names_the_form) == (day, 400, True)
            assert len(sentence) < 100


def test_a_day_in_the_future_is_refused_and_today_is_not(published_apple, stranger):
    today = timezone.now().date()
    assert stranger.get(f"{DOCUMENT}?as_of={today}").status_code == 200
    for day in (today + timedelta(days=1), "9999-12-31"):
        status, sentence = refusal(stranger.get(f"{DOCUMENT}?as_of={day}"))
        assert (status, sentence.endswith("is in the future.")) == (400, True)


def test_the_first_day_of_the_calendar_is_a_day_like_any_other(published_apple, stranger):
    assert stranger.get(f"{DOCUMENT}?as_of=0001-01-01").status_code == 404
    assert "was not public yet on 1 January 1." in main(
        stranger.get(f"{DOCUMENT}?as_of=0001-01-01")
    )


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE"]
)
def test_a_wrong_method_is_refused_and_the_right_ones_are_named(published_apple, method):
    # As a real browser: Django's test client skips the check for forgery unless asked.
    browser = Client(enforce_csrf_checks=True)
    for address in addresses({"vendor": ["apple"]}):
        if address.endswith("/verify/") and method == "POST":
            continue  # tests/test_verify.py
        if address.endswith("/verify/"):
            assert browser.generic(method, address)["Allow"] == "GET, HEAD, POST"
        elif address != "/healthz/":  # read by machines alone
            answer = browser.generic(method, address)
            assert (address, answer.status_code, answer.get("Allow")) == (address, 405, "GET, HEAD")
            assert heading(answer)


def test_a_wrong_host_is_refused(published_apple, stranger):
    for host in ("evil.example", "testserver.evil.example", "testserver:x", "a b", ""):
        answer = stranger.get(DOCUMENT, headers={"host": host})
        assert refusal(answer) == (400, "This request cannot be read.")
        assert "evil" not in answer.text


def test_an_overlong_query_is_refused(published_apple, stranger):
    assert stranger.get(f"{DOCUMENT}?q={'a' * 1998}").status_code == 200
    for query in ("q=" + "a" * 1999, "a" * 50_000):
        status, sentence = refusal(stranger.get(f"{DOCUMENT}?{query}"))
        assert (status, sentence) == (
            414,
            "The part of the address after the question mark is too long.",
        )


def test_a_query_of_too_many_parts_is_refused(published_apple, stranger):
    assert refusal(stranger.get(f"{DOCUMENT}?{'&' * 1500}")) == (
        400,
        "This request cannot be read.",
    )


def test_a_character_that_cannot_be_shown_is_refused_by_its_name(published_apple, stranger):
    for address in (DOCUMENT, "/sharing/apple/v1/", "/search/"):
        assert stranger.get(f"{address}?q=imei").status_code == 200
        for character in (
            "%00",
            "%0B",
            "%1F",
            "%7F",
            "%C2%85",
            "%0A",
            "%E2%80%A8",
            "%E2%80%AE",
            "%EF%BF%BF",
        ):
            status, sentence = refusal(stranger.get(f"{address}?q=im{character}ei"))
            assert (character, status, sentence.startswith("The character U+")) == (
                character,
                400,
                True,
            )


LISTS = [
    "/sharing/apple/history/",
    "/changes/",
    "/search/",
    "/history.json",
    "/documents.json",
    "/sharing/apple/history.json",
]


def test_a_page_number_that_is_none_is_refused(published_apple, stranger):
    for address in LISTS:
        assert stranger.get(f"{address}?page=1").status_code == 200
        for number in (
            "0",
            "-1",
            "1.5",
            "",
            "one",
            "%D9%A1",
            "1e3",
            "99999999",
            "1%00",
            " 1",
            "9" * 400,
        ):
            status, sentence = refusal(stranger.get(f"{address}?page={number}"))
            assert (number, status, sentence.endswith("is not a valid number.")) == (
                number,
                400,
                True,
            )


def test_a_page_after_the_last_does_not_exist(published_apple, stranger):
    for address in LISTS:
        for number in (2, 9_999_999):
            assert refusal(stranger.get(f"{address}?page={number}")) == (
                404,
                "There is no such page.",
            )


@pytest.mark.parametrize("query", ["old=x&new=2", "old=1&new=-2", "old=1&new=%00", "old=0&new=1"])
def test_a_comparison_of_what_are_no_numbers_is_refused(published_apple, stranger, query):
    status, sentence = refusal(stranger.get(f"{DOCUMENT}compare/?{query}"))
    assert (status, sentence.endswith("is not a valid number.")) == (400, True)


def test_an_error_page_repeats_the_address_as_text_alone(published_apple, stranger):
    attack = '"><script>alert(1)</script>'
    for address in (
        f"/{attack}/",
        f"{DOCUMENT}?as_of={attack}",
        f"{DOCUMENT}history/?page={attack}",
    ):
        page = stranger.get(address)
        assert page.status_code in (400, 404)
        assert tree(page).xpath("//script[not(@src)]") == []


# Anything at all, at every public address

NASTY = [
    "\0",
    "\n",
    "\u2028",
    "\ud800",
    "ß",
    "%",
    "'",
    '"',
    "<",
    "&",
    "\\",
    "//",
    "..",
    "[",
    "]",
    "\u0130",
    "1" * 30,
]
text = st.one_of(
    st.text(max_size=30), st.sampled_from(NASTY), st.dates().map(str), st.integers().map(str)
)
key = st.one_of(
    st.sampled_from(
        ["q", "as_of", "page", "old", "new", "service", "direction", "category", "personal"]
    ),
    text,
)
pairs = st.lists(st.tuples(key, text), max_size=5)


def in_bytes(value):
    return value.encode("utf-8", "surrogatepass")


@settings(
    max_examples=150,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_question_at_any_address_is_an_error_of_ours(
    published_apple, published_security, stranger, data
):
    slug = data.draw(st.sampled_from(["apple", "data-security", "nobody", "v1", "history"]))
    number = data.draw(st.integers(min_value=1, max_value=9_999_999) | st.just(1))
    slugs = {"vendor": [slug], "page": [slug]}
    address = data.draw(st.sampled_from(list(addresses(slugs, [number]))))
    query = [(in_bytes(name), in_bytes(value)) for name, value in data.draw(pairs)]
    answer = stranger.get(address, query_params=query)
    assert answer.status_code in (200, 302, 400, 404, 414)
    if answer.status_code >= 400 and address != "/healthz/":
        assert heading(answer)


@settings(
    max_examples=100,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(path=st.text(max_size=60).map(lambda path: "/" + path))
def test_no_address_at_all_is_an_error_of_ours(published_apple, stranger, path):
    answer = stranger.generic("GET", path.encode("utf-8", "replace").decode())
    assert answer.status_code in (200, 301, 302, 400, 404)
