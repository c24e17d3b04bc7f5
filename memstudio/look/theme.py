"""The named colours and sizes of the window, read from `resources/themes/tokens.toml`."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from typing import Any

from memstudio.resources import resource


@dataclass(frozen=True)
class Sizes:
    """Lengths in device-independent pixels, on a 4-pixel grid.

    Attributes:
        space_xs: 4, between parts of one control.
        space_s: 8, between controls that belong together.
        space_m: 12, inside cards and between rows.
        space_l: 16, between groups.
        space_xl: 24, around a page.
        font_small: captions and axis labels.
        font_body: ordinary text.
        font_title: the heading of a card or a page section.
        font_display: the one large heading or figure of a page.
        radius: rounding of corners.
        control_height: of buttons and inputs.
    """

    space_xs: int
    space_s: int
    space_m: int
    space_l: int
    space_xl: int
    font_small: int
    font_body: int
    font_title: int
    font_display: int
    radius: int
    control_height: int


@dataclass(frozen=True)
class Theme:
    """One colour scheme; every colour is a string such as `#1c1d22`.

    Attributes:
        name: "light" or "dark".
        sizes: the same in both schemes.
        window: behind everything: chrome, gaps between panels.
        surface: panels, cards, text areas.
        raised: menus, tooltips, what floats.
        sunken: wells: tracks of sliders, progress bars.
        border: hairlines. `strong_border` outlines inputs.
        text: ordinary text; `muted_text` secondary; `faint_text` hints and disabled.
        accent: the one accent; `accent_text` is written on it.
        danger: failures; also `warning` and `success`, each with a `..._surface` behind it.
        hover: under the mouse; `pressed` under a held button.
        selection: behind what is selected; `highlight` behind marked words of a text.
        series: hues of curves, in fixed order.
        slots: hues of memory slots, in fixed order; repeat after the last.
    """

    name: str
    sizes: Sizes
    window: str
    surface: str
    raised: str
    sunken: str
    border: str
    strong_border: str
    text: str
    muted_text: str
    faint_text: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_text: str
    danger: str
    danger_surface: str
    warning: str
    warning_surface: str
    success: str
    success_surface: str
    hover: str
    pressed: str
    selection: str
    highlight: str
    scroll_handle: str
    plot_background: str
    plot_grid: str
    series: tuple[str, ...]
    slots: tuple[str, ...]

    def slot_colour(self, slot_index: int) -> str:
        """The fixed hue of one slot."""
        return self.slots[slot_index % len(self.slots)]

    def series_colour(self, series_index: int) -> str:
        """The fixed hue of one curve."""
        return self.series[series_index % len(self.series)]


@functools.cache
def load_theme(name: str) -> Theme:
    """Read the theme called `name`, "light" or "dark"."""
    with resource("themes", "tokens.toml").open("rb") as file:
        tokens = tomllib.load(file)
    colours: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in tokens[name].items()
    }
    return Theme(name=name, sizes=Sizes(**tokens["sizes"]), **colours)
