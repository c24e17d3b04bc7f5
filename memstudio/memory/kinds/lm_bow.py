"""Long memory bidirectional word embedding: every word carries notes of where it was met before.

Taking Notes on the Fly (Wu et al., ICLR 2021, arXiv 2008.01466), over a document instead of a
training set, as pooled contextual embeddings (Akbik et al., NAACL 2019) do it. For a word w:

    c_j        the backbone's last hidden state at token j, after the final norm
    Note(w)  = mean over w's occurrences x in the segment of  mean_{|j - x| <= k} c_j
    N[w]    <- Note(w) the first time, then (1 - g) N[w] + g Note(w)
    e_i      = (1 - l) Emb(w_i) + l W N[w_i]      where w_i has notes; l = tanh(mix gate), per unit

The context of an occurrence is bidirectional: it is taken when the segment has been read, from both
sides, and used from the next segment on, so no token learns of later ones. Notes carry no gradient
(as in the paper): BPTT depth changes nothing here. l starts at 0, so a fresh memory leaves a
pretrained model as it was, and learns from the first step.

A slot is a word. There are `num_slots` of them; when all are taken, the word that was met the
longest ago makes room. Words whose id is below the option `skip_first` get no notes: in most
vocabularies these are the commonest pieces.

The gate of a slot is g where it was written (1 the first time); where it was not it has none.

Shapes: B rows, S tokens of a segment, m slots, d width. State: `words` `[B, m]` int64 (-1 when
free), `notes` `[B, m, d]` float32, `met` `[B, m]` int64 (the segment in which a word was last met)
and `clock` `[B]` int64.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory import backbone as backbones
from memstudio.memory.memory_kind import (
    KindState,
    MemoryKind,
    Segment,
    SegmentReading,
    SlotWeights,
)
from memstudio.memory.plain_segment import run_plainly
from memstudio.memory.precision import precise_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transformers import PreTrainedModel

    from memstudio.memory.kind_options import WordNotesOptions
    from memstudio.memory.memory_config import MemoryConfig


class WordNotes(MemoryKind):
    """Notes on words, mixed into their embeddings."""

    name = "lm-bow"
    options: WordNotesOptions
    writes_are_parts = True
    gate_is_learnt = False
    slots_can_blend = False
    slots_are_after_norm = True
    writes_through_cache = False

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        super().__init__(config, backbone)
        width = backbones.embedding_width(backbone)
        self.projection = nn.Linear(width, width, bias=False)
        self.mix_gate = nn.Parameter(torch.zeros(width))

    @override
    @classmethod
    def check(cls, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        backbones.check_fits(config, backbone)
        width = backbones.embedding_width(backbone)
        head = backbone.get_output_embeddings()
        if head.weight.shape[1] != width:
            raise MemoryAttachError(
                marked("errors", "{model} embeds words in {width} units and works with {other}, so notes cannot take the place of embeddings. Take another memory."),
                model=type(backbone).__name__, width=width, other=int(head.weight.shape[1]),
            )  # fmt: skip

    @override
    def initialise(self, backbone: PreTrainedModel) -> None:
        nn.init.constant_(self.mix_gate, math.atanh(self.options.mix_start))
        # Hidden states after the norm are of about unit size; embeddings are of their own.
        with torch.no_grad():
            identity = torch.eye(self.projection.weight.shape[0])
            self.projection.weight.copy_(identity * backbones.embedding_spread(backbone))

    @override
    def gates(self) -> list[nn.Parameter]:
        return [self.mix_gate]

    @override
    def initial_state(self, batch_size: int) -> KindState:
        device = self.mix_gate.device
        m, width = self.num_slots, self.mix_gate.shape[0]
        return {
            "words": torch.full((batch_size, m), -1, device=device),
            "notes": torch.zeros(batch_size, m, width, device=device, dtype=self._precision()),
            "met": torch.full((batch_size, m), -1, device=device),
            "clock": torch.zeros(batch_size, dtype=torch.long, device=device),
        }

    def _precision(self) -> torch.dtype:
        """Averages are kept in single precision at least."""
        return precise_type(self.mix_gate)

    @override
    def read_segment(
        self, backbone: PreTrainedModel, segment: Segment, state: KindState
    ) -> SegmentReading:
        embeddings = backbone.get_input_embeddings()(segment.input_ids)
        read = self._recalled(segment.input_ids, state)
        has_notes = read.any(-1, keepdim=True)
        recalled = self.projection((read.to(self._precision()) @ state["notes"]).to(embeddings))
        share = self.mix_gate.tanh()
        mixed = (1 - share) * embeddings + share * recalled
        embeddings = torch.where(has_notes, mixed, embeddings)
        output = run_plainly(backbone, segment, embeddings, keep_hidden=segment.write)
        new_state, written, rate = state, None, None
        if segment.write:
            # A kept state must not hold on to the graph that made it.
            context = output.hidden_states[-1].detach().to(self._precision())
            new_state, written, rate = self._write(segment, state, context)
        weights = self._weights(read, written, rate) if segment.capture else None
        return SegmentReading(output.logits, new_state, weights)

    def _recalled(self, ids: Tensor, state: KindState) -> Tensor:
        """`[B, S, m]` bool: the slot that holds the notes on each token's word."""
        has_notes = state["notes"].any(-1)
        return (ids[:, :, None] == state["words"][:, None]) & has_notes[:, None]

    # ------------------------------------------------------------------ writing

    def _write(
        self, segment: Segment, state: KindState, context: Tensor
    ) -> tuple[KindState, Tensor, Tensor]:
        """The state after the segment, the weights `[B, m, S]` of the write, and g, `[B, m]`."""
        ids = segment.input_ids
        real = segment.is_real
        noted = real & (ids >= self.options.skip_first)
        window = _windows(real, self.options.window, context)
        # [B, S, S]: what a note on the word of each token is made of.
        same = ((ids[:, :, None] == ids[:, None]) & noted[:, None] & noted[:, :, None]).to(context)
        sources = (same / same.sum(-1, keepdim=True).clamp(min=1)) @ window
        slots = self._places(ids, noted, state)
        is_known = (slots[:, :, None] == _numbers(self.num_slots, ids)) & (
            state["words"][:, None] == ids[:, :, None]
        )
        # One token for each word brings its note; [B, m, S], one-hot or empty.
        brings = functional.one_hot(slots.clamp(min=0), self.num_slots).to(context)
        brings = (brings * (slots >= 0).unsqueeze(-1)).transpose(1, 2)
        is_written = brings.any(-1)
        had_notes = (is_known.any(1) & state["notes"].any(-1)).unsqueeze(-1)
        first_time = context.new_ones(())
        rate = torch.where(had_notes, self.options.rate * first_time, first_time)
        rate = rate * is_written[..., None]
        weights = rate * (brings @ sources)
        kept = torch.where(is_written[..., None], 1 - rate, torch.ones_like(rate))
        notes = kept * state["notes"] + weights @ context
        words = (brings * ids[:, None].to(brings)).sum(-1).round().long()
        clock = state["clock"]
        return (
            {
                "words": torch.where(is_written, words, state["words"]),
                "notes": notes,
                "met": torch.where(is_written, clock[:, None], state["met"]),
                "clock": clock + 1,
            },
            weights,
            rate[..., 0].masked_fill(~is_written, torch.nan),
        )

    def _places(self, ids: Tensor, noted: Tensor, state: KindState) -> Tensor:
        """`[B, S]`: the slot that a word's first token writes; -1 where nothing is written."""
        words, met = state["words"], state["met"]
        earlier = (ids[:, :, None] == ids[:, None]) & noted[:, None]
        is_first = noted & ~earlier.tril(-1).any(-1)
        match = ids[:, :, None] == words[:, None]
        is_known = match.any(-1)
        is_met_now = (match & noted[..., None]).any(1)
        # Free slots first, then those met the longest ago; those met now last of all.
        age = torch.where(is_met_now, torch.iinfo(torch.long).max, met)
        order = age.argsort(dim=1, stable=True)
        num_open = (~is_met_now).sum(1, keepdim=True)
        fresh = is_first & ~is_known
        rank = fresh.long().cumsum(1) - 1
        place = order.gather(1, rank.clamp(min=0, max=self.num_slots - 1))
        place = torch.where(fresh & (rank < num_open), place, -1)
        return torch.where(is_first & is_known, match.long().argmax(-1), place)

    # ------------------------------------------------------------------ looking

    def _weights(self, read: Tensor, written: Tensor | None, rate: Tensor | None) -> SlotWeights:
        share = self.mix_gate.tanh().abs().mean()
        shown = (read * share)[None, :, None]
        if written is None or rate is None:
            return SlotWeights(shown, None, None)
        return SlotWeights(shown, written[None, :, None], None, rate[None])

    @override
    def slot_view(self, state: KindState) -> Tensor:
        return state["notes"]

    @override
    def with_slot_view(self, state: KindState, slots: Tensor) -> KindState:
        # A word whose notes are all zeros has none, and is embedded as if it had never been met.
        return state | {"notes": slots.to(state["notes"].dtype)}

    @override
    def with_slots_of(self, own: KindState, other: KindState, slots: Sequence[int]) -> KindState:
        # A slot brings its word along. A word has one slot: another that held it is free again.
        chosen = list(slots)
        comes = (own["words"][:, :, None] == other["words"][:, None, chosen]).any(-1)
        changed = dict(own)
        for name, free in (("words", -1), ("notes", 0), ("met", -1)):
            where = comes[..., None] if name == "notes" else comes
            changed[name] = own[name].masked_fill(where, free)
            changed[name][:, chosen] = other[name][:, chosen]
        return changed


def _windows(real: Tensor, reach: int, like: Tensor) -> Tensor:
    """`[B, S, S]`: even weights over the real tokens at most `reach` away on either side.

    In the precision of `like`.
    """
    places = torch.arange(real.shape[1], device=real.device)
    near = (places[:, None] - places[None]).abs() <= reach
    inside = (near[None] & real[:, None]).to(like)
    return inside / inside.sum(-1, keepdim=True).clamp(min=1)


def _numbers(count: int, like: Tensor) -> Tensor:
    return torch.arange(count, device=like.device)
