"""The admin of drafts: every edit is recorded, and no save overwrites an unseen one."""

import json

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nFieldMixin
from i18nfield.forms import I18nModelForm

from trustportal.publishing.drafts import ConcurrentSave
from trustportal.publishing.models import Edit

from .forms import DraftForm, RowForm
from .translations import ReadOnlyTranslations, ReadOnlyTranslationsInline


class TextBoxes:
    """Gives texts in several languages, which bring their own widgets, boxes of one width."""

    columns = 90

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if not isinstance(db_field, I18nFieldMixin):
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        size = {"rows": 4, "cols": self.columns} if db_field.multiline else {"size": self.columns}
        return db_field.formfield(widget_kwargs={"attrs": size})


class PartInline(TextBoxes, ReadOnlyTranslationsInline, admin.StackedInline):
    """Parts of a draft, whose revision guards them."""

    form = I18nModelForm
    extra = 0


class DraftAdmin(TextBoxes, ReadOnlyTranslations, admin.ModelAdmin):
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
        """Offer the publish page of the document that a draft belongs to."""
        document = getattr(obj, "document", None)
        if document:
            context["document"] = document
            context["publish_url"] = address_of(document, "publish")
            context["versions_url"] = address_of(document, "versions")
        return super().render_change_form(request, context, obj=obj, **kwargs)

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
        """Redirect to the page if two saves came at once: the second has not seen the first."""
        try:
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


def address_of(document, view, *args):
    """Return the address of one of the admin's pages about a document."""
    opts = document._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{view}", args=[document.pk, *args])
