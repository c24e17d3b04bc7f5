"""Sequential to Set: a segment, with the set that stands, is pooled into a new set of slots.

The pooling is that of Set Transformer (Lee et al., ICML 2019, arXiv 1810.00825): k learned seeds
attend to the elements (PMA), and the result attends to itself (SAB):

    Z = [M_{t-1} + s ; E]                                      (m + S elements)
    Y = PMA(Z) = MAB(seeds, rFF(Z)),   M_t = RMSNorm(SAB(Y))
    MAB(A, B) = LN(H + rFF(H)),   H = LN(A + MHA(A, B)),   SAB(Y) = MAB(Y, Y)

E `[S, d]` are the segment's tokens with their places, which a set does not have by itself; s `[d]`
marks what stood before. Nothing tells one slot of M_{t-1} from another but what it holds, neither
here nor for the tokens that read (`slot_memory`): M is a set, and shuffling it changes nothing.

With `competition` the pooling is Slot Attention (Locatello et al., NeurIPS 2020, arXiv
2006.15055) instead: slots begin as the seeds and compete for the elements, in a few rounds:

    A = softmax over SLOTS of (K LN(Z)) (Q LN(Y))^T / sqrt(d)
    W = (A + e) / (sum of A + e over elements)
    Y <- GRU(W^T V LN(Z), Y),   Y <- Y + MLP(LN(Y))

Ours is that the seeds are learned vectors (theirs are drawn from a learned Gaussian): a memory must
be the same each time. SAB is left out then, since it would mix what competition took apart.

Shapes: B rows, S tokens of a segment, m slots, N = m + S elements, d width, H heads. State: `slots`
`[B, m, d]`. The weights given are those of PMA and SAB as two layers, or of each round (W). There is
no gate: every segment pools the set anew.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from typing_extensions import override

from memstudio.memory.multi_head import MultiHead
from memstudio.memory.precision import precise_type
from memstudio.memory.slot_memory import Rewrite, SlotMemory

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from memstudio.memory.kind_options import SequentialToSetOptions
    from memstudio.memory.memory_config import MemoryConfig

_SMALLEST = 1e-8


class SequentialToSet(SlotMemory):
    """Slots pooled from the segment and the slots before."""

    name = "s2s"
    options: SequentialToSetOptions

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        super().__init__(config, backbone)
        width, heads = self.width, self.options.heads
        self.seeds = nn.Parameter(torch.zeros(self.num_slots, width))
        self.standing = nn.Parameter(torch.zeros(width))
        self.pool: _Attending | _Competing
        if self.options.competition:
            self.pool = _Competing(width, self.options.rounds)
        else:
            self.pool = _Attending(width, heads)

    @override
    def initialise(self, backbone: PreTrainedModel) -> None:
        super().initialise(backbone)
        nn.init.normal_(self.seeds)
        nn.init.normal_(self.standing)

    @override
    def rewrite(self, slots: Tensor, tokens: Tensor, mask: Tensor) -> Rewrite:
        elements = torch.cat([slots + self.standing, tokens], dim=1)
        there = torch.cat([mask.new_ones(slots.shape[:2]), mask], dim=1)
        seeds = self.seeds[None].expand(len(slots), -1, -1)
        rewrite: Rewrite = self.pool(seeds, elements, there)
        return rewrite


class _RowWise(nn.Module):
    """rFF: the same small network for every element, added to it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width)
        )

    @override
    def forward(self, x: Tensor) -> Tensor:
        change: Tensor = self.layers(x)
        return x + change


class _Block(nn.Module):
    """MAB, the multi-head attention block."""

    def __init__(self, width: int, num_heads: int) -> None:
        super().__init__()
        self.attention = MultiHead(width, num_heads)
        self.attention_norm = nn.LayerNorm(width)
        self.row_wise = _RowWise(width)
        self.norm = nn.LayerNorm(width)

    @override
    def forward(
        self, queries: Tensor, keys: Tensor, allowed: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        found, weights = self.attention(queries, keys, allowed)
        return self.norm(self.row_wise(self.attention_norm(queries + found))), weights


class _Attending(nn.Module):
    """PMA and SAB."""

    def __init__(self, width: int, num_heads: int) -> None:
        super().__init__()
        self.row_wise = _RowWise(width)
        self.from_elements = _Block(width, num_heads)
        self.among_slots = _Block(width, num_heads)

    @override
    def forward(self, seeds: Tensor, elements: Tensor, there: Tensor) -> Rewrite:
        m = seeds.shape[1]
        allowed = there[:, None].expand(-1, m, -1)
        pooled, weights = self.from_elements(seeds, self.row_wise(elements), allowed)
        slots, among = self.among_slots(pooled, pooled)
        none = torch.zeros_like(weights)
        return Rewrite(
            slots,
            tokens=torch.stack([weights[..., m:], none[..., m:]]),
            before=torch.stack([weights[..., :m], none[..., :m]]),
            among=torch.stack([none[..., :m], among]),
        )


class _Competing(nn.Module):
    """Slot Attention."""

    def __init__(self, width: int, num_rounds: int) -> None:
        super().__init__()
        self.num_rounds = num_rounds
        self.element_norm = nn.LayerNorm(width)
        self.slot_norm = nn.LayerNorm(width)
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(width, width, bias=False)
        self.value = nn.Linear(width, width, bias=False)
        self.update = nn.GRUCell(width, width)
        self.mlp_norm = nn.LayerNorm(width)
        self.mlp = _RowWise(width).layers

    @override
    def forward(self, seeds: Tensor, elements: Tensor, there: Tensor) -> Rewrite:
        m, width = seeds.shape[1:]
        elements = self.element_norm(elements)
        keys, values = self.key(elements), self.value(elements)
        slots, rounds = seeds, []
        for _ in range(self.num_rounds):
            queries = self.query(self.slot_norm(slots))
            scores = keys @ queries.transpose(1, 2) / math.sqrt(width)  # [B, N, m]
            # In half precision a slot that wins nothing would have nothing to divide by.
            assigned = (scores.softmax(-1, dtype=precise_type(scores)) + _SMALLEST) * there[
                ..., None
            ]
            weights = (assigned / assigned.sum(1, keepdim=True)).transpose(1, 2).to(values.dtype)
            updates = weights @ values
            slots = self.update(updates.flatten(0, 1), slots.flatten(0, 1)).view_as(slots)
            slots = slots + self.mlp(self.mlp_norm(slots))
            rounds.append(weights[:, None])  # one head
        attention = torch.stack(rounds)
        return Rewrite(slots, tokens=attention[..., m:], before=attention[..., :m])
