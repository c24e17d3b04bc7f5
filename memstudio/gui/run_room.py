"""Whether runs fit, how they go on that did not, and branches of runs: asked of the engine's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.gui.single_shot import single_shot
from memstudio.progress import Control
from memstudio.workers.room_messages import (
    FindRoom,
    FindWaysOn,
    MakeBranch,
    RoomFound,
    WaysFound,
)
from memstudio.workers.turns import makes_way

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memstudio.training.run_config import RunConfig
    from memstudio.workers.engine_thread import EngineThread
    from memstudio.workers.messages import Request

_SETTLED_MS = 400
"""Settings change with every key; only what stays for so long is looked into."""


class RunRoom(QObject):
    """Nothing here waits: what was asked for comes as a signal, unless something else was asked since.

    Signals:
        room_found: a `RoomFound` for the settings that were asked for last.
        ways_found: a `WaysFound` for the run that was asked for last.
        branch_made: a `BranchMade`.
    """

    room_found = Signal(object)
    ways_found = Signal(object)
    branch_made = Signal(object)

    def __init__(self, engine: EngineThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._wanted: RunConfig | None = None
        self._folder = ""
        # The estimate that is at work or waits; None when none does.
        self._asked: FindRoom | None = None
        self._ways_control = Control()
        self._timer = single_shot(self, _SETTLED_MS, self._on_timer_timeout)
        engine.submitted.connect(self._on_engine_submitted)
        worker = engine.room_worker
        worker.room_found.connect(self._on_worker_room_found)
        worker.ways_found.connect(self._on_worker_ways_found)
        worker.branch_made.connect(self.branch_made)

    def find(self, config: RunConfig | None) -> None:
        """Find out whether a run of the open model fits; None to ask no more."""
        if self._asked is not None:
            self._asked.control.cancel()
        self._wanted, self._asked = config, None
        if config is None:
            self._timer.stop()
        else:
            self._timer.start()

    def find_ways(self, folder: str) -> None:
        """Find out how a run goes on that ran out of something; "" to ask no more."""
        self._ways_control.cancel()
        self._folder = folder
        if folder:
            self._ways_control = Control()
            self._engine.submit(FindWaysOn(self._ways_control, folder))

    def make_branch(self, folder: str, at: int | None, changes: Mapping[str, Any]) -> None:
        """Make a run that begins with a checkpoint of the one in `folder`."""
        self._engine.submit(MakeBranch(Control(), folder, at, tuple(changes.items())))

    @Slot()
    def _on_timer_timeout(self) -> None:
        if self._wanted is not None:
            self._asked = FindRoom(Control(), self._wanted)
            self._engine.submit(self._asked)

    @Slot(object)
    def _on_engine_submitted(self, request: Request) -> None:
        # With a large model it takes a while.
        if self._asked is not None and makes_way(self._asked, request):
            self.find(self._wanted)

    @Slot(object)
    def _on_worker_room_found(self, found: RoomFound) -> None:
        if found.config == self._wanted:
            self._asked = None
            self.room_found.emit(found)

    @Slot(object)
    def _on_worker_ways_found(self, found: WaysFound) -> None:
        if found.folder == self._folder:
            self.ways_found.emit(found)
