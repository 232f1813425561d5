"""An evidence pack can be checked without the portal, and every fault in it is named."""

import ast
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
import rfc8785
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from trustportal.exports import verify_pack
from trustportal.exports.evidence import SCRIPT
from trustportal.exports.models import Export
from trustportal.language.locales import today
from trustportal.record.models import Version

from .conftest import NOTE

APPLE = "/sharing/apple/evidence.zip"


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def pack(three_versions, stranger):
    return unpacked(stranger.get(APPLE).content)


@pytest.fixture
def folder(pack, tmp_path):
    """The pack, unpacked as its reader does."""
    for name, content in pack.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def checked(folder, *digests):
    """Run the script of the pack as its reader does; return what it answers and says."""
    command = [sys.executable, "-I", folder / SCRIPT.name, *digests]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.stderr == ""
    return run.returncode, run.stdout


def test_a_pack_holds_the_page_in_all_languages_with_chain_sums_and_script(pack, three_versions):
    name = f"documents/vendor/apple/apple-v2-{today()}"
    files = [
        f"{name}.json",
        *(f"{name}.{language}.{format}" for format in ("pdf", "csv") for language in ("en", "de")),
    ]
    others = [
        "chain.json",
        "manifest.json",
        "README.en.txt",
        "README.de.txt",
        "verify_pack.py",
        "SHA256SUMS",
    ]
    assert list(pack) == [*files, *others]
    manifest = json.loads(pack["manifest.json"])
    assert (manifest["as_of"], manifest["last_digest"]) == (
        today().isoformat(),
        three_versions[2].digest,
    )
    (document,) = manifest["documents"]
    assert [file["name"] for file in document["files"]] == files
    assert (document["number"], document["state"], document["left_out"]) == (2, "public", [])
    assert [link["digest"] for link in json.loads(pack["chain.json"])["versions"]] == [
        v.digest for v in three_versions
    ]


def test_its_script_finds_it_in_order_and_knows_a_digest_that_somebody_kept(
    folder, three_versions, pack
):
    code, said = checked(folder)
    assert (code, said.splitlines()[1]) == (
        0, f"The chain of 3 versions is unbroken. Its last digest is {three_versions[2].digest}."
    )  # fmt: skip
    file = next(name for name in pack if name.endswith(".en.pdf"))
    kept = [
        three_versions[0].digest.upper(),
        three_versions[1].content_sha256,
        hashlib.sha256(pack[file]).hexdigest(),
    ]
    code, said = checked(folder, *kept)
    assert (code, [line.split(": ")[1].split(",")[0] for line in said.splitlines()[-3:]]) == (
        0, ["vendor/apple", "page/data-security", f"{file}."]
    )  # fmt: skip
    assert checked(folder, "0" * 64)[0] == 1


def test_each_fault_of_a_pack_is_named(pack):
    assert verify_pack.faults(pack) == []
    for name in pack:
        altered = pack | {name: pack[name][:-2] + b" " + pack[name][-1:]}
        assert verify_pack.faults(altered) != [], name
        missing = {other: content for other, content in pack.items() if other != name}
        assert verify_pack.faults(missing) != [], name
    assert verify_pack.faults(pack | {"more.txt": b""}) == [
        "more.txt: SHA256SUMS does not name it."
    ]


def resummed(pack, **changed):
    """Return the pack with files changed and SHA256SUMS made to fit, as a forger would."""
    forged = pack | changed
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in forged.items()
        if name != "SHA256SUMS"
    )
    return forged | {"SHA256SUMS": sums.encode()}


def test_a_forged_content_or_header_is_found_though_the_sums_fit(pack):
    name = next(name for name in pack if name.startswith("documents/") and name.endswith(".json"))

    def forged(change):
        document = json.loads(pack[name])
        change(document)
        return verify_pack.faults(resummed(pack, **{name: json.dumps(document).encode()}))

    content = forged(lambda document: document["content"]["data"]["en"].update(title="Forged"))
    assert content == [f"{name}: its content does not match its content_sha256."]
    header = forged(lambda document: document["version"].update(material=False))
    assert header == [f"{name}: its header is not the one in chain.json."]
    erased = forged(lambda document: document["version"].update(redacted_at="2026-01-01T00:00:00Z"))
    assert erased == [f"{name}: it is marked as erased, but holds content."]


def test_a_forged_chain_is_found_though_the_sums_fit(pack):
    def forged(change):
        chain = json.loads(pack["chain.json"])
        change(chain["versions"])
        return verify_pack.faults(resummed(pack, **{"chain.json": json.dumps(chain).encode()}))

    assert forged(lambda links: links[1].update(slug="other")) == [
        "chain.json, position 2: its header does not match its digest."
    ]
    assert forged(lambda links: links.pop(0))[0] == "chain.json, position 1: is missing."
    assert forged(lambda links: links[1].update(previous="0" * 64))[0] == (
        "chain.json, position 2: does not follow the one before it."
    )


def test_the_same_record_and_day_give_the_same_bytes(three_versions, stranger):
    assert stranger.get(APPLE).content == stranger.get(f"{APPLE}?as_of={today()}").content


def test_each_file_in_a_pack_is_the_one_that_the_portal_gives_and_is_known(pack, stranger):
    for name, content in pack.items():
        if name.startswith("documents/"):
            export = Export.objects.get(sha256=hashlib.sha256(content).hexdigest())
            address = f"/{export.language}/" if export.language == "de" else "/"
            as_of = f"?as_of={export.as_of}" if export.as_of else ""
            assert stranger.get(f"{address}sharing/apple.{export.format}{as_of}").content == content


def test_a_page_that_was_withdrawn_or_was_not_public_yet_has_no_pack(published_apple, stranger):
    assert stranger.get(f"{APPLE}?as_of=2001-01-01").status_code == 404
    assert stranger.get(f"{APPLE}?as_of=x").status_code == 400
    published_apple.withdraw(note=NOTE)
    assert stranger.get(APPLE).status_code == 410


def test_the_command_packs_every_document_of_a_day(
    three_versions, published_security, tmp_path, capsys
):
    published_security.withdraw(note=NOTE)
    Version.objects.get(position=1).redact("A court said so.")
    path = tmp_path / "all.zip"
    call_command("export_evidence", output=path)
    files = unpacked(path.read_bytes())
    assert verify_pack.faults(files) == []
    states = {
        document["slug"]: document["state"]
        for document in json.loads(files["manifest.json"])["documents"]
    }
    assert states == {"apple": "public", "data-security": "withdrawn"}
    assert len(json.loads(files["chain.json"])["versions"]) == 4
    assert verify_pack.main(["--pack", str(path), three_versions[0].digest]) == 0
    assert "vendor/apple, version 1" in capsys.readouterr().out
    before = path.read_bytes()
    path.unlink()
    call_command("export_evidence", output=path)
    assert path.read_bytes() == before


def test_the_command_refuses_a_day_without_anything_and_never_overwrites(published_apple, tmp_path):
    path = tmp_path / "pack.zip"
    with pytest.raises(CommandError, match=r"^Nothing was public on 2001-01-01\.$"):
        call_command("export_evidence", "--as-of=2001-01-01", output=path)
    with pytest.raises(CommandError, match="is in the future"):
        call_command("export_evidence", f"--as-of={today() + timedelta(days=1)}", output=path)
    assert not path.exists()
    path.write_text("mine")
    with pytest.raises(CommandError, match="exists"):
        call_command("export_evidence", output=path)
    assert path.read_text() == "mine"


def test_the_script_needs_the_standard_library_and_python_3_9_alone():
    tree = ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 9))
    imported = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= set(sys.stdlib_module_names)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
)


@given(values)
def test_the_script_writes_canonical_json_as_the_record_does(value):
    assert verify_pack.canonical(value).encode() == rfc8785.dumps(value)


def test_keys_beyond_the_basic_plane_stand_where_rfc_8785_wants_them():
    assert verify_pack.canonical({"\ufb33": 1, "😀": 2}) == '{"😀":2,"\ufb33":1}'
