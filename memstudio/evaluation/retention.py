"""What a memory retains: probes read once, and asked for when much else has been written.

Everything is asked in a segment of its own, at whose beginning nothing is seen but the question,
also by an encoder that otherwise reads the segment before again: what is answered comes from the
memory, or from what the weights know without it. That is taken off
by asking the same with the memory reset, and by a foil: of a needle, the memory of the same
reading without the segment that the needle stands in; of a pair, the same memory asked by a key
that it never read. Asking writes nothing, so all questions find the memory alike.

Shapes: P needles, D distances, a tokens of an answer; L lists, M pairs of each; B rows together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import torch

from memstudio.errors import marked
from memstudio.memory.evaluating import evaluating
from memstudio.memory.memory_kind import KindState, Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from memstudio.data.tokenised import TokenisedCorpus
    from memstudio.evaluation.retention_probes import Needle, PairList
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.progress import Control

Asking = Literal["read", "reset", "foil"]
ASKINGS: tuple[Asking, ...] = get_args(Asking)
"""read: the memory as reading leaves it.
reset: the memory as it is before anything was read.
foil: what was never read: a memory without the needle, or a key that is in no pair."""

_ROWS_AT_ONCE = 8
_QUESTIONS_AT_ONCE = 32


@dataclass(frozen=True)
class Answered:
    """What was answered to some questions, each token given those before it.

    Attributes:
        said: `[..., a]`, the likeliest token each time.
        right: `[..., a]`, whether that was the one that was read.
        log_odds: `[..., a]` float32, the log-probability of the one that was read, in nats.
        chosen: `[...]` bool, whether of the answers to choose from the right one was the likeliest,
            by their first tokens; None where there is no choice.
    """

    said: NDArray[np.int64]
    right: NDArray[np.bool_]
    log_odds: NDArray[np.float32]
    chosen: NDArray[np.bool_] | None = None


def ask_needles(
    model: MemoryModel,
    corpus: TokenisedCorpus,
    needles: Sequence[Needle],
    distances: Sequence[int],
    control: Control,
) -> dict[Asking, Answered]:
    """Read on from each needle, and ask for it at every distance.

    Args:
        model: with a memory, or none.
        corpus: that the needles are from.
        needles: P; what follows each reaches as far as the farthest distance.
        distances: in segments, D, growing; at 1 the needle was in the segment just read.
        control: takes progress; may pause or cancel between two segments.

    Returns:
        By way of asking, `[D, P, a]`. With the memory reset, all distances are alike.

    Raises:
        Cancelled: through `control`.
    """
    length, farthest = model.config.segment_length, max(distances)
    batches = _batches(len(needles), _ROWS_AT_ONCE)
    told = _telling(
        control, len(batches) * farthest, marked("progress", "Reading on from what is asked for")
    )
    found: dict[Asking, list[Answered]] = {name: [] for name in ASKINGS}
    with evaluating(model):
        for some in batches:
            own = [needles[each] for each in some]
            rows = [corpus.tokens[each.start : each.start + farthest * length] for each in own]
            texts = np.stack(rows).astype(np.int64).reshape(len(own), farthest, length)
            question = np.stack([np.concatenate([each.cue, each.answer]) for each in own])
            asked = _Questions(model, question, len(own[0].answer))
            fresh = model.memory.initial_state(len(own))
            read, foil = fresh, fresh
            for segment in range(farthest):
                told()
                ids = torch.from_numpy(texts[:, segment]).to(model.device)
                read = _after(model, ids, read)
                # The first segment is the needle's own.
                foil = _after(model, ids, foil) if segment else foil
                if segment + 1 in distances:
                    others: dict[Asking, KindState] = {"read": read, "foil": foil, "reset": fresh}
                    for name, other in others.items():
                        held = model.memory.remembering(fresh, other)
                        found[name].append(asked.with_memory(held))
    return {name: _by_distance(parts, len(distances)) for name, parts in found.items()}


def ask_pairs(
    model: MemoryModel, lists: Sequence[PairList], control: Control
) -> dict[Asking, Answered]:
    """Write the pairs of each list, and then ask for all of them.

    Args:
        model: with a memory, or none.
        lists: L, all of one size.
        control: takes progress; may pause or cancel between two segments.

    Returns:
        By way of asking, `[L, M, v]`, the pairs in the order in which they were written.

    Raises:
        Cancelled: through `control`.
    """
    batches = _batches(len(lists), _ROWS_AT_ONCE)
    pairs, num_segments = len(lists[0].keys), len(lists[0].segments)
    turns = len(batches) * num_segments + len(lists) * -(-pairs // _QUESTIONS_AT_ONCE)
    told = _telling(control, turns, marked("progress", "Writing pairs and asking for them"))
    found: dict[Asking, list[Answered]] = {name: [] for name in ASKINGS}
    with evaluating(model):
        for some in batches:
            state = model.memory.initial_state(len(some))
            for segment in range(num_segments):
                told()
                ids = np.stack([lists[each].segments[segment] for each in some])
                state = _after(model, torch.from_numpy(ids).to(model.device), state)
            for row, each in enumerate(some):
                for name, answered in _of_list(model, lists[each], state, row, told).items():
                    found[name].append(answered)
    return {name: _stacked(parts) for name, parts in found.items()}


def _of_list(
    model: MemoryModel, own: PairList, state: KindState, row: int, told: Callable[[], None]
) -> dict[Asking, Answered]:
    parts: dict[Asking, list[Answered]] = {name: [] for name in ASKINGS}
    for some in _batches(len(own.keys), _QUESTIONS_AT_ONCE):
        told()
        size = own.values.shape[1]
        keys, foils, values = own.keys[some], own.foils[some], own.values[some]
        choice = own.values[:, 0]
        asked = _Questions(model, np.concatenate([keys, values], axis=1), size, choice, some)
        unread = _Questions(model, np.concatenate([foils, values], axis=1), size, choice, some)
        rows = torch.full((len(some),), row)
        mine = {name: each[rows.to(each.device)] for name, each in state.items()}
        fresh = model.memory.initial_state(len(some))
        mine = model.memory.remembering(fresh, mine)
        parts["read"].append(asked.with_memory(mine))
        parts["foil"].append(unread.with_memory(mine))
        parts["reset"].append(asked.with_memory(fresh))
    return {name: _joined(each) for name, each in parts.items()}


class _Questions:
    """Questions with their answers, each a segment by itself.

    Args:
        model: that is asked.
        ids: `[B, c + a]`, questions followed by answers.
        size: a.
        choice: `[M]`, the tokens that the answers to choose from begin with; None for no choice.
        right: `[B]`, which of them is right.
    """

    def __init__(
        self,
        model: MemoryModel,
        ids: NDArray[np.int64],
        size: int,
        choice: NDArray[np.int64] | None = None,
        right: NDArray[np.int64] | None = None,
    ) -> None:
        self._model = model
        self._ids = torch.from_numpy(ids).to(model.device)
        self._answers = self._ids[:, -size:]
        first = ids.shape[1] - size - 1
        self._places = torch.arange(first, first + size, device=model.device)
        self._choice, self._right = choice, right

    def with_memory(self, state: KindState) -> Answered:
        """Ask them."""
        model = self._model
        segment = Segment(self._ids, write=False, logits_at=self._places)
        logits = model.memory.read_segment(model.backbone, segment, state).logits.float()
        said = logits.argmax(-1)
        odds = logits.log_softmax(-1).gather(-1, self._answers[..., None]).squeeze(-1)
        chosen = None
        if self._choice is not None and self._right is not None:
            offered = logits[:, 0].cpu().numpy()[:, self._choice]
            chosen = offered.argmax(1) == self._right
        return Answered(
            said.cpu().numpy(), (said == self._answers).cpu().numpy(), odds.cpu().numpy(), chosen
        )


def _after(model: MemoryModel, ids: torch.Tensor, state: KindState) -> KindState:
    """The memory after one more segment, `[B, S]`."""
    nothing = torch.zeros(0, dtype=torch.long, device=model.device)
    segment = Segment(ids, logits_at=nothing)
    return model.memory.read_segment(model.backbone, segment, state).state


def _batches(number: int, most: int) -> list[NDArray[np.int64]]:
    return np.array_split(np.arange(number), max(1, -(-number // most)))


def _telling(control: Control, total: int, text: str) -> Callable[[], None]:
    done = 0

    def told() -> None:
        nonlocal done
        control.checkpoint()
        control.report(done, total, text, "segments")
        done += 1

    return told


def _joined(parts: Sequence[Answered]) -> Answered:
    chosen = [each.chosen for each in parts if each.chosen is not None]
    return Answered(
        np.concatenate([each.said for each in parts]),
        np.concatenate([each.right for each in parts]),
        np.concatenate([each.log_odds for each in parts]),
        np.concatenate(chosen) if chosen else None,
    )


def _stacked(parts: Sequence[Answered]) -> Answered:
    chosen = [each.chosen for each in parts if each.chosen is not None]
    return Answered(
        np.stack([each.said for each in parts]),
        np.stack([each.right for each in parts]),
        np.stack([each.log_odds for each in parts]),
        np.stack(chosen) if chosen else None,
    )


def _by_distance(parts: Sequence[Answered], number: int) -> Answered:
    """Batches of needles, each asked at every distance, as `[D, P, a]`."""
    return _stacked([_joined(parts[distance::number]) for distance in range(number)])
