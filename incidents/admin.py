from django.contrib import admin, messages
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from trustportal.staff.documents import DocumentAdmin, UnpublishedFilter
from trustportal.staff.drafts import DraftAdmin, PartInline
from trustportal.staff.gaps import MissingFilter

from .clocks import ClockRule, Report, running
from .forms import (
    IncidentForm,
    MomentBoxes,
    MomentBoxesInline,
    MomentsForm,
    UpdateFormSet,
    zones,
)
from .models import AffectedProduct, AllClear, Incident, IncidentUpdate


class UpdateInline(MomentBoxesInline, PartInline):
    model = IncidentUpdate
    form = MomentsForm
    columns = 80
    formset = UpdateFormSet
    fields = [("kind", "corrects"), ("status", "happened_at", "next_update_by"), "text"]
    verbose_name_plural = _("timeline")


class AffectedInline(PartInline):
    model = AffectedProduct
    columns = 60
    fields = ["name", ("versions", "fixed")]


class ReportInline(admin.TabularInline):
    model = Report
    fields = ["rule", "reported_at", "reference"]
    extra = 0


@admin.register(Incident)
class IncidentAdmin(MomentBoxes, DocumentAdmin):
    form = IncidentForm
    change_form_template = "admin/incidents/change_form.html"
    list_display = [
        "__str__",
        "completeness",
        "unpublished",
        "public_version",
        "type",
        "severity",
        "status",
        "clocks",
    ]
    list_filter = [UnpublishedFilter, MissingFilter, "type", "severity", "reportable", "products"]
    search_fields = ["reference", "title", "nature"]
    filter_horizontal = ["products", "categories", "subjects"]
    readonly_fields = ["reference", "remarks", "clocks"]
    inlines = [UpdateInline, AffectedInline, ReportInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("reference", "remarks", "title", ("type", "severity")),
                    "clocks",
                ]
            },
        ),
        (
            _("What happened"),
            {"fields": ["nature", "root_cause", "products", ("vendors", "subprocessors")]},
        ),
        (
            _("Whose data, and which"),
            {
                "fields": [
                    *("categories", ("records_count", "records_precision")),
                    *("subjects", ("subjects_count", "subjects_precision")),
                ]
            },
        ),
        (
            _("When"),
            {
                "description": _(
                    "As precisely as you know it: if you give no time, the day alone is shown. In"
                    " UTC, unless you name a time zone."
                ),
                "fields": [
                    *(("occurred_from", "occurred_to"), ("detected_at", "aware_at")),
                    *(("contained_at", "fix_available_at"), "resolved_at"),
                ],
            },
        ),
        (
            _("Consequences and measures"),
            {"fields": ["consequences", "measures", "planned", "advice", "contact"]},
        ),
        (
            _("Vulnerabilities and sources"),
            {"fields": ["identifiers", "indicators", "references", "original_url", "credits"]},
        ),
        (_("Not yet known"), {"fields": ["not_yet_known"]}),
        (_("Decision"), {"fields": ["reportable", ("decided_on", "decided_by")]}),
        (_("Notice, and internal notes"), {"fields": ["notice", "internal_notes"]}),
    ]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .prefetch_related(*("updates", "reports", "categories", "subjects"))
        )

    def render_change_form(self, request, context, obj=None, **kwargs):
        context["zones"] = zones()
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def save_related(self, request, form, formsets, change):
        """Say what contradicts itself. It is saved all the same, but cannot be published."""
        super().save_related(request, form, formsets, change)
        for sentence in form.instance.remarks():
            messages.warning(request, sentence)

    @admin.display(description=_("contradictions"))
    def remarks(self, incident):
        rows = [(sentence,) for sentence in incident.remarks()] if incident.pk else []
        rows = format_html_join("", '<li class="is-empty">{}</li>', rows)
        return format_html_join("", '<ul class="meter">{}</ul>', [(rows,)]) if rows else "–"

    @admin.display(description=_("status"))
    def status(self, incident):
        newest = incident.newest_update
        return newest.get_status_display() if newest else "–"

    @admin.display(description=_("clocks"))
    def clocks(self, incident):
        return format_html_join("; ", "{}", ((clock,) for clock in running([incident]))) or "–"


@admin.register(AllClear)
class AllClearAdmin(DocumentAdmin):
    list_display = ["__str__", "unpublished", "public_version", "reviewed_on", "review_again_on"]
    fields = ["since", "reviewed_on", "reviewed_by", "review_again_on", "notice"]

    def has_add_permission(self, request):
        """There is one statement."""
        return super().has_add_permission(request) and not AllClear.objects.exists()


@admin.register(ClockRule)
class ClockRuleAdmin(DraftAdmin):
    list_display = ["__str__", "reference", "trigger", "type", "hours", "months", "is_on"]
    list_filter = ["is_on"]
    fields = [
        "name",
        "reference",
        ("trigger", "after"),
        "type",
        ("hours", "months"),
        ("applies_from", "is_on"),
    ]

    def has_delete_permission(self, request, obj=None):
        """What `setup_clocks` made is turned off: deleted, it would be made again."""
        return super().has_delete_permission(request, obj) and not (obj and obj.preset)
