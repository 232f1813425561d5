"""Addresses made of names in any script."""

from anyascii import anyascii
from django.db import models
from django.utils.text import slugify

LONGEST = 50  # characters of a SlugField


def free_slug(model: type[models.Model], name: str) -> str:
    """Return an ASCII slug for a name that no row of the model has: 포트원(주) is poteuwonju."""
    wanted = slugify(anyascii(name))[:LONGEST].strip("-") or model._meta.model_name or ""
    slug, number = wanted, 1
    while model._default_manager.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted[: LONGEST - len(str(number)) - 1]}-{number}"
    return slug
