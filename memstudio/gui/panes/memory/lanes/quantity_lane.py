"""Slots over the document: a quantity that each segment gives to each slot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from typing_extensions import override

from memstudio.gui.panes.memory.lanes.slot_lane import SlotLane
from memstudio.gui.pixel_columns import Pyramid, about, pixel_edges
from memstudio.gui.translation import numbered
from memstudio.gui.widgets.number_format import count
from memstudio.look.scales import Scale

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.pixel_columns import Reduction
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.visible_range import VisibleRange
    from memstudio.trace.quantity_kinds import Quantity


class QuantityLane(SlotLane):
    """Cells as wide as their segments."""

    def __init__(self, visible: VisibleRange, parent: QWidget | None = None) -> None:
        super().__init__(visible, parent)
        self.quantity: Quantity | None = None
        self._values = np.zeros((0, 0), np.float32)
        self._pyramid: Pyramid | None = None
        self._scale = Scale(0.0, 1.0)
        # By name, with what each was made of: values that are worked out again are other values.
        self._made: dict[str, tuple[NDArray[np.float32], Pyramid, Scale]] = {}
        self.setAccessibleName(self.tr("Slots over segments"))

    @property
    def values(self) -> NDArray[np.float32]:
        """`[T, m]`, what is shown."""
        return self._values

    def show_quantity(self, document: TraceDocument, quantity: Quantity) -> None:
        """Show a quantity of a trace."""
        self.document, self.quantity = document, quantity
        values = document.quantity(quantity.name)
        made = self._made.get(quantity.name)
        if made is None or made[0] is not values:
            pyramid = Pyramid(values, quantity.reduction)
            made = self._made[quantity.name] = (values, pyramid, quantity.scale(values))
        self._values, self._pyramid, self._scale = made
        self.renew()

    @property
    @override
    def reduction(self) -> Reduction:
        return "max" if self.quantity is None else self.quantity.reduction

    @override
    def pixel_values(self, width: int) -> NDArray[np.float32]:
        document, pyramid = self.document, self._pyramid
        assert document is not None and pyramid is not None  # noqa: S101, PT018 - shown before
        edges = pixel_edges(self.visible.start, self.visible.stop, width)
        starts = document.segment_starts
        cells = np.interp(edges, starts, np.arange(len(starts), dtype=np.float64))
        each = about((cells[-1] - cells[0]) / width)
        low, high, is_clipped = self._scale
        reduced = ""
        if each > 1:
            text = {
                "min": self.tr("a pixel is the smallest of about %1 segments"),
                "farthest": self.tr("a pixel is the farthest from zero of about %1 segments"),
            }.get(self.reduction, self.tr("a pixel is the largest of about %1 segments"))
            reduced = text.replace("%1", count(each))
        self.set_scale(low, high, is_clipped=is_clipped, reduced=reduced)
        return pyramid.pixels(cells)

    @override
    def tooltip(self, token: int, row: int) -> str:
        document, quantity = self.document, self.quantity
        if document is None or quantity is None or row < 0:
            return ""
        segment = document.segment_of(token)
        text = self.tr("slot %1, segment %2: %3 %4")
        value = quantity.format(float(self._values[segment, row]))
        return numbered(text, row, count(segment), quantity.title.lower(), value)
