"""Where the chosen word came from: its links, put to the test."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.own_model import is_of_open_model
from memstudio.gui.panes.memory.effects.links import effect_words, mentions_words
from memstudio.gui.panes.memory.effects.links_table import LinksView
from memstudio.gui.panes.memory.effects.look import probability, shown_word
from memstudio.gui.panes.memory.effects.words import slots_in_words
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import in_a_row
from memstudio.gui.widgets.choice_box import ChoiceBox
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.looks import set_look
from memstudio.gui.widgets.menu_button import menu_button
from memstudio.gui.widgets.number_format import count, signed

if TYPE_CHECKING:
    from memstudio.gui.effects import Effects
    from memstudio.gui.panes.memory.effects.explanation import Explanation
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.trace.provenance_types import Provenance


class ExplainView(QWidget):
    """Buttons, a sentence, and the table of links."""

    def __init__(
        self,
        session: Session,
        selection: SelectionModel,
        explanation: Explanation,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        effects: Effects = session.effects
        self._effects = effects
        self._selection = selection
        self._explanation = explanation
        self.explain = QPushButton(self.tr("Explain"))
        self.explain.setObjectName("explain")
        self.explain.setProperty("role", "primary")
        self.explain.setToolTip(self.tr("Find where the selected word came from (E)"))
        self.explain.clicked.connect(self.explain_selected)
        self.verify = QPushButton(self.tr("Verify"))
        self.verify.setObjectName("verify")
        self.verify.setToolTip(
            self.tr("Take away each linked slot and each source, and measure what that does")
        )
        self.verify.clicked.connect(effects.verify)
        self.map = self._make_map_button()
        self.forget = icon_button("close", self.tr("Take the links away"), "muted_text")
        self.forget.setObjectName("forget")
        self.forget.clicked.connect(effects.forget_explanation)
        self.lead = QLabel()
        self.lead.setObjectName("lead")
        self.lead.setWordWrap(True)
        self.key = QLabel(self.tr("Dashed: not tested. Solid: confirmed. Grey: not confirmed."))
        self.key.setProperty("role", "caption")
        self.key.setWordWrap(True)
        self.weight_caption = QLabel(self.tr("Weight"))
        self.weight_caption.setProperty("role", "muted")
        self.weighing = ChoiceBox()
        self.weight_caption.setBuddy(self.weighing)
        self.weighing.setObjectName("weighing")
        self.weighing.setAccessibleName(self.tr("Weight of the links"))
        self.weighing.setToolTip(self.weighing.accessibleName())
        self.weighing.addItem(self.tr("by attention"), "attention")
        self.weighing.addItem(self.tr("by gradient"), "gradient")
        self.links = LinksView()
        self._build()
        self.weighing.currentIndexChanged.connect(self._on_weighing_current_index_changed)
        self.links.link_picked.connect(explanation.choose)
        explanation.changed.connect(self._on_explanation_changed)
        selection.selection_changed.connect(self._on_selection_changed)
        effects.asking_changed.connect(self._refresh)
        session.model_changed.connect(self._on_selection_changed)
        session.traces.document_changed.connect(self._on_selection_changed)
        self._on_explanation_changed()

    def _make_map_button(self) -> QToolButton:
        button = menu_button(self.tr("Effect map"), name="map")
        button.setToolTip(
            self.tr("Take away every slot after every segment, and paint what that does")
        )
        menu = button.menu()
        self.map_word = menu.addAction(self.tr("For this word"), self.map_selected)
        self.map_text = menu.addAction(self.tr("For the whole text"), self.map_whole)
        return button

    def _build(self) -> None:
        sizes = current().sizes
        buttons = QHBoxLayout()
        buttons.setSpacing(sizes.space_s)
        for button in (self.explain, self.verify, self.map):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.forget)
        choice = QHBoxLayout()
        choice.addWidget(self.weight_caption)
        choice.addWidget(self.weighing)
        choice.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_m, sizes.space_s)
        column.setSpacing(sizes.space_s)
        column.addLayout(buttons)
        column.addWidget(self.lead)
        column.addLayout(choice)
        column.addWidget(self.links, 1)
        column.addWidget(self.key)
        column.addStretch(0)

    # ------------------------------------------------------------------ verbs

    @Slot()
    def explain_selected(self) -> None:
        """Explain the selected word."""
        token = self._selected_token()
        if token is not None:
            self._effects.explain(token)

    @Slot()
    def map_selected(self) -> None:
        """Map what each slot is worth to the explained word, or else the selected one."""
        found = self._explanation.provenance
        token = self._selected_token() if found is None else found.token
        if token is not None:
            self._effects.map_effects((token,))

    @Slot()
    def map_whole(self) -> None:
        """Map what each slot is worth to the whole text."""
        self._effects.map_effects()

    # ------------------------------------------------------------------ inside

    def _selected_token(self) -> int | None:
        document, token = self._effects.document, self._selection.current.token
        if document is None or token is None or token >= document.num_tokens:
            return None
        return token

    def _is_elsewhere(self, token: int | None) -> bool:
        """Whether another word is selected than the explained one and those that it came from."""
        found = self._explanation.provenance
        own = {row.token for row in self._explanation.rows}
        return found is not None and token is not None and token not in own | {found.token}

    @Slot(object)
    def _on_selection_changed(self, _: object) -> None:
        self._refresh()

    @Slot(int)
    def _on_weighing_current_index_changed(self, _: int) -> None:
        self._explanation.weigh_by(self.weighing.currentData())

    @Slot()
    def _on_explanation_changed(self) -> None:
        explanation, found = self._explanation, self._explanation.provenance
        self.weighing.blockSignals(True)
        self.weighing.setCurrentIndex(self.weighing.findData(explanation.weighing))
        self.weighing.blockSignals(False)
        self.links.show_rows(explanation.rows, "" if found is None else found.predicted)
        if explanation.chosen is not None:
            self.links.choose(explanation.chosen)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        document, found = self._effects.document, self._explanation.provenance
        token = self._selected_token()
        # Nothing stands before the first token that it could have been predicted from.
        self.explain.setEnabled(bool(token))
        is_next = found is not None or self._effects.is_explaining
        is_asked = self._effects.asking == "verify" or self._effects.verifies_next
        self.verify.setEnabled(is_next and not is_asked)
        # What is to be done next stands out.
        is_other = found is None or self._is_elsewhere(token)
        is_untested = any(row.measured is None for row in self._explanation.rows)
        set_look(self.explain, "primary" if is_other else "")
        set_look(self.verify, "primary" if is_untested and not is_other else "")
        self.map.setEnabled(document is not None)
        self.map_word.setEnabled(bool(token) or found is not None)
        for widget in (
            self.links, self.key, self.weight_caption, self.weighing, self.forget,
        ):  # fmt: skip
            widget.setVisible(found is not None)
        self.lead.setText(self._sentence(document, found, token))

    def _sentence(
        self, document: TraceDocument | None, found: Provenance | None, token: int | None
    ) -> str:
        if document is None:
            return self.tr("Let a model with a memory read a text, and you can test what it used.")
        if found is None:
            return self._invitation(document, token)
        text = self.tr("“{word}”, token {token}: probability {probability}.")
        if not found.is_right:
            text = self.tr(
                "“{word}”, token {token}: probability {probability}; “{other}” was likelier."
            )
        parts = [
            text.format(
                word=shown_word(found.text),
                token=count(found.token),
                probability=probability(math.exp(min(0.0, found.log_probability))),
                other=shown_word(found.predicted),
            ),
            self.tr("With the memory reset ln p changes by {change}.").format(
                change=signed(-found.gain)
            ),
        ]
        if found.chain_measured is not None and len(found.chain) > 1:
            parts.append(
                self.tr("Without {slots} together: {effect}.").format(
                    slots=slots_in_words(found.chain),
                    effect=effect_words(found.chain_measured, found.predicted),
                )
            )
        if said := mentions_words(found):
            parts.append(said)
        if token and self._is_elsewhere(token):
            text = self.tr("“{word}” is selected now: press E to see where that came from.")
            parts.append(text.format(word=document.token_text(token)))
        return in_a_row(*parts)

    def _invitation(self, document: TraceDocument, token: int | None) -> str:
        """What can be explained next."""
        slot = self._selection.current.slot
        text, word = self.tr("Click a word of the text and press E to see where it came from."), ""
        if not is_of_open_model(self._session, document):
            text = self.tr("Open the model that read this text, and you can test what it used.")
        elif token == 0:
            text = self.tr("“{word}” is the first token, and nothing was predicted for it. Click another word, and press E to see where that came from.")  # fmt: skip
        elif token is not None:
            text = self.tr("“{word}” is selected. Press E to see where it came from.")
        elif slot is not None:
            text = self.tr(
                "Slot {slot} is selected: the Inspector says what it holds. Click a word of the "
                "text and press E to see where it came from."
            )
        if token is not None:
            word = document.token_text(token)
        return text.format(word=word, slot=slot)
