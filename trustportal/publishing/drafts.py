from collections.abc import Collection, Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from trustportal.language.slugs import free_slug
from trustportal.language.texts import clean_texts, plainly

from .gaps import Asked, Gap, Meter, gaps_of

TRIES = 10  # of a free slug: others may take it in the same moment


class ConcurrentSave(Exception):
    """Somebody else saved the same draft between reading and writing it."""


class Draft(models.Model):
    """What staff edit. Texts that cannot be shown are refused: in forms, and in `save` for others.

    `revision` counts the saves. A save on top of a revision that was not read raises
    ConcurrentSave.
    """

    revision = models.PositiveIntegerField(default=0, editable=False)

    ASKED: Sequence[Asked] = ()  # what staff are asked for; content apps declare it
    is_asked = True  # what is over is asked for nothing

    class Meta:
        abstract = True

    # What is missing

    @classmethod
    def facts_asked(cls) -> list[Asked]:
        """Return the facts that drafts of this model are asked for now."""
        return list(cls.ASKED)

    @classmethod
    def parts_asked(cls) -> "list[type[Draft]]":
        """Return the models of the parts that are asked for facts, too."""
        return []

    def gaps(self, facts: Sequence[Asked] | None = None) -> list[Gap]:
        """Return the gaps of the draft and its parts, open and closed.

        `facts` are the model's, for those who read them once for many drafts.
        """
        return gaps_of(self.facts_asked() if facts is None else facts, [self], is_own=True)

    def meter(self, facts: Sequence[Asked] | None = None) -> Meter:
        return Meter(self.gaps(facts))

    # Saving

    def save(self, **kwargs):
        self.clean_all_texts()
        if not self._state.adding:
            as_read = type(self)._base_manager.filter(pk=self.pk, revision=self.revision)
            if not as_read.update(revision=self.revision + 1):
                raise ConcurrentSave(str(self))
        self.revision += 1
        super().save(**kwargs)

    def clean_fields(self, exclude=None):
        self.clean_all_texts(exclude or ())
        super().clean_fields(exclude)

    def clean_all_texts(self, exclude: Collection[str] = ()) -> None:
        """Convert every text to its stored form; `exclude` names fields to skip."""
        errors = {}
        for field in text_fields(self):
            if field.name in exclude:
                continue
            text = getattr(self, field.attname)
            try:
                setattr(self, field.attname, clean_texts(text, multiline=is_multiline(field)))
            except ValidationError as error:
                errors[field.name] = error
        if errors:
            raise ValidationError(errors)


class SluggedDraft(Draft):
    """A draft with a slug. Where nobody gave one, its name does; it may be in any script."""

    named_by = "name"  # the field that it is made of

    class Meta:
        abstract = True

    def save(self, **kwargs):
        if self.slug:
            super().save(**kwargs)
        else:
            self.save_with_free_slug(**kwargs)

    def save_with_free_slug(self, **kwargs):
        self.clean_all_texts()
        name, _language = plainly(getattr(self, self.named_by), settings.LANGUAGE_CODE)
        revision = self.revision
        for left in reversed(range(TRIES)):
            self.slug, self.revision = free_slug(self, name), revision
            try:
                with transaction.atomic():
                    return super().save(**kwargs)
            except IntegrityError:
                taken = type(self)._base_manager.filter(slug=self.slug).exists()
                if not (left and taken):
                    raise


def text_fields(draft: Draft) -> list[models.Field]:
    kinds = (models.CharField, models.TextField)
    return [field for field in draft._meta.concrete_fields if isinstance(field, kinds)]


def is_multiline(field: models.Field) -> bool:
    return getattr(field, "multiline", isinstance(field, models.TextField))
