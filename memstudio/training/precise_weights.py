"""Weights in half precision, learnt in single precision: changes too small for them add up.

What is trained beside a backbone has the backbone's numbers, which are bf16 on a GPU. The optimiser
changes copies in float32, and the weights follow them (Micikevicius et al. 2018, arXiv 1710.03740).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
        """Take the copies up again that came with the optimiser's state: see `take_up`."""
        take_up(optimizer, {copy: own for own, copy in self._pairs})

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


def take_up(optimizer: Any, weights: Mapping[nn.Parameter, nn.Parameter] | None = None) -> None:
    """Take copies from an optimiser's state into what it changes, as far as they are the weights'.

    A run may go on where weights are in single precision, as on a CPU: they take the place of the
    weights then, and are not kept any longer, as nothing would change them. Those that are not the
    weights, rounded, are of an earlier time, and are dropped, as those of which there are none: the
    weights themselves are gone on from.

    Args:
        optimizer: with its state, and the model with its weights, as they were kept.
        weights: those in half precision, by their copies.
    """
    halves = weights or {}
    with torch.no_grad():
        for changed in [each for group in optimizer.param_groups for each in group["params"]]:
            state = optimizer.state.get(changed, {})
            kept = state.pop(_KEPT, None)
            if kept is None:
                continue
            own = halves.get(changed, changed)
            types = _HALVES if own is changed else {own.dtype}
            if any(torch.equal(kept.to(each).to(own.dtype), own) for each in types):
                changed.copy_(kept)
                if own is not changed:
                    state[_KEPT] = changed.detach()
