"""The packages of PyPI, used as their READMEs show it. Each brings its own Transformer.

They are imported when they are built: none of them is needed for anything else.

Shapes: B rows, T tokens, S tokens of a segment.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from importlib import import_module
from typing import TYPE_CHECKING, Any

import torch
from typing_extensions import override

from memstudio.bench.peers.contestant import Contestant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

    from memstudio.bench.memory_cost_models import CostSize


def _shape(size: CostSize) -> dict[str, Any]:
    """What all of them call alike."""
    return {
        "num_tokens": size.vocab_size,
        "dim": size.width,
        "depth": size.layers,
        "heads": size.heads,
        "dim_head": size.width // size.heads,
    }


class PackagedRmt(Contestant):
    """recurrent-memory-transformer-pytorch.

    Args:
        size: of it.
        options: others than its own.
    """

    def __init__(self, size: CostSize, **options: Any) -> None:
        package = import_module("recurrent_memory_transformer_pytorch")
        torch.manual_seed(0)
        model = package.RecurrentMemoryTransformer(
            num_memory_tokens=size.num_slots, seq_len=size.segment_length, **_shape(size), **options
        )
        super().__init__(package.RecurrentMemoryTransformerWrapper(model))

    @override
    def losses(self, ids: Tensor) -> Iterator[Tensor]:
        yield self.module(ids, return_loss=True)[0]

    @override
    def read(self, ids: Tensor) -> None:
        with torch.no_grad():
            self.module(ids)


class PackagedInfini(Contestant):
    """infini-transformer-pytorch, whose gradient is let through all segments here."""

    def __init__(self, size: CostSize) -> None:
        package = import_module("infini_transformer_pytorch")
        torch.manual_seed(0)
        self._model = package.InfiniTransformer(**_shape(size), use_mem_delta_rule=True)
        self._length = size.segment_length
        never = 1 << 30
        super().__init__(
            package.InfiniTransformerWrapper(
                self._model,
                segment_length=size.segment_length,
                detach_mems_every_num_segments=never,
            )
        )

    @override
    def losses(self, ids: Tensor) -> Iterator[Tensor]:
        yield self.module(ids)

    @override
    def read(self, ids: Tensor) -> None:
        memories = None
        with torch.no_grad():
            for segment in torch.split(ids, self._length, dim=1):
                memories = self._model(
                    segment, past_memories=memories, return_new_memories=True
                ).past_memories


class PackagedMemorizing(Contestant):
    """memorizing-transformers-pytorch: each segment has a gradient of its own.

    Args:
        size: of it.
        layer: that has the memory, from 1.
        neighbours: that are attended to.
        capacity: of the memory, in tokens.
    """

    def __init__(self, size: CostSize, layer: int, neighbours: int, capacity: int) -> None:
        package = import_module("memorizing_transformers_pytorch")
        torch.manual_seed(0)
        # Entries lie in a file.
        folder = tempfile.mkdtemp(prefix="memstudio-bench-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._length = size.segment_length
        super().__init__(
            package.MemorizingTransformer(
                memorizing_layers=(layer,),
                num_retrieved_memories=neighbours,
                max_knn_memories=capacity,
                knn_memories_directory=folder,
                pad_id=-100,
                **_shape(size),
            )
        )

    @override
    def losses(self, ids: Tensor) -> Iterator[Tensor]:
        inputs, labels = ids[:, :-1], ids[:, 1:]
        model: Any = self.module
        with model.knn_memories_context(batch_size=len(ids)) as memories:
            for start in range(0, inputs.shape[1], self._length):
                segment = inputs[:, start : start + self._length]
                loss = model(
                    segment, knn_memories=memories, labels=labels[:, start : start + self._length]
                )
                yield loss * (segment.shape[1] / inputs.shape[1])

    @override
    def read(self, ids: Tensor) -> None:
        model: Any = self.module
        with torch.no_grad(), model.knn_memories_context(batch_size=len(ids)) as memories:
            for segment in torch.split(ids, self._length, dim=1):
                model(segment, knn_memories=memories)


class PackagedTitans(Contestant):
    """titans-pytorch, memory as context; it takes a text whole, and cuts it itself.

    Args:
        size: of it.
        options: others than its own.
    """

    def __init__(self, size: CostSize, **options: Any) -> None:
        package = import_module("titans_pytorch")
        torch.manual_seed(0)
        super().__init__(
            package.MemoryAsContextTransformer(
                segment_len=size.segment_length,
                num_longterm_mem_tokens=size.num_slots,
                **_shape(size),
                **options,
            )
        )

    @override
    def losses(self, ids: Tensor) -> Iterator[Tensor]:
        yield self.module(ids, return_loss=True)

    @override
    def read(self, ids: Tensor) -> None:
        with torch.no_grad():
            self.module(ids)
