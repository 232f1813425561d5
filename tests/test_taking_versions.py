"""A version taken back into the draft is the draft again, in every language."""

import pytest
from django.db.models import F

from sharing.models import DataElement, Vendor
from trustportal.pages.models import Statement
from trustportal.publishing.drafts import ConcurrentSave

from .conftest import NOTE, add_element


def changes(document):
    """Return what a publish would change, in words for each language."""
    return [
        changes.summary()
        for _language, changes in type(document).objects.get(pk=document.pk).review().diffs
    ]


NOTHING = ["nothing changed", "nothing changed"]


def test_taking_the_current_version_leaves_nothing_to_publish(published_apple):
    published_apple.restore(published_apple.current().data)
    assert changes(published_apple) == NOTHING
    assert published_apple.elements.count() == 3


def test_taking_a_version_undoes_every_kind_of_edit(published_apple):
    before = published_apple.current().data
    published_apple.summary.data["en"] = "New words."
    published_apple.save()
    published_apple.elements.get(name="IMEI").delete()
    published_apple.elements.filter(name="Größe").update(
        name="size", necessity="optional", is_secret=True
    )
    add_element(published_apple, published_apple.elements.first().category, "new_one")
    Vendor.objects.filter(pk=published_apple.pk).update(
        name="Other",
        relationship="agent",
        website="https://example.com/",
        checked_on=None,
        source_url="",
    )
    published_apple.refresh_from_db()
    assert changes(published_apple) != NOTHING
    published_apple.restore(before)
    assert changes(published_apple) == NOTHING
    assert Vendor.objects.get().data() == before


def test_a_version_comes_back_with_every_field_filled_and_translations_missing(apple, device_data):
    texts = ("consent", "contract", "how_to_stop", "how_to_delete", "never_sent", "notice")
    for place, key in enumerate(texts):
        setattr(
            apple,
            key,
            [{"en": f"Only {key}."}, {"de": f"Nur {key}."}, {"en": "Both.", "de": "Beides."}][
                place % 3
            ],
        )
    apple.summary = {"de": "Nur auf Deutsch."}
    apple.website = "https://www.apple.com/"
    apple.save()
    device_data.label = {"en": "Only in English"}
    device_data.save()
    add_element(
        apple,
        device_data,
        "full",
        message="Check-in",
        service_url="https://example.com/apns",
        purpose={"de": "Nur auf Deutsch."},
        details={"en": "Only in English."},
        example={"en": "42"},
        necessity="conditional",
    )
    add_element(apple, device_data, "token", is_secret=True, purpose={"en": "Only in English."})
    apple.refresh_from_db()
    version = apple.publish(note=NOTE)
    was = {element.uuid: element.purpose.data for element in apple.elements.all()}

    apple.restore(version.data)
    taken = Vendor.objects.get()
    assert taken.data() == version.data
    # What stood in for a missing translation must not come back as one.
    assert taken.summary.data == {"de": "Nur auf Deutsch."}
    assert taken.consent.data == {"en": "Only consent."}
    assert {element.uuid: element.purpose.data for element in taken.elements.all()} == was
    assert taken.elements.get(name="token").is_secret


def test_a_vendor_that_shares_nothing_comes_back(apple):
    apple.elements.all().delete()
    apple.shares_nothing, apple.statement = (
        True,
        {"en": "Nothing is shared.", "de": "Nichts wird geteilt."},
    )
    apple.save()
    version = apple.publish(note=NOTE)
    Vendor.objects.filter(pk=apple.pk).update(shares_nothing=False, statement="{}")
    apple.refresh_from_db()
    apple.restore(version.data)
    assert Vendor.objects.get().data() == version.data


def test_a_category_that_is_gone_comes_back_with_its_version(published_apple, device_data):
    version = published_apple.current()
    published_apple.elements.all().delete()
    device_data.delete()
    published_apple.restore(version.data)
    assert changes(published_apple) == NOTHING
    assert {element.category.label.data["de"] for element in DataElement.objects.all()} == {
        "Gerätekennungen"
    }


@pytest.mark.parametrize(
    "texts",
    [
        {"en": "English", "de": "Deutsch"},
        {"en": "English"},
        {"de": "Deutsch"},
        {"en": "Two\n\nlines"},
    ],
)
def test_a_statement_comes_back_as_it_was(security, texts):
    for key in ("title", "summary", "body", "notice"):
        setattr(
            security,
            key,
            {code: text for code, text in texts.items() if key != "title" or "\n" not in text},
        )
    if not security.title:
        security.title = {"en": "Title"}
    security.order = 7
    security.save()
    version = security.publish(note=NOTE)
    Statement.objects.update(
        title='{"en": "x"}', summary="{}", body='{"de": "x"}', notice="{}", order=1
    )
    security.refresh_from_db()
    security.restore(version.data)
    taken = Statement.objects.get()
    assert taken.data() == version.data
    assert taken.body.data == texts


def test_taking_an_older_version_shows_what_went_back(published_apple):
    first = published_apple.current()
    published_apple.summary.data["en"] = "New words."
    published_apple.save()
    published_apple.publish(note=NOTE)
    published_apple.restore(first.data)
    assert changes(published_apple) == ["1 text changed", NOTHING[1]]
    assert published_apple.publish(note={"en": "Back."}).data == first.data


def test_taking_a_version_over_an_unseen_save_is_refused(published_apple):
    Vendor.objects.update(revision=F("revision") + 1)
    with pytest.raises(ConcurrentSave):
        published_apple.restore(published_apple.current().data)
    assert published_apple.elements.count() == 3
