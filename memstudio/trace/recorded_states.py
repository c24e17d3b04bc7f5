"""The slots of a recording over time: their states, how they moved, and their words.

Shapes: T segments, m slots, d width, k words, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from memstudio.errors import marked
from memstudio.memory.slot_change import relative_change
from memstudio.memory.slot_words import SlotLens, Words, is_filled, mean_of
from memstudio.memory.stuck_gates import stuck_share
from memstudio.trace.budget import BUDGET, Sizes, plan_states
from memstudio.trace.layout import SEGMENTS_PER_CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.memory.memory_kind import SlotWeights
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.progress import Control
    from memstudio.trace.store import TraceWriter

_GATHERED = 16
_LARGEST_INT8 = 127


class StatesRecorder:
    """Takes one state after another.

    Args:
        writer: of the trace.
        sizes: of the trace.
        initial: `[m, d]`, state 0.
        budget: bytes.
    """

    def __init__(
        self, writer: TraceWriter, sizes: Sizes, initial: Tensor, *, budget: int = BUDGET
    ) -> None:
        self._writer = writer
        self._plan = plan_states(sizes, budget)
        # A copy: the first state may be a parameter, which must stay its model's alone.
        self._gathered = [initial.float().clone()]
        self._told: dict[str, list[Tensor]] = {}
        self._num_stored = 0
        writer.describe(
            num_slots=sizes.num_slots,
            dim=sizes.dim,
            states_every=self._plan.every,
            words_every=self._plan.words_every,
        )
        self._keep_states(self._gathered[0][None])

    def keep(self, state: Tensor, weights: SlotWeights | None) -> None:
        """Take the state `[m, d]` after the next segment, and what its memory tells of the write."""
        self._gathered.append(state.float().clone())
        if weights is not None and weights.gate is not None:
            gate = weights.gate[:, 0].float()
            stuck = stuck_share(gate[..., None]) if weights.stuck is None else weights.stuck[:, 0]
            stuck = stuck.float().masked_fill(gate.isnan(), torch.nan)
            self._told.setdefault("gate", []).append(gate.mean(0))
            self._told.setdefault("gate_stuck", []).append(stuck.mean(0))
        if weights is not None and weights.kept is not None:
            self._told.setdefault("kept", []).append(weights.kept[0].float())
        if weights is not None and weights.held is not None:
            self._told.setdefault("held", []).append(weights.held[0])
        if len(self._gathered) > _GATHERED:
            self._store()

    def finish(self) -> None:
        """Store what was gathered."""
        if len(self._gathered) > 1:
            self._store()

    def _store(self) -> None:
        states = torch.stack(self._gathered)
        before, after = states[:-1], states[1:]
        moved = relative_change(before, after)
        cosine = functional.cosine_similarity(after, before, dim=-1, eps=1e-30)
        self._writer.append(change=moved.cpu().numpy(), similarity=cosine.cpu().numpy())
        for name, rows in self._told.items():
            self._writer.append(**{name: torch.stack(rows).cpu().numpy()})
        self._told = {}
        self._gathered = [states[-1]]
        self._keep_states(after)

    def _keep_states(self, states: Tensor) -> None:
        """Store the next states `[g, m, d]`, or those of them that the plan keeps."""
        self._writer.append(norm=states.norm(dim=-1).cpu().numpy())
        first = -self._num_stored % self._plan.every
        self._num_stored += len(states)
        states = states[first :: self._plan.every]
        if not len(states):
            return
        if not self._plan.is_int8:
            self._writer.append(states=states.cpu().numpy())
            return
        scale = states.abs().amax(-1) / _LARGEST_INT8
        whole = (states / scale.clamp(min=1e-30)[..., None]).round()
        self._writer.append(
            states_int8=whole.to(torch.int8).cpu().numpy(), states_scale=scale.cpu().numpy()
        )


class SlotNamer:
    """Finds the words of the states that are stored.

    Args:
        model: whose output layer names them.
        writer: of the trace, its states written.
        used: `[V]` bool, where it notes which words occur.
    """

    def __init__(self, model: MemoryModel, writer: TraceWriter, used: np.ndarray) -> None:
        self._lens = SlotLens(model)
        self._device = model.device
        self._writer = writer
        self._used = used

    def name(self, control: Control) -> dict[str, Words]:
        """Store the words of every state that gets some, a chunk at a time.

        Returns:
            The words of random vectors; nothing when the slots cannot go through the output layer.
        """
        states = self._writer.finish("states")
        scales = None
        if states is None:
            states = self._writer.finish("states_int8")
            scales = self._writer.finish("states_scale")
        lens = self._lens
        if states is None or not lens.fits(states.shape[-1]):
            return {}
        every = self._writer.described("words_every") // self._writer.described("states_every")
        num_rows, num_slots, dim = states.shape
        num_states = -(-num_rows // every)

        def seen() -> Iterator[tuple[Tensor, Tensor]]:
            """What the output layer gets of some states, and which slots of them are not empty."""
            for start in range(0, num_rows, SEGMENTS_PER_CHUNK * every):
                control.checkpoint()
                at = slice(start, start + SEGMENTS_PER_CHUNK * every, every)
                part = torch.from_numpy(np.asarray(states[at])).to(self._device).float()
                if scales is not None:
                    part *= torch.from_numpy(np.asarray(scales[at])).to(self._device)[..., None]
                rows = part.reshape(-1, dim)
                yield lens.seen(rows), is_filled(rows)

        mean = mean_of((rows[filled] for rows, filled in seen()))
        done = 0
        for rows, filled in seen():
            # One state at a time: its logits alone may be tens of megabytes.
            pairs = zip(*(torch.split(part, num_slots) for part in (rows, filled)), strict=True)
            parts = [lens.words(each, mean.mean, those) for each, those in pairs]
            done += len(parts)
            text = marked("progress", "Finding the words of the slots")
            control.report(done, num_states, text, "states")
            self._keep("slot_words", "slot_word_score", [part[0] for part in parts])
            self._keep(
                "slot_words_distinctive", "slot_word_distinctive_score", [part[1] for part in parts]
            )
        plain, distinctive = lens.control(mean.length, mean.spread)
        self._writer.describe(words_after_norm=lens.applies_norm, seed=0)
        controls = {"plain": plain, "distinctive": distinctive}
        for words in controls.values():
            self._note(words.ids.cpu().numpy())
        return controls

    def _keep(self, words: str, scores: str, parts: list[Words]) -> None:
        ids = torch.stack([part.ids for part in parts]).cpu().numpy()
        values = torch.stack([part.scores for part in parts]).cpu().numpy()
        self._note(ids)
        self._writer.append(**{words: ids, scores: values})

    def _note(self, ids: np.ndarray) -> None:
        self._used[ids[ids >= 0]] = True
