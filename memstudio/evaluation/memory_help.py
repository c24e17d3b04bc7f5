"""What a memory is worth on a text: the loss of the same tokens with it and with the controls.

The first token of each segment is left out: what predicts it belongs to the segment before, which
was read with another memory. So is the first segment of each stretch, before which there is
nothing to remember.

Shapes: U measured segments, S tokens of a segment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from memstudio.errors import DataError, marked
from memstudio.evaluation.memory_controls import (
    CONTROLS,
    FEWEST_SEGMENTS,
    ControlledReading,
    MemoryControl,
    num_readings,
    read_with_controls,
)
from memstudio.evaluation.row_sample import evenly_spaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from memstudio.data.tokenised import TokenisedCorpus
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.progress import Control

NEVER = -1
"""In place of a distance: the token has not occurred in the stretch before."""

BUCKETS: tuple[tuple[int, int | None], ...] = (
    (0, 0), (1, 1), (2, 3), (4, 7), (8, 15), (16, 31), (32, None), (NEVER, NEVER),
)  # fmt: skip
"""Segments back to where the same token stood last, from and to; None for no end."""


@dataclass(frozen=True)
class HelpReading:
    """What the tokens of a text cost, with each memory.

    Attributes:
        losses: by memory `[U, S-1]` float32 nats; NaN where a segment could not be read with it.
        distances: `[U, S-1]`, segments back to the last time that the same token stood in the
            stretch; `NEVER` when it has not.
        stretches: `[U]`, which stretch each segment is of.
    """

    losses: dict[MemoryControl, NDArray[np.float32]]
    distances: NDArray[np.int64]
    stretches: NDArray[np.int64]


def stretches_of(
    tokens: TokenisedCorpus, length: int, segments: int, most_tokens: int = 0
) -> list[NDArray[np.int64]]:
    """The text in stretches, each of one document, of whole segments, and no longer than asked.

    A text that is one stretch only is cut in two, so that there is another to swap memories with.

    Args:
        tokens: documents.
        length: S.
        segments: of a stretch at most.
        most_tokens: in all, taken evenly from the text; 0 for all.

    Raises:
        DataError: no document has two whole segments, or fewer were asked for.
    """
    if segments < FEWEST_SEGMENTS:
        raise DataError(
            marked("errors", "A memory passes from one segment to the next: let at least {number} be read in a row."),
            number=FEWEST_SEGMENTS,
        )  # fmt: skip
    found = _cut(tokens, length, segments)
    if len(found) == 1 and len(found[0]) >= 2 * FEWEST_SEGMENTS * length:
        found = _cut(tokens, length, len(found[0]) // length // 2)
    if not found:
        raise DataError(
            marked("errors", "No text is longer than {number} tokens, two segments of this model, so its memory has nothing to do here. Take a longer text."),
            number=FEWEST_SEGMENTS * length,
        )  # fmt: skip
    if most_tokens:
        each = sum(map(len, found)) // len(found)
        places = evenly_spaced(len(found), max(min(2, len(found)), most_tokens // each))
        found = [found[place] for place in places]
    return found


def _cut(tokens: TokenisedCorpus, length: int, segments: int) -> list[NDArray[np.int64]]:
    found = []
    for start, stop in zip(tokens.offsets[:-1], tokens.offsets[1:], strict=True):
        for first in range(int(start), int(stop), segments * length):
            size = min(segments * length, int(stop) - first) // length * length
            if size >= FEWEST_SEGMENTS * length:
                found.append(np.asarray(tokens.tokens[first : first + size], np.int64))
    return found


def read_for_help(
    model: MemoryModel,
    stretches: Sequence[NDArray[np.int64]],
    *,
    plain: MemoryModel | None,
    seed: int,
    control: Control,
) -> HelpReading:
    """Read stretches with every memory.

    Args:
        model: with a memory.
        stretches: as `stretches_of` cuts them.
        plain: the same weights without their memory; None leaves "off" out.
        seed: of the random orders.
        control: takes progress; may pause or cancel between two segments.

    Raises:
        Cancelled: through `control`.
    """
    length = model.config.segment_length
    total = num_readings(stretches, length, has_plain=plain is not None)

    def between(done: int) -> None:
        control.checkpoint()
        control.report(done, total, marked("progress", "Reading with and without the memory"), "segments")  # fmt: skip

    counts = [len(each) // length for each in stretches]
    first_unit = np.cumsum([0, *(count - 1 for count in counts)])
    losses = {
        name: np.full((int(first_unit[-1]), length - 1), np.nan, np.float32) for name in CONTROLS
    }
    was_read = set()
    readings = read_with_controls(model, stretches, plain=plain, seed=seed, between=between)
    for reading in readings:
        was_read.add(reading.control)
        _keep(reading, stretches, length, first_unit, losses[reading.control])
    return HelpReading(
        {name: each for name, each in losses.items() if name in was_read},
        np.concatenate([distances_of(each.reshape(-1, length))[1:, 1:] for each in stretches]),
        np.repeat(np.arange(len(stretches)), [count - 1 for count in counts]),
    )


def _keep(
    reading: ControlledReading,
    stretches: Sequence[NDArray[np.int64]],
    length: int,
    first_unit: NDArray[np.int64],
    losses: NDArray[np.float32],
) -> None:
    for place, (row, segment) in enumerate(zip(reading.rows, reading.segments, strict=True)):
        if segment == 0:
            continue
        ids = torch.from_numpy(stretches[row][segment * length : (segment + 1) * length])
        logits = reading.logits[place, :-1].float()
        own = functional.cross_entropy(logits, ids[1:].to(logits.device), reduction="none")
        losses[first_unit[row] + segment - 1] = own.cpu().numpy()


def distances_of(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many segments back each token of a stretch stood last; `NEVER` when it did not.

    Args:
        ids: `[n, S]`.

    Returns:
        `[n, S]`.
    """
    flat, length = ids.ravel(), ids.shape[1]
    order = np.argsort(flat, kind="stable")
    follows = np.flatnonzero(flat[order[1:]] == flat[order[:-1]])
    found = np.full(len(flat), NEVER, np.int64)
    found[order[follows + 1]] = order[follows + 1] // length - order[follows] // length
    return found.reshape(ids.shape)


def bucket_of(distances: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place in `BUCKETS` of each distance."""
    found = np.full(distances.shape, -1, np.int64)
    for place, (first, last) in enumerate(BUCKETS):
        upper = np.inf if last is None else last
        found[(distances >= first) & (distances <= upper)] = place
    return found
