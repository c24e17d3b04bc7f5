"""Fading averages: every slot keeps a running average of what it looks for, at a pace of its own.

    A = softmax(q E^T / sqrt(d))        over the tokens of the segment, q learned, one for each slot
    M_t = c M_{t-1} + (1 - c) A E W     c = sigmoid(r), r learned: 0.5 forgets soon, 0.99 late

How tokens read the slots is `SlotMemory`'s: cross-attention before some layers.

Shapes: B rows, S tokens of a segment, m slots, d width. State: `slots` `[B, m, d]`.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from memstudio.memory.slot_memory import Rewrite, SlotMemory


class FadingAverages(SlotMemory):
    """Slots that are averages over the past, some over a short one and some over a long one."""

    name = "fading"  # the entry point's name
    writes_are_parts = True  # what the weights of a write lack to one is what the slot kept

    def __init__(self, config, backbone):
        super().__init__(config, backbone)
        self.queries = nn.Parameter(torch.zeros(self.num_slots, self.width))
        self.values = nn.Linear(self.width, self.width, bias=False)
        self.pace = nn.Parameter(torch.zeros(self.num_slots))

    def initialise(self, backbone):
        super().initialise(backbone)  # the linear layers and what tokens read with
        nn.init.normal_(self.queries)
        with torch.no_grad():
            # From keeping half of what a slot holds at each segment to keeping all but a little.
            self.pace.copy_(torch.linspace(0.0, 4.0, self.num_slots))

    def rewrite(self, slots: Tensor, tokens: Tensor, mask: Tensor) -> Rewrite:
        scores = self.queries @ tokens.transpose(1, 2) / self.width**0.5  # [B, m, S]
        weights = scores.masked_fill(~mask[:, None], -torch.inf).softmax(-1)
        kept = self.pace.sigmoid()[None, :, None]  # [1, m, 1]
        new = kept * slots + (1 - kept) * (weights @ self.values(tokens))
        rows = len(slots)
        let_in = (1 - kept)[..., 0].expand(rows, -1)  # [B, m]
        own = torch.eye(self.num_slots, device=slots.device).expand(rows, -1, -1)
        return Rewrite(
            new,
            tokens=(weights * let_in[..., None])[None, :, None],  # one layer, one head
            before=(own * (1 - let_in)[..., None])[None, :, None],
            gate=let_in[None],
        )
