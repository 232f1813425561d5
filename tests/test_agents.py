"""Who acts for us stands in the list of subprocessors; staff are told where it does not."""

from datetime import timedelta

import pytest

from subprocessors.models import Subprocessor
from trustportal.language.locales import today
from trustportal.publishing.review import Answers
from trustportal.publishing.together import Publication, publish_together

from .conftest import NOTE, add_entry

NOWHERE = "It acts for us, but neither the public list of subprocessors nor its draft names it."
DRAFTED = (
    "It acts for us, but only the draft of the list of subprocessors names it. Publish both "
    "together."
)
OTHERWISE = (
    "The list of subprocessors or its draft names it, but its relationship here is another one."
)


@pytest.fixture
def agent(apple):
    """Apple, as if it acted for us; its source was checked today."""
    apple.relationship, apple.checked_on = "agent", today()
    apple.save()
    return apple


def problems(vendor):
    found = type(vendor).objects.get(pk=vendor.pk).review().problems
    return [(str(problem.text), problem.blocks) for problem in found]


def test_an_agent_that_no_list_names_is_remarked_and_not_blocked(agent, published_register):
    assert problems(agent) == [(NOWHERE, False)]
    assert agent.publish(note=NOTE).number == 1


def test_a_draft_that_names_it_is_to_be_published_together(agent, published_register, device_data):
    add_entry(device_data, "Apple", "DE", starts_in=90)
    assert problems(agent) == [(DRAFTED, False)]
    both = [Publication(document, Answers(NOTE)) for document in (agent, published_register)]
    publish_together(both)
    assert problems(agent) == []


def test_a_list_that_was_never_published_counts_as_a_draft(agent, register):
    assert problems(agent) == [(NOWHERE, False)]
    add_entry(agent.elements.first().category, "Apple", "DE")
    assert problems(agent) == [(DRAFTED, False)]


@pytest.mark.parametrize(
    "called",
    [
        {"name": "APPLE"},
        {"name": "Fruit", "slug": "apple"},
        {"name": "Fruit", "legal_name": "Apple"},
        {"name": "Fruit", "former_names": "Pear; Apple"},
    ],
)
def test_it_is_known_by_name_legal_name_former_name_or_slug(agent, register, device_data, called):
    entry = add_entry(device_data, "Something else", "DE")
    Subprocessor.objects.filter(pk=entry.pk).update(**called)
    register.publish(note=NOTE)
    assert problems(agent) == []


def test_an_entry_that_has_ended_names_nobody_who_acts_for_us(agent, register, device_data):
    yesterday = today() - timedelta(days=1)
    add_entry(device_data, "Apple", "DE", ends_on=yesterday)
    register.publish(note=NOTE)
    assert problems(agent) == [(NOWHERE, False)]


@pytest.mark.parametrize("relationship", ["own_account", "independent"])
def test_who_stands_in_the_list_acts_for_us(agent, register, device_data, relationship):
    add_entry(device_data, "Apple", "DE")
    register.publish(note=NOTE)
    agent.relationship = relationship
    agent.save()
    assert problems(agent) == [(OTHERWISE, False)]


def test_nothing_contradicts_a_relationship_that_is_not_stated(agent, register, device_data):
    add_entry(device_data, "Apple", "DE")
    register.publish(note=NOTE)
    agent.relationship = ""
    agent.save()
    assert problems(agent) == []


def test_without_a_list_there_is_nothing_to_compare(agent):
    assert problems(agent) == []
