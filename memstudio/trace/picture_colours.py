"""Colours of pictures: an even scale for amounts, fixed hues for slots, light and dark grounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.picture_text import Colour

ThemeName = Literal["light", "dark"]

# Viridis (Smith and van der Walt, CC0) at 20 even steps.
_VIRIDIS = np.frombuffer(
    bytes.fromhex(
        "440154 481568 482677 453781 3f4788 39558c 32648e 2d718e 287d8e 238a8d"
        "1f968b 20a386 29af7f 3cbc75 56c667 74d055 94d840 b8de29 dce318 fde725"
    ),
    dtype=np.uint8,
).reshape(20, 3)

# Told apart by people with any kind of colour vision, on light and on dark (after Okabe and Ito).
SLOT_HUES: tuple[Colour, ...] = (
    (0, 114, 178), (230, 159, 0), (0, 158, 115), (204, 121, 167), (213, 94, 0),
    (86, 180, 233), (148, 103, 189), (160, 160, 40), (140, 86, 75), (120, 120, 130),
)  # fmt: skip


@dataclass(frozen=True)
class Theme:
    """The grounds and inks of a picture."""

    ground: Colour
    panel: Colour
    ink: Colour
    muted: Colour
    line: Colour
    mark: Colour
    tint: float


THEMES: dict[ThemeName, Theme] = {
    "light": Theme(
        ground=(255, 255, 255), panel=(246, 247, 249), ink=(26, 29, 34), muted=(98, 105, 116),
        line=(214, 218, 224), mark=(216, 27, 96), tint=0.62,
    ),
    "dark": Theme(
        ground=(24, 26, 30), panel=(33, 36, 42), ink=(232, 234, 238), muted=(158, 165, 176),
        line=(62, 67, 76), mark=(255, 110, 160), tint=0.68,
    ),
}  # fmt: skip


def viridis(values: NDArray[Any]) -> NDArray[np.uint8]:
    """`[..., 3]`: the colours of values from 0 to 1; outside is cut off, NaN is 0."""
    places = np.clip(np.nan_to_num(values), 0, 1) * (len(_VIRIDIS) - 1)
    low = np.minimum(places.astype(int), len(_VIRIDIS) - 2)
    part = (places - low)[..., None]
    colours = _VIRIDIS[low] * (1 - part) + _VIRIDIS[low + 1] * part
    rounded: NDArray[np.uint8] = colours.round().astype(np.uint8)
    return rounded


def slot_hue(slot: int) -> Colour:
    """The colour that a slot always has."""
    return SLOT_HUES[slot % len(SLOT_HUES)]


def mixed(ground: Colour, other: Colour, part: float) -> Colour:
    """`part` of `other` over `ground`."""
    red, green, blue = (
        round(a * (1 - part) + b * part) for a, b in zip(ground, other, strict=True)
    )
    return red, green, blue
