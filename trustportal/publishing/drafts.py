from django.core.exceptions import ValidationError
from django.db import models

from trustportal.language.texts import clean_texts


class Overtaken(Exception):
    """Somebody else saved the same draft between reading and writing it."""


class Draft(models.Model):
    """What staff edit. Texts that cannot be shown are refused, in forms and, for other code, when saving.

    `revision` counts the saves. A save on top of a revision that was not read raises Overtaken.
    """

    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, **kwargs):
        self.clean_all_texts()
        if not self._state.adding:
            as_read = type(self)._base_manager.filter(pk=self.pk, revision=self.revision)
            if not as_read.update(revision=self.revision + 1):
                raise Overtaken(str(self))
        self.revision += 1
        super().save(**kwargs)

    def clean_fields(self, exclude=None):
        self.clean_all_texts(exclude or ())
        super().clean_fields(exclude)

    def clean_all_texts(self, exclude=()):
        errors = {}
        for field in self._meta.concrete_fields:
            if not isinstance(field, (models.CharField, models.TextField)) or field.name in exclude:
                continue
            multiline = getattr(field, "multiline", isinstance(field, models.TextField))
            try:
                setattr(
                    self,
                    field.attname,
                    clean_texts(getattr(self, field.attname), multiline=multiline),
                )
            except ValidationError as error:
                errors[field.name] = error
        if errors:
            raise ValidationError(errors)
