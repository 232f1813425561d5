from django.db import models
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nCharField, I18nTextField
from trustportal.publishing.building import part, texts
from trustportal.publishing.models import Document, Problem


class Statement(Document):
    """A statement in words: how data is secured, how a breach is reported, how to see and correct data."""

    kind = "page"

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
        page = part(language, title=self.title, summary=self.summary, notice=self.notice)
        text = part(language, key="text", title="", intro=self.body, columns=[], rows=[])
        return page | {
            "sections": [text],
            "card": {"order": self.order, "summary": page["summary"]},
        }

    def problems(self, review):
        return [] if self.body else [Problem(_("The statement has no text."))]

    def take(self, data):
        self.title = texts(data, lambda page: page, "title")
        self.summary = texts(data, lambda page: page, "summary")
        self.notice = texts(data, lambda page: page, "notice")
        self.body = texts(data, lambda page: page["sections"][0], "intro")
        self.order = next(iter(data.values()))["card"]["order"]
        self.save()
