"""How the inspector writes shares and spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.errors import marked
from memstudio.gui.widgets.number_format import count, percent
from memstudio.gui.widgets.ranked_list import RankedRow
from memstudio.trace.slot_spans import span_text
from memstudio.trace.slot_weights import as_kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.gui.trace_document import TraceDocument
    from memstudio.trace.slot_spans import Span

_NUM_ROWS = 8
_LONGEST_BEFORE = 16


def tr(text: str) -> str:
    """A marked text in the user's language."""
    return QCoreApplication.translate("Inspector", text)


def share(value: float) -> str:
    """A part of a whole, with as many digits as it needs to be told from nothing."""
    if value >= 0.01 or value == 0:
        return percent(value, 1)
    return percent(value, 2) if value >= 0.00005 else "<0.01%"


def _word_before(document: TraceDocument, span: Span) -> str:
    """Of a full stop, the word that it ends: there are many of them."""
    end = int(document.token_starts[span.start])
    before = document.text[max(0, end - _LONGEST_BEFORE) : end].split()
    return f"…{before[-1]} " if before else ""


def mean_note(document: TraceDocument, name: str, layer: int | None, head: int | None) -> str:
    """Over what weights of that name are the mean, where not all that was chosen was kept."""
    reader = document.reader
    kept_layer, kept_head = as_kept(reader, name, layer, head)
    layers, heads = reader.layers_and_heads(name)
    if layer is not None and layers > 1 and kept_layer is None:
        return tr(
            marked("Inspector", "Of this the trace keeps only the mean over layers and heads.")
        )
    if head is not None and heads > 1 and kept_head is None:
        return tr(marked("Inspector", "Of this the trace keeps only the mean over heads."))
    return ""


def span_rows(document: TraceDocument, spans: Sequence[Span], meaning: str) -> list[RankedRow]:
    """The first spans of the document as rows; a click chooses a span's first token.

    Args:
        document: whose they are.
        spans: ranked.
        meaning: what their weight is, with a field for it.
    """
    place = tr(marked("Inspector", "Token {token}, in segment {segment}."))
    rows = []
    for span in spans[:_NUM_ROWS]:
        if span.weight <= 0:
            break  # The first words of the text, as good as any.
        text = span_text(document.text, document.token_starts, document.token_ends, span)
        if not any(map(str.isalnum, text)):
            text = _word_before(document, span) + text
        where = place.format(
            token=count(span.start), segment=count(document.segment_of(span.start))
        )
        tip = f"“{text}”\n{meaning.format(share=percent(span.weight, 2))}\n{where}"
        rows.append(RankedRow(text, span.weight, share(span.weight), tip, span.start))
    return rows
