"""No memory: the plain backbone, segment by segment. The baseline of every comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from typing_extensions import override

from memstudio.memory import backbone as backbones
from memstudio.memory.memory_kind import KindState, MemoryKind, Segment, SegmentReading

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from memstudio.memory.memory_config import MemoryConfig


class NoMemory(MemoryKind):
    """Each segment is read by itself; nothing passes from one to the next."""

    name = "none"

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        super().__init__(config, backbone)
        self._width = backbones.embedding_width(backbone)

    @override
    @classmethod
    def check(cls, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        backbones.check_fits(config, backbone, 0)

    @override
    def initialise(self, backbone: PreTrainedModel) -> None:
        pass

    @override
    def initial_state(self, batch_size: int) -> KindState:
        return {}

    @override
    def read_segment(
        self, backbone: PreTrainedModel, segment: Segment, state: KindState
    ) -> SegmentReading:
        batch_size, num_new = segment.input_ids.shape
        device = segment.input_ids.device
        num_keys = segment.num_cached + num_new
        positions = torch.arange(segment.num_cached, num_keys, device=device)
        allowed = torch.arange(num_keys, device=device)[None, :] <= positions[:, None]
        allowed = allowed[None].expand(batch_size, -1, -1)
        if segment.mask is not None:
            allowed = allowed & segment.mask[:, None, :]
        output = backbones.run(
            backbone,
            backbone.get_input_embeddings()(segment.input_ids),
            allowed,
            positions,
            logits_at=(
                torch.arange(num_new, device=device)
                if segment.logits_at is None
                else segment.logits_at
            ),
            cache=segment.cache,
            capture=False,
        )
        return SegmentReading(output.logits, state)

    @override
    def slot_view(self, state: KindState) -> Tensor:
        return torch.zeros(1, 0, self._width)

    @override
    def with_slot_view(self, state: KindState, slots: Tensor) -> KindState:
        return state
