"""LibreOffice, as the independent reader of what the exports write."""

import os
import shutil
import subprocess

import pytest


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """LibreOffice, as a function that converts a file. Without one, its tests are skipped, but not in CI."""
    program = shutil.which("soffice")
    if program is None:
        sentence = "NO LIBREOFFICE FOUND: the exports are not opened in it"
        pytest.fail(sentence) if os.environ.get("CI") else pytest.skip(sentence)
    folder = tmp_path_factory.mktemp("office")

    def converted(name, content, to):
        (folder / name).write_bytes(content)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [program, "--headless", profile, "--convert-to", to, "--outdir", str(folder), str(folder / name)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (folder / name).with_suffix(f".{to.split(':')[0]}").read_bytes()

    return converted
