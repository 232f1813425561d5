"""Texts in several languages, any number of them by setting, without a migration."""

import json

from i18nfield import fields
from i18nfield.strings import LazyI18nString


class ReadableJSON:
    """Stores letters as they are, not as `\\u00f6`: a search in the admin finds them."""

    multiline = False

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return json.dumps(json.loads(value), ensure_ascii=False) if value and value.startswith("{") else value

    def get_default(self):
        return LazyI18nString({})


class I18nCharField(ReadableJSON, fields.I18nCharField):
    """One line of text in each language."""


class I18nTextField(ReadableJSON, fields.I18nTextField):
    """Markdown, or lines of text, in each language."""

    multiline = True
