"""Read-only forms that show a text in all its languages.

Django's own would show it in the language of the person who looks, alone.
"""

from functools import cache

from django.conf import settings
from django.contrib import admin
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html_join
from i18nfield.fields import I18nFieldMixin

from trustportal.language.texts import localized


class ReadOnlyTranslations:
    """For admins and their inlines: shows each translation of a text that cannot be edited."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not self.is_read_only(request, obj):
            return fieldsets
        found = []
        for title, options in fieldsets:
            found.append((title, options | {"fields": self.with_translations(options["fields"])}))
        return found

    def is_read_only(self, request, obj):
        return obj is not None and not self.has_change_permission(request, obj)

    def with_translations(self, names):
        """Return the names, nested as they are, with what shows it in place of each such text."""
        columns = {field.name: translations_of(field) for field in translated_fields(self.opts)}
        found = []
        for name in names:
            if isinstance(name, (list, tuple)):
                found.append(self.with_translations(name))
            else:
                found.append(columns.get(name, name))
        return found


class ReadOnlyTranslationsInline(ReadOnlyTranslations):
    """Keeps out of an inline's form what only shows a text, as Django does itself elsewhere."""

    def get_readonly_fields(self, request, obj=None):
        if not self.is_read_only(request, obj):
            return []
        return [translations_of(field) for field in translated_fields(self.opts)]


def translated_fields(opts):
    return [field for field in opts.get_fields() if isinstance(field, I18nFieldMixin)]


@cache
def translations_of(field):
    """Return the function that displays a field of a row.

    Cached, because Django compares these functions by identity.
    """

    @admin.display(description=field.verbose_name)
    def translations(obj):
        rows = []
        for code, name in settings.LANGUAGES:
            text, language = localized(getattr(obj, field.name), code)
            rows.append((name, code, linebreaksbr(text) if text and language == code else "–"))
        return format_html_join("", '<div><b>{}</b><div lang="{}">{}</div></div>', rows)

    translations.__name__ = field.name  # names the row's class, as a field does
    return translations
