"""The list by use of AI and by transfer mechanism: page, files, annex, feed, calendar alike."""

from datetime import timedelta

import pytest
from docx import Document
from icalendar import Calendar
from lxml import etree

from subprocessors.models import Subprocessor
from trustportal.language.locales import today
from trustportal.record.models import Version

from .conftest import NOTE, add_entry, add_transfer
from .reading import main, tree, words

NAMES = ("Nordlicht Hosting", "Lakeside Mail", "Thinker", "Trainer", "Asker", "Newcomer")
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def in_days(number):
    return today() + timedelta(days=number)


@pytest.fixture
def mixed(register, device_data):
    """A public register of which some use AI or rest on the DPF, and a newcomer that does both."""
    Subprocessor.objects.filter(name="Nordlicht Hosting").update(trains_ai="")
    add_entry(device_data, "Thinker", "DE", ai_role="host", ai_feature={"en": "Assistant"})
    trainer = add_entry(device_data, "Trainer", "US", trains_ai="yes", ai_role="maker")
    add_transfer(trainer, "EU", "dpf", ends_on=in_days(10))
    add_transfer(trainer, "EU", "scc", starts_on=in_days(11))
    add_transfer(trainer, "UK", "idta")
    add_entry(device_data, "Asker", "DE", trains_ai="consent")
    register.publish(note=NOTE)
    newcomer = add_entry(device_data, "Newcomer", "US", 40, ai_role="host")
    add_transfer(newcomer, "EU", "dpf", checked_on=today())
    register.publish(note=NOTE)
    return register


def listed(stranger, query):
    links = tree(stranger.get(f"/subprocessors/?{query}")).xpath(
        "//table[contains(@class, 'register')]//th/a"
    )
    return {words(link) for link in links}


def in_a_file(stranger, query):
    text = stranger.get(f"/subprocessors.csv?{query}").content.decode("utf-8-sig")
    return {name for name in NAMES if f",{name}," in text}


def in_an_annex(stranger, query, tmp_path):
    file = tmp_path / "annex.docx"
    file.write_bytes(stranger.get(f"/subprocessors/scc-2021-914.docx?{query}").content)
    texts = [paragraph.text for paragraph in Document(file).paragraphs]
    return {name for name in NAMES if any(f"{name} Ltd" in text for text in texts)}


WHO = [
    ("ai=yes", {"Thinker", "Trainer", "Asker", "Newcomer"}),
    ("ai=host", {"Thinker", "Newcomer"}),
    ("ai=maker", {"Trainer"}),
    ("trains_ai=no", {"Lakeside Mail", "Thinker", "Newcomer"}),
    ("trains_ai=yes", {"Trainer"}),
    ("trains_ai=consent", {"Asker"}),
    ("trains_ai=", set(NAMES)),
    ("ai=nonsense", set()),
    ("ai=host&trains_ai=yes", set()),
    ("mechanism=dpf", {"Lakeside Mail", "Trainer", "Newcomer"}),
    ("mechanism=scc", set()),
    (f"mechanism=dpf&in_force_on={in_days(11)}", {"Lakeside Mail"}),
    (f"mechanism=scc&in_force_on={in_days(11)}", {"Trainer"}),
    (f"mechanism=dpf&in_force_on={in_days(40)}", {"Lakeside Mail", "Newcomer"}),
    ("law=UK", {"Trainer"}),
    ("mechanism=dpf&law=UK", set()),
    ("mechanism=idta&law=UK&ai=maker", {"Trainer"}),
]


@pytest.mark.parametrize(("query", "found"), WHO)
def test_page_file_and_annex_hold_the_same_entries(mixed, stranger, tmp_path, query, found):
    assert listed(stranger, query) == found
    assert in_a_file(stranger, query) == found
    assert in_an_annex(stranger, query, tmp_path) == found


def test_an_ended_entry_rests_on_nothing(mixed, stranger):
    Subprocessor.objects.filter(name="Lakeside Mail").update(ends_on=in_days(-1))
    mixed.publish(note=NOTE)
    assert "Lakeside Mail" in listed(stranger, "")
    assert listed(stranger, "mechanism=dpf") == {"Trainer", "Newcomer"}


def test_the_form_offers_what_is_stated_and_counts_it(mixed, stranger):
    page = tree(stranger.get("/subprocessors/"))

    def choices(key):
        return [words(one) for one in page.xpath(f"//select[@name='{key}']/option")]

    assert choices("ai") == ["All", "uses AI (4)", "hosts a model (2)", "makes a model (1)"]
    assert choices("trains_ai") == [
        *("All", "No (3)", "Only with your consent (1)", "Yes (1)"),
    ]
    assert choices("mechanism") == [
        *("All", "Data Privacy Framework (3)", "International Data Transfer Agreement (1)"),
    ]
    assert choices("law") == ["All", "EU (3)", "UK (1)"]


def test_the_form_offers_nothing_that_nobody_states(register, stranger):
    Subprocessor.objects.update(trains_ai="")
    register.publish(note=NOTE)
    page = tree(stranger.get("/subprocessors/"))
    offered = page.xpath("//form[@class='filters']//select/@name")
    assert offered == ["country", "category", "applies", "state", "mechanism", "sort"]


def test_a_file_names_the_filters_in_words(mixed, stranger):
    line = stranger.get("/subprocessors.csv?trains_ai=consent&ai=yes").content.decode("utf-8-sig")
    assert "Artificial intelligence: uses AI; Trains AI models: Only with your consent" in line
    line = stranger.get("/subprocessors.csv?mechanism=dpf&law=EU").content.decode("utf-8-sig")
    assert "Transfer mechanism: Data Privacy Framework; Exporter's law: EU" in line


def test_the_page_leads_to_a_feed_and_a_calendar_of_the_same_entries(mixed, stranger):
    page = stranger.get("/subprocessors/?mechanism=dpf")
    assert "/subprocessors.atom?mechanism=dpf" in tree(page).xpath("//a/@href")
    assert "/subprocessors/deadlines.ics?mechanism=dpf" in tree(page).xpath("//a/@href")
    summaries = {
        query: [
            str(event["summary"])
            for event in Calendar.from_ical(
                stranger.get(f"/subprocessors/deadlines.ics?{query}").content
            ).walk("VEVENT")
        ]
        for query in ("ai=host", "mechanism=scc", "trains_ai=yes")
    }
    assert [summary for summary in summaries["ai=host"] if "Newcomer" not in summary] == []
    assert len(summaries["ai=host"]) == 2
    assert summaries["mechanism=scc"] == []
    assert {
        summary.partition(" gets")[0].partition(" relies")[0]
        for summary in summaries["trains_ai=yes"]
    } == {
        "Trainer",
        "Last day to object: Trainer",
    }


def told(stranger, query):
    feed = etree.fromstring(stranger.get(f"/subprocessors.atom?{query}").content)
    return "".join(feed.xpath("a:entry/a:summary/text()", namespaces=ATOM))


def test_a_feed_follows_what_uses_ai_and_what_rests_on_a_mechanism(mixed, stranger):
    assert "Newcomer: added" in told(stranger, "ai=yes")
    assert "Newcomer: added" in told(stranger, "mechanism=dpf")
    assert told(stranger, "mechanism=bcr").count("Newcomer") == 0
    assert told(stranger, "ai=maker").count("Newcomer") == 0


def test_in_a_feed_what_leaves_my_list_changed_and_was_not_removed(mixed, stranger):
    Subprocessor.objects.filter(name="Trainer").update(trains_ai="no")
    mixed.publish(note=NOTE, material=False)
    for query in ("trains_ai=yes", "trains_ai=no"):
        assert "Trainer: AI training changed" in told(stranger, query)


def test_a_list_of_an_older_version_is_filtered_as_its_files_are(mixed, stranger):
    data = mixed.current().data
    for page in data.values():
        for section in page["sections"]:
            section["listed"] = ["id", "slug", "name", "locations_data", "starts_code"]
            for row in section["rows"]:
                for transfer in row.get("transfers_data", []):  # as 0.1.0 wrote them
                    transfer.pop("mechanism")
                    transfer.pop("regime")
    Version.objects.append("register", "subprocessors", data, NOTE)
    assert listed(stranger, "mechanism=dpf") == in_a_file(stranger, "mechanism=dpf") != set()
    assert listed(stranger, "ai=maker") == {"Trainer"}
    page = tree(stranger.get("/subprocessors/?mechanism=dpf"))
    chosen = page.xpath("//select[@name='mechanism']/option[@selected]")
    assert [words(one) for one in chosen] == ["Data Privacy Framework (3)"]


def test_an_entry_tells_of_its_use_of_ai_in_a_group(mixed, stranger):
    page = tree(stranger.get("/subprocessor/thinker/"))
    group = page.xpath("//section[@aria-labelledby='ai']")[0]
    assert [words(term) for term in group.xpath(".//dt")] == [
        *("Trains AI models", "Role in the use of AI", "Feature that turns AI on"),
    ]
    elsewhere = page.xpath("//article/dl//dt")
    assert "Role in the use of AI" not in [words(term) for term in elsewhere]
    assert "Artificial intelligence" not in main(stranger.get("/subprocessor/nordlicht-hosting/"))
