"""Several pages are published in one act: all of them, or none, and nothing typed is lost."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from lxml import html

from sharing.models import Vendor
from trustportal.pages.models import Statement
from trustportal.publishing.models import DRAFT_CHANGED, Edit
from trustportal.publishing.review import Answers
from trustportal.publishing.together import Publication, TogetherRefused, publish_together
from trustportal.record.chain import first_fault
from trustportal.record.models import Version
from trustportal.staff.drafts import address_of

from .browsing import form_holding, text_of
from .conftest import NOTE, add_entry, person, reword
from .reading import main, words

TOGETHER = "/admin/publish/"
PUBLISH = {"publish": "Publish all", "all-note_0": "A provider is new.", "all-note_1": "Neu."}
SECOND_PERSON = "You edited this draft. A second person has to publish it."


def named(*documents):
    return {"document": [f"{document.kind}/{document.pk}" for document in documents]}


def prefix(document):
    return f"{document.kind}-{document.pk}"


def shown(browser, *documents):
    """Open the page with these documents and return what its form would send."""
    response = browser.get(TOGETHER, named(*documents))
    assert response.status_code == 200
    return form_holding(response, "all-note_0") | named(*documents)


def sections(response):
    """Return the ids of the documents that a page shows."""
    found = html.fromstring(response.text).xpath("//section[@class='one-of-several']")
    return [section.get("id") for section in found]


def refused_in(response, document):
    """Return why a document was refused, as its part of the page says."""
    (part,) = html.fromstring(response.text).xpath(f"//section[@id='{prefix(document)}']")
    return [note.text for note in part.xpath(".//p[@class='errornote']")]


def addable(response):
    """Return the names of the documents that could be added."""
    boxes = html.fromstring(response.text).xpath("//label[input[@name='document']]")
    return ["".join(box.xpath("text()")).strip() for box in boxes]


@pytest.fixture
def provider(published_apple, published_register, device_data):
    """Apple's page and the register, both public, both with unpublished changes."""
    reword(published_apple, "en", "Offers a model.")
    add_entry(device_data, "Apple", "DE", starts_in=90)
    return published_apple, published_register


# The act


def test_both_pages_change_in_one_act_with_one_note(provider, publishing, publisher, stranger):
    response = publishing.post(TOGETHER, shown(publishing, *provider) | PUBLISH, follow=True)
    (message,) = html.fromstring(response.text).xpath("//ul[@class='messagelist']/li")
    assert words(message) == "Published together: Apple, version 2, Subprocessors, version 2"
    assert message.xpath("./a/@href") == ["/sharing/apple/", "/subprocessors/"]
    versions = [document.current() for document in provider]
    assert [version.number for version in versions] == [2, 2]
    assert versions[1].position == versions[0].position + 1
    assert [version.note for version in versions] == [
        {"en": "A provider is new.", "de": "Neu."}
    ] * 2
    assert [version.published_by for version in versions] == [publisher] * 2
    assert "Offers a model." in main(stranger.get("/sharing/apple/"))
    assert "Apple" in main(stranger.get("/subprocessors/"))
    assert first_fault() is None


def test_each_page_may_have_a_note_and_a_kind_of_change_of_its_own(provider, publishing):
    apple, register = provider
    own = {f"{prefix(apple)}-note_0": "Reworded.", f"{prefix(apple)}-material": "no"}
    publishing.post(TOGETHER, shown(publishing, *provider) | PUBLISH | own)
    assert (apple.current().note, apple.current().material) == ({"en": "Reworded."}, False)
    assert register.current().note == {"en": "A provider is new.", "de": "Neu."}
    assert register.current().material is True


def test_it_takes_a_note_for_every_page(provider, publishing):
    apple, _register = provider
    empty = {"publish": "yes", f"{prefix(apple)}-note_0": "Mine alone."}
    response = publishing.post(TOGETHER, shown(publishing, *provider) | empty)
    assert "Say in the public note what changed and why." in text_of(response)
    assert form_holding(response, "all-note_0")[f"{prefix(apple)}-note_0"] == "Mine alone."
    assert [document.current().number for document in provider] == [1, 1]


def test_a_note_in_german_alone_is_refused_and_kept(provider, publishing):
    german = PUBLISH | {"all-note_0": ""}
    response = publishing.post(TOGETHER, shown(publishing, *provider) | german)
    assert "Give the note at least in the authoritative language." in text_of(response)
    assert form_holding(response, "all-note_0")["all-note_1"] == "Neu."


# Choosing


def test_the_review_of_a_page_leads_there(published_apple, publishing):
    page = html.fromstring(publishing.get(address_of(published_apple, "publish")).text)
    (link,) = [link for link in page.iter("a") if link.text == "Choose the pages"]
    response = publishing.get(link.get("href"))
    assert sections(response) == [prefix(published_apple)]


def test_every_page_with_unpublished_changes_can_be_added(provider, security, publishing):
    apple, _register = provider
    response = publishing.get(TOGETHER, named(apple))
    assert addable(response) == ["Subprocessors", "Data security"]


def test_adding_and_leaving_out_keep_what_was_typed(provider, publishing):
    apple, register = provider
    typed = {"all-note_0": "A provider", f"{prefix(apple)}-note_1": "Angefangen"}
    form = shown(publishing, apple) | typed | named(apple, register) | {"add": "yes"}
    response = publishing.post(TOGETHER, form)
    assert sections(response) == [prefix(apple), prefix(register)]
    again = form_holding(response, "all-note_0")
    assert {name: again[name] for name in typed} == typed
    assert Version.objects.count() == 2

    form = again | named(apple, register) | {"without": f"register/{register.pk}"}
    response = publishing.post(TOGETHER, form)
    assert sections(response) == [prefix(apple)]
    again = form_holding(response, "all-note_0")
    assert {name: again[name] for name in typed} == typed


def test_what_was_ticked_and_not_yet_shown_is_not_published(provider, publishing):
    apple, register = provider
    form = shown(publishing, apple) | named(apple, register) | PUBLISH
    response = publishing.post(TOGETHER, form)
    assert refused_in(response, register) == [
        "You have not seen yet what would change here. Please look."
    ]
    assert refused_in(response, apple) == []
    assert Version.objects.count() == 2
    publishing.post(
        TOGETHER, form_holding(response, "all-note_0") | named(apple, register) | PUBLISH
    )
    assert Version.objects.count() == 4


def test_the_page_without_a_choice_offers_all_that_changed(provider, publishing):
    response = publishing.get(TOGETHER)
    assert addable(response) == ["Subprocessors", "Apple"]
    assert "Nothing is chosen yet." in text_of(response)


def test_a_document_named_twice_is_published_once(provider, publishing):
    apple, register = provider
    form = shown(publishing, apple, register) | named(apple, register, apple) | PUBLISH
    publishing.post(TOGETHER, form)
    assert [document.current().number for document in provider] == [2, 2]


# What stands against it


@pytest.fixture
def asked(settings):
    """What a company asks of each page."""
    settings.REQUIRED_FACTS = ["vendor.summary", "statement.body"]


def test_each_page_shows_its_own_changes_and_blockers(provider, publishing, asked):
    apple, register = provider
    apple.summary = {}
    apple.save()
    response = publishing.get(TOGETHER, named(*provider))
    page = html.fromstring(response.text)
    parts = {part.get("id"): part.text_content() for part in page.find_class("one-of-several")}
    assert "Summary: missing" in parts[prefix(apple)]
    assert "This blocks publishing" in parts[prefix(apple)]
    assert "This blocks publishing" not in parts[prefix(register)]
    assert "1 entry added" in parts[prefix(register)]
    blocked = page.xpath("//section[h2='You cannot publish these together now']//a/@href")
    assert blocked == [f"#{prefix(apple)}"]
    assert page.xpath("//input[@name='publish']") == []


def test_one_blocked_page_keeps_the_others_from_being_published(provider, publishing, asked):
    apple, register = provider
    form = shown(publishing, *provider) | PUBLISH
    apple.summary = {}
    apple.save()
    form[f"{prefix(apple)}-reviewed"] = apple.review().fingerprint
    response = publishing.post(TOGETHER, form)
    assert refused_in(response, apple) == ["Summary: missing"]
    assert refused_in(response, register) == []
    assert form_holding(response, "all-note_0")["all-note_0"] == PUBLISH["all-note_0"]
    assert Version.objects.count() == 2


def test_a_draft_that_moved_refuses_the_act_and_loses_nothing(provider, publishing):
    apple, register = provider
    own = {f"{prefix(register)}-note_0": "My own note."}
    form = shown(publishing, *provider) | PUBLISH | own
    reword(apple, "de", "Heimlich.")
    response = publishing.post(TOGETHER, form)
    assert refused_in(response, apple) == [str(DRAFT_CHANGED)]
    assert refused_in(response, register) == []
    assert "Heimlich" in text_of(response)
    assert Version.objects.count() == 2
    again = form_holding(response, "all-note_0")
    assert (again["all-note_0"], again[f"{prefix(register)}-note_0"]) == (
        PUBLISH["all-note_0"],
        "My own note.",
    )
    publishing.post(TOGETHER, again | named(*provider) | {"publish": "yes"})
    assert [document.current().number for document in provider] == [2, 2]
    assert apple.current().data["de"]["summary"] == "Heimlich."


def test_a_page_that_somebody_else_published_can_be_left_out(provider, publishing):
    apple, register = provider
    form = shown(publishing, *provider) | PUBLISH
    apple.publish(note=NOTE)
    response = publishing.post(TOGETHER, form)
    assert "Nothing changed since the last version." in text_of(response)
    again = form_holding(response, "all-note_0") | named(*provider)
    response = publishing.post(TOGETHER, again | {"without": f"vendor/{apple.pk}"})
    again = form_holding(response, "all-note_0") | named(register) | {"publish": "yes"}
    publishing.post(TOGETHER, again)
    assert register.current().note == {"en": "A provider is new.", "de": "Neu."}


def test_a_draft_that_was_deleted_refuses_the_act_and_loses_nothing(provider, publishing, security):
    apple, _register = provider
    form = shown(publishing, apple, security) | PUBLISH
    security.delete()
    response = publishing.post(TOGETHER, form)
    assert "A draft that you had chosen was deleted in the meantime." in text_of(response)
    assert sections(response) == [prefix(apple)]
    assert form_holding(response, "all-note_0")["all-note_0"] == PUBLISH["all-note_0"]
    assert Version.objects.count() == 2


def test_nobody_publishes_together_what_they_edited_themselves(
    provider, publishing, publisher, settings
):
    settings.REQUIRE_SECOND_PERSON = True
    apple, _register = provider
    Edit.record(apple, publisher, "Changed Summary.")
    response = publishing.get(TOGETHER, named(*provider))
    assert text_of(response).count(SECOND_PERSON) == 1
    fingerprints = {
        f"{prefix(document)}-reviewed": document.review().fingerprint for document in provider
    }
    answers = {f"{prefix(document)}-material": "yes" for document in provider}
    response = publishing.post(TOGETHER, named(*provider) | fingerprints | answers | PUBLISH)
    assert refused_in(response, apple) == [SECOND_PERSON]
    assert Version.objects.count() == 2


# Permissions


def test_it_takes_the_permission_for_each_kind(provider, client_of, django_user_model, roles):
    """Somebody who may publish third parties alone."""
    half = person(django_user_model, "half", "Editors")
    half.user_permissions.add(Permission.objects.get(codename="publish_vendor"))
    browser, (apple, register) = client_of(half), provider
    response = browser.get(TOGETHER, named(apple))
    assert (response.status_code, addable(response)) == (200, [])
    assert browser.get(TOGETHER, named(apple, register)).status_code == 403
    form = shown(browser, apple) | named(apple, register) | PUBLISH
    assert browser.post(TOGETHER, form).status_code == 403
    assert Version.objects.count() == 2


def test_editors_and_strangers_cannot_use_it(provider, editing, stranger):
    apple, _register = provider
    assert editing.get(TOGETHER, named(apple)).status_code == 403
    assert addable(editing.get(TOGETHER)) == []
    response = stranger.get(TOGETHER)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("name", ["nothing/1", "vendor/x", "vendor/999999", "vendor", ""])
def test_a_name_of_nothing_is_no_error_of_the_server(published_apple, publishing, name):
    response = publishing.get(TOGETHER, {"document": name})
    assert (response.status_code, sections(response)) == (200, [])


# Programs


def test_programs_publish_together_as_staff_do(provider):
    versions = publish_together([Publication(document, Answers(NOTE)) for document in provider])
    assert [(version.kind, version.number) for version in versions] == [
        ("vendor", 2),
        ("register", 2),
    ]


def test_a_refusal_names_every_page_that_was_refused_and_adds_nothing(provider, security, asked):
    apple, _register = provider
    Vendor.objects.filter(pk=apple.pk).update(summary="{}")
    Statement.objects.filter(pk=security.pk).update(body="{}")
    wanted = [Publication(document, Answers(NOTE)) for document in (*provider, security)]
    with pytest.raises(TogetherRefused) as refused:
        publish_together(wanted)
    assert str(refused.value) == ("Apple: Summary: missing\nData security: Text: missing")
    assert [found.document for found in refused.value.refusals] == [apple, security]
    assert Version.objects.count() == 2


def test_an_error_at_the_second_page_takes_the_first_one_back(provider):
    """A note that has no canonical form is found only when the version is added."""
    apple, register = provider
    wanted = [
        Publication(apple, Answers(NOTE)),
        Publication(register, Answers({"en": "Why.", "de": 1.5})),
    ]
    with pytest.raises(ValueError, match="float"):
        publish_together(wanted)
    assert (Version.objects.count(), apple.current().number) == (2, 1)


def test_the_same_page_twice_is_a_mistake_of_the_program(published_apple):
    reword(published_apple)
    twice = [Publication(published_apple, Answers(NOTE))] * 2
    with pytest.raises(ValueError, match="once in one act"):
        publish_together(twice)
    assert Version.objects.count() == 1
