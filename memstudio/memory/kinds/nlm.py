"""Neural memory between an encoder and a decoder: m'_i = f(m'_{i-1}, h_i, y_i), p(y | E(x), M', y).

The form is that of Memformer (Wu et al., Findings of AACL 2022, arXiv 2010.06891) with the gate of
Block-Recurrent Transformers (Hutchins et al., NeurIPS 2022, arXiv 2203.07852). A text is read as a
chain of pairs: the segment before is the source x_t, the segment itself is the target y_t. For
filling in what was hidden, x_t is given: the segment itself with some tokens masked.

    E_t = Encoder(x_t)
    R_t = MHA(LN(E_t), LN(M_{t-1}))                       the source reads the memory
    H_t = E_t + tanh(a) R_t
    p(y_t) = Decoder(y_t, cross-attention over [H_t + s_1 ; M_{t-1} + s_2])
    C_t[i] = MHA(M_{t-1}[i] + P[i], [M_{t-1}[i] ; H_t ; Emb(y_t)])     a slot sees itself, not the others
    z_t = sigmoid(W_z [M_{t-1} ; C_t] + b_z)
    M_t = RMSNorm((1 - z_t) M_{t-1} + z_t tanh(W_c C_t))

a, s_1 and s_2 start at zero and b_z at -1. The decoder attends to the slots from the start, so a
fresh memory changes a pretrained model's logits a little. The decoder begins every segment with its
start token, whose own prediction nobody needs: the segment before made it.

The gate shown of a slot is z_t, the mean over its units. What stayed of a slot is (1 - z_t) M_{t-1}.

Shapes: B rows, S tokens of the target, X tokens of the source, m slots, d width of the encoder, L
decoder layers, H heads. State: `slots` `[B, m, d]`, `source_ids` `[B, X]`, `source_lengths` `[B]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from transformers.modeling_outputs import BaseModelOutput
from typing_extensions import override

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory import backbone as backbones
from memstudio.memory.encoder_decoder import with_cross
from memstudio.memory.kept_part import kept_part
from memstudio.memory.memory_kind import (
    KindState,
    MemoryKind,
    Segment,
    SegmentReading,
    SlotWeights,
)
from memstudio.memory.multi_head import MultiHead, check_heads
from memstudio.memory.output_layer import output_layer_at
from memstudio.memory.precision import normed
from memstudio.memory.stuck_gates import stuck_share

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from memstudio.memory.kind_options import NeuralMemoryOptions
    from memstudio.memory.memory_config import MemoryConfig


@dataclass(frozen=True)
class _Write:
    """What a segment did to the slots.

    Attributes:
        attention: `[B, H, m, m + X + S]`, from slots to slots, source and target.
        gate: `[B, m, d]`, z.
        stayed: `[B, m, d]`, what it left of them.
        slots: `[B, m, d]`, the new ones before they are normalised.
    """

    attention: Tensor
    gate: Tensor
    stayed: Tensor
    slots: Tensor


@dataclass(frozen=True)
class _Source:
    """What the decoder attends to: `[B, X + m, d]`, with `[B, X]` True where a source token is."""

    hidden: Tensor
    mask: Tensor


class NeuralMemory(MemoryKind):
    """Slots that the source reads, the decoder reads, and a gate rewrites after each segment."""

    name = "nlm"
    options: NeuralMemoryOptions
    growing = frozenset({"source_ids"})
    needs_encoder = True
    writes_through_cache = False

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        super().__init__(config, backbone)
        width = _width(backbone)
        heads = self.options.heads
        self.initial_slots = nn.Parameter(torch.zeros(self.num_slots, width))
        self.identities = nn.Parameter(torch.zeros(self.num_slots, width))
        self.source_norm = nn.LayerNorm(width)
        self.slot_norm = nn.LayerNorm(width)
        self.read = MultiHead(width, heads)
        self.read_gate = nn.Parameter(torch.zeros(()))
        self.write = MultiHead(width, heads)
        self.write_gate = nn.Linear(2 * width, width)
        self.candidate = nn.Linear(width, width)
        self.source_types = nn.Parameter(torch.zeros(2, width))

    @override
    @classmethod
    def check(cls, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        # The start token takes a place.
        backbones.check_fits(config, backbone, others=1)
        check_heads(_width(backbone), cls.options_in(config).heads)

    @override
    def initialise(self, backbone: PreTrainedModel) -> None:
        width = self.initial_slots.shape[1]
        # Normalised like the states that follow them, and each apart from the others.
        slots = torch.randn(self.num_slots, width)
        with torch.no_grad():
            self.initial_slots.copy_(normed(slots))
            self.identities.copy_(torch.randn(self.num_slots, width))
            self.source_types.zero_()
            self.read_gate.zero_()
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=width**-0.5)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
            elif isinstance(module, nn.LayerNorm):
                nn.init.ones_(module.weight)
                nn.init.zeros_(module.bias)
        # Slots keep most of what they hold, and the gate still learns: sigmoid(-1) = 0.27.
        nn.init.constant_(self.write_gate.bias, -1.0)

    @override
    def gates(self) -> list[nn.Parameter]:
        return [self.read_gate, self.write_gate.bias]

    @override
    def longest(self) -> dict[str, int]:
        return {"source_ids": self.segment_length}

    @override
    def initial_state(self, batch_size: int) -> KindState:
        device = self.initial_slots.device
        return {
            "slots": self.initial_slots[None].expand(batch_size, -1, -1),
            "source_ids": torch.zeros(batch_size, 0, dtype=torch.long, device=device),
            "source_lengths": torch.zeros(batch_size, dtype=torch.long, device=device),
        }

    @override
    def read_segment(
        self, backbone: PreTrainedModel, segment: Segment, state: KindState
    ) -> SegmentReading:
        source = self._source(backbone, _with_source(state, segment))
        first = 0 if segment.num_cached else 1
        with output_layer_at(backbone, segment.wanted + first):
            output = self._decode(backbone, segment, source)
        new_state, written = (
            self._write(backbone, segment, state, source) if segment.write else (state, None)
        )
        weights = None
        if segment.capture:
            weights = self._weights(output, written, first, source)
        return SegmentReading(output.logits, new_state, weights)

    # ------------------------------------------------------------------ reading

    def _source(self, backbone: PreTrainedModel, state: KindState) -> _Source:
        """The source with what it reads from the memory, and the slots behind it."""
        slots, ids = state["slots"], state["source_ids"]
        mask = _inside(state["source_lengths"], ids.shape[1])
        slots = slots.to(self.identities.dtype)
        if ids.shape[1]:
            # A row without a source yet would have nothing to attend to.
            seen = mask | ~mask.any(1, keepdim=True)
            encoded = backbone.get_encoder()(input_ids=ids, attention_mask=seen.long())
            hidden: Tensor = encoded.last_hidden_state
            read, _ = self.read(self.source_norm(hidden), self.slot_norm(slots))
            hidden = hidden + self.read_gate.tanh() * read
        else:
            hidden = slots[:, :0]
        return _Source(torch.cat([hidden, slots], dim=1), mask)

    def _decode(self, backbone: PreTrainedModel, segment: Segment, source: _Source) -> Any:
        num_source = source.mask.shape[1]
        kinds = self.source_types
        hidden = torch.cat(
            [source.hidden[:, :num_source] + kinds[0], source.hidden[:, num_source:] + kinds[1]],
            dim=1,
        )
        everywhere = source.mask.new_ones(len(source.mask), self.num_slots)
        mask = torch.cat([source.mask, everywhere], dim=1)
        ids = segment.input_ids
        if not segment.num_cached:
            start = ids.new_full((len(ids), 1), _start_token(backbone))
            ids = torch.cat([start, ids], dim=1)
        cache = segment.cache
        return backbone(
            encoder_outputs=BaseModelOutput(last_hidden_state=hidden.to(backbone.dtype)),
            attention_mask=mask.long(),
            decoder_input_ids=ids,
            past_key_values=with_cross(cache),
            use_cache=cache is not None,
            output_attentions=segment.capture,
            return_dict=True,
        )

    # ------------------------------------------------------------------ writing

    def _write(
        self, backbone: PreTrainedModel, segment: Segment, state: KindState, source: _Source
    ) -> tuple[KindState, _Write]:
        """The state after the segment, and how it came about."""
        slots = state["slots"].to(self.identities.dtype)
        num_source = source.mask.shape[1]
        words = backbone.get_encoder().get_input_embeddings()(segment.input_ids)
        keys = torch.cat([slots, source.hidden[:, :num_source], words.to(slots.dtype)], dim=1)
        target = segment.is_real
        tokens = torch.cat([source.mask, target], dim=1)[:, None].expand(-1, self.num_slots, -1)
        itself = torch.eye(self.num_slots, dtype=torch.bool, device=slots.device)
        allowed = torch.cat([itself[None].expand(len(slots), -1, -1), tokens], dim=2)
        read, weights = self.write(slots + self.identities, keys, allowed)
        gate = self.write_gate(torch.cat([slots, read], dim=-1)).sigmoid()
        stayed = (1 - gate) * slots
        fresh = stayed + gate * self.candidate(read).tanh()
        new_state = {
            "slots": normed(fresh).to(fresh.dtype),
            "source_ids": segment.input_ids,
            "source_lengths": target.sum(1),
        }
        return new_state, _Write(weights, gate, stayed, fresh)

    # ------------------------------------------------------------------ looking

    def _weights(
        self,
        output: Any,
        written: _Write | None,
        first: int,
        source: _Source,
    ) -> SlotWeights:
        if not output.cross_attentions or output.cross_attentions[0] is None:
            raise MemoryAttachError(
                marked("errors", "The decoder gives no attention weights, so the memory '{kind}' cannot be traced."),
                kind=self.name,
            )  # fmt: skip
        cross = torch.stack(tuple(output.cross_attentions))[..., first:, :]
        m = self.num_slots
        read = cross[..., -m:]
        if written is None:
            return SlotWeights(read, None, None)
        num_before = m + source.mask.shape[1]
        itself, before, words = written.attention[None].tensor_split([m, num_before], dim=-1)
        between = torch.cat([itself, 0 * itself], dim=-1)
        kept = kept_part(written.stayed, written.slots)
        gate = written.gate.mean(-1)[None]
        stuck = stuck_share(written.gate)[None]
        return SlotWeights(read, words, between, gate, before, kept, stuck=stuck)

    @override
    def remembering(self, own: KindState, other: KindState) -> KindState:
        # The source is the text that was just read.
        return self.with_slot_view(own, other["slots"])

    @override
    def slot_view(self, state: KindState) -> Tensor:
        return state["slots"]

    @override
    def with_slot_view(self, state: KindState, slots: Tensor) -> KindState:
        return state | {"slots": slots.to(state["slots"].dtype)}


def _with_source(state: KindState, segment: Segment) -> KindState:
    """The state with the source that the segment brings, if it does."""
    ids = segment.source_ids
    if ids is None:
        return state
    lengths = ids.new_full((len(ids),), ids.shape[1])
    if segment.mask is not None:
        lengths = segment.mask.sum(1)
    return state | {"source_ids": ids, "source_lengths": lengths}


def _width(backbone: PreTrainedModel) -> int:
    return int(backbone.get_encoder().get_input_embeddings().weight.shape[1])


def _inside(lengths: Tensor, width: int) -> Tensor:
    """`[B, width]` bool, True before the end of each row."""
    return torch.arange(width, device=lengths.device)[None] < lengths[:, None]


def _start_token(backbone: PreTrainedModel) -> int:
    """The token that the decoder begins with, as its configuration names it."""
    config = backbone.config
    places = (config, getattr(config, "decoder", None), backbone.generation_config)
    for name in ("decoder_start_token_id", "bos_token_id", "pad_token_id"):
        for place in places:
            token = getattr(place, name, None)
            if isinstance(token, int):
                return token
    return 0
