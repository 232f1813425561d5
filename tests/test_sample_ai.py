"""The sample's provider of an AI model: a page of data flows and a line in the list, as one act."""

import pytest
from django.core.management import call_command

from sharing import agents
from sharing.models import Vendor
from subprocessors.models import Subprocessor
from subprocessors.notice import first_possible_start
from trustportal.record.models import Version
from trustportal.record.reader import Page

from .reading import heading, main, rows

PAGE = "/sharing/quorrindel/"


def edition(number):
    return Version.objects.of("register", "subprocessors").get(number=number)


def slugs(version):
    return {row.value("slug") for row in Page(version.data["en"]).rows}


def test_page_and_line_were_published_in_one_act(sample):
    page, register = Version.objects.of("vendor", "quorrindel").get(), edition(6)
    assert register.position == page.position + 1
    assert slugs(register) - slugs(edition(5)) == {"quorrindel"}
    assert Version.objects.of("register", "subprocessors").count() == 6


def test_its_notice_is_given(sample):
    (row,) = [row for row in Page(edition(6).data["en"]).rows if row.value("slug") == "quorrindel"]
    entry = Subprocessor.objects.get(slug="quorrindel")
    assert row.value("announced_on") == edition(6).published_on.isoformat()
    assert entry.starts_on >= first_possible_start(edition(6).published_on)


def test_the_line_says_how_it_uses_artificial_intelligence(sample):
    (row,) = [row for row in Page(edition(6).data["de"]).rows if row.value("slug") == "quorrindel"]
    said = {key: value for key, value in row.data.items() if "ai_" in key and value}
    assert (said["trains_ai_code"], said["ai_role_code"]) == ("no", "maker")
    assert said["ai_models"] == ["Quorrindel Large 2"]
    assert said["ai_retention"] == "Keine: verworfen, sobald die Antwort zugestellt ist"
    assert said["ai_monitoring"].startswith("30 Tage")
    assert said["ai_feature"] == "Assistent, unter Einstellungen › Künstliche Intelligenz"
    assert row.langs == {}


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        (
            "",
            [
                *("Question (prompt)", "Attached file", "Context from the console", "user_hash"),
                *("Authorization", "Answer (completion)", "model", "usage.total_tokens"),
            ],
        ),
        (
            "/de",
            [
                *("Frage (Prompt)", "Angehängte Datei", "Kontext aus der Konsole", "user_hash"),
                *("Authorization", "Antwort (Completion)", "model", "usage.total_tokens"),
            ],
        ),
    ],
)
def test_the_page_names_what_is_sent_and_received(sample, stranger, prefix, names):
    assert rows(stranger.get(prefix + PAGE)) == names


def test_the_page_says_what_turns_it_on_what_is_kept_and_that_nothing_is_trained(sample, stranger):
    text = main(stranger.get(PAGE))
    assert "What an administrator switches on Assistant, under Settings" in text
    assert "Retention Prompts, files and answers are discarded" in text
    assert "Training of AI models No. Quorrindel may not train" in text
    assert "Sample: the company and all details are invented." in text


def test_the_two_pages_do_not_contradict_each_other(sample):
    vendor = Vendor.objects.get(slug="quorrindel")
    assert list(agents.problems(vendor)) == []


@pytest.mark.parametrize("prefix", ["", "/de"])
def test_the_page_leads_to_the_line(sample, stranger, prefix):
    address = f"{prefix}/subprocessor/quorrindel/"
    assert address in stranger.get(prefix + PAGE).text
    assert heading(stranger.get(address)) == "Quorrindel"


def test_a_portal_that_has_the_sample_of_before_keeps_it(sample):
    """Publishing the line would publish whatever staff left in the draft of the register."""
    Version.objects.of("vendor", "quorrindel").get()
    Vendor.objects.filter(slug="quorrindel").delete()
    before = Version.objects.count()
    call_command("load_sample")
    assert (Version.objects.count(), Vendor.objects.filter(slug="quorrindel").count()) == (
        before,
        0,
    )
