"""Runs whose records cannot be read, said in one sentence however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from memstudio.gui.translation import filled

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.errors import MemStudioError

_WAIT_MS = 400
_MOST_NAMED = 3


class ReadingFailures(QObject):
    """Waits a little for others before it says something.

    Signals:
        said: a sentence in the user's language.
    """

    said = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errors: dict[Path, MemStudioError] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @Slot(object, object)
    def add(self, folder: Path, error: MemStudioError) -> None:
        """One more."""
        self._errors[folder] = error
        self._timer.start()

    @Slot()
    def _on_timer_timeout(self) -> None:
        errors, self._errors = self._errors, {}
        first = next(iter(errors.values()))
        reason = filled(first.text, first.values)
        if len(errors) == 1:
            self.said.emit(reason)
            return
        names = ", ".join(folder.name for folder in list(errors)[:_MOST_NAMED])
        if len(errors) > _MOST_NAMED:
            names += ", …"
        text = self.tr("%n run(s) could not be read: {names}. The first: {reason}", "", len(errors))
        self.said.emit(text.format(names=names, reason=reason))
