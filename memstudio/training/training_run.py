"""One sitting of a run: from ready model and data to a model that is kept."""

from __future__ import annotations

import logging
import math
import shutil
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Literal

from memstudio.errors import (
    MemorySpent,
    TrainingError,
    marked,
)
from memstudio.events import (
    CheckpointSaved,
    RunFinished,
    RunStarted,
    StepFinished,
)
from memstudio.models.device import is_out_of_memory, memory_use
from memstudio.training.checkpoints import (
    Standing,
    clear_remains,
    forget_old,
    load_weights,
)
from memstudio.training.gradient_share import GradientShare
from memstudio.training.memory_trainer import MemoryTrainer
from memstudio.training.run_folder import step_of
from memstudio.training.run_measures import RunMeasures
from memstudio.training.run_steering import Steering, SteeringCallback, StopRequested
from memstudio.training.sample_growth import segments_at, segments_read
from memstudio.training.sharded_trainer import ShardedTrainer
from memstudio.training.throughput import Throughput
from memstudio.training.trained_model import only_trained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.device import MemoryUse
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.training.prepared_data import PreparedData
    from memstudio.training.processes import Processes
    from memstudio.training.run_config import RunConfig
    from memstudio.training.run_folder import RunFolder
    from memstudio.training.run_reporter import RunReporter
    from memstudio.training.shards import Shards

_log = logging.getLogger(__name__)

Reason = Literal["completed", "stopped"]

# A checkpoint that is due by the clock must not take more than this share of the time.
_SHARE_FOR_CHECKPOINTS = 1 / 30
_SECONDS_BETWEEN_MEMORY_READINGS = 1.0

# In fp16 a step whose gradient has overflowed is skipped, and the scale of the next halved: so often
# that even the largest scale has come down to nothing.
_SKIPPED_IN_A_ROW = 20


class TrainingRun:
    """Trains, and keeps what comes of it in the run's folder."""

    def __init__(
        self,
        folder: RunFolder,
        config: RunConfig,
        loaded: LoadedModel,
        data: PreparedData,
        *,
        reporter: RunReporter,
        control: Control,
        while_paused: Callable[[], None] | None,
        checkpoint: Path | None,
        processes: Processes,
        shards: Shards | None = None,
    ) -> None:
        self._folder = folder
        self._config = config
        self._loaded = loaded
        self._model: MemoryModel = loaded.model
        self._data = data
        self._reporter = reporter
        self._checkpoint = checkpoint
        self.standing = Standing.load(checkpoint) if checkpoint else Standing()
        own = {None, self.standing.validated_step, *folder.checkpoint_steps()}
        if self.standing.best_step not in own:
            # It was deleted, and so cannot be kept in the end.
            self.standing.best_loss = self.standing.best_step = None
        self.standing.samples_per_step = config.samples_per_step * processes.count
        self._elapsed_before = self.standing.elapsed
        self._throughput = Throughput()
        self._processes = processes
        self._shards = shards
        self._steering = Steering(control, reporter, self._throughput, while_paused, processes)
        self._callback = SteeringCallback(self._steering, self._is_checkpoint_due)
        self._checkpoint_cost = 0.0
        self._last_checkpoint = time.monotonic()
        self._num_skipped = 0
        self._memory_use: MemoryUse = memory_use(self._model.device)
        self._memory_read = time.monotonic()
        # Of shards a process has parts of weights, whose lengths say nothing by themselves.
        self._gradients = None if shards is not None else GradientShare(self._model)
        self._measures = RunMeasures(
            folder, config, loaded, data,
            reporter=reporter, steering=self._steering, processes=processes, shards=shards,
            gradients=self._gradients,
        )  # fmt: skip
        self._trainer: MemoryTrainer

    @property
    def step(self) -> int:
        """The last finished step."""
        return self._steering.step

    def execute(self) -> Reason:
        """Train until done or stopped.

        Raises:
            TrainingError: the loss is no longer a number.
            MemorySpent: memory is spent; what was done is in a checkpoint.
            StorageError: the disk is full or cannot be written.
            Cancelled: through the control.
        """
        if self._processes.is_first:
            clear_remains(self._folder)
            forget_old(self._folder, self.standing.best_step, self._config.checkpoints_kept)
        tokenizer_files = self._folder.checkpoints / ".tokenizer"
        if self._processes.is_first:
            self._loaded.tokenizer.save_pretrained(tokenizer_files)
        with only_trained(self._model, self._config.trains) as num_trained:
            try:
                self._trainer = self._new_trainer(tokenizer_files)
                if self._checkpoint is not None:
                    self._steering.step = step_of(self._checkpoint)
                self._tell_start(num_trained)
                with self._memory_in_words(), self._trainer.letting_go():
                    return self._train()
            finally:
                if self._processes.is_first:
                    shutil.rmtree(tokenizer_files, ignore_errors=True)

    def keep_best(self, reason: Reason) -> float | None:
        """Give the model the best weights there were; return their held-out loss.

        Weights that were trained on since the last validation, when that was the best so far,
        count as the best.
        """
        best, kept = self.standing.best_step, self.step
        if reason == "stopped":
            self.standing.loss_memory_reset = None
        if best is not None and best != self.standing.validated_step:
            checkpoint = self._folder.checkpoint(best)
            if checkpoint.is_dir():
                load_weights(self._model, checkpoint)
                kept = best
                if reason == "completed":
                    self._measure_kept()
        if reason == "completed":
            with suppress(StopRequested):
                self._measures.evaluate(kept, "after")
        return self.standing.best_loss

    def _measure_kept(self) -> None:
        self.standing.loss_memory_reset = None
        with suppress(StopRequested):
            self.standing.loss_memory_reset = self._measures.loss_memory_reset()

    def tell_finish(self, reason: Reason, loss_after: float | None) -> None:
        """Say that the run is over and its model kept."""
        self._reporter.emit(
            RunFinished(
                step=self.step,
                reason=reason,
                loss_before=self.standing.loss_before,
                loss_after=loss_after,
                loss_memory_reset=self.standing.loss_memory_reset,
                model=str(self._folder.model),
            )
        )

    # ------------------------------------------------------------------ the course of the run

    def _new_trainer(self, tokenizer_files: Path) -> MemoryTrainer:
        values: dict[str, Any] = {
            "config": self._config,
            "folder": self._folder,
            "samples": self._data.samples,
            "standing": self.standing,
            "tokenizer_files": tokenizer_files,
            "on_step": self._on_step,
            "on_saved": self._on_saved,
            "callbacks": [each for each in (self._callback, self._gradients) if each is not None],
            "processes": self._processes,
        }
        if self._shards is not None:
            return ShardedTrainer(self._shards, **values)
        return MemoryTrainer(self._model, **values)

    def _tell_start(self, num_trained: int) -> None:
        self._reporter.emit(
            RunStarted(
                run=str(self._folder.path),
                total_steps=self._config.steps,
                num_parameters=sum(p.numel() for p in self._model.parameters()),
                num_trainable=num_trained,
                device=str(self._model.device),
                train_tokens=self._data.samples.train_tokens,
                validation_tokens=self._data.samples.validation_tokens,
                first_step=self.step,
                objective=self._config.objective,
                num_cut=self._data.samples.num_cut,
            )
        )

    def _train(self) -> Reason:
        try:
            if self._checkpoint is None:
                self._validate(resets_memory=True)
                self._measures.evaluate(self.step, "before")
                self._measures.probe(self.step)
            elif not self._processes.are_many:  # they are held between two steps only
                self._measure_missed()
            self._throughput.start()
            self._steering.on_pause = self._save_held
            if self._checkpoint is not None and self._has_stopped_early:
                load_weights(self._model, self._checkpoint)
            else:
                resume_from = str(self._checkpoint) if self._checkpoint else None
                self._trainer.train(resume_from_checkpoint=resume_from)
            self._steering.on_pause = None  # from here on the weights may be those of another step
            if self.standing.validated_step != self.step:
                self._validate(resets_memory=True)
        except StopRequested:
            self._steering.on_pause = None
            self._callback.rewind()
            self._save()
            return "stopped"
        return "completed"

    @property
    def _has_stopped_early(self) -> bool:
        """Whether the held-out loss was found at this step not to fall any more."""
        patience, standing = self._config.stop_after, self.standing
        is_over = patience > 0 and standing.num_worse >= patience
        return is_over and standing.validated_step == self.step

    def _measure_missed(self) -> None:
        """What the step of the checkpoint should have measured: a held run is kept before it has."""
        config, step = self._config, self.step
        is_due = bool(config.validate_every) and step % config.validate_every == 0
        validates = is_due and self.standing.validated_step != step
        every = config.probe.every
        is_due = bool(every) and (step % every == 0 or step == config.steps)
        probes = is_due and not self._folder.trace(step).exists()
        if validates or probes:
            load_weights(self._model, self._folder.checkpoint(step))
        if validates:
            self._validate(resets_memory=False)
            self._trainer.control.should_save = False
        if probes:
            self._measures.probe(step)

    def _on_step(self, loss: float, learning_rate: float, grad_norm: float, tokens: int) -> None:
        """After the weights were changed; `_is_checkpoint_due` was asked before."""
        step, config = self.step, self._config
        self._throughput.step(tokens, segments_at(step - 1, config))
        self.standing.tokens += tokens
        self.standing.elapsed = self._elapsed_before + self._throughput.elapsed
        memory = self._memory_in_use()
        self._reporter.emit(
            StepFinished(
                step=step,
                total_steps=config.steps,
                loss=loss,
                learning_rate=learning_rate,
                grad_norm=grad_norm,
                tokens=self.standing.tokens,
                tokens_per_second=self._throughput.tokens_per_second,
                elapsed=self.standing.elapsed,
                eta=self._throughput.eta(segments_read(config, step)),
                process_bytes=memory.process_bytes,
                device_bytes=memory.device_bytes,
            )
        )
        if self._gradients is not None and (shared := self._gradients.of_step(step, grad_norm)):
            self._reporter.emit(shared)
        self._check_numbers(loss, learning_rate, grad_norm)
        is_last = step == config.steps
        with self._throughput.aside():
            if is_last or (config.validate_every and step % config.validate_every == 0):
                self._validate(resets_memory=is_last)
            if is_last or (config.probe.every and step % config.probe.every == 0):
                self._measures.probe(self.step)

    def _check_numbers(self, loss: float, learning_rate: float, grad_norm: float) -> None:
        """Make sure that the training has not gone astray; a step that was skipped has done nothing.

        Raises:
            TrainingError: it has.
        """
        # Whose rate is told, as the event says.
        has_all = self._config.trains == "everything"
        setting = "learning_rate" if has_all else "memory_learning_rate"
        is_skipped = self._trainer.step_was_skipped
        self._num_skipped = self._num_skipped + 1 if is_skipped else 0
        if not (math.isfinite(loss) and (is_skipped or math.isfinite(grad_norm))):
            raise TrainingError(
                marked("errors", "The loss is no longer a number at step {step}: the training has gone astray, and the checkpoint before is kept. Start again with a lower learning rate; '{setting}' is now {rate:g}."),
                step=self.step, rate=learning_rate, setting=setting,
            )  # fmt: skip
        if self._num_skipped >= _SKIPPED_IN_A_ROW:
            raise TrainingError(
                marked("errors", "In fp16 the gradient was too large in {count} steps in a row, until step {step}, and none of them has changed the weights. Start again with a lower learning rate ('{setting}' is now {rate:g}), or calculate in bf16 or float32."),
                count=self._num_skipped, step=self.step, rate=learning_rate, setting=setting,
            )  # fmt: skip

    def _validate(self, *, resets_memory: bool) -> None:
        """Read the held-out text; a best loss so far makes a checkpoint due."""
        event = self._measures.validate(self.step, resets_memory=resets_memory)
        if event is None:
            return
        self.standing.loss_memory_reset = event.loss_memory_reset
        if event.step == 0:
            self.standing.loss_before = event.loss
        elif self.standing.validated(event.step, event.loss):
            self._trainer.control.should_save = True
        elif self._has_stopped_early:
            _log.info("the held-out loss has not fallen %d times in a row", self.standing.num_worse)
            self._trainer.control.should_training_stop = True
            self._trainer.control.should_save = True

    # ------------------------------------------------------------------ checkpoints

    def _is_checkpoint_due(self, step: int) -> bool:
        config = self._config
        since = time.monotonic() - self._last_checkpoint
        seldom = max(config.checkpoint_seconds, self._checkpoint_cost / _SHARE_FOR_CHECKPOINTS)
        is_due = step % config.checkpoint_every == 0 or step == config.steps or since >= seldom
        return self._processes.any(is_due)[0]  # their clocks differ

    def _save(self) -> None:
        """Make sure that there is a checkpoint of the last finished step."""
        if self.step > 0:
            self._trainer.save_now()

    def _save_held(self) -> None:
        """The same for a run that may be held within a step, or while it measures."""
        with self._callback.as_step_ended():
            self._save()

    def _on_saved(self, path: Path, seconds: float) -> None:
        self._throughput.was_aside(seconds)
        self._checkpoint_cost = seconds
        self._last_checkpoint = time.monotonic()
        self._reporter.emit(
            CheckpointSaved(step=self.step, path=path.relative_to(self._folder.path).as_posix())
        )

    # ------------------------------------------------------------------ memory of the machine

    def _memory_in_use(self) -> MemoryUse:
        now = time.monotonic()
        if now - self._memory_read >= _SECONDS_BETWEEN_MEMORY_READINGS:
            self._memory_use = memory_use(self._model.device)
            self._memory_read = now
        return self._memory_use

    @contextmanager
    def _memory_in_words(self) -> Iterator[None]:
        """When memory is spent: save what was done, and say what to do."""
        try:
            yield
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            self._model.zero_grad(set_to_none=True)
            # Of many processes the others are waiting elsewhere, and cannot save with this one.
            if self._callback.rewind() and not self._processes.are_many:
                try:
                    self._save()
                except Exception:  # noqa: BLE001 - the failure itself matters more
                    _log.exception("no checkpoint could be written after memory was spent")
            raise self._too_little_memory() from error

    def _too_little_memory(self) -> MemorySpent:
        config = self._config
        return MemorySpent(
            marked("errors", "The memory of {device} is spent: {batch} × {tokens} tokens at once are too many. What was done until step {step} is kept, and the run can go on from there with less at once."),
            device=str(self._model.device), batch=config.batch_size,
            # While weights are changed none can be kept.
            tokens=config.tokens_per_sample, step=max(self._folder.checkpoint_steps(), default=0),
        )  # fmt: skip
