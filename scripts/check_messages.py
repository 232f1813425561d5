"""Fail if a translation is missing, fuzzy or does not fit its text."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

NO_GETTEXT = "gettext is needed to see whether the texts have changed (Debian: apt install gettext)"


GETTEXT = {"gettext", "ngettext", "pgettext", "npgettext"}
GETTEXT |= {f"{name}_lazy" for name in GETTEXT} | {"_"}


def main():
    paths = sorted(Path("locale").glob("*/LC_MESSAGES/django.po"))
    if not paths:
        sys.exit("locale: no translations; run `make messages`")
    problems = outdated(paths) if shutil.which("xgettext") else [NO_GETTEXT]
    for path in paths:
        problems += problems_of(path)
    problems += not_collected()
    sys.exit("\n".join(problems) or None)


def outdated(paths):
    """Collect the texts anew, look whether that changes anything, and put it back."""
    before = {path: path.read_bytes() for path in paths}
    problems = []
    make = [shutil.which("make"), "--silent", "messages"]
    # The make that runs this may have jobs of its own, which it does not share with another one.
    env = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    try:
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, env=env)  # noqa: S603
    finally:
        for path, content in before.items():
            if path.read_bytes() != content:
                problems.append(f"{path}: the texts have changed; run `make messages`")
                path.write_bytes(content)
    return problems


def problems_of(path):
    with path.open("rb") as file:
        catalogue = read_po(file)
    problems = []
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
    return problems


def not_collected():
    """Name the calls whose text gettext cannot see, for it is no literal: nobody translates it."""
    problems = []
    for path in sorted(Path().glob("[a-z]*/**/*.py")):
        if path.parts[0] in ("node_modules", "tests", "var"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if translates(node) and not isinstance(node.args[0], ast.Constant):
                problems.append(f"{path}:{node.lineno}: the text is not written out here")
    return problems


def translates(node):
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT
    )


if __name__ == "__main__":
    main()
