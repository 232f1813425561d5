from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from trustportal.staff.documents import DocumentAdmin, UnpublishedFilter
from trustportal.staff.gaps import MissingFilter

from .models import Statement

admin.site.site_header = admin.site.site_title = _("Trust portal: editing")
admin.site.index_title = _("Drafts and what is public")


@admin.register(Statement)
class StatementAdmin(DocumentAdmin):
    list_display = ["__str__", "unpublished", "public_version", "slug", "order"]
    list_filter = [UnpublishedFilter, MissingFilter]
    search_fields = ["slug", "title", "summary", "body"]
    fields = ["title", "slug", "summary", "body", "order", "notice"]
