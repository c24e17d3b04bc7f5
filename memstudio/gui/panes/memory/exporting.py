"""Taking the pictures and their numbers out of the window."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextDocumentFragment

from memstudio.atomic import write_text
from memstudio.gui.panes.memory.effects import glance_words

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.trace.quantity_kinds import Quantity


def glance_sentences(session: Session) -> tuple[str, ...]:
    """What was measured of the memory and is said in plain words, if anything was."""
    document, glance = session.traces.document, session.effects.glance
    if document is None or glance is None:
        return ()
    said = glance_words.glance_sentences(document, glance)
    return (QTextDocumentFragment.fromHtml(said).toPlainText(),)


def slots_as_table(document: TraceDocument, quantity: Quantity) -> str:
    """A quantity as CSV: a row a segment, a column a slot."""
    values = document.quantity(quantity.name)
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
