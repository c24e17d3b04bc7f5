"""How much of the speed of the plain Hugging Face Trainer is left to a run here."""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from memstudio.errors import marked
from memstudio.memory.attach import open_model
from memstudio.progress import Control
from memstudio.training.batch_order import BatchOrder
from memstudio.training.batches import collate
from memstudio.training.prepared_data import prepare_data
from memstudio.training.run_config import RunConfig
from memstudio.training.trainer import train

if TYPE_CHECKING:
    from pathlib import Path

_WARM_UP = 2
"""Steps of each round that are not counted: buffers are made in them."""


@dataclass(frozen=True, slots=True)
class TrainerFigures:
    """Seconds of a step, the quickest of all that were counted: others only ever slow one down.

    Attributes:
        ours: of a run with the memory `none`, with its events, checkpoints left out.
        plain: of the plain Trainer with the same model, samples, optimiser and precision.
        steps: that were counted, of each.
        tokens_per_step: read in a step.
    """

    ours: float
    plain: float
    steps: int
    tokens_per_step: int

    @property
    def ratio(self) -> float:
        """Our speed over the plain one's."""
        return self.plain / self.ours

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self) | {"ratio": self.ratio}


def measure_trainer(
    model: str, text: Path, *, rounds: int, steps: int, threads: int, control: Control
) -> TrainerFigures:
    """Train a backbone in turns, in a run of ours and by the plain Trainer, in this process.

    Args:
        model: a plain backbone, as `memstudio train` takes it.
        text: what is read.
        rounds: of turns.
        steps: counted of each turn.
        threads: of torch, for both.
        control: takes progress; may cancel between turns.

    Raises:
        ModelLoadError, DataError, TrainingError: as in `train`.
        Cancelled: through `control`.
    """
    import torch

    ours: list[float] = []
    plain: list[float] = []
    with tempfile.TemporaryDirectory(prefix="memstudio-bench-") as folder:
        config = RunConfig.of(
            model=model, data=(str(text),), trains="everything", steps=steps + _WARM_UP,
            batch_size=2, segments_per_sample=1, learning_rate=1e-6, weight_decay=0.0,
            memory={"kind": "none", "segment_length": 256}, validation_fraction=0.0,
            probe={"every": 0}, evaluation={"rows": 0}, checkpoint_seconds=1e9,
            checkpoint_every=steps + _WARM_UP, threads=threads, out=folder, device="cpu",
        )  # fmt: skip
        torch.set_num_threads(threads)
        for turn in range(rounds):
            control.checkpoint()
            control.report(turn, rounds, marked("progress", "Training in turns"), "rounds")
            ours += _ours(config)
            plain += _plain(config, folder)
    return TrainerFigures(
        min(ours), min(plain), len(ours),
        config.batch_size * config.tokens_per_sample,
    )  # fmt: skip


def _ours(config: RunConfig) -> list[float]:
    loaded = open_model(config.model, device="cpu", control=Control())
    done = train(config, control=Control(), on_event=lambda _: None, loaded=loaded)
    lines = map(json.loads, (done.folder / "metrics.jsonl").read_text().splitlines())
    return _between([line["time"] for line in lines if line["event"] == "step_finished"])


def _plain(config: RunConfig, folder: str) -> list[float]:
    from torch.utils.data import Subset
    from transformers import Trainer, TrainerCallback, TrainingArguments
    from transformers.trainer_callback import PrinterCallback

    loaded = open_model(config.model, device="cpu", control=Control())
    data = prepare_data(config, loaded.tokenizer, Control())
    order = list(BatchOrder(data.num_train, config.steps * config.samples_per_step, config.seed))
    times: list[float] = []

    class Clock(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, *_: Any, **__: Any) -> None:
            times.append(time.time())

    trainer = Trainer(
        model=loaded.model.float().train(),
        args=TrainingArguments(
            output_dir=folder, max_steps=config.steps, learning_rate=config.learning_rate,
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
    return _between(times)


def _between(times: list[float]) -> list[float]:
    return [after - before for before, after in pairwise(times)][_WARM_UP - 1 :]
