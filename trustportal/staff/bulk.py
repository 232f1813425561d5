"""The admin's export of chosen documents: one evidence pack of what is public, never of a draft."""

from io import BytesIO

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from trustportal.exports.formats import WHOLE, labels
from trustportal.language.locales import today
from trustportal.public.packs import FORMATS, pack_name, public_on, write_pack, zip_response
from trustportal.record.models import Version


def format_choices():
    return [(format, label) for format, label in labels().items() if format != WHOLE]


class ExportForm(forms.Form):
    """What to export: the JSON of each version is always in the pack, for its script to check."""

    formats = forms.MultipleChoiceField(
        label=_("Formats"),
        choices=format_choices,
        initial=FORMATS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        initial=[code for code, _name in settings.LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
    )
    as_of = forms.DateField(
        label=_("As of"),
        help_text=_("What was public at the end of this day (UTC)."),
        initial=today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_as_of(self):
        if self.cleaned_data["as_of"] > today():
            raise ValidationError(_("This day is in the future."))
        return self.cleaned_data["as_of"]


@admin.action(description=_("Export selected documents"), permissions=["view"])
def export_chosen(model_admin, request, queryset):
    """Ask for formats, languages and day; then answer with the pack."""
    is_asked = "as_of" in request.POST
    form = ExportForm(request.POST if is_asked else None)
    if is_asked and form.is_valid():
        versions = public_versions(queryset, form.cleaned_data["as_of"])
        if versions:
            return pack_response(versions, form.cleaned_data)
        messages.error(request, _("None of these was public on that day."))
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Export selected documents"),
        "opts": model_admin.opts,
        "form": form,
        "documents": queryset,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return render(request, "admin/staff/export.html", context)


def public_versions(documents, day):
    slugs = list(documents.values_list("slug", flat=True))
    of_kind = Version.objects.filter(kind=documents.model.kind, slug__in=slugs)
    return list(public_on(day, of_kind))


def pack_response(versions, answers):
    file = BytesIO()
    day = answers["as_of"]
    write_pack(file, versions, day, answers["formats"], answers["languages"])
    return zip_response(file.getvalue(), pack_name(day))
