"""The bundled model: what it can do, as measured, and the button that opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from memstudio.gui.panes.start.evaluation import read_evaluation
from memstudio.gui.theme.theme import current, notifier
from memstudio.gui.widgets.action_button import ActionButton
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import count, percent

if TYPE_CHECKING:
    from memstudio.gui.actions.action import Actions
    from memstudio.gui.panes.start.evaluation import StoredEvaluation
    from memstudio.gui.session import Session
    from memstudio.look.theme import Theme
    from memstudio.models.summary import ModelSummary


class DemoCard(QFrame):
    """The largest card of the page: the quickest way to see a memory at work."""

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setProperty("tone", "accent")
        sizes = current().sizes
        row = QHBoxLayout(self)
        row.setContentsMargins(*[sizes.space_xl] * 4)
        row.setSpacing(sizes.space_xl)
        self._picture = QLabel(self)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(sizes.space_s)
        row.addLayout(column, 1)
        title = QLabel(self.tr("See a memory at work"), self)
        title.setProperty("role", "title")
        column.addWidget(title)
        text = QLabel(
            self.tr(
                "The demo is a small model that reads a story piece by piece and answers "
                "questions about it from its memory alone. Watch which "
                "words each slot keeps, then ask it something."
            ),
            self,
        )
        text.setWordWrap(True)
        column.addWidget(text)
        self.evaluation = read_evaluation()
        if self.evaluation is not None:
            column.addSpacing(sizes.space_s)
            column.addLayout(self._figures(self.evaluation))
        column.addSpacing(sizes.space_s)
        buttons = QHBoxLayout()
        self.open_demo = ActionButton(
            actions["file.open_demo"], role="primary", icon_name="sparkle", parent=self
        )
        self.open_demo.setObjectName("open_demo")
        buttons.addWidget(self.open_demo)
        buttons.addStretch(1)
        column.addLayout(buttons)
        session.model_changed.connect(self._on_session_model_changed)
        self._on_session_model_changed(session.model)
        notifier().theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed(current())

    def _figures(self, evaluation: StoredEvaluation) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(current().sizes.space_xs)
        row = QHBoxLayout()
        row.setSpacing(current().sizes.space_xl)
        column.addLayout(row)
        chance = percent(evaluation.chance, 1)
        for share, text in (
            (evaluation.at_length, self.tr("right, in stories of the trained length")),
            (evaluation.far, self.tr("right, with the fact 16 segments back")),
            (evaluation.reset, self.tr("with the memory reset (chance {chance})")),
        ):
            cell = QVBoxLayout()
            cell.setSpacing(0)
            number = QLabel(percent(share, 1), self)
            number.setProperty("role", "display")
            cell.addWidget(number)
            name = QLabel(text.format(chance=chance), self)
            name.setProperty("role", "caption")
            name.setWordWrap(True)
            cell.addWidget(name)
            cell.addStretch(1)
            row.addLayout(cell, 1)
        note = QLabel(
            self.tr(
                "Measured on {questions} questions in {stories} new stories for each figure, "
                "seed {seed}, with: memstudio eval demo"
            ).format(
                questions=count(evaluation.num_questions),
                stories=count(evaluation.num_stories),
                seed=evaluation.seed,
            ),
            self,
        )
        note.setProperty("role", "faint")
        note.setWordWrap(True)
        column.addWidget(note)
        return column

    @Slot(object)
    def _on_session_model_changed(self, model: ModelSummary | None) -> None:
        # Only one button of the page is strong: with a model open, the next step's.
        self.open_demo.set_role("primary" if model is None else "")

    def _on_theme_changed(self, _theme: Theme) -> None:
        size = QSize(44, 44)
        self._picture.setPixmap(icon("slots", "accent").pixmap(size, self.devicePixelRatioF()))
