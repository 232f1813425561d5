"""The annexes that the register can be exported as, and their addresses.

Pages list them from here without importing the writers.
"""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from trustportal.exports.formats import paper_formats
from trustportal.public.kinds import FileGroup
from trustportal.public.query import with_query
from trustportal.record.rows import Row

from .register import register_on
from .states import ENDED

BOTH = "both"  # languages, side by side
# law: (title of the annex, the clauses that it belongs to)
ANNEXES = {
    "2021-914": (
        gettext_lazy("Annex III: list of sub-processors"),
        gettext_lazy(
            "To the standard contractual clauses of Commission Implementing Decision (EU) 2021/914"
        ),
    ),
    "2021-915": (
        gettext_lazy("Annex IV: list of sub-processors"),
        gettext_lazy(
            "To the standard contractual clauses of Commission Implementing Decision (EU) 2021/915"
        ),
    ),
}
# The columns with what both forms demand of each entry.
DEMANDED = ("name", "address", "contact", "purpose", "responsibilities")


def file_groups(page, query, on):
    """Return the annexes, with the filters and the day of the page."""
    remark = remark_on_gaps(gaps_of_page(page, query, on))
    return [
        FileGroup(f"{title}, (EU) {law.replace('-', '/')}", links_of(law, query), remark)
        for law, (title, _clauses) in ANNEXES.items()
    ]


def gaps_of_page(page, query, on):
    """Return how many places of an annex of this page would say “not stated”.

    A list that was published before it kept these columns says nothing of them: 0.
    """
    for section in page.sections:
        if not set(DEMANDED) <= set(section.data.get("listed", DEMANDED)):
            return 0
    chosen = register_on(page, query, on).chosen
    return gaps_of([entry.row for entry in chosen if entry.state != ENDED])


def gaps_of(rows: list[Row]) -> int:
    found = 0
    for row in rows:
        found += sum(not is_stated(row, key) for key in DEMANDED)
    return found


def is_stated(row: Row, key: str) -> bool:
    return bool(row.text(key) or row.url(key))


def remark_on_gaps(number: int) -> str:
    sentence = ngettext(
        "%d fact that the form demands is missing: the annex says “not stated”.",
        "%d facts that the form demands are missing: the annex says “not stated”.",
        number,
    )
    return sentence % number if number else ""


def links_of(law, query):
    found = [
        (format.upper(), address_of(law, format, query.encoded(without="page")))
        for format in paper_formats()
    ]
    if len(settings.LANGUAGES) > 1:
        encoded = query.encoded(without="page", language=BOTH)
        for format in paper_formats():
            found.append(
                (_("%s in two languages") % format.upper(), address_of(law, format, encoded))
            )
    return found


def address_of(law, format, encoded):
    return with_query(reverse(f"scc-{law}", kwargs={"format": format}), encoded)


def languages_of(query):
    """Return the languages of an annex.

    By default the active one; `?language=` asks for another one, or for the first two side by side.
    """
    codes = [code for code, _name in settings.LANGUAGES]
    language = query.value("language") or get_language()
    if language == BOTH:
        return codes[:2]
    if language not in codes:
        raise BadRequest(_("“%s” is not a language of this portal.") % language[:40])
    return [language]
