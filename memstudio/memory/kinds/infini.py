"""Infini-attention (Munkhdalai, Faruqui, Gopal 2024, arXiv 2404.07143).

Every attention layer keeps, for each head of keys and values, a matrix and a normaliser. With
phi(x) = ELU(x) + 1, and queries q, keys k, values v as the layer's projections give them, without
positions:

    read of a token     a_mem = phi(q) M / (phi(q) z)
    output of head h    a = g_h a_mem + (1 - g_h) a_dot,    g_h = sigmoid(gate_h)
    write, linear       M' = M + sum_t phi(k_t)^T v_t
    write, delta        M' = M + sum_t phi(k_t)^T (v_t - phi(k_t) M / (phi(k_t) z))
    normaliser          z' = z + sum_t phi(k_t)

All tokens of a segment read M as it was before the segment, and are written together after it. In
the delta write the token's read counts as nothing while M is empty. The normaliser grows with every
token in both, as in the paper, so that what is stored under a key fades as it is written again.

Where nothing was written yet (z = 0) the memory has no say: g_h counts as 0, so that a fresh memory
leaves the first segment as the backbone alone would have it. From the second segment on it mixes in
g_h = sigmoid(-1) = 0.27 of what it reads, which a pretrained backbone has to be trained for. The
authors' followers began with gates at -100, which have no gradient, or saw them stay at 0.5; here
they begin where both ways are open, and have a learning rate of their own.

Sums are kept in single precision at least. They are not rescaled, because that would change how
much later tokens count; in single precision they still take in tokens after ten million.

The slot view has one slot per layer and head of keys, with nothing chosen: its number of slots is
L G whatever the configuration says. Slot (l, g) = P_lg (1 M / (1 z)), what the memory answers to a
query of zero (phi(0) = 1), that is, the mean of the values written, weighted by sum_i phi_i(k_t);
P_lg takes it through the layer's output projection to the hidden width. 0 while empty. Giving slot
(l, g) another value moves every answer of that memory by the same amount, the one that (by the
pseudo-inverse of P_lg) moves the slot as asked: M += z du. Giving it 0, the initial view, empties
that memory. An empty one that is given a value answers with it to every query.

Weights: `read` `[L, B, H, S, m]` is g_h on slot (l, g(h)), the fraction of the head's output that
the forward pass took from there; `between` and `write` `[1, B, 1, m, S]` how much of the new slot had
been there before, and what each token put there. With the linear write these are the parts of the
new normaliser, sum_i z_i / sum_i z'_i and sum_i phi_i(k_t) / sum_i z'_i, so that slot' = between slot +
sum_t write_t P v_t exactly. The delta write also takes away what stood under the keys: `between` is
the part of M that it left, P 1 (M - sum_t phi(k_t)^T phi(k_t) M / (phi(k_t) z)) / (1 z'), measured along
slot' (`kept_part`); the tokens share the rest as they do with the linear write. The gate of a slot is
g_h, the mean over the heads that read it: it is on what is read; every write is let in.

Shapes: B rows, S tokens, L layers, H heads, G heads of keys and values, R = H / G, e width of a
head, d width, m = L G slots. State: `matrix` `[B, L, G, e, e]`, `normaliser` `[B, L, G, e]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from memstudio.memory import backbone as backbones
from memstudio.memory.attention_parts import Heads, inside_attention
from memstudio.memory.attention_places import AttentionPlaces
from memstudio.memory.kept_part import kept_part
from memstudio.memory.memory_kind import (
    KindState,
    MemoryKind,
    Segment,
    SegmentReading,
    SlotWeights,
)
from memstudio.memory.plain_segment import read_plainly
from memstudio.memory.precision import in_full_precision, precise
from memstudio.memory.stuck_gates import stuck_share

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from memstudio.memory.kind_options import InfiniOptions
    from memstudio.memory.memory_config import MemoryConfig

_FIRST_GATE = -1.0
_SMALLEST = 1e-20


class InfiniAttention(MemoryKind):
    """A compressive memory in every attention layer, mixed in by a gate per head."""

    name = "infini"
    options: InfiniOptions
    writes_are_parts = True
    layers_can_be_repeated = False
    writes_through_cache = False

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        super().__init__(config, backbone)
        self._places = AttentionPlaces(backbone)
        places = self._places
        self.num_slots = places.num_layers * places.num_groups
        self.gate = nn.Parameter(torch.full((places.num_layers, places.num_heads), _FIRST_GATE))

    @override
    @classmethod
    def check(cls, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        backbones.check_fits(config, backbone)

    @override
    def initialise(self, backbone: PreTrainedModel) -> None:
        nn.init.constant_(self.gate, _FIRST_GATE)

    @override
    def gates(self) -> list[nn.Parameter]:
        return [self.gate]

    @override
    def initial_state(self, batch_size: int) -> KindState:
        places = self._places
        size = (batch_size, places.num_layers, places.num_groups, places.head_width)
        # Half precision would lose the tokens after the first few thousand.
        gate = precise(self.gate.detach())
        return {"matrix": gate.new_zeros(*size, size[-1]), "normaliser": gate.new_zeros(size)}

    @override
    def read_segment(
        self, backbone: PreTrainedModel, segment: Segment, state: KindState
    ) -> SegmentReading:
        matrix, normaliser = state["matrix"], state["normaliser"]
        num_layers, num_groups = normaliser.shape[1:3]
        matrices, normalisers = matrix.unbind(1), normaliser.unbind(1)
        shares = self._shares(state)
        features: list[Tensor] = [normaliser] * num_layers
        added: list[Tensor] = [normaliser] * num_layers
        answered: list[Tensor] = [normaliser] * num_layers

        def mix(layer: int, heads: Heads) -> Tensor:
            with in_full_precision(heads.mixed):
                num_tokens = heads.mixed.shape[1]
                queries = torch.unflatten(_features(heads.queries, matrix), 2, (num_groups, -1))
                asked = [queries.transpose(1, 2).flatten(2, 3)]
                keys = normaliser
                if segment.write:
                    keys = _features(heads.keys, matrix).transpose(1, 2)
                    if self.options.update == "delta":
                        asked.append(keys)
                # One product for all that is asked of a layer: many small ones take longer.
                found = _recall(torch.cat(asked, dim=2), matrices[layer], normalisers[layer])
                read = torch.unflatten(found[:, :, : asked[0].shape[2]], 2, (num_tokens, -1))
                read = read.transpose(1, 2).flatten(2, 3).to(heads.mixed.dtype)
                if segment.write:
                    values = heads.values.to(matrix.dtype).transpose(1, 2)
                    if segment.mask is not None:
                        keys = keys * segment.mask[:, None, :, None]
                    if self.options.update == "delta":
                        answered[layer] = found[:, :, -num_tokens:]
                        values = values - answered[layer]
                    features[layer] = keys
                    added[layer] = keys.transpose(2, 3) @ values
                share = shares[layer][:, None, :, None].to(heads.mixed.dtype)
                return torch.lerp(heads.mixed, read, share)

        with inside_attention(self._places.parts(), mix):
            logits = read_plainly(backbone, segment)
        new_state = state
        if segment.write:
            counted = torch.stack([keys.sum(2) for keys in features], dim=1)
            new_state = {
                "matrix": matrix + torch.stack(added, dim=1),
                "normaliser": normaliser + counted,
            }
        weights = None
        if segment.capture:
            read = self._read_weights(shares, segment.input_ids.shape[1])
            write = between = None
            if segment.write:
                kept = self._kept(state, new_state, features, answered)
                write, between = _write_weights(torch.stack(features, dim=1), kept)
            gate, stuck = self._slot_gates(shares, state) if segment.write else (None, None)
            weights = SlotWeights(read, write, between, gate, stuck=stuck)
        return SegmentReading(logits, new_state, weights)

    def _shares(self, state: KindState) -> Tensor:
        """`[L, B, H]`, the part of each head's output that comes from the memory."""
        has_read = _has_read(state)
        times = self._places.num_heads // self._places.num_groups
        return self.gate.sigmoid()[:, None] * has_read.repeat_interleave(times, dim=-1)

    def _kept(
        self, before: KindState, after: KindState, keys: list[Tensor], answered: list[Tensor]
    ) -> Tensor:
        """`[B, m]`, how much of each slot was there before; of each layer, keys and their answers."""
        if self.options.update == "linear":
            old, new = (each["normaliser"].sum(-1).flatten(1) for each in (before, after))
            return old / new.clamp(min=_SMALLEST)
        erased = [key.transpose(2, 3) @ found for key, found in zip(keys, answered, strict=True)]
        left = after | {"matrix": before["matrix"] - torch.stack(erased, dim=1)}
        return kept_part(self.slot_view(left), self.slot_view(after))

    def _slot_gates(self, shares: Tensor, state: KindState) -> list[Tensor]:
        """Of the heads that read each slot, the mean share and how many are stuck.

        `[1, B, m]` each; NaN while the slot is empty.
        """
        by_group = torch.unflatten(shares, -1, (self._places.num_groups, -1))
        found = []
        for each in (by_group.mean(-1), stuck_share(by_group)):
            gates = each.masked_fill(~_has_read(state), torch.nan)
            found.append(gates.transpose(0, 1).flatten(1)[None])
        return found

    def _read_weights(self, shares: Tensor, num_tokens: int) -> Tensor:
        """`[L, B, H, S, m]`; all tokens of a segment have the same."""
        num_layers, _, num_heads = shares.shape
        places = self._places
        slot = torch.arange(self.num_slots, device=shares.device)
        layer = torch.arange(num_layers, device=shares.device)[:, None, None]
        group = torch.arange(num_heads, device=shares.device)[:, None] // (
            num_heads // places.num_groups
        )
        is_own = slot == layer * places.num_groups + group  # [L, H, m]
        read = shares[..., None] * is_own[:, None]
        return read[..., None, :].expand(-1, -1, -1, num_tokens, -1)

    @override
    def slot_view(self, state: KindState) -> Tensor:
        normaliser = state["normaliser"]
        held = state["matrix"].sum(-2) / normaliser.sum(-1, keepdim=True).clamp(min=_SMALLEST)
        alone = torch.eye(held.shape[2], dtype=held.dtype, device=held.device)[..., None]
        layers = [
            self._places.outputs(layer, values[:, :, None] * alone)
            for layer, values in enumerate(held.unbind(1))
        ]
        return torch.cat(layers, dim=1)

    @override
    def with_slot_view(self, state: KindState, slots: Tensor) -> KindState:
        matrix, normaliser = state["matrix"], state["normaliser"]
        before = self.slot_view(state)
        slots = slots.to(before)
        size = normaliser.shape[1:3]
        changed = torch.unflatten((slots != before).any(-1), 1, size)
        emptied = changed & torch.unflatten((slots == 0).all(-1), 1, size)
        if not bool(changed.any()):
            return state
        inverse = torch.stack(
            [torch.linalg.pinv(self._places.projection(i, matrix)) for i in range(size[0])]
        )  # [L, G, d, e]
        asked = torch.unflatten(slots - before, 1, size)
        moved = torch.einsum("blgd,lgde->blge", asked, inverse)
        is_empty = (normaliser == 0).all(-1, keepdim=True)
        # As one token with a key of zero would be written.
        counted = torch.where(is_empty & changed[..., None], 1.0, normaliser)
        matrix = matrix + torch.where(
            changed[..., None, None], counted[..., None] * moved[..., None, :], 0.0
        )
        return {
            "matrix": torch.where(emptied[..., None, None], 0.0, matrix),
            "normaliser": torch.where(emptied[..., None], 0.0, counted),
        }


def _features(tensor: Tensor, like: Tensor) -> Tensor:
    """phi, in the precision of `like`."""
    return functional.elu(tensor.to(like.dtype)) + 1


def _recall(features: Tensor, matrix: Tensor, normaliser: Tensor) -> Tensor:
    """`[B, G, N, e]`, what features `[B, G, N, e]` read of one layer; 0 where it is empty."""
    found = features @ torch.cat([matrix, normaliser[..., None]], dim=-1)
    return found[..., :-1] / found[..., -1:].clamp(min=_SMALLEST)


def _has_read(state: KindState) -> Tensor:
    """`[L, B, G]`, whether anything was written yet."""
    return (state["normaliser"] > 0).any(-1).transpose(0, 1)


def _write_weights(written: Tensor, kept: Tensor) -> tuple[Tensor, Tensor]:
    """`[1, B, 1, m, S]` and `[1, B, 1, m, 2m]`, from keys `[B, L, G, S, e]` and what was kept `[B, m]`.

    Each slot is in one layer and group alone, so there is no mean to be taken over them.
    """
    strengths = written.sum(-1).flatten(1, 2)  # [B, m, S]
    share = strengths / strengths.sum(-1, keepdim=True).clamp(min=_SMALLEST)
    write = share * (1 - kept)[..., None]
    own = torch.diag_embed(kept)
    between = torch.cat([own, torch.zeros_like(own)], dim=-1)
    return write[None, :, None], between[None, :, None]
