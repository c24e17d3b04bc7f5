"""Samples put together to a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Sequence

IGNORED = -100

# "input_ids", "labels" and "attention_mask", each of one length, as tensors or arrays; "source_ids",
# where an encoder reads something else than the decoder writes; and in place of labels "values", a
# number, or "classes", a label of each of H sets, that are said at the end.
Sample = dict[str, Any]
SAID_AT_END = frozenset({"values", "classes"})
_FILLINGS = {"input_ids": 0, "labels": IGNORED, "attention_mask": 0, "source_ids": 0}


def collate(samples: Sequence[Sample]) -> dict[str, Tensor]:
    """Samples as a batch: `input_ids` and `labels` `[B, T]`, `attention_mask` only if needed.

    With `source_ids` `[B, T]`, `values` `[B]` and `classes` `[B, H]`, where the samples have some.
    Shorter samples are filled up behind.

    The label of each row's first token is ignored, because nothing comes before it: so the labels
    that count are exactly those that are predicted, and every mean over them is right.
    """
    longest = max(len(sample["input_ids"]) for sample in samples)
    batch: dict[str, Tensor] = {
        name: torch.stack([_filled(sample[name], longest, filling) for sample in samples])
        for name, filling in _FILLINGS.items()
        if name in samples[0]
    }
    if "labels" in batch:
        batch["labels"] = batch["labels"].masked_fill(batch["attention_mask"] == 0, IGNORED)
        batch["labels"][:, 0] = IGNORED
    for name in SAID_AT_END & samples[0].keys():
        batch[name] = torch.tensor([sample[name] for sample in samples])
    if bool(batch["attention_mask"].all()):
        del batch["attention_mask"]
    return batch


def _filled(values: Any, length: int, filling: int) -> Tensor:
    tensor = torch.as_tensor(values).long()
    missing = length - len(tensor)
    return functional.pad(tensor, (0, missing), value=filling) if missing else tensor


def num_tokens(batch: dict[str, Tensor]) -> int:
    """Tokens that are read, padding left out."""
    mask = batch.get("attention_mask")
    return batch["input_ids"].numel() if mask is None else int(mask.sum())
