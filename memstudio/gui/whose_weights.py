"""Whose weights are shown: a layer as the model counts it, a part that is none of its layers, a head.

A user counts all of them from 1; the columns of a table keep a head's index, as arrays do.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def layer_text(layer: int | None, place: int) -> str:
    """A layer, or the part at a place.

    Args:
        layer: as the model counts it, from 1; None for what is none of its layers.
        place: among those that have weights, from 0.
    """
    if layer is None:
        text = QCoreApplication.translate("Controls", "part %1")
        return text.replace("%1", str(place + 1))
    return QCoreApplication.translate("Controls", "layer %1").replace("%1", str(layer))


def head_text(head: int) -> str:
    """A head, by its index."""
    return QCoreApplication.translate("Controls", "head %1").replace("%1", str(head_number(head)))


def head_number(head: int) -> int:
    """The number of a head, by its index."""
    return head + 1


def layer_column(layer: int | None, place: int) -> str:
    """A layer, or the part at a place, in the name of a table's column."""
    return f"part_{place + 1}" if layer is None else f"layer_{layer}"
