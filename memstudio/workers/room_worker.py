"""Looks for room: whether a run fits, how one goes on that did not, and branches of runs.

It lives in the engine's thread, because measuring needs the open model; what it does is no task of
the engine: nothing waits for it but what it is asked, and whoever asks ends it for all else.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.errors import Cancelled
from memstudio.workers.attempt import attempt
from memstudio.workers.messages import Failure, TaskKind
from memstudio.workers.room_messages import (
    BranchMade,
    FindRoom,
    FindWaysOn,
    MakeBranch,
    RoomFound,
    WaysFound,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.models.load import LoadedModel
    from memstudio.training.step_memory import StepMemory
    from memstudio.training.way_on import MemoryRoom
    from memstudio.workers.engine_worker import EngineWorker

_Given = TypeVar("_Given")


class RoomWorker(QObject):
    """Answers each wish once; those that were cancelled, or came at a bad time, never.

    Signals:
        room_found: a `RoomFound`.
        ways_found: a `WaysFound`.
        branch_made: a `BranchMade`.

    Args:
        engine: whose open model is measured.
    """

    room_found = Signal(object)
    ways_found = Signal(object)
    branch_made = Signal(object)

    def __init__(self, engine: EngineWorker) -> None:
        super().__init__()
        self._engine = engine
        # What was measured of the open model, so that another number of rows is told at once.
        self._measured: LoadedModel | None = None
        self._steps: dict[str, StepMemory] = {}
        engine.model_unloaded.connect(self._on_engine_model_changed)
        engine.model_loaded.connect(self._on_engine_model_changed)

    @Slot(object)
    def find_room(self, request: FindRoom) -> None:
        """Find out whether a run of the open model fits; nothing while one is on."""
        loaded = self._engine.opened
        if loaded is None or self._engine.run_is_active:
            return

        def work() -> MemoryRoom:
            from memstudio.training.memory_ways import memory_room

            if loaded is not self._measured:
                self._measured, self._steps = loaded, {}
            return memory_room(
                request.config, control=request.control, loaded=loaded, known=self._steps
            )

        answer = _attempted(work)
        if isinstance(answer, Failure):
            self.room_found.emit(RoomFound(request.config, failure=answer))
        elif answer is not None:
            self.room_found.emit(RoomFound(request.config, answer))

    @Slot(object)
    def find_ways(self, request: FindWaysOn) -> None:
        """Find out how a run goes on that ran out of something."""

        def work() -> WaysFound:
            from memstudio.training.memory_ways import memory_room
            from memstudio.training.run_folder import RunFolder
            from memstudio.training.way_on import cause_of_failure, disk_room

            folder = RunFolder.open(request.folder)
            cause = cause_of_failure(folder)
            memory = disk = None
            if cause == "memory":
                memory = memory_room(
                    folder.config(),
                    control=request.control,
                    loaded=self._open_model_of(folder.config().model),
                    has_failed=True,
                )
            elif cause == "disk":
                disk = disk_room(folder)
            return WaysFound(request.folder, memory, disk)

        answer = _attempted(work)
        if isinstance(answer, Failure):
            answer = WaysFound(request.folder, failure=answer)
        if answer is not None:
            self.ways_found.emit(answer)

    @Slot(object)
    def make_branch(self, request: MakeBranch) -> None:
        """Make a branch; the run may be held at that moment."""

        def work() -> BranchMade:
            from memstudio.training.branching import branch_config, make_branch

            config = branch_config(
                Path(request.folder), at=request.at, changes=dict(request.changes)
            )
            return BranchMade(str(make_branch(config).path))

        answer = _attempted(work)
        if isinstance(answer, Failure):
            answer = BranchMade("", answer)
        if answer is not None:
            self.branch_made.emit(answer)

    # ------------------------------------------------------------------ inside

    @Slot()
    def _on_engine_model_changed(self) -> None:
        # What was measured holds its model, and is of the device that this was on.
        self._measured, self._steps = None, {}

    def _open_model_of(self, reference: str) -> LoadedModel | None:
        """The open model, if the run would open the same one."""
        loaded = self._engine.opened
        return loaded if loaded is not None and loaded.source.reference == reference else None


def _attempted(work: Callable[[], _Given]) -> _Given | Failure | None:
    """What `work` gives, or why it gave nothing; None when it was cancelled."""
    try:
        return attempt(work, "looking for room", TaskKind.TRAIN)
    except Cancelled:
        return None
