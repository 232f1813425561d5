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


def test_a_statement_without_text_is_blocked(security):
    security.body = {}
    security.save()
    security.refresh_from_db()
    assert (blocking(security), warnings(security)) == (["The statement has no text."], [])


def test_a_third_party_without_summary_is_blocked(apple):
    apple.summary = ""
    assert blocking(apple) == ["The summary is empty."]


def test_a_summary_in_one_language_alone_does_not_block(apple):
    apple.summary = {"de": "Nur auf Deutsch."}
    apple.save()
    apple.refresh_from_db()
    assert blocking(apple) == []


def test_an_element_without_purpose_is_blocked_and_named(apple, device_data):
    add_element(apple, device_data, "no_reason", message="Check-in", purpose={})
    assert blocking(apple) == ["APNs · Check-in · no_reason: the purpose is empty."]


def test_every_element_without_purpose_is_named(apple, device_data):
    for name in ("one", "two"):
        add_element(apple, device_data, name, purpose={})
    assert blocking(apple) == [
        "APNs · one: the purpose is empty.",
        "APNs · two: the purpose is empty.",
    ]


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


def test_sharing_nothing_without_saying_so_is_blocked(apple):
    apple.elements.all().delete()
    apple.shares_nothing = True
    assert blocking(apple) == ["“No data is shared” is set without a statement that says so."]


def test_neither_elements_nor_sharing_nothing_is_blocked(apple):
    apple.elements.all().delete()
    assert blocking(apple) == ["No data element is listed, and “no data is shared” is not set."]


CONSENT = "It is not said what an administrator switches on for data to flow."


@pytest.mark.parametrize(
    ("relationship", "expected"),
    [("own_account", [CONSENT]), ("independent", [CONSENT]), ("agent", [])],
)
def test_a_third_party_that_is_no_agent_needs_a_word_on_consent(apple, relationship, expected):
    apple.relationship, apple.consent, apple.checked_on = relationship, "", today()
    assert (blocking(apple), warnings(apple)) == ([], expected)


def test_no_consent_is_missed_where_nothing_is_shared(apple):
    apple.elements.all().delete()
    apple.shares_nothing, apple.statement, apple.consent, apple.checked_on = (
        True,
        {"en": "Nothing."},
        "",
        today(),
    )
    assert (blocking(apple), warnings(apple)) == ([], [])


def test_a_missing_source_is_a_warning(apple):
    apple.source_url, apple.checked_on = "", today()
    assert (blocking(apple), warnings(apple)) == ([], ["No source document is named."])


@pytest.mark.parametrize(("days", "warns"), [(0, False), (365, False), (366, True), (None, True)])
def test_a_source_is_good_for_a_year(apple, days, warns):
    apple.checked_on = None if days is None else today() - timedelta(days=days)
    assert warnings(apple) == (
        ["The source was not checked within the last year."] if warns else []
    )
    assert blocking(apple) == []


def test_warnings_do_not_keep_a_page_from_being_published(apple):
    Vendor.objects.update(source_url="", checked_on=None, consent="{}")
    apple.refresh_from_db()
    assert len(warnings(apple)) == 3
    assert apple.publish(note=NOTE).number == 1
