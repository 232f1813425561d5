"""The statement of no reportable incident: made, blocked, and taken down once it is false."""

from datetime import timedelta

import pytest

from incidents.models import AllClear, Incident
from tests.conftest import NOTE, add_update
from tests.reading import heading, main
from tests.test_incidents import republish
from trustportal.language.locales import day_in_words, today
from trustportal.publishing.models import PublicationRefused

LAST_YEAR = today().year - 1
STATEMENT = "/incidents/statement/all-clear/"
SENTENCE = f"No customer-reportable incident since 1 January {LAST_YEAR}"


@pytest.fixture
def statement(db):
    return AllClear.objects.create(
        since=f"{LAST_YEAR}-01-01",
        reviewed_on=today(), review_again_on=today() + timedelta(days=90),
        reviewed_by={"en": "Data protection officer", "de": "Datenschutzbeauftragte"},
    )  # fmt: skip


@pytest.fixture
def published_statement(statement):
    statement.refresh_from_db()
    statement.publish(note=NOTE)
    return statement


def is_up(stranger):
    """Say whether list and page both make the statement; they never disagree."""
    on_list, on_page = (
        SENTENCE in main(stranger.get("/incidents/")),
        stranger.get(STATEMENT).status_code,
    )
    assert (on_list, on_page) in [(True, 200), (False, 410), (False, 404)]
    return on_list


def test_the_statement_says_since_when_and_by_whom_it_was_reviewed(published_statement, stranger):
    words = main(stranger.get("/incidents/"))
    assert (
        f"{SENTENCE} Last reviewed on {day_in_words(today(), 'en')} by: Data protection officer."
        in words
    )
    assert heading(stranger.get(STATEMENT)) == SENTENCE
    german = main(stranger.get("/de/incidents/"))
    assert (
        f"Zuletzt geprüft am {day_in_words(today(), 'de')} durch: Datenschutzbeauftragte." in german
    )


def test_a_draft_of_the_statement_is_not_shown(statement, stranger):
    assert not is_up(stranger)


@pytest.mark.parametrize(
    "facts", [{}, {"occurred_from": f"{LAST_YEAR}-01-01T00:00Z"}, {"aware_at": None}]
)
def test_an_unpublished_reportable_incident_blocks_the_statement(statement, breach, facts):
    for key, value in facts.items():
        setattr(breach, key, value)
    breach.save()
    statement.refresh_from_db()
    with pytest.raises(PublicationRefused, match="Backup read by others is customer-reportable"):
        statement.publish(note=NOTE)


@pytest.mark.parametrize(
    "facts",
    [
        {"reportable": False},
        {"reportable": None},
        {"occurred_from": f"{LAST_YEAR - 1}-12-31T23:59Z", "aware_at": None},
    ],
)
def test_what_is_not_reportable_or_older_blocks_nothing(statement, breach, facts):
    for key, value in facts.items():
        setattr(breach, key, value)
    breach.save()
    statement.refresh_from_db()
    assert statement.publish(note=NOTE).number == 1


def test_an_incident_that_went_on_into_the_time_contradicts(published_statement, breach, stranger):
    breach.occurred_from, breach.occurred_to = (
        f"{LAST_YEAR - 1}-12-30T10:00Z",
        f"{LAST_YEAR}-01-02T10:00Z",
    )
    breach.save()
    breach.refresh_from_db()
    breach.save()
    assert not is_up(stranger)


def test_the_statement_goes_down_when_an_incident_is_saved_as_reportable(
    published_statement, breach, stranger
):
    assert not is_up(stranger)
    response = stranger.get(STATEMENT)
    assert "The statement no longer holds." in main(response)
    assert "Die Erklärung trifft nicht mehr zu." in main(stranger.get(f"/de{STATEMENT}"))
    assert "Backup" not in response.text


def test_the_statement_stays_while_nothing_is_decided(published_statement, stranger):
    assert is_up(stranger)
    incident = Incident.objects.create(title={"en": "Odd"}, type="privacy", severity="major")
    assert is_up(stranger)
    incident.reportable = True
    incident.save()
    assert not is_up(stranger)


def test_a_published_incident_counts_as_its_public_page_says(statement, published_breach, stranger):
    """The draft takes back what the public still reads: the statement waits for the publication."""
    published_breach.reportable = False
    published_breach.save()
    statement.refresh_from_db()
    with pytest.raises(PublicationRefused, match="is customer-reportable"):
        statement.publish(note=NOTE)
    add_update(published_breach, "It had not to be reported.")
    republish(published_breach)
    assert statement.publish(note=NOTE).number == 1
    assert is_up(stranger)


def test_a_retracted_incident_blocks_nothing_once_the_retraction_is_public(
    statement, published_breach, stranger
):
    statement.refresh_from_db()
    add_update(published_breach, "It was a test.", kind="retraction", status="false_alarm")
    with pytest.raises(PublicationRefused):
        statement.publish(note=NOTE)
    republish(published_breach)
    statement.publish(note=NOTE)
    published_breach.refresh_from_db()
    published_breach.save()
    assert is_up(stranger)


def test_the_statement_comes_back_by_publishing_it_anew(published_statement, breach, stranger):
    breach.reportable = False
    breach.save()
    assert not is_up(stranger)
    published_statement.publish(note=NOTE)
    assert is_up(stranger)


def test_a_review_in_the_future_is_refused(statement):
    statement.refresh_from_db()
    statement.reviewed_on = today() + timedelta(days=1)
    statement.save()
    with pytest.raises(PublicationRefused, match="The review is in the future"):
        statement.publish(note=NOTE)
