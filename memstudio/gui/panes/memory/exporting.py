"""Taking the pictures and their numbers out of the window."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPixmap

from memstudio.atomic import write_bytes, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from memstudio.gui.panes.memory.quantities import Quantity
    from memstudio.gui.trace_document import TraceDocument


def save_picture(widget: QWidget, path: Path) -> None:
    """Write what a widget shows as a PNG at twice its size.

    Raises:
        StorageError: the file cannot be written.
    """
    picture = QPixmap(widget.size() * 2)
    picture.setDevicePixelRatio(2.0)
    widget.render(picture)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    write_bytes(path, bytes(buffer.data().data()))


def slots_as_table(document: TraceDocument, quantity: Quantity) -> str:
    """A quantity as CSV: a row a segment, a column a slot."""
    values = quantity.values(document)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["segment", *(f"slot_{slot}" for slot in range(document.num_slots))])
    for segment, row in enumerate(values.tolist()):
        table.writerow([segment, *(f"{value:.6g}" for value in row)])
    return out.getvalue()


def weights_as_table(document: TraceDocument, segment: int, layer: int | None) -> str:
    """The weights of a segment as CSV: a row a token, the slots' write and read weights."""
    out = io.StringIO()
    table = csv.writer(out)
    slots = range(document.num_slots)
    table.writerow(
        ["token", "text", *(f"written_{s}" for s in slots), *(f"read_{s}" for s in slots)]
    )
    start, stop = document.segment_tokens(segment)
    written, read = document.write(segment, layer), document.read(segment, layer)
    for place in range(stop - start):
        numbers = [*written[:, place].tolist(), *read[place].tolist()]
        table.writerow(
            [start + place, document.token_text(start + place), *(f"{n:.6g}" for n in numbers)]
        )
    return out.getvalue()


def save_table(text: str, path: Path) -> None:
    """Write CSV.

    Raises:
        StorageError: the file cannot be written.
    """
    write_text(path, text)
