from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from trustportal.language.texts import localized
from trustportal.staff.documents import DocumentAdmin, UnpublishedFilter
from trustportal.staff.drafts import DraftAdmin
from trustportal.staff.forms import DraftForm
from trustportal.staff.gaps import MissingFilter

from .models import DataElement, Vendor


def elements_in_words(number):
    return ngettext("%d data element", "%d data elements", number) % number


@admin.register(Vendor)
class VendorAdmin(DocumentAdmin):
    list_display = [
        "name",
        "completeness",
        "unpublished",
        "public_version",
        "element_list",
        "relationship",
        "checked_on",
    ]
    list_filter = [UnpublishedFilter, MissingFilter, "relationship", "shares_nothing"]
    search_fields = ["name", "slug", "summary"]
    readonly_fields = ["element_list"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "slug", "relationship", "website", "summary", "element_list"]}),
        (
            _("How data comes to flow"),
            {"fields": ["consent", "contract", "how_to_stop", "how_to_delete", "never_sent"]},
        ),
        (_("What becomes of the data there"), {"fields": ["retention", "training"]}),
        (_("No data is shared"), {"fields": ["shares_nothing", "statement"]}),
        (_("Source and notice"), {"fields": ["source_url", "checked_on", "notice"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("elements")

    @admin.display(description=_("data elements"))
    def element_list(self, vendor):
        if not vendor.pk:
            return _("Save first, then add data elements.")
        return format_html(
            '<a href="{}?vendor__id__exact={}">{}</a>',
            reverse("admin:sharing_dataelement_changelist"),
            vendor.pk,
            elements_in_words(vendor.elements.count()),
        )


class DataElementForm(DraftForm):
    """Keeps an element with its third party, because edits are recorded for that page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "vendor" in self.fields:
            self.fields["vendor"].disabled = True


@admin.register(DataElement)
class DataElementAdmin(DraftAdmin):
    form = DataElementForm
    actions = ()
    list_display = [
        "both_names",
        "where",
        "completeness",
        "category",
        "necessity",
        "identifiability",
        "seen",
    ]
    list_editable = ["necessity", "identifiability"]
    list_filter = [
        MissingFilter,
        "vendor",
        "direction",
        "service",
        "category",
        "necessity",
        "identifiability",
        "is_secret",
    ]
    list_select_related = ["vendor", "category"]
    # 200 rows that are edited in place exceed Django's 1,000 form fields.
    list_per_page = list_max_show_all = 100
    search_fields = ["name", "name_in_words", "service", "message", "purpose", "details"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("vendor", "direction", ("service", "service_url"), "message"),
                    *("name", "name_in_words"),
                ]
            },
        ),
        (_("What it is"), {"fields": ["purpose", "details", "is_secret", "example"]}),
        (_("What kind of data"), {"fields": ["category", "necessity", "identifiability", "order"]}),
    ]

    @admin.display(description=_("name"), ordering="name")
    def both_names(self, element):
        """The name, and what readers see instead in the language of whoever looks."""
        words, found_in = localized(element.name_in_words, get_language())
        if not words or found_in != get_language():
            return element.name
        return format_html("{}<br><small>{}</small>", element.name, words)

    @admin.display(description=_("where"), ordering="vendor__name")
    def where(self, element):
        parts = [
            element.vendor.name,
            element.get_direction_display(),
            element.service,
            element.message,
        ]
        return " · ".join(filter(None, parts))
