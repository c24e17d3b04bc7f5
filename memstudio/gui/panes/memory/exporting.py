"""What a trace holds, as numbers and in words, to be taken out of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QTextDocumentFragment

from memstudio.gui.panes.memory.effects import glance_words
from memstudio.gui.table_text import as_csv

if TYPE_CHECKING:
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
    head: list[object] = ["segment", *(f"slot_{slot}" for slot in range(document.num_slots))]
    rows = (
        [segment, *(f"{value:.6g}" for value in row)] for segment, row in enumerate(values.tolist())
    )
    return as_csv([head, *rows])


def weights_as_table(document: TraceDocument, segment: int, layer: int | None) -> str:
    """The weights of a segment as CSV: a row a token, the slots' write and read weights."""
    slots = range(document.num_slots)
    rows: list[list[object]] = [
        ["token", "text", *(f"written_{s}" for s in slots), *(f"read_{s}" for s in slots)]
    ]
    start, stop = document.segment_tokens(segment)
    written, read = document.write(segment, layer), document.read(segment, layer)
    for place in range(stop - start):
        numbers = [*written[:, place].tolist(), *read[place].tolist()]
        text = document.token_text(start + place)
        rows.append([start + place, text, *(f"{number:.6g}" for number in numbers)])
    return as_csv(rows)
