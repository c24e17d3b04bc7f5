"""Changes to the memory, and what they do to the predictions, before and after side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from memstudio.gui.panes.memory.effects.changed_rows import changed_rows, word_span
from memstudio.gui.panes.memory.effects.changed_table import ChangedTokensView
from memstudio.gui.panes.memory.effects.changes_list import ChangesList
from memstudio.gui.panes.memory.effects.form import InterventionForm
from memstudio.gui.panes.memory.effects.look import shown_word
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import in_a_row
from memstudio.gui.widgets.action_text import keys_text
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.number_format import count, signed

if TYPE_CHECKING:
    from memstudio.gui.effects import Effects
    from memstudio.gui.selection import Selection, SelectionModel
    from memstudio.trace.causal_types import Effect
    from memstudio.trace.provenance_types import Provenance


class ChangesView(QWidget):
    """A form, the list of changes, sums, and a table of changed words.

    Signals:
        tint_requested: the words should be tinted by what changed.
    """

    tint_requested = Signal()

    def __init__(
        self, effects: Effects, selection: SelectionModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._effects = effects
        self._selection = selection
        self._totals = ""
        self._explained: Provenance | None = None
        self.form = InterventionForm()
        self.form.intervention_requested.connect(effects.add)
        self.list = ChangesList(effects)
        self.list.place_picked.connect(self._on_list_place_picked)
        stack = effects.undo
        self.undo = icon_button("undo", self.tr("Undo ({keys})").format(keys=keys_text("Ctrl+Z")))
        self.undo.clicked.connect(stack.undo)
        stack.canUndoChanged.connect(self.undo.setEnabled)
        redo = self.tr("Redo ({keys})").format(keys=keys_text("Ctrl+Shift+Z"))
        self.redo = icon_button("redo", redo)
        self.redo.clicked.connect(stack.redo)
        stack.canRedoChanged.connect(self.redo.setEnabled)
        self.undo.setEnabled(stack.canUndo())
        self.redo.setEnabled(stack.canRedo())
        self.remove = icon_button("trash", self.tr("Take the chosen change out (Delete)"))
        self.remove.clicked.connect(self.list.remove_chosen)
        self.clear = icon_button("eraser", self.tr("Take all changes out"))
        self.clear.clicked.connect(effects.clear)
        self.sums = QLabel()
        self.sums.setObjectName("sums")
        self.sums.setWordWrap(True)
        self.tint = icon_button("eye", self.tr("Tint the words of the text by what changed"))
        self.tint.clicked.connect(self.tint_requested)
        self.changed = ChangedTokensView()
        self.changed.token_picked.connect(self._on_changed_token_picked)
        self._build()
        effects.changes_changed.connect(self._refresh)
        effects.effect_changed.connect(self._on_effects_effect_changed)
        effects.asking_changed.connect(self._refresh)
        effects.provenance_changed.connect(self._on_effects_provenance_changed)
        selection.selection_changed.connect(self._on_selection_changed)
        self._refresh()

    def _build(self) -> None:
        sizes = current().sizes
        tools = QHBoxLayout()
        tools.setSpacing(2)
        for button in (self.undo, self.redo, self.remove, self.clear):
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self.tint)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_m, sizes.space_s)
        column.setSpacing(sizes.space_s)
        column.addWidget(self.form)
        column.addWidget(self.list)
        column.addLayout(tools)
        column.addWidget(self.sums)
        column.addWidget(self.changed, 1)
        # Without a table below, the form would share out a tall dock among its rows.
        room = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.form.setSizePolicy(room)
        self.sums.setSizePolicy(room)
        column.addStretch(0)

    # ------------------------------------------------------------------ inside

    @Slot()
    def _refresh(self) -> None:
        changes, effect = self._effects.changes, self._effects.effect
        self.remove.setEnabled(bool(changes))
        self.clear.setEnabled(bool(changes))
        self.tint.setEnabled(effect is not None)
        self.changed.setVisible(effect is not None)
        self.sums.setText(self._sentence(effect))

    def _sentence(self, effect: Effect | None) -> str:
        document = self._effects.document
        if document is None or not self._effects.changes:
            return self.tr("Change a slot, and the words that are predicted otherwise stand here.")
        if not self._effects.active:
            return self.tr("All changes are switched off.")
        if self._effects.is_measuring_changes:
            return self.tr("Reading on with the memory changed…")
        if effect is None:
            return self.tr(
                "What these changes do was not measured: switch one off and on to measure it."
            )
        parts = [self._totals]
        token = self._selection.current.token
        if token is not None and token < document.num_tokens:
            start, stop = word_span(document, token)
            word = document.text[document.token_starts[start] : document.token_ends[stop - 1]]
            answer = self.tr("“{word}”: {change} nats.")
            changes = effect.changed[start:stop] - effect.log_probability[start:stop]
            change = float(np.nansum(changes, dtype=np.float64))
            parts.append(answer.format(word=shown_word(word), change=signed(change)))
        return in_a_row(*parts)

    @Slot(object)
    def _on_effects_effect_changed(self, effect: Effect | None) -> None:
        self.changed.show_rows(() if effect is None else changed_rows(effect))
        if effect is not None:
            text = self.tr(
                "All words together: ln p changes by {change}. {number} of {total} predictions "
                "differ."
            )
            # Once for an effect: a long document has a million words.
            self._totals = text.format(
                change=signed(effect.total()),
                number=count(len(effect.changed_tokens())),
                total=count(max(0, effect.stop_token - effect.first_token)),
            )
        self._refresh()

    @Slot(object)
    def _on_selection_changed(self, selection: Selection) -> None:
        self.form.follow(selection, self._effects.state_at(selection))
        if self._effects.effect is not None:
            self._refresh()

    @Slot(object)
    def _on_effects_provenance_changed(self, found: Provenance | None) -> None:
        before, self._explained = self._explained, found
        if found is None or not found.chain or self._selection.current.token != found.token:
            return
        # A test of what is explained already tells of no other slots.
        if before is None or (before.token, before.chain) != (found.token, found.chain):
            # Other slots, or later ones, would leave the explained word as it is.
            self.form.offer(found.chain[:1], self._effects.state_at(self._selection.current))

    @Slot(int)
    def _on_changed_token_picked(self, token: int) -> None:
        document = self._effects.document
        if document is not None:
            self._selection.select(token=token, segment=document.segment_of(token))

    @Slot(int, int)
    def _on_list_place_picked(self, slot: int, segment: int) -> None:
        if slot >= 0:
            self._selection.select(slot=slot, segment=segment, token=None)
        else:
            self._selection.select(segment=segment, token=None)
