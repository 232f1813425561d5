"""Fails where a translation is missing, doubtful or does not fit its text."""

import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

catalogues = {
    path: path.read_bytes() for path in sorted(Path("locale").glob("*/LC_MESSAGES/django.po"))
}
problems = [] if catalogues else ["locale: no translations; run `make messages`"]

if catalogues and shutil.which("xgettext"):
    make = [shutil.which("make"), "--silent", "messages"]
    try:
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    finally:
        for path, content in catalogues.items():
            if path.read_bytes() != content:
                problems.append(f"{path}: the texts have changed; run `make messages`")
                path.write_bytes(content)
elif catalogues:
    problems.append(
        "gettext is needed to see whether the texts have changed (Debian: apt install gettext)"
    )

for path in catalogues:
    with path.open("rb") as file:
        catalogue = read_po(file)
    if catalogue.fuzzy:
        problems.append(f"{path}: the header is marked as fuzzy")
    for message in catalogue:
        translations = [message.string] if isinstance(message.string, str) else message.string
        if message.id and message.fuzzy:
            problems.append(f"{path}:{message.lineno}: fuzzy: {message.id}")
        elif not all(translations):
            problems.append(f"{path}:{message.lineno}: untranslated: {message.id}")
    for message, errors in catalogue.check():
        problems += [f"{path}:{message.lineno}: {error}: {message.id}" for error in errors]

sys.exit("\n".join(problems) or None)
