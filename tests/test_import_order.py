"""Imports run one way (docs/architecture.md)."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from trustportal.public.kinds import packages

ROOT = Path(__file__).parent.parent
FLOORS = [
    *("language", "record", "exports", "publishing", "public", "staff", "vocabulary", "pages"),
    *("content", "project"),
]
PACKAGES = packages()  # that the kinds of pages come from
CONTENT = set(PACKAGES) - {"trustportal"}
# The models of all apps, without the admin's modules and without any address.
MODELS = """
import sys, django
from django.conf import settings
simple = {"django.contrib.admin": "django.contrib.admin.apps.SimpleAdminConfig"}
settings.INSTALLED_APPS = [simple.get(app, app) for app in settings.INSTALLED_APPS]
django.setup()
from trustportal.exports.models import Export
print(sorted({"docx", "openpyxl", "typst"} & set(sys.modules)))
"""


def floor_of(module):
    parts = module.split(".")
    if parts[0] in CONTENT:
        return "content"
    if parts[0] == "trustportal":
        return parts[1] if len(parts) > 1 and parts[1] in FLOORS else "project"
    return None


def module_name(file):
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def imports_of(file):
    package = module_name(file).split(".")[:-1]
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            yield ".".join([*base, *filter(None, [node.module])])


FILES = [
    file
    for folder in ("trustportal", *sorted(CONTENT))
    for file in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in file.parts
]
CONTENT_FILES = [file for file in FILES if module_name(file).split(".")[0] in CONTENT]


@pytest.mark.parametrize("file", FILES, ids=module_name)
def test_a_module_imports_only_from_its_own_floor_and_below(file):
    own = FLOORS.index(floor_of(module_name(file)))
    above = [
        name for name in imports_of(file) if floor_of(name) and FLOORS.index(floor_of(name)) > own
    ]
    assert above == []


@pytest.mark.parametrize("file", CONTENT_FILES, ids=module_name)
def test_content_apps_do_not_import_each_other(file):
    app = module_name(file).split(".")[0]
    assert {name.split(".")[0] for name in imports_of(file)} & (CONTENT - {app}) == set()


def test_a_wrong_import_would_be_noticed():
    assert FLOORS.index(floor_of("sharing.models")) > FLOORS.index(
        floor_of("trustportal.record.models")
    )
    assert floor_of("django.db") is None


def test_importing_the_models_imports_no_writer_of_files():
    done = subprocess.run(
        [sys.executable, "-c", MODELS],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
