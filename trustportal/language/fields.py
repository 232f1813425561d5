"""Texts in several languages, any number of them by setting, without a migration."""

import json

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from i18nfield import fields, forms
from i18nfield.strings import LazyI18nString


class Labelled:
    """Names each language beside its box."""

    def format_output(self, rendered_widgets, id_):
        boxes = []
        for (_code, name), box in zip(settings.LANGUAGES, rendered_widgets, strict=True):
            label_for = f"{id_}_{len(boxes)}"
            boxes.append((label_for, name, mark_safe(box)))  # noqa: S308 (Django's own widgets)
        labelled = format_html_join("", '<label for="{}">{}</label>{}', boxes)
        return format_html('<div class="i18n-form-group" id="{}">{}</div>', id_, labelled)


class LabelledInput(Labelled, forms.I18nTextInput):
    pass


class LabelledTextarea(Labelled, forms.I18nTextarea):
    def value_from_datadict(self, data, files, name):
        """Normalize a browser's line breaks to the stored form, so that they are not a change."""
        texts = super().value_from_datadict(data, files, name)
        return [text and text.replace("\r\n", "\n") for text in texts]


class ReadableJSON:
    """Stores letters as they are, not as `\\u00f6`: a search in the admin finds them."""

    multiline = False

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        if not value or not value.startswith("{"):
            return value
        return json.dumps(json.loads(value), ensure_ascii=False)

    def get_default(self):
        return LazyI18nString({})


class I18nCharField(ReadableJSON, fields.I18nCharField):
    """One line of text in each language."""

    widget = LabelledInput


class I18nTextField(ReadableJSON, fields.I18nTextField):
    """Markdown, or lines of text, in each language."""

    multiline = True
    widget = LabelledTextarea
