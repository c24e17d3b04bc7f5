"""The window's colours, as pictures draw with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.look.colour_maps import sequential
from memstudio.look.theme import load_theme
from memstudio.look.tints import Rgb, mixed, rgb, strongest_tint

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.look.theme import Theme


@dataclass(frozen=True)
class Inks:
    """The grounds and inks of a picture: those of the window's Memory page.

    Attributes:
        look: where they come from.
        ground: behind everything.
        panel: behind what stands at the side.
        ink: of letters; `muted` of what is said beside.
        line: of hairlines.
        mark: around the segment that is looked at.
        loss: of surprise.
    """

    look: Theme
    ground: Rgb
    panel: Rgb
    ink: Rgb
    muted: Rgb
    line: Rgb
    mark: Rgb
    loss: Rgb

    def slot(self, slot: int) -> Rgb:
        """The hue that a slot always has."""
        return rgb(self.look.slot_colour(slot))

    def slot_tint(self, slot: int, strength: float) -> Rgb:
        """What stands behind a word that belongs to a slot, by how much (0 to 1)."""
        return self._tint(self.look.slot_colour(slot), strength)

    def loss_tint(self, strength: float) -> Rgb:
        """What stands behind a word that was a surprise, by how much (0 to 1)."""
        return self._tint(self.look.warning, strength)

    def _tint(self, hue: str, strength: float) -> Rgb:
        most = strongest_tint(self.look.surface, hue, self.look.text)
        return mixed(self.ground, rgb(hue), most * strength)


@cache
def inks() -> Inks:
    """The inks of the light theme, for a picture is shown on a page as often as on a screen."""
    look = load_theme("light")
    return Inks(
        look,
        ground=rgb(look.surface),
        panel=rgb(look.window),
        ink=rgb(look.text),
        muted=rgb(look.muted_text),
        line=rgb(look.border),
        mark=rgb(look.accent),
        loss=rgb(look.warning),
    )


def coloured(shares: NDArray[Any]) -> NDArray[np.uint8]:
    """`[..., 3]`: the colours of values from 0 to 1; outside is cut off, NaN is 0."""
    places = (np.clip(np.nan_to_num(shares), 0, 1) * 255).astype(np.uint8)
    colours: NDArray[np.uint8] = sequential("viridis")[places]
    return colours
