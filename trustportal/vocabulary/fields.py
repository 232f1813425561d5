"""Migrations name the fields of texts by this module."""

from trustportal.language.fields import I18nCharField, I18nTextField

__all__ = ["I18nCharField", "I18nTextField"]
