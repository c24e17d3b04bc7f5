"""How much of the speed of the plain Hugging Face Trainer is left to a run here."""

from __future__ import annotations

import tempfile
import time
from dataclasses import asdict, dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from memstudio.bench.memory_cost_arithmetic import count_arithmetic
from memstudio.errors import marked
from memstudio.events import StepFinished
from memstudio.memory.attach import open_model
from memstudio.memory.kinds_registry import memory_kinds
from memstudio.progress import Control
from memstudio.training.batch_order import BatchOrder
from memstudio.training.batches import collate
from memstudio.training.prepared_data import prepare_data
from memstudio.training.run_config import RunConfig
from memstudio.training.trained_model import with_memory
from memstudio.training.trainer import train

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_WARM_UP = 2
"""Steps of each round that are not counted: buffers are made in them."""


@dataclass(frozen=True, slots=True)
class MemoryFigures:
    """What a step costs with a memory, over one of the same segments without.

    Attributes:
        kind: of the memory.
        seconds: of a step with it.
        base: of a step with `none`.
        arithmetic: the operations of `none` by its own: the speed that there would be if products
            of matrices took all the time.
    """

    kind: str
    seconds: float
    base: float
    arithmetic: float

    @property
    def speed(self) -> float:
        """Its speed over that of `none`."""
        return self.base / self.seconds


@dataclass(frozen=True, slots=True)
class TrainerFigures:
    """Seconds of a step on the processor, the quickest of all: others only ever slow one down.

    Attributes:
        ours: of a run with the memory `none`, with its events, checkpoints left out.
        plain: of the plain Trainer with the same model, samples, optimiser and precision.
        steps: that were counted, of each.
        tokens_per_step: read in a step.
        memory: of a run with a memory.
    """

    ours: float
    plain: float
    steps: int
    tokens_per_step: int
    memory: MemoryFigures | None = None

    @property
    def ratio(self) -> float:
        """Our speed over the plain one's."""
        return self.plain / self.ours

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        found = asdict(self) | {"ratio": self.ratio}
        if self.memory is not None:
            found["memory"]["speed"] = self.memory.speed
        return found


def measure_trainer(
    model: str,
    text: Path,
    *,
    rounds: int,
    steps: int,
    threads: int,
    memory: str = "none",
    control: Control,
) -> TrainerFigures:
    """Train a backbone in turns, in runs of ours and by the plain Trainer, in this process.

    Args:
        model: a plain backbone, as `memstudio train` takes it.
        text: what is read.
        rounds: of turns.
        steps: counted of each turn.
        threads: of torch, for both.
        memory: a kind that is measured too; `none` to leave that out.
        control: takes progress; may cancel between turns.

    Raises:
        ModelLoadError, DataError, TrainingError: as in `train`.
        MemStudioError: there is no such kind.
        Cancelled: through `control`.
    """
    import torch

    memory_kinds.check(memory)
    with tempfile.TemporaryDirectory(prefix="memstudio-bench-") as folder:
        common = bare_run(
            model, text, folder, steps=steps, threads=threads, batch_size=2, segment_length=256
        )
        halves = [_in_two_segments(common, kind) for kind in dict.fromkeys(("none", memory))]
        turns: list[Callable[[], list[float]]] = [
            partial(step_seconds_here, common),
            partial(step_seconds_plainly, common),
            *(partial(step_seconds_here, each) for each in halves if memory != "none"),
        ]
        torch.set_num_threads(threads)
        taken: list[list[float]] = [[] for _ in turns]
        for turn in range(rounds * len(turns)):
            control.checkpoint()
            control.report(
                turn, rounds * len(turns), marked("progress", "Training in turns"), "turns"
            )
            place = turn % len(turns)
            taken[place] += turns[place]()
        ours, plain, *seconds = map(min, taken)
        return TrainerFigures(
            ours, plain, rounds * steps, common.batch_size * common.tokens_per_sample,
            _memory_figures(memory, halves, seconds) if seconds else None,
        )  # fmt: skip


def bare_run(
    model: str,
    text: Path,
    folder: str,
    *,
    steps: int,
    threads: int,
    batch_size: int,
    segment_length: int,
) -> RunConfig:
    """A run without a memory that does nothing but train.

    Args:
        model: a plain backbone, as `memstudio train` takes it.
        text: what is read.
        folder: for the run.
        steps: that are counted; a few before them are not.
        threads: of torch.
        batch_size: rows.
        segment_length: tokens of each.
    """
    return RunConfig.of(
        model=model, data=(str(text),), trains="everything", steps=steps + _WARM_UP,
        batch_size=batch_size, segments_per_sample=1, learning_rate=1e-6, weight_decay=0.0,
        memory={"kind": "none", "segment_length": segment_length}, validation_fraction=0.0,
        probe={"every": 0}, evaluation={"rows": 0}, checkpoint_seconds=1e9,
        checkpoint_every=steps + _WARM_UP, threads=threads, out=folder, device="cpu",
    )  # fmt: skip


def _memory_figures(
    kind: str, halves: Sequence[RunConfig], seconds: Sequence[float]
) -> MemoryFigures:
    base, own = (_operations(each) for each in halves)
    return MemoryFigures(kind, seconds[1], seconds[0], base / own)


def _in_two_segments(common: RunConfig, kind: str) -> RunConfig:
    """As many tokens in a step, halved, so that a memory has something to carry."""
    memory = common.memory.model_copy(
        update={"kind": kind, "segment_length": common.memory.segment_length // 2}
    )
    return common.model_copy(update={"memory": memory, "segments_per_sample": 2})


def _operations(config: RunConfig) -> int:
    """Of a step of training, of one row."""
    import torch

    loaded = open_model(config.model, device="cpu", control=Control())
    model, _ = with_memory(loaded, config)
    ids = torch.arange(config.tokens_per_sample).unsqueeze(0) % len(loaded.tokenizer)
    return count_arithmetic(model, ids).training


def step_seconds_here(config: RunConfig) -> list[float]:
    """Of the processor, of each step of a run of ours behind the first few."""
    loaded = open_model(config.model, device="cpu", control=Control())
    times: list[tuple[int, float]] = []

    def note(event: object) -> None:
        # Quick steps are told of together.
        if isinstance(event, StepFinished):
            times.append((event.step, time.process_time()))

    train(config, control=Control(), on_event=note, loaded=loaded)
    return _of_a_step(times)


def step_seconds_plainly(config: RunConfig) -> list[float]:
    """The same of the plain Trainer, with the samples of such a run in its order."""
    from torch.utils.data import Subset
    from transformers import Trainer, TrainerCallback, TrainingArguments
    from transformers.trainer_callback import PrinterCallback

    loaded = open_model(config.model, device="cpu", control=Control())
    data = prepare_data(config, loaded.tokenizer, Control()).samples
    order = list(BatchOrder(len(data.lengths), config.steps * config.samples_per_step, config.seed))
    times: list[tuple[int, float]] = []

    class Clock(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, _: Any, state: Any, *__: Any, **___: Any) -> None:
            times.append((state.global_step, time.process_time()))

    trainer = Trainer(
        model=loaded.model.float().train(),
        args=TrainingArguments(
            output_dir=str(config.out), max_steps=config.steps, learning_rate=config.learning_rate,
            per_device_train_batch_size=config.batch_size, report_to="none", use_cpu=True,
            save_strategy="no", logging_steps=1, disable_tqdm=True, remove_unused_columns=False,
            dataloader_pin_memory=False,
        ),
        data_collator=collate,
        train_dataset=Subset(data.train, order),
        callbacks=[Clock()],
    )  # fmt: skip
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    return _of_a_step(times)


def _of_a_step(times: list[tuple[int, float]]) -> list[float]:
    spans = [
        (start, (after - before) / (end - start))
        for (start, before), (end, after) in pairwise(times)
    ]
    return [each for start, each in spans if start >= _WARM_UP] or [each for _, each in spans]
