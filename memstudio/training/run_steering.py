"""Pause, resume, stop and cancel, wherever a run happens to be."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import torch
from transformers import TrainerCallback
from typing_extensions import override

from memstudio.errors import Cancelled
from memstudio.events import RunPaused, RunResumed
from memstudio.progress import Control
from memstudio.training.random_state import RandomState, undisturbed_randomness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from memstudio.training.processes import Processes
    from memstudio.training.run_reporter import RunReporter
    from memstudio.training.throughput import Throughput


class StopRequested(Exception):  # noqa: N818 - a decision of the user, not a fault
    """The run is to end here and to keep what it has."""


class Steering(Control):
    """The user's control, as the parts of a run see it.

    Every `checkpoint()`, also one deep inside a validation or a trace, holds the run with model
    and optimiser in place, tells of it, and lets other requests be served meanwhile.

    Args:
        control: the user's.
        reporter: told of pauses.
        throughput: whose clock stands still in pauses.
        while_paused: called again and again during a pause.
        processes: that must stop together; many of them can do so between two steps only.

    Attributes:
        step: the last finished step.
        on_pause: called once when a pause begins.
    """

    def __init__(
        self,
        control: Control,
        reporter: RunReporter,
        throughput: Throughput,
        while_paused: Callable[[], None] | None,
        processes: Processes,
    ) -> None:
        super().__init__()
        self._control = control
        self._reporter = reporter
        self._throughput = throughput
        self._while_paused = while_paused
        self._processes = processes
        self.step = 0
        self.on_pause: Callable[[], None] | None = None

    @override
    def checkpoint(self, while_paused: Callable[[], None] | None = None) -> None:
        """Hold while paused.

        Raises:
            StopRequested: the run is to end and keep what it has.
            Cancelled: the run is to end and drop what it has.
        """
        if not self._processes.are_many:
            self.hold()

    @override
    def report(self, done: int, total: int, text: str = "", unit: str = "") -> None:
        self._control.report(done, total, text, unit)

    def hold(self) -> None:
        """As `checkpoint`, for many processes too."""
        while self._control.is_paused:
            self._reporter.emit(RunPaused(step=self.step))
            with self._throughput.pause(), undisturbed_randomness(), _as_outside():
                if self.on_pause:
                    self.on_pause()
                self._control.checkpoint(self._while_paused)
            if not self._control.is_stop_requested:
                self._reporter.emit(RunResumed(step=self.step))
        is_cancelled, is_stop_requested = self._processes.any(
            self._control.is_cancelled, self._control.is_stop_requested
        )
        if is_cancelled:
            raise Cancelled
        if is_stop_requested:
            raise StopRequested


@contextmanager
def _as_outside() -> Iterator[None]:
    """Let what is done in a pause be done as anywhere else, also training, where a run measures."""
    with torch.inference_mode(mode=False), torch.enable_grad(), ExitStack() as off:
        for kind in ("cpu", "cuda", "xpu", "mps"):
            if torch.is_autocast_enabled(kind):
                off.enter_context(torch.autocast(kind, enabled=False))
        # Weights in another precision are kept until the outermost block of that precision ends:
        # one that begins in the pause must be such, or it would go on with those of its first step.
        depth = torch.autocast_increment_nesting()
        for _ in range(depth):
            torch.autocast_decrement_nesting()
        torch.clear_autocast_cache()
        try:
            yield
        finally:
            for _ in range(depth - 1):
                torch.autocast_increment_nesting()


class SteeringCallback(TrainerCallback):
    """Holds the Trainer between steps, and between the batches of one.

    Args:
        steering: of the run.
        after_step: called after each change of the weights, before the step is told of; whether
            a checkpoint is due.
    """

    def __init__(
        self,
        steering: Steering,
        after_step: Callable[[int], bool],
    ) -> None:
        self._steering = steering
        self._after_step = after_step
        self._step_began: RandomState | None = None
        self._step_ended: RandomState | None = None
        self._is_changing_weights = False

    def rewind(self) -> bool:
        """Go back to the end of the last whole step, after the Trainer was left in between.

        Returns:
            Whether that can be done: not when the weights were being changed at that moment.
        """
        if self._step_began is not None:
            self._step_began.restore()
            self._step_began = None
        return not self._is_changing_weights

    @contextmanager
    def as_step_ended(self) -> Iterator[None]:
        """Let random numbers in the block be those that the end of the last whole step left.

        A run may be held within a step, or while it measures, which draws numbers of its own.
        """
        with undisturbed_randomness():
            left = self._step_began or self._step_ended
            if left is not None:
                left.restore()
            yield

    @override
    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._steering.hold()
        self._step_began = RandomState.now()

    @override
    def on_substep_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._steering.checkpoint()

    @override
    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._is_changing_weights = True

    @override
    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._is_changing_weights = False
        self._step_began = None
        self._step_ended = RandomState.now()
        self._steering.step = state.global_step
        if self._after_step(state.global_step):
            control.should_save = True
