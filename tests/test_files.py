"""The addresses of a page's files: what they answer, under which name, and what they refuse."""

import hashlib
import json
import re

import pytest
from django.utils import timezone

from trustportal.exports.formats import FORMATS
from trustportal.exports.models import Export
from trustportal.language.locales import today
from trustportal.public import files
from trustportal.record.models import Version

from .conftest import NOTE
from .reading import heading

APPLE = "/sharing/apple"
TABLES = ("csv", "md")


def days():
    return f"{timezone.now():%Y-%m-%d}"


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_answers_with_its_type_and_a_telling_name(three_versions, stranger, format):
    answer = stranger.get(f"{APPLE}.{format}")
    assert (answer.status_code, answer["Content-Type"]) == (200, FORMATS[format].content_type)
    assert answer["Content-Length"] == str(len(answer.content))
    end = "json" if format == "json" else f"en.{format}"
    how = "inline" if format == "json" else "attachment"
    assert answer["Content-Disposition"] == f'{how}; filename="apple-v2-{days()}.{end}"'
    assert not answer.cookies
    assert "X-Robots-Tag" not in answer.headers


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_file_has_the_same_bytes_and_one_row(three_versions, stranger, format):
    contents = {stranger.get(f"{APPLE}/v1.{format}").content for _time in range(2)}
    assert len(contents) == 1
    export = Export.objects.get()
    assert (export.sha256, export.format, export.version.number) == (
        hashlib.sha256(contents.pop()).hexdigest(), format, 1
    )  # fmt: skip
    assert (export.language, export.as_of, export.query) == (
        "" if format == "json" else "en",
        None,
        "",
    )


def test_a_version_has_its_own_file_and_german_has_its_own_language(three_versions, stranger):
    first, second = (stranger.get(f"{APPLE}/v{number}.md").text for number in (1, 2))
    assert ("Another certificate." in first, "Another certificate." in second) == (False, True)
    german = stranger.get(f"/de{APPLE}.md")
    assert "Ein anderes Zertifikat." in german.text
    assert german["Content-Disposition"] == f'attachment; filename="apple-v2-{days()}.de.md"'


def test_a_file_as_of_a_day_says_so_and_is_kept_out_of_search_engines(three_versions, stranger):
    answer = stranger.get(f"{APPLE}.md?as_of={days()}")
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer.content != stranger.get(f"{APPLE}.md").content
    assert [export.as_of for export in Export.objects.order_by("pk")] == [today(), None]


@pytest.mark.parametrize("format", TABLES)
def test_a_filtered_file_holds_what_the_page_shows_and_names_the_filter(
    published_apple, stranger, format
):
    answer = stranger.get(f"{APPLE}.{format}?q=serial&utm_source=letter&page=7")
    assert "serial" in answer.text
    assert "IMEI" not in answer.text
    assert (answer["X-Robots-Tag"], answer["Content-Disposition"]) == (
        "noindex", f'attachment; filename="apple-v1-{days()}-filtered.en.{format}"'
    )  # fmt: skip
    assert Export.objects.get().query == "q=serial"
    same = stranger.get(f"{APPLE}.{format}?utm_source=other&q=+serial+")
    assert same.content == answer.content


def test_a_filter_stands_in_the_control_block_in_words(published_apple, stranger):
    text = stranger.get(f"{APPLE}.md?personal=yes").text
    assert "Personal data only: Yes" in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("as_of=31.09.2024", 400),
        ("as_of=2999-01-01", 400),
        ("as_of=2001-01-01", 404),
        ("service=+APNs", 400),
        ("q=%00", 400),
    ],
)
def test_a_question_that_cannot_be_meant_is_refused_with_a_sentence(
    published_apple, stranger, query, status
):
    answer = stranger.get(f"{APPLE}.csv?{query}")
    assert (answer.status_code, bool(heading(answer))) == (status, True)
    assert Export.objects.count() == 0


def test_an_empty_filter_after_a_full_one_is_no_filter(published_apple, stranger):
    answer = stranger.get(f"{APPLE}.csv?service=other&service=")
    assert answer.content == stranger.get(f"{APPLE}.csv").content


@pytest.mark.parametrize(
    "address",
    [f"{APPLE}.exe", f"{APPLE}/v9.pdf", "/sharing/nobody.pdf", f"{APPLE}.PDF", f"{APPLE}/v01.csv"],
)
def test_what_never_was_has_no_file(published_apple, stranger, address):
    answer = stranger.get(address)
    assert (answer.status_code, heading(answer)) == (404, "There is no such page.")


def test_a_withdrawn_page_has_no_file_but_its_json(published_apple, stranger):
    published_apple.withdraw(note={"en": "Gone for good."})
    for format in FORMATS:
        answer = stranger.get(f"{APPLE}.{format}")
        assert (format, answer.status_code) == (format, 410)
        assert "Gone for good." in answer.text
    assert stranger.get(f"{APPLE}/v1.csv").status_code == 200


def test_an_erased_version_has_no_file_but_its_proof(published_apple, stranger):
    digest = published_apple.current().digest
    published_apple.current().redact("A court said so.")
    for format in FORMATS:
        assert stranger.get(f"{APPLE}/v1.{format}").status_code == 410
    assert json.loads(stranger.get(f"{APPLE}/v1.json").text)["version"]["digest"] == digest


def test_the_json_of_a_version_is_whole_whatever_the_filters_and_the_language(
    published_apple, stranger
):
    whole = stranger.get(f"{APPLE}.json").content
    assert set(json.loads(whole)["content"]["data"]) == {"en", "de"}
    for address in (
        f"{APPLE}.json?q=serial",
        f"/de{APPLE}.json",
        f"{APPLE}/v1.json",
        f"{APPLE}.json?as_of={days()}",
    ):
        assert stranger.get(address).content == whole


def test_an_unchanged_file_is_not_made_again(published_apple, stranger, django_assert_num_queries):
    answer = stranger.get(f"{APPLE}.pdf")
    with django_assert_num_queries(1):
        again = stranger.get(f"{APPLE}.pdf", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = stranger.head(f"{APPLE}.pdf")
    assert (head.content, head["Content-Length"]) == (b"", answer["Content-Length"])


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_that_is_known_costs_three_queries(
    three_versions, stranger, django_assert_num_queries, format
):
    stranger.get(f"{APPLE}.{format}")
    with django_assert_num_queries(3):
        stranger.get(f"{APPLE}.{format}")


def test_when_too_many_are_made_at_once_others_are_told_to_come_again(
    published_apple, stranger, monkeypatch
):
    monkeypatch.setattr(files, "PATIENCE", 0.01)
    taken = [files.AT_ONCE.acquire(timeout=1) for _place in range(2)]
    try:
        answer = stranger.get(f"{APPLE}.csv")
    finally:
        for _place in taken:
            files.AT_ONCE.release()
    assert (answer.status_code, answer["Retry-After"]) == (503, "0.01")
    assert ("ETag" in answer.headers, "Cache-Control" in answer.headers) == (False, False)
    assert stranger.get(f"{APPLE}.csv").status_code == 200


def test_a_file_that_would_be_too_large_is_refused_with_the_reason(published_apple, stranger):
    data = published_apple.data()
    for page in data.values():
        row = page["sections"][0]["rows"][0]
        page["sections"][0]["rows"] = [row | {"id": str(number)} for number in range(3_000)]
    Version.objects.append("vendor", "apple", data, NOTE)
    answer = stranger.get(f"{APPLE}.pdf")
    assert (answer.status_code, "Use a filter" in heading(answer)) == (422, True)
    assert stranger.get(f"{APPLE}.csv").status_code == 200


def test_the_register_lists_states_of_the_day_and_narrows_as_its_page_does(
    published_register, stranger
):
    text = stranger.get("/subprocessors.csv").text
    assert ("Nordlicht Hosting" in text, "Lakeside Mail" in text, "active" in text) == (
        True,
        True,
        True,
    )
    german = stranger.get("/subprocessors.md?country=DE").text
    assert ("Nordlicht Hosting" in german, "Lakeside Mail" in german) == (True, False)
    assert "Country or region: Germany" in german
    assert Export.objects.get(format="md").query == "country=DE"
    before = stranger.get("/subprocessors.md?in_force_on=2001-01-01").text
    assert ("In force on: 1 January 2001" in before, "Nordlicht" in before) == (True, False)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("/sharing/apple/", "/sharing/apple.pdf"),
        ("/sharing/apple/?q=imei", "/sharing/apple.pdf?q=imei"),
        ("/sharing/apple/v1/?q=imei", "/sharing/apple/v1.pdf?q=imei"),
        ("/de/sharing/apple/", "/de/sharing/apple.pdf"),
    ],
)
def test_a_page_offers_its_files_with_the_same_question(three_versions, stranger, page, expected):
    links = re.findall(r'href="([^"]+\.pdf[^"]*)"', stranger.get(page).text)
    assert links == [expected]
    assert stranger.get(expected).status_code == 200
