"""A run as the window asks for it: a new one, or one that goes on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.events import RunEvent
    from memstudio.models.load import LoadedModel
    from memstudio.training.trainer import RunResult
    from memstudio.workers.messages import Train


def result_of(
    request: Train,
    opened: LoadedModel | None,
    *,
    on_event: Callable[[RunEvent], None],
    while_paused: Callable[[], None],
    on_ready: Callable[[LoadedModel], None],
) -> RunResult:
    """Train until done or stopped.

    Args:
        request: what is asked for.
        opened: the model that is open; a new run trains it, unless it opens its own.
        on_event: takes what is written to the run's folder, as it is written.
        while_paused: called again and again during a pause.
        on_ready: takes the model once it is about to be trained.

    Raises:
        MemStudioError: as the trainer does.
    """
    from memstudio.training.trainer import resume, train

    if request.resume_from is not None:
        return resume(
            Path(request.resume_from),
            control=request.control,
            on_event=on_event,
            changes=dict(request.changes),
            while_paused=while_paused,
            on_ready=on_ready,
        )
    assert request.config is not None  # noqa: S101 - the message's own rule
    return train(
        request.config,
        control=request.control,
        on_event=on_event,
        loaded=None if request.opens_model else opened,
        while_paused=while_paused,
        on_ready=on_ready,
    )
