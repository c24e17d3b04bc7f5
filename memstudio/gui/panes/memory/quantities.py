"""What the lane of slots over time can show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from memstudio.gui.trace_document import TraceDocument


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number for each slot and segment.

    Attributes:
        name: as `TraceDocument.quantity` knows it.
        title: as in a menu.
        meaning: one sentence.
        unit: written on the legend.
        is_share: whether it is written as a percentage.
        is_signed: whether it goes both ways from zero.
        reduction: which of several segments a pixel shows that stands for all of them.
    """

    name: str
    title: str
    meaning: str
    unit: str = ""
    is_share: bool = False
    is_signed: bool = False
    reduction: Literal["max", "min"] = "max"

    def values(self, document: TraceDocument) -> NDArray[np.float32]:
        """`[T, m]`."""
        return document.quantity(self.name)

    def format(self, value: float) -> str:
        """A value with its unit."""
        return f"{value:.1%}" if self.is_share else f"{value:.3g} {self.unit}".strip()


def quantities() -> tuple[Quantity, ...]:
    """All that a trace may have, in the language of the window."""
    translate = QCoreApplication.translate
    return (
        Quantity(
            "change",
            translate("Quantity", "Change"),
            translate("Quantity", "How far a segment moved a slot, relative to the slot's length."),
            translate("Quantity", "of its length"),
            is_share=True,
        ),
        Quantity(
            "norm",
            translate("Quantity", "Length"),
            translate("Quantity", "The length of a slot's vector."),
        ),
        Quantity(
            "read_mass",
            translate("Quantity", "Read"),
            translate("Quantity", "The mean share of a word's attention that goes to a slot."),
            is_share=True,
        ),
        Quantity(
            "write_mass",
            translate("Quantity", "Written"),
            translate("Quantity", "The share of a slot's writing attention that goes to words."),
            is_share=True,
        ),
        Quantity(
            "gate",
            translate("Quantity", "Gate"),
            translate("Quantity", "How far a segment's write was let into a slot."),
            is_share=True,
        ),
        Quantity(
            "usage",
            translate("Quantity", "Usage"),
            translate("Quantity", "A slot's share of all that was read from the memory in a segment."),
            is_share=True,
        ),
        Quantity(
            "age",
            translate("Quantity", "Age"),
            translate("Quantity", "Segments since a slot last changed by a tenth of its length or more."),
            translate("Quantity", "segments"),
        ),
        Quantity(
            "similarity",
            translate("Quantity", "Similarity"),
            translate("Quantity", "The cosine of a slot with itself before the segment; dark: overwritten."),
            reduction="min",
        ),
        Quantity(
            "read_entropy",
            translate("Quantity", "Spread of reading"),
            translate("Quantity", "0: one word of the segment read the slot; 1: all words read it alike."),
        ),
    )  # fmt: skip
