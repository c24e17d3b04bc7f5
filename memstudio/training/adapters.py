"""Adapters on a backbone's linear layers while a run lasts (`peft`): LoRA and its relatives.

LoRA (Hu et al., ICLR 2022, arXiv 2106.09685) learns W + (alpha / r) B A with B `[out, r]` and
A `[r, in]` instead of W; rsLoRA (Kalajdzievski 2023, arXiv 2312.03732) scales by alpha / sqrt(r);
DoRA (Liu et al. 2024, arXiv 2402.09353) learns the length of W's columns apart.

The modules are replaced in place, so a memory that reads the backbone's projections reads what
they have learnt as well. When the run ends they are kept by themselves, and merged into the
weights: what is saved is a model as any other.
"""

from __future__ import annotations

import copy
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import save_file

from memstudio.errors import TrainingError, marked
from memstudio.models.adapter_files import PEFT_WEIGHTS
from memstudio.models.whole_folder import whole_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.training.run_config import RunConfig

_NAME = "run"


class Adapters:
    """What was put on a backbone, and how to take it off again."""

    def __init__(self, model: MemoryModel, config: RunConfig) -> None:
        """Put fresh adapters on all linear layers but the output layer.

        Raises:
            TrainingError: there is no layer that could have one.
        """
        from peft import LoraConfig, LoraModel

        asked = config.adapter
        self._model = model
        self._backbone = config.model
        was_trainable = [(p, p.requires_grad) for p in model.parameters()]
        settings = LoraConfig(
            r=asked.rank,
            lora_alpha=asked.alpha,
            lora_dropout=asked.dropout,
            target_modules="all-linear",
            use_dora=asked.kind == "dora",
            use_rslora=asked.kind == "rslora",
        )
        with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
            # It warns of layers that it leaves out, which is what was asked.
            warnings.simplefilter("ignore")
            torch.manual_seed(config.seed)
            try:
                self._tuner: Any = LoraModel(model.backbone, {_NAME: settings}, _NAME)
            except ValueError as error:
                raise TrainingError(
                    marked("errors", "No layer of this model can have an adapter ({reason}). Train everything, or the memory alone."),
                    reason=str(error).splitlines()[0][:200],
                ) from error  # fmt: skip
        # It freezes all the rest, the memory too where that lies in the backbone.
        for parameter, requires_grad in was_trainable:
            parameter.requires_grad_(requires_grad)

    def save(self, folder: Path) -> None:
        """Write what was learnt beside the weights as PEFT writes an adapter.

        Args:
            folder: where to; what is there gives way.

        Raises:
            StorageError: it cannot be written.
        """
        from peft import get_peft_model_state_dict

        settings = copy.copy(self._tuner.peft_config[_NAME])
        settings.base_model_name_or_path = self._backbone
        settings.task_type = "CAUSAL_LM"
        settings.inference_mode = True
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = get_peft_model_state_dict(
                self._tuner, adapter_name=_NAME, save_embedding_layers=False
            )
        # PEFT's own models hold the tuner as `base_model`.
        weights = {
            f"base_model.{name}": tensor.detach().to("cpu").contiguous().clone()
            for name, tensor in found.items()
        }
        with whole_folder(folder) as temporary:
            save_file(weights, temporary / PEFT_WEIGHTS, metadata={"format": "pt"})
            settings.save_pretrained(str(temporary))

    def merge(self, kept_in: Path | None = None) -> None:
        """Make what was learnt a part of the weights, and take the adapters off.

        Args:
            kept_in: the folder in which it stays by itself as well; None for none.

        Raises:
            StorageError: that cannot be written.
        """
        if kept_in is not None:
            self.save(kept_in)
        self._take_off("merge_and_unload")

    def drop(self) -> None:
        """Take the adapters off, and leave the weights as they were."""
        self._take_off("unload")

    def _take_off(self, how: str) -> None:
        if self._tuner is None:
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            getattr(self._tuner, how)()
        self._tuner = None
        # Marks that would say of the saved model that it has adapters.
        for name in ("peft_config", "_hf_peft_config_loaded"):
            if name in vars(self._model.backbone):
                delattr(self._model.backbone, name)


@contextmanager
def adapted(model: MemoryModel, config: RunConfig) -> Iterator[Adapters | None]:
    """Give a model adapters while the block lasts, if the run trains some; dropped if not merged."""
    if config.trains != "adapters":
        yield None
        return
    adapters = Adapters(model, config)
    try:
        yield adapters
    finally:
        adapters.drop()
