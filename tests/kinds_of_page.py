"""A portal with one page of every kind and their addresses, for tests of every kind of page."""

from django.core.management import call_command

from trustportal.pages.models import Statement
from trustportal.record.models import Version

ERASED_BECAUSE = "A person asked for it."
LONG_WORD = "0123456789abcdef" * 8
RICH = f"""\
## A heading

A text with **weight**, `{LONG_WORD}`, <https://example.com/{LONG_WORD}> and a [link](/sharing/).

### A heading below

1. first
2. second
    - nested

> Quoted.

| Right | Until | The address that somebody has to write to |
|---|--:|---|
| Access | 30 days | privacy.requests.from.persons@example.com |

    as it is: {LONG_WORD}
"""

# {name: (address, status)}. Apple's 88 rows are filtered: all of them take axe a while.
KINDS_OF_PAGE = {
    "home": ("/", 200),
    "third parties": ("/sharing/", 200),
    "a third party": ("/sharing/google/", 200),
    "a third party, filtered": ("/sharing/google/?q=device&personal=yes", 200),
    "a third party, all filtered away": ("/sharing/google/?q=no+such+thing", 200),
    "a third party that gets nothing": ("/sharing/configuration-manager/", 200),
    "register of subprocessors": ("/subprocessors/", 200),
    "a subprocessor": ("/subprocessor/querlinde/", 200),
    "history of the register": ("/subprocessors/history/", 200),
    "an old version": ("/sharing/apple/v3/?q=imei", 200),
    "as of a day": ("/sharing/apple/?as_of=2018-05-01&q=imei", 200),
    "history": ("/sharing/apple/history/", 200),
    "comparison": ("/sharing/apple/compare/2..5/", 200),
    "comparison with an erased version": ("/sharing/apple/compare/1..2/", 200),
    "changes": ("/changes/", 200),
    "search, not asked": ("/search/", 200),
    "search with results": ("/search/?q=imei", 200),
    "search without results": ("/search/?q=no+such+thing", 200),
    "verify": ("/verify/", 200),
    "verify, no SHA-256": ("/verify/?sha256=apple", 400),
    "verify, unknown": (f"/verify/?sha256={'0' * 64}", 200),
    "incidents": ("/incidents/", 200),
    "incidents, filtered": ("/incidents/?kind=security&q=inc", 200),
    "incidents, all filtered away": ("/incidents/?q=no+such+thing", 200),
    "incidents of a year": ("/incidents/{year}/", 200),
    "an open incident": ("/incidents/{open}/", 200),
    "a corrected incident": ("/incidents/{corrected}/", 200),
    "a retracted incident": ("/incidents/{retracted}/", 200),
    "a resolved incident with a post-mortem": ("/incidents/{resolved}/", 200),
    "an incident before its correction": ("/incidents/{corrected}/v2/", 200),
    "history of an incident": ("/incidents/{corrected}/history/", 200),
    "comparison with a correction": ("/incidents/{corrected}/compare/2..3/", 200),
    "statement on incidents": ("/incidents/statement/all-clear/", 200),
    "statements": ("/pages/", 200),
    "statement": ("/pages/data-security/", 200),
    "statement with all of Markdown, partly untranslated": ("/pages/rich/", 200),
    "imprint": ("/pages/imprint/", 200),
    "malformed": ("/sharing/apple/?as_of=31.09.2024", 400),
    "unknown": ("/sharing/nobody/", 404),
    "before the first publication": ("/sharing/apple/?as_of=2001-01-01", 404),
    "withdrawn": ("/pages/support-access/", 410),
    "erased": ("/sharing/apple/v1/", 410),
}


def furnish():
    """Load the sample and what it lacks: a withdrawn page, an erased version, all of Markdown."""
    call_command("load_sample", verbosity=0)
    rich = Statement.objects.create(
        slug="rich",
        title={"en": "All of Markdown", "de": "Alles an Markdown"},
        summary={"en": "Nobody has translated this."},
        notice={"en": "A notice without a translation."},
        body={"en": RICH},
    )
    rich.publish(note={"en": "First published."}, material=False)
    Statement.objects.get(slug="support-access").withdraw(
        note={"en": "It is replaced by a contract."}
    )
    Version.objects.of("vendor", "apple").get(number=1).redact(ERASED_BECAUSE)


# The sample's incidents in order of publication: their addresses depend on the day of loading.
INCIDENTS = ("resolved", "corrected", "retracted", "open")


def every_page(before=""):
    """Return [(name, address, status), …] of every kind of page, below a language's prefix."""
    first = list(Version.objects.filter(kind="incident", number=1).order_by("published_at"))
    places = {name: version.slug for name, version in zip(INCIDENTS, first, strict=True)}
    places["year"] = first[-1].published_on.year
    return [
        (name, before + address.format(**places), status)
        for name, (address, status) in KINDS_OF_PAGE.items()
    ]
