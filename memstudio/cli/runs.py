"""Showing a run on the terminal while it goes on, and stopping it with Ctrl-C."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from memstudio import events
from memstudio.cli.names import INTERRUPTED
from memstudio.cli.terminal import WorkDisplay, print_columns, print_json, say, say_error
from memstudio.cli.ways_on import tell_ways_on
from memstudio.errors import DiskFull, MemorySpent
from memstudio.launched import are_launched, is_first
from memstudio.trace.health import Alarm
from memstudio.training.evaluation_text import comparison_rows
from memstudio.training.run_config import AT_THE_END
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_health import alarm_in_english

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from memstudio.events import RunEvent
    from memstudio.progress import Control
    from memstudio.training.evaluations import Comparison
    from memstudio.training.trainer import RunResult


class RunDisplay:
    """Follows a run's events.

    Args:
        display: where to.

    Attributes:
        folder: of the run, once there is one.
    """

    def __init__(self, display: WorkDisplay) -> None:
        self._display = display
        self.folder: RunFolder | None = None

    def show(self, event: RunEvent) -> None:
        """Show one event; steps only change what stands beside the bar."""
        match event:
            case events.RunStarted():
                self.folder = RunFolder(Path(event.run))
                self._display.say(
                    f"Run {event.run} on {event.device}: {event.total_steps} steps, "
                    f"{event.num_trainable:,} of {event.num_parameters:,} weights change, "
                    f"{event.train_tokens:,} tokens to train on, {event.validation_tokens:,} held out"
                )
                if event.num_cut:
                    how = (
                        "only the beginning is learnt from"
                        if event.objective in AT_THE_END
                        else "answers are learnt without what stands before them"
                    )
                    self._display.say(
                        f"Of {event.num_cut:,} texts, which are longer than a sample, {how}; "
                        "more segments_per_sample would take them whole."
                    )
                config = self.folder.config()
                if config.stop_after and not (config.validate_every and event.validation_tokens):
                    self._display.say(
                        "stop_after does not count: no held-out text is read during this run."
                    )
            case events.StepFinished():
                self._display.detail = (
                    f"loss {event.loss:.3f}  {event.tokens_per_second:,.0f} tokens/s"
                )
            case events.Validated():
                reset = event.loss_memory_reset
                beside = "" if reset is None else f" (memory reset: {reset:.4f})"
                self._display.say(f"step {event.step}: held-out loss {event.loss:.4f}{beside}")
            case events.MemoryHealth():
                for name in event.alarms:
                    alarm = Alarm(name, event.values[name], event.step)
                    self._display.say(f"step {event.step}: {alarm_in_english(alarm)}")
            case events.SettingsChanged():
                said = ", ".join(f"{name} = {value}" for name, value in event.after.items())
                self._display.say(f"step {event.step}: goes on with {said}")
            case events.TrackerLost():
                self._display.say(
                    f"{event.tracker} is told no more from step {event.step} on: {event.reason}"
                )
            case _:
                pass


def run_shown(work: Callable[[Control, Callable[[RunEvent], None]], RunResult]) -> RunResult:
    """Do `work`, show how it goes, and let Ctrl-C stop it so that what it has is kept.

    Raises:
        typer.Exit: memory or disk is spent; why, and the ways on, have been said.
    """
    spent: MemorySpent | DiskFull
    with WorkDisplay() as display, _stopping(display):
        shown = RunDisplay(display)
        try:
            return work(display.control, shown.show)
        except (MemorySpent, DiskFull) as error:
            if shown.folder is None or not is_first():
                raise
            # What the run held hangs on the error, and must be gone before memory is measured.
            spent = error.with_traceback(None)
            spent.__cause__ = spent.__context__ = None
    say_error(str(spent))
    tell_ways_on(shown.folder, spent)
    raise typer.Exit(1)


def finish(result: RunResult, *, json: bool) -> None:
    """Say what came of a run.

    Raises:
        typer.Exit: it was stopped before its end, with the status of an interruption.
    """
    if not is_first():
        pass
    elif json:
        print_json(describe(result))
    else:
        say(_outcome(result))
        if (trouble := result.evaluations.trouble) is not None:
            say(trouble.problem.format(**trouble.values))
        print_comparisons(result.evaluations.comparisons())
        print(f"run    {result.folder}")
        print(f"model  {result.folder / 'model'}")
    if result.reason == "stopped":
        raise typer.Exit(INTERRUPTED)


def describe(result: RunResult) -> dict[str, Any]:
    """What came of a run, for JSON."""
    return {
        "run": str(result.folder),
        "model": str(result.folder / "model"),
        "reason": result.reason,
        "step": result.step,
        "loss_before": result.loss_before,
        "loss_after": result.loss_after,
        "loss_memory_reset": result.loss_memory_reset,
        "evaluation": result.evaluations.to_json(),
    }


def print_comparisons(comparisons: Sequence[Comparison]) -> None:
    """The metrics before and after as a table; nothing when there are none."""
    rows = comparison_rows(comparisons)
    if rows:
        print_columns(rows, ("METRIC", "BEFORE", "AFTER", "MEMORY RESET", "OF"))


def _outcome(result: RunResult) -> str:
    verb = "Done" if result.reason == "completed" else "Stopped"
    text = f"{verb} after {result.step} steps."
    if result.loss_before is not None and result.loss_after is not None:
        text += f" Held-out loss {result.loss_before:.4f} before, {result.loss_after:.4f} after"
        reset = result.loss_memory_reset
        text += "." if reset is None else f", {reset:.4f} with the memory reset."
    return text


@contextmanager
def _stopping(display: WorkDisplay) -> Iterator[None]:
    """Ctrl-C, or being asked to end, stops after the step and keeps; the second one ends at once."""
    old = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def on_signal(number: int, _: object) -> None:
        # A launcher asks again and again, and waits until all of its processes have saved.
        if are_launched():
            display.control.stop()
            return
        if display.control.is_stop_requested:
            raise KeyboardInterrupt
        display.control.stop()
        display.say(
            "Stopping after this step; what was learnt is kept. Press Ctrl-C again to end at once."
        )

    try:
        for number in old:
            signal.signal(number, on_signal)
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
