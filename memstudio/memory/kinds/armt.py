"""Associative Recurrent Memory Transformer (Rodkin, Kuratov, Bulatov, Burtsev, arXiv 2407.04841).

Every layer has an association of its own: a matrix A `[D, d]` and a normaliser z `[D]`. Memory
tokens m_1 ... m_m, learned and the same for every segment, stand behind it and only write:

    reading, before a layer, for every vector x that goes in, memory tokens included:
        x + A' phi(W_Q x) / (z . phi(W_Q x) + e)
    writing, behind the layer, from what it made of the memory tokens, all at once:
        k_i = W_K m_i,  v_i = W_V m_i,  b_i = sigmoid(W_b m_i)
        u_i = A' phi(k_i) / (z . phi(k_i) + e),    g_i = 1 - z . phi(k_i), cut to [0, 1]
        A <- A + sum_i b_i phi(k_i) (v_i - u_i)',  z <- z + sum_i g_i phi(k_i)

phi, e and the shapes are in `memstudio.memory.associative_layer`. What is under a key is replaced
(the delta rule), and g counts a key once however often it is written. As in the authors' code, g
has no gradient, phi has length one, and W_V begins at zero, so that a fresh memory leaves the
backbone as it was. Ours: W_b begins at zero too (strength a half for any input); the memory tokens
see each other all-to-all, as in the paper on RMT; nothing special is done in the first segment,
since an empty association gives exactly 0; and two bounds that the equations lack, without which
many memory tokens or large value weights make A grow without end: a read is at most 32 times as
long as what it is added to, and tokens that would overshoot together write less strongly.

Slots. A recall is a sum over features, and so is what divides it, none of whose terms is negative:
places that stay the same for a whole document. Slot s is the features of a range of key components
(a 1/m of the 2 d_mem signed ones), in all layers. This divides the memory exactly: nothing is
outside the slots, read weights are shares of the normaliser and sum to 1 (to 0 while nothing was
written), a slot taken out is out. But an association is spread over the slots that its key is
spread over: one slot is not one fact. The view of a slot is the sum of its rows of A over features
and layers, and what stayed of it the same sum of A - sum_i b_i phi(k_i) u_i'. Its gate is b, the mean over
the memory tokens that write it, by how much of their keys lies in it, bounded as the write was.

Shapes: B rows, S tokens of a segment, m slots (as many as memory tokens), d width, L layers, D
features. State: `matrix` `[B, L, D, d]`, `normaliser` `[B, L, D]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory import backbone as backbones
from memstudio.memory.associative_layer import FEATURES_PER_KEY, Association, AssociativeLayer
from memstudio.memory.decoder_layers import around_layers, decoder_layers
from memstudio.memory.kept_part import kept_part
from memstudio.memory.memory_kind import (
    KindState,
    MemoryKind,
    Segment,
    SegmentReading,
    SlotWeights,
)
from memstudio.memory.precision import precise_type

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from memstudio.memory.kind_options import AssociativeOptions
    from memstudio.memory.memory_config import MemoryConfig


class AssociativeMemory(MemoryKind):
    """A matrix in every layer, written by memory tokens and read by all tokens."""

    name = "armt"
    options: AssociativeOptions

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        super().__init__(config, backbone)
        options = self.options
        self.width = backbones.hidden_width(backbone)
        self.memory_tokens = nn.Parameter(
            torch.zeros(self.num_slots, backbones.embedding_width(backbone))
        )
        self.layers = nn.ModuleList(
            AssociativeLayer(self.width, options.d_mem, is_corrected=options.correction)
            for _ in decoder_layers(backbone)
        )

    @override
    @classmethod
    def check(cls, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        most = 2 * int(cls.options_in(config).d_mem)
        if not 1 <= config.num_slots <= most:
            raise MemoryAttachError(
                marked("errors", "The memory '{kind}' takes 1 to {most} slots (twice d_mem); {slots} were asked for."),
                kind=cls.name, most=most, slots=config.num_slots,
            )  # fmt: skip
        decoder_layers(backbone)
        backbones.check_fits(config, backbone, per_slot=1)

    @override
    def initialise(self, backbone: PreTrainedModel) -> None:
        nn.init.normal_(self.memory_tokens, std=backbones.embedding_spread(backbone))
        for index in range(len(self.layers)):
            self.layer(index).initialise(self.options.value_spread)

    @override
    def gates(self) -> list[nn.Parameter]:
        return [self.layer(index).to_strength.bias for index in range(len(self.layers))]

    @override
    def initial_state(self, batch_size: int) -> KindState:
        num_features = FEATURES_PER_KEY * self.options.d_mem
        shape = (batch_size, len(self.layers), num_features)
        dtype, device = precise_type(self.memory_tokens), self.memory_tokens.device
        return {
            "matrix": torch.zeros(*shape, self.width, dtype=dtype, device=device),
            "normaliser": torch.zeros(shape, dtype=dtype, device=device),
        }

    # ------------------------------------------------------------------ reading and writing

    @override
    def read_segment(
        self, backbone: PreTrainedModel, segment: Segment, state: KindState
    ) -> SegmentReading:
        embeddings = backbone.get_input_embeddings()(segment.input_ids)
        if segment.write:
            tokens = self.memory_tokens.to(embeddings.dtype)
            tokens = tokens[None].expand(embeddings.shape[0], -1, -1)
            embeddings = torch.cat([embeddings, tokens], dim=1)
        positions, allowed = self._layout(segment)
        layers = _Layers(self, state, segment)
        with around_layers(decoder_layers(backbone), before=layers.read, after=layers.write):
            output = backbones.run(
                backbone,
                embeddings,
                allowed,
                positions,
                logits_at=segment.wanted,
                cache=segment.cache,
                capture=segment.capture,
            )
        weights = layers.weights(output.attentions) if segment.capture else None
        return SegmentReading(output.logits, layers.state(), weights)

    def _layout(self, segment: Segment) -> tuple[Tensor, Tensor]:
        """Positions `[Q]` and mask `[B, Q, K]` of the segment and the memory tokens."""
        device = segment.input_ids.device
        batch_size, num_new = segment.input_ids.shape
        num_cached, m = segment.num_cached, self.num_slots
        num_tokens = num_cached + num_new
        new_at = torch.arange(num_cached, num_tokens, device=device)
        positions = new_at
        rows = torch.arange(num_tokens, device=device)[None] <= new_at[:, None]
        if segment.write:
            rows = torch.cat([rows, rows.new_ones(m, num_tokens)])
            # Where the tokens stand after a full segment, so that a short one looks the same.
            start = max(self.segment_length, num_tokens)
            positions = torch.cat([new_at, torch.arange(start, start + m, device=device)])
        allowed = rows[None].expand(batch_size, -1, -1)
        if segment.mask is not None:
            earlier = segment.mask.new_ones(batch_size, num_cached)
            allowed = allowed & torch.cat([earlier, segment.mask], dim=1)[:, None, :]
        if segment.write:
            to_memory = rows.new_zeros(batch_size, len(rows), m)
            to_memory[:, -m:] = True
            allowed = torch.cat([allowed, to_memory], dim=2)
        return positions, allowed

    # ------------------------------------------------------------------ slots

    @override
    def slot_view(self, state: KindState) -> Tensor:
        return torch.einsum("blfd,fm->bmd", state["matrix"], self._slot_of_features(state))

    @override
    def with_slot_view(self, state: KindState, slots: Tensor) -> KindState:
        """The state whose slot view is `slots`.

        A slot that is shown as zero (its initial view) is emptied: its rows of A and of z. Any
        other change keeps of the rows what points the way it did (a share from 0 to 1), and lays
        the rest evenly on all of the slot's rows.
        """
        matrix, normaliser = state["matrix"], state["normaliser"]
        before = self.slot_view(state)
        slots = slots.to(before)
        slot_of = self._slot_of_features(state)
        size = before.square().sum(-1)
        kept = (slots * before).sum(-1) / torch.where(size > 0, size, 1)
        kept = torch.where(size > 0, kept.clamp(0, 1), 1)
        rest = slots - kept[..., None] * before
        is_emptied = (size > 0) & (slots == 0).all(-1)
        is_changed = (rest != 0).any(-1)

        num_rows = slot_of.sum(0)  # [m]
        evenly = rest / (matrix.shape[1] * num_rows)[:, None]
        matrix = matrix * (kept @ slot_of.T)[:, None, :, None] + (slot_of @ evenly)[:, None]
        # Rows that were never written are read only when the normaliser counts them.
        is_unwritten = (normaliser @ slot_of) == 0  # [B, L, m]
        fresh = (is_unwritten & is_changed[:, None]) / num_rows.sqrt()
        normaliser = normaliser + fresh.to(normaliser) @ slot_of.T
        normaliser = normaliser * ((~is_emptied).to(normaliser) @ slot_of.T)[:, None]
        return {"matrix": matrix, "normaliser": normaliser}

    def _slot_of_features(self, state: KindState) -> Tensor:
        """`[D, m]`, 1 where a feature belongs to a slot, in the state's type."""
        num_parts = 2 * self.options.d_mem
        feature = torch.arange(FEATURES_PER_KEY * self.options.d_mem, device=state["matrix"].device)
        slot = feature % num_parts * self.num_slots // num_parts
        return functional.one_hot(slot, self.num_slots).to(state["matrix"])

    def layer(self, index: int) -> AssociativeLayer:
        """The projections of one layer."""
        return cast("AssociativeLayer", self.layers[index])

    def slots_of(self, features: Tensor, state: KindState) -> Tensor:
        """Weights on features `[..., D]` summed by slot, `[..., m]`."""
        return features @ self._slot_of_features(state)


@dataclass
class _Layers:
    """What happens around the backbone's layers while one segment is read."""

    memory: AssociativeMemory
    before: KindState
    segment: Segment
    after: list[Association] = field(default_factory=list)
    shares: list[Tensor] = field(default_factory=list)
    strengths: list[Tensor] = field(default_factory=list)
    gates: list[Tensor] = field(default_factory=list)
    stayed: list[Tensor] = field(default_factory=list)
    associations: list[Association] = field(init=False)

    def __post_init__(self) -> None:
        # All at once: the gradient of a layer taken out by itself is as large as all layers.
        matrices, normalisers = (self.before[each].unbind(1) for each in ("matrix", "normaliser"))
        self.associations = list(map(Association, matrices, normalisers))

    def read(self, index: int, hidden: Tensor) -> Tensor:
        """Add to a layer's input what the memory holds for it."""
        association = self._association(index)
        read = self.memory.layer(index).read(association, hidden)
        if self.segment.capture:
            words = read.features[:, : self.segment.input_ids.shape[1]]
            self.shares.append(self.memory.slots_of(association.shares(words), self.before))
        return hidden + read.values.to(hidden.dtype)

    def write(self, index: int, hidden: Tensor) -> Tensor:
        """Store what the layer made of the memory tokens."""
        if self.segment.write:
            tokens = hidden[:, -self.memory.num_slots :]
            before = self._association(index)
            write = self.memory.layer(index).write(before, tokens)
            self.after.append(write.after)
            if self.segment.capture:
                strengths = self.memory.slots_of(write.strengths, self.before)
                at_most = self.memory.slots_of(write.features, self.before).sum(1)
                self.strengths.append(strengths)
                self.gates.append(strengths.sum(1) / at_most.clamp(min=1e-30))
                left = write.left_of(before)[:, None]
                self.stayed.append(self.memory.slot_view({"matrix": left}))
        return hidden

    def state(self) -> KindState:
        """The state after the segment."""
        if not self.segment.write:
            return self.before
        return {
            "matrix": torch.stack([each.matrix for each in self.after], dim=1),
            "normaliser": torch.stack([each.normaliser for each in self.after], dim=1),
        }

    def weights(self, attentions: tuple[Tensor, ...]) -> SlotWeights:
        """Shares of the reads, and where what was written into each slot came from.

        A slot is written by memory tokens and these attend to words: the write weights are the
        product of both, the mean over the backbone's heads.
        """
        read = torch.stack(self.shares)[:, :, None]
        if not self.segment.write:
            return SlotWeights(read, None, None)
        m = self.memory.num_slots
        num_tokens = self.segment.num_cached + self.segment.input_ids.shape[1]
        attention = torch.stack(attentions).mean(2)[..., -m:, :num_tokens]  # [L, B, m, S]
        # By slot and memory token; a slot that nothing was written into has no weights.
        writers = functional.normalize(torch.stack(self.strengths).transpose(2, 3), p=1.0, dim=-1)
        write = (writers @ attention.to(writers))[:, :, None]
        # A slot is the sum of what it is in each layer.
        kept = kept_part(torch.stack(self.stayed).sum(0), self.memory.slot_view(self.state()))
        return SlotWeights(read, write, None, torch.stack(self.gates), kept=kept)

    def _association(self, index: int) -> Association:
        return self.associations[index]
