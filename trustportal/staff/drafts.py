"""The admin of drafts: every edit is recorded, and no save overwrites an unseen one."""

import json

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nFieldMixin
from i18nfield.forms import I18nModelForm

from trustportal.language.locales import countries, country_code
from trustportal.publishing.drafts import ConcurrentSave
from trustportal.publishing.models import Edit

from .addresses import address_of
from .forms import DraftForm, RowForm
from .gaps import completeness_of, gap_lines
from .translations import ReadOnlyTranslations, ReadOnlyTranslationsInline


class TextBoxes:
    """Gives texts in several languages, which bring their own widgets, boxes of one width."""

    columns = 90

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if not isinstance(db_field, I18nFieldMixin):
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        size = {"rows": 4, "cols": self.columns} if db_field.multiline else {"size": self.columns}
        return db_field.formfield(widget_kwargs={"attrs": size})


class CountrySelect(forms.Select):
    """Shows what is stored though it is no country: the form then refuses it, and loses nothing."""

    def optgroups(self, name, value, attrs=None):
        codes = {code for code, _name in self.choices}
        unknown = [(code, code) for code in value if code not in codes]
        self.choices = [*self.choices, *unknown]
        return super().optgroups(name, value, attrs)


class CountryFields:
    """Offers countries by name; their codes are stored."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if country_code not in db_field.validators:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.ChoiceField(
            label=capfirst(db_field.verbose_name),
            choices=country_choices,
            widget=CountrySelect,
            required=not db_field.blank,
            help_text=db_field.help_text,
        )


def country_choices():
    return [("", "–"), *countries(get_language())]


class PartInline(TextBoxes, CountryFields, ReadOnlyTranslationsInline, admin.StackedInline):
    """Parts of a draft, whose revision guards them."""

    form = I18nModelForm
    extra = 0


class DraftAdmin(TextBoxes, CountryFields, ReadOnlyTranslations, admin.ModelAdmin):
    """An admin of something that staff edit."""

    form = DraftForm
    change_form_template = "admin/staff/change_form.html"
    view_on_site = False
    actions = None

    def get_fieldsets(self, request, obj=None):
        """Carry the hidden `seen` along whatever fields a class names."""
        fieldsets = super().get_fieldsets(request, obj)
        has_it = any("seen" in options["fields"] for _title, options in fieldsets)
        if has_it or not self.can_save(request, obj):
            return fieldsets
        (title, options), *more = fieldsets
        return [(title, options | {"fields": [*options["fields"], "seen"]}), *more]

    def can_save(self, request, obj):
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def render_change_form(self, request, context, obj=None, **kwargs):
        """Show what is missing, and offer the publish page of the draft's document."""
        document = getattr(obj, "document", None)
        if document:
            meter = obj.meter()
            context |= {"meter": meter, "open_gaps": gap_lines(meter.open, document, obj)}
            context["document"] = document
            context["publish_url"] = address_of(document, "publish")
            context["versions_url"] = address_of(document, "versions")
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def get_list_display(self, request):
        """Read once for all rows what they are asked for."""
        columns = super().get_list_display(request)
        if "completeness" not in columns:
            return columns
        place = columns.index("completeness")
        return [*columns[:place], completeness_of(self.model), *columns[place + 1 :]]

    def completeness(self, draft):
        """Names the column that `get_list_display` fills."""

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        """Call the choice that nobody has made what it is."""
        if db_field.blank:
            blank = [("", _("not stated"))]
            kwargs.setdefault("choices", db_field.get_choices(blank_choice=blank))
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": RowForm, **kwargs})

    @admin.display(description=_("revision"), ordering="revision")
    def seen(self, obj):
        """The revision that a row shows, for lists that are edited in place."""
        return format_html(
            '{0}<input type="hidden" name="seen-{1}" value="{0}">', obj.revision, obj.pk
        )

    def changeform_view(self, request, *args, **kwargs):
        return self.redirect_on_concurrent_save(request, super().changeform_view, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        response = self.redirect_on_concurrent_save(
            request, super().changelist_view, *args, **kwargs
        )
        if request.method == "POST" and has_other_rows(response):
            messages.error(
                request, _("Not saved: the list changed in the meantime. Please look again.")
            )
            return HttpResponseRedirect(request.get_full_path())
        return response

    def redirect_on_concurrent_save(self, request, view, *args, **kwargs):
        """Redirect to the page if two saves came at once: the second has not seen the first.

        If both want the same slug, the second try finds it taken and says so in the form.
        """
        try:
            try:
                return view(request, *args, **kwargs)
            except IntegrityError:
                return view(request, *args, **kwargs)
        except ConcurrentSave:
            messages.error(
                request, _("Not saved: somebody saved this at the same moment. Please look again.")
            )
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request, obj, form, change):
        """Keep the revision if nothing changed, so that nobody's open form is refused."""
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Count a save of parts as one of the draft: its revision guards them."""
        super().save_related(request, form, formsets, change)
        if change and not form.has_changed() and any(formset.has_changed() for formset in formsets):
            form.instance.save()

    def log_addition(self, request, obj, message):
        Edit.record(obj, request.user, change_message(ADDITION, message))
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        if message:
            Edit.record(obj, request.user, change_message(CHANGE, message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            Edit.record(obj, request.user, str(_("Deleted: %s") % obj))
        return super().log_deletions(request, queryset)


def has_other_rows(response):
    """Return whether refused values would appear in the wrong rows.

    Django puts them back by their place in the list.
    """
    context = getattr(response, "context_data", None) or {}
    change_list = context.get("cl")
    if change_list is None or change_list.formset is None:
        return False
    edited = [form.instance.pk for form in change_list.formset]
    return edited != [row.pk for row in change_list.result_list]


def change_message(flag, message):
    """Return in words what the admin's log keeps as a list of changes."""
    text = message if isinstance(message, str) else json.dumps(message)
    return LogEntry(action_flag=flag, change_message=text).get_change_message()
