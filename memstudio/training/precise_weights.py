"""Weights in half precision, learnt in single precision: changes too small for them add up.

What is trained beside a backbone has the backbone's numbers, which are bf16 on a GPU. The optimiser
changes copies in float32, and the weights follow them (Micikevicius et al. 2018, arXiv 1710.03740).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Sequence

_HALVES = {torch.bfloat16, torch.float16}
_KEPT = "precise"
"""In the optimiser's state, and so in checkpoints."""


class PreciseWeights:
    """Copies of all weights in half precision, which take their places in the optimiser's groups.

    Args:
        groups: as an optimiser takes them; changed in place.
    """

    def __init__(self, groups: Sequence[dict[str, Any]]) -> None:
        self._pairs: list[tuple[nn.Parameter, nn.Parameter]] = []
        for group in groups:
            group["params"] = [self._copied(parameter) for parameter in group["params"]]

    def _copied(self, own: nn.Parameter) -> nn.Parameter:
        if own.dtype not in _HALVES:
            return own
        copy = nn.Parameter(own.detach().float())
        self._pairs.append((own, copy))
        return copy

    def follow(self, optimizer: torch.optim.Optimizer) -> None:
        """Let the weights be what each step of the optimiser makes of their copies."""
        if self._pairs:
            optimizer.register_step_pre_hook(self._before_step)
            optimizer.register_step_post_hook(self._after_step)

    def restore(self, optimizer: Any) -> None:
        """Take the copies up again that came with the optimiser's state.

        Where there are none, as in what older versions wrote, the weights themselves are gone on from.
        """
        with torch.no_grad():
            for _, copy in self._pairs:
                kept = optimizer.state.get(copy, {}).get(_KEPT)
                if kept is not None:
                    copy.copy_(kept)

    def _before_step(self, *_: Any) -> None:
        for own, copy in self._pairs:
            copy.grad = None if own.grad is None else own.grad.float()

    def _after_step(self, optimizer: torch.optim.Optimizer, *_: Any) -> None:
        with torch.no_grad():
            for own, copy in self._pairs:
                if copy.grad is not None:
                    own.copy_(copy)
                    optimizer.state[copy][_KEPT] = copy.detach()
                    copy.grad = None
