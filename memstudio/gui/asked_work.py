"""Wishes about what is kept under names, which the engine's thread fulfils one by one."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.progress import Control

if TYPE_CHECKING:
    from memstudio.workers.collection_messages import CollectionDone
    from memstudio.workers.engine_thread import EngineThread
    from memstudio.workers.messages import Request
    from memstudio.workers.recommend_messages import RecommendDone

_Done = TypeVar("_Done", "CollectionDone", "RecommendDone")


class AskedWork(QObject, Generic[_Done]):
    """What all that asks the engine for something has in common; one name is the chosen one.

    Signals:
        changed: what is known is something else.
        done: an answer, a frozen dataclass of its own.
        progress_changed: a `Progress` of what is being done.
        busy_changed: whether a wish waits for its answer.

    Attributes:
        is_known: whether the engine has looked what there is.
        names: of all there are.
        name: the chosen one; empty when there is none.
    """

    changed = Signal()
    done = Signal(object)
    progress_changed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, engine: EngineThread, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        # Of the wishes that wait, each with how often one had been chosen when it was made.
        self._controls: dict[Control, int] = {}
        self._num_choices = 0
        self.is_known = False
        self.names: tuple[str, ...] = ()
        self.name = ""

    @property
    def is_busy(self) -> bool:
        """Whether a wish other than to look waits for its answer."""
        return bool(self._controls)

    def cancel(self) -> None:
        """End what is being done."""
        for control in self._controls:
            control.cancel()

    def choose(self, name: str) -> None:
        """Be about this one from here on, whatever else was wished for before."""
        self._num_choices += 1
        self._turn_to(name)

    @abstractmethod
    def look(self) -> None:
        """Look what there is; the command line changes it, too."""

    # ------------------------------------------------------------------ inside

    def _turn_to(self, name: str) -> None:
        """Be about another one, which nobody chose."""
        if name != self.name:
            self.name = name
            self._forget_chosen()
            self.look()

    def _new_control(self, *, is_look: bool) -> Control:
        """The control of a wish that is made now."""
        control = Control(on_progress=self.progress_changed.emit)
        if not is_look:
            self._controls[control] = self._num_choices
        return control

    def _submit(self, request: Request) -> None:
        self._engine.submit(request)
        self.busy_changed.emit(self.is_busy)

    @abstractmethod
    def _forget_chosen(self) -> None:
        """What was known of the chosen one is of another."""

    @abstractmethod
    def _take(self, done: _Done, *, follows: bool) -> None:
        """Take in what an answer says beyond the names.

        Args:
            done: the answer.
            follows: whether what it is about may become the chosen one: none was chosen since.
        """

    @Slot(object)
    def _on_worker_done(self, done: _Done) -> None:
        before = self._controls.pop(done.request.control, self._num_choices)
        self.names, self.is_known = done.names, True
        self._take(done, follows=before == self._num_choices)
        if self.name not in self.names:
            self.name = ""
            self._forget_chosen()
            if self.names:
                self._turn_to(self.names[0])
        self.changed.emit()
        self.done.emit(done)
        self.busy_changed.emit(self.is_busy)
