"""Says that the open model is not what read the document, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from memstudio.gui.own_model import is_of_open_model
from memstudio.gui.run_words import brief_name
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled

if TYPE_CHECKING:
    from memstudio.gui.run_view import RunView
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.workers.messages import TaskKind


class OtherModelNote(QWidget):
    """A banner with two ways on: open the model that read the text, or let the open one read it.

    Signals:
        changed: whether it is needed, or what it says.
        model_requested(name, reference): the model whose trace is on show, to be opened.

    Attributes:
        is_needed: whether another model read the document than the one that is open.
    """

    changed = Signal()
    model_requested = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reader = session.effects.reader
        self._standing: object = None
        self.is_needed = False
        sizes = current().sizes
        frame = QFrame()
        frame.setProperty("role", "banner")
        frame.setProperty("tone", "warning")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.open_model, self.read_again = QPushButton(), QPushButton(self.tr("Read it again"))
        self.open_model.setObjectName("openModel")
        self.open_model.clicked.connect(self._on_open_model_clicked)
        self.read_again.setObjectName("readAgain")
        self.read_again.setToolTip(self.tr("The open model reads the text, as it is now"))
        self.read_again.clicked.connect(self._on_read_again_clicked)
        column = QVBoxLayout(frame)
        column.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_m, sizes.space_s)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.read_again)
        row.addWidget(self.open_model)
        column.addWidget(self.text)
        column.addLayout(row)
        around = QVBoxLayout(self)
        around.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_m, 0)
        around.addWidget(frame)
        session.model_changed.connect(self._refresh)
        session.traces.document_changed.connect(self._refresh)
        session.run_changed.connect(self._on_session_run_changed)
        session.task_changed.connect(self._on_session_task_changed)
        self._reader.changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self, _: object = None) -> None:
        document = self._session.effects.document
        is_own = is_of_open_model(self._session, document)
        self.is_needed = document is not None and not is_own
        self.setVisible(self.is_needed)
        if document is not None and self.is_needed:
            self._say(document)
        self.changed.emit()

    def _say(self, document: TraceDocument) -> None:
        session, run = self._session, self._session.run
        model, why_not = session.model, self._reader.why_not
        is_active = run is not None and run.is_active
        # Opening what bears the same name would give the same again.
        has_other_name = model is None or model.name != document.model
        self.open_model.setVisible(has_other_name and not is_active)
        self.open_model.setText(self.tr("Open “{name}”").format(name=brief_name(document.model)))
        self.read_again.setVisible(model is not None)
        self._offer_reading()
        if model is None:
            text = self.tr("“{name}” read this text. Open it to test what its memory did.")
        elif is_active and (run is None or run.name != document.model):
            text = self.tr(
                "“{name}” read this text, and the run changes the weights of the open model. "
                "While it is paused, the text can be read again; when it is over, “{name}” can be "
                "opened to test what its memory did."
            )
        elif has_other_name and not is_active:
            text = self.tr(
                "“{name}” read this text, but “{other}” is open. Open the first to test what its "
                "memory did."
            )
        else:
            text = "" if why_not is None else filled(why_not.text, why_not.values)
            self.text.setText(text)
            return
        other = "" if model is None else brief_name(model.name)
        self.text.setText(text.format(name=brief_name(document.model), other=other))

    def _offer_reading(self) -> None:
        run = self._session.run
        is_held = run is not None and run.is_held
        self.read_again.setEnabled(self._session.task is None or is_held)

    @Slot(object)
    def _on_session_run_changed(self, run: RunView | None) -> None:
        # Every step changes the run; held or not, and which it is, is all that matters here.
        standing = None if run is None else (run.standing, run.name)
        if standing != self._standing:
            self._standing = standing
            self._refresh()

    @Slot(object)
    def _on_session_task_changed(self, _: TaskKind | None) -> None:
        self._offer_reading()

    @Slot()
    def _on_open_model_clicked(self) -> None:
        document = self._session.effects.document
        if document is not None:
            self.model_requested.emit(document.model, document.model_reference)

    @Slot()
    def _on_read_again_clicked(self) -> None:
        document = self._session.effects.document
        if document is not None:
            has_gain = document.gain is not None
            self._session.record_trace(document.text, document.name, gain=has_gain)
