"""The files that a page offers of itself."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

LABELS = {
    "pdf": "PDF",
    "docx": _("Word (DOCX)"),
    "xlsx": _("Excel (XLSX)"),
    "csv": "CSV",
    "md": "Markdown",
    "json": _("JSON, the whole version"),
}


def files_offered(request, version, state):
    """Return [(name, address), …] of the files of what a page shows: the same version, day and filters."""
    where = {"kind": version.kind, "slug": version.slug}
    pack = reverse("evidence", kwargs=where)
    question = request.GET.copy()
    question.pop("page", None)
    view = "page-file"
    if state == "old":
        view, where = "version-file", where | {"number": version.number}
    files = [(label, reverse(view, kwargs=where | {"format": format})) for format, label in LABELS.items()]
    if state != "old":
        files.append((_("Evidence pack (ZIP)"), pack))
    asked = f"?{question.urlencode()}" if question else ""
    return [(label, address + asked) for label, address in files]
