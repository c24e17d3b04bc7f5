"""Recurrent Memory Transformer (Bulatov, Kuratov, Burtsev, NeurIPS 2022, arXiv 2207.06881).

Each segment is read between two copies of the memory:

    H~_t = [M_t ; X_t ; M_t]                      (the read block, the segment, the write block)
    [. ; . ; W] = Backbone(H~_t)                  (last hidden states, after the final norm)
    M_{t+1} = W

Within a block the memory tokens see each other (all-to-all, as in the paper; the authors' wrapper
for Hugging Face models leaves them causal, as they are in GPT-Neo whatever the mask says). The read
block sees itself only; a token of the segment sees the read block and the tokens before it; the
write block sees everything. Because no token sees the write block, the block can be left out until
the segment is full, and generation never puts it between a prompt and its continuation.

There is no gate: the write block is the new memory as it comes.

Shapes: B rows, S tokens of a segment, m slots, d width. State: `slots` `[B, m, d]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from typing_extensions import override

from memstudio.memory import backbone as backbones
from memstudio.memory.memory_kind import (
    KindState,
    MemoryKind,
    Segment,
    SegmentReading,
    SlotWeights,
)

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from memstudio.memory.memory_config import MemoryConfig


class RecurrentMemory(MemoryKind):
    """Memory tokens around the segment; the backbone itself reads and writes them."""

    name = "rmt"
    slots_are_after_norm = True

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        super().__init__(config, backbone)
        width = backbones.embedding_width(backbone)
        self.initial_slots = nn.Parameter(torch.zeros(self.num_slots, width))

    @override
    @classmethod
    def check(cls, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        backbones.check_fits(config, backbone, per_slot=2)

    @override
    def initialise(self, backbone: PreTrainedModel) -> None:
        # As large as word embeddings, so that a pretrained backbone can do something with them.
        nn.init.normal_(self.initial_slots, std=backbones.embedding_spread(backbone))

    @override
    def initial_state(self, batch_size: int) -> KindState:
        return {"slots": self.initial_slots[None].expand(batch_size, -1, -1)}

    @override
    def read_segment(
        self, backbone: PreTrainedModel, segment: Segment, state: KindState
    ) -> SegmentReading:
        slots = state["slots"]
        num_slots, num_cached = self.num_slots, segment.num_cached
        num_new = segment.input_ids.shape[1]
        words = backbone.get_input_embeddings()(segment.input_ids)
        slots = slots.to(words.dtype)

        blocks = [words]
        # The read block is already in the cache when the segment is being continued.
        num_read = 0 if num_cached else num_slots
        if num_read:
            blocks.insert(0, slots)
        if segment.write:
            blocks.append(slots)
        positions, allowed = self._layout(segment, num_read)

        def cut(weights: Tensor) -> tuple[Tensor, Tensor]:
            """What tokens read of slots, and what the write block reads."""
            split = num_read + num_new
            read, written = weights[..., num_read:split, :num_slots], weights[..., split:, :]
            if segment.mean_will_do:
                return read.mean(1, keepdim=True), written.mean(1, keepdim=True)
            return read.clone(), written.clone()

        output = backbones.run(
            backbone,
            torch.cat(blocks, dim=1),
            allowed,
            positions,
            logits_at=segment.wanted + num_read,
            cache=segment.cache,
            capture=segment.capture,
            keep_hidden=segment.write,
            cut=cut,
        )
        new_state = state
        if segment.write:
            # A copy: a view would keep the hidden states of all tokens for as long as the state.
            new_state = {"slots": output.hidden_states[-1][:, num_read + num_new :].clone()}
        weights = self._weights(output.attentions, segment) if segment.capture else None
        return SegmentReading(output.logits, new_state, weights)

    def _layout(self, segment: Segment, num_read: int) -> tuple[Tensor, Tensor]:
        """Positions `[Q]` and mask `[B, Q, K]` of the blocks; K counts cached keys too."""
        device = segment.input_ids.device
        m, num_cached = self.num_slots, segment.num_cached
        batch_size, num_new = segment.input_ids.shape
        num_tokens = num_cached + num_new
        # Keys: the read block, the segment, and the write block, when there is one.
        key_is_read = torch.arange(m + num_tokens, device=device) < m
        token_at = torch.arange(m + num_tokens, device=device) - m
        rows = []
        if num_read:
            rows.append(key_is_read[None].expand(m, -1))
        new_at = torch.arange(num_cached, num_tokens, device=device)
        rows.append(key_is_read[None] | (token_at[None] <= new_at[:, None]))
        positions = [torch.arange(num_read, device=device), m + new_at]
        if segment.write:
            rows.append(torch.ones(m, m + num_tokens, dtype=torch.bool, device=device))
            # Where the block stands after a full segment, so that a short one looks the same.
            start = m + max(self.segment_length, num_tokens)
            positions.append(torch.arange(start, start + m, device=device))
        allowed = torch.cat(rows)[None].expand(batch_size, -1, -1)
        if segment.mask is not None:
            earlier = torch.ones(batch_size, m + num_cached, dtype=torch.bool, device=device)
            allowed = allowed & torch.cat([earlier, segment.mask], dim=1)[:, None, :]
        if segment.write:
            to_write = torch.zeros(batch_size, allowed.shape[1], m, dtype=torch.bool, device=device)
            to_write[:, -m:] = True
            allowed = torch.cat([allowed, to_write], dim=2)
        return torch.cat(positions), allowed

    def _weights(self, seen: tuple[tuple[Tensor, Tensor], ...], segment: Segment) -> SlotWeights:
        """Weights from what was cut out of each layer's attention."""
        m = self.num_slots
        num_tokens = segment.num_cached + segment.input_ids.shape[1]
        read = torch.stack([each[0] for each in seen])
        if segment.mean_will_do:
            read = read.mean(0, keepdim=True)
        if not segment.write:
            return SlotWeights(read, None, None)
        written = torch.stack([each[1] for each in seen])
        if segment.mean_will_do:
            written = written.mean(0, keepdim=True)
        between = torch.cat([written[..., :m], written[..., m + num_tokens :]], dim=-1)
        return SlotWeights(read, written[..., m : m + num_tokens], between)

    @override
    def slot_view(self, state: KindState) -> Tensor:
        return state["slots"]

    @override
    def with_slot_view(self, state: KindState, slots: Tensor) -> KindState:
        return {"slots": slots.to(state["slots"].dtype)}
