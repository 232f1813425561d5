"""The sections of the register's page, and its card for lists and the home page."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trustportal.language.locales import is_country
from trustportal.publishing.rows import columns

from .changes import EVENTS, MATERIAL
from .fields import ENTRY, LISTED

SECTIONS = {
    "third_party": pgettext_lazy("subprocessors", "Third parties"),
    "affiliate": _("Affiliates"),
}
KIND_NOT_STATED = "subprocessor"  # the section of entries whose kind nobody stated


def sections_of(rows):
    """Return a section for each kind, and one for entries without a kind where there are such."""
    found = []
    for key, title in SECTIONS.items():
        found.append(section(key, title, [row for row in rows if row["kind_code"] == key]))
    others = [row for row in rows if not row["kind_code"]]
    if others:
        is_alone = len(others) == len(rows) and not any("list_group" in row for row in rows)
        title = _("Subprocessors") if is_alone else _("Further subprocessors")
        found.append(section(KIND_NOT_STATED, title, others))
    return found


def section(key, title, rows):
    return {
        "key": key,
        "title": str(title),
        "intro": "",
        "columns": columns(ENTRY, EVENTS, MATERIAL),
        "by": "kind",  # the column by which an entry is in one section or another
        "listed": LISTED,
        "rows": rows,
    }


def card(rows):
    """Return what the home page and the lists of files need of the register."""
    countries, products = set(), {}
    for row in rows:
        countries.update(filter(is_country, row.get("countries_code", [])))
        products |= zip(row.get("products_slug", []), row.get("products", []), strict=True)
    return {
        "entries": len(rows),
        "countries": len(countries),
        "products": [{"slug": slug, "name": name} for slug, name in sorted(products.items())],
    }
