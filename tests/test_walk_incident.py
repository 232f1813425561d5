"""A breach's walk: drafted, held back, published, updated, corrected, resolved; then read."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from lxml import etree, html
from playwright.sync_api import expect

from incidents.models import Incident
from trustportal.language.locales import today

from .watching import watched

pytestmark = pytest.mark.browser

ATOM = {"a": "http://www.w3.org/2005/Atom"}
TEXTS = {
    "first": "A backup can be read by others. We look into it.",
    "second": "The access was closed; 1,200 persons are concerned.",
    "correction": "It was another backup than we said.",
    "resolved": "All copies are deleted.",
}


@pytest.fixture
def portal(live_server):
    call_command("load_sample", verbosity=0)
    call_command("setup_clocks", verbosity=0)
    return live_server.url


@pytest.fixture
def browser_of(chromium, portal):
    with watched(chromium, portal) as browser:
        yield browser


def log_in(page, user):
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()


def at(page, label, moment):
    """Fill the boxes of a moment, by the name of its fieldset."""
    group = page.get_by_role("group", name=label)
    group.get_by_label("Date:").fill(f"{moment:%Y-%m-%d}")
    group.get_by_label("Time:").fill(f"{moment:%H:%M}")


def save(page):
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("You may edit it again below.")).to_be_visible()


def draft(page):
    """Draft a personal data breach, with the persons concerned left empty."""
    page.goto("/admin/incidents/incident/")
    page.get_by_role("link", name="Add incident").click()
    page.locator("#id_title_0").fill("Backup read by others")
    page.locator("#id_title_1").fill("Sicherung von anderen gelesen")
    page.get_by_label("Kind:", exact=True).first.select_option("Personal data breach")
    page.get_by_label("Severity:").select_option("major")
    page.locator("#id_nature_0").fill("A backup could be read.")
    page.get_by_label("Subprocessors:").select_option("querlinde")
    page.get_by_role("button", name="Choose all categories of data").click()
    page.get_by_role("button", name="Choose all data subjects").click()
    at(page, "Aware at:", timezone.now() - timedelta(hours=41, minutes=-5))
    page.locator("#id_consequences_0").fill("Unwanted calls.")
    page.locator("#id_measures_0").fill("Access was closed.")
    page.locator("#id_contact_0").fill("privacy@example.com")
    page.get_by_label("Customer-reportable:").select_option("Yes")
    page.get_by_label("Decided on:").fill(str(today()))
    page.get_by_label("Decided by:").fill("Data protection officer")
    add_update(page, 0, "first", hours=3, status="investigating")
    save(page)


def add_update(page, place, key, hours, status=None, kind=None, corrects=None):
    """Add an entry to the timeline, that many hours ago; the form proposes what is not given."""
    page.get_by_role("button", name="Add another Update").click()
    form = page.locator(f"#updates-{place}")
    if kind:
        form.get_by_label("Kind:").select_option(kind)
    if corrects:
        form.get_by_label("Corrects:").select_option(index=corrects)
    if status:
        form.get_by_label("Status:").select_option(status)
    at(form, "Happened at:", timezone.now() - timedelta(hours=hours))
    form.locator(f"#id_updates-{place}-text_0").fill(TEXTS[key])


def publish(page, note):
    page.get_by_role("link", name="Review and publish").click()
    page.locator("#id_note_0").fill(note)
    page.get_by_role("button", name="Publish").click()


def open_draft(page):
    page.goto("/admin/incidents/incident/")
    page.get_by_role("link", name="Backup read by others").click()
    expect(page.get_by_role("heading", name="Change incident")).to_be_visible()


def test_a_breach_is_held_back_published_updated_corrected_and_resolved(
    browser_of, portal, publisher
):
    staff = browser_of()
    log_in(staff, publisher)
    draft(staff)

    # The clock runs, and the meter says what is missing.
    staff.goto("/admin/")
    expect(staff.get_by_role("region", name="Clocks")).to_contain_text("GDPR Art. 33: 31 h left")
    open_draft(staff)
    staff.get_by_role("link", name="Review and publish").click()
    missing = [
        "Approximate number of data subjects: missing (Art. 33(3)(a) GDPR)",
        "Approximate number of records: missing (Art. 33(3)(a) GDPR)",
    ]
    expect(staff.locator("ul.meter li").filter(has_text="missing")).to_have_text(missing)
    assert "Backup read by others" not in staff.request.get("/incidents/").text()

    # What is not known yet is said to be so.
    open_draft(staff)
    staff.get_by_role("group", name="Not yet known:").get_by_label(
        "Number of data subjects"
    ).check()
    staff.get_by_role("group", name="Not yet known:").get_by_label("Number of records").check()
    save(staff)
    publish(staff, "First notice.")
    expect(staff.get_by_text("Published: version 1.")).to_be_visible()

    # A second update, a correction of the first, the end.
    open_draft(staff)
    expect(staff.locator("#id_updates-0-text_0")).to_be_disabled()
    staff.get_by_role("group", name="Not yet known:").get_by_label(
        "Number of data subjects"
    ).uncheck()
    staff.get_by_label("Number of data subjects:").fill("1200")
    add_update(staff, 1, "second", hours=2, status="identified")
    save(staff)
    publish(staff, "The number of data subjects is known.")
    expect(staff.get_by_text("Published: version 2.")).to_be_visible()

    open_draft(staff)
    add_update(staff, 2, "correction", hours=1, kind="Correction", corrects=1)
    save(staff)
    publish(staff, "We named a wrong backup.")
    expect(staff.get_by_text("Published: version 3.")).to_be_visible()

    open_draft(staff)
    at(staff, "Resolved at:", timezone.now() - timedelta(minutes=2))
    add_update(staff, 3, "resolved", hours=0, status="resolved")
    save(staff)
    publish(staff, "Resolved.")
    expect(staff.get_by_text("Published: version 4.")).to_be_visible()

    incident = Incident.objects.get(title__contains="Backup read by others")
    read(browser_of(), incident, f"/incidents/{incident.slug}/")


def read(reader, incident, page):
    """See as a customer and as a machine what was published; the first text stays, struck."""
    reader.goto("/incidents/")
    reader.get_by_role("link", name="Backup read by others").click()
    expect(reader).to_have_url(page)
    reader.wait_for_load_state()
    assert [
        text.split("\n")[0] for text in reader.locator(".timeline .prose").all_inner_texts()
    ] == [TEXTS[key] for key in ("resolved", "correction", "second", "first")]
    assert [text.strip() for text in reader.locator("del").all_inner_texts()] == [TEXTS["first"]]
    assert reader.locator(".timeline .pill").all_inner_texts() == [
        "resolved", "identified", "identified", "investigating",
    ]  # fmt: skip
    expect(reader.get_by_text("1,200")).to_have_count(2)
    reader.goto(f"{page}v1/")
    expect(reader.locator(".timeline").get_by_text(TEXTS["first"])).to_be_visible()
    expect(reader.locator("del")).to_have_count(0)
    expect(reader.get_by_text("Not yet known").first).to_be_visible()

    for address in ("/incidents.atom", f"{page[:-1]}.atom"):
        feed = etree.fromstring(reader.request.get(address).body())
        entries = [
            e
            for e in feed.findall("a:entry", ATOM)
            if incident.reference in e.findtext("a:title", None, ATOM)
        ]
        texts = [
            html.fromstring(entry.findtext("a:summary", None, ATOM)).find("p").text
            for entry in entries
        ]
        assert texts == [TEXTS[key] for key in ("resolved", "correction", "second", "first")]

    api = reader.request.get("/api/v2/incidents.json").json()["incidents"]
    (found,) = [
        entry for entry in api if entry["name"] == f"{incident.reference} Backup read by others"
    ]
    assert (found["status"], found["impact"], found["shortlink"]) == (
        "resolved",
        "major",
        f"http://localhost{page}",
    )
    assert [update["body"] for update in found["incident_updates"]] == [
        TEXTS[key] for key in ("resolved", "correction", "second", "first")
    ]

    reader.goto("/subprocessor/querlinde/")
    concerning = reader.get_by_role("region", name="Incidents that concern this")
    expect(
        concerning.get_by_role("link", name=f"{incident.reference}: Backup read by others")
    ).to_be_visible()
    assert reader.context.cookies() == []
