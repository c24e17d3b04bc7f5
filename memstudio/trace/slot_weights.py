"""One slot's column of what a trace recorded, over some neighbouring segments.

Shapes: k segments, n tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader

    Floats = NDArray[np.float64]

Name = Literal["read", "write"]


@dataclass(frozen=True)
class Place:
    """One slot, and whose attention is looked at.

    Attributes:
        slot: which.
        layer: one layer; None for the mean of all.
        head: one head; None for the mean of all.
    """

    slot: int
    layer: int | None = None
    head: int | None = None


def attention(reader: TraceReader, name: Name, place: Place, first: int, last: int) -> Floats:
    """`[n]`, each token's weight for a slot, of the segments `first` up to but without `last`.

    Of "write" the share of the slot's writing attention that went to the token, of "read" the
    share of the token's attention that went to the slot.
    """
    start, stop = int(reader.segment_starts[first]), int(reader.segment_starts[last])
    weights = reader.weights(name, start, stop, place.layer, place.head)
    found: Floats = weights[:, place.slot].astype(np.float64)
    return np.nan_to_num(found)


def attention_of_token(reader: TraceReader, name: Name, place: Place, token: int) -> Floats:
    """`[m]`, one token's weight for every slot."""
    weights = reader.weights(name, token, token + 1, place.layer, place.head)
    found: Floats = weights[0].astype(np.float64)
    return np.nan_to_num(found)


def written_anew(reader: TraceReader, slot: int, first: int, last: int) -> Floats:
    """`[k]`, the part of a slot, 0 to 1, that each of the segments wrote anew.

    Where weights are parts of the slot, all of them; else what the memory says that it did not keep.
    Where it does not say, by how far the segment moved the slot, of its length.
    """
    if reader.writes_are_parts:
        return written_mass(reader, slot, first, last)
    says = reader.has("kept")
    shares = reader.block("kept" if says else "change", first, last)[:, slot].astype(np.float64)
    anew = 1.0 - shares if says else shares
    return np.clip(np.nan_to_num(anew, nan=1.0, posinf=1.0), 0.0, 1.0)


def read_mass(reader: TraceReader, slot: int, first: int, last: int) -> Floats:
    """`[k]`, the mean part of a token's attention that went to a slot."""
    mass: Floats = reader.block("read_mass", first, last)[:, slot].astype(np.float64)
    return np.nan_to_num(mass)


def written_mass(reader: TraceReader, slot: int, first: int, last: int) -> Floats:
    """`[k]`, the part of a slot's writing attention that went to tokens, 0 to 1."""
    mass = reader.block("write_mass", first, last)[:, slot].astype(np.float64)
    return np.clip(np.nan_to_num(mass), 0.0, 1.0)
