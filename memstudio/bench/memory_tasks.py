"""Runs the trials of a preset, one after the other or several at once, and keeps what is known.

A trial that is in the file of results already is not run again, and one that was cut off goes on
where it was last kept, so that hours of them can be spread over many sittings.
"""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context, parent_process
from queue import Empty
from threading import Thread
from typing import TYPE_CHECKING, Any

from memstudio import __version__
from memstudio.bench.record_file import append_record, read_records
from memstudio.bench.trial_records import TrialRecord
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Event
    from pathlib import Path

    from memstudio.bench.presets import Trial
    from memstudio.progress import Control

_POLL = 0.2


@dataclass(frozen=True)
class TrialProgress:
    """How far a trial is.

    Attributes:
        task: its name.
        kind: of memory.
        variant: of the kind.
        seed: of the trial.
        step: that was taken.
        max_steps: that may be.
        loss: of that step.
        accuracy: on a few fresh examples.
    """

    task: str
    kind: str
    variant: str
    seed: int
    step: int
    max_steps: int
    loss: float
    accuracy: float


@dataclass(frozen=True)
class SuiteListener:
    """Who is told what.

    Attributes:
        on_progress: takes how far a trial is.
        on_record: takes what a trial found.
    """

    on_progress: Callable[[TrialProgress], None] = lambda _: None
    on_record: Callable[[TrialRecord], None] = lambda _: None


def key_of(trial: Trial) -> str:
    """What a trial is known by: the same whenever its task and settings are."""
    text = json.dumps(_told(trial), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _told(trial: Trial) -> dict[str, Any]:
    told = {"task": repr(trial.task), **asdict(trial.settings)}
    if not trial.settings.weight_decay:
        # Came later: without it, a trial is known by the key that it had before.
        del told["weight_decay"]
    return told


def run_suite(
    trials: Sequence[Trial],
    *,
    control: Control,
    results: Path | None = None,
    jobs: int = 1,
    device: str = "cpu",
    listener: SuiteListener | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> list[TrialRecord]:
    """Run trials.

    Args:
        trials: what `presets.trials_of` gives.
        control: takes progress; may pause and cancel at any step of a trial that is checked.
        results: a file that results are read from and added to, with a folder beside it for trials
            that are unfinished; None to keep none.
        jobs: trials at once; with more than one each runs in a process of its own.
        device: where the models work.
        listener: is told of progress and results, those that were known first.
        meanwhile: called several times a second; each trial then runs in a process of its own,
            also when it is the only one, so that this one has time for it.

    Returns:
        A record for each trial, in their order.

    Raises:
        StorageError: the file of results cannot be read or written.
        Cancelled: through `control`; what was finished is in the file.
    """
    listener = listener or SuiteListener()
    keys = [key_of(trial) for trial in trials]
    wanted = set(keys)
    known = read_records(results, TrialRecord) if results else []
    found = {each.key: each for each in known if each.key in wanted}
    for record in found.values():
        listener.on_record(record)
    by_key = dict(zip(keys, trials, strict=True))  # what was asked for twice is run once
    missing = [trial for key, trial in by_key.items() if key not in found]

    def keep(record: TrialRecord) -> None:
        found[record.key] = record
        if results is not None:
            append_record(results, record)
            # Only now, so that a trial is never neither here nor there.
            _forget(_unfinished(results, record.key))
        listener.on_record(record)
        control.report(len(found), len(wanted), marked("progress", "Trials"), "trials")

    def show(progress: TrialProgress) -> None:
        listener.on_progress(progress)
        text = marked("progress", "{kind}, {task}, seed {seed}, step {step}: {accuracy} right")
        control.report(
            len(found), len(wanted),
            text.format(kind=progress.variant or progress.kind, task=progress.task,
                        seed=progress.seed, step=progress.step, accuracy=f"{progress.accuracy:.1%}"),
            "trials",
        )  # fmt: skip

    def show_and_check(progress: TrialProgress) -> None:
        show(progress)
        control.checkpoint()

    if jobs == 1 and meanwhile is None:
        for trial in missing:
            control.checkpoint()
            keep(perform(trial, show_and_check, device, results))
    elif missing:
        there = partial(_perform_there, device=device, results=results)
        _run_at_once(missing, jobs, there, control, show, keep, meanwhile or (lambda: None))
    return [found[key] for key in keys]


def perform(
    trial: Trial,
    on_progress: Callable[[TrialProgress], None],
    device: str = "cpu",
    results: Path | None = None,
) -> TrialRecord:
    """Run one trial in this process; what is unfinished is kept beside `results`."""
    # Here, so that results can be listed without torch.
    from memstudio.bench.trial import run_trial
    from memstudio.bench.unfinished import Unfinished

    unfinished = None if results is None else Unfinished(_unfinished(results, key_of(trial)))
    settings = trial.settings

    def show(step: int, loss: float, accuracy: float) -> None:
        on_progress(
            TrialProgress(
                trial.task.name, settings.kind, trial.variant, settings.seed,
                step, settings.max_steps, loss, accuracy,
            )
        )  # fmt: skip

    result, _ = run_trial(trial.task, settings, show, device=device, unfinished=unfinished)
    return TrialRecord(
        key=key_of(trial),
        task=trial.task.name,
        kind=settings.kind,
        variant=trial.variant,
        seed=settings.seed,
        chance=trial.task.chance,
        scores=result.scores,
        sizes=result.sizes,
        steps=result.steps,
        max_steps=settings.max_steps,
        seconds=round(result.seconds, 1),
        num_parameters=result.num_parameters,
        # As it is read back: without tuples.
        settings=json.loads(json.dumps(_told(trial))),
        version=__version__,
    )


def _unfinished(results: Path, key: str) -> Path:
    """Where a trial is kept until it has its result."""
    return results.with_suffix(".unfinished") / key


def _forget(unfinished: Path) -> None:
    # A folder that is gone, or still has others in it, is as it should be.
    with suppress(OSError):
        unfinished.unlink(missing_ok=True)
        unfinished.parent.rmdir()


# ---------------------------------------------------------------------- several at once

_outbox: Queue[TrialProgress] | None = None
_may_run: Event | None = None


def _begin_process(outbox: Queue[TrialProgress], may_run: Event) -> None:
    global _outbox, _may_run
    import torch

    _outbox, _may_run = outbox, may_run
    torch.set_num_threads(1)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Whoever asked was killed: nobody waits for this trial, and what it learnt is kept."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _perform_there(trial: Trial, device: str, results: Path | None) -> TrialRecord:
    return perform(trial, _tell, device, results)


def _tell(progress: TrialProgress) -> None:
    """Say how far the trial is, and wait here during a pause."""
    assert _outbox is not None  # noqa: S101
    assert _may_run is not None  # noqa: S101
    _outbox.put(progress)
    _may_run.wait()


def _run_at_once(
    trials: Iterable[Trial],
    jobs: int,
    perform_there: Callable[[Trial], TrialRecord],
    control: Control,
    on_progress: Callable[[TrialProgress], None],
    on_record: Callable[[TrialRecord], None],
    meanwhile: Callable[[], None],
) -> None:
    context = get_context("spawn")
    inbox: Queue[TrialProgress] = context.Queue()
    may_run = context.Event()
    pool = ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_begin_process, initargs=(inbox, may_run)
    )

    def hold() -> None:
        may_run.clear()
        meanwhile()

    try:
        running: set[Future[Any]] = {pool.submit(perform_there, trial) for trial in trials}
        while running:
            control.checkpoint(while_paused=hold)
            may_run.set()
            meanwhile()
            done, running = wait(running, timeout=_POLL, return_when=FIRST_COMPLETED)
            for progress in _drained(inbox):
                on_progress(progress)
            for future in done:
                on_record(future.result())
    finally:
        processes = list(pool._processes.values())  # noqa: SLF001 - the pool has no way to stop them
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
        inbox.close()


def _drained(inbox: Queue[TrialProgress]) -> list[TrialProgress]:
    found: list[TrialProgress] = []
    while True:
        try:
            found.append(inbox.get_nowait())
        except Empty:
            return found
