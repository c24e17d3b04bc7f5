"""Which slots a prediction hangs on, and which words wrote them.

By integrated gradients (Sundararajan, Taly, Yan 2017), because a prediction that is nearly certain
has next to no gradient where it stands. For the slots, the way leads from a memory without what
they hold to the memory as it was: from the memory before anything was read, and from the mean of
the memories along the document; the slot's worth is the mean of both. For the words of a segment,
the way leads from the mean embedding to the words, and what is asked for is how far the slots move
in the direction in which that segment moved them.

Shapes: B rows, K steps of a way, S tokens of a segment, m slots, d width, e embedding width.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from memstudio.memory.evaluating import evaluating
from memstudio.memory.growing_rows import as_long
from memstudio.memory.precision import in_double, precise
from memstudio.trace.gradients import Gradient, embedding_modules, worth
from memstudio.trace.interventions import joined
from memstudio.trace.reading_session import SMALL_MODEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from memstudio.memory.memory_kind import KindState
    from memstudio.progress import Control
    from memstudio.trace.reading_session import ReadingSession

_MEAN_OF = 64
_LARGE_MODEL = 100_000_000
_ROWS_AT_ONCE = 32
_CHAIN_SHARE = 0.25
"""A slot is on the chain from this part of the largest worth on."""
_ENOUGH = 3.0
"""Nats beyond which more worth says no more: the prediction is gone without it (95 in 100)."""


@dataclass(frozen=True)
class SlotWorth:
    """What slots gave to a prediction, to first order along the way.

    Attributes:
        worth: `[m]`, by how much ln p rises along the way from nothing to each slot.
        slope: the mean gradient along the way from the mean memory.
        chain: the slots it hangs on most, the first of them first.
    """

    worth: NDArray[np.float64]
    slope: Gradient
    chain: tuple[int, ...]


def has_way_back(session: ReadingSession) -> bool:
    """Whether the kind's slots are numbers that gradients can be taken of.

    A list of entries is none: taking some out moves the others.
    """
    memory = session.model.memory
    return not any(session.initial[name].is_floating_point() for name in memory.growing)


def slot_worth(
    session: ReadingSession, token: int, token_id: int, *, control: Control
) -> SlotWorth | None:
    """Integrated gradients of ln p over the slots; None where no gradient flows.

    Raises:
        Cancelled: through `control`.
    """
    if not has_way_back(session):
        return None
    memory = session.model.memory
    last = session.predicting(token)
    state = session.state(last, control)
    num_steps = _num_steps(session)
    worths, slope = [], None
    with torch.no_grad():
        mean = memory.with_slot_view(state, _mean_slots_nearby(session, last, control)[None])
    for base in (session.initial, mean):
        slope = _slope(session, token, token_id, base, state, num_steps, control)
        if slope is None:
            return None
        worths.append(worth(slope, state, _each_slot_of(session, state, base)).numpy())
    found = np.mean(worths, axis=0)
    assert slope is not None  # noqa: S101 - there are two ways
    return SlotWorth(found, slope, chain_of(found))


def chain_of(found: NDArray[np.float64]) -> tuple[int, ...]:
    """The slots whose worth is a good part of the largest, the largest first."""
    order = np.argsort(-found, kind="stable")
    counted = enough(found)
    least = _CHAIN_SHARE * counted.max()
    return tuple(int(s) for s in order if s == order[0] or counted[s] >= least > 0)


def enough(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Worth as far as more of it says more."""
    counted: NDArray[np.float64] = np.clip(found, 0, _ENOUGH)
    return counted


def _mean_slots_nearby(session: ReadingSession, last: int, control: Control) -> Tensor:
    """`[m, d]`: the mean over states up to segment `last`, or up to `_MEAN_OF` where it is early."""
    stop = max(last, min(session.num_segments, _MEAN_OF))
    numbers = sorted(set(np.linspace(1, stop, min(stop, _MEAN_OF)).astype(int).tolist()))
    return torch.stack([session.slots(number, control) for number in numbers]).mean(0)


def _num_steps(session: ReadingSession) -> int:
    size = session.num_parameters
    return 16 if size < SMALL_MODEL else 8 if size < _LARGE_MODEL else 4


def _slope(
    session: ReadingSession,
    token: int,
    token_id: int,
    base: KindState,
    state: KindState,
    num_steps: int,
    control: Control,
) -> Gradient | None:
    """The mean gradient of ln p along the straight way from `base` to `state`."""
    segment = session.predicting(token)
    at = torch.tensor([token - 1 - session.bounds(segment)[0]], device=session.ids.device)
    total: Gradient = {}
    shares = (torch.arange(num_steps, dtype=torch.float64) + 0.5) / num_steps
    for part in torch.split(shares, _ROWS_AT_ONCE):
        control.checkpoint()
        rows: KindState = {}
        for name, end in state.items():
            start = as_long(base[name], end)[0]
            if end.is_floating_point():
                share = part.to(end).view(-1, *[1] * (end.dim() - 1))
                rows[name] = (start + (end - start) * share).detach().requires_grad_()
            else:
                rows[name] = end.expand(len(part), *end.shape[1:])
        with evaluating(session.model), torch.enable_grad():
            logits = session.read_segment(segment, rows, logits_at=at).logits[:, 0]
            objective = precise(logits).log_softmax(-1)[:, token_id].sum()
            if not objective.requires_grad:
                return None
            names = [name for name, tensor in rows.items() if tensor.requires_grad]
            found = torch.autograd.grad(objective, [rows[n] for n in names], allow_unused=True)
        for name, gradient in zip(names, found, strict=True):
            if gradient is not None:
                summed = gradient.detach().sum(0, keepdim=True) / num_steps
                total[name] = summed if name not in total else total[name] + summed
    return total or None


def _each_slot_of(session: ReadingSession, state: KindState, other: KindState) -> KindState:
    """`[m, ...]`: row s is `state` with slot s of `other`."""
    memory = session.model.memory
    with torch.no_grad():
        rows = joined([state] * session.num_slots)
        slots = memory.slot_view(rows).clone()
        each = torch.arange(session.num_slots, device=slots.device)
        slots[each, each] = memory.slot_view(other)[0].to(slots)
        return memory.with_slot_view(rows, slots)


@dataclass(frozen=True)
class WordWorth:
    """What wrote one slot in one segment.

    Attributes:
        words: `[S]`, how far each word moved the slot along the way it went.
        slots: `[m]`, the same of each slot as it was before.
    """

    words: NDArray[np.float64]
    slots: NDArray[np.float64]


def word_worth(
    session: ReadingSession, segment: int, chain: Sequence[int], *, control: Control
) -> dict[int, WordWorth]:
    """Integrated gradients over the words of a segment of how far it moved each of some slots.

    All zero where the kind lets no gradient into its memory.

    Raises:
        Cancelled: through `control`.
    """
    memory = session.model.memory
    before = session.state(segment, control)
    moved = session.slots(segment + 1, control) - session.slots(segment, control)
    num_steps = max(4, _num_steps(session) // 2)
    shares = (torch.arange(num_steps, dtype=torch.float64) + 0.5) / num_steps
    control.checkpoint()
    rows = {
        name: tensor.expand(num_steps, *tensor.shape[1:]).detach().clone()
        for name, tensor in before.items()
    }
    for tensor in rows.values():
        tensor.requires_grad_(tensor.is_floating_point())
    written: dict[int, WordWorth] = {}
    with (
        evaluating(session.model),
        torch.enable_grad(),
        _words_on_the_way(session, segment, shares) as seen,
    ):
        reading = session.read_segment(segment, rows, logits_at=session.nowhere)
        slots = memory.slot_view(reading.state)
        names = [name for name, tensor in rows.items() if tensor.requires_grad]
        asked = [*(rows[n] for n in names), *(each.here for each in seen)]
        for slot in chain:
            found: list[Tensor | None] = [None] * len(asked)
            objective = (slots[:, slot] * moved[slot]).sum()
            if objective.requires_grad:
                found = list(
                    torch.autograd.grad(objective, asked, allow_unused=True, retain_graph=True)
                )
            state_slopes = dict(zip(names, found, strict=False))
            written[slot] = _word_worth(
                session, segment, before, seen, state_slopes, found[len(names) :]
            )
    return written


def _word_worth(
    session: ReadingSession,
    segment: int,
    before: KindState,
    seen: Sequence[_Embedded],
    state_slopes: dict[str, Tensor | None],
    word_slopes: Sequence[Tensor | None],
) -> WordWorth:
    """From gradients along the ways, with regard to the memory before and to the words."""
    start, stop = session.bounds(segment)
    words = np.zeros(stop - start)
    for each, gradient in zip(seen, word_slopes, strict=True):
        if gradient is not None:
            score = (gradient.mean(0) * (each.words - session.mean_embedding)).sum(-1)
            words += in_double(score[-len(words) :]).numpy()
    slope = {n: g.mean(0, keepdim=True) for n, g in state_slopes.items() if g is not None}
    slots = np.zeros(session.num_slots)
    if slope and has_way_back(session):
        each_out = _each_slot_of(session, before, session.initial)
        slots = worth(slope, before, each_out).numpy()
    return WordWorth(words, slots)


@dataclass
class _Embedded:
    """Words of a segment `[S, e]`, and places on the way to them `[K, S, e]`."""

    words: Tensor
    here: Tensor


@contextmanager
def _words_on_the_way(
    session: ReadingSession, segment: int, shares: Tensor
) -> Iterator[list[_Embedded]]:
    """Rows of a segment are embedded a part of the way from the mean embedding to its words."""
    start, stop = session.bounds(segment)
    own = session.ids[start:stop]
    mean = session.mean_embedding
    seen: list[_Embedded] = []

    def hook(_: nn.Module, args: tuple[Tensor, ...], output: Tensor) -> Tensor | None:
        ids = args[0] if args else None
        # A model with an encoder sees the segment before as well, and a start token first.
        is_own = (
            isinstance(ids, Tensor)
            and ids.dim() == 2
            and len(ids) == len(shares)
            and ids.shape[1] >= len(own)
            and torch.equal(ids[0, ids.shape[1] - len(own) :], own)
        )
        if not is_own:
            return None
        words = output[0].detach()
        part = shares.to(words).view(-1, 1, 1)
        here = (mean + (words - mean) * part).requires_grad_()
        seen.append(_Embedded(words, here))
        return here

    handles = [each.register_forward_hook(hook) for each in embedding_modules(session)]
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()
