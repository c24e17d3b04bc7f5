"""Ours, and the backbone of transformers alone.

Shapes: B rows, T tokens, S tokens of a segment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from typing_extensions import override

from memstudio.bench.peers.contestant import Contestant, backbone
from memstudio.memory.attach import attach_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

    from memstudio.bench.memory_cost_models import CostSize


class Here(Contestant):
    """A memory of ours, whose gradient flows through all segments.

    Args:
        size: of it.
        kind: of memory.
        replay: whether segments are read again on the way back, to save memory.
        options: of the kind.
    """

    def __init__(self, size: CostSize, kind: str, *, replay: bool = False, **options: Any) -> None:
        super().__init__(
            attach_memory(
                backbone(size),
                kind=kind,
                num_slots=size.num_slots,
                segment_length=size.segment_length,
                options=options,
            )
        )
        self._replay = replay

    @override
    def losses(self, ids: Tensor) -> Iterator[Tensor]:
        yield self.module(ids, labels=ids, memory_replay=self._replay).loss

    @override
    def read(self, ids: Tensor) -> None:
        with torch.no_grad():
            self.module(ids, logits_to_keep=1)


class PlainBackbone(Contestant):
    """The backbone, for which every segment is a text of its own."""

    def __init__(self, size: CostSize) -> None:
        super().__init__(backbone(size))
        self._length = size.segment_length

    @override
    def losses(self, ids: Tensor) -> Iterator[Tensor]:
        rows = ids.reshape(-1, self._length)
        yield self.module(rows, labels=rows).loss

    @override
    def read(self, ids: Tensor) -> None:
        with torch.no_grad():
            self.module(ids.reshape(-1, self._length), logits_to_keep=1)
