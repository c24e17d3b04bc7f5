"""How much a model computes: the multiplications and additions of its products of matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from memstudio.bench.memory_cost_uses import PerUse
from memstudio.costs.counting import Counted
from memstudio.memory.backbone import eager_attention

if TYPE_CHECKING:
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
            with Counted(real=True) as reading:
                model(ids, memory_state=state, logits_to_keep=1)
            with Counted(real=True) as scoring:
                model(ids, memory_state=state)
        model.train()
        with Counted(real=True) as training:
            model(ids, labels=ids).loss.backward()
        model.zero_grad()
    return PerUse(sum(training.flops), sum(reading.flops), sum(scoring.flops))
