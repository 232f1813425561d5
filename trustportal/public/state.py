"""The state of the whole site, on which every answer depends: the validator for caches."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.conf import settings
from django.db.models import Exists, Func, Subquery, Value

from trustportal.language.locales import today
from trustportal.record.canonical import sha256
from trustportal.record.models import Version

from .kinds import packages

SUFFIXES = {".py", ".html", ".txt", ".svg", ".css", ".js", ".typ", ".mo"}


@dataclass(frozen=True)
class SiteState:
    etag: str
    last_modified: datetime
    has_imprint: bool  # as pages of the portal's own
    has_privacy_notice: bool


def code_folders() -> list[str]:
    """Return the folders whose files decide what an answer looks like."""
    return list(dict.fromkeys(["trustportal", *packages(), "templates", "static", "locale"]))


def changed_last() -> datetime:
    """Return the moment at which a file of the code changed last: that of the release."""
    newest = 0.0
    for folder in code_folders():
        for file in (settings.BASE_DIR / folder).rglob("*"):
            if file.suffix in SUFFIXES:
                newest = max(newest, file.stat().st_mtime)
    return datetime.fromtimestamp(newest, UTC)


RELEASED = changed_last()
# Servers or releases that would answer differently must not share validators.
FLAVOUR = sha256(
    [
        settings.SITE_URL,
        settings.COMPANY_NAME,
        settings.CONTACT_EMAIL,
        settings.SECURITY_CONTACT,
        settings.ACCENT_COLOR,
        settings.IMPRINT_URL,
        settings.PRIVACY_NOTICE_URL,
        [code for code, _name in settings.LANGUAGES],
        RELEASED.isoformat(),
    ]
)[:12]


def site_state() -> SiteState:
    """Return the state: newest version, erasures, day (UTC) and release; one query."""
    midnight = datetime.combine(today(), time(), UTC)
    last = newest_version() or {}
    position, erasures = last.get("position", 0), last.get("erasures", 0)
    recorded_at = last.get("recorded_at") or RELEASED
    erased_at = last.get("erased_at") or RELEASED
    return SiteState(
        etag=f'"{position}-{erasures}-{midnight:%Y%m%d}-{FLAVOUR}"',
        last_modified=max(midnight, RELEASED, recorded_at, erased_at),
        has_imprint=last.get("imprint", False),
        has_privacy_notice=last.get("privacy", False),
    )


def newest_version() -> dict | None:
    erased = Version.objects.filter(redacted_at__isnull=False).order_by()
    versions = Version.objects.order_by("-position").annotate(
        imprint=has_page("imprint", settings.IMPRINT_URL),
        privacy=has_page("privacy-notice", settings.PRIVACY_NOTICE_URL),
        erasures=Subquery(erased.values(count=Func("pk", function="COUNT"))),
        erased_at=Subquery(erased.values(last=Func("redacted_at", function="MAX"))),
    )
    return versions.values(
        "position", "recorded_at", "erasures", "erased_at", "imprint", "privacy"
    ).first()


def has_page(slug: str, elsewhere: str):
    if elsewhere:
        return Value(False)
    return Exists(Version.objects.public().of("page", slug))
