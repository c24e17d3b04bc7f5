"""What `nlm` is compared with: the same encoder and decoder on the same pairs, without slots.

Each segment is the target, and the segment before it is the source; the first segment's source is
the start token alone.

Shapes: B rows, S tokens, X tokens of the source, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from transformers.modeling_outputs import BaseModelOutput
from typing_extensions import override

from memstudio.memory import backbone as backbones
from memstudio.memory.memory_kind import KindState, MemoryKind, Segment, SegmentReading
from memstudio.memory.output_layer import output_layer_at

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from memstudio.memory.memory_config import MemoryConfig


class PlainPairs(MemoryKind):
    """An encoder-decoder that knows of the text before only what its source holds.

    It takes the place of the memory in a model of kind `nlm`, and is in no registry: it remembers
    nothing, and is there to be measured against. It reads whole segments without padding.
    """

    name = "nlm"
    needs_encoder = True
    growing = frozenset({"source_ids"})
    writes_through_cache = False

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        super().__init__(config, backbone)
        self._start = int(backbone.config.decoder_start_token_id)

    @override
    @classmethod
    def check(cls, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        backbones.check_fits(config, backbone, others=1)

    @override
    def initialise(self, backbone: PreTrainedModel) -> None:
        pass

    @override
    def initial_state(self, batch_size: int) -> KindState:
        return {"source_ids": torch.full((batch_size, 1), self._start)}

    @override
    def read_segment(
        self, backbone: PreTrainedModel, segment: Segment, state: KindState
    ) -> SegmentReading:
        ids = segment.input_ids
        source = state["source_ids"].to(ids.device)
        encoded: Tensor = backbone.get_encoder()(input_ids=source).last_hidden_state
        wanted = segment.logits_at
        if wanted is None:
            wanted = torch.arange(ids.shape[1], device=ids.device)
        with output_layer_at(backbone, wanted + 1):
            output = backbone(
                encoder_outputs=BaseModelOutput(last_hidden_state=encoded),
                decoder_input_ids=torch.cat([ids.new_full((len(ids), 1), self._start), ids], dim=1),
                use_cache=False,
                return_dict=True,
            )
        return SegmentReading(output.logits, {"source_ids": ids} if segment.write else state)

    @override
    def slot_view(self, state: KindState) -> Tensor:
        return torch.zeros(len(state["source_ids"]), 0, 1)

    @override
    def with_slot_view(self, state: KindState, slots: Tensor) -> KindState:
        return state
