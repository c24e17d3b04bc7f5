"""Training a model with a memory, from a configuration to a run's folder; and going on with it."""

from __future__ import annotations

import json
import platform
import shutil
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
import transformers

from memstudio import __version__
from memstudio.atomic import write_text
from memstudio.errors import Cancelled, MemStudioError, StorageError, TrainingError, marked
from memstudio.events import SettingsChanged
from memstudio.memory.attach import open_model
from memstudio.models.device import default_threads
from memstudio.models.load import LoadedModel
from memstudio.models.quiet import quiet
from memstudio.models.save import save_model
from memstudio.models.source import RUN_CONFIG, ModelSource
from memstudio.training.adapters import adapted
from memstudio.training.arithmetic import check_arithmetic
from memstudio.training.branching import make_branch
from memstudio.training.checkpoints import full_disk_in_words, let_go_of_files
from memstudio.training.config_changes import for_resume, values_of
from memstudio.training.evaluations import Evaluations, evaluations_of
from memstudio.training.failures import tell_failure
from memstudio.training.launching import (
    as_launched,
    check_is_seen,
    device_of,
    device_to_open,
    with_steps_as_before,
)
from memstudio.training.masked_samples import check_objective
from memstudio.training.model_card import model_card
from memstudio.training.packed_samples import check_packing
from memstudio.training.prepared_data import (
    PreparedData,
    as_it_was_read,
    check_unchanged,
    in_its_places,
    prepare_data,
    read_record,
)
from memstudio.training.processes import Processes
from memstudio.training.run_folder import RunFolder, step_of
from memstudio.training.run_reporter import RunReporter
from memstudio.training.run_samples import check_tokens
from memstudio.training.run_writer import RunWriter
from memstudio.training.shards import Shards, check_shards, is_sharded
from memstudio.training.text_goals import goal_of
from memstudio.training.trackers.tracker import check_trackers
from memstudio.training.trained_model import (
    check_checkpointing,
    checkpointed,
    precise,
    threads,
    undone_on_failure,
    with_memory,
)
from memstudio.training.training_note import training_note
from memstudio.training.training_run import Reason, TrainingRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from memstudio.events import RunEvent
    from memstudio.progress import Control
    from memstudio.training.run_config import RunConfig


@dataclass(frozen=True)
class RunResult:
    """What came of a run.

    Attributes:
        loaded: the model that was kept, in memory, on the device it was trained on; of a sharded
            run on the CPU, and only the first process's has weights.
        folder: the run's folder; the model lies in its `model`.
        reason: "completed" or "stopped".
        step: the last finished step.
        loss_before: held-out loss before the first step; None when nothing was held out.
        loss_after: held-out loss of the model that was kept, as far as it was measured.
        loss_memory_reset: the same with the memory reset before each segment.
        evaluations: what the task's metrics came to, before and after.
    """

    loaded: LoadedModel
    folder: Path
    reason: Reason
    step: int
    loss_before: float | None
    loss_after: float | None
    loss_memory_reset: float | None
    evaluations: Evaluations = field(default_factory=Evaluations)


@dataclass(frozen=True)
class _Ready:
    """Model, numbers and text of a run, of which it is sure that they go together."""

    loaded: LoadedModel
    config: RunConfig
    data: PreparedData
    processes: Processes


def train(
    config: RunConfig,
    *,
    control: Control,
    on_event: Callable[[RunEvent], None],
    loaded: LoadedModel | None = None,
    while_paused: Callable[[], None] | None = None,
    on_ready: Callable[[LoadedModel], None] | None = None,
) -> RunResult:
    """Train as `config` says, in a new run folder.

    Nothing is left behind when the model, the text or the numbers do not serve. A failure later
    on leaves a run that can be resumed, and `loaded` as it was.

    Args:
        config: of the run; one that is branched from another goes on from that one's checkpoint.
        control: takes progress; pauses, stops or cancels within a step. A cancelled run's folder
            is removed, unless the configuration says to keep it.
        on_event: called with every event, on this thread.
        loaded: the model, when it is open already; it is trained in place. A plain one is given a
            memory first.
        while_paused: called about 50 times a second during a pause, on this thread; may use the
            model.
        on_ready: called once with the model that is trained, before the first step.

    Raises:
        TrainingError: the numbers do not fit each other or the model; the loss went astray.
        ModelLoadError, DataError, MemoryAttachError: model or text cannot be used.
        DeviceError: memory is spent.
        StorageError: the disk is full or cannot be written.
        Cancelled: through `control`.
    """
    # A run that goes on is not refused for a tracker: it goes on without, and says so.
    check_trackers(config.tracking)
    if config.branched_from is not None:
        branch = make_branch(config)
        with _removed_if_cancelled(branch, config), _removed_if_refused(branch):
            return resume(
                branch.path, control=control, on_event=on_event, while_paused=while_paused,
                on_ready=on_ready,
            )  # fmt: skip
    given = loaded
    config = as_launched(in_its_places(config.with_schedule()))
    if loaded is None:
        loaded = open_model(config.model, device=device_to_open(config), control=control)
    ready = _made_ready(loaded, config, control)
    number = ready.config.threads or default_threads()
    config = ready.config.changed(threads=number, versions=_versions())
    ready = replace(ready, config=config)
    folder = _new_folder(ready)
    with _removed_if_cancelled(folder, config), undone_on_failure(given, config):
        return _run(
            folder, ready, None, {},
            control=control, on_event=on_event, while_paused=while_paused, on_ready=on_ready,
        )  # fmt: skip


def resume(
    run_folder: Path | str,
    *,
    control: Control,
    on_event: Callable[[RunEvent], None],
    changes: Mapping[str, Any] | None = None,
    loaded: LoadedModel | None = None,
    while_paused: Callable[[], None] | None = None,
    on_ready: Callable[[LoadedModel], None] | None = None,
) -> RunResult:
    """Go on with a run from its last complete checkpoint, to the same weights bit for bit on CPU.

    Args:
        run_folder: of a run that was stopped, interrupted, or failed.
        control: as in `train`; cancelling leaves the folder.
        on_event: as in `train`.
        changes: settings that are another from here on, by name, such as `batch_size`; run.toml
            says so then.
        loaded: the run's model, when it is open already: it gets the checkpoint's weights.
        while_paused: as in `train`.
        on_ready: as in `train`.

    Raises:
        TrainingError: there is no run, it is complete or being trained, its text has changed, or a
            setting may not be another.
        ModelLoadError, DataError, DeviceError, StorageError, Cancelled: as in `train`.
    """
    folder = RunFolder.open(run_folder)
    config = as_launched(folder.config())
    if folder.summary().state == "completed":
        raise TrainingError(
            marked("errors", "The run {name} is complete; there is nothing to go on with. Start a new run with its model."),
            name=folder.name,
        )  # fmt: skip
    changes = changes or {}
    before = values_of(config, changes)
    config = for_resume(config, changes)
    checkpoint = folder.last_checkpoint()
    config = with_steps_as_before(config, checkpoint)
    if loaded is None:
        # Weights with adapters beside them fit no model without.
        is_whole = checkpoint is not None and config.trains != "adapters"
        reference = str(checkpoint) if is_whole else config.model
        loaded = open_model(reference, device=device_to_open(config), control=control)
        if is_whole:
            let_go_of_files(loaded.model)
        # To the user it is the run's model that is open, wherever its weights lie.
        loaded.source = replace(loaded.source, reference=config.model, name=folder.name)
    recorded = read_record(folder.data, folder.name)
    ready = _made_ready(loaded, config, control, recorded)
    check_unchanged(recorded, ready.data.record)
    return _run(
        folder, ready, checkpoint, before,
        control=control, on_event=on_event, while_paused=while_paused, on_ready=on_ready,
    )  # fmt: skip


# ---------------------------------------------------------------------- the run itself


def _made_ready(
    loaded: LoadedModel,
    config: RunConfig,
    control: Control,
    recorded: dict[str, Any] | None = None,
) -> _Ready:
    """Make all of a run ready; `recorded` is of one that goes on."""
    device = device_of(config, loaded)
    processes = Processes.joined(device)
    check_arithmetic(config, device)
    if is_sharded(config):
        check_shards(config)
    model, config = with_memory(loaded, config)
    check_objective(config, model, loaded.tokenizer)
    check_checkpointing(model, config)
    check_packing(config)
    with processes.together(), processes.first_goes_first():
        asked = as_it_was_read(config, recorded) if recorded else config
        data = prepare_data(asked, loaded.tokenizer, control, goal_of(model, config.objective))
    check_tokens(data.samples, model, loaded.tokenizer)
    return _Ready(LoadedModel(model, loaded.tokenizer, loaded.source), config, data, processes)


def _run(
    folder: RunFolder,
    ready: _Ready,
    checkpoint: Path | None,
    before: Mapping[str, Any],
    *,
    control: Control,
    on_event: Callable[[RunEvent], None],
    while_paused: Callable[[], None] | None,
    on_ready: Callable[[LoadedModel], None] | None,
) -> RunResult:
    """Train; `before` are the settings that were another until now."""
    loaded, config, data, processes = ready.loaded, ready.config, ready.data, ready.processes
    model, step = loaded.model, step_of(checkpoint) if checkpoint else 0
    if data.samples.goal is not None:
        data.samples.goal.give(model)
    with (
        RunWriter(folder, step) if processes.is_first else nullcontext() as writer,
        quiet(),
        threads(config.threads or default_threads()),
        precise(model, config),
        checkpointed(model, config),
        adapted(model, config) as adapters,
    ):
        if before and processes.is_first:  # whom the run tells of itself is read from there
            config.save(folder.path / RUN_CONFIG)
        reporter = RunReporter(writer, on_event, control)
        run: TrainingRun | None = None
        shards: Shards | None = None
        try:
            if before:
                after = values_of(config, before)
                reporter.emit(SettingsChanged(step=step, before=dict(before), after=after))
            with processes.together():
                if is_sharded(config):
                    shards = Shards(loaded, processes, device_of(config, loaded))
                trained = shards.loaded if shards else loaded
                run = TrainingRun(
                    folder, config, trained, data,
                    reporter=reporter, control=control, while_paused=while_paused,
                    checkpoint=checkpoint, processes=processes, shards=shards,
                )  # fmt: skip
                if on_ready:
                    on_ready(trained)
                reason = run.execute()
                loss_after = run.keep_best(reason)
                if shards is not None:
                    shards.gather()
                if adapters is not None and (shards is None or processes.is_first):
                    adapters.merge(kept_in=folder.adapter if processes.is_first else None)
                return _keep(run, folder, ready, reason, loss_after)
        except Cancelled:
            raise
        except Exception as error:
            tell_failure(reporter, run.step if run else 0, error)
            raise
        finally:
            with suppress(StorageError):
                reporter.close()


def _keep(
    run: TrainingRun, folder: RunFolder, ready: _Ready, reason: Reason, loss_after: float | None
) -> RunResult:
    """Write the model of the run, and say that it is over."""
    loaded, config, processes = ready.loaded, ready.config, ready.processes
    model, standing = loaded.model, run.standing
    evaluations = evaluations_of(folder.metrics)
    model.config.trained_on = training_note(
        model.config.trained_on, config, folder, standing, evaluations.to_json(),
        step=run.step, loss_after=loss_after,
    )  # fmt: skip
    if processes.is_first:
        compared = evaluations.comparisons()
        card = model_card(folder.name, model.config, config, model.config.trained_on, compared)
        with full_disk_in_words(folder.model):
            save_model(model, loaded.tokenizer, folder.model, card=card)
    processes.wait()
    run.tell_finish(reason, loss_after)
    source = ModelSource(str(folder.model), folder.name, "folder", folder.model)
    return RunResult(
        loaded=LoadedModel(model.eval(), loaded.tokenizer, source),
        folder=folder.path,
        reason=reason,
        step=run.step,
        loss_before=standing.loss_before,
        loss_after=loss_after,
        loss_memory_reset=standing.loss_memory_reset,
        evaluations=evaluations,
    )


# ---------------------------------------------------------------------- before and after


def _new_folder(ready: _Ready) -> RunFolder:
    """The folder of a new run, made by the first process."""
    folder: RunFolder | None = None
    processes = ready.processes
    if processes.is_first:
        folder = RunFolder.create(ready.config)
        write_text(folder.data, json.dumps(ready.data.record, indent=2, ensure_ascii=False) + "\n")
    with processes.together():
        folder = RunFolder(processes.shared(folder.path if folder else Path()))
        check_is_seen(folder.path, processes)
    return folder


@contextmanager
def _removed_if_cancelled(folder: RunFolder, config: RunConfig) -> Iterator[None]:
    try:
        yield
    except Cancelled:
        if not config.keep_cancelled:
            shutil.rmtree(folder.path, ignore_errors=True)
        raise


@contextmanager
def _removed_if_refused(folder: RunFolder) -> Iterator[None]:
    """Leave nothing of a run that ended before anything was told of it but where it is from."""
    told = folder.metrics.stat().st_size
    try:
        yield
    except MemStudioError:
        if folder.metrics.stat().st_size == told:
            shutil.rmtree(folder.path, ignore_errors=True)
        raise


def _versions() -> dict[str, str]:
    return {
        "memstudio": __version__,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "python": platform.python_version(),
    }
