"""Whether a version is a material change follows from what changed, unless staff say otherwise."""

import pytest
from django.urls import reverse

from subprocessors.models import Subprocessor
from trustportal.publishing.models import PublicationRefused
from trustportal.record.models import Version

from .conftest import NOTE, reword
from .reading import tree, words


def published(document):
    document.publish(note=NOTE)
    return document.current().material


@pytest.fixture
def lakeside(published_register):
    return Subprocessor.objects.get(name="Lakeside Mail")


def test_a_page_that_comes_goes_or_comes_back_is_material(apple):
    assert published(apple) is True
    apple.withdraw(note=NOTE)
    assert apple.current().material is True
    assert published(apple) is True


def test_a_changed_text_is_material_and_a_translation_is_not(published_apple):
    reword(published_apple, "de", "Neue Worte.")
    assert published(published_apple) is False
    reword(published_apple)
    assert published(published_apple) is True


def test_a_source_that_was_checked_again_is_not_material(published_apple):
    published_apple.checked_on = "2026-11-20"
    published_apple.save()
    assert published(published_apple) is False


def test_one_more_datum_is_material_and_so_is_one_less(published_apple):
    published_apple.elements.get(name="IMEI").delete()
    assert published(published_apple) is True


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("registration_number", "HRB 1"),
        ("retention", {"en": "30 days"}),
        ("purpose", {"en": "What Lakeside mail does.", "de": "Was Lakeside Mail tut."}),
        ("purpose", {"en": "What Lakeside Mail does", "de": "Was Lakeside Mail tut"}),
        ("name", "Seaside Mail"),
        ("contact", "Data protection office"),
    ],
)
def test_a_running_entry_may_be_completed_and_respelled_without_notice(
    published_register, lakeside, field, text
):
    setattr(lakeside, field, text)
    lakeside.save()
    assert published_register.review().blockers() == []
    assert published(published_register) is False


def test_what_was_not_stated_of_a_running_entry_may_be_added_without_notice(register):
    Subprocessor.objects.update(legal_name="", retention="")
    register.publish(note=NOTE)
    Subprocessor.objects.update(legal_name="Lakeside Ltd")
    assert [p.text for p in register.review().problems if p.waiver] == []
    assert published(register) is False


def test_another_purpose_of_a_running_entry_needs_notice_or_is_a_correction(
    published_register, lakeside
):
    lakeside.purpose = {"en": "Reads all mail.", "de": "Liest alle Post."}
    lakeside.save()
    with pytest.raises(PublicationRefused, match="purpose changed while the entry is active"):
        published_register.publish(note=NOTE)
    assert published_register.publish(note=NOTE, material=False).material is False


def test_a_purpose_that_is_taken_away_needs_a_correction(published_register, lakeside):
    lakeside.retention = {"en": "30 days", "de": "30 Tage"}
    lakeside.save()
    published_register.publish(note=NOTE)
    lakeside.retention = {}
    lakeside.save()
    with pytest.raises(PublicationRefused, match="details removed while the entry is active"):
        published_register.publish(note=NOTE)


def test_what_is_appended_by_a_command_follows_the_same_rule(published_apple):
    data = published_apple.data()
    for page in data.values():
        page["summary"] = page["summary"].upper()
    assert Version.objects.append("vendor", "apple", data, NOTE).material is False
    assert Version.objects.append("vendor", "apple", data, NOTE, material=True).material is True


# The publish page


def preset(publishing, document):
    """Return the preset choice and the sentence below it."""
    name = f"admin:{document._meta.app_label}_{document._meta.model_name}_publish"
    page = publishing.get(reverse(name, args=[document.pk]))
    form = page.context["form"]
    assert form["material"].value() in ("yes", "no")
    help_text = form.fields["material"].help_text
    assert help_text in words_of(page)
    return form["material"].value(), help_text


def words_of(page):
    return words(tree(page))


def test_the_publish_page_presets_the_kind_of_change_and_says_why(
    published_register, lakeside, publishing
):
    lakeside.registration_number = "HRB 1"
    lakeside.save()
    assert preset(publishing, published_register) == (
        "no",
        "Suggested from the changes. Not material: 1 × details added",
    )
    lakeside.purpose = {"en": "Reads all mail."}
    lakeside.save()
    assert preset(publishing, published_register) == (
        "yes",
        "Suggested from the changes. Material: Lakeside Mail: purpose changed, details added",
    )


def test_the_publish_page_says_why_where_nothing_can_be_compared(apple, publishing):
    first = "Suggested from the changes. This page is published for the first time."
    assert preset(publishing, apple) == ("yes", first)
    apple.publish(note=NOTE)
    reword(apple, "de", "Neue Worte.")
    assert preset(publishing, apple) == (
        "no",
        "Suggested from the changes. Only translations changed.",
    )
    apple.withdraw(note=NOTE)
    assert preset(publishing, apple) == (
        "yes",
        "Suggested from the changes. This page becomes public again.",
    )


def test_what_staff_chose_stays_in_a_form_that_is_shown_again(published_apple, publishing):
    reword(published_apple)
    name = "admin:sharing_vendor_publish"
    page = publishing.post(reverse(name, args=[published_apple.pk]), {"material": "no"})
    assert page.context["form"]["material"].value() == "no"
