"""One step of a model with a memory, as a function of tensors: what programs are made of.

    logits, new state = step(tokens, length, state)

A segment of fewer tokens than the program has room for is filled up, and `length` says how many
count. The new state is the memory with the segment written into it: of a full segment that is how
the model reads on; of a short one, how a document ends (`MemoryModel.commit`).

Shapes: S tokens of a segment, V vocabulary. There is one row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from typing_extensions import override

from memstudio.memory.growing_rows import with_length
from memstudio.memory.memory_kind import Segment

if TYPE_CHECKING:
    from memstudio.memory.memory_kind import KindState
    from memstudio.memory.memory_model import MemoryModel


class Step(nn.Module):
    """The step of a model; it shares the model's weights.

    Attributes:
        names: of the state's tensors, in the order in which they go in and come out.
    """

    def __init__(self, model: MemoryModel) -> None:
        super().__init__()
        self.model = model
        self.segment_length = int(model.config.segment_length)
        self.names = tuple(model.memory.initial_state(1))

    def initial_state(self) -> KindState:
        """The memory before anything was read, in the sizes that the program has."""
        return self.fixed(self.model.memory.initial_state(1))

    def fixed(self, state: KindState) -> KindState:
        """A state of the model in the sizes that the program has."""
        longest = self.model.memory.longest()
        return {
            name: (with_length(tensor, longest[name]) if name in longest else tensor)
            .detach()
            .clone()
            for name, tensor in state.items()
        }

    @override
    def forward(self, tokens: Tensor, length: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        """Read one segment and write it.

        Args:
            tokens: `[1, S]` int64; what stands after `length` counts for nothing.
            length: `[1]` int64, 1 to S.
            *state: in the order of `names`.

        Returns:
            logits `[1, S, V]`, of which the first `length` say something, and the new state.
        """
        mask = torch.arange(self.segment_length, device=tokens.device)[None] < length[:, None]
        before = dict(zip(self.names, state, strict=True))
        segment = Segment(tokens * mask, mask)
        reading = self.model.memory.read_segment(self.model.backbone, segment, before)
        after = reading.state
        return reading.logits, *(after[name].to(before[name].dtype) for name in self.names)
