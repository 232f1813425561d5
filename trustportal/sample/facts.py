"""The sample's files, read: texts in several languages, and days counted from that of loading."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.db.models import Model
from i18nfield.strings import LazyI18nString

from trustportal.language.locales import today
from trustportal.vocabulary.models import DataCategory, DataSubject, Product

FOLDER = Path(__file__).resolve().parent
WORDS = {"products": Product, "subjects": DataSubject, "categories": DataCategory}


def read(name: str) -> dict:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def text(value: dict[str, str] | None) -> LazyI18nString:
    return LazyI18nString({language: words.strip() for language, words in (value or {}).items()})


def texts(facts: dict, keys: tuple[str, ...]) -> dict[str, LazyI18nString]:
    return {key: text(facts.get(key)) for key in keys}


def chosen(facts: dict, keys: tuple[str, ...]) -> dict:
    return {key: facts[key] for key in keys}


def on_day(days: int | None) -> date | None:
    """Return the day so many days after that of loading (negative: before it)."""
    return None if days is None else today() + timedelta(days=days)


def moment(value: tuple[int, str]) -> datetime:
    """Return the moment that [days, "14:05"] stands for (UTC)."""
    days, clock = value
    return datetime.combine(on_day(days), time.fromisoformat(clock), UTC)


def set_words(draft: Model, facts: dict) -> None:
    """Relate a draft to the words that are named by their slugs."""
    for key, model in WORDS.items():
        if key in facts:
            getattr(draft, key).set(model.objects.filter(slug__in=facts[key]))
