"""What the kinds share whose slots lie beside the backbone: tokens read them, whole segments write.

    H = Backbone(X_t), reading M_{t-1} before some layers           (`slot_reader`)
    E_j = LN(H_j) + p_j                                             (p: place in the segment)
    M_t = rewrite(M_{t-1}, E)                                       (the kind)

H is the last hidden state, after the final norm, or the output of an earlier layer. The slots are
carried at a root mean square of one and in single precision at least, so that they stay finite
over any number of segments. The write needs the hidden states of all tokens, so a segment that is
to be written is read whole.

Shapes: B rows, S tokens of a segment, m slots, d hidden width of the backbone, L layers, H heads.
State: `slots` `[B, m, d]`.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from typing_extensions import override

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory import backbone as backbones
from memstudio.memory.decoder_layers import decoder_layers
from memstudio.memory.kept_part import kept_part
from memstudio.memory.memory_kind import (
    KindState,
    MemoryKind,
    Segment,
    SegmentReading,
    SlotWeights,
)
from memstudio.memory.multi_head import check_heads
from memstudio.memory.plain_segment import run_plainly
from memstudio.memory.precision import normed
from memstudio.memory.slot_reader import (
    Reading,
    SlotReader,
    initialise_parts,
    reading_layers,
    waves,
)

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from memstudio.memory.kind_options import SlotOptions
    from memstudio.memory.memory_config import MemoryConfig


@dataclass(frozen=True)
class Rewrite:
    """What a segment did to the slots.

    Attributes:
        slots: `[B, m, d]`, before they are normalised.
        tokens: `[L, B, H, m, S]`, the weights with which slots read tokens.
        before: `[L, B, H, m, m]`, those with which they read slots as they were.
        among: `[L, B, H, m, m]`, those with which they read each other; None when they did not.
        gate: `[L, B, m]`, how far each slot let the new in; None without gates.
        stuck: `[L, B, m]`, where `gate` is the mean of many, the share of those that are stuck.
        stayed: `[B, m, d]`, the part of `slots` that is left of what they held; None where they are
            made of all at once.
    """

    slots: Tensor
    tokens: Tensor
    before: Tensor
    among: Tensor | None = None
    gate: Tensor | None = None
    stuck: Tensor | None = None
    stayed: Tensor | None = None


class SlotMemory(MemoryKind):
    """A kind whose slots are read by cross-attention and rewritten after each segment."""

    writes_through_cache = False
    options: SlotOptions

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        super().__init__(config, backbone)
        self.width = backbones.hidden_width(backbone)
        num_layers = len(decoder_layers(backbone))
        chosen = [layer - 1 for layer in self.options.read_layers]
        layers = reading_layers(chosen, num_layers)
        self.reader = SlotReader(self.width, self.options.heads, layers)
        read = tuple(layer + 1 for layer in layers)
        self.model_layers = {"read": read, "write": (), "between": ()}
        self.initial_slots = nn.Parameter(torch.zeros(self.num_slots, self.width))
        self.token_norm = nn.LayerNorm(self.width)
        self.places: nn.Parameter | None = None
        if self.options.positions:
            self.places = nn.Parameter(torch.zeros(self.segment_length, self.width))
        # The output of a layer is the input of the next, before that one's read.
        written = self.options.write_layer
        self._next_layer = written if 0 < written < num_layers else None

    # ------------------------------------------------------------------ what a kind adds

    @abstractmethod
    def rewrite(self, slots: Tensor, tokens: Tensor, mask: Tensor) -> Rewrite:
        """The slots after a segment.

        Args:
            slots: `[B, m, d]`, before it.
            tokens: `[B, S, d]`, with their places.
            mask: `[B, S]` bool, False at padding, which must count for nothing.
        """

    def shown(self, slots: Tensor) -> Tensor:
        """What slots `[B, m, d]` show to the tokens that read them, `[B, m, d]`."""
        return slots

    # ------------------------------------------------------------------ a memory kind

    @override
    @classmethod
    def check(cls, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        backbones.check_fits(config, backbone)
        options: SlotOptions = cls.options_in(config)
        check_heads(backbones.hidden_width(backbone), options.heads)
        num_layers = len(decoder_layers(backbone))
        highest = max(options.write_layer, *options.read_layers, 0)
        if highest > num_layers:
            raise MemoryAttachError(
                marked("errors", "This model has {layers} layers, so the memory '{kind}' cannot work at layer {layer}."),
                kind=cls.name, layers=num_layers, layer=highest,
            )  # fmt: skip

    @override
    def initialise(self, backbone: PreTrainedModel) -> None:
        initialise_parts(self)
        nn.init.normal_(self.initial_slots)
        self.reader.initialise(backbones.embedding_spread(backbone), self.options.read_gate_start)
        if self.places is not None:
            with torch.no_grad():
                self.places.copy_(waves(*self.places.shape))

    @override
    def gates(self) -> list[nn.Parameter]:
        return self.reader.gates()

    @override
    def initial_state(self, batch_size: int) -> KindState:
        return {"slots": normed(self.initial_slots)[None].expand(batch_size, -1, -1)}

    @override
    def read_segment(
        self, backbone: PreTrainedModel, segment: Segment, state: KindState
    ) -> SegmentReading:
        slots = state["slots"].to(self.initial_slots.dtype)
        places = None
        if self.places is not None:
            first = segment.num_cached
            places = self.places[first : first + segment.input_ids.shape[1]]
        shown = self.shown(slots)
        with self.reader.reading(backbone, shown, places, keep_input_of=self._next_layer) as seen:
            writes_last = segment.write and self._next_layer is None
            output = run_plainly(backbone, segment, keep_hidden=writes_last)
        new_state, written = state, None
        if segment.write:
            hidden = (
                output.hidden_states[-1]
                if self._next_layer is None
                else seen.inputs[self._next_layer]
            )
            written = self.rewrite(slots, self.placed(hidden), segment.is_real)
            new_state = {"slots": normed(written.slots)}
        weights = _weights(seen, written) if segment.capture else None
        return SegmentReading(output.logits, new_state, weights)

    def placed(self, hidden: Tensor) -> Tensor:
        """What is written of hidden states `[B, S, d]`."""
        tokens: Tensor = self.token_norm(hidden.to(self.initial_slots.dtype))
        return tokens if self.places is None else tokens + self.places[: tokens.shape[1]]

    @override
    def slot_view(self, state: KindState) -> Tensor:
        return state["slots"]

    @override
    def with_slot_view(self, state: KindState, slots: Tensor) -> KindState:
        return {"slots": slots.to(state["slots"].dtype)}


def _weights(seen: Reading, written: Rewrite | None) -> SlotWeights:
    read = torch.stack(seen.weights)
    if written is None:
        return SlotWeights(read, None, None)
    among = torch.zeros_like(written.before) if written.among is None else written.among
    between = torch.cat([written.before, among], dim=-1)
    # The norm that follows makes both parts shorter alike.
    kept = None if written.stayed is None else kept_part(written.stayed, written.slots)
    return SlotWeights(read, written.tokens, between, written.gate, kept=kept, stuck=written.stuck)
