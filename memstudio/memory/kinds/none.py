"""No memory: the plain backbone, segment by segment. The baseline of every comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from typing_extensions import override

from memstudio.memory import backbone as backbones
from memstudio.memory.memory_kind import KindState, MemoryKind, Segment, SegmentReading
from memstudio.memory.plain_segment import read_plainly

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
        backbones.check_fits(config, backbone)

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
        return SegmentReading(read_plainly(backbone, segment), state)

    @override
    def slot_view(self, state: KindState) -> Tensor:
        return torch.zeros(1, 0, self._width)

    @override
    def with_slot_view(self, state: KindState, slots: Tensor) -> KindState:
        return state
