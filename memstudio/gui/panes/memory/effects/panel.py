"""The card of effects: explain a word, change the memory, and what the worker is doing about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.panes.memory.effects.changes_view import ChangesView
from memstudio.gui.panes.memory.effects.explain_view import ExplainView
from memstudio.gui.panes.memory.effects.other_model import OtherModelNote
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled

if TYPE_CHECKING:
    from memstudio.gui.effects import Effects
    from memstudio.gui.panes.memory.effects.explanation import Explanation
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.session import Session

_STEPS_OF_BAR = 1000


class EffectsPanel(QWidget):
    """Two tabs, and below them progress with a way to cancel, or why something failed.

    Signals:
        model_requested(name, reference): the model whose trace is on show, to be opened.
    """

    model_requested = Signal(str, str)

    def __init__(
        self,
        session: Session,
        selection: SelectionModel,
        explanation: Explanation,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("effectsPanel")
        self._session = session
        self._effects: Effects = session.effects
        self.explain = ExplainView(session, selection, explanation)
        self.changes = ChangesView(self._effects, selection)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("effectsTabs")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.explain, self.tr("Explain"))
        self.tabs.addTab(self.changes, self.tr("Intervene"))
        self.other_model = OtherModelNote(session)
        self.other_model.model_requested.connect(self.model_requested)
        self.trouble = QLabel()
        self.trouble.setObjectName("trouble")
        self.trouble.setProperty("role", "danger")
        self.trouble.setWordWrap(True)
        self.doing, self.bar = QLabel(), QProgressBar()
        self.doing.setProperty("role", "muted")
        self.doing.setWordWrap(True)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setObjectName("cancel")
        self.cancel.clicked.connect(self._effects.cancel)
        self._foot = self._make_foot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.other_model)
        column.addWidget(self.tabs, 1)
        column.addWidget(self._foot)
        self._effects.asking_changed.connect(self._refresh)
        session.task_changed.connect(self._on_session_task_changed)
        self.other_model.changed.connect(self._on_other_model_changed)
        session.traces.document_changed.connect(self._on_traces_document_changed)
        explanation.changed.connect(self._refresh)
        self._on_traces_document_changed(session.traces.document)

    # ------------------------------------------------------------------ building

    def _make_foot(self) -> QWidget:
        sizes = current().sizes
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(sizes.space_m, sizes.space_xs, sizes.space_m, sizes.space_s)
        column.setSpacing(sizes.space_xs)
        column.addWidget(self.trouble)
        row = QHBoxLayout()
        row.addWidget(self.doing, 1)
        row.addWidget(self.cancel)
        column.addLayout(row)
        column.addWidget(self.bar)
        return foot

    # ------------------------------------------------------------------ state

    def show_explanation(self) -> None:
        """Bring the links to the front."""
        self.tabs.setCurrentWidget(self.explain)

    def show_changes(self) -> None:
        """Bring the changes to the front."""
        self.tabs.setCurrentWidget(self.changes)

    @property
    def is_in_use(self) -> bool:
        """Whether it shows more than what could be done: an explanation, or the form for changes."""
        effects = self._effects
        has_own = effects.provenance is not None or effects.is_waited_for
        return has_own or self.tabs.currentWidget() is self.changes

    @Slot()
    def _refresh(self) -> None:
        effects = self._effects
        waits = effects.is_waited_for
        for widget in (self.doing, self.bar, self.cancel):
            widget.setVisible(waits)
        trouble = effects.trouble
        self.trouble.setVisible(trouble is not None and not waits)
        if trouble is not None:
            self.trouble.setText(filled(trouble.text, trouble.values))
        self._foot.setVisible(waits or trouble is not None)
        if not waits:
            return
        names = {
            "changes": self.tr("Reading on with the memory changed…"),
            "explain": self.tr("Looking for where the word came from…"),
            "verify": self.tr("Putting the links to the test…"),
            "map": self.tr("Measuring what each slot is worth…"),
        }
        if effects.verifies_next:
            names["explain"] = self.tr("Looking for where the word came from, to test that then…")
        progress = effects.progress
        text = names.get(effects.asking or "", "")
        if self._session.task is not None and progress is None:
            text = self.tr("Waits until the engine is free, or the run is paused…")
        self.doing.setText(text)
        if progress is None or progress.total <= 0:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, _STEPS_OF_BAR)
            self.bar.setValue(round(_STEPS_OF_BAR * min(1.0, progress.done / progress.total)))

    @Slot(object)
    def _on_session_task_changed(self, _: object) -> None:
        self._refresh()

    @Slot(object)
    def _on_traces_document_changed(self, _: object) -> None:
        self.changes.form.show_document(self._effects.document)
        self._on_other_model_changed()
        self._refresh()

    @Slot()
    def _on_other_model_changed(self) -> None:
        is_there = self._effects.document is not None and self._session.model is not None
        self.tabs.setEnabled(is_there and not self.other_model.is_needed)
