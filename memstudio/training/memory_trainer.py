"""Hugging Face's Trainer, with our optimiser groups, order of batches and checkpoints."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from transformers import Trainer, TrainerCallback, TrainingArguments
from transformers.trainer_callback import PrinterCallback
from transformers.training_args import ParallelMode
from typing_extensions import override

from memstudio.launched import are_launched
from memstudio.training.batch_order import BatchOrder
from memstudio.training.batches import SAID_AT_END, Sample, collate, num_tokens
from memstudio.training.checkpoints import (
    complete_or_absent,
    forget_old,
    link_or_copy,
    load_weights,
    staging_of,
)
from memstudio.training.growing_samples import GrowingOrder, GrowingSamples
from memstudio.training.packed_samples import PackedOrder, PackedSamples, collate_packs
from memstudio.training.parameter_groups import parameter_groups
from memstudio.training.precise_weights import PreciseWeights, take_up
from memstudio.training.schedules import schedule_arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import nn
    from torch.utils.data import Dataset, Sampler

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.training.checkpoints import Standing
    from memstudio.training.processes import Processes
    from memstudio.training.run_config import RunConfig
    from memstudio.training.run_folder import RunFolder
    from memstudio.training.run_samples import RunSamples

_OPTIMIZERS = {
    "adamw": "adamw_torch_fused",
    "adamw_8bit": "adamw_bnb_8bit",
    "sgd": "sgd",
    "adafactor": "adafactor",
}

_OWN = ("initial_lr", "weight_decay", "momentum")
"""What an optimiser keeps of the settings, beside the learning rate of the moment."""


class RunArguments(TrainingArguments):
    """The Trainer's arguments for a model that is on its device already and stays there."""

    @classmethod
    def of(cls, config: RunConfig, folder: RunFolder, device: torch.device) -> RunArguments:
        """The arguments that `config` means."""
        arguments = {
            "output_dir": str(folder.checkpoints),
            "max_steps": config.steps,
            "per_device_train_batch_size": 1 if config.packing else config.batch_size,
            "gradient_accumulation_steps": config.gradient_accumulation,
            "learning_rate": config.learning_rate,
            "weight_decay": config.weight_decay,
            "max_grad_norm": config.max_grad_norm,
            **schedule_arguments(config),
            "optim": _OPTIMIZERS[config.optimizer],
            "bf16": config.precision == "bf16",
            "fp16": config.precision == "fp16",
            "seed": config.seed,
            # The run itself logs, validates and decides when to save.
            "logging_steps": 1,
            "logging_nan_inf_filter": False,
            "eval_strategy": "no",
            "save_strategy": "no",
            "report_to": "none",
            "disable_tqdm": True,
            "remove_unused_columns": False,
            "label_names": ["labels"],
            "dataloader_pin_memory": False,
            "use_cpu": device.type == "cpu",
            # What is written after the last word that is asked for gets no gradient.
            "ddp_find_unused_parameters": True,
        }
        with _accelerate_on(device):
            made = cls(**arguments)
            _ = made.device  # found out at the first look, which must be here
        if device.type == "cuda":
            torch.cuda.set_device(device)
        return made

    @property
    @override
    def device(self) -> torch.device:
        device: torch.device = super().device
        if self.distributed_state is None or self.parallel_mode == ParallelMode.DISTRIBUTED:
            return device
        # Accelerate follows `_accelerate_on`; transformers alone would take the first GPU.
        chosen: torch.device = self.distributed_state.device
        return chosen

    @property
    @override
    def n_gpu(self) -> int:
        # More than one would wrap the model in DataParallel.
        return min(1, int(super().n_gpu))

    @property
    @override
    def place_model_on_device(self) -> bool:
        return False


class MemoryTrainer(Trainer):
    """Trains a memory model; says nothing anywhere except through `on_step`.

    Args:
        model: on its device, with `requires_grad` as wanted.
        config: of the run.
        folder: where checkpoints go.
        samples: what is trained on.
        standing: written into every checkpoint.
        tokenizer_files: a folder whose files are added to every checkpoint.
        on_step: called after each step with loss, learning rate, gradient norm and tokens; may
            set `control.should_save`.
        on_saved: called with each checkpoint and the seconds that it took.
        callbacks: of the Trainer's own kind.
        processes: that train together; every one of them has a trainer.
    """

    def __init__(
        self,
        model: MemoryModel,
        config: RunConfig,
        folder: RunFolder,
        *,
        samples: RunSamples,
        standing: Standing,
        tokenizer_files: Path,
        on_step: Callable[[float, float, float, int], None],
        on_saved: Callable[[Path, float], None],
        callbacks: list[TrainerCallback],
        processes: Processes,
    ) -> None:
        self._config = config
        self._processes = processes
        self._folder = folder
        self._lengths = samples.lengths
        self._standing = standing
        self._tokenizer_files = tokenizer_files
        self._on_step = on_step
        self._on_saved = on_saved
        self._step_tokens = 0
        self._scale_before = 0.0
        self._precise: PreciseWeights | None = None
        self._checkpoints_go_to = folder.checkpoints
        use_cache = getattr(model.config, "use_cache", None)
        super().__init__(
            model=model,
            args=RunArguments.of(config, folder, model.device),
            data_collator=collate_packs if config.packing else collate,
            train_dataset=_dataset(samples, config),
            callbacks=callbacks,
        )
        self.remove_callback(PrinterCallback)
        # A new accelerator holds nothing yet; what would cost is the collection of garbage that
        # goes with it, which keeps every other thread, the window's too, waiting for 0.3 s.
        self.accelerator.free_memory = _free_nothing
        # The Trainer turns the cache off in the configuration, where it would be saved.
        if use_cache is None:
            del model.config.use_cache
        else:
            model.config.use_cache = use_cache

    @contextmanager
    def letting_go(self) -> Iterator[None]:
        """Take away in the end what accelerate wraps around a model for another precision."""
        try:
            yield
        finally:
            self.accelerator.unwrap_model(self.model, keep_fp32_wrapper=False)

    @property
    def step_was_skipped(self) -> bool:
        """Whether the gradient of the last step had overflowed in fp16, so that nothing was changed.

        Accelerate does not know of optimisers that skip a step themselves, as the fused AdamW does.
        """
        return self._loss_scale() < self._scale_before

    def _loss_scale(self) -> float:
        """By what losses are multiplied in fp16: less after each step that was skipped."""
        scaler = self.accelerator.scaler
        return 0.0 if scaler is None else float(scaler.get_scale())

    def save_now(self) -> None:
        """Write a checkpoint of the last finished step, unless it is there.

        Raises:
            StorageError: the disk is full or cannot be written.
        """
        if not self._folder.checkpoint(self.state.global_step).is_dir():
            self._save_checkpoint(self.model, trial=None)

    # ------------------------------------------------------------------ what the Trainer asks for

    @override
    def create_optimizer(self, model: nn.Module | None = None) -> torch.optim.Optimizer:
        if getattr(self, "optimizer", None) is None:
            kind, options = self.get_optimizer_cls_and_kwargs(self.args, self.model)
            decayed = set(self.get_decay_parameter_names(self.model))
            groups = parameter_groups(self.model, self._config, decayed)
            if self._config.optimizer == "sgd":
                options = options | {"momentum": self._config.momentum}
            # A scale of losses, and parts of weights, are for those that the model itself has.
            if self._config.precision != "fp16" and not self._config.sharded:
                self._precise = PreciseWeights(groups)
            self.optimizer: torch.optim.Optimizer = kind(groups, **options)
            if self._precise is not None:
                self._precise.follow(self.optimizer)
        return self.optimizer

    @override
    def _get_train_sampler(self, train_dataset: Dataset[Sample] | None = None) -> Sampler[Any]:
        config, world_size = self._config, self.args.world_size
        tells_round = config.objective == "masked"
        if config.packing:
            packs = config.steps * config.gradient_accumulation * world_size
            return PackedOrder(self._lengths, packs, config, tells_round=tells_round)
        order = BatchOrder(
            len(self._lengths),
            config.steps * config.samples_per_step * world_size,
            config.seed,
            tells_round=tells_round,
            shift=_shift(config) * world_size,
        )
        return GrowingOrder(order, config, world_size) if config.growth_fraction else order

    @override
    def get_batch_samples(
        self, epoch_iterator: Iterator[Any], num_batches: int, device: torch.device
    ) -> tuple[list[Any], Any]:
        self._scale_before = self._loss_scale()
        batches, count = super().get_batch_samples(epoch_iterator, num_batches, device)
        if batches and SAID_AT_END & batches[0].keys():
            # What is said at the end is said once a text; the Trainer counts labels only.
            count = self._processes.sums([sum(len(batch["input_ids"]) for batch in batches)])[0]
            count = torch.tensor(count, device=device)
        return batches, count

    @override
    def training_step(
        self,
        model: nn.Module,
        inputs: dict[str, torch.Tensor],
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> torch.Tensor:
        self._step_tokens += num_tokens(inputs)
        loss: torch.Tensor = super().training_step(model, inputs, num_items_in_batch)
        return loss

    @override
    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        if "grad_norm" not in logs:
            return  # the Trainer's closing summary
        tokens = int(self._processes.sums([self._step_tokens])[0])
        self._step_tokens = 0
        self._on_step(logs["loss"], logs["learning_rate"], logs["grad_norm"], tokens)

    @override
    def floating_point_ops(self, inputs: dict[str, torch.Tensor]) -> int:
        # Counting the parameters anew for every batch is not for nothing, and nobody asks.
        return 0

    # ------------------------------------------------------------------ checkpoints

    @override
    def _save_checkpoint(self, model: nn.Module, trial: Any) -> None:
        began = time.monotonic()
        checkpoint = self._folder.checkpoint(self.state.global_step)
        # One process makes the folder and gives it its name; into it, each writes what is its own.
        own = complete_or_absent if self._processes.is_first else _made_by_another
        with own(checkpoint) as staging:
            self._processes.wait()
            self._checkpoints_go_to = staging
            try:
                super()._save_checkpoint(model, trial)
            finally:
                self._checkpoints_go_to = self._folder.checkpoints
            if self._processes.is_first:
                self._standing.save(staging / checkpoint.name)
            self._processes.wait()
        if self._processes.is_first:
            forget_old(self._folder, self._standing.best_step, self._config.checkpoints_kept)
        self._processes.wait()
        self._on_saved(checkpoint, time.monotonic() - began)

    @override
    def _get_output_dir(self, trial: Any) -> str:
        return str(self._checkpoints_go_to)

    @override
    def _save(
        self, output_dir: str | None = None, state_dict: dict[str, Any] | None = None
    ) -> None:
        assert output_dir is not None  # noqa: S101 - only checkpoints are saved this way
        if not self._processes.is_first:
            return
        self.model.save_pretrained(output_dir, state_dict=state_dict)
        shutil.copytree(
            self._tokenizer_files, output_dir, copy_function=link_or_copy, dirs_exist_ok=True
        )

    @override
    def _load_optimizer_and_scheduler(self, checkpoint: str | None) -> None:
        wanted = [{name: group[name] for name in _OWN if name in group} for group in self._groups]
        self._load_kept(checkpoint)
        if checkpoint is None or self._config.branched_from is None:
            return
        # The optimiser's file brings the numbers of the run that the branch is from.
        scheduler: Any = self.lr_scheduler
        scheduler.base_lrs = [group["initial_lr"] for group in wanted]
        for group, own, base, factor in zip(
            self._groups, wanted, scheduler.base_lrs, scheduler.lr_lambdas, strict=True
        ):
            group.update(own)
            group["lr"] = base * factor(scheduler.last_epoch)
        scheduler._last_lr = [group["lr"] for group in self._groups]  # noqa: SLF001

    def _load_kept(self, checkpoint: str | None) -> None:
        super()._load_optimizer_and_scheduler(checkpoint)
        if self._precise is not None:
            self._precise.restore(self.optimizer)
        elif not self._config.sharded:
            take_up(self.optimizer)

    @property
    def _groups(self) -> list[dict[str, Any]]:
        groups: list[dict[str, Any]] = self.optimizer.param_groups
        return groups

    @override
    def _load_from_checkpoint(
        self, resume_from_checkpoint: str, model: nn.Module | None = None
    ) -> None:
        load_weights(self.model, Path(resume_from_checkpoint))


def _shift(config: RunConfig) -> int:
    """Samples that a branch has read more by its first step than its own steps would have."""
    origin = config.branched_from
    return 0 if origin is None else origin.samples - origin.step * config.samples_per_step


def _dataset(samples: RunSamples, config: RunConfig) -> Dataset[Any]:
    if config.packing:
        return PackedSamples(samples.train, samples.lengths)
    if config.growth_fraction:
        return GrowingSamples(samples.train, config.memory.segment_length)
    return samples.train


@contextmanager
def _made_by_another(checkpoint: Path) -> Iterator[Path]:
    yield staging_of(checkpoint)


def _free_nothing(*_: Any) -> list[Any]:
    return []


@contextmanager
def _accelerate_on(device: torch.device) -> Iterator[None]:
    """Let accelerate take `device` for its own, not the first one it finds."""
    if are_launched():  # the launcher hands out the devices
        yield
        return
    name = "ACCELERATE_TORCH_DEVICE"
    before = os.environ.get(name)
    os.environ[name] = str(device)
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
