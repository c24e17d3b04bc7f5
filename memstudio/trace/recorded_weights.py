"""The weights of a recording, reduced where they were computed and kept as the budget says.

Several segments are gathered before they are sorted and stored, because each step costs the same
for one as for many.

Shapes: T segments, S tokens of a segment, m slots, L layers, H heads.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from memstudio.trace.budget import BUDGET, Sizes, plan_weights
from memstudio.trace.layout import SUFFIXES, WEIGHTS, Detail
from memstudio.trace.overviews import WeightOverview

if TYPE_CHECKING:
    from memstudio.memory.memory_kind import SlotWeights
    from memstudio.trace.store import TraceWriter

_GATHERED = 16
"""Segments that are gathered, unless they are very large."""

_MOST_INDEX_BITS = 12
_MOST_GATHERED = 1 << 22
"""Numbers of one array that are gathered."""


class WeightsRecorder:
    """Takes the weights of one segment after another.

    Args:
        writer: of the trace.
        sizes: of the trace.
        finest: the finest detail that is wanted.
        budget: bytes.
    """

    def __init__(
        self, writer: TraceWriter, sizes: Sizes, *, finest: Detail = "heads", budget: int = BUDGET
    ) -> None:
        self._writer = writer
        self._sizes = sizes
        self._finest = finest
        self._budget = budget
        self._plan: dict[str, int] = {}
        self._gathered: dict[str, list[Tensor]] = {}
        self._lengths: list[int] = []
        self._num_seen = 0
        self._at_once = _GATHERED
        self._mass: dict[str, float] = {}
        self._evenly, self._num_written = 0.0, 0
        self._overviews = {
            name: WeightOverview(name, sizes.num_tokens, writer) for name in ("read", "write")
        }

    def keeps_means_alone(self) -> bool:
        """Whether all that is kept are means over layers and heads; known after one segment."""
        return bool(self._plan) and all(name in WEIGHTS for name in self._plan)

    def keep(self, weights: SlotWeights) -> None:
        """Take the weights of the next segment, of one row."""
        parts = {name: getattr(weights, name) for name in WEIGHTS}
        parts = {name: part for name, part in parts.items() if part is not None}
        if not self._num_seen:
            self._begin({name: (part.shape[0], part.shape[2]) for name, part in parts.items()})
        self._num_seen += 1
        self._lengths.append(weights.read.shape[3])
        missing = self._sizes.segment_length - weights.read.shape[3]
        for name, part in parts.items():
            rows = part[:, 0].float()  # [L, H, rows, width]
            if name == "write" and missing:
                rows = functional.pad(rows, (0, missing))
            if f"{name}_layers" not in self._plan:
                self._gather(name, rows.flatten(0, 1).mean(0))
                continue
            layers = rows.mean(1)
            self._gather(name, layers.mean(0))
            self._gather(f"{name}_layers", layers)
            self._gather(f"{name}_heads", rows)
        if len(self._lengths) >= self._at_once or missing:
            self._store()

    def finish(self) -> None:
        """Store what was gathered, and say what was kept."""
        if not self._num_seen:
            return
        self._store()
        for overview in self._overviews.values():
            overview.finish()
        detail = {
            name: max(
                (level for level, suffix in SUFFIXES.items() if f"{name}{suffix}" in self._plan),
                key=list(SUFFIXES).index,
            )
            for name in WEIGHTS
            if name in self._plan
        }
        sizes = self._sizes
        rows = {"read": sizes.num_tokens, "write": sizes.num_segments * sizes.num_slots}
        baseline = {
            name: mass / rows.get(name, rows["write"]) / sizes.rows(name)[1]
            for name, mass in self._mass.items()
        }
        if "write" in baseline:
            baseline["write"] = self._evenly / max(1, self._num_written)
        self._writer.describe(detail=detail, baseline=baseline)

    def _begin(self, shapes: dict[str, tuple[int, int]]) -> None:
        # Some kinds work in one layer of the model, or in fewer to write than to read.
        self._writer.describe(
            num_layers=max(layers for layers, _ in shapes.values()),
            num_heads=max(heads for _, heads in shapes.values()),
            layers_and_heads={name: list(shape) for name, shape in shapes.items()},
        )
        self._plan = plan_weights(shapes, self._sizes, finest=self._finest, budget=self._budget)
        largest = 1
        for name, (layers, heads) in shapes.items():
            rows, width = self._sizes.rows(name)
            times = layers * heads if f"{name}_heads" in self._plan else layers
            largest = max(largest, rows * width * times // self._sizes.num_segments)
        self._at_once = max(1, min(_GATHERED, _MOST_GATHERED // largest))

    def _gather(self, name: str, rows: Tensor) -> None:
        if name in self._plan:
            self._gathered.setdefault(name, []).append(rows)

    def _store(self) -> None:
        for array, gathered in self._gathered.items():
            name, _, detail = array.partition("_")
            rows = torch.stack(gathered) if name != "read" else torch.cat(gathered, dim=-2)
            if name == "read":
                # [L, H, n, m]: tokens first.
                rows = rows.movedim(-2, 0)
            if not detail:
                self._summarise(name, rows)
            self._append(array, rows)
        self._gathered = {}
        self._lengths = []

    def _append(self, array: str, rows: Tensor) -> None:
        kept = self._plan[array]
        if kept == rows.shape[-1]:
            self._writer.append(**{array: rows.half().cpu().numpy()})
            return
        values, index = largest(rows, kept)
        left_out = (rows.sum(-1) - values.sum(-1)).clamp(min=0)
        self._writer.append(
            **{
                f"{array}_top": values.half().cpu().numpy(),
                f"{array}_top_index": index.cpu().numpy(),
                f"{array}_left_out": left_out.half().cpu().numpy(),
            }
        )

    def _summarise(self, name: str, rows: Tensor) -> None:
        """What follows from the mean over layers and heads."""
        self._mass[name] = self._mass.get(name, 0.0) + float(rows.sum())
        if name == "read":
            self._overviews["read"].add(rows)
            by_segment = torch.split(rows, self._lengths)
            same = len(set(self._lengths)) == 1
            parts = [torch.stack(by_segment)] if same else [part[None] for part in by_segment]
            for part in parts:
                self._writer.append(
                    read_mass=part.mean(1).cpu().numpy(),
                    read_entropy=_entropy(part).half().cpu().numpy(),
                )
        elif name == "write":
            mass = rows.sum(-1).cpu().numpy()
            self._writer.append(write_mass=mass)
            # A short segment has fewer tokens, and a slot that was not written has no share to spread.
            self._evenly += float((mass / np.array(self._lengths)[:, None]).sum())
            self._num_written += int((mass > 0).sum())
            tokens = rows.transpose(1, 2).flatten(0, 1)[: sum(self._lengths)]
            self._overviews["write"].add(tokens)


def largest(rows: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The largest entries of rows `[..., width]` and where they are, the largest first.

    Args:
        rows: float32, none below 0.
        count: of entries.

    Returns:
        Values and places, `[..., count]`.
    """
    width = rows.shape[-1]
    bits = (width - 1).bit_length()
    if rows.device.type != "cpu" or bits > _MOST_INDEX_BITS:
        top = rows.topk(count, dim=-1)
        return top.values, top.indices
    # Above 0 floats sort like the integers that their bits are, and those sort many times faster.
    # The place goes into the last bits, which a float16 has no room for.
    numbers = rows.contiguous().numpy()
    keys = numbers.view(np.int32) & ~((1 << bits) - 1)
    keys |= np.arange(width, dtype=np.int32)
    keys.sort(axis=-1)
    index = (keys[..., : -count - 1 : -1] & ((1 << bits) - 1)).astype(np.int64)
    values = np.take_along_axis(numbers, index, axis=-1)
    return torch.from_numpy(values), torch.from_numpy(index)


def _entropy(read: Tensor) -> Tensor:
    """`[g, m]`, of which of a segment's n tokens read each slot, over ln n, from `[g, n, m]`."""
    share = read / read.sum(1, keepdim=True).clamp(min=1e-30)
    entropy: Tensor = torch.special.entr(share).sum(1)
    return entropy / math.log(max(2, read.shape[1]))
