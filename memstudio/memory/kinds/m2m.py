"""Memory to Memory: slots attend to slots and to the segment at once, then a gate decides.

The core is that of Relational Memory Core (Santoro et al., NeurIPS 2018, arXiv 1806.01822), with
its LSTM-style gate for every unit of every slot:

    Q = M_{t-1} + P
    C = MHA(Q, [Q ; E])                                   (their equation 2)
    M^ = LN(M_{t-1} + C),   M^ = LN(M^ + MLP(M^))
    i = sigmoid(W_i C + U_i tanh(M_{t-1})),   f = sigmoid(W_f C + U_f tanh(M_{t-1}) + 1)
    M_t = RMSNorm(f M_{t-1} + i tanh(M^))

E `[S, d]` are the segment's tokens and P `[m, d]` learned identities, without which slots that
hold the same would stay the same for ever; tokens read the slots with them too (`slot_memory` has
both). Ours: RMC is given one input a step and its gates see that input; a segment has many, so the
gates of a slot see C, what the slot itself found. Ours too is the norm on what is carried.

With `slots_see_slots` off a slot attends to itself and to the segment alone, as in Memformer (Wu et
al., Findings of AACL 2022, arXiv 2010.06891): the ablation that shows what slots tell each other.

The gate shown of a slot is i, the mean over its units. What stayed of a slot is f M_{t-1}.

Shapes: B rows, S tokens of a segment, m slots, d width, H heads. State: `slots` `[B, m, d]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from typing_extensions import override

from memstudio.memory.multi_head import MultiHead
from memstudio.memory.slot_memory import Rewrite, SlotMemory
from memstudio.memory.stuck_gates import stuck_share

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from memstudio.memory.kind_options import MemoryToMemoryOptions
    from memstudio.memory.memory_config import MemoryConfig

_FORGET_BIAS = 1.0


class MemoryToMemory(SlotMemory):
    """Slots that attend to each other and to the segment, and are gated."""

    name = "m2m"
    options: MemoryToMemoryOptions

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        super().__init__(config, backbone)
        width = self.width
        self.identities = nn.Parameter(torch.zeros(self.num_slots, width))
        self.write = MultiHead(width, self.options.heads)
        self.write_norm = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width))
        self.mlp_norm = nn.LayerNorm(width)
        self.gates_of_found = nn.Linear(width, 2 * width)
        self.gates_of_slot = nn.Linear(width, 2 * width, bias=False)

    @override
    def initialise(self, backbone: PreTrainedModel) -> None:
        super().initialise(backbone)
        nn.init.normal_(self.identities)
        with torch.no_grad():
            # Slots keep most of what they hold, and the gates still learn.
            self.gates_of_found.bias[self.width :] = _FORGET_BIAS

    @override
    def gates(self) -> list[nn.Parameter]:
        return [*super().gates(), self.gates_of_found.bias]

    @override
    def shown(self, slots: Tensor) -> Tensor:
        return slots + self.identities

    @override
    def rewrite(self, slots: Tensor, tokens: Tensor, mask: Tensor) -> Rewrite:
        m = self.num_slots
        queries = slots + self.identities
        among = torch.ones(m, m, dtype=torch.bool, device=slots.device)
        if not self.options.slots_see_slots:
            among = torch.eye(m, dtype=torch.bool, device=slots.device)
        allowed = torch.cat(
            [among[None].expand(len(slots), -1, -1), mask[:, None].expand(-1, m, -1)], dim=2
        )
        found, weights = self.write(queries, torch.cat([queries, tokens], dim=1), allowed)
        mixed = self.write_norm(slots + found)
        mixed = self.mlp_norm(mixed + self.mlp(mixed))
        gates = self.gates_of_found(found) + self.gates_of_slot(slots.tanh())
        let_in, keep = gates.sigmoid().chunk(2, dim=-1)
        stayed = keep * slots
        return Rewrite(
            stayed + let_in * mixed.tanh(),
            tokens=weights[None, ..., m:],
            before=weights[None, ..., :m],
            gate=let_in.mean(-1)[None],
            stuck=stuck_share(let_in)[None],
            stayed=stayed,
        )
