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

_OF_SOME_LAYERS = frozenset({"m2m", "s2s"})
"""Kinds whose slots are read in some of the model's layers."""


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


def as_kept(
    reader: TraceReader, name: str, layer: int | None, head: int | None
) -> tuple[int | None, int | None]:
    """A layer and a head as far as weights of that name were kept; None where there is one alone.

    Reads and writes may have other numbers of them: the last stands for those beyond it.
    """
    if layer is None and head is None:
        return None, None
    detail = reader.detail(name)
    if detail == "mean":
        return None, None
    layers, heads = reader.layers_and_heads(name)
    return _within(layer, layers), None if detail == "layers" else _within(head, heads)


def layer_number(reader: TraceReader, name: str, layer: int) -> int | None:
    """Which of the model's layers, from 1, a layer of weights of that name is.

    None where it is none of them, and where an earlier trace does not say which.
    """
    told = reader.attrs.get("model_layers")
    if not isinstance(told, dict):
        return None if reader.memory_kind in _OF_SOME_LAYERS else layer + 1
    match told.get(name):
        case None:
            return layer + 1
        case list(numbers) if layer < len(numbers) and isinstance(numbers[layer], int):
            return int(numbers[layer])
    return None


def kept_place(reader: TraceReader, name: str, place: Place) -> Place:
    """A place whose attention was kept: of a finer one the mean over what was not kept apart."""
    return Place(place.slot, *as_kept(reader, name, place.layer, place.head))


def attention(reader: TraceReader, name: Name, place: Place, first: int, last: int) -> Floats:
    """`[n]`, each token's weight for a slot, of the segments `first` up to but without `last`.

    Of "write" the share of the slot's writing attention that went to the token, of "read" the
    share of the token's attention that went to the slot.
    """
    start, stop = int(reader.segment_starts[first]), int(reader.segment_starts[last])
    layer, head = as_kept(reader, name, place.layer, place.head)
    weights = reader.weights(name, start, stop, layer, head)
    found: Floats = weights[:, place.slot].astype(np.float64)
    return np.nan_to_num(found)


def attention_of_token(reader: TraceReader, name: Name, place: Place, token: int) -> Floats:
    """`[m]`, one token's weight for every slot."""
    layer, head = as_kept(reader, name, place.layer, place.head)
    weights = reader.weights(name, token, token + 1, layer, head)
    found: Floats = weights[0].astype(np.float64)
    return np.nan_to_num(found)


def lacking(
    reader: TraceReader, name: Name, place: Place, start: int, stop: int
) -> NDArray[np.float32] | None:
    """`[n]`, the mass of the tokens' weights that was too little to be kept; None where all was."""
    layer, head = as_kept(reader, name, place.layer, place.head)
    return reader.left_out(name, start, stop, layer, head)


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


def _within(index: int | None, num: int) -> int | None:
    return None if index is None or num == 1 else min(index, num - 1)
