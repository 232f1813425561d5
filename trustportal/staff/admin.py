"""The read-only admin of the record, of files and of edits."""

from django.apps import apps
from django.contrib import admin
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from trustportal.exports.models import Export
from trustportal.public.kinds import kinds
from trustportal.publishing.models import Edit
from trustportal.record.models import Version

from .addresses import address_of


class ReadOnlyAdmin(admin.ModelAdmin):
    """An admin in which nobody may change anything, whatever their permissions."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = [
        "position",
        "page",
        "number",
        "published_at",
        "material",
        "withdrawn",
        "published_by",
    ]
    list_filter = ["kind", "material", "withdrawn", "published_at"]
    search_fields = ["slug", "digest", "content_sha256"]
    ordering = ["-position"]
    list_select_related = ["published_by"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("data")

    @admin.display(description=_("page"), ordering="slug")
    def page(self, version):
        return page_in_words(version.kind, version.slug)


@admin.register(Export)
class ExportAdmin(ReadOnlyAdmin):
    """Every file that was made of a public page, to find out which one somebody holds."""

    list_display = [
        "made_at",
        "document",
        "number",
        "format",
        "language",
        "as_of",
        "query",
        "sha256",
    ]
    list_filter = ["format", "language", "version__kind", "made_at"]
    search_fields = ["sha256", "version__slug", "version__digest"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("version").defer("version__data")

    @admin.display(description=_("document"), ordering="version__slug")
    def document(self, export):
        return page_in_words(export.version.kind, export.version.slug)

    @admin.display(description=_("version"), ordering="version__number")
    def number(self, export):
        return export.version.number


@admin.register(Edit)
class EditAdmin(ReadOnlyAdmin):
    list_display = ["at", "user", "edited", "what"]
    list_filter = ["user"]
    search_fields = ["what"]
    list_select_related = ["user"]
    list_per_page = 50  # each row looks up what was edited
    fields = ["at", "user", "edited", "what", "revision", "position"]

    @admin.display(description=_("what was edited"))
    def edited(self, edit):
        """Return the name of what was edited, linked if it still exists."""
        label, _space, pk = edit.target.rpartition(" ")
        model = apps.get_model(label)
        kind = capfirst(model._meta.verbose_name)
        found = model._default_manager.filter(pk=pk).first()
        if found is None:
            return f"{kind} {pk}"
        if model not in self.admin_site._registry:
            return f"{kind}: {found}"
        return format_html('<a href="{}">{}: {}</a>', address_of(found, "change"), kind, found)


def page_in_words(kind, slug):
    found = kinds().get(kind)
    return f"{found.label if found else kind}: {slug}"
