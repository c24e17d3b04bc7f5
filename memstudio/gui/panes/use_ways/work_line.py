"""What the engine was asked for here, with a way to end it; or why it could not be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from memstudio.gui.translation import filled
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.looks import set_look
from memstudio.workers.collection_messages import CollectionVerb
from memstudio.workers.recommend_messages import RecommendVerb

if TYPE_CHECKING:
    from memstudio.gui.asked_work import AskedWork
    from memstudio.gui.session import Session
    from memstudio.progress import Progress
    from memstudio.workers.collection_messages import CollectionDone
    from memstudio.workers.recommend_messages import RecommendDone

_LOOKS = {CollectionVerb.LIST, RecommendVerb.LIST}


class WorkLine(QWidget):
    """Takes no room while there is nothing to say."""

    def __init__(
        self, session: Session, asked: AskedWork[Any], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._failure = ""
        # Which was the chosen one then, and whether the wish was no more than to look.
        self._failed: tuple[str, bool] = ("", False)
        self._session = session
        self._is_begun = False  # The engine has told how far what was wished is.
        self._asked = asked
        self.text = QLabel()
        self.text.setObjectName("workText")
        self.text.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setObjectName("workBar")
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How far it is"))
        self.bar.setRange(0, 0)
        self.cancel = QPushButton(icon("close"), self.tr("Cancel"))
        self.cancel.setObjectName("cancelWork")
        self.cancel.clicked.connect(asked.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        asked.busy_changed.connect(self._refresh)
        asked.progress_changed.connect(self._on_progress_changed)
        asked.done.connect(self._on_asked_done)
        session.run_changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self, _: object = None) -> None:
        is_busy = self._asked.is_busy
        self.bar.setVisible(is_busy)
        self.cancel.setVisible(is_busy)
        if not is_busy:
            self._say(self._failure, "danger" if self._failure else "muted")
        elif not self._is_begun:
            run = self._session.run
            waits = run is not None and run.takes_model
            # What failed before is no news of what is done now.
            text = self.tr("Waits for the training; pause it to go on.")
            self._say(text if waits else self.tr("Working…"), "muted")
        self.setVisible(is_busy or bool(self._failure))

    def _say(self, text: str, role: str) -> None:
        self.text.setText(text)
        set_look(self.text, role)

    @Slot(object)
    def _on_progress_changed(self, progress: Progress) -> None:
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        if progress.text:
            self._is_begun = True
            self.text.setText(filled(progress.text))

    @Slot(object)
    def _on_asked_done(self, done: CollectionDone | RecommendDone) -> None:
        # The next wish, which may wait already, is not begun.
        self._is_begun = False
        self.bar.setRange(0, 0)
        of = (self._asked.name, done.request.verb in _LOOKS)
        if done.failure is not None:
            self._failure, self._failed = filled(done.failure.text, done.failure.values), of
        elif not of[1] or self._failed[1] or self._failed[0] != of[0]:
            # To look, as whenever the page is shown, says nothing of what went wrong before.
            self._failure = ""
        self._refresh()
