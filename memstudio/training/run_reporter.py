"""Tells of a run: to its folder, to TensorBoard, and to whoever watches."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from memstudio.errors import marked
from memstudio.events import Evaluated, StepFinished, Validated

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch.utils.tensorboard import SummaryWriter

    from memstudio.events import RunEvent
    from memstudio.progress import Control
    from memstudio.training.run_writer import RunWriter

_log = logging.getLogger(__name__)

# Whoever watches gets steps at most this often.
_SECONDS_BETWEEN_STEPS = 0.05
_QUEUED_FOR_TENSORBOARD = 1000


class RunReporter:
    """Writes every event down, and hands it on.

    Steps that come faster than about 20 a second are handed on together, as one event with the
    numbers of the last and the mean of their losses; on disk each has its line.

    Args:
        writer: the run's folder, held for this process; None when another process writes, and this
            one has nothing to tell.
        on_event: called on the thread of the run.
        control: its progress is kept, too.
    """

    def __init__(
        self, writer: RunWriter | None, on_event: Callable[[RunEvent], None], control: Control
    ) -> None:
        self._writer = writer
        self._on_event = on_event
        self._control = control
        self._held: list[StepFinished] = []
        self._handed_on = -_SECONDS_BETWEEN_STEPS
        self._tensorboard: SummaryWriter | None = writer and _open_tensorboard(writer)

    def emit(self, event: RunEvent) -> None:
        """Tell of an event.

        Raises:
            StorageError: the run's folder cannot be written.
        """
        if self._writer is None:
            return
        self._writer.append(event)
        self._draw(event)
        if isinstance(event, StepFinished):
            self._held.append(event)
            if time.monotonic() - self._handed_on >= _SECONDS_BETWEEN_STEPS:
                self._hand_on()
            return
        self._hand_on()
        self._on_event(event)

    def close(self) -> None:
        """Hand on what is held, and finish TensorBoard's file."""
        self._hand_on()
        if self._tensorboard is not None:
            try:
                self._tensorboard.close()
            except OSError:
                _log.warning("TensorBoard's file was not finished", exc_info=True)
            self._tensorboard = None

    def _hand_on(self) -> None:
        if not self._held:
            return
        held, self._held = self._held, []
        self._handed_on = time.monotonic()
        last = held[-1]
        if len(held) > 1:
            last = last.model_copy(update={"loss": sum(step.loss for step in held) / len(held)})
        self._on_event(last)
        self._control.report(last.step, last.total_steps, marked("progress", "Training"), "steps")

    def _draw(self, event: RunEvent) -> None:
        board = self._tensorboard
        if board is None:
            return
        try:
            # The file is written by a thread of TensorBoard's own.
            if isinstance(event, StepFinished):
                board.add_scalar("train/loss", event.loss, event.step)
                board.add_scalar("train/learning_rate", event.learning_rate, event.step)
                board.add_scalar("train/grad_norm", event.grad_norm, event.step)
                board.add_scalar("train/tokens_per_second", event.tokens_per_second, event.step)
            elif isinstance(event, Validated):
                board.add_scalar("validation/loss", event.loss, event.step)
                if event.loss_memory_reset is not None:
                    board.add_scalar(
                        "validation/loss_memory_reset", event.loss_memory_reset, event.step
                    )
            elif isinstance(event, Evaluated):
                for name, figure in event.metrics.items():
                    if figure.value is not None:
                        board.add_scalar(f"evaluation/{name}", figure.value, event.step)
                    if figure.memory_reset is not None:
                        tag = f"evaluation/{name}_memory_reset"
                        board.add_scalar(tag, figure.memory_reset, event.step)
        except OSError:
            _log.warning("TensorBoard is left out from here on", exc_info=True)
            self._tensorboard = None


def _open_tensorboard(writer: RunWriter) -> SummaryWriter | None:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        _log.warning("TensorBoard is not installed; the run goes on without", exc_info=True)
        return None
    try:
        board: SummaryWriter = SummaryWriter(
            str(writer.folder.tensorboard), max_queue=_QUEUED_FOR_TENSORBOARD, flush_secs=5
        )
    except OSError:
        _log.warning("TensorBoard's file cannot be written", exc_info=True)
        return None
    return board
