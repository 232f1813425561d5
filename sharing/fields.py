"""How a third party's draft is stored in its published page."""

from django.utils.translation import gettext_lazy as _

from trustportal.publishing.fields import (
    Autolink,
    Choice,
    Coded,
    Day,
    Derived,
    Id,
    Plain,
    Translated,
    Word,
)
from trustportal.record.changes import NEVER


def direction(element, language):
    """Return on which side an element is listed; it is read from the key of its section."""
    return {
        "direction": element.get_direction_display(),
        "direction_code": element.direction,
    }


def personal(element, language):
    is_personal = element.identifiability != "none"
    return {
        "personal": _("Personal data") if is_personal else "",
        "personal_code": "yes" if is_personal else "",
    }


def no_example(is_secret, language):
    return _("no example is given") if is_secret else ""


HEAD = [Plain("name", key="title"), Translated("summary"), Translated("notice")]
FACTS = [
    Translated("statement", _("No data is shared")),
    Choice("relationship", _("Relationship")),
    Translated("consent", _("What an administrator switches on")),
    Translated("contract", _("Governing contract")),
    Translated("how_to_stop", _("How to stop")),
    Translated("how_to_delete", _("How to delete")),
    Translated("never_sent", _("What is never sent")),
    Autolink("website", _("Website"), material=NEVER),
    Autolink("source_url", _("Source"), key="source", material=NEVER),
    Day("checked_on", _("Source checked on"), material=NEVER),
]
CARD = [Plain("shares_nothing", key="nothing")]
ELEMENT = [
    Id("uuid"),
    Derived("direction", of=direction),
    Plain("service", _("Service")),
    Plain("service_url"),
    Plain("message", _("Message")),
    Plain("name", _("Data")),
    Coded(
        "is_secret",
        _("Credential"),
        key="secret",
        under="name",
        words=no_example,
        to=lambda is_secret: "yes" if is_secret else "",
        back="yes".__eq__,
    ),
    Translated("example", _("Example"), under="name", material=NEVER),
    Translated("purpose", _("Used for")),
    Translated("details", _("Details"), under="purpose"),
    Word("category", _("Category")),
    Choice("necessity", _("Needed")),
    Choice("identifiability", _("Identifies")),
    Derived("personal", of=personal),
]
