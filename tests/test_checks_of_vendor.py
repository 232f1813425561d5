"""What prevents publishing a third party or a statement, and what is merely worth a look."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from sharing.models import Vendor
from trustportal.language.locales import today

from .conftest import NOTE, add_element


def blocking(document):
    return [str(problem.text) for problem in document.review().problems if problem.blocks]


def warnings(document):
    return [str(problem.text) for problem in document.review().problems if not problem.blocks]


def test_a_complete_third_party_has_no_problems(apple):
    apple.checked_on = today()
    assert (blocking(apple), warnings(apple)) == ([], [])


def test_a_complete_statement_has_no_problems(security):
    assert (blocking(security), warnings(security)) == ([], [])


def gaps(document):
    return [gap.text for gap in document.review().gaps]


def test_a_statement_without_text_has_a_gap(security):
    assert gaps(security) == []
    security.body = {}
    security.save()
    security.refresh_from_db()
    assert (gaps(security), blocking(security)) == (["Text: missing"], [])


def test_a_summary_in_one_language_alone_is_no_gap(apple):
    apple.summary = {"de": "Nur auf Deutsch."}
    apple.save()
    apple.refresh_from_db()
    assert "Summary: missing" not in gaps(apple)
    assert "Governing contract: missing" in gaps(apple)


def test_elements_that_lack_a_fact_are_one_gap(apple, device_data):
    for name in ("one", "two"):
        add_element(apple, device_data, name, purpose={})
    found = [gap for gap in apple.review().gaps if gap.asked.key == "purpose"]
    assert [(gap.text, [str(element) for element in gap.lacking]) for gap in found] == [
        ("Purpose: missing for 2 of 5 entries", ["APNs · one", "APNs · two"])
    ]
    assert blocking(apple) == []


def test_an_example_for_a_credential_is_blocked_however_it_came_in(apple, device_data):
    element = add_element(apple, device_data, "token", is_secret=True, example={"en": "abc"})
    assert blocking(apple) == ["APNs · token: an example is given for a credential."]
    with pytest.raises(ValidationError) as refused:
        element.full_clean()
    assert refused.value.message_dict == {
        "example": ["This is a credential: do not give an example."]
    }


def test_sharing_nothing_with_elements_listed_is_blocked(apple):
    apple.shares_nothing, apple.statement = True, {"en": "Nothing is shared."}
    assert blocking(apple) == ["“No data is shared” is set, but data elements are listed."]


def test_sharing_nothing_without_saying_so_is_a_gap(apple):
    apple.elements.all().delete()
    apple.shares_nothing, apple.checked_on = True, today()
    assert (blocking(apple), warnings(apple)) == ([], [])
    assert gaps(apple) == ["Statement that nothing is shared: missing"]


def test_neither_elements_nor_sharing_nothing_is_a_gap(apple):
    apple.elements.all().delete()
    assert "Data elements: missing" in gaps(apple)
    assert blocking(apple) == []


CONSENT = "What an administrator switches on: missing"


@pytest.mark.parametrize(
    ("relationship", "is_missed"),
    [("own_account", True), ("independent", True), ("", True), ("agent", False)],
)
def test_a_third_party_that_is_no_agent_is_asked_for_a_word_on_consent(
    apple, relationship, is_missed
):
    apple.relationship, apple.consent = relationship, ""
    assert (CONSENT in gaps(apple), blocking(apple)) == (is_missed, [])


def test_no_consent_is_missed_where_nothing_is_shared(apple):
    apple.elements.all().delete()
    apple.shares_nothing, apple.statement, apple.consent = True, {"en": "Nothing."}, ""
    assert gaps(apple) == []


def test_a_missing_source_is_a_gap(apple):
    apple.source_url, apple.checked_on = "", None
    assert gaps(apple)[-2:] == ["Source document: missing", "Source checked on: missing"]
    assert (blocking(apple), warnings(apple)) == ([], [])


@pytest.mark.parametrize(("days", "warns"), [(0, False), (365, False), (366, True)])
def test_a_source_is_good_for_a_year(apple, days, warns):
    apple.checked_on = today() - timedelta(days=days)
    assert warnings(apple) == (
        ["The source was not checked within the last year."] if warns else []
    )
    assert blocking(apple) == []


def test_gaps_and_warnings_do_not_keep_a_page_from_being_published(apple):
    long_ago = today() - timedelta(days=400)
    Vendor.objects.update(source_url="", checked_on=long_ago, consent="{}")
    apple.refresh_from_db()
    assert (len(warnings(apple)), len(gaps(apple)) > 1) == (1, True)
    assert apple.publish(note=NOTE).number == 1
