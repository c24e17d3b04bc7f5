"""The stretch of the document that all lanes show at once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

_LEAST = 8.0
"""Tokens that are shown at the most enlarged."""


class VisibleRange(QObject):
    """From which token to which; between tokens too, so that panning is smooth.

    Signals:
        range_changed: another stretch is shown, or the document has another length.

    Attributes:
        total: tokens of the document.
        start: where the stretch begins.
        stop: where it ends.
    """

    range_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.total = 0
        self.start = 0.0
        self.stop = 0.0

    @property
    def span(self) -> float:
        """How many tokens are shown."""
        return self.stop - self.start

    @property
    def centre(self) -> float:
        """The middle of what is shown."""
        return (self.start + self.stop) / 2

    @property
    def is_whole(self) -> bool:
        """Whether all of the document is shown."""
        return self.start <= 0 and self.stop >= self.total

    def set_total(self, total: int, shown: tuple[float, float] | None = None) -> None:
        """Another document: show all of it, or a stretch as far as there is one."""
        self.total = total
        if shown is not None and shown[1] > shown[0]:
            self.show(*shown)
        else:
            self.start, self.stop = 0.0, float(total)
        self.range_changed.emit()

    def show(self, start: float, stop: float) -> None:
        """Show a stretch; one that goes over an end is moved, one too short or long is fitted."""
        span = min(max(stop - start, min(_LEAST, self.total)), float(self.total))
        middle = (start + stop) / 2
        start = min(max(0.0, middle - span / 2), self.total - span)
        if (start, start + span) != (self.start, self.stop):
            self.start, self.stop = start, start + span
            self.range_changed.emit()

    def show_whole(self) -> None:
        """Show all of the document."""
        self.show(0.0, float(self.total))

    def zoom(self, factor: float, about: float | None = None) -> None:
        """Show `factor` times as many tokens, with `about` (or the middle) left in its place."""
        if not self.total:
            return
        about = self.centre if about is None else about
        span = min(max(self.span * factor, min(_LEAST, self.total)), float(self.total))
        place = (about - self.start) / max(1e-9, self.span)
        start = min(max(0.0, about - place * span), self.total - span)
        self.show(start, start + span)

    def pan(self, tokens: float) -> None:
        """Move on by so many tokens, back when negative."""
        start = min(max(0.0, self.start + tokens), self.total - self.span)
        self.show(start, start + self.span)

    def make_visible(self, start: float, stop: float) -> None:
        """Move, as little as looks well, so that a stretch can be seen."""
        if self.start <= start and stop <= self.stop:
            return
        if stop - start >= self.span:
            # Larger than what is shown: its beginning.
            if not start <= self.centre < stop:
                self.show(start, start + self.span)
            return
        middle = (start + stop) / 2
        self.show(middle - self.span / 2, middle + self.span / 2)
