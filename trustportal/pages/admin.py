from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from trustportal.publishing.admin import DocumentAdmin, DraftAdmin, UnpublishedFilter
from trustportal.vocabulary.models import DataCategory, DataSubject, Product

from .models import Page

admin.site.site_header = admin.site.site_title = _("Trust portal: editing")
admin.site.index_title = _("Drafts and what is public")


@admin.register(Page)
class PageAdmin(DocumentAdmin):
    list_display = ["__str__", "unpublished", "public_version", "slug", "order"]
    list_filter = [UnpublishedFilter]
    search_fields = ["slug", "title", "summary", "body"]
    fields = ["title", "slug", "summary", "body", "order", "notice"]


class WordAdmin(DraftAdmin):
    list_display = ["__str__", "slug"]
    search_fields = ["slug", "label"]


@admin.register(Product, DataSubject)
class PlainWordAdmin(WordAdmin):
    pass


@admin.register(DataCategory)
class DataCategoryAdmin(WordAdmin):
    list_display = ["__str__", "slug", "parent", "is_special", "dpv_iri"]
    list_filter = ["is_special", "parent"]
    list_select_related = ["parent"]
