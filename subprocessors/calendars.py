"""The deadlines as an iCalendar file (RFC 5545)."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from trustportal.language.locales import day_in_words


def calendar(version, title, announcements):
    """Return the bytes of a calendar with the days of each announced change.

    These are the last day to object, the day on which the change starts, and the one on which it
    starts for existing customers.
    """
    found = Calendar()
    found.add("prodid", "-//trust portal//deadlines//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", f"{settings.COMPANY_NAME}: {title}")
    for announcement in announcements:
        name = announcement.entry.name
        starts = _("%(name)s %(what)s") % {"name": name, "what": announcement.what}
        found.add_component(event(version, announcement, "start", announcement.starts_on, starts))
        if announcement.existing_from:
            existing = _("For existing customers: %s") % starts
            day = announcement.existing_from
            found.add_component(event(version, announcement, "existing", day, existing))
        if announcement.object_until:
            until = _("Last day to object: %s") % starts
            day = announcement.object_until
            found.add_component(event(version, announcement, "object", day, until))
    return found.to_ical()


def event(version, announcement, kind, on, summary):
    entry = announcement.entry
    found = Event()
    found.add("uid", f"{entry.row.id}-{announcement.key}-{kind}@{settings.SITE_URL.split('//')[1]}")
    found.add("dtstamp", version.recorded_at)
    found.add("dtstart", on)
    found.add("summary", summary)
    found.add(
        "description",
        _("Published on %s.") % day_in_words(announcement.announced_on, get_language()),
    )
    found.add("url", settings.SITE_URL + reverse("subprocessor", kwargs={"entry": entry.slug}))
    return found
