"""Who takes part, and what is compared with what."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from memstudio.bench.peers.contestant import Entry
from memstudio.bench.peers.here import Here, PlainBackbone
from memstudio.bench.peers.packages import (
    PackagedInfini,
    PackagedMemorizing,
    PackagedRmt,
    PackagedTitans,
)
from memstudio.bench.peers.published import PublishedArmt, PublishedRmt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.bench.memory_cost_models import CostSize
    from memstudio.bench.peers.contestant import Contestant

_WITH_THE_REST = 'pip install -c packaging/constraints.txt -e ".[peers]"'
_ALONE = "pip install --no-deps memorizing-transformers-pytorch==0.4.1, beside the group `peers`"
"""It asks for faiss-gpu, and works with faiss-cpu."""
_D_MEM = 64
"""Of ARMT, as the authors' scripts have it."""
_NEIGHBOURS = 32
_CAPACITY = 65_536


def _memorizing(size: CostSize) -> Contestant:
    """In the layer where ours is."""
    return PackagedMemorizing(size, _knn_layer(size), _NEIGHBOURS, _CAPACITY)


def _nearest(size: CostSize, *, replay: bool = False) -> Contestant:
    return Here(
        size,
        "knn",
        replay=replay,
        layer=_knn_layer(size),
        neighbours=_NEIGHBOURS,
        capacity=_CAPACITY,
    )


def _knn_layer(size: CostSize) -> int:
    """Three quarters up, from 1."""
    return max(1, 3 * size.layers // 4)


def _one_titan(size: CostSize) -> Contestant:
    """One memory network, as ours has one, and no streams beside the stream."""
    middle = max(1, size.layers // 2)
    return PackagedTitans(size, neural_memory_layers=(middle,), num_residual_streams=1)


def _ours(name: str, kind: str, **options: Any) -> Entry:
    return Entry(name, "here", partial(Here, kind=kind, **options))


ENTRIES = (
    _ours("none", "none"),
    _ours("rmt", "rmt"),
    _ours("armt", "armt", d_mem=_D_MEM),
    _ours("infini", "infini"),
    Entry("knn", "here", _nearest),
    Entry("knn, replay", "here", partial(_nearest, replay=True)),
    _ours("titans", "titans"),
    _ours("titans, gate", "titans", variant="gate"),
    Entry(
        "plain backbone", "published", PlainBackbone, ("none",),
        note="transformers alone; every segment is a text of its own, all in one batch",
    ),
    Entry("RMT as published", "published", PublishedRmt, ("rmt",)),
    Entry("ARMT as published", "published", partial(PublishedArmt, d_mem=_D_MEM), ("armt",)),
    Entry(
        "recurrent-memory-transformer-pytorch", "package", PackagedRmt, ("rmt",),
        "recurrent-memory-transformer-pytorch", _WITH_THE_REST,
        "as it comes: four residual streams (hyper-connections), values of the first layer mixed in",
    ),
    Entry(
        "recurrent-memory-transformer-pytorch, lean", "package",
        partial(PackagedRmt, num_residual_streams=1, use_xl_memories=False), ("rmt",),
        "recurrent-memory-transformer-pytorch", _WITH_THE_REST, "one residual stream",
    ),
    Entry(
        "infini-transformer-pytorch", "package", PackagedInfini, ("infini",),
        "infini-transformer-pytorch", _WITH_THE_REST, "delta rule, as ours; full BPTT, as all",
    ),
    Entry(
        "memorizing-transformers-pytorch", "package", _memorizing, ("knn", "knn, replay"),
        "memorizing-transformers-pytorch", _ALONE,
        "one head of keys and values; each segment has its gradient at once, for none flows back",
    ),
    Entry(
        "titans-pytorch", "package", PackagedTitans, ("titans", "titans, gate"),
        "titans-pytorch", _WITH_THE_REST,
        "as it comes: a memory network in every layer, four residual streams",
    ),
    Entry(
        "titans-pytorch, lean", "package", _one_titan, ("titans", "titans, gate"),
        "titans-pytorch", _WITH_THE_REST, "one memory network, one residual stream",
    ),
)  # fmt: skip


def entry_named(name: str) -> Entry:
    """The entry of that name."""
    return next(each for each in ENTRIES if each.name == name)


def chosen(names: Sequence[str]) -> tuple[Entry, ...]:
    """The entries with one of the names in theirs, and those that they are compared with.

    Args:
        names: none for all.
    """
    if not names:
        return ENTRIES
    found = [each for each in ENTRIES if any(name in each.name for name in names)]
    ours = {name for each in found for name in each.against}
    return tuple(each for each in ENTRIES if each in found or each.name in ours)
