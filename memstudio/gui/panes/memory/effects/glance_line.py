"""The line on top of the Memory page: what the memory was measured to hold and to be used for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.own_model import is_of_open_model
from memstudio.gui.panes.memory.effects.glance_words import glance_sentence
from memstudio.gui.theme import theme
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled, numbered
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import percent

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from memstudio.gui.effects import Effects
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument

_MOST_TOKENS = 6_000
"""A longer document is measured only when that is asked for."""
_SOON_MS = 400
_WIDE = 1100
"""Pixels from which most sentences take one line."""


class GlanceLine(QFrame):
    """Measures by itself when the document is short and nothing else is going on."""

    def __init__(
        self, session: Session, selection: SelectionModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("glance")
        self.setProperty("role", "panel")
        self._session = session
        self._effects: Effects = session.effects
        self._selection = selection
        sizes = current().sizes
        self._picture = QLabel()
        self._picture.setPixmap(
            icon("sparkle", "accent").pixmap(QSize(16, 16), self.devicePixelRatioF())
        )
        self.text = QLabel()
        self.text.setObjectName("glanceText")
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.text.linkActivated.connect(self._on_text_link_activated)
        self.measure = QPushButton(self.tr("Measure"))
        self.measure.setObjectName("measureGlance")
        self.measure.clicked.connect(self._effects.take_glance)
        self._which = 0
        text = self.tr("Show the one before")
        self.previous = self._step_button("previousFact", "chevron-left", text, -1)
        self.which = QLabel()
        self.which.setObjectName("whichFact")
        self.which.setProperty("role", "muted")
        text = self.tr("Show the next that was found")
        self.next = self._step_button("nextFact", "chevron-right", text, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.space_m, sizes.space_xs, sizes.space_m, sizes.space_xs)
        row.setSpacing(sizes.space_s)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.text, 1)
        steps = QHBoxLayout()
        steps.setSpacing(2)
        for widget in (self.previous, self.which, self.next):
            steps.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(steps)
        row.addWidget(self.measure, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        # Others that hear of a new document come first.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._measure_when_idle)
        self._effects.glance_changed.connect(self._refresh)
        self._effects.asking_changed.connect(self._on_effects_asking_changed)
        session.task_changed.connect(self._on_session_changed)
        session.model_changed.connect(self._on_session_model_changed)
        session.traces.document_changed.connect(self._on_session_changed)
        theme.notifier().theme_changed.connect(self._refresh)
        self._on_session_changed(None)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # What is found may not push the lanes down under the mouse.
        lines = 1 if self.width() >= _WIDE else 2
        self.text.setMinimumHeight(lines * self.text.fontMetrics().lineSpacing())

    def _step_button(self, name: str, icon_name: str, text: str, by: int) -> QToolButton:
        button = icon_button(icon_name, text)
        button.setObjectName(name)
        button.setAutoRaise(True)
        button.setProperty("by", by)
        button.clicked.connect(self._on_step_clicked)
        return button

    # ------------------------------------------------------------------ when to measure

    def _can_measure(self) -> bool:
        """Whether the model that read the document is open and has nothing else to do."""
        session, run = self._session, self._session.run
        is_own = is_of_open_model(session, self._effects.document)
        is_idle = session.task is None and not (run is not None and run.is_active)
        return is_own and is_idle and not self._effects.is_waited_for

    def _is_due(self, document: TraceDocument) -> bool:
        """Whether it is measured by itself: of a long document only what was asked for before."""
        return document.num_tokens <= _MOST_TOKENS or self._effects.owes_glance

    @Slot()
    def _measure_when_idle(self) -> None:
        document, effects = self._effects.document, self._effects
        is_new = effects.glance is None and effects.glance_trouble is None
        if (
            document is not None
            and is_new
            and not effects.is_asking_glance
            and self._is_due(document)
            and self._can_measure()
        ):
            effects.take_glance()

    @Slot(object)
    def _on_session_changed(self, _: object) -> None:
        self._soon.start()
        self._refresh()

    @Slot(object)
    def _on_session_model_changed(self, _: object) -> None:
        self._effects.forget_trouble()
        self._on_session_changed(None)

    @Slot()
    def _on_effects_asking_changed(self) -> None:
        if self._effects.asking is None:
            # It may have made way for something that is done now.
            self._soon.start()
        self._refresh()

    # ------------------------------------------------------------------ what is said

    @Slot()
    def _refresh(self, _: object = None) -> None:
        effects, document = self._effects, self._effects.document
        is_own = is_of_open_model(self._session, document)
        has_answer = effects.glance is not None or effects.glance_trouble is not None
        self.setVisible(document is not None and (is_own or has_answer))
        if document is None:
            return
        asks = effects.is_asking_glance
        offers = not has_answer and not asks and not self._is_due(document)
        self.measure.setVisible(offers)
        self.measure.setEnabled(self._can_measure())
        facts = effects.glance.facts if effects.glance is not None else ()
        self._which %= max(1, len(facts))
        for widget in (self.previous, self.which, self.next):
            widget.setVisible(len(facts) > 1)
        self.which.setText(numbered(self.tr("Finding %1 of %2"), self._which + 1, len(facts)))
        self.text.setText(self._sentence(document, asks=asks, offers=offers))

    @Slot()
    def _on_step_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self._which += int(button.property("by"))
            self._refresh()

    def _sentence(self, document: TraceDocument, *, asks: bool, offers: bool) -> str:
        effects = self._effects
        if effects.glance is not None:
            body = glance_sentence(document, effects.glance, self._which)
            return f"<style>a {{ color: {current().accent}; text-decoration: none; }}</style>{body}"
        if effects.glance_trouble is not None:
            return filled(effects.glance_trouble.text, effects.glance_trouble.values)
        if asks:
            text = self.tr("Measuring what the memory held and what that was used for…")
            progress = effects.progress
            if progress is None or progress.total <= 0 or effects.asking != "glance":
                return text
            return f"{text} {percent(min(1.0, progress.done / progress.total))}"
        if offers:
            return self.tr(
                "What the memory of this text held, and what that was used for, can be measured."
            )
        return self.tr(
            "What the memory held, and what that was used for, is measured as soon as the model "
            "is idle."
        )

    @Slot(str)
    def _on_text_link_activated(self, target: str) -> None:
        document, glance = self._effects.document, self._effects.glance
        kind, _, number = target.partition(":")
        if document is None or glance is None or not number.isdigit():
            return
        if kind == "slot":
            # After the segment before the prediction: there it was measured.
            predicting = document.segment_of(max(0, glance.facts[self._which].token - 1))
            segment = max(0, predicting - 1)
            self._selection.select(slot=int(number), token=None, segment=segment)
        else:
            token = min(int(number), document.num_tokens - 1)
            self._selection.select(token=token, segment=document.segment_of(token))
