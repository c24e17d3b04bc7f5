"""Memorizing Transformers (Wu, Rabe, Hutchins, Szegedy, ICLR 2022, arXiv 2203.08913).

One layer keeps the keys and values of everything read, as they were, and lets every head attend to
the k nearest of them as well as to the segment:

    nearest of a query    the k entries with the largest  q^ . k^_n        (q^, k^ of length one)
    weights               w_n = softmax over those k of  s_h q^ . k^_n      (s_h learnt, from 16)
    read                  a_mem = sum_n w_n v_n
    output of head h      a = g_h a_mem + (1 - g_h) a_dot,                  g_h = sigmoid(gate_h)

Keys and queries are taken without positions, and made of length one so that entries from long ago,
written by older weights, stay comparable (against staleness, as in the paper). The memory is exact:
nothing is compressed, and the oldest entries leave when it is full. No gradient flows into it; the
layer learns to write by reading. Entries are read by their own row only.

While the memory is empty it has no say (g_h counts as 0), so that a fresh memory leaves the first
segment as the backbone alone would have it; from then on g_h = sigmoid(-1) = 0.27 of one layer's
attention comes from it, which a pretrained backbone has to be trained for (the authors needed 4%
of the pretraining). The backbone's own attention is left as it is; theirs was normalised as well.

The slot view divides the memory by where it comes from: entries of segment t (counted from 0) are
slot t mod m. With as many slots as a document has segments each slot is one segment; with fewer, a
slot is every m-th. A slot's vector is the mean of its values, through the layer's output projection
to the hidden width; 0 without entries. Giving a slot another value moves all its values by the same
amount, the one that (by the projection's pseudo-inverse) moves the slot as asked; giving it 0, the
initial view, deletes its entries. A slot without entries that is given a value gets one entry, with
a key of zero, which no query prefers; the next write makes room for it.

Weights, of the one layer (L = 1): `read` `[1, B, H, S, m]` is g_h times the sum of w_n over the
slot's entries: exact fractions of the head's output; `write` `[1, B, 1, m, S]` is each token's part
in the mean that is the slot, and `between` the part of the entries that were there; `held` says which
entries are still there at all, since the oldest leave. The gate of a slot
with entries is g_h, the mean over heads: it is on what is read; every write is let in. Without
entries it has none.

Shapes: B rows, S tokens, H heads, G heads of keys and values, e width of a head, d width, m slots,
N entries of the longest row. State: `keys`, `values` `[B, N, G, e]`; `segments` `[B, N]` int64, the
segment of each entry counted from 1; `lengths` `[B]` int64, entries of each row, zeros follow them;
`num_read` `[B]` int64, segments read. N grows with what was read, up to the capacity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory import backbone as backbones
from memstudio.memory.attention_parts import Heads, inside_attention
from memstudio.memory.attention_places import AttentionPlaces
from memstudio.memory.decoder_layers import decoder_layers
from memstudio.memory.growing_rows import kept_entries
from memstudio.memory.memory_kind import (
    KindState,
    MemoryKind,
    Segment,
    SegmentReading,
    SlotWeights,
)
from memstudio.memory.nearest_keys import nearest_keys
from memstudio.memory.plain_segment import read_plainly
from memstudio.memory.precision import precise
from memstudio.memory.stuck_gates import stuck_share

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from memstudio.memory.kind_options import NeighbourOptions
    from memstudio.memory.memory_config import MemoryConfig

_FIRST_GATE = -1.0
_FIRST_SCALE = 16.0
_ENTRIES = ("keys", "values", "segments")


@dataclass(frozen=True)
class _Read:
    """What a segment's tokens attended to in the memory.

    Attributes:
        values: `[B, S, H, e]`, a_mem.
        places: `[B, S, H, k]`, which entries; N where there is none.
        weights: `[B, S, H, k]`, w; 0 where there is none.
    """

    values: Tensor
    places: Tensor
    weights: Tensor


class NearestNeighbours(MemoryKind):
    """Past keys and values of one layer, searched exactly."""

    name = "knn"
    options: NeighbourOptions
    layers_can_be_repeated = False
    growing = frozenset(_ENTRIES)
    writes_are_parts = True
    writes_through_cache = False

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        super().__init__(config, backbone)
        self._places = AttentionPlaces(backbone)
        # 9 of 12, as in the paper.
        usual = max(1, round(0.75 * self._places.num_layers))
        self.layer = (self.options.layer or usual) - 1
        self.gate = nn.Parameter(torch.full((self._places.num_heads,), _FIRST_GATE))
        self.log_scale = nn.Parameter(torch.full((self._places.num_heads,), math.log(_FIRST_SCALE)))

    @override
    @classmethod
    def check(cls, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        options: NeighbourOptions = cls.options_in(config)
        num_layers = len(decoder_layers(backbone))
        if options.layer > num_layers:
            raise MemoryAttachError(
                marked("errors", "The memory '{kind}' is asked to be in layer {layer}, but {model} has {layers}."),
                kind=cls.name, layer=options.layer, model=type(backbone).__name__,
                layers=num_layers,
            )  # fmt: skip
        if options.capacity < config.segment_length:
            raise MemoryAttachError(
                marked("errors", "A memory of {capacity} tokens does not hold one segment of {length}. Take a larger capacity or shorter segments."),
                capacity=options.capacity, length=config.segment_length,
            )  # fmt: skip
        backbones.check_fits(config, backbone)

    @override
    def initialise(self, backbone: PreTrainedModel) -> None:
        nn.init.constant_(self.gate, _FIRST_GATE)
        nn.init.constant_(self.log_scale, math.log(_FIRST_SCALE))

    @override
    def gates(self) -> list[nn.Parameter]:
        return [self.gate]

    @override
    def longest(self) -> dict[str, int]:
        return dict.fromkeys(_ENTRIES, self.options.capacity)

    @override
    def initial_state(self, batch_size: int) -> KindState:
        places, gate = self._places, self.gate.detach()
        size = (batch_size, 0, places.num_groups, places.head_width)
        # Each a tensor of its own: files of shared ones are refused.
        return {
            "keys": gate.new_zeros(size),
            "values": gate.new_zeros(size),
            "segments": gate.new_zeros(batch_size, 0, dtype=torch.long),
            "lengths": gate.new_zeros(batch_size, dtype=torch.long),
            "num_read": gate.new_zeros(batch_size, dtype=torch.long),
        }

    @override
    def read_segment(
        self, backbone: PreTrainedModel, segment: Segment, state: KindState
    ) -> SegmentReading:
        met: list[tuple[Heads, _Read | None]] = []

        def mix(_: int, heads: Heads) -> Tensor:
            if not state["keys"].shape[1]:
                met.append((heads, None))
                # Without a share, but part of the graph: no parameter is left without gradient.
                nothing = 0.0 * (self.gate + self.log_scale)[:, None]
                return heads.mixed + nothing.to(heads.mixed.dtype)
            read = self._read(heads.queries, state)
            met.append((heads, read))
            share = self._shares(state)[:, None, :, None].to(heads.mixed.dtype)
            return heads.mixed + share * (read.values.to(heads.mixed.dtype) - heads.mixed)

        part = self._places.parts()[self.layer]
        with inside_attention({self.layer: part}, mix):
            logits = read_plainly(backbone, segment)
        ((heads, read),) = met
        new_state = self._written(state, heads, segment.is_real) if segment.write else state
        weights = None
        if segment.capture:
            weights = self._weights(segment, state, new_state, read)
        return SegmentReading(logits, new_state, weights)

    def _shares(self, state: KindState) -> Tensor:
        """`[B, H]`, the part of each head's output that comes from the memory."""
        return self.gate.sigmoid() * (state["lengths"] > 0)[:, None]

    def _read(self, queries: Tensor, state: KindState) -> _Read:
        keys, values, lengths = state["keys"], state["values"], state["lengths"]
        num_keys, num_groups = keys.shape[1:3]
        queries = functional.normalize(queries, dim=-1)
        places = nearest_keys(queries, keys, lengths, self.options.neighbours)
        is_there = places < num_keys
        row = torch.arange(keys.shape[0], device=keys.device)[:, None, None, None]
        head = torch.arange(queries.shape[2], device=keys.device)[:, None]
        group = head // (queries.shape[2] // num_groups)
        at = (row * num_keys + places.clamp(max=num_keys - 1)) * num_groups + group
        # Whole vectors are looked up much faster than they are indexed.
        near = functional.embedding(at, keys.flatten(0, 2))
        # Again, because the search leaves no gradient.
        scores = torch.einsum("bshe,bshke->bshk", queries, near.to(queries.dtype))
        scores = precise(scores)
        scores = scores * self.log_scale.to(scores.dtype).exp()[:, None]
        scores = scores.masked_fill(~is_there, torch.finfo(scores.dtype).min)
        weights = scores.softmax(-1) * is_there
        near = functional.embedding(at, values.flatten(0, 2))
        found = torch.einsum("bshk,bshke->bshe", weights.to(values.dtype), near)
        return _Read(found, places, weights)

    def _written(self, state: KindState, heads: Heads, mask: Tensor) -> KindState:
        """The state after the segment, the oldest entries gone where it is too full."""
        keys = functional.normalize(heads.keys.detach(), dim=-1)
        number = state["num_read"] + 1
        new = {
            "keys": keys.to(state["keys"].dtype),
            "values": heads.values.detach().to(state["values"].dtype),
            "segments": number[:, None].expand(keys.shape[:2]),
        }
        return self._joined(state, new, mask, self.options.capacity) | {"num_read": number}

    @staticmethod
    def _joined(
        state: KindState, new: KindState, mask: Tensor, most: int | None = None
    ) -> KindState:
        """The last `most` entries of the state and of `new` where `mask` `[B, S]` is True."""
        entries = {name: torch.cat([state[name], new[name]], dim=1) for name in _ENTRIES}
        at = torch.arange(state["keys"].shape[1], device=state["keys"].device)
        is_there = torch.cat([at[None] < state["lengths"][:, None], mask], dim=1)
        if most is not None:
            is_there &= is_there.flip(1).cumsum(1).flip(1) <= most
        entries, lengths = kept_entries(entries, is_there, most)
        return entries | {"lengths": lengths, "num_read": state["num_read"]}

    # ------------------------------------------------------------------ slots

    @override
    def remembering(self, own: KindState, other: KindState) -> KindState:
        # How far the text was read says which slot a segment belongs to.
        return dict(other) | {"num_read": own["num_read"]}

    def _slot_of(self, state: KindState) -> Tensor:
        """`[B, N]`, the slot of each entry; m where there is none."""
        segments = state["segments"]
        return torch.where(segments > 0, (segments - 1) % self.num_slots, self.num_slots)

    def _counts(self, state: KindState) -> Tensor:
        """`[B, m]`, entries of each slot."""
        slot = self._slot_of(state)
        counts = slot.new_zeros(slot.shape[0], self.num_slots + 1)
        return counts.scatter_add(1, slot, torch.ones_like(slot))[:, :-1]

    def _weights(
        self, segment: Segment, before: KindState, after: KindState, read: _Read | None
    ) -> SlotWeights:
        m = self.num_slots
        num_rows, num_tokens = segment.input_ids.shape
        mass = self.log_scale.new_zeros(num_rows, num_tokens, len(self.gate), m + 1)
        if read is not None:
            slot = functional.pad(self._slot_of(before), (0, 1), value=m)
            row = torch.arange(num_rows, device=slot.device)[:, None, None, None]
            share = self._shares(before)[:, None, :, None]
            mass = mass.to(read.weights).scatter_add(
                -1, slot[row, read.places], read.weights * share
            )
        by_slot = mass[..., :m].transpose(1, 2)[None]
        if not segment.write:
            return SlotWeights(by_slot, None, None)
        counts = self._counts(after).to(mass)
        own = functional.one_hot((after["num_read"] - 1) % m, m)  # [B, m]
        mask = segment.is_real
        part = 1 / counts.clamp(min=1)
        write = (own * part)[:, :, None] * mask[:, None, :]
        kept = (counts - own * mask.sum(1, keepdim=True)) * part
        between = functional.pad(torch.diag_embed(kept), (0, m))
        empty = self._counts(before) == 0
        shares = self._shares(before)
        gate, stuck = (
            each[:, None].expand(empty.shape).masked_fill(empty, torch.nan)[None]
            for each in (shares.mean(-1), stuck_share(shares))
        )
        return SlotWeights(
            by_slot, write[None, :, None], between[None, :, None], gate, held=after["lengths"],
            stuck=stuck,
        )  # fmt: skip

    @override
    def slot_view(self, state: KindState) -> Tensor:
        values = precise(state["values"])
        size = (values.shape[0], self.num_slots + 1, *values.shape[2:])
        index = self._slot_of(state)[..., None, None].expand_as(values)
        sums = values.new_zeros(size).scatter_add(1, index, values)[:, :-1]
        means = sums / self._counts(state).clamp(min=1)[..., None, None]
        return self._places.outputs(self.layer, means)

    @override
    def with_slot_view(self, state: KindState, slots: Tensor) -> KindState:
        before = self.slot_view(state)
        slots = slots.to(before)
        changed = (slots != before).any(-1)
        if not bool(changed.any()):
            return state
        values, slot = state["values"], self._slot_of(state)
        # All heads at once: the projection as one matrix.
        matrix = self._places.projection(self.layer, before).flatten(0, 1)
        moved = (slots - before) @ torch.linalg.pinv(matrix)
        moved = torch.unflatten(moved * changed[..., None], -1, values.shape[2:])
        spare = functional.pad(moved, (0, 0, 0, 0, 0, 1))
        row = torch.arange(values.shape[0], device=values.device)[:, None]
        emptied = functional.pad(changed & (slots == 0).all(-1), (0, 1), value=True)
        entries = {name: state[name] for name in _ENTRIES}
        entries["values"] = (values + spare[row, slot]).to(values.dtype)
        entries, lengths = kept_entries(entries, ~emptied[row, slot])
        kept = entries | {"lengths": lengths, "num_read": state["num_read"]}
        number = torch.arange(1, self.num_slots + 1, device=values.device)
        fresh = {
            "keys": torch.zeros_like(moved).to(values.dtype),
            "values": moved.to(values.dtype),
            "segments": number[None].expand_as(changed),
        }
        is_new = changed & (self._counts(state) == 0)
        return self._joined(kept, fresh, is_new) if bool(is_new.any()) else kept
