from django.contrib import admin

from trustportal.staff.drafts import DraftAdmin

from .models import DataCategory, DataSubject, Product


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
