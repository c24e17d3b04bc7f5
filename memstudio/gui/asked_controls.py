"""How what the engine was asked for can be held and ended, until it has ended."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from memstudio.progress import Control
from memstudio.workers.messages import TaskKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.progress import Progress


class AskedControls:
    """The controls of each kind of task, in the order in which they were asked for.

    Requests are done in that order. Only a run may begin within another, which is held then.

    Args:
        report: takes the progress of all of them, on the worker's thread.
    """

    def __init__(self, report: Callable[[Progress], None]) -> None:
        self._report = report
        self._asked: defaultdict[TaskKind, list[Control]] = defaultdict(list)

    def add(self, task: TaskKind) -> Control:
        """One for a task that is about to be asked for."""
        control = Control(on_progress=self._report)
        self._asked[task].append(control)
        return control

    def first(self, task: TaskKind) -> Control:
        """Of what is at work, or is next; one of nothing when there is none."""
        return next(iter(self._asked[task]), Control())

    def latest(self, task: TaskKind) -> Control:
        """Of what was asked for last, which is the run on show; as `first` when there is none."""
        return next(reversed(self._asked[task]), Control())

    def is_asked(self, *tasks: TaskKind) -> bool:
        """Whether any of these tasks is at work or waits for its turn."""
        return any(self._asked[task] for task in tasks)

    def end(self, task: TaskKind) -> None:
        """A task has ended, or was turned down."""
        if asked := self._asked[task]:
            asked.pop(-1 if task is TaskKind.TRAIN else 0)
