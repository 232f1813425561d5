from django.conf import settings
from django.core import checks

from .theme import parse


@checks.register("settings")
def accent_color_is_a_colour(app_configs, **kwargs):
    try:
        parse(settings.ACCENT_COLOR)
    except ValueError as error:
        return [checks.Error(f"ACCENT_COLOR: {error}.", id="pages.E001")]
    return []
