"""The card of effects: explain a word, change the memory, and what the worker is doing about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.own_model import is_of_open_model
from memstudio.gui.panes.memory.effects.changes_view import ChangesView
from memstudio.gui.panes.memory.effects.explain_view import ExplainView
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
        self._other_model = self._make_other_model()
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
        column.addWidget(self._other_model)
        column.addWidget(self.tabs, 1)
        column.addWidget(self._foot)
        self._effects.asking_changed.connect(self._refresh)
        session.task_changed.connect(self._on_session_task_changed)
        session.model_changed.connect(self._on_session_model_changed)
        session.run_changed.connect(self._offer_model)
        session.traces.document_changed.connect(self._on_traces_document_changed)
        explanation.changed.connect(self._refresh)
        self._on_traces_document_changed(session.traces.document)

    # ------------------------------------------------------------------ building

    def _make_other_model(self) -> QWidget:
        frame = QFrame()
        frame.setProperty("role", "banner")
        frame.setProperty("tone", "warning")
        sizes = current().sizes
        column = QVBoxLayout(frame)
        column.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_m, sizes.space_s)
        self.other_model = QLabel()
        self.other_model.setWordWrap(True)
        self.open_model = QPushButton()
        self.open_model.setObjectName("openModel")
        self.open_model.clicked.connect(self._on_open_model_clicked)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.open_model)
        column.addWidget(self.other_model)
        column.addLayout(row)
        holder = QWidget()
        around = QVBoxLayout(holder)
        around.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_m, 0)
        around.addWidget(frame)
        return holder

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
        self._on_session_model_changed(None)
        self._refresh()

    @Slot(object)
    def _on_session_model_changed(self, _: object) -> None:
        document, model = self._effects.document, self._session.model
        is_other = document is not None and not is_of_open_model(self._session, document)
        self._other_model.setVisible(is_other)
        # Another name may stand for the same model, as after training: the worker will tell.
        self.tabs.setEnabled(document is not None and model is not None)
        if document is None or not is_other:
            return
        if model is None:
            text = self.tr("“{name}” read this text. Open it to test what its memory did.")
        else:
            text = self.tr(
                "“{name}” read this text, but “{other}” is open. Open the first to test what its "
                "memory did."
            )
        other = "" if model is None else model.name
        self.other_model.setText(text.format(name=document.model, other=other))
        self.open_model.setText(self.tr("Open “{name}”").format(name=document.model))
        self._offer_model()

    @Slot(object)
    def _offer_model(self, _: object = None) -> None:
        run = self._session.run
        is_on = run is not None and run.is_active
        if self.open_model.isEnabled() == is_on:
            self.open_model.setEnabled(not is_on)
            text = self.tr("A run is on: stop it before you open a model.")
            self.open_model.setToolTip(text if is_on else "")

    @Slot()
    def _on_open_model_clicked(self) -> None:
        document = self._effects.document
        if document is not None:
            self.model_requested.emit(document.model, document.model_reference)
