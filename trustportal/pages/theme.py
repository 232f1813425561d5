"""One accent colour, made readable on light and on dark ground (WCAG 2.2, success criterion 1.4.3)."""

import re

LIGHT, DARK = (
    (255, 255, 255),
    (43, 37, 18),
)  # of the dark grounds in portal.css the lightest, that of notices
ENOUGH = 5.2  # the criterion asks for 4.5, also on the grounds that the accent itself tints


def parse(color):
    """Return (red, green, blue) of `#rrggbb`, or raise ValueError."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
        raise ValueError(f"{color!r} is no colour; write it as #0b57a4")
    return tuple(int(color[place : place + 2], 16) for place in (1, 3, 5))


def luminance(rgb):
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (part / 255 for part in rgb)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(rgb, ground):
    """Move a colour step by step away from the ground until text in it can be read."""
    target = (0, 0, 0) if ground == LIGHT else (255, 255, 255)
    for step in range(101):
        mixed = tuple(
            round(part + (end - part) * step / 100) for part, end in zip(rgb, target, strict=True)
        )
        if contrast(mixed, ground) >= ENOUGH:
            return mixed
    return target


def stylesheet(color):
    accent = parse(color)
    light, dark = readable(accent, LIGHT), readable(accent, DARK)
    return (
        f":root{{--accent:#{light[0]:02x}{light[1]:02x}{light[2]:02x}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:#{dark[0]:02x}{dark[1]:02x}{dark[2]:02x}}}}}\n"
    )
