"""The same text read with its memory, and with memories that should help less: the controls.

If a memory is used, then a model predicts worse without it; if *what* it holds is used, then also
with the memory of another text in its place (swap, as in activation patching), and if the order in
which it was written matters, with the memory of the same text read in another order. Each segment
is read with every one of them, and each sees the same tokens of its own segment, so that
differences come from the memory alone and go in pairs.

Shapes: R rows read together, S tokens of a segment, V vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import torch
from torch import Tensor

from memstudio.memory.evaluating import evaluating
from memstudio.memory.memory_kind import KindState, Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from memstudio.memory.memory_model import MemoryModel

MemoryControl = Literal["on", "off", "reset", "shuffled", "swapped"]
CONTROLS: tuple[MemoryControl, ...] = get_args(MemoryControl)
"""on: the memory as reading leaves it, segment by segment.
off: the same weights without their memory.
reset: the memory as it is before anything was read, before every segment.
shuffled: the memory of the same stretch, its segments but the first read in a random order.
swapped: the memory that another stretch left at the same place, or at its end, before every segment.
Of these the text that an encoder reads again is no part: it is the same with every one."""

FEWEST_SEGMENTS = 2
"""Of a stretch: nothing is remembered in its first segment, which is read and not measured."""
_ROWS_AT_ONCE = 8


@dataclass(frozen=True)
class ControlledReading:
    """Some rows' segments, read with one of the memories.

    Attributes:
        control: which.
        rows: of the stretches that were given.
        segments: which segment of each row, in the order of its text.
        logits: `[R, S, V]`, after each of its tokens.
    """

    control: MemoryControl
    rows: NDArray[np.int64]
    segments: NDArray[np.int64]
    logits: Tensor


def read_with_controls(
    model: MemoryModel,
    stretches: Sequence[NDArray[np.int64]],
    *,
    plain: MemoryModel | None,
    seed: int,
    between: Callable[[int], None],
) -> Iterator[ControlledReading]:
    """Read stretches with every memory, segment by segment.

    Args:
        model: with a memory.
        stretches: tokens, each a whole number of segments, at least `FEWEST_SEGMENTS`.
        plain: the same weights without their memory; None leaves "off" out.
        seed: of the random orders.
        between: called before each segment with how many were read; may raise to end it.

    Yields:
        Every row and segment once for each memory, the first segments of stretches too; the rows
        of one batch come together. A stretch that is alone is not "swapped".
    """
    length = model.config.segment_length
    rng = np.random.default_rng(seed)
    # Rows of alike lengths together; a last one alone would have nobody to swap with.
    order = np.argsort([-len(each) for each in stretches], kind="stable")
    done = 0

    def told() -> None:
        nonlocal done
        between(done)
        done += 1

    with evaluating(model):
        for rows in np.array_split(order, max(1, -(-len(order) // _ROWS_AT_ONCE))):
            ids = [torch.from_numpy(stretches[row].reshape(-1, length)) for row in rows]
            batch = _Batch(model, rows, ids)
            yield from batch.in_order(told)
            yield from batch.shuffled(rng, told)
            if plain is not None:
                with evaluating(plain):
                    yield from batch.without(plain, told)


def num_readings(stretches: Sequence[NDArray[np.int64]], length: int, *, has_plain: bool) -> int:
    """How often `between` is called: segments of the longest of each batch, for each memory."""
    sizes = sorted((len(each) // length for each in stretches), reverse=True)
    parts = np.array_split(np.asarray(sizes), max(1, -(-len(sizes) // _ROWS_AT_ONCE)))
    most = sum(int(part.max()) for part in parts if len(part))
    return most * (4 + has_plain)


class _Batch:
    """Rows that are read together, the longest first.

    Args:
        model: with a memory.
        rows: which they are, `[R]`.
        ids: of each row `[n, S]`, n not growing.
    """

    def __init__(self, model: MemoryModel, rows: NDArray[np.int64], ids: list[Tensor]) -> None:
        self._model = model
        self._rows = rows
        self._ids = ids
        self._lengths = np.asarray([len(each) for each in ids])

    def in_order(self, told: Callable[[], None]) -> Iterator[ControlledReading]:
        """Read with the memory, with it reset, and with that of another row."""
        model = self._model
        memory = model.memory
        initial = memory.initial_state(len(self._rows))
        state, partner = initial, None
        for segment in range(int(self._lengths.max())):
            count = self._count(segment)
            ids = self._segments(count, np.full(count, segment))
            before = _first_rows(state, count)
            places = np.full(count, segment)
            for _ in range(3):
                told()
            # Who is left over at the end is given what the last of the others remembered.
            other = partner if count == 1 else _partners(before)
            if other is not None:
                other = memory.remembering(before, other)
                yield self._read(model, "swapped", ids, places, other)[0]
            nothing = memory.remembering(before, _first_rows(initial, count))
            yield self._read(model, "reset", ids, places, nothing)[0]
            reading, state = self._read(model, "on", ids, places, before)
            yield reading
            if count > 1:
                partner = {name: each[1:2] for name, each in state.items()}

    def shuffled(
        self, rng: np.random.Generator, told: Callable[[], None]
    ) -> Iterator[ControlledReading]:
        """Read each row's segments in an order of its own; the first stays the first."""
        orders = [
            np.concatenate([[0], 1 + rng.permutation(length - 1)]) for length in self._lengths
        ]
        state = self._model.memory.initial_state(len(self._rows))
        for turn in range(int(self._lengths.max())):
            count = self._count(turn)
            places = np.asarray([order[turn] for order in orders[:count]])
            told()
            ids = self._segments(count, places)
            # Only what is remembered is of another order, not the text that an encoder reads again.
            sources = None
            if self._model.memory.needs_encoder and turn:
                sources = self._segments(count, places - 1)
            reading, state = self._read(
                self._model, "shuffled", ids, places, _first_rows(state, count), sources
            )
            yield reading

    def without(self, plain: MemoryModel, told: Callable[[], None]) -> Iterator[ControlledReading]:
        """Read without a memory."""
        for segment in range(int(self._lengths.max())):
            count = self._count(segment)
            told()
            places = np.full(count, segment)
            empty = plain.memory.initial_state(count)
            ids = self._segments(count, places)
            yield self._read(plain, "off", ids, places, empty)[0]

    def _count(self, segment: int) -> int:
        """The rows that have a segment there."""
        return int((self._lengths > segment).sum())

    def _segments(self, count: int, places: NDArray[np.int64]) -> Tensor:
        rows = [self._ids[row][int(places[row])] for row in range(count)]
        return torch.stack(rows).to(self._model.device)

    def _read(
        self,
        model: MemoryModel,
        control: MemoryControl,
        ids: Tensor,
        places: NDArray[np.int64],
        state: KindState,
        sources: Tensor | None = None,
    ) -> tuple[ControlledReading, KindState]:
        segment = Segment(ids, source_ids=sources)
        reading = model.memory.read_segment(model.backbone, segment, state)
        rows = self._rows[: len(places)]
        return ControlledReading(control, rows, places, reading.logits), reading.state


def _partners(state: KindState) -> KindState:
    """Each row's memory exchanged with that of another."""
    count = len(next(iter(state.values())))
    rows = torch.from_numpy(np.roll(np.arange(count), count // 2))
    return {name: each[rows.to(each.device)] for name, each in state.items()}


def _first_rows(state: KindState, count: int) -> KindState:
    return {name: tensor[:count] for name, tensor in state.items()}
