"""The same edition is the same file, whichever process writes it, and each file says what it is."""

import dataclasses
import hashlib
import os
import subprocess
import sys

import pytest
from django.conf import settings

from trustportal.exports.control import control
from trustportal.exports.formats import FORMATS, write
from trustportal.record.reader import Page

from .editions import DAY, made_up

ROWS = [
    {"name": f"datum {number}", "purpose": "Used.", "lang": {"purpose": "de"}}
    for number in range(3)
]
PROGRAM = """
import hashlib, os
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django; django.setup()
from tests.editions import made_up
from tests.test_exports_bytes import ROWS
from trustportal.exports.formats import FORMATS, write
print({name: hashlib.sha256(write(made_up(ROWS), name)).hexdigest() for name in FORMATS})
"""


def test_another_process_with_another_order_of_hashes_writes_the_same_bytes():
    own = {name: hashlib.sha256(write(made_up(ROWS), name)).hexdigest() for name in FORMATS}
    environment = os.environ | {"PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(own)


def test_the_control_block_says_what_the_document_is_in_the_language_of_the_edition():
    edition = made_up(ROWS, as_of=DAY, filters=(("Service", "APNs"), ("Find", "imei")))
    version = edition.version
    assert control(edition) == [
        ("Document", "Vendor: Made up"),
        ("Published by", "Example Cloud"),
        ("Version", "1"),
        ("Position", "7"),
        ("Published at (UTC)", "23 November 2026, 18:12:05"),
        ("Note", "A note."),
        ("Language", "English"),
        ("Authoritative language", "English"),
        ("As of", "end of 23 November 2026 (UTC)"),
        ("Filters", "Service: APNs; Find: imei"),
        ("Permalink", "https://trust.example.com/vendor/made-up/v1/"),
        ("SHA-256 of the content", version.content_sha256),
        ("Digest", version.digest),
        ("Verify at", "https://trust.example.com/verify/"),
    ]


def test_the_day_of_the_states_is_named_only_where_there_are_states():
    columns = [{"key": "state", "label": "State", "depends_on_day": True}]
    page = Page({"sections": [{"key": "all", "columns": columns}]})
    with_states = dataclasses.replace(made_up(ROWS), page=page)
    assert [
        dict(control(edition)).get("States as of") for edition in (made_up(ROWS), with_states)
    ] == [
        None,
        "23 November 2026",
    ]


def test_a_version_from_before_the_language_says_which_language_it_has():
    german = made_up(ROWS, language="de")
    edition = dataclasses.replace(german, language="en")
    sentence = "This version was published before this language was offered. Its text is in German."
    assert dict(control(edition))["Language"] == sentence


@pytest.mark.parametrize("format", sorted(set(FORMATS) - {"json"}))
def test_every_file_names_its_permalink_its_digest_and_where_to_verify(format):
    edition = made_up(ROWS)
    plain = "".join(value for _label, value in control(edition))
    assert edition.verify_url in plain
    if format in ("csv", "md"):
        content = write(edition, format).decode()
        assert [
            text for text in (edition.permalink, edition.version.digest) if text not in content
        ] == []
