"""The Nu HTML checker (https://validator.github.io/validator/) finds no fault in the portal."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from trustportal.pages.theme import stylesheet

from .kinds_of_page import every_page, furnish
from .needed import missing

JAR = settings.BASE_DIR / "node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.fixture
def checker():
    """The command of the checker. Without it this test is skipped, but not in CI."""
    java = shutil.which("java")
    if java is None or not JAR.exists():
        missing(
            "NO HTML CHECKER FOUND: the markup is not tested "
            "(needs Java and what .ci/run puts in node_modules)"
        )
    # A larger stack, as it asks for itself; the quick compiler, for it runs only once.
    return [
        java,
        "-Xss4m",
        "-XX:TieredStopAtLevel=1",
        "-jar",
        JAR,
        "--also-check-css",
        "--stdout",
        "--format",
        "json",
    ]


def findings(checker, folder):
    """Return (file's name, what is said) for each error, warning and remark on a folder's files."""
    run = subprocess.run([*checker, folder], capture_output=True, text=True, check=False)
    assert run.stderr == ""
    return [
        (Path(message["url"]).name, message["message"], message.get("extract", ""))
        for message in json.loads(run.stdout)["messages"]
    ]


@pytest.mark.django_db
def test_every_kind_of_page_and_every_style_sheet_is_valid(checker, client, tmp_path):
    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")

    furnish()
    for language in ("en", "de"):
        for name, address, status in every_page("/de" if language == "de" else ""):
            page = client.get(address)
            assert page.status_code == status, address
            write(f"{name}, {language}.html", page.text)
    write("something went wrong.html", render_to_string("500.html"))
    for sheet in (settings.BASE_DIR / "static").rglob("*.css"):
        write(sheet.name, sheet.read_text("utf-8"))
    write("theme.css", stylesheet(settings.ACCENT_COLOR))
    # Two faults, to know that the checker reads the folder, and both kinds of file.
    write(
        "wrong.html", "<!doctype html><html lang=en><title>Wrong</title><p>A stray end tag.</blink>"
    )
    write("wrong.css", "p { colour: red }")

    said = findings(checker, tmp_path)
    assert {name for name, *what in said if name.startswith("wrong.")} == {
        "wrong.html",
        "wrong.css",
    }
    assert [finding for finding in said if not finding[0].startswith("wrong.")] == []
