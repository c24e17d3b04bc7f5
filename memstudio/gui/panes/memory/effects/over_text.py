"""What the text view shows of effects: arcs, a tint of what changed, and a menu on each word."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Signal, Slot
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu
from typing_extensions import override

from memstudio.errors import TraceError
from memstudio.gui.panes.memory.effects.arc_overlay import ArcOverlay
from memstudio.gui.panes.memory.effects.look import shortened
from memstudio.gui.panes.memory.effects.text_places import TextPlaces
from memstudio.gui.panes.memory.tints import Tint
from memstudio.gui.widgets.number_format import count
from memstudio.trace.quantity_kinds import Quantity

if TYPE_CHECKING:
    from memstudio.gui.effects import Effects
    from memstudio.gui.panes.memory.controls import Controls
    from memstudio.gui.panes.memory.effects.explanation import Explanation
    from memstudio.gui.panes.memory.effects.room_for_text import RoomForText
    from memstudio.gui.panes.memory.text_view import TextView
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.trace.causal_types import Effect, EffectMap
    from memstudio.trace.stored_words import Word

_WORD_CHARACTERS = 30


class OverText(QObject):
    """Lives as long as the text view.

    Signals:
        changes_kept: the document knows now what the changes to its memory did.
    """

    changes_kept = Signal()

    def __init__(
        self,
        effects: Effects,
        selection: SelectionModel,
        explanation: Explanation,
        text: TextView,
        controls: Controls,
        room: RoomForText,
    ) -> None:
        super().__init__(text)
        self._effects = effects
        self._selection = selection
        self._explanation = explanation
        self._text = text
        self._controls = controls
        self._room = room
        self.places = TextPlaces(effects, text)
        self.overlay = ArcOverlay(text, self.places)
        self.overlay.arc_picked.connect(self._on_overlay_arc_picked)
        self.overlay.target_picked.connect(explanation.choose_target)
        explanation.changed.connect(self._on_explanation_changed)
        effects.effect_changed.connect(self._on_effects_effect_changed)
        effects.map_changed.connect(self._on_effects_map_changed)
        text.viewport().installEventFilter(self)

    @Slot()
    def _on_explanation_changed(self) -> None:
        self._room.give(is_wanted=bool(self._explanation.arcs))
        found = self._explanation.provenance
        word = "" if found is None else found.text
        self.overlay.show_arcs(self._explanation.arcs, word, self._explanation.chosen_arc)

    @Slot(int)
    def _on_overlay_arc_picked(self, index: int) -> None:
        self._explanation.choose(self._explanation.arcs[index].row)

    @Slot(object)
    def _on_effects_effect_changed(self, effect: Effect | None) -> None:
        document = self._effects.document
        if document is not None:
            document.set_changes(None if effect is None else effect.change)
            self.changes_kept.emit()
        self._controls.set_has_changes(has_changes=effect is not None)
        self._text.viewport().update()

    @Slot()
    def tint_by_changes(self) -> None:
        """Tint the words by what the changes to the memory did to them."""
        box = self._controls.tint
        box.setCurrentIndex(box.findData(Tint.CHANGED))

    @Slot(object)
    def _on_effects_map_changed(self, effects: EffectMap | None) -> None:
        document = self._effects.document
        if document is not None and effects is not None:
            # A cell stands for the memory that its segment left.
            after = np.zeros_like(effects.change)
            after[:-1] = np.nan_to_num(effects.change[1:])
            document.add_quantity("effect", after)
            self._controls.add_quantity(effect_quantity(document, effects))

    # ------------------------------------------------------------------ the menu of a word

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent) and self._effects.document is not None:
            by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
            token = self._selection.current.token if by_key else self._text.token_at(event.pos())
            if token is not None:
                self._menu(token).popup(self._place(token, event) if by_key else event.globalPos())
                return True
        return False

    def _place(self, token: int, event: QContextMenuEvent) -> QPoint:
        areas = self._text.token_rects(token)
        if not areas:
            return event.globalPos()
        return self._text.viewport().mapToGlobal(areas[0].bottomLeft().toPoint())

    def _menu(self, token: int) -> QMenu:
        document = self._effects.document
        menu = QMenu(self._text)
        menu.aboutToHide.connect(menu.deleteLater)
        if document is None:
            return menu
        segment = document.segment_of(token)
        word = shortened(document.token_text(token), _WORD_CHARACTERS).replace("&", "&&")

        def explain(*, predicted: bool) -> None:
            self._selection.select(token=token, segment=segment)
            self._effects.explain(token, predicted=predicted)

        explaining = menu.addAction(
            self.tr("Explain “{word}”").format(word=word), lambda: explain(predicted=False)
        )
        expected: list[Word] = []
        with suppress(TraceError):  # which the reader's listener is told
            expected = document.reader.predicted(token)
        if expected and expected[0][0].strip() != document.token_text(token):
            other = shortened(expected[0][0], _WORD_CHARACTERS).replace("&", "&&")
            menu.addAction(
                self.tr("Explain “{word}”, which was predicted here").format(word=other),
                lambda: explain(predicted=True),
            )
        mapping = menu.addAction(
            self.tr("Map what each slot is worth to “{word}”").format(word=word),
            lambda: self._effects.map_effects((token,)),
        )
        # Nothing was predicted for the first token.
        for action in (explaining, mapping):
            action.setEnabled(token > 0)
        return menu


def effect_quantity(document: TraceDocument, effects: EffectMap) -> Quantity:
    """What a map shows, as a quantity of slots over segments."""
    translate = QCoreApplication.translate
    meaning = translate(
        "EffectMap",
        "Change in ln p of all words when a slot is taken out after a segment; below zero, what "
        "it held had helped.",
    )
    if effects.tokens:
        token = effects.tokens[0]
        meaning = translate(
            "EffectMap",
            "Change in ln p of “{word}” (token {token}) when a slot is taken out after a segment; "
            "below zero, what it held had helped.",
        ).format(word=document.token_text(token), token=count(token))
    return Quantity(
        "effect",
        translate("EffectMap", "Effect"),
        meaning,
        translate("EffectMap", "nats"),
        reduction="farthest",
        few_count=True,
    )
