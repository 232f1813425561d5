"""The rows of the register's table are written by hand: no text may become markup."""

import pytest
from django.core.management import CommandError, call_command

from subprocessors.models import Subprocessor
from trustportal.record.models import SearchText

from .conftest import NOTE
from .reading import tree


def test_no_text_of_an_entry_becomes_markup(register, device_data, stranger):
    hostile = '<b title="&">\'{0}'
    device_data.label = {"en": hostile}
    device_data.save()
    entry = Subprocessor.objects.get(name="Nordlicht Hosting")
    entry.name, entry.legal_name, entry.purpose = hostile, f"{hostile} Ltd", {"de": hostile}
    entry.save()
    register.publish(note=NOTE)
    row = tree(stranger.get("/subprocessors/")).xpath(f"//tr[@id='e-{entry.uuid.hex}']")[0]
    assert row.xpath(".//b") == []
    assert row.xpath("th/a/text()") == [hostile]
    assert row.xpath("th/span/text()") == [f"{hostile} Ltd"]
    assert row.xpath("td[1]/span[@lang='de']/text()") == [hostile]
    assert row.xpath("td[3]/span[not(@class)]/text()") == [hostile]


def test_a_row_leads_to_the_entry_in_the_language_of_the_page(published_register, stranger):
    for prefix in ("", "/de"):
        links = tree(stranger.get(f"{prefix}/subprocessors/")).xpath(
            "//table[contains(@class, 'register')]//th/a/@href"
        )
        assert links == [
            f"{prefix}/subprocessor/lakeside-mail/",
            f"{prefix}/subprocessor/nordlicht-hosting/",
        ]


def test_the_list_is_loaded_without_what_only_an_entry_s_own_page_shows(published_register):
    current = published_register.current()
    whole = current.page("en").data["sections"][0]["rows"][0]
    listed = (
        type(current)
        .objects.filter(pk=current.pk)
        .listed("en")
        .get()
        .page("en")
        .data["sections"][0]["rows"][0]
    )
    assert {"transfers", "log", "kind"} <= set(whole)
    assert {"transfers", "log", "kind"}.isdisjoint(listed)
    assert listed == {key: whole[key] for key in listed}


def test_verify_history_names_a_list_that_is_not_what_its_version_says(published_register):
    call_command("verify_history")
    row = SearchText.objects.get(version=published_register.current(), language="en")
    row.listed["sections"][0]["rows"][0]["name"] = "Somebody else"
    row.save()
    with pytest.raises(CommandError, match="run rebuild_search"):
        call_command("verify_history")
    call_command("rebuild_search")
    call_command("verify_history")
