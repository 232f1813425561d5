from uuid import UUID

from django import forms
from django.contrib import admin
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trustportal.staff.documents import DocumentAdmin, UnpublishedFilter
from trustportal.staff.drafts import DraftAdmin, PartInline
from trustportal.staff.forms import DraftForm
from trustportal.staff.gaps import MissingFilter

from .clocks import ClockRule, Report, running
from .facts import public_subprocessors, public_vendors
from .models import AllClear, Incident, IncidentUpdate


class IncidentForm(DraftForm):
    """Offers the public third parties and subprocessors; their slugs are stored."""

    vendors = forms.MultipleChoiceField(label=_("Third parties"), required=False)
    subprocessors = forms.MultipleChoiceField(label=_("Subprocessors"), required=False)
    not_yet_known = forms.MultipleChoiceField(
        label=_("Not yet known"),
        required=False,
        choices=list(Incident.KNOWABLE.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A value in its own right: readers see “not yet known” rather than a blank."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, found in (("vendors", public_vendors), ("subprocessors", public_subprocessors)):
            if name in self.fields:
                kept = {slug: slug for slug in getattr(self.instance, name)}
                self.fields[name].choices = sorted(
                    (kept | found(get_language())).items(), key=lambda pair: pair[1]
                )


class UpdateFormSet(forms.BaseInlineFormSet):
    """Updates that readers have seen are read-only; a new one has the status of the newest."""

    @cached_property
    def published(self):
        ids = self.instance.published_updates() if self.instance.pk else ()
        return self.model.objects.filter(
            incident=self.instance.pk, uuid__in=[UUID(id) for id in ids]
        )

    def get_form_kwargs(self, index):
        newest = self.instance.newest_update if self.instance.pk else None
        is_new = index is None or index >= self.initial_form_count()
        return super().get_form_kwargs(index) | (
            {"initial": {"status": newest.status}} if newest and is_new else {}
        )

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if form.instance in self.published:
            for field in form.fields.values():
                # A browser does not send disabled fields.
                field.disabled = not field.widget.is_hidden
        elif "corrects" in form.fields:
            form.fields["corrects"].queryset = self.published


class UpdateInline(PartInline):
    model = IncidentUpdate
    columns = 80
    formset = UpdateFormSet
    fields = [("kind", "corrects"), ("status", "happened_at", "next_update_by"), "text"]
    verbose_name_plural = _("timeline")


class ReportInline(admin.TabularInline):
    model = Report
    fields = ["rule", "reported_at", "reference"]
    extra = 0


@admin.register(Incident)
class IncidentAdmin(DocumentAdmin):
    form = IncidentForm
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
    readonly_fields = ["reference", "clocks"]
    inlines = [UpdateInline, ReportInline]
    fieldsets = [
        (None, {"fields": ["reference", "title", ("type", "severity"), "clocks"]}),
        (_("What happened"), {"fields": ["nature", "products", ("vendors", "subprocessors")]}),
        (
            _("Whose data, and which"),
            {
                "fields": [
                    "categories",
                    ("records_count", "records_precision"),
                    "subjects",
                    ("subjects_count", "subjects_precision"),
                ]
            },
        ),
        (
            _("When (UTC)"),
            {
                "fields": [
                    ("occurred_from", "occurred_to"),
                    ("detected_at", "aware_at"),
                    ("contained_at", "resolved_at"),
                ]
            },
        ),
        (
            _("Consequences and measures"),
            {"fields": ["consequences", "measures", "planned", "advice", "contact"]},
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
    fields = ["name", "reference", "trigger", "type", ("hours", "months"), "is_on"]
