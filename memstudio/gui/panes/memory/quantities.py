"""What the slots x segments map can show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from memstudio.gui.trace_document import TraceDocument


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number for each slot and segment.

    Attributes:
        name: of the field of `TraceDocument` that holds it.
        title: as in a menu.
        meaning: one sentence.
        unit: written on the legend.
        is_share: whether it is written as a percentage.
    """

    name: str
    title: str
    meaning: str
    unit: str = ""
    is_share: bool = False

    def values(self, document: TraceDocument) -> NDArray[np.float32]:
        """`[T, m]`."""
        found: NDArray[np.float32] = getattr(document, self.name)
        return found

    def format(self, value: float) -> str:
        """A value with its unit."""
        return f"{value:.1%}" if self.is_share else f"{value:.3g} {self.unit}".strip()


def quantities() -> tuple[Quantity, ...]:
    """All of them, in the language of the window."""
    return (
        Quantity(
            "change",
            QCoreApplication.translate("Quantity", "Change"),
            QCoreApplication.translate(
                "Quantity", "How far a segment moved a slot, relative to the slot's length."
            ),
            QCoreApplication.translate("Quantity", "of its length"),
            is_share=True,
        ),
        Quantity(
            "norm",
            QCoreApplication.translate("Quantity", "Length"),
            QCoreApplication.translate("Quantity", "The length of a slot's vector."),
        ),
        Quantity(
            "read_mass",
            QCoreApplication.translate("Quantity", "Read"),
            QCoreApplication.translate(
                "Quantity", "The mean share of a word's attention that goes to a slot."
            ),
            is_share=True,
        ),
        Quantity(
            "write_mass",
            QCoreApplication.translate("Quantity", "Written"),
            QCoreApplication.translate(
                "Quantity", "The share of a slot's writing attention that goes to words."
            ),
            is_share=True,
        ),
    )
