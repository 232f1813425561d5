"""Staff export chosen documents from their list: what is public of them, and never a draft."""

import io
import json
import zipfile

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from sharing.models import Vendor
from trustportal.exports import verify_pack
from trustportal.exports.models import Export
from trustportal.language.locales import today

from .browsing import text_of
from .conftest import NOTE, reword

LIST = reverse("admin:sharing_vendor_changelist")


@pytest.fixture
def legal(client_of, lawyer):
    """The lawyer's browser."""
    return client_of(lawyer)


def post(browser, documents, **more):
    chosen = {
        "action": "export_chosen",
        ACTION_CHECKBOX_NAME: [document.pk for document in documents],
    }
    return browser.post(LIST, chosen | more)


def asked(**more):
    return {"formats": ["md", "xlsx"], "languages": ["de"], "as_of": today().isoformat()} | more


def unpacked(answer):
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_page_asks_for_formats_languages_and_day(published_apple, legal):
    answer = post(legal, [published_apple])
    text = text_of(answer)
    assert answer.status_code == 200
    for part in (
        "Export selected documents",
        "Apple",
        "Word (DOCX)",
        "German",
        "never their drafts",
    ):
        assert part in text
    assert Export.objects.count() == 0


def test_the_archive_holds_what_is_public_in_the_chosen_formats_and_languages(
    published_apple, legal
):
    reword(published_apple, "de", "Nur ein Entwurf.")
    answer = post(legal, [published_apple], **asked())
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{today()}.zip"'
    files = unpacked(answer)
    assert verify_pack.faults(files) == []
    name = f"documents/vendor/apple/apple-v1-{today()}"
    assert [n for n in files if n.startswith("documents/")] == [
        f"{name}.json",
        f"{name}.de.md",
        f"{name}.de.xlsx",
    ]
    assert "Betreibt Push-Dienste." in files[f"{name}.de.md"].decode()
    assert "Nur ein Entwurf." not in "".join(
        content.decode("utf-8", "replace") for content in files.values()
    )


def test_only_the_chosen_documents_are_in_the_archive(published_apple, legal):
    other = Vendor.objects.create(
        slug="other",
        name="Other",
        relationship="independent",
        summary={"en": "Other."},
        shares_nothing=True,
        statement={"en": "Nothing."},
    )
    other.publish(note=NOTE)
    manifest = json.loads(unpacked(post(legal, [other], **asked()))["manifest.json"])
    assert [document["slug"] for document in manifest["documents"]] == ["other"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"as_of": "2999-01-01"}, "This day is in the future."),
        ({"as_of": "yesterday"}, "Enter a valid date."),
        ({"languages": []}, "This field is required."),
        ({"formats": ["exe"]}, "exe is not one of the available choices."),
        ({"as_of": "2001-01-01"}, "None of these was public on that day."),
    ],
)
def test_what_cannot_be_exported_is_said_on_the_same_page(published_apple, legal, wrong, sentence):
    answer = post(legal, [published_apple], **asked(**wrong))
    assert answer["Content-Type"].startswith("text/html")
    assert sentence in " ".join(answer.text.split())


def test_a_draft_that_was_never_published_has_nothing_to_export(apple, legal):
    assert "None of these was public on that day." in post(legal, [apple], **asked()).text


def test_without_permission_to_view_there_is_no_export(
    published_apple, client_of, django_user_model
):
    nobody = client_of(
        django_user_model.objects.create_user("nobody", password="a long password", is_staff=True)
    )
    assert post(nobody, [published_apple], **asked()).status_code == 403


def test_the_list_offers_the_export_and_no_deletion(published_apple, client_of, django_user_model):
    root = client_of(django_user_model.objects.create_superuser("root", password="a long password"))
    text = root.get(LIST).text
    assert ('value="export_chosen"' in text, 'value="delete_selected"' in text) == (True, False)


def test_legal_finds_an_export_by_its_sha256(published_apple, legal, stranger):
    stranger.get("/sharing/apple.pdf")
    stranger.get("/sharing/apple.csv")
    export = Export.objects.get(format="pdf")
    text = text_of(legal.get(reverse("admin:exports_export_changelist"), {"q": export.sha256}))
    assert (export.sha256 in text, "Third party: apple" in text, "1 export" in text) == (
        True,
        True,
        True,
    )
