"""The slots of a memory that is a network: who they are, what they show, who wrote and read them.

What the network answers is a sum over the units before its last layer. A slot is a range of these
units: their rows of the last layer, and their columns of the layer before it. Every unit is in one
slot, so that the slots' parts of an answer add up to it.

Shapes: B rows, S tokens, m slots, n units before the last layer, e width of keys and values.
"""

from __future__ import annotations

import torch
from torch import Tensor

from memstudio.memory.deep_memory import Influence, Lesson, Network, layer_inputs

_TINY = 1e-30


class NetworkSlots:
    """A division of units into slots."""

    def __init__(self, num_slots: int, num_units: int) -> None:
        self._num_slots = num_slots
        self._num_units = num_units

    def members(self, like: Tensor) -> Tensor:
        """`[m, n]`, 1 where a unit is in a slot."""
        of_unit = torch.arange(self._num_units, device=like.device)
        of_unit = of_unit * self._num_slots // self._num_units
        slots = torch.arange(self._num_slots, device=like.device)
        return (of_unit[None] == slots[:, None]).to(like.dtype)

    def probes(self, like: Tensor) -> Tensor:
        """`[m, n]`, all units of a slot equally on, to a length of 1."""
        members = self.members(like)
        return members / members.sum(1, keepdim=True).sqrt()

    def answers(self, network: Network) -> Tensor:
        """`[B, m, e]`: what each slot answers to its probe."""
        last = network.weights[-1]
        return self.probes(last) @ last

    def with_answers(self, network: Network, first: list[Tensor], change: Tensor) -> Network:
        """The network with other answers to the probes.

        Args:
            network: before.
            first: the weights before anything was learnt, `[n_in, n_out]` for each layer.
            change: `[B, m, e]`, what to add to the answers.

        Returns:
            The network with rows of the last layer changed by as little as gives these answers;
            and with what the slot has learnt apart from them, momentum included, made smaller by
            how much nearer its answer came to the first one. No change is no change; the first
            answer gives the first slot.
        """
        last = network.weights[-1]
        probes = self.probes(last)
        learnt = last - first[-1]
        shown = probes @ learnt
        before = shown.norm(dim=-1)
        stays = ((shown + change).norm(dim=-1) / before.clamp(min=_TINY)).clamp(max=1)
        stays = torch.where((change == 0).all(-1), torch.ones_like(stays), stays)
        goes = (1 - stays) @ self.members(last)  # [B, n]
        apart = learnt - probes.T @ shown
        weights, momentum = list(network.weights), list(network.momentum)
        weights[-1] = last + probes.T @ change - goes[..., None] * apart
        if momentum:
            momentum[-1] = momentum[-1] * (1 - goes)[..., None]
        if len(weights) > 1:
            weights[-2] = weights[-2] - goes[:, None] * (weights[-2] - first[-2])
            if momentum:
                momentum[-2] = momentum[-2] * (1 - goes)[:, None]
        return Network(weights, momentum)

    def read_parts(self, weights: list[Tensor], queries: Tensor) -> Tensor:
        """`[B, S, m]`: lengths of the slots' parts of the answers, to a sum of 1."""
        units = layer_inputs(weights, queries)[-1]
        by_slot = units[:, :, None] * self.members(units)
        lengths = (by_slot @ weights[-1][:, None]).norm(dim=-1)
        parts: Tensor = lengths / lengths.sum(-1, keepdim=True).clamp(min=_TINY)
        return parts

    def write_parts(self, before: Network, lesson: Lesson, doing: Influence) -> Tensor:
        """`[B, m, S]`: of what makes up a slot's weights, the length of each token's part.

        Args:
            before: the network before the tokens.
            lesson: what was learnt from them.
            doing: their influence on the weights after all of them.

        Returns:
            Rows that sum to 1 with what stayed of the weights and momentum before.
        """
        strength = doing.in_weights * lesson.learning
        members = self.members(strength)
        squares = (lesson.inputs[-1].square() @ members.T) * _squares(lesson.errors[-1])
        stayed = _stayed(before, doing, -1).square().sum(2) @ members.T
        if len(before.weights) > 1:
            squares = squares + (lesson.errors[-2].square() @ members.T) * _squares(
                lesson.inputs[-2]
            )
            stayed = stayed + _stayed(before, doing, -2).square().sum(1) @ members.T
        lengths = (squares.sqrt() * strength[..., None]).transpose(1, 2)
        total = lengths.sum(-1, keepdim=True) + stayed.sqrt()[..., None]
        parts: Tensor = lengths / total.clamp(min=_TINY)
        return parts


def _squares(vectors: Tensor) -> Tensor:
    return vectors.square().sum(-1, keepdim=True)


def _stayed(before: Network, doing: Influence, layer: int) -> Tensor:
    """What weights and momentum before leave in the weights after."""
    stayed = doing.kept[:, None, None] * before.weights[layer]
    if before.momentum:
        stayed = stayed + doing.carried[:, None, None] * before.momentum[layer]
    return stayed
