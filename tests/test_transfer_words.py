"""Laws and mechanisms of transfers are words that staff order and extend."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from lxml import html

from subprocessors.models import Subprocessor
from trustportal.language.locales import today
from trustportal.staff.drafts import address_of
from trustportal.vocabulary.models import TransferLaw, TransferMechanism

from .browsing import opened, text_of
from .conftest import NOTE
from .reading import tree, words

MECHANISMS = reverse("admin:vocabulary_transfermechanism_changelist")
INVALIDATED = reverse("admin:subprocessors_subprocessor_invalidated")


def test_forms_name_the_common_mechanisms_first_and_that_none_is_needed_last(register, editing):
    entry = Subprocessor.objects.get(name="Lakeside Mail")
    page = html.fromstring(editing.get(address_of(entry, "change")).text)

    def choices(name):
        return [words(one) for one in page.xpath(f"//select[@name='transfers-0-{name}']/option")]

    assert choices("law")[1:] == ["EU", "UK", "Switzerland"]
    mechanisms = choices("mechanism")
    assert mechanisms[1:4] == [
        *("adequacy decision", "Data Privacy Framework"),
        "standard contractual clauses (EU) 2021/914",
    ]
    assert mechanisms[-1] == "none needed"


def test_an_editor_adds_a_law_and_a_mechanism_that_readers_filter_by(register, editing, stranger):
    law = reverse("admin:vocabulary_transferlaw_add")
    form = opened(editing, law, "seen") | {"slug": "BR", "label_0": "Brazil", "territory": "BR"}
    assert editing.post(law, form).status_code == 302
    mechanism = reverse("admin:vocabulary_transfermechanism_add")
    form = opened(editing, mechanism, "seen") | {"slug": "br-scc", "label_0": "Brazilian clauses"}
    assert editing.post(mechanism, form).status_code == 302
    made = TransferMechanism.objects.get(slug="br-scc")
    assert list(TransferMechanism.objects.all())[-1] == made
    entry = Subprocessor.objects.get(name="Lakeside Mail")
    entry.transfers.create(law=TransferLaw.objects.get(slug="BR"), mechanism=made)
    register.publish(note=NOTE)
    page = tree(stranger.get("/subprocessors/?mechanism=br-scc&law=BR"))
    assert [words(one) for one in page.xpath("//option[@selected]")][:2] == [
        *("Brazilian clauses (1)", "Brazil (1)"),
    ]
    assert [words(one) for one in page.xpath("//table[contains(@class, 'register')]//th/a")] == [
        "Lakeside Mail"
    ]


def test_the_country_of_a_mechanism_is_chosen_by_name_and_exists(register, editing):
    framework = TransferMechanism.objects.get(slug="dpf")
    page = html.fromstring(editing.get(address_of(framework, "change")).text)
    assert [words(one) for one in page.xpath("//select[@name='country']/option[@selected]")] == [
        "United States"
    ]
    assert "cannot rely on it" in text_of(editing.get(address_of(framework, "change")))
    framework.country = "ZZ"
    with pytest.raises(ValidationError) as refused:
        framework.full_clean()
    assert list(refused.value.message_dict) == ["country"]


def test_the_list_of_mechanisms_leads_to_the_end_of_one(register, editing):
    (link,) = html.fromstring(editing.get(MECHANISMS).text).xpath(f"//a[@href='{INVALIDATED}']")
    asked = {"mechanism": "dpf", "last_day": today().isoformat()}
    assert "Lakeside Mail" in text_of(editing.get(link.get("href"), asked))


def test_what_staff_ordered_stays_when_the_words_are_set_up_again(register):
    TransferMechanism.objects.filter(slug="none").update(order=0)
    call_command("setup_transfers", verbosity=0)
    assert TransferMechanism.objects.first().slug == "none"
