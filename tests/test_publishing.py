"""What publishing, withdrawing and taking back do to a document and its record."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from sharing.models import Vendor
from trustportal.publishing.models import DraftChanged, PublicationRefused
from trustportal.publishing.review import WAIVERS
from trustportal.record.models import Version

from .conftest import NOTE


def refusal(verb, **how):
    with pytest.raises(PublicationRefused) as refused:
        verb(**how)
    return str(refused.value)


def reword(vendor, text="New words."):
    vendor.summary.data["en"] = text
    vendor.save()
    return vendor


# Publishing


def test_publishing_freezes_the_draft_as_the_first_version(apple, publisher):
    version = apple.publish(note=NOTE, by=publisher, reviewed=apple.review().fingerprint)
    assert (version.kind, version.slug, version.number, version.withdrawn, version.material) == (
        "vendor",
        "apple",
        1,
        False,
        True,
    )
    assert (version.published_by, version.note) == (publisher, NOTE)
    assert version.data == apple.data()
    assert apple.current() == version


def test_later_edits_stay_out_of_what_was_published(published_apple):
    before = published_apple.current().data
    reword(published_apple)
    assert published_apple.current().data == before
    assert published_apple.data()["en"]["summary"] == "New words."


def test_publishing_again_makes_version_two_and_keeps_version_one(published_apple):
    first = published_apple.current()
    second = reword(published_apple).publish(note={"en": "Reworded."}, material=False)
    assert (second.number, second.material) == (2, False)
    assert [version.number for version in published_apple.versions] == [2, 1]
    assert Version.objects.get(pk=first.pk).data == first.data != second.data


def test_publishing_is_refused_where_nothing_changed(published_apple):
    assert not published_apple.has_changes()
    assert refusal(published_apple.publish, note=NOTE) == "Nothing changed since the last version."
    assert Version.objects.count() == 1


def test_publishing_is_refused_when_the_draft_changed_since_the_review(apple):
    reviewed = apple.review().fingerprint
    element = apple.elements.first()
    element.purpose.data["de"] = "Anders."
    element.save()
    with pytest.raises(DraftChanged):
        apple.publish(note=NOTE, reviewed=reviewed)
    assert Version.objects.count() == 0


def test_publishing_is_refused_when_somebody_published_since_the_review(published_apple):
    reword(published_apple)
    reviewed = published_apple.review().fingerprint
    published_apple.publish(note={"en": "Somebody was faster."})
    with pytest.raises(DraftChanged):
        published_apple.publish(note=NOTE, reviewed=reviewed)
    assert published_apple.current().note == {"en": "Somebody was faster."}


def test_what_is_in_the_database_is_published_and_not_what_is_in_memory(apple):
    apple.summary.data["en"] = "Never saved."
    assert apple.publish(note=NOTE).data["en"]["summary"] == "Runs push services."


def test_publishing_is_refused_while_a_problem_blocks(apple):
    Vendor.objects.filter(pk=apple.pk).update(shares_nothing=True)
    sentence = "“No data is shared” is set, but data elements are listed."
    assert refusal(apple.publish, note=NOTE) == sentence
    assert Version.objects.count() == 0


@pytest.mark.parametrize("note", [{}, {"en": ""}, {"de": "Nur auf Deutsch."}])
def test_publishing_needs_a_note_in_the_authoritative_language(apple, note):
    assert refusal(apple.publish, note=note) == "Say in the public note what changed and why."


@pytest.mark.parametrize(("spare", "is_refused"), [(0, False), (-1, True)])
def test_a_page_longer_than_a_request_can_read_is_refused(apple, monkeypatch, spare, is_refused):
    monkeypatch.setattr(
        "trustportal.record.canonical.MOST_BYTES", len(json.dumps(apple.data())) + spare
    )
    sentence = "This page has 1 MB of text in all its languages. A page can have 0 MB."
    blockers = apple.review().blockers(waived=WAIVERS)
    assert [problem.text for problem in blockers] == [sentence] * is_refused
    if is_refused:
        assert refusal(apple.publish, note=NOTE) == sentence
        with pytest.raises(ValidationError, match="This page has 1 MB"):
            Version.objects.append("vendor", "apple", apple.data(), NOTE)
    else:
        apple.publish(note=NOTE)
    assert Version.objects.count() == (not is_refused)


def test_a_refusal_by_the_record_itself_is_told_in_words(published_apple):
    """The one rule of it that staff can meet: another server's clock was well ahead."""
    last = Version.objects.get()
    ahead = last.recorded_at + timedelta(hours=1)
    Version(
        position=2,
        previous=last.digest,
        kind="page",
        slug="other",
        number=1,
        data={},
        note={},
        published_at=ahead,
        recorded_at=ahead,
        content_sha256="0" * 64,
        digest="1" * 64,
    ).save(force_insert=True)
    sentence = refusal(reword(published_apple).publish, note=NOTE)
    assert sentence.startswith("This server's clock is behind the last publication")
    assert refusal(published_apple.withdraw, note=NOTE) == sentence
    assert published_apple.current().number == 1


# Withdrawing


def test_withdrawing_appends_a_version_without_content_and_keeps_the_others(
    published_apple, publisher
):
    version = published_apple.withdraw(note={"en": "Not used any more."}, by=publisher)
    assert (
        version.number,
        version.withdrawn,
        version.data,
        version.note,
        version.published_by,
    ) == (
        2,
        True,
        {},
        {"en": "Not used any more."},
        publisher,
    )
    assert published_apple.versions.last().data["en"]["title"] == "Apple"


def test_only_a_public_page_can_be_withdrawn(apple):
    assert refusal(apple.withdraw, note=NOTE) == "Only a public page can be withdrawn."
    apple.publish(note=NOTE)
    apple.withdraw(note=NOTE)
    assert refusal(apple.withdraw, note=NOTE) == "Only a public page can be withdrawn."
    assert Version.objects.count() == 2


def test_withdrawing_needs_a_reason_in_the_authoritative_language(published_apple):
    assert refusal(published_apple.withdraw, note={"de": "Weil."}) == (
        "Say why the page is withdrawn; the reason is public."
    )


def test_a_withdrawn_page_is_published_again_without_a_change(published_apple, stranger):
    published_apple.withdraw(note=NOTE)
    assert stranger.get("/sharing/apple/").status_code == 410
    assert published_apple.publish(note={"en": "Back again."}).number == 3
    assert stranger.get("/sharing/apple/").status_code == 200


# The address


def test_the_slug_can_change_until_something_was_published_and_never_after(apple):
    apple.slug = "apple-inc"
    apple.full_clean()
    apple.save()
    apple.publish(note=NOTE)
    apple.slug = "apple"
    with pytest.raises(ValidationError) as refused:
        apple.full_clean()
    assert refused.value.message_dict == {
        "slug": ["This page was published under “apple-inc”: the address stays."]
    }


def test_the_slug_stays_fixed_when_the_page_is_withdrawn(published_apple):
    published_apple.withdraw(note=NOTE)
    published_apple.slug = "elsewhere"
    with pytest.raises(ValidationError):
        published_apple.full_clean()
