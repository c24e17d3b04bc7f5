"""Write and read weights of a trace along its tokens, of a layer, a head, or all of them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.trace.slot_weights import as_kept, layer_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader

    Floats = NDArray[np.float32]

_AT_ONCE = 16_384
"""Tokens that are held in full while more of them are reduced."""


@dataclass(frozen=True, slots=True)
class WeightChoice:
    """Whose weights.

    Attributes:
        layer: one layer, or all when None.
        head: one head, of that layer or of all, or all when None.
        largest: of several layers or heads the largest, not the mean.
    """

    layer: int | None = None
    head: int | None = None
    largest: bool = False


class TraceWeights:
    """Weights as `[tokens, slots]`; everything here may run on another thread."""

    def __init__(self, reader: TraceReader) -> None:
        self._reader = reader
        self.num_tokens = reader.num_tokens

    def detail(self, name: str) -> str:
        """The finest that was kept: "mean", "layers" or "heads"."""
        return str(self._reader.detail(name))

    def layers_and_heads(self, name: str) -> tuple[int, int]:
        """How many layers have weights of that name, and how many heads each of these."""
        return self._reader.layers_and_heads(name)

    def layer_number(self, name: str, layer: int) -> int | None:
        """Which of the model's layers, from 1, a layer of these weights is; None for none of them."""
        return layer_number(self._reader, name, layer)

    @property
    def offered_layers(self) -> list[int | None]:
        """What there is to choose: the layers of reading or of writing, of which there are more."""
        counts = {name: self.layers_and_heads(name)[0] for name in ("read", "write")}
        name = max(counts, key=lambda name: counts[name])
        return [self.layer_number(name, layer) for layer in range(counts[name])]

    def kept(self, name: str, choice: WeightChoice) -> WeightChoice:
        """The choice as far as weights of that name were kept."""
        detail = self.detail(name)
        if detail == "mean":
            return WeightChoice()
        layers, heads = self.layers_and_heads(name)
        layer, head = as_kept(self._reader, name, choice.layer, choice.head)
        # Of one there is no largest either.
        is_one = (layer is not None or layers == 1) and (
            head is not None or heads == 1 or detail == "layers"
        )
        return WeightChoice(layer, head, choice.largest and not is_one)

    def cost(self, name: str, choice: WeightChoice) -> int:
        """How many arrays have to be read for a choice."""
        choice = self.kept(name, choice)
        if not choice.largest:
            return 1
        return len(self._parts(name, choice))

    def weights(self, name: str, start: int, stop: int, choice: WeightChoice) -> Floats:
        """`[n, m]`, of the tokens `start` to `stop`.

        Args:
            name: "read", each token's attention to the slots, or "write", the attention of each
                slot to the tokens of its segment.
            start: first token.
            stop: the one after the last.
            choice: of which layers and heads.
        """
        return self._made_of_several(
            name, choice, lambda layer, head: self._reader.weights(name, start, stop, layer, head)
        )

    def not_kept(self, name: str, start: int, stop: int, choice: WeightChoice) -> NDArray[np.bool_]:
        """`[n, m]`, which of `weights` are 0 only as they were not among the largest of a row."""
        lacking = self.lacking(name, start, stop, choice)[:, None]
        found: NDArray[np.bool_] = (self.weights(name, start, stop, choice) == 0) & (lacking > 0)
        return found

    def lacking(self, name: str, start: int, stop: int, choice: WeightChoice) -> Floats:
        """`[n]`, the mass of the weights of each token that was not kept; 0 where all was."""

        def left_out(layer: int | None, head: int | None) -> Floats:
            found = self._reader.left_out(name, start, stop, layer, head)
            return np.zeros(stop - start, np.float32) if found is None else found

        return self._made_of_several(name, choice, left_out)

    def between(self, segment: int, choice: WeightChoice) -> Floats:
        """`[m, 2m]`, the share of each slot's writing attention to the old slots and to the new."""
        return self._made_of_several(
            "between", choice, lambda layer, head: self._reader.between(segment, layer, head)
        )

    def _made_of_several(
        self, name: str, choice: WeightChoice, fetch: Callable[[int | None, int | None], Floats]
    ) -> Floats:
        """What is fetched of a layer and a head, or their mean, or the largest of several."""
        choice = self.kept(name, choice)
        if not choice.largest:
            return fetch(choice.layer, choice.head)
        parts = (fetch(*part) for part in self._parts(name, choice))
        largest: Floats = functools.reduce(np.maximum, parts)
        return largest

    def pooled(self, name: str, start: int, stop: int, each: int, choice: WeightChoice) -> Floats:
        """`[ceil(n / each), m]`, the largest of every `each` tokens."""
        stop = min(stop, self.num_tokens)
        choice = self.kept(name, choice)
        if each == 1:
            return self.weights(name, start, stop, choice)
        if not choice.largest:
            return self._reader.pooled(name, start, stop, each, choice.layer, choice.head)
        length = max(each, _AT_ONCE // each * each)
        rows = []
        for at in range(start, stop, length):
            part = self.weights(name, at, min(at + length, stop), choice)
            rows.append(np.maximum.reduceat(part, range(0, len(part), each), axis=0))
        return np.concatenate(rows)

    def left_out(self, name: str, choice: WeightChoice) -> float:
        """The share of the mass that was not kept, as far as a look at some of the rows tells."""
        choice = self.kept(name, choice)
        if choice.largest:
            return 0.0
        shares = []
        for at in np.linspace(0, max(0, self.num_tokens - 512), 8).astype(int).tolist():
            stop = min(at + 512, self.num_tokens)
            found = self._reader.left_out(name, at, stop, choice.layer, choice.head)
            if found is not None and len(found):
                shares.append(float(np.mean(found)))
        return float(np.mean(shares)) if shares else 0.0

    def _parts(self, name: str, choice: WeightChoice) -> list[tuple[int | None, int | None]]:
        """What the largest is taken over, as fine as it was kept."""
        num_layers, num_heads = self.layers_and_heads(name)
        layers = range(num_layers) if choice.layer is None else [choice.layer]
        if self.detail(name) == "layers":
            return [(layer, None) for layer in layers]
        heads = range(num_heads) if choice.head is None else [choice.head]
        return [(layer, head) for layer in layers for head in heads]
