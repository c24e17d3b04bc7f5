"""The Trainer on a model whose weights lie in parts with several processes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from accelerate.utils import load  # type: ignore[import-untyped]
from typing_extensions import override

from memstudio.training.memory_trainer import MemoryTrainer

if TYPE_CHECKING:
    from torch import nn

    from memstudio.training.shards import Shards

_OPTIMIZER = "optimizer.pt"
_SCHEDULER = "scheduler.pt"


class ShardedTrainer(MemoryTrainer):
    """Keeps the processes in step, and writes checkpoints as one process alone would.

    Args:
        shards: what is trained.
        values: as a `MemoryTrainer` takes them.
    """

    def __init__(self, shards: Shards, **values: Any) -> None:
        self._shards = shards
        self._whole: dict[str, torch.Tensor] = {}
        super().__init__(shards.loaded.model, **values)
        prepare = self.accelerator.prepare_model

        def only_precision(model: nn.Module, **_: Any) -> Any:
            return prepare(model, device_placement=False, evaluation_mode=True)

        # The weights are in their places, and not to be copied into every process (DDP).
        self.accelerator.prepare_model = only_precision

    @override
    def create_optimizer(self, model: nn.Module | None = None) -> torch.optim.Optimizer:
        optimizer = super().create_optimizer(model)
        self._change_one_by_one()
        return optimizer

    def _change_one_by_one(self) -> None:
        """Parts and whole weights cannot be changed in one go."""
        if self._shards.has_single:
            for group in self._groups:
                group["foreach"] = group["fused"] = False

    @override
    def training_step(
        self,
        model: nn.Module,
        inputs: dict[str, Any],
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> torch.Tensor:
        mask = inputs.get("attention_mask")
        own = inputs["input_ids"].shape[1] if mask is None else int(mask.sum(1).max())
        in_step = inputs | {"num_columns": self._processes.most(own)}
        return super().training_step(model, in_step, num_items_in_batch)

    @override
    def _clip_grad_norm(self, model: nn.Module) -> torch.Tensor:
        return self._shards.clip(self.args.max_grad_norm)

    # ------------------------------------------------------------------ checkpoints

    @override
    def _save_checkpoint(self, model: nn.Module, trial: Any) -> None:
        self._whole = self._shards.state()
        try:
            super()._save_checkpoint(model, trial)
        finally:
            self._whole = {}

    @override
    def _save(
        self, output_dir: str | None = None, state_dict: dict[str, Any] | None = None
    ) -> None:
        super()._save(output_dir, self._whole)

    @override
    def _save_optimizer_and_scheduler(self, output_dir: str) -> None:
        kept = self._shards.optimizer_state(self._own_optimizer())
        if self._processes.is_first:
            torch.save(kept, Path(output_dir) / _OPTIMIZER)
            torch.save(self.lr_scheduler.state_dict(), Path(output_dir) / _SCHEDULER)

    @override
    def _load_kept(self, checkpoint: str | None) -> None:
        if checkpoint is None:
            return
        folder = Path(checkpoint)
        self._shards.load_optimizer(self._own_optimizer(), _read(folder / _OPTIMIZER))
        self._change_one_by_one()
        self.lr_scheduler.load_state_dict(_read(folder / _SCHEDULER))

    def _own_optimizer(self) -> torch.optim.Optimizer:
        """The one that accelerate has wrapped."""
        own: torch.optim.Optimizer = getattr(self.optimizer, "optimizer", self.optimizer)
        return own


def _read(file: Path) -> dict[str, Any]:
    """A file of the Trainer's, tensors and numbers only; of tensors, what is used is read."""
    kept: dict[str, Any] = load(file, map_location="cpu", mmap=True)
    return kept
