"""Drafts of every kind of page with something in every field.

A model or a field that is added is filled without a line here.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from django.apps import apps
from django.db import models
from i18nfield.strings import LazyI18nString

from trustportal.publishing.drafts import Draft
from trustportal.publishing.models import Document
from trustportal.vocabulary.models import Word

NUMBERS = count(1)
NEEDED = {"hours": 72}  # what a constraint asks for of fields that may be empty


# One text in every field


def value_for(field, text):
    """Return something for a field that says the text, or the plainest value of one that cannot."""
    if field.name in NEEDED:
        return NEEDED[field.name]
    if hasattr(field, "multiline"):
        return LazyI18nString(
            {"en": f"{text} {field.name}", "de": f"{text} {field.name} auf Deutsch"}
        )
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.URLField):
        return f"https://example.com/{text.replace(' ', '-')}"
    if isinstance(field, models.EmailField):
        return f"{text.replace(' ', '-')}@example.com"
    if isinstance(field, models.CharField | models.TextField):
        return f"{text} {next(NUMBERS)} {field.name}"[: field.max_length]  # some must be unique
    if field.null or field.has_default():
        return field.get_default()
    assert isinstance(field, models.DateField), f"{field}: say here what such a field can hold"
    return date(2026, 11, 2)


def fill(draft, text):
    """Write a text into every field of a draft that can hold one, and into what it refers to."""
    for field in draft._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            if is_given(field) and getattr(draft, field.attname) is None:
                setattr(draft, field.name, built(field.related_model, text))
        elif not (
            field.primary_key
            or isinstance(field, models.SlugField | models.UUIDField)
            or field.name == "revision"
        ):
            value = free_choice(draft, field) or value_for(field, text)
            setattr(draft, field.name, value)
    draft.save()
    for field in draft._meta.many_to_many:
        getattr(draft, field.name).add(built(field.related_model, text))
    return draft


def is_given(field):
    """Return whether a draft gets something at the other end of this key: a part, or a word."""
    is_word = issubclass(field.related_model, Word) and field.related_model is not field.model
    return not field.null or is_word


def built(model, text, **given):
    """Return a new draft that says the text in every field, with one of each of its parts."""
    if has_slug(model):
        given.setdefault("slug", slug_for(model))
    draft = fill(model(**given), text)
    for relation, part in parts_of(model):
        built(part, text, **{relation: draft})
    draft.refresh_from_db()
    return draft


def has_slug(model):
    return any(field.name == "slug" for field in model._meta.concrete_fields)


def slug_for(model):
    """Return a new slug, or the one that the database allows where a kind has a single page."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            fixed = dict(
                child for child in constraint.condition.children if isinstance(child, tuple)
            )
            if "slug" in fixed:
                return fixed["slug"]
    return f"probe-{next(NUMBERS)}"


def parts_of(model):
    """Yield (name of the key, model) of the drafts that are deleted with a draft of this model."""
    for relation in model._meta.related_objects:
        if issubclass(relation.related_model, Draft) and relation.on_delete is models.CASCADE:
            yield relation.field.name, relation.related_model


def edit(document, text):
    """Write a text into a draft and what belongs to it, and add a further part that says it."""
    fill(document, text)
    for relation, part in parts_of(type(document)):
        for one in part.objects.filter(**{relation: document}):
            if not getattr(one, "is_published", False):  # a part that refuses to be changed
                fill(one, text)
        built(part, text, **{relation: document})


def models_of(base):
    return [model for model in apps.get_models() if issubclass(model, base)]


# A value of its own in every field, another one each turn


def own_value(field, turn):
    """Return a value that no other field has; turn is 0 for the first time, 1 for the change."""
    number = next(NUMBERS)
    text = f"{field.name} {number}"
    if hasattr(field, "multiline"):
        return LazyI18nString({"en": text, "de": f"{text} auf Deutsch"})
    if field.choices:
        values = [value for value, _label in field.choices if value not in (None, "")]
        return values[turn % len(values)]
    if isinstance(field, models.BooleanField):
        return turn == 0
    if field.name == "identifiers":
        return f"CVE-2026-{number:04}\nGHSA-2345-6789-cfgh, EUVD: EUVD-2026-{number}"
    if isinstance(field, models.URLField):
        return f"https://example.com/{number}"
    if isinstance(field, models.SlugField):
        return text.replace(" ", "-")
    if isinstance(field, models.CharField | models.TextField):
        return text if (field.max_length or 100) > 9 else str(number)[-field.max_length :]
    if isinstance(field, models.IntegerField):
        return number
    if isinstance(field, models.JSONField):
        return [text.replace(" ", "-")]
    if isinstance(field, models.DateTimeField):
        return datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(hours=number)
    assert isinstance(field, models.DateField), f"{field}: say here what such a field can hold"
    return date(2026, 1, 1) + timedelta(days=number)


def fill_own(draft, turn=0, **given):
    """Give every field of a draft a value of its own, but for those that tell which draft it is."""
    for field in draft._meta.concrete_fields:
        if field.name in given:
            setattr(draft, field.name, given[field.name])
        elif isinstance(field, models.ForeignKey):
            if is_given(field) and field.name != owner_of(type(draft)):
                setattr(draft, field.name, built(field.related_model, f"word {next(NUMBERS)}"))
        elif not (field.primary_key or names_the_draft(draft, field)):
            value = free_choice(draft, field) or own_value(field, turn)
            setattr(draft, field.name, value)
    if "precision" in vars(draft):
        draft.precision = precision_of(draft, turn)
    if "not_yet_known" in vars(draft):  # what is not yet known has no value
        draft.not_yet_known = [["planned"], ["advice"]][turn]
        setattr(draft, draft.not_yet_known[0], LazyI18nString({}))
    draft.save()
    for field in draft._meta.many_to_many:
        word = built(field.related_model, f"word {next(NUMBERS)}")
        getattr(draft, field.name).set([word])
    return draft


def precision_of(draft, turn):
    """Say of each moment of a draft how precisely it is known, each in another way."""
    ways = [
        {"zone": "Europe/Berlin"},
        {"about": True},
        {"end": "2036-01-01T12:00:00Z", "zone": "Asia/Tokyo"},
        {"about": True, "zone": "America/New_York"},
    ]
    found = {}
    for field in draft._meta.concrete_fields:
        if isinstance(field, models.DateTimeField):
            found[field.name] = ways[(len(found) + turn) % len(ways)]
    return found


def free_choice(draft, field):
    """Return a choice that neither the draft nor another one of its owner has, where one counts."""
    model, owner = type(draft), owner_of(type(draft))
    unique = [constraint.fields for constraint in model._meta.total_unique_constraints]
    if not field.choices or (owner, field.name) not in unique:
        return None
    others = model.objects.filter(**{owner: getattr(draft, owner)})
    taken = set(others.values_list(field.name, flat=True))
    return next(value for value, _label in field.choices if value not in taken)


def names_the_draft(draft, field):
    return not field.editable or (field.name == "slug" and isinstance(draft, Document))


def owner_of(model):
    """Return the name of the key by which a part belongs to a draft; "" for what stands alone."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE:
            return field.name
    return ""


def filled(kind, **given):
    """Return a document of a kind with every field filled, and with two of each of its parts."""
    document = fill_own(kind.document(slug=slug_for(kind.document)), **given)
    for model in kind.parts:
        for owner in owners(model, document):
            first = add_part(model, owner)
            add_part(model, owner, **differs_from(model, first))
    return document


def owners(model, document):
    """Return the drafts that parts of a model belong to, of one document."""
    name = owner_of(model)
    if not name:
        return [None]
    found = model._meta.get_field(name).related_model
    return [document] if isinstance(document, found) else list(found.objects.all())


def add_part(model, owner, turn=0, **given):
    part = model(**{owner_of(model): owner} if owner else {})
    if hasattr(model, "order"):  # a version tells it by the order of its rows
        given = {"order": model.objects.filter(**{owner_of(model): owner}).count(), **given}
    if hasattr(model, "corrects"):
        given = {"kind": "update", **given}
    return fill_own(part, turn, **given)


def differs_from(model, other):
    """Return what makes a second part of a model refer to the first, or another kind of thing."""
    if hasattr(model, "corrects"):  # only a correction refers to another update
        return {"corrects": other, "kind": "correction"}
    if hasattr(model, "Activity"):
        return {"activity": model.Activity.values[2]}
    return {"replaces": other} if hasattr(model, "replaces") else {}
