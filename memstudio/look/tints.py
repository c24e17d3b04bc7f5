"""Colours as numbers, and how strongly words may be tinted and still be read."""

from __future__ import annotations

from functools import cache

Rgb = tuple[int, int, int]

LOSS_FULL = 8.0
"""Nats of loss that tint a word as strongly as can be: it was held to be one in 3,000."""

_STRONGEST = 0.72
_LEGIBLE = 4.5
"""The contrast of ordinary text that WCAG AA asks for."""


def rgb(colour: str) -> Rgb:
    """`#rrggbb` as three numbers from 0 to 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def mixed(ground: Rgb, other: Rgb, part: float) -> Rgb:
    """`part` of `other` over `ground`."""
    red, green, blue = (
        round(a * (1 - part) + b * part) for a, b in zip(ground, other, strict=True)
    )
    return red, green, blue


def contrast(first: Rgb, second: Rgb) -> float:
    """The contrast of two colours as WCAG measures it, 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def strongest_tint(ground: str, hue: str, ink: str) -> float:
    """The largest part of `hue` over `ground` on which text of colour `ink` is still legible.

    Args:
        ground: what the words stand on, `#rrggbb`, as are the others.
        hue: what they are tinted with.
        ink: of the letters.
    """
    for percent in range(round(100 * _STRONGEST), 0, -2):
        tinted = mixed(rgb(ground), rgb(hue), percent / 100)
        if contrast(tinted, rgb(ink)) >= _LEGIBLE:
            return percent / 100
    return 0.0
