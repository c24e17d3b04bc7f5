"""Places in a document that are worth a look, and going from one to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.trace_document import TraceDocument

KINDS = ("writes", "reads", "forgotten", "surprise", "gain")
_QUANTITIES = {"writes": "change", "reads": "read_mass", "forgotten": "similarity"}
"""Of the kinds that are found among the slots."""
_LISTED = 20
_WORDS = 48
"""Characters of the text that a place is shown with."""


@dataclass(frozen=True, slots=True)
class Jump:
    """A place.

    Attributes:
        segment: where it is.
        slot: whose; None where it is the text's.
        token: the token, where it is one.
        value: how much.
        words: the text there.
    """

    segment: int
    slot: int | None
    token: int | None
    value: float
    words: str


def jumps(document: TraceDocument, kind: str) -> list[Jump]:
    """The most remarkable places of a kind, most first; none where the trace does not know."""
    if kind == "surprise":
        return _tokens(document, np.nan_to_num(document.loss))
    if kind == "gain":
        return [] if document.gain is None else _tokens(document, np.nan_to_num(document.gain))
    values = document.quantity(_QUANTITIES[kind])
    smallest = kind == "forgotten"
    # Before the first segment there was nothing that could be kept or lost.
    first = 1 if smallest or (len(values) > 1 and kind != "reads") else 0
    values = values[first:]
    if not values.size:
        return []
    is_known = np.isfinite(values)
    if smallest and document.norm.size:
        # A slot that held nothing yet has no likeness, which is kept as 0.
        is_known &= document.norm[:-1] > 0
    amounts = np.where(is_known, -values if smallest else values, -np.inf)
    slots = amounts.argmax(axis=1)
    rows = np.arange(len(values))
    amounts, best = amounts[rows, slots], values[rows, slots]
    order = [i for i in np.argsort(-amounts, kind="stable")[:_LISTED] if amounts[i] > -np.inf]
    return [
        Jump(
            first + int(i),
            int(slots[i]),
            None,
            float(best[i]),
            _beginning(document, first + int(i)),
        )
        for i in order
    ]


def _tokens(document: TraceDocument, values: NDArray[np.float32]) -> list[Jump]:
    if not len(values):
        return []
    count = min(_LISTED, len(values))
    best = np.argpartition(-values, count - 1)[:count]
    best = best[np.argsort(-values[best], kind="stable")]
    return [
        Jump(document.segment_of(int(i)), None, int(i), float(values[i]), _around(document, int(i)))
        for i in best
    ]


def _beginning(document: TraceDocument, segment: int) -> str:
    start, stop = document.segment_span(segment)
    return _shown(document.text[start : min(stop, start + 2 * _WORDS)])


def _around(document: TraceDocument, token: int) -> str:
    start, end = int(document.token_starts[token]), int(document.token_ends[token])
    before = document.text[max(0, start - _WORDS // 2) : start].replace("\n", " ").lstrip()
    word = document.text[start:end].strip() or document.token_text(token)
    return f"…{before.rstrip()} [{word}]"


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _WORDS else text[: _WORDS - 1] + "…"


class Jumps(QObject):
    """The places of the kind that is chosen, of the trace on show.

    Signals:
        kind_changed: another kind was chosen, or another trace is shown.
    """

    kind_changed = Signal()

    def __init__(self, selection: SelectionModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self._document: TraceDocument | None = None
        self._found: list[Jump] | None = None
        self.kind = KINDS[0]

    def show_document(self, document: TraceDocument | None) -> None:
        """Another trace."""
        self._document, self._found = document, None
        self.kind_changed.emit()

    def choose(self, kind: str) -> None:
        """Another kind of place."""
        if kind != self.kind:
            self.kind, self._found = kind, None
            self.kind_changed.emit()

    @property
    def found(self) -> list[Jump]:
        """The places, most remarkable first; looked for when asked for."""
        if self._found is None:
            document = self._document
            self._found = []
            if document is not None and document.num_segments:
                self._found = jumps(document, self.kind)
        return self._found

    def is_there(self, kind: str) -> bool:
        """Whether the trace on show knows such places."""
        document = self._document
        if document is None or not document.num_segments:
            return False
        if kind == "gain":
            return document.gain is not None
        name = _QUANTITIES.get(kind)
        return name is None or bool(document.quantity(name).size)

    def go_on(self, by: int) -> None:
        """Go to the next place in the document, or the one before when `by` is negative."""
        current = self._selection.current
        here = (current.segment or 0, -1 if current.token is None else current.token)
        places = sorted(self.found, key=_place)
        if by > 0:
            after = [jump for jump in places if _place(jump) > here]
            if after:
                self.go_to(after[0])
        else:
            before = [jump for jump in places if _place(jump) < here]
            if before:
                self.go_to(before[-1])

    def go_to(self, jump: Jump) -> None:
        """Select a place."""
        slot = jump.slot if jump.slot is not None else self._selection.current.slot
        self._selection.select(segment=jump.segment, slot=slot, token=jump.token)


def _place(jump: Jump) -> tuple[int, int]:
    return jump.segment, -1 if jump.token is None else jump.token
