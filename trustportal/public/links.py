"""Links to the files of a page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trustportal.exports.formats import labels

from .query import with_query


def file_links(query, version, state):
    """Return [(name, address), …] of a page's files, with the same version, day and filters."""
    where = {"kind": version.kind, "slug": version.slug}
    pack = reverse("evidence", kwargs=where)
    question = query.encoded(without="page")
    view = "page-file"
    if state == "old":
        view, where = "version-file", where | {"number": version.number}
    files = [
        (label, reverse(view, kwargs=where | {"format": format}))
        for format, label in labels().items()
    ]
    if state != "old":
        files.append((_("Evidence pack (ZIP)"), pack))
    return [(label, with_query(address, question)) for label, address in files]
