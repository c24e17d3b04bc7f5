"""What a trace holds, as numbers and in words, to be taken out of the window."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QTextDocumentFragment

from memstudio.gui.panes.memory.effects import glance_words
from memstudio.gui.table_text import as_csv
from memstudio.gui.whose_weights import layer_column

if TYPE_CHECKING:
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.trace_weights import WeightChoice
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


def weights_as_table(document: TraceDocument, segment: int, choice: WeightChoice) -> str:
    """The weights of a segment as CSV: a row a token, the slots' write and read weights.

    The heads of the columns say whose weights they are, as far as those were kept. Where only the
    largest of each row were, the cells of the others are empty.
    """
    start, stop = document.segment_tokens(segment)
    heads: list[object] = ["token", "text"]
    parts = []
    for word, name in (("written", "write"), ("read", "read")):
        whose = _whose(document, name, document.weights.kept(name, choice))
        heads += [f"{word}_{slot}{whose}" for slot in range(document.num_slots)]
        weights = document.weights.weights(name, start, stop, choice)
        lacking = document.weights.not_kept(name, start, stop, choice)
        parts.append(np.where(lacking, np.nan, weights))
    rows = [heads]
    for token, numbers in enumerate(np.concatenate(parts, 1).tolist(), start):
        text = document.token_text(token)
        cells = ("" if math.isnan(number) else f"{number:.6g}" for number in numbers)
        rows.append([token, text, *cells])
    return as_csv(rows)


def _whose(document: TraceDocument, name: str, kept: WeightChoice) -> str:
    """A layer, a head, and what was made of several, as a column's name ends."""
    layers, heads = document.weights.layers_and_heads(name)
    parts = []
    if kept.layer is not None:
        number = document.weights.layer_number(name, kept.layer)
        parts.append(f"_{layer_column(number, kept.layer)}")
    if kept.head is not None:
        parts.append(f"_head_{kept.head}")
    if (kept.layer is None and layers > 1) or (kept.head is None and heads > 1):
        parts.append("_largest" if kept.largest else "_mean")
    return "".join(parts)
