"""An index of the public pages, for fast search and lists."""

from django.db import models

from .reader import Page
from .rows import Data
from .search import folded, text_of


def listed(page: Data) -> Data | None:
    """Return the page with only the row keys that its sections declare as `listed`.

    None if no section does.
    """
    sections = page.get("sections", [])
    if not any("listed" in section for section in sections):
        return None
    return page | {"sections": [with_listed_keys(section) for section in sections]}


def with_listed_keys(section: Data) -> Data:
    keys = section.get("listed")
    if keys is None:
        return section
    rows = []
    for row in section.get("rows", []):
        rows.append({key: row[key] for key in keys if key in row})
    return section | {"rows": rows}


class SearchTextQuerySet(models.QuerySet["SearchText"]):
    def index(self, version):
        """Replace the index of a page with that of this version."""
        self.filter(version__kind=version.kind, version__slug=version.slug).delete()
        texts = [search_text(version, language, page) for language, page in version.data.items()]
        self.bulk_create(texts)  # type: ignore[arg-type]

    def unlike_their_version(self):
        """Return the rows that do not match their version."""
        found = []
        for row in self.filter(listed__isnull=False).select_related("version").iterator():
            if row.listed != listed(row.version.page(row.language).data):
                found.append(row)
        return found

    def matching(self, query, language):
        """Rows whose page holds every word of the query, whatever the case of its letters."""
        rows = self.filter(language=language)
        for word in dict.fromkeys(folded(query).split()):  # SQLite refuses a thousand conditions
            rows = rows.filter(folded__contains=word)
        return rows


class SearchText(models.Model):
    """The words of a page that is public now; `rebuild_search` makes all of them again."""

    version = models.ForeignKey("record.Version", models.PROTECT, related_name="+")
    language = models.CharField(max_length=16)
    text = models.TextField()
    folded = models.TextField()
    listed = models.JSONField(null=True)

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="record_searchtext_once"),
        ]

    def __str__(self):
        return f"{self.version} {self.language}"


def search_text(version, language: str, page: Data) -> SearchText:
    text = text_of(Page(page))
    return SearchText(
        version=version,
        language=language,
        text=text,
        folded=folded(text),
        listed=listed(page),
    )
