"""Addresses made of names in any script."""

from anyascii import anyascii
from django.db import models
from django.utils.text import slugify

LONGEST = 50  # characters of a SlugField


def slug_of(name: str) -> str:
    """Return a name in ASCII: 포트원(주) is poteuwonju."""
    return slugify(anyascii(name))[:LONGEST].strip("-")


def free_slug(row: models.Model, name: str) -> str:
    """Return a slug for a name that no other row has."""
    wanted = slug_of(name) or row._meta.model_name or ""
    others = type(row)._default_manager.exclude(pk=row.pk)
    slug, number = wanted, 1
    while others.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted[: LONGEST - len(str(number)) - 1]}-{number}"
    return slug
