#!/usr/bin/env python3
"""Check an evidence pack of a trust portal, without the portal: needs Python 3.9 or newer and nothing else.

    python3 verify_pack.py [--pack FOLDER_OR_ZIP] [DIGEST ...]

Checks that every file is the one that SHA256SUMS names; that each version's content and header give the hashes that
the chain holds; and that each link of the chain follows the one before it. DIGEST is what somebody kept: a version's
digest, the SHA-256 of a version's content, or the SHA-256 of a file in this pack. Answers 0 if all is well, else 1.
"""

import argparse
import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path

HEADER = [
    *("format", "position", "uuid", "kind", "slug", "number", "withdrawn", "material"),
    *("published_at", "recorded_at", "content_sha256", "previous"),
]


def canonical(value):
    """Return the canonical JSON (RFC 8785) of texts, booleans, null, whole numbers, lists and objects."""
    if isinstance(value, dict):
        # Sorted by UTF-16 code units, which is another order than Python's beyond U+FFFF.
        pairs = sorted(value.items(), key=lambda pair: pair[0].encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(entry) for key, entry in pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        raise ValueError("a number that no version ever holds")
    return json.dumps(value, ensure_ascii=False)


def sha256(value):
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


def files_of(pack):
    """Return {name: bytes} of a folder or a ZIP archive."""
    if pack.is_file():
        with zipfile.ZipFile(pack) as archive:
            return {
                name: archive.read(name) for name in archive.namelist() if not name.endswith("/")
            }
    return {
        path.relative_to(pack).as_posix(): path.read_bytes()
        for path in sorted(pack.rglob("*"))
        if path.is_file()
    }


def sums_of(files):
    lines = files.get("SHA256SUMS", b"").decode("utf-8", "replace").splitlines()
    return {name: sha for sha, _, name in (line.partition("  ") for line in lines)}


def wrong_files(files):
    """Yield what does not fit between the files and SHA256SUMS."""
    if "SHA256SUMS" not in files:
        yield "SHA256SUMS is missing."
    sums = sums_of(files)
    for name in sorted(sums.keys() - files.keys()):
        yield f"{name}: is missing."
    for name in sorted(files.keys() - sums.keys() - {"SHA256SUMS"}):
        yield f"{name}: SHA256SUMS does not name it."
    for name in sorted(sums.keys() & files.keys()):
        if hashlib.sha256(files[name]).hexdigest() != sums[name]:
            yield f"{name}: is not the file that SHA256SUMS names."


def wrong_links(chain):
    """Yield the first link of the chain that does not fit, if there is one."""
    previous = ""
    for place, link in enumerate(chain, start=1):
        where = f"chain.json, position {place}"
        if link["position"] != place:
            yield f"{where}: is missing."
            return
        if link["previous"] != previous:
            yield f"{where}: does not follow the one before it."
            return
        if sha256({key: link[key] for key in HEADER}) != link["digest"]:
            yield f"{where}: its header does not give its digest."
            return
        previous = link["digest"]


def wrong_version(document, chain):
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
        return "its content does not give its content_sha256."
    return ""


def versions_in(files):
    """Yield (name, JSON) of the versions in the pack."""
    for name in sorted(files):
        if name.startswith("documents/") and name.endswith(".json"):
            yield name, json.loads(files[name])


def place_of(digest, files, chain):
    """Say where a digest that somebody kept stands in the pack, or nothing."""
    for link in chain:
        if digest in (link["digest"], link["content_sha256"]):
            return f"{link['kind']}/{link['slug']}, version {link['number']}, published {link['published_at']}"
    return next(
        (name for name, content in files.items() if hashlib.sha256(content).hexdigest() == digest),
        "",
    )


def faults(files):
    """Return what is wrong with the pack, a line each."""
    found = list(wrong_files(files))
    try:
        chain = json.loads(files["chain.json"])["versions"]
        found += wrong_links(chain)
        for name, document in versions_in(files):
            because = wrong_version(document, chain)
            found += [f"{name}: {because}"] if because else []
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        found.append(f"The pack cannot be read: {error!r}.")
    return found


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("digests", nargs="*", metavar="DIGEST")
    parser.add_argument(
        "--pack", type=Path, default=Path(__file__).resolve().parent, help="default: this folder"
    )
    asked = parser.parse_args(arguments)
    files = files_of(asked.pack)
    lines = faults(files)
    if lines:
        sys.stdout.write("\n".join(["THIS PACK IS NOT AS IT WAS MADE:", *lines]) + "\n")
        return 1
    chain = json.loads(files["chain.json"])["versions"]
    count = len(list(versions_in(files)))
    lines = [
        f"{len(files)} files are as SHA256SUMS names them. {count} versions give the hashes that the chain holds."
    ]
    if chain:
        lines.append(
            f"The chain of {len(chain)} versions is unbroken. Its last digest is {chain[-1]['digest']}."
        )
    unknown = 0
    for digest in asked.digests:
        place = place_of(re.sub(r"\s", "", digest).lower(), files, chain)
        unknown += not place
        lines.append(f"{digest}: {place or 'NOT IN THIS PACK'}.")
    if not asked.digests:
        lines.append(
            "Nothing was compared with a digest kept elsewhere: that alone tells a true record from a new one."
        )
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
