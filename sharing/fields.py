"""How a third party's draft is stored in its published page."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from trustportal.language.texts import by_language
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


class NameInWords(Translated):
    """A translation of a name in natural language; technical names have none.

    The name itself is in the authoritative language then. It stands in for a translation that is
    missing, and needs none in its own.
    """

    def write(self, element, language):
        words = by_language(getattr(element, self.name))
        if not any(words.values()):
            return {self.key: ""}
        source = settings.LANGUAGE_CODE
        said = {source: element.name, **words}
        if language == source and not words.get(source):
            said = {}
        return {self.key: LazyI18nString(said), "name_lang": source}


def personal(element, language):
    """Say that an element is personal data if somebody said so: not stated is neither."""
    is_personal = element.identifiability in PERSONAL
    return {
        "personal": _("Personal data") if is_personal else "",
        "personal_code": "yes" if is_personal else "",
    }


def no_example(is_secret, language):
    return _("no example is given") if is_secret else ""


PERSONAL = ("direct", "pseudonymous")
HEAD = [Plain("name", key="title"), Translated("summary"), Translated("notice")]
FACTS = [
    Translated("statement", _("No data is shared")),
    Choice("relationship", _("Relationship")),
    Translated("consent", _("What an administrator switches on")),
    Translated("contract", _("Governing contract")),
    Translated("how_to_stop", _("How to stop")),
    Translated("how_to_delete", _("How to delete")),
    Translated("never_sent", _("What is never sent")),
    Translated("retention", _("Retention")),
    Translated("training", _("Training of AI models")),
    Autolink("website", _("Website"), material=NEVER),
    Autolink("source_url", _("Source"), key="source", material=NEVER),
    Day("checked_on", _("Source checked on"), material=NEVER),
]
# Of the two states of the field, one is stated, and published.
CARD = [Plain("shares_nothing", key="nothing", to=lambda is_stated: is_stated or "")]
ELEMENT = [
    Id("uuid"),
    Derived("direction", of=direction),
    Plain("service", _("Service"), technical=True),
    Plain("service_url"),
    Plain("message", _("Message"), technical=True),
    Plain("name", _("Data"), technical=True),
    NameInWords("name_in_words", _("Name in words"), under="name", leads=_("Original name")),
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
