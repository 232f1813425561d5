"""The version that an address shows."""

import json
from dataclasses import dataclass
from datetime import UTC, date

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.language.locales import day_in_words
from trustportal.record.models import Version

from .kinds import kinds
from .query import Query

CURRENT, AS_OF, OLD, PREVIEW = "current", "as_of", "old", "preview"


@dataclass(frozen=True)
class Shown:
    """A version to show; `day` is that of `?as_of=`, at whose end the version was public."""

    version: Version
    state: str
    day: date | None = None


def readable(kind, slug):
    """Versions of a page as a reader needs them: in the active language, with their place."""
    versions = Version.objects.of(kind, slug).with_place().in_language(get_language())
    return with_related_cards(kind, versions)


def with_related_cards(kind, versions):
    """Add the cards of pages that may concern one of this kind, if such a kind exists."""
    related = kinds()[kind].related
    return versions.with_cards_of(related, get_language()) if related else versions


def related_cards(version, name):
    """Return the cards loaded with a version that concern what is named, such as `vendor/apple`."""
    lines = (getattr(version, "cards", None) or "").splitlines()
    cards = [json.loads(line) for line in lines]
    return [card for card in cards if name in card.get("concerns", [])]


def one_version(versions, **which):
    """Return the newest of these versions, or raise Http404."""
    return existing(versions.filter(**which).order_by("-number").first())


def shown_version(query: Query, versions) -> Shown:
    """Return the current version, or the one that was public at the end of `?as_of=`."""
    day = query.past_day("as_of")
    if day is None:
        return Shown(one_version(versions), CURRENT)
    version = existing(versions.as_of(day).first())
    if not version.was_public_on(day):
        raise not_public_yet(day, version.published_at)
    return Shown(version, AS_OF, day)


def numbered_version(versions, number: int) -> Shown:
    """Return a version by its number; the newest of its page is shown as the current one."""
    version = one_version(versions, number=number)
    return Shown(version, CURRENT if version.number == version.latest_number else OLD)


def not_public_yet(day: date, first) -> Http404:
    """Return the error that names the moment at which a page was first published."""
    language = get_language()
    return Http404(
        _("This page was not public yet on %(day)s. It was first published on %(first)s.")
        % {
            "day": day_in_words(day, language),
            "first": day_in_words(first.astimezone(UTC).date(), language),
        }
    )


def existing(found):
    if found is None:
        raise Http404(_("There is no such page."))
    return found
