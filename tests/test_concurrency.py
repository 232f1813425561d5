"""Several people, or several servers, publish in the same moment."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from trustportal.pages.models import Statement
from trustportal.publishing.models import PublicationRefused
from trustportal.publishing.review import Answers
from trustportal.publishing.together import Publication, TogetherRefused, publish_together
from trustportal.record.models import Version

AT_ONCE = 8
NOTE = {"en": "Why."}


@pytest.fixture
def shared_database(transactional_db, tmp_path):
    """A database that threads share as servers do: on SQLite a file instead of one in memory."""
    if connection.vendor != "sqlite":
        yield
        return
    in_memory, settings = connections["default"], connections.settings["default"]
    name = str(tmp_path / "portal.sqlite3")
    copy = sqlite3.connect(name)
    in_memory.connection.backup(copy)
    copy.close()
    # The settings of the one in memory stay: by its name Django knows not to close it
    # when a server's thread ends.
    connections.settings["default"] = settings | {"NAME": name}
    connections["default"] = connections.create_connection("default")
    connections[
        "default"
    ].ensure_connection()  # puts the file into WAL mode, as migrate does, before others come
    yield
    connections["default"].close()
    connections["default"] = in_memory
    connections.settings["default"] = settings


@pytest.fixture
def drafts(shared_database):
    return [
        Statement.objects.create(slug=f"page-{n}", title={"en": f"{n}"}, body={"en": "Text."})
        for n in range(AT_ONCE)
    ]


def at_once(*deeds):
    """Do all in threads of their own, begun at once; return what each returned or raised."""
    ready = Barrier(len(deeds), timeout=30)

    def do(deed):
        ready.wait()
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(do, deeds))


def chain():
    versions = list(Version.objects.order_by("position"))
    call_command("verify_history")
    assert [version.position for version in versions] == list(range(1, len(versions) + 1))
    return versions


def publish(draft):
    return lambda: draft.publish(note=NOTE)


def test_the_database_is_set_up_as_in_production(shared_database):
    """Guards the tests below: each thread gets a connection of its own, with the same settings."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)
            assert connection.transaction_mode == "IMMEDIATE"
            assert not connection.is_in_memory_db()
    mine, other = (
        connection.connection,
        at_once(lambda: connection.cursor() and connection.connection)[0],
    )
    assert type(other) is type(mine)
    assert other is not mine


def test_eight_publishes_at_once_all_succeed_in_one_chain(drafts):
    results = at_once(*map(publish, drafts))
    assert [type(result) for result in results] == [Version] * AT_ONCE, results
    versions = chain()
    assert {version.slug for version in versions} == {draft.slug for draft in drafts}
    assert [version.number for version in versions] == [1] * AT_ONCE


def test_eight_versions_of_one_page_at_once_get_the_numbers_one_to_eight(shared_database):
    def append(n):
        return lambda: Version.objects.append("page", "a", {"en": {"title": str(n)}}, NOTE)

    results = at_once(*map(append, range(AT_ONCE)))
    assert [type(result) for result in results] == [Version] * AT_ONCE, results
    assert [version.number for version in chain()] == list(range(1, AT_ONCE + 1))


def test_one_draft_published_eight_times_at_once_becomes_one_version(drafts):
    """What the other seven would publish is public when their turn comes: they are told so."""
    results = at_once(*[publish(drafts[0])] * AT_ONCE)
    assert sorted(type(result).__name__ for result in results) == ["PublicationRefused"] * (
        AT_ONCE - 1
    ) + ["Version"]
    assert {str(result) for result in results if isinstance(result, PublicationRefused)} == {
        "Nothing changed since the last version."
    }
    assert len(chain()) == 1


def test_of_two_who_reviewed_the_same_page_one_must_look_again(drafts):
    draft = drafts[0]
    reviewed = draft.review().fingerprint
    results = at_once(*[lambda: draft.publish(note=NOTE, reviewed=reviewed)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["DraftChanged", "Version"]
    assert len(chain()) == 1


def together(*drafts):
    """Return an act that publishes drafts in one, as they are reviewed now."""
    wanted = []
    for draft in drafts:
        answers = Answers(NOTE, reviewed=draft.review().fingerprint)
        wanted.append(Publication(draft, answers))
    return lambda: publish_together(wanted)


def test_of_two_who_publish_the_same_pages_together_one_publishes_all_and_one_none(drafts):
    first, second, third = drafts[:3]
    results = at_once(together(first, second), together(second, first), together(third, first))
    refused = [result for result in results if isinstance(result, TogetherRefused)]
    (versions,) = [result for result in results if isinstance(result, list)]
    assert (len(refused), len(versions)) == (2, 2)
    assert {version.slug for version in chain()} == {version.slug for version in versions}


def test_who_publishes_one_page_refuses_the_act_of_who_publishes_it_with_others(drafts):
    results = at_once(together(*drafts), publish(drafts[3]))
    assert len(chain()) in (1, AT_ONCE)
    others = {type(result) for result in results}
    assert others in ({TogetherRefused, Version}, {list, PublicationRefused})


def test_an_editor_who_saves_at_the_same_moment_changes_nothing_of_what_is_published(drafts):
    reviewed = {draft.slug: draft.data()["en"]["summary"] for draft in drafts}

    def save(draft):
        draft.summary = {"en": "Heimlich."}
        return lambda: draft.save()

    act = together(*drafts)
    act_result, *_saves = at_once(act, *(save(draft) for draft in drafts[:4]))
    if isinstance(act_result, TogetherRefused):
        assert chain() == []
    else:
        found = {version.slug: version.data["en"]["summary"] for version in chain()}
        assert found == reviewed


def test_readers_see_all_pages_change_at_once(drafts, stranger):
    first, second = drafts[:2]
    publish_together([Publication(draft, Answers(NOTE)) for draft in (first, second)])
    addresses = ["/pages/page-0/", "/pages/page-1/"]
    before = [stranger.get(address).text for address in addresses]
    for draft in (first, second):
        draft.body = {"en": "Another text."}
        draft.save()
    with transaction.atomic():
        publish_together([Publication(draft, Answers(NOTE)) for draft in (first, second)])
        (seen,) = at_once(lambda: [stranger.get(address).text for address in addresses])
        assert seen == before
    assert ["Another text." in stranger.get(address).text for address in addresses] == [True] * 2


def test_publishing_withdrawing_and_erasing_at_once_leave_one_chain(drafts):
    for draft in drafts[:4]:
        draft.publish(note=NOTE)
    results = at_once(
        *map(publish, drafts[4:]),
        *[lambda draft=draft: draft.withdraw(note=NOTE) for draft in drafts[:2]],
        *[
            lambda n=n: Version.objects.get(slug=f"page-{n}").redact("AppliedFilter.")
            for n in (2, 3)
        ],
    )
    assert [type(result) for result in results] == [Version] * 6 + [bool] * 2, results
    versions = chain()
    assert len(versions) == 10
    assert {version.slug for version in versions if version.withdrawn} == {"page-0", "page-1"}
    assert {version.slug for version in versions if version.redacted_at} == {"page-2", "page-3"}


def test_readers_are_not_kept_waiting_by_somebody_who_publishes(drafts, stranger):
    drafts[0].publish(note=NOTE)
    before = stranger.get("/pages/page-0/").text
    drafts[0].body = {"en": "Another text."}
    drafts[0].save()
    with transaction.atomic():
        drafts[0].publish(note=NOTE)
        assert at_once(lambda: stranger.get("/pages/page-0/").text) == [before]
    assert "Another text." in stranger.get("/pages/page-0/").text


def test_a_row_written_past_the_lock_is_refused_by_the_database(shared_database):
    """Code that forgets the lock cannot fork the chain: of eight rows for a place one passes."""
    now = datetime.now(UTC).replace(microsecond=0)

    def insert(n):
        version = Version(
            position=1, kind="page", slug=f"p{n}", number=1, data={}, note={}, digest=str(n)
        )
        version.published_at = version.recorded_at = now
        return lambda: version.save(force_insert=True) or "accepted"

    results = at_once(*map(insert, range(AT_ONCE)))
    assert sum(result == "accepted" for result in results) == 1
    assert sum(isinstance(result, DatabaseError) for result in results) == AT_ONCE - 1
    assert Version.objects.count() == 1
