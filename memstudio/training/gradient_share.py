"""How much of the gradient is the memory's: whether it learns, beside the weights around it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch
from transformers import TrainerCallback
from typing_extensions import override

from memstudio.events import GradientMeasured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import nn

    from memstudio.memory.memory_model import MemoryModel

EVERY = 10
"""Steps between two looks. Each reads every gradient once, as clipping does; so seldom, that costs
less than a hundredth of the training."""


class GradientShare(TrainerCallback):
    """Looks at the gradient just before the weights are changed, at the first step and then seldom.

    Where only the memory is trained, all of the gradient is its own, and nothing is measured.

    Args:
        model: that is trained; every process has it whole.
    """

    def __init__(self, model: MemoryModel) -> None:
        self._model = model
        self._found: tuple[int, float, float] | None = None
        self._shares: list[float] = []
        self._sizes = (0, 0)

    @override
    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        step = state.global_step + 1
        if step != 1 and step % EVERY:
            return
        own = {id(parameter) for parameter in self._model.memory_parameters()}
        trained = [each for each in self._model.parameters() if each.requires_grad]
        memory = [each for each in trained if id(each) in own]
        others = [each for each in trained if id(each) not in own]
        if memory and others:
            self._sizes = sum(p.numel() for p in memory), sum(p.numel() for p in others)
            self._found = step, _length(memory), _length(others)

    def of_step(self, step: int, grad_norm: float) -> GradientMeasured | None:
        """What was found at a step; None where nothing was looked at.

        Args:
            step: that has just been done.
            grad_norm: the length of the gradient before it was clipped, which takes the same part
                of everything.
        """
        found, self._found = self._found, None
        if found is None or found[0] != step:
            return None
        _, memory, others = found
        whole = math.hypot(memory, others)
        if not (math.isfinite(whole) and whole > 0):
            return None
        share, undone = memory / whole, grad_norm / whole
        self._shares.append(share)
        return GradientMeasured(
            step=step,
            memory_share=share,
            memory_rms=memory * undone / math.sqrt(self._sizes[0]),
            other_rms=others * undone / math.sqrt(self._sizes[1]),
        )

    def take_mean(self) -> float | None:
        """The mean share since this was asked last; None when nothing was measured since."""
        shares, self._shares = self._shares, []
        return sum(shares) / len(shares) if shares else None


def _length(parameters: Sequence[nn.Parameter]) -> float:
    """The length of the gradients of all of them taken together; what has none counts for nothing."""
    gradients = [each.grad.detach() for each in parameters if each.grad is not None]
    if not gradients:
        return 0.0
    lengths = torch._foreach_norm(gradients)  # noqa: SLF001 - as clipping itself does it
    return float(torch.linalg.vector_norm(torch.stack([each.float() for each in lengths])))
