#!/usr/bin/env python3
"""Check an evidence pack of a trust portal: needs Python 3.9 or newer, and not the portal.

    python3 verify_pack.py [--pack FOLDER_OR_ZIP] [DIGEST ...]

Checks that every file is the one that SHA256SUMS names; that each version's content and header
give the hashes that the chain holds; and that each link of the chain follows the one before it.
DIGEST is what somebody kept: a version's digest, the SHA-256 of a version's content, or the SHA-256
of a file in this pack. Answers 0 if all is well, else 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

Files = dict[str, bytes]  # {name: content}
Chain = list[dict[str, Any]]  # headers of versions

HEADER = [
    *("format", "position", "uuid", "kind", "slug", "number", "withdrawn", "material"),
    *("published_at", "recorded_at", "content_sha256", "previous"),
]


def canonical(value: Any) -> str:
    """Return canonical JSON (RFC 8785): of all but fractions, which no version holds."""
    if isinstance(value, dict):
        # Sorted by UTF-16 code units, which is another order than Python's beyond U+FFFF.
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        raise ValueError("a number that no version ever holds")
    return json.dumps(value, ensure_ascii=False)


def sha256(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


def files_of(pack: Path) -> Files:
    """Return {name: bytes} of a folder or a ZIP archive."""
    files = {}
    if pack.is_file():
        with zipfile.ZipFile(pack) as archive:
            for name in archive.namelist():
                if not name.endswith("/"):
                    files[name] = archive.read(name)
        return files
    for path in sorted(pack.rglob("*")):
        if path.is_file():
            files[path.relative_to(pack).as_posix()] = path.read_bytes()
    return files


def sums_of(files: Files) -> dict[str, str]:
    sums = {}
    for line in files.get("SHA256SUMS", b"").decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        sums[name] = digest
    return sums


def wrong_files(files: Files) -> list[str]:
    """Return what does not fit between the files and SHA256SUMS."""
    wrong = []
    if "SHA256SUMS" not in files:
        wrong.append("SHA256SUMS is missing.")
    sums = sums_of(files)
    for name in sorted(sums.keys() - files.keys()):
        wrong.append(f"{name}: is missing.")
    for name in sorted(files.keys() - sums.keys() - {"SHA256SUMS"}):
        wrong.append(f"{name}: SHA256SUMS does not name it.")
    for name in sorted(sums.keys() & files.keys()):
        if hashlib.sha256(files[name]).hexdigest() != sums[name]:
            wrong.append(f"{name}: is not the file that SHA256SUMS names.")
    return wrong


def wrong_link(chain: Chain) -> str:
    """Say what is wrong with the first link of the chain that does not fit, or nothing."""
    previous = ""
    for place, link in enumerate(chain, start=1):
        where = f"chain.json, position {place}"
        if link["position"] != place:
            return f"{where}: is missing."
        if link["previous"] != previous:
            return f"{where}: does not follow the one before it."
        if sha256({key: link[key] for key in HEADER}) != link["digest"]:
            return f"{where}: its header does not match its digest."
        previous = link["digest"]
    return ""


def wrong_version(document: dict[str, Any], chain: Chain) -> str:
    """Say what is wrong with a version's JSON beside the chain, or nothing."""
    version, content = document["version"], document["content"]
    links = {link["position"]: link for link in chain}
    link = links.get(version["position"])
    if link is None:
        return "its position is not in chain.json."
    if any(version[key] != link[key] for key in [*HEADER, "digest"]):
        return "its header is not the one in chain.json."
    if "redacted_at" in version:
        return "it is marked as erased, but holds content." if any(content.values()) else ""
    if sha256(content) != version["content_sha256"]:
        return "its content does not match its content_sha256."
    return ""


def version_names(files: Files) -> list[str]:
    """Return the names of the files that hold a version."""
    documents = [name for name in sorted(files) if name.startswith("documents/")]
    return [name for name in documents if name.endswith(".json")]


def place_of(digest: str, files: Files, chain: Chain) -> str:
    """Say where a digest that somebody kept stands in the pack, or nothing."""
    for link in chain:
        if digest in (link["digest"], link["content_sha256"]):
            page = f"{link['kind']}/{link['slug']}"
            return f"{page}, version {link['number']}, published {link['published_at']}"
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() == digest:
            return name
    return ""


def faults(files: Files) -> list[str]:
    """Return what is wrong with the pack, a line each."""
    wrong = wrong_files(files)
    try:
        chain = json.loads(files["chain.json"])["versions"]
        link = wrong_link(chain)
        if link:
            wrong.append(link)
        for name in version_names(files):
            because = wrong_version(json.loads(files[name]), chain)
            if because:
                wrong.append(f"{name}: {because}")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        wrong.append(f"The pack cannot be read: {error!r}.")
    return wrong


def summary(files: Files) -> list[str]:
    """Say what a pack without faults holds."""
    chain = json.loads(files["chain.json"])["versions"]
    count = len(version_names(files))
    lines = [
        f"{len(files)} files are as SHA256SUMS names them. "
        f"The hashes of {count} versions match the chain."
    ]
    if chain:
        lines.append(
            f"The chain of {len(chain)} versions is unbroken. "
            f"Its last digest is {chain[-1]['digest']}."
        )
    return lines


def answered(lines: list[str], status: int) -> int:
    sys.stdout.write("\n".join(lines) + "\n")
    return status


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = Path(__file__).resolve().parent
    parser.add_argument("digests", nargs="*", metavar="DIGEST")
    parser.add_argument("--pack", type=Path, default=here, help="default: this folder")
    options = parser.parse_args(arguments)
    files = files_of(options.pack)
    wrong = faults(files)
    if wrong:
        return answered(["THIS PACK IS NOT AS IT WAS MADE:", *wrong], 1)
    chain = json.loads(files["chain.json"])["versions"]
    lines, status = summary(files), 0
    for digest in options.digests:
        place = place_of(re.sub(r"\s", "", digest).lower(), files, chain)
        if not place:
            status = 1
        lines.append(f"{digest}: {place or 'NOT IN THIS PACK'}.")
    if not options.digests:
        lines.append(
            "Nothing was compared with a digest kept elsewhere: "
            "that alone tells a true record from a new one."
        )
    return answered(lines, status)


if __name__ == "__main__":
    sys.exit(main())
