"""A database of an earlier release becomes one of this release, and nothing of it is lost.

tests/released/ holds a small portal of each release, made by its code: its rows, and what readers
and staff could do with them.
"""

import json
import re
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import NoReverseMatch, reverse

from trustportal.record.models import SearchText
from trustportal.record.search import folded

from .reading import links, tree

RELEASES = sorted((Path(__file__).parent / "released").glob("*.json"))
VERBS = ("view", "add", "change", "delete", "publish")


@pytest.fixture(scope="module")
def database(django_db_blocker, tmp_path_factory, worker_id):
    """An empty database of the kind that the tests use, in the place of theirs."""
    usual, settings = connections["default"], connections.settings["default"]
    usual_name, name = settings["NAME"], f"test_upgrade_{worker_id}"
    with django_db_blocker.unblock():
        if usual.vendor == "sqlite":
            settings["NAME"] = str(tmp_path_factory.mktemp("upgrade") / "portal.sqlite3")
        else:
            on_server(usual, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
            settings["NAME"] = name
        connections["default"] = connections.create_connection("default")
        yield
        connections["default"].close()
        connections["default"], settings["NAME"] = usual, usual_name
        ContentType.objects.clear_cache()
        if usual.vendor != "sqlite":
            on_server(usual, f"DROP DATABASE {name}")


def on_server(connection, *statements):
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture(scope="module", params=RELEASES, ids=lambda file: file.stem)
def released(request):
    return json.loads(request.param.read_text("utf-8"))


@pytest.fixture(scope="module")
def upgraded(released, database):
    """The portal of a release after an update as docs/deploy.md describes it."""
    last = dict(released["migrations"])  # {app: its last migration}
    state = MigrationExecutor(connection).migrate(list(last.items()))
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")  # the record's triggers
    load(released["rows"], state.apps.get_models(include_auto_created=True))
    ContentType.objects.clear_cache()
    call_command("migrate", verbosity=0)
    call_command("setup_roles", verbosity=0)


def load(tables, models):
    """Make the database hold these rows alone; their foreign keys are checked at the end."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:  # content types and permissions are there already
            cursor.execute(f"DELETE FROM {quote(table)}")
        for table, content in tables.items():
            found = connection.introspection.get_table_description(cursor, table)
            edited = {column.name for column in found} ^ set(content["columns"])
            assert not edited, f"{table}: a migration that was released has been edited ({edited})"
            columns = ", ".join(map(quote, content["columns"]))
            places = ", ".join("%s" for _column in content["columns"])
            rows = [[as_stored(value) for value in row] for row in content["rows"]]
            cursor.executemany(f"INSERT INTO {quote(table)} ({columns}) VALUES ({places})", rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def as_stored(value):
    return json.dumps(value) if isinstance(value, dict | list) else value


@pytest.fixture
def portal(upgraded):
    """Each test has the portal to itself: what it changes is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def superuser(portal):
    client = Client()
    client.force_login(get_user_model().objects.get(username="admin"))
    return client


def address(model, view, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def documents():
    """Return every draft of a page: what has versions in the admin."""
    found = []
    for model in admin.site._registry:
        try:
            address(model, "versions", 0)
        except NoReverseMatch:
            continue
        found += model.objects.order_by("pk")
    return found


def test_the_words_to_search_are_those_of_this_release(portal):
    texts = list(SearchText.objects.all())
    assert texts
    assert [text.folded for text in texts] == [folded(text.text) for text in texts]


def test_the_record_is_whole_and_ends_with_the_same_version(portal, released):
    said = StringIO()
    call_command("verify_history", released["digest"], stdout=said)
    assert f"Its last digest is {released['digest']}." in said.getvalue()
    call_command("check", databases=["default"], fail_level="WARNING", stdout=said)


def test_no_row_is_lost(portal, released):
    before = Counter({table: len(content["rows"]) for table, content in released["rows"].items()})
    now = Counter()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            now[table] = cursor.fetchone()[0]
    new = [number for table, number in now.items() if table not in before]
    # A table that was renamed is gone, and a new one has as many rows.
    lost = [table for table in before - now if table in now or before[table] not in new]
    assert lost == []


def test_every_public_address_answers_as_before(portal, released):
    assert answers(Client(), released["answers"]) == released["answers"]


def answers(client, places):
    return {place: client.get(place).status_code for place in places}


def test_every_file_that_was_made_is_still_known(portal, released):
    versions = {row["position"]: row for row in rows_of(released, "record_version")}
    files = list(rows_of(released, "exports_export"))
    assert len(files) > 10
    for file in files:
        where = {key: versions[file["version_id"]][key] for key in ("kind", "slug", "number")}
        shown = links(Client().get("/verify/", {"sha256": file["sha256"]}))
        assert (file["format"], reverse("version", kwargs=where) in shown) == (file["format"], True)


def rows_of(released, table):
    content = released["rows"][table]
    return [dict(zip(content["columns"], row, strict=True)) for row in content["rows"]]


def test_the_evidence_of_all_documents_can_be_exported(portal, tmp_path):
    call_command("export_evidence", output=tmp_path / "evidence.zip", stdout=StringIO())
    assert (tmp_path / "evidence.zip").stat().st_size > 100_000


def test_what_waited_to_be_published_still_waits_and_nothing_else(portal, released):
    found = {f"{draft.kind}/{draft.slug}": draft.has_changes() for draft in documents()}
    assert found == released["unpublished"]


def test_every_list_form_and_publish_page_of_the_admin_opens(superuser, released):
    places = [reverse("admin:index")]
    for model in admin.site._registry:
        places.append(address(model, "changelist"))
        some = model.objects.order_by("pk")[:5]
        places += [address(model, "change", thing.pk) for thing in some]
    for draft in documents():
        views = ("publish", "versions", "history")
        places += [address(type(draft), view, draft.pk) for view in views]
        places += [address(type(draft), "preview", draft.pk, language) for language in ("en", "de")]
    assert len(places) > 100
    assert answers(superuser, places) == dict.fromkeys(places, 200)


def test_the_list_of_edits_leads_to_what_was_edited(superuser, released):
    [edits] = [model for model in admin.site._registry if model._meta.model_name == "edit"]
    own = address(edits, "changelist")
    table = tree(superuser.get(own)).get_element_by_id("result_list")
    places = [place for place in table.xpath("./tbody//a/@href") if not place.startswith(own)]
    assert len(places) == released["linked_edits"]


def test_every_readable_version_can_be_taken_into_the_draft(superuser, released):
    taken = 0
    for draft in documents():
        form = address(type(draft), "change", draft.pk)
        versions = address(type(draft), "versions", draft.pk)
        numbers = re.findall(r'name="number" value="(\d+)"', superuser.get(versions).text)
        for number in reversed(numbers):  # the newest last
            answer = superuser.post(versions, {"number": number})
            assert (answer.status_code, answer.url) == (302, form)
            taken += 1
        draft.refresh_from_db()
        if numbers and draft.current().is_readable:
            assert (draft, draft.has_changes()) == (draft, False)
    readable = [row for row in rows_of(released, "record_version") if row["data"]]
    assert taken == len(readable)


def test_people_may_do_what_they_could(portal, released):
    for name, could in released["people"].items():
        user = get_user_model().objects.get(username=name)
        for verb in VERBS:
            models = [model._meta for model in admin.site._registry]
            may = [user.has_perm(f"{meta.app_label}.{verb}_{meta.model_name}") for meta in models]
            assert (name, verb, sum(may) >= could[verb]) == (name, verb, True)
