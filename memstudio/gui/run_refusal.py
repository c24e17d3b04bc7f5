"""Turns a run down that cannot be begun or shown now, whoever asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.errors import marked
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from memstudio.gui.session import Session


def is_run_ending(session: Session) -> bool:
    """Whether a run has said its last word, and its trackers are still waited for."""
    is_on = session.run is not None and session.run.is_active
    return session.task is TaskKind.TRAIN and not is_on


def refuses_run(session: Session, *, is_beside: bool = False, is_begun: bool = True) -> bool:
    """Whether no run can be had now; the user is told why.

    Args:
        session: what is going on.
        is_beside: whether the run on show is held for the one that is asked for.
        is_begun: whether it is to be begun, rather than shown.
    """
    text = ""
    if session.run is not None and session.run.is_active and not is_beside:
        text = marked("errors", "A run is going on already. Stop it before another is begun or shown.")  # fmt: skip
    elif is_begun and session.benchmark.is_active:
        text = marked("errors", "No run can be begun during a benchmark. Stop the benchmark first.")
    elif is_begun and is_run_ending(session):
        text = marked("errors", "The last run is still ending. Try again in a moment.")
    if text:
        session.failed.emit(Failure(TaskKind.TRAIN, text, is_refusal=True))
    return bool(text)
