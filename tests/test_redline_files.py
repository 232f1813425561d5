"""The addresses of redlines, of two versions or days: what they answer and refuse."""

import pytest
from django.utils import timezone

from trustportal.exports.formats import FORMATS
from trustportal.exports.models import Export
from trustportal.public import files

from .conftest import NOTE
from .reading import heading, links, main
from .test_documents import apple_since_2018  # noqa: F401 (a fixture)
from .test_verify import YES, send, verdict
from .tracked import accepted, left_of, plain, rejected

FIRST = "It was first published on 19 April 2018."
COMPARED = "/sharing/apple/compare"


@pytest.fixture
def two_versions(published_apple):
    published_apple.consent = {"en": "Another certificate.", "de": "Ein anderes Zertifikat."}
    published_apple.save()
    published_apple.publish(note=NOTE)
    return published_apple


@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_a_redline_answers_with_its_type_and_a_telling_name_and_is_kept_out_of_search_engines(
    two_versions, stranger, format
):
    answer = stranger.get(f"{COMPARED}/1..2.{format}")
    assert (answer.status_code, answer["Content-Type"]) == (200, FORMATS[format].content_type)
    assert answer["Content-Disposition"] == f'attachment; filename="apple-v1-to-v2.en.{format}"'
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    assert stranger.get(f"{COMPARED}/1..2.{format}").content == answer.content
    export = Export.objects.get()
    assert (export.format, export.version.number, export.query) == (f"redline-{format}", 2, "old=1")


@pytest.mark.parametrize("prefix", ["", "/de"])
def test_the_changes_lead_from_one_version_s_file_to_the_other_s(two_versions, stranger, prefix):
    content = stranger.get(f"{prefix}{COMPARED}/1..2.docx").content
    old, new = (
        plain(stranger.get(f"{prefix}/sharing/apple/v{number}.docx").content) for number in (1, 2)
    )
    assert (left_of(rejected(content)), left_of(accepted(content))) == (old, new)
    assert old != new


def test_the_register_s_entries_have_the_states_of_the_day_of_each_version(
    published_register, stranger
):
    published_register.summary = {"en": "All of them."}
    published_register.save()
    published_register.publish(note=NOTE)
    content = stranger.get("/subprocessors/compare/1..2.docx").content
    old, new = (plain(stranger.get(f"/subprocessors/v{number}.docx").content) for number in (1, 2))
    assert (left_of(rejected(content)), left_of(accepted(content))) == (old, new)


def test_a_comparison_offers_both_files(two_versions, stranger):
    offered = [
        link for link in links(stranger.get(f"{COMPARED}/1..2/")) if link.startswith(COMPARED)
    ]
    assert offered == [f"{COMPARED}/1..2/", f"{COMPARED}/1..2.docx", f"{COMPARED}/1..2.pdf"]


def test_verify_knows_both_versions_of_a_redline(two_versions, stranger):
    answer = send(stranger, stranger.get(f"{COMPARED}/1..2.docx").content)
    assert verdict(answer) == YES
    assert "Third party: Apple, version 2" in main(answer)
    assert "Compared with version 1" in main(answer)
    assert "Filters" not in main(answer)


def test_a_redline_that_is_known_costs_three_queries(
    two_versions, stranger, django_assert_num_queries
):
    stranger.get(f"{COMPARED}/1..2.docx")
    with django_assert_num_queries(3):
        stranger.get(f"{COMPARED}/1..2.docx")


@pytest.mark.parametrize(
    "pair", ["2..1.docx", "1..1.pdf", "1..3.docx", "0..1.docx", "1..2.csv", "1..2.json"]
)
def test_a_pair_or_format_that_is_none_does_not_exist(two_versions, stranger, pair):
    assert stranger.get(f"{COMPARED}/{pair}").status_code == 404


def test_there_is_no_redline_with_a_version_that_was_withdrawn_or_erased(two_versions, stranger):
    two_versions.withdraw(note={"en": "Gone for good."})
    assert stranger.get(f"{COMPARED}/2..3.docx").status_code == 410
    two_versions.versions.get(number=1).redact("A court said so.")
    answer = stranger.get(f"{COMPARED}/1..2.pdf")
    assert (answer.status_code, "A court said so." in main(answer)) == (410, True)
    assert Export.objects.count() == 0


def test_when_too_many_are_made_at_once_others_are_told_to_come_again(
    two_versions, stranger, monkeypatch
):
    monkeypatch.setattr(files, "PATIENCE", 0.01)
    taken = [files.AT_ONCE.acquire(timeout=1) for _place in range(2)]
    try:
        answer = stranger.get(f"{COMPARED}/1..2.docx")
    finally:
        for _place in taken:
            files.AT_ONCE.release()
    assert (answer.status_code, answer["Retry-After"]) == (503, "0.01")


# Between two days


@pytest.mark.parametrize(
    "query",
    [
        "old_day=2018-04-19&new_day={today}",
        "old_day=2026-01-01",
        "old_day={today}&new_day=2018-04-20",
    ],
)
def test_two_days_lead_to_the_versions_public_at_their_ends(apple_since_2018, stranger, query):  # noqa: F811
    query = query.format(today=f"{timezone.now():%Y-%m-%d}")
    answer = stranger.get(f"/de{COMPARED}/?{query}")
    assert (answer.status_code, answer["Location"]) == (302, f"/de{COMPARED}/2..3/")


def test_two_days_with_the_same_version_say_so(apple_since_2018, stranger):  # noqa: F811
    answer = stranger.get(f"{COMPARED}/?old_day=2018-04-19&new_day=2020-01-01")
    sentence = (
        "Nothing to compare: on 19 April 2018 and on 1 January 2020 "
        "this page was the same version, number 2."
    )
    assert (answer.status_code, heading(answer)) == (404, sentence)


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("old_day=2001-01-01", 404, f"This page was not public yet on 1 January 2001. {FIRST}"),
        (
            "old_day=31.09.2024",
            400,
            "“31.09.2024” is not a valid date. Write it like this: 2026-03-01.",
        ),
        ("old_day=", 400, "Give the earlier day: old_day=2026-03-01."),
        ("old_day=2018-04-19&new_day=2999-01-01", 400, "1 January 2999 is in the future."),
    ],
)  # fmt: skip
def test_days_that_cannot_be_meant_are_refused_with_a_sentence(
    apple_since_2018,  # noqa: F811
    stranger,
    query,
    status,
    sentence,
):
    answer = stranger.get(f"{COMPARED}/?{query}")
    assert (answer.status_code, heading(answer)) == (status, sentence)


def test_days_of_a_page_that_never_was_do_not_exist(published_apple, stranger):
    assert stranger.get("/sharing/nobody/compare/?old_day=2018-04-19").status_code == 404
