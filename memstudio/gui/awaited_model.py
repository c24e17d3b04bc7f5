"""What is to be done once a model that was asked for is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Slot

from memstudio.workers.messages import TaskKind

if TYPE_CHECKING:
    from memstudio.gui.session import Session
    from memstudio.workers.messages import Failure

_What = TypeVar("_What")
_OPEN_MODELS = {TaskKind.LOAD, TaskKind.MAKE}


class AwaitedModel(QObject, Generic[_What]):
    """Keeps what waits for a model, and drops it when its loading or making ends without it.

    Others that were asked for before come and go meanwhile.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._wait: tuple[str, _What] | None = None
        self._is_opening = session.task in _OPEN_MODELS
        session.task_changed.connect(self._on_session_task_changed)
        session.failed.connect(self._on_session_failed)

    def load(self, reference: str, what: _What) -> None:
        """Open a model; `what` waits for it, and nothing else does any more."""
        self.expect(reference, what)
        self._session.load_model(reference)

    def expect(self, reference: str, what: _What) -> None:
        """As `load`, of a model that is opened or made by whoever calls this."""
        self._wait = reference, what

    def take(self) -> _What | None:
        """What waited for the model that is open now, once; None when nothing did."""
        model, wait = self._session.model, self._wait
        if wait is None or model is None or wait[0] not in {model.reference, model.path}:
            return None
        self._wait = None
        return wait[1]

    def drop(self) -> None:
        """Let nothing wait any more."""
        self._wait = None

    def carried(self) -> tuple[str, _What] | None:
        """What waits and for which model, for another window."""
        return self._wait

    def carry_on(self, state: tuple[str, _What] | None) -> None:
        """Wait for what another window waited for."""
        self._wait = state

    @Slot(object)
    def _on_session_task_changed(self, task: TaskKind | None) -> None:
        was_opening, self._is_opening = self._is_opening, task in _OPEN_MODELS
        # The model comes before the end of its task: it was cancelled, or failed.
        if was_opening and not self._is_opening and not self._session.is_model_coming:
            self.drop()

    @Slot(object)
    def _on_session_failed(self, failure: Failure) -> None:
        # What was refused was never begun, and has no end.
        if failure.task in _OPEN_MODELS and not self._session.is_model_coming:
            self.drop()
