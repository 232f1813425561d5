"""What staff see who may look and not edit: Django's read-only forms would show a text in their own language alone."""

from functools import cache

from django.conf import settings
from django.contrib import admin
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html_join
from i18nfield.fields import I18nFieldMixin

from trustportal.language.texts import localized


class EveryLanguage:
    """Shows a text in all its languages where it cannot be edited; for admins and their inlines."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not self.may_only_look(request, obj):
            return fieldsets
        return [
            (title, options | {"fields": self.readable(options["fields"])})
            for title, options in fieldsets
        ]

    def may_only_look(self, request, obj):
        return obj is not None and not self.has_change_permission(request, obj)

    def readable(self, names):
        """Return the names, nested as they are, with each text in several languages replaced by what shows it."""
        shown = {field.name: in_every_language(field) for field in texts_of(self.opts)}
        return [
            self.readable(name) if isinstance(name, (list, tuple)) else shown.get(name, name)
            for name in names
        ]


class EveryLanguageInline(EveryLanguage):
    """The same for an inline: keeps out of its form what only shows a text, as Django does itself on other pages."""

    def get_readonly_fields(self, request, obj=None):
        return (
            [in_every_language(field) for field in texts_of(self.opts)]
            if self.may_only_look(request, obj)
            else []
        )


def texts_of(opts):
    return [field for field in opts.get_fields() if isinstance(field, I18nFieldMixin)]


@cache
def in_every_language(field):
    """Return what shows a field of a row: the same function each time, by which Django knows it."""

    @admin.display(description=field.verbose_name)
    def shown(obj):
        value = getattr(obj, field.name)
        found = [(code, name, *localized(value, code)) for code, name in settings.LANGUAGES]
        return format_html_join(
            "",
            '<div><b>{}</b><div lang="{}">{}</div></div>',
            (
                (name, code, linebreaksbr(text) if text and own == code else "–")
                for code, name, text, own in found
            ),
        )

    shown.__name__ = field.name  # names the row's class, as a field does
    return shown
