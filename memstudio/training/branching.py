"""A run that begins with a checkpoint of another: its weights, optimiser, and place in the text.

The branch's folder is a run that can be gone on with, and takes no room of its own for what it has
from the other run, as long as both lie on one disk.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.atomic import write_bytes
from memstudio.errors import TrainingError, marked
from memstudio.events import Evaluated, RunBranched, StepFinished, Validated
from memstudio.launched import are_launched
from memstudio.training.checkpoints import (
    STANDING,
    Standing,
    complete_or_absent,
    link_or_copy,
)
from memstudio.training.config_changes import for_branch
from memstudio.training.run_config import BranchOrigin
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from memstudio.events import RunEvent
    from memstudio.training.run_config import RunConfig


def branch_config(
    run: Path | str, *, at: int | None = None, changes: Mapping[str, Any] | None = None
) -> RunConfig:
    """What a branch of a run is to be trained with.

    Args:
        run: the folder of the run; it may be held at that moment.
        at: a step of which there is a checkpoint; the latest when missing.
        changes: settings that are another, by name.

    Raises:
        TrainingError: there is no such run or checkpoint, or a setting may not be another.
    """
    parent = RunFolder.open(Path(run).resolve())
    step = _checkpoint_of(parent, at)
    config = parent.config()
    origin = BranchOrigin(run=str(parent.path), step=step, samples=_samples_read(config, step))
    changed = for_branch(config, {"out": str(parent.path.parent)} | dict(changes or {}), step=step)
    return changed.changed(branched_from=origin)


def make_branch(config: RunConfig) -> RunFolder:
    """Make the folder of a branch, ready to be gone on with.

    Args:
        config: as `branch_config` gives it.

    Raises:
        TrainingError: the checkpoint is not there any more.
        StorageError: the folder cannot be made.
    """
    origin = config.branched_from
    assert origin is not None  # noqa: S101 - the function's own rule
    if are_launched():
        raise TrainingError(
            marked("errors", "A branch is made by one process. Make it with 'memstudio runs branch RUN --only-make', and launch 'memstudio resume' on it."),
        )  # fmt: skip
    parent = RunFolder.open(origin.run)
    step = _checkpoint_of(parent, origin.step)
    theirs = parent.config()
    reads_alike = config.segments_per_sample == theirs.segments_per_sample
    folder = RunFolder.create(config)
    try:
        write_bytes(folder.data, parent.data.read_bytes())
        standing = Standing.load(parent.checkpoint(step))
        if standing.samples_per_step is not None:
            # As many processes read a step of the branch as read one of the run.
            count = standing.samples_per_step // theirs.samples_per_step
            standing = replace(standing, samples_per_step=count * config.samples_per_step)
        _take_checkpoints(parent, folder, step, standing, reads_alike=reads_alike)
        first = RunBranched(step=step, total_steps=config.steps, of=str(parent.path))
        past = _past(parent, step, reads_alike=reads_alike)
        told = (first, *(_of_branch(each, config.steps) for each in past))
        write_bytes(folder.metrics, "".join(f"{each.to_line()}\n" for each in told).encode())
    except BaseException:
        shutil.rmtree(folder.path, ignore_errors=True)
        raise
    return folder


def _samples_read(config: RunConfig, step: int) -> int:
    """Samples that a run has read after a step, those of the run that it was branched from too."""
    origin = config.branched_from
    if origin is None:
        return step * config.samples_per_step
    return origin.samples + (step - origin.step) * config.samples_per_step


def _checkpoint_of(parent: RunFolder, at: int | None) -> int:
    steps = parent.checkpoint_steps()
    if not steps:
        raise TrainingError(
            marked("errors", "The run {name} has no complete checkpoint to branch from yet."),
            name=parent.name,
        )
    if at is None:
        return steps[-1]
    if at not in steps:
        raise TrainingError(
            marked("errors", "The run {name} has no checkpoint of step {step}. There are those of: {steps}."),
            name=parent.name, step=at, steps=", ".join(map(str, steps)),
        )  # fmt: skip
    return at


def _take_checkpoints(
    parent: RunFolder, folder: RunFolder, step: int, standing: Standing, *, reads_alike: bool
) -> None:
    """Give the branch the checkpoint of a step, and the best one before, which it may end with."""
    best = standing.best_step
    if not reads_alike:  # losses on other samples cannot be compared
        standing = replace(
            standing, loss_before=None, loss_memory_reset=None, best_loss=None, best_step=None,
            validated_step=None,
        )  # fmt: skip
    elif best is not None and best != step:
        if best in parent.checkpoint_steps():
            theirs = parent.checkpoint(best)
            _take(theirs, folder.checkpoint(best), Standing.load(theirs))
        else:
            standing = replace(standing, best_loss=None, best_step=None)
    # The branch has all of its patience, also one of a run that was stopped for want of it.
    standing = replace(standing, num_worse=0)
    _take(parent.checkpoint(step), folder.checkpoint(step), standing)


def _take(theirs: Path, ours: Path, standing: Standing) -> None:
    with complete_or_absent(ours) as staging:
        written = staging / ours.name
        shutil.copytree(theirs, written, copy_function=link_or_copy)
        # It is written anew, and must not be written into the other run's.
        (written / STANDING).unlink()
        standing.save(written)


def _of_branch(event: RunEvent, num_steps: int) -> RunEvent:
    """The same, which says how far the branch is, and not the run that it is from."""
    if not isinstance(event, StepFinished):
        return event
    return event.model_copy(update={"total_steps": num_steps})


def _past(parent: RunFolder, step: int, *, reads_alike: bool) -> Iterator[RunEvent]:
    """What was told of the run until the step, once for each step."""
    told: dict[tuple[str, int], RunEvent] = {}
    kinds = (StepFinished, Validated, Evaluated) if reads_alike else (StepFinished,)
    for event in parent.events():
        if isinstance(event, kinds) and event.step <= step:
            is_last_word = isinstance(event, Evaluated) and event.when == "after"
            if not is_last_word:
                told[event.event, event.step] = event
    yield from told.values()
