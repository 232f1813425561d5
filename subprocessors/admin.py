from itertools import groupby
from operator import attrgetter

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Manager, Q
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import countries, today
from trustportal.publishing.models import Edit
from trustportal.publishing.rows import rows_by_id
from trustportal.staff.addresses import address_of
from trustportal.staff.documents import DocumentAdmin
from trustportal.staff.drafts import DraftAdmin, PartInline
from trustportal.staff.gaps import MissingFilter
from trustportal.vocabulary.models import TransferMechanism

from .fieldsets import DATES, FIELDSETS
from .models import NoticePeriod, ProcessingLocation, Register, Subprocessor, Transfer
from .parts import LISTED_TWICE
from .periods import NoticeClass
from .states import STATES, state_on


class NoticePeriodInline(PartInline):
    model = NoticePeriod
    fields = [("notice_class", "days")]
    max_num = len(NoticeClass)


@admin.register(Register)
class RegisterAdmin(DocumentAdmin):
    list_display = ["__str__", "completeness", "unpublished", "public_version", "entry_list"]
    readonly_fields = ["entry_list"]
    fields = ["title", "summary", "entry_list", "objection", "notice_days", "laws", "notice"]
    inlines = [NoticePeriodInline]

    @admin.display(description=_("entries"))
    def entry_list(self, register):
        number = Subprocessor.objects.count()
        address = reverse("admin:subprocessors_subprocessor_changelist")
        return format_html(
            '<a href="{}">{} {}</a>',
            address,
            number,
            ngettext("subprocessor", "subprocessors", number),
        )

    def has_add_permission(self, request):
        """There is one register."""
        return super().has_add_permission(request) and not Register.objects.exists()


class LocationFormSet(forms.BaseInlineFormSet):
    def clean(self):
        """Refuse the same place twice in one form, which the database alone would notice."""
        super().clean()
        seen = set()
        for form in self.forms:
            values = form.cleaned_data
            if not values or values.get("DELETE"):
                continue
            place = tuple(str(values.get(k)) for k in ("country", "region", "place", "activity"))
            if place in seen:
                form.add_error(None, LISTED_TWICE)
            seen.add(place)


class LocationInline(PartInline):
    model = ProcessingLocation
    formset = LocationFormSet
    columns = 60
    fields = [("country", "region"), "place", "activity", "condition", DATES]


class TransferInline(PartInline):
    model = Transfer
    columns = 60
    fields = [
        ("law", "mechanism", "modules"),
        ("reference_url", "checked_on"),
        DATES,
    ]


class LocationFilter(admin.SimpleListFilter):
    """Offers the countries and regions in which something is processed, by name."""

    title = _("processing location")
    parameter_name = "country"

    def lookups(self, request, model_admin):
        used = set()
        for place in ProcessingLocation.objects.values_list("country", "region"):
            used.update(place)
        places = [*ProcessingLocation.Region.choices, *countries(get_language())]
        return [(code, name) for code, name in places if code in used]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        within = Q(locations__country=self.value()) | Q(locations__region=self.value())
        return queryset.filter(within).distinct()


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return list(STATES.items())

    def queryset(self, request, queryset):
        if self.value() not in STATES:
            return queryset
        on = today()
        return queryset.filter(
            pk__in=[e.pk for e in queryset if state_on(e.starts_on, e.ends_on, on) == self.value()]
        )


class InvalidatedForm(forms.Form):
    """Which transfer mechanism was invalidated, and the last day on which it was valid."""

    mechanism = forms.ModelChoiceField(
        TransferMechanism.objects.all(), label=_("Mechanism"), to_field_name="slug"
    )
    last_day = forms.DateField(
        label=_("Last day on which it was valid"),
        widget=forms.DateInput(attrs={"type": "date"}),
        initial=today,
    )


@admin.register(Subprocessor)
class SubprocessorAdmin(DraftAdmin):
    list_display = [
        *("name", "completeness", "state", "kind", "product_names"),
        *("starts_on", "ends_on", "next_review"),
    ]
    list_filter = [
        MissingFilter,
        StateFilter,
        "kind",
        "group",
        "applies",
        "products",
        LocationFilter,
        "transfers__mechanism",
    ]
    search_fields = ["name", "legal_name", "former_names", "purpose"]
    date_hierarchy = "next_review"
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["categories", "subjects"]
    inlines = [LocationInline, TransferInline]
    change_list_template = "admin/subprocessors/change_list.html"
    fieldsets = FIELDSETS

    def get_fieldsets(self, request, obj=None):
        """Fold up no fields of an entry that say something."""
        found = []
        for title, options in super().get_fieldsets(request, obj):
            if obj and any(says(obj, field) for field in flatten(options["fields"])):
                options = options | {"classes": []}
            found.append((title, options))
        return found

    def get_queryset(self, request):
        parts = ("products", "categories", "subjects", "locations", "transfers__mechanism")
        return super().get_queryset(request).prefetch_related(*parts)

    @admin.display(description=_("state"), ordering="starts_on")
    def state(self, entry):
        return STATES[state_on(entry.starts_on, entry.ends_on, today())]

    @admin.display(description=_("products"))
    def product_names(self, entry):
        return ", ".join(str(product) for product in entry.products.all())

    def has_delete_permission(self, request, obj=None):
        """What was published is ended, never deleted."""
        return super().has_delete_permission(request, obj) and not (obj and is_published(obj))

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj and is_published(obj) else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj and is_published(obj) else super().get_prepopulated_fields(request, obj)

    def changelist_view(self, request, extra_context=None):
        register = Register.objects.first()
        return super().changelist_view(
            request,
            {
                **(extra_context or {}),
                "publish_url": address_of(register, "publish") if register else "",
                "has_changes": bool(register) and register.has_changes(),
            },
        )

    def get_urls(self):
        invalidated = self.admin_site.admin_view(self.invalidated_view)
        return [
            path("fallen/", invalidated, name="subprocessors_subprocessor_invalidated"),
            *super().get_urls(),
        ]

    def invalidated_view(self, request):
        """End a transfer mechanism for all entries that rely on it, after listing them."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = InvalidatedForm(request.POST or request.GET or None)
        affected = []
        if form.is_valid():
            mechanism, last_day = form.cleaned_data["mechanism"], form.cleaned_data["last_day"]
            running = Transfer.objects.filter(mechanism=mechanism)
            running = running.select_related("subprocessor", "law", "mechanism")
            affected = [transfer for transfer in running if transfer.is_in_force(last_day)]
            if request.method == "POST":
                self.end_transfers(request, affected, last_day)
                ended = ngettext(
                    "%d transfer mechanism was ended in the draft.",
                    "%d transfer mechanisms were ended in the draft.",
                    len(affected),
                )
                messages.success(request, ended % len(affected))
                return HttpResponseRedirect(reverse("admin:subprocessors_subprocessor_changelist"))
        context = self.admin_site.each_context(request) | {
            "title": _("Transfer mechanism invalidated"),
            "opts": self.opts,
            "form": form,
            "affected": affected,
        }
        return render(request, "admin/subprocessors/invalidated.html", context)

    @transaction.atomic
    def end_transfers(self, request, transfers, last_day):
        """End the transfers and save their entries too.

        Otherwise a form that is still open would restore the mechanism.
        """
        for entry, own in groupby(transfers, key=attrgetter("subprocessor")):
            entry.save()
            for transfer in own:
                transfer.ends_on = last_day
                transfer.save()
                Edit.record(entry, request.user, f"{transfer}: {last_day}")


def says(entry, field):
    """Return whether a field of an entry that can be folded up has a value.

    Who only reads sees texts in several languages by functions with the names of the fields.
    """
    name = getattr(field, "__name__", field)
    value = getattr(entry, name, None)
    return value.exists() if isinstance(value, Manager) else name != "slug" and bool(value)


def is_published(entry):
    """Return whether the public register lists the entry."""
    register = Register.objects.first()
    current = register.current() if register else None
    return bool(current) and entry.uuid.hex in rows_by_id(current.data)
