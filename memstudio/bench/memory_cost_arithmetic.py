"""How much a model computes: the multiplications and additions of its products of matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry
from typing_extensions import override

from memstudio.bench.memory_cost_uses import PerUse
from memstudio.memory.backbone import eager_attention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from memstudio.memory.memory_model import MemoryModel


def count_arithmetic(model: MemoryModel, ids: Tensor) -> PerUse[int]:
    """The floating point operations for `ids` `[1, T]`; reading goes on behind a first segment.

    Attention is counted as plain products of matrices, half of which a causal kernel may skip.
    """
    model.eval()
    with eager_attention(model.backbone):
        with torch.no_grad():
            state = model(ids[:, : model.config.segment_length]).memory_state
            with _Counter() as reading:
                model(ids, memory_state=state, logits_to_keep=1)
            with _Counter() as scoring:
                model(ids, memory_state=state)
        model.train()
        with _Counter() as training:
            model(ids, labels=ids).loss.backward()
        model.zero_grad()
    return PerUse(training.total, reading.total, scoring.total)


class _Counter(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Sums up, by torch's own formulas, what is computed while it is entered."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.total = 0

    @override
    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: Any = (), kwargs: Any = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        formula = flop_registry.get(func.overloadpacket)
        if formula is not None:
            self.total += formula(*args, **(kwargs or {}), out_val=result)
        return result
