"""When an entry of the Memory menu cannot be used, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from memstudio.gui.effects import Effects
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.session import Session


class EffectConditions(QObject):
    """Each method returns why something cannot be done now, or "" when it can.

    Signals:
        conditions_changed: ask again.
    """

    conditions_changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        effects: Effects = session.effects
        self._effects = effects
        self._selection: SelectionModel | None = None
        self._answers: tuple[str, ...] = ()
        self._is_memory_page = False
        # The list has changed before the stack knows that it can go back; and it says so for the
        # last time while it is being deleted, when it cannot be asked.
        self._can_undo, self._can_redo = effects.undo.canUndo(), effects.undo.canRedo()
        effects.undo.canUndoChanged.connect(self._on_undo_can_undo_changed)
        effects.undo.canRedoChanged.connect(self._on_undo_can_redo_changed)
        effects.provenance_changed.connect(self._check)
        session.model_changed.connect(self._check)
        session.traces.document_changed.connect(self._check)
        effects.asking_changed.connect(self._check)

    def follow(self, selection: SelectionModel) -> None:
        """Take what is selected into account."""
        self._selection = selection
        selection.selection_changed.connect(self._check)

    @Slot(str)
    def follow_page(self, page: str) -> None:
        """Another page is in front; keys without Ctrl are for the Memory page alone."""
        self._is_memory_page = page == "memory"
        self._check()

    @Slot(bool)
    def _on_undo_can_undo_changed(self, can_undo: bool) -> None:
        self._can_undo = can_undo
        self._check()

    @Slot(bool)
    def _on_undo_can_redo_changed(self, can_redo: bool) -> None:
        self._can_redo = can_redo
        self._check()

    @Slot()
    def _check(self, _: object = None) -> None:
        answers = (
            self.no_memory_now(), self.no_word_now(), self.no_slot_now(), self.nothing_explained(),
            self.nothing_to_undo(), self.nothing_to_redo(), self.nothing_measured_now(),
        )  # fmt: skip
        if answers != self._answers:
            self._answers = answers
            self.conditions_changed.emit()

    def no_memory_now(self) -> str:
        """Why the memory cannot be tried."""
        if not self._is_memory_page:
            return self.tr("This is for the Memory page.")
        if self._effects.document is None:
            return self.tr("Let a model with a memory read a text first.")
        if self._session.model is None:
            return self.tr("Open the model that read this text first.")
        return ""

    def no_word_now(self) -> str:
        """Why no word can be explained."""
        selected = self._selection.current if self._selection is not None else None
        if selected is None or selected.token is None:
            return self.no_memory_now() or self.tr("Click a word of the text first.")
        if selected.token == 0:
            return self.no_memory_now() or self.tr("Nothing was predicted for the first token.")
        return self.no_memory_now()

    def no_slot_now(self) -> str:
        """Why no slot can be changed."""
        selected = self._selection.current if self._selection is not None else None
        if selected is None or selected.slot is None:
            return self.no_memory_now() or self.tr("Select a slot first.")
        return self.no_memory_now()

    def nothing_explained(self) -> str:
        """Why there is nothing to verify."""
        if self._effects.provenance is None and not self._effects.is_explaining:
            return self.no_memory_now() or self.tr("Explain a word first.")
        return self.no_memory_now()

    def nothing_to_undo(self) -> str:
        """Why there is nothing to undo."""
        return "" if self._can_undo else self.tr("No change was made.")

    def nothing_to_redo(self) -> str:
        """Why there is nothing to redo."""
        return "" if self._can_redo else self.tr("No change was undone.")

    def nothing_measured_now(self) -> str:
        """Why there is nothing to cancel."""
        return "" if self._effects.is_waited_for else self.tr("Nothing is being measured.")
