from django.contrib import admin

from trustportal.staff.drafts import DraftAdmin

from .models import (
    DataCategory,
    DataSubject,
    Product,
    ProductEdition,
    SubprocessorGroup,
    TransferLaw,
    TransferMechanism,
)


class WordAdmin(DraftAdmin):
    list_display = ["__str__", "slug"]
    search_fields = ["slug", "label"]


@admin.register(Product, ProductEdition, DataSubject)
class PlainWordAdmin(WordAdmin):
    pass


@admin.register(DataCategory)
class DataCategoryAdmin(WordAdmin):
    list_display = ["__str__", "slug", "parent", "is_special", "dpv_iri"]
    list_filter = ["is_special", "parent"]
    list_select_related = ["parent"]


@admin.register(SubprocessorGroup)
class SubprocessorGroupAdmin(WordAdmin):
    list_display = ["__str__", "slug", "order"]


@admin.register(TransferLaw)
class TransferLawAdmin(WordAdmin):
    list_display = ["__str__", "slug", "territory", "order"]


@admin.register(TransferMechanism)
class TransferMechanismAdmin(WordAdmin):
    list_display = ["__str__", "slug", "legitimises", "country", "order"]
    list_filter = ["legitimises"]
    change_list_template = "admin/vocabulary/transfer_mechanisms.html"
