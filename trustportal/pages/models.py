from django.db import models
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nCharField, I18nTextField
from trustportal.publishing.fields import Plain, Translated
from trustportal.publishing.gaps import Asked
from trustportal.publishing.models import Document
from trustportal.publishing.rows import HEAD, assign, restore, written

TEXT = [Translated("body", key="intro")]
CARD = [Plain("order")]


class Statement(Document):
    """A statement in words: how data is secured, how a breach is reported."""

    kind = "page"
    ASKED = [Asked("body", _("text"))]

    title = I18nCharField(_("title"))
    summary = I18nTextField(
        _("summary"), blank=True, help_text=_("One or two sentences under the title.")
    )
    body = I18nTextField(_("text"), blank=True, help_text=_("Markdown. Start headings with ##."))
    order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("Small numbers come first.")
    )

    class Meta(Document.Meta):
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["order", "slug"]

    def __str__(self):
        return str(self.title) or self.slug

    def as_data(self, language):
        page = written(HEAD, self, language)
        text = {"key": "text", "title": "", "columns": [], "rows": []}
        return {
            **page,
            "sections": [text | written(TEXT, self, language)],
            "card": {"summary": page["summary"], **written(CARD, self, language)},
        }

    def restore(self, data):
        sections, cards = {}, {}
        for language, page in data.items():
            sections[language] = next(iter(page.get("sections", [])), {})
            cards[language] = page.get("card", {})
        assign(TEXT, self, sections)
        assign(CARD, self, cards)
        restore(HEAD, self, data)
