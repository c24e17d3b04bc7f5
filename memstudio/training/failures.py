"""How a run says that it failed."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from memstudio.errors import DiskFull, MemorySpent, MemStudioError, StorageError, marked
from memstudio.events import RunFailed
from memstudio.models.device import is_out_of_memory

if TYPE_CHECKING:
    from memstudio.training.run_reporter import RunReporter
    from memstudio.training.way_on import Cause

_log = logging.getLogger(__name__)


def tell_failure(reporter: RunReporter, step: int, error: Exception) -> None:
    """Write into the run's events that it failed at a step, and what was spent, if anything was."""
    if isinstance(error, MemStudioError):
        _log.warning("the run failed at step %d: %s", step, error, exc_info=error)
        values = _plain(error.values)
        event = RunFailed(step=step, text=error.text, values=values, cause=_cause(error))
    else:
        _log.error("the run failed at step %d", step, exc_info=error)
        text = marked(
            "errors",
            "Something went wrong inside MemStudio at step {step}; what was done until the last checkpoint is kept. The run's log.txt has the details.",
        )
        cause: Cause = "memory" if is_out_of_memory(error) else ""
        event = RunFailed(step=step, text=text, values={"step": step}, cause=cause)
    with suppress(StorageError):
        reporter.emit(event)


def _cause(error: MemStudioError) -> Cause:
    """What was spent."""
    if isinstance(error, MemorySpent):
        return "memory"
    return "disk" if isinstance(error, DiskFull) else ""


def _plain(values: dict[str, object]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, (int, float, str)) else str(value)
        for name, value in values.items()
    }
