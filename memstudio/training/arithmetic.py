"""The precision of a run's arithmetic, and whether the device and the optimiser can do it."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

import torch

from memstudio.errors import TrainingError, marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.training.run_config import RunConfig

_HALVES = {"bf16": torch.bfloat16, "fp16": torch.float16}


def check_arithmetic(config: RunConfig, device: torch.device) -> None:
    """Make sure that a run's precision and optimiser work here.

    Raises:
        TrainingError: they do not; the sentence says what does.
    """
    if config.precision == "fp16" and device.type != "cuda":
        raise TrainingError(
            marked("errors", "Half precision (fp16) needs a CUDA GPU, and the run is on {device}. Take bf16 or float32."),
            device=str(device),
        )  # fmt: skip
    if config.precision == "bf16" and device.type == "cuda" and not torch.cuda.is_bf16_supported():
        raise TrainingError(
            marked("errors", "{device} cannot calculate in bf16. Take fp16 or float32."),
            device=str(device),
        )
    if config.optimizer == "adamw_8bit":
        if find_spec("bitsandbytes") is None:
            raise TrainingError(
                marked("errors", "AdamW in 8 bits needs the package bitsandbytes, which is not installed. Install it with: pip install bitsandbytes. Or take adamw or adafactor."),
            )  # fmt: skip
        if device.type == "cpu":
            raise TrainingError(
                marked("errors", "AdamW in 8 bits needs a GPU. Take adamw, or adafactor, which needs less memory as well."),
            )  # fmt: skip


def half_of(config: RunConfig) -> torch.dtype | None:
    """The half precision that a run calculates in; None for single precision."""
    return _HALVES.get(config.precision)


@contextmanager
def in_precision(config: RunConfig, device: torch.device) -> Iterator[None]:
    """Calculate in the precision of the run while the block lasts, as its training does."""
    half = half_of(config)
    if half is None:
        yield
        return
    with torch.autocast(device.type, dtype=half):
        yield
