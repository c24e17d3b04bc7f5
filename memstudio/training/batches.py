"""Samples put together to a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

IGNORED = -100

# "input_ids", "labels" and "attention_mask", each of one length, as tensors or arrays; and
# "source_ids", where an encoder reads something else than the decoder writes.
Sample = dict[str, Any]


def collate(samples: Sequence[Sample]) -> dict[str, Tensor]:
    """Samples as a batch: `input_ids` and `labels` `[B, T]`, `attention_mask` only if needed.

    With `source_ids` `[B, T]`, where the samples have some.

    The label of each row's first token is ignored, because nothing comes before it: so the labels
    that count are exactly those that are predicted, and every mean over them is right.
    """
    batch: dict[str, Tensor] = {
        name: torch.stack([torch.as_tensor(sample[name]) for sample in samples]).long()
        for name in ("input_ids", "labels", "attention_mask", "source_ids")
        if name in samples[0]
    }
    batch["labels"] = batch["labels"].masked_fill(batch["attention_mask"] == 0, IGNORED)
    batch["labels"][:, 0] = IGNORED
    if bool(batch["attention_mask"].all()):
        del batch["attention_mask"]
    return batch


def num_tokens(batch: dict[str, Tensor]) -> int:
    """Tokens that are read, padding left out."""
    mask = batch.get("attention_mask")
    return batch["input_ids"].numel() if mask is None else int(mask.sum())
