"""Incidents: the reference, the timeline that stays, corrections and retractions, the list."""

import pytest
from django.core.exceptions import ValidationError

from incidents.models import Incident
from tests.conftest import NOTE, add_update
from tests.reading import main, tree, words
from trustportal.language.locales import today
from trustportal.publishing.models import PublicationRefused
from trustportal.record.models import Version


def page_of(incident):
    return f"/incidents/{incident.slug}/"


def republish(incident, note="An update."):
    incident = Incident.objects.get(pk=incident.pk)
    return incident.publish(note={"en": note})


def test_the_reference_is_given_at_the_first_publication_and_counts_on(breach):
    assert breach.reference == ""
    other = Incident.objects.create(
        title={"en": "Other"}, type="security", severity="minor", reportable=False
    )
    other.decided_on, other.decided_by = today(), "Head of security"
    other.save()
    add_update(other, "Other text.")
    other.publish(note=NOTE)
    breach.publish(note=NOTE)
    year = today().year
    assert [other.reference, breach.reference] == [f"INC-{year}-0001", f"INC-{year}-0002"]
    breach.withdraw(note=NOTE)
    third = Incident.objects.create(
        title={"en": "Third"}, type="security", severity="minor", reportable=False
    )
    add_update(third, "Third text.")
    third.decided_on, third.decided_by = today(), "Head of security"
    third.save()
    third.publish(note=NOTE)
    assert third.reference == f"INC-{year}-0003"
    assert (
        Version.objects.get(kind="incident", slug=third.slug).data["de"]["card"]["reference"]
        == third.reference
    )


def test_the_page_says_what_happened_in_the_reader_s_language(published_breach, stranger):
    text = main(stranger.get("/de" + page_of(published_breach)))
    for said in ("Eine Sicherung war lesbar.", "Wir gehen dem nach.", "1.200", "Beschäftigte"):
        assert said in text
    assert "Reference" not in text
    assert "Only for us." not in text
    assert "Data protection officer" not in text


def test_not_yet_known_is_a_value_of_its_own(breach, stranger):
    breach.subjects_count, breach.not_yet_known = None, ["subjects_count", "occurred_from"]
    breach.save()
    breach.publish(note=NOTE)
    facts = {f["key"]: f for f in breach.current().data["en"]["facts"]}
    assert (facts["persons"]["value"], facts["persons"]["code"]) == (
        "Not yet known",
        "not_yet_known",
    )
    assert facts["occurred_from"]["value"] == "Not yet known"
    assert "Not yet known" in main(stranger.get(page_of(breach)))


def test_an_empty_part_is_a_gap_of_a_privacy_incident_but_of_no_other(breach):
    breach.consequences, breach.decided_by = {}, ""
    breach.save()
    assert [gap.text for gap in breach.review().gaps] == [
        "Likely consequences: missing",
        "Role that made this decision: missing",
    ]
    breach.type = "security"
    breach.save()
    assert [gap.asked.key for gap in breach.review().gaps] == ["decided_by"]
    assert breach.publish(note=NOTE).number == 1


def remarks_of(incident):
    return [str(remark) for remark in incident.remarks()]


def test_a_value_that_is_given_and_unknown_is_kept_and_not_published(breach):
    breach.not_yet_known = ["subjects_count", "subjects"]
    breach.full_clean()
    breach.save()
    sentence = (
        "Given, but also marked as not yet known: Number of data subjects, Data subjects concerned"
    )
    assert remarks_of(breach) == [sentence]
    with pytest.raises(PublicationRefused, match=sentence):
        breach.publish(note=NOTE)


def test_what_is_not_known_yet_is_no_gap(breach):
    breach.consequences, breach.not_yet_known = {}, ["consequences"]
    meter = breach.meter()
    assert (meter.open, [gap.text for gap in meter.unknown], str(meter)) == (
        [],
        ["Likely consequences: not yet known"],
        "11 of 11",
    )


def test_a_company_may_want_the_notice_whole(breach, settings):
    settings.REQUIRED_FACTS = ["incident.consequences"]
    breach.consequences = {}
    breach.save()
    with pytest.raises(PublicationRefused, match="Likely consequences: missing"):
        breach.publish(note=NOTE)


def test_a_published_update_cannot_be_changed_or_deleted(published_breach):
    update = published_breach.updates.get()
    update.text = {"en": "Nothing happened."}
    with pytest.raises(ValidationError):
        update.save()
    with pytest.raises(ValidationError):
        update.delete()


def test_a_published_update_stays_whatever_happens_to_its_row(published_breach, stranger):
    published_breach.updates.update(text="Nothing happened.")
    add_update(published_breach, "Second text.", status="identified")
    republish(published_breach)
    text = main(stranger.get(page_of(published_breach)))
    assert "We look into it." in text
    assert "Nothing happened." not in text
    published_breach.updates.all().delete()
    published_breach.severity = "minor"
    published_breach.save()
    add_update(published_breach, "Third text.")
    republish(published_breach)
    text = main(stranger.get(page_of(published_breach)))
    assert [words in text for words in ("We look into it.", "Second text.", "Third text.")] == [
        True
    ] * 3


def test_a_correction_strikes_through_and_both_stay(published_breach, stranger):
    first = published_breach.updates.get()
    add_update(
        published_breach,
        "It was another backup.",
        kind="correction",
        corrects=first,
        status="identified",
    )
    republish(published_breach)
    response = stranger.get(page_of(published_breach))
    struck = tree(response).xpath("//del")
    assert [element.text_content().strip() for element in struck] == ["We look into it."]
    assert "It was another backup." in main(response)
    assert tree(stranger.get(page_of(published_breach) + "v1/")).xpath("//del") == []


def test_only_what_is_public_is_corrected(breach):
    draft = breach.updates.get()
    add_update(breach, "Wrong.", kind="correction", corrects=draft)
    with pytest.raises(PublicationRefused, match="has not been published yet"):
        breach.publish(note=NOTE)


def test_a_retraction_keeps_the_page_with_its_reason(published_breach, stranger):
    add_update(published_breach, "It was a test.", kind="retraction", status="false_alarm")
    republish(published_breach)
    response = stranger.get(page_of(published_breach))
    assert response.status_code == 200
    assert "Retracted on" in main(response)
    assert "It was a test." in main(response)
    assert "retracted" in main(stranger.get("/incidents/"))


def test_facts_that_change_without_an_update_are_pointed_out(published_breach):
    published_breach.severity = "critical"
    published_breach.save()
    problems = [problem for problem in published_breach.review().problems if not problem.blocks]
    assert [str(problem.text) for problem in problems] == [
        "Facts changed, but no update says so: the timeline will not show it."
    ]


def test_moments_in_the_wrong_order_are_kept_and_not_published(breach):
    breach.occurred_from = breach.aware_at
    breach.occurred_to = breach.aware_at - (breach.updates.get().happened_at - breach.aware_at)
    breach.full_clean()
    breach.save()
    assert remarks_of(breach) == ["Occurred until: The end is before the start."]
    with pytest.raises(PublicationRefused, match="The end is before the start"):
        breach.publish(note=NOTE)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"next_update_by": "2026-01-01T00:00Z"}, "The next update is due before this one."),
        ({"happened_at": "2036-01-01T00:00Z"}, "This is in the future."),
        ({"kind": "retraction"}, "A retraction ends the incident"),
    ],
)
def test_an_update_that_contradicts_itself_is_kept_and_not_published(breach, facts, sentence):
    update = add_update(breach, "A second one.", **facts)
    update.refresh_from_db()
    update.full_clean()
    with pytest.raises(PublicationRefused, match=sentence):
        breach.publish(note=NOTE)


def test_what_was_published_is_no_remark_of_the_next_draft(published_breach):
    published_breach.updates.update(happened_at="2036-01-01T00:00Z")
    assert remarks_of(published_breach) == []


def test_an_update_may_say_no_status_and_leaves_it_as_it_was(published_breach, stranger):
    add_update(published_breach, "The pool was exhausted.", status="")
    republish(published_breach)
    page = stranger.get(page_of(published_breach))
    assert len(tree(page).xpath("//ol[contains(@class, 'timeline')]/li")) == 2
    assert [words(pill) for pill in tree(page).xpath("//*[@class='pill']")] == ["investigating"]
    assert published_breach.current().data["en"]["card"]["status_code"] == "investigating"


def test_an_incident_without_any_status_is_open_until_it_is_resolved(breach):
    breach.updates.update(status="")
    assert breach.data()["en"]["card"]["is_open"] is True
    warnings = [str(problem.text) for problem in breach.review().warnings]
    assert warnings == [
        "No update states a status: the incident counts as open until you state when it was"
        " resolved."
    ]
    breach.resolved_at = breach.aware_at
    breach.save()
    assert breach.data()["en"]["card"]["is_open"] is False


def test_taking_a_version_brings_its_facts_back_and_keeps_the_timeline(published_breach):
    data = published_breach.current().data
    add_update(published_breach, "Second text.")
    second = republish(published_breach)
    published_breach.refresh_from_db()
    published_breach.subjects_count, published_breach.not_yet_known = None, ["subjects_count"]
    published_breach.save()
    add_update(published_breach, "A draft.")
    published_breach.restore(second.data)
    again = Incident.objects.get(pk=published_breach.pk)
    assert not again.has_changes()
    again.restore(data)
    assert Incident.objects.get(pk=again.pk).updates.count() == 2
