"""A new subprocessor's walk: added for tomorrow, held back, announced, and read by a customer."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from icalendar import Calendar
from lxml import etree
from playwright.sync_api import expect

from subprocessors.models import Subprocessor
from subprocessors.notice import first_possible_start, last_day_to_object
from trustportal.language.locales import day_in_words, today

from .watching import watched

pytestmark = pytest.mark.browser

ATOM = {"a": "http://www.w3.org/2005/Atom"}
NEW = "Steinbock Rechenzentrum"


@pytest.fixture
def portal(live_server):
    call_command("load_sample", verbosity=0)
    return live_server.url


@pytest.fixture
def browser_of(chromium, portal):
    with watched(chromium, portal) as browser:
        yield browser


def in_words(date):
    return day_in_words(date, "en")


def log_in(page, user):
    page.goto("/admin/subprocessors/subprocessor/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()


def add_for_tomorrow(page):
    page.get_by_role("link", name="Add subprocessor").click()
    for folded in ("The data", "The company"):
        page.locator("summary").filter(has_text=folded).click()
    page.get_by_label("Name:", exact=True).press_sequentially(NEW)
    expect(page.get_by_label("Slug:")).to_have_value("steinbock-rechenzentrum")
    page.get_by_label("Legal name:").fill(f"{NEW} GmbH")
    page.get_by_label("Registered address:").fill("Beispielweg 1, 09999 Beispielstadt")
    page.get_by_label("Country of registration:").select_option("Austria")
    page.get_by_label("Contact:", exact=True).fill("Privacy Office")
    page.get_by_label("Contact address:").fill("mailto:privacy@steinbock.example")
    page.get_by_label("Starts on:", exact=True).first.fill(
        (today() + timedelta(days=1)).isoformat()
    )
    page.locator("#id_purpose_0").fill("A second data centre.")
    page.locator("#id_purpose_1").fill("Ein zweites Rechenzentrum.")
    page.get_by_role("button", name="Choose all categories of data").click()
    page.get_by_role("button", name="Add another Processing location").click()
    page.locator("#id_locations-0-country").select_option("Austria")
    page.locator("#id_locations-0-activity").select_option("storage")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()


def publish_on_the_first_possible_day(page, starts_on):
    """Be held back, follow the link to the entry, set the day that the page names, and publish."""
    page.goto("/admin/subprocessors/subprocessor/")
    page.get_by_role("link", name="Unpublished changes: review and publish").click()
    blocked = page.get_by_role("listitem").filter(has_text="before the notice period ends")
    expect(blocked).to_contain_text(
        f"{NEW} would start on {in_words(today() + timedelta(days=1))}, "
        "before the notice period ends. "
        f"The earliest possible day is {in_words(starts_on)}."
    )
    page.locator("#id_note_0").fill("A second data centre, for redundancy.")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".errornote")).to_contain_text("before the notice period ends")

    page.get_by_role("link", name=f"Edit {NEW}").first.click()
    page.get_by_label("Starts on:", exact=True).first.fill(starts_on.isoformat())
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Unpublished changes: review and publish").click()
    expect(page.get_by_text("This blocks publishing")).to_have_count(0)
    page.locator("#id_note_0").fill("A second data centre, for redundancy.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published: version 7.")).to_be_visible()
    page.get_by_role("link", name="See the public page").click()
    expect(page).to_have_url("/subprocessors/")


def test_a_subprocessor_is_held_back_announced_and_in_force_on_its_day(
    browser_of, portal, publisher
):
    starts_on, last_day = first_possible_start(today()), last_day_to_object(today())
    staff = browser_of()
    log_in(staff, publisher)
    add_for_tomorrow(staff)
    assert Subprocessor.objects.filter(name=NEW).count() == 1
    publish_on_the_first_possible_day(staff, starts_on)

    reader = browser_of()
    reader.goto("/subprocessors/")
    announced = (
        reader.get_by_role("region", name="Announced changes")
        .get_by_role("listitem")
        .filter(has_text=NEW)
    )
    expect(announced.locator("time")).to_have_text(in_words(starts_on))
    expect(announced).to_contain_text(f"{NEW} joins the list")
    expect(announced).to_contain_text(f"Objections until {in_words(last_day)}.")
    expect(reader.get_by_text("Write to our data protection officer")).to_be_visible()
    announced.get_by_role("link", name=NEW).click()
    expect(reader).to_have_url("/subprocessor/steinbock-rechenzentrum/")
    expect(reader.get_by_text(f"Objections until {in_words(last_day)}.")).to_be_visible()
    expect(reader.get_by_text("Write to our data protection officer")).to_be_visible()

    calendar = Calendar.from_ical(reader.request.get("/subprocessors/deadlines.ics").body())
    days = {
        str(event["summary"]): event.decoded("dtstart")
        for event in calendar.walk("VEVENT")
        if NEW in event["summary"]
    }
    assert days == {
        f"{NEW} joins the list": starts_on,
        f"Last day to object: {NEW} joins the list": last_day,
    }

    feed = etree.fromstring(reader.request.get("/subprocessors.atom").body())
    assert NEW in feed.findtext("a:entry/a:summary", namespaces=ATOM)

    for asked, rows in ((today(), 0), (starts_on, 1)):
        reader.goto(f"/subprocessors/?in_force_on={asked}")
        expect(reader.locator("table.register tr").filter(has_text=NEW)).to_have_count(rows)
        expect(reader.locator("table.register tr").filter(has_text="Aarsiegel")).to_have_count(1)
    assert reader.context.cookies() == []
