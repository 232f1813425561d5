"""LibreOffice, as the independent reader of what the exports write."""

import shutil
import subprocess

import pytest

from .needed import missing


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """LibreOffice, as a function that converts a file. Tests skip without it, but not in CI."""
    program = shutil.which("soffice")
    if program is None:
        missing("NO LIBREOFFICE FOUND: the exports are not opened in it")
    folder = tmp_path_factory.mktemp("office")

    def converted(name, content, to):
        (folder / name).write_bytes(content)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [
            program,
            "--headless",
            profile,
            "--convert-to",
            to,
            "--outdir",
            str(folder),
            str(folder / name),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (folder / name).with_suffix(f".{to.split(':')[0]}").read_bytes()

    return converted
