"""How the inspector writes shares and spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.errors import marked
from memstudio.gui.widgets.number_format import count as whole
from memstudio.gui.widgets.number_format import percent
from memstudio.gui.widgets.ranked_list import RankedRow
from memstudio.trace.slot_spans import span_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.gui.trace_document import TraceDocument
    from memstudio.trace.slot_spans import Span

NUM_ROWS = 8
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


def span_rows(
    document: TraceDocument, spans: Sequence[Span], meaning: str, count: int = NUM_ROWS
) -> list[RankedRow]:
    """Spans of the document as rows; a click chooses a span's first token.

    Args:
        document: whose they are.
        spans: ranked.
        meaning: what their weight is, with a field for it.
        count: so many of them.
    """
    place = tr(marked("Inspector", "Token {token}, in segment {segment}."))
    rows = []
    for span in spans[:count]:
        text = span_text(document.text, document.token_starts, document.token_ends, span)
        if not any(map(str.isalnum, text)):
            text = _word_before(document, span) + text
        where = place.format(
            token=whole(span.start), segment=whole(document.segment_of(span.start))
        )
        tip = f"“{text}”\n{meaning.format(share=percent(span.weight, 2))}\n{where}"
        rows.append(RankedRow(text, span.weight, share(span.weight), tip, span.start))
    return rows
