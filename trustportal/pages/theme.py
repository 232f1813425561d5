"""One accent colour, made readable on light and on dark ground.

WCAG 2.2, success criterion 1.4.3.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Color:
    """A colour in sRGB, each part from 0 to 255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


BLACK, WHITE = Color(0, 0, 0), Color(255, 255, 255)
LIGHT_GROUND = WHITE
DARK_GROUND = Color(43, 37, 18)  # the lightest of those in portal.css, that of notices
ENOUGH = 5.2  # the criterion asks for 4.5, also on the grounds that the accent itself tints


def parse(color: str) -> Color:
    """Return the colour that is written as `#rrggbb`, or raise ValueError."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
        raise ValueError(f"{color!r} is not a valid colour; write it like this: #0b57a4")
    return Color(int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16))


def linear(part: int) -> float:
    value = part / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def luminance(color: Color) -> float:
    """Return the relative luminance, from 0 (black) to 1 (white)."""
    red, green, blue = linear(color.red), linear(color.green), linear(color.blue)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: Color, other: Color, percent: int) -> Color:
    """Return a colour with so much of the other one in it."""

    def part(start: int, end: int) -> int:
        return round(start + (end - start) * percent / 100)

    return Color(part(one.red, other.red), part(one.green, other.green), part(one.blue, other.blue))


def readable(color: Color, ground: Color) -> Color:
    """Move a colour step by step away from the ground until text in it can be read."""
    target = BLACK if ground == LIGHT_GROUND else WHITE
    for percent in range(101):
        found = mixed(color, target, percent)
        if contrast(found, ground) >= ENOUGH:
            return found
    return target


def stylesheet(color: str) -> str:
    accent = parse(color)
    light, dark = readable(accent, LIGHT_GROUND), readable(accent, DARK_GROUND)
    return (
        f":root{{--accent:{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}\n"
    )
