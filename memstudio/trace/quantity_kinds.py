"""What each quantity is called, measured in and painted by, wherever it is shown.

Shapes: T segments, m slots.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from memstudio.errors import marked
from memstudio.look.scales import Scale, end_text, lower_level, upper_level

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number for each slot and segment.

    Attributes:
        name: as a trace's reader knows it.
        title: as in a menu.
        meaning: one sentence.
        unit: written on the legend.
        is_share: whether it is written as a percentage.
        reduction: which of several segments or slots is shown where there is no room for all: the
            largest, the smallest, or, of what goes both ways from zero, the farthest from it.
        few_count: whether the few largest values are what is looked for, so that the colours have
            to reach up to them.
    """

    name: str
    title: str
    meaning: str
    unit: str = ""
    is_share: bool = False
    reduction: Literal["max", "min", "farthest"] = "max"
    few_count: bool = False

    def said(self, translate: Callable[[str, str], str]) -> Quantity:
        """The same in another language.

        Args:
            translate: from a context and an English text to the text in that language.
        """
        title, meaning, unit = (
            translate("Quantity", text) if text else ""
            for text in (self.title, self.meaning, self.unit)
        )
        return replace(self, title=title, meaning=meaning, unit=unit)

    def format(self, value: float) -> str:
        """A value with its unit; a dash where none is known."""
        if not math.isfinite(value):
            return "–"
        return f"{value:.1%}" if self.is_share else f"{value:.3g} {self.unit}".strip()

    @property
    def is_signed(self) -> bool:
        """Whether it goes both ways from zero."""
        return self.reduction == "farthest"

    @property
    def factor(self) -> float:
        """What a value is multiplied by to be written in `legend_unit`."""
        return 100.0 if self.is_share else 1.0

    @property
    def legend_unit(self) -> str:
        """What stands behind the numbers of a legend, with the space that goes before it."""
        unit = f"% {self.unit}" if self.is_share else f" {self.unit}"
        return unit.rstrip()

    def end_text(self, value: float, *, is_clipped: bool = False) -> str:
        """The number at an end of a legend, without its unit."""
        return f"{'≥ ' if is_clipped else ''}{end_text(value * self.factor)}"

    def scale(self, values: NDArray[np.floating]) -> Scale:
        """What the darkest and the brightest colour stand for, of values `[T, m]`."""
        # The first segment moves every slot away from where nothing had been read: a jump that
        # would leave all later changes dark.
        later = values[1:] if self.name == "change" and len(values) > 1 else values
        if self.is_signed:
            size = np.abs(np.nan_to_num(later))
            largest = float(size.max()) if size.size else 0.0
            high = (largest or 1.0) if self.few_count else upper_level(size)
            low = -high
        elif self.reduction == "min":
            low, high = lower_level(later), 1.0
        else:
            low, high = 0.0, upper_level(later)
        finite = values[np.isfinite(values)]
        largest = float(finite.max()) if finite.size else 0.0
        return Scale(low, high, largest > high * 1.001)


QUANTITY_KINDS = (
    Quantity(
        "change",
        marked("Quantity", "Change"),
        marked("Quantity", "How far a segment moved a slot, relative to the slot's length."),
        marked("Quantity", "of its length"),
        is_share=True,
    ),
    Quantity(
        "norm",
        marked("Quantity", "Length"),
        marked("Quantity", "The length of a slot's vector."),
    ),
    Quantity(
        "read_mass",
        marked("Quantity", "Read"),
        marked("Quantity", "The mean share of a word's attention that goes to a slot."),
        is_share=True,
    ),
    Quantity(
        "write_mass",
        marked("Quantity", "Written"),
        marked("Quantity", "The share of a slot's writing attention that goes to words of the segment."),
        is_share=True,
    ),
    Quantity(
        "gate",
        marked("Quantity", "Gate"),
        marked("Quantity", "The memory's own gate: how far a segment's write was let into a slot, or of knn and infini, what was read let out of it."),
        is_share=True,
    ),
    Quantity(
        "usage",
        marked("Quantity", "Usage"),
        marked("Quantity", "A slot's share of all that was read from the memory in a segment."),
        is_share=True,
    ),
    Quantity(
        "age",
        marked("Quantity", "Age"),
        marked("Quantity", "Segments since a slot last changed by a tenth of its length or more."),
        marked("Quantity", "segments"),
    ),
    Quantity(
        "similarity",
        marked("Quantity", "Similarity"),
        marked("Quantity", "The cosine of a slot with itself before the segment; dark: overwritten."),
        reduction="min",
    ),
    Quantity(
        "read_entropy",
        marked("Quantity", "Spread of reading"),
        marked("Quantity", "0: one word of the segment read the slot; 1: all words read it alike."),
    ),
)  # fmt: skip
"""All that a trace may have, in the order in which they are offered; in English."""
SHARES = frozenset(each.name for each in QUANTITY_KINDS if each.is_share)
"""Those that are written as percentages."""
PER_TOKEN = frozenset({"loss", "gain"})
"""What a token has and no slot."""


def quantity_kind(name: str) -> Quantity:
    """The one called `name`.

    Raises:
        KeyError: there is none.
    """
    return _BY_NAME[name]


_BY_NAME = {each.name: each for each in QUANTITY_KINDS}
