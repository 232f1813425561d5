"""What `make run` does before it serves: everything on the first day, nothing on the second."""

import os
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as project
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from sharing.models import Vendor
from trustportal.record.models import Version

NEEDED = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "trust.example.com",
    "SITE_URL": "https://trust.example.com",
}


def prepare():
    said = StringIO()
    call_command("prepare", stdout=said)
    return said.getvalue()


def everything():
    """Return all rows of all tables, in an order of their own."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
    }


@pytest.fixture
def public_host(settings):
    settings.SITE_URL = "https://trust.example.com"
    settings.ALLOWED_HOSTS = ["trust.example.com"]


def test_the_first_run_makes_roles_sample_and_an_account_and_the_second_changes_nothing(db):
    said = prepare()
    assert sorted(Group.objects.values_list("name", flat=True)) == [
        "Editors",
        "Legal",
        "Publishers",
    ]
    assert Version.objects.public().of("vendor", "apple").exists()
    account = User.objects.get()
    (password,) = re.findall(
        r"The first account, shown only this once: admin, password (\S{20,})\n", said
    )
    assert (account.username, account.is_superuser, account.check_password(password)) == (
        "admin",
        True,
        True,
    )
    assert said.endswith("Site:  http://localhost/\nAdmin: http://localhost/admin/\n")

    before = everything()
    said = prepare()
    assert everything() == before
    assert "password" not in said
    assert said.endswith("Site:  http://localhost/\nAdmin: http://localhost/admin/\n")


def test_the_sample_never_enters_a_real_record(db, public_host):
    said = prepare()
    assert (Version.objects.count(), Vendor.objects.count()) == (0, 0)
    assert User.objects.count() == 1
    assert "password" in said
    assert said.endswith(
        "Site:  https://trust.example.com/\nAdmin: https://trust.example.com/admin/\n"
    )


def test_the_sample_is_loaded_into_an_empty_record_alone(published_security):
    User.objects.all().delete()
    prepare()
    assert [(version.kind, version.slug) for version in Version.objects.all()] == [
        ("page", "data-security")
    ]
    assert User.objects.count() == 1


def test_a_portal_with_people_gets_neither_sample_nor_account(django_user_model, db):
    django_user_model.objects.create_user("somebody", password="a long password")
    assert "password" not in prepare()
    assert (User.objects.count(), Version.objects.count()) == (1, 0)


def test_a_host_that_would_answer_no_request_is_named(db, settings):
    settings.SITE_URL = "https://elsewhere.example.com"
    with pytest.raises(
        CommandError,
        match=r"^ALLOWED_HOSTS does not name elsewhere\.example\.com, the host of SITE_URL\.$",
    ):
        prepare()
    assert User.objects.count() == 0


# From outside: a fresh clone without .env, and an environment with nothing in it


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A copy of the code in a folder that has no .env and no database."""
    folder = tmp_path_factory.mktemp("clone")
    unneeded = shutil.ignore_patterns(
        ".*", "__pycache__", "var", "tests", "node_modules", "docs", "*.toml"
    )
    for entry in Path(project.BASE_DIR).iterdir():
        if entry.is_dir() and not unneeded(None, [entry.name]):
            shutil.copytree(entry, folder / entry.name, ignore=unneeded)
    shutil.copy(Path(project.BASE_DIR) / "manage.py", folder)
    return folder


def manage(clone, *command, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=clone,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("missing", NEEDED)
def test_a_missing_setting_is_an_error_that_names_it(clone, missing):
    given = {name: value for name, value in NEEDED.items() if name != missing}
    answer = manage(clone, "prepare", **given)
    assert answer.returncode != 0
    assert f"Set the {missing} environment variable" in answer.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "address",
    ["trust.example.com", "https://", "https://trust.example.com/portal", "ftp://a.example"],
)
def test_an_address_of_the_site_that_is_none_is_an_error_that_names_it(clone, address):
    answer = manage(clone, "check", **NEEDED | {"SITE_URL": address})
    assert answer.returncode != 0
    assert "SITE_URL must be a scheme and a host" in answer.stderr.splitlines()[-1]


def test_an_empty_database_is_migrated_and_ready(clone, tmp_path):
    """Whatever the tests run on, this is the database of a newcomer."""
    database = {"DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}"}
    answer = manage(clone, "prepare", **NEEDED, **database)
    assert (answer.stderr, answer.returncode) == ("", 0)
    assert "The first account, shown only this once: admin, password" in answer.stdout
    verified = manage(clone, "verify_history", **NEEDED, **database)
    assert (verified.stderr, verified.returncode) == ("", 0)
