"""What tells the weights of an open model from others, also from its own a training step later."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import torch
from typing_extensions import override

if TYPE_CHECKING:
    from torch import Tensor, nn

_SAMPLED = 64
"""Places of each parameter that count by themselves; all of them are in the sum."""
_BYTES = 8


@dataclass(frozen=True, slots=True)
class WeightsMark:
    """Equal for equal weights, on whatever device; it takes one pass over them.

    Attributes:
        precision: types of the numbers, such as "float32".
        form: of names, sizes and types of the parameters.
        values: of what they are, to the last bit.
    """

    precision: str
    form: str
    values: str

    @classmethod
    def of(cls, model: nn.Module) -> Self | None:
        """The mark of a model; None of one whose weights are shared out among processes."""
        form, values = hashlib.blake2b(digest_size=8), hashlib.blake2b(digest_size=16)
        types = set()
        for name, parameter in model.named_parameters():
            tensor = parameter.detach()
            if hasattr(tensor, "full_tensor"):
                return None
            kind = str(tensor.dtype).removeprefix("torch.")
            types.add(kind)
            form.update(f"{name} {tuple(tensor.shape)} {kind}\n".encode())
            values.update(_bits(tensor))
        return cls("+".join(sorted(types)), form.hexdigest(), values.hexdigest())

    @classmethod
    def read(cls, text: object) -> Self | None:
        """From what `str` made of it; None of anything else."""
        parts = text.split() if isinstance(text, str) else []
        return cls(*parts) if len(parts) == 3 else None

    @override
    def __str__(self) -> str:
        return f"{self.precision} {self.form} {self.values}"


def _bits(tensor: Tensor) -> bytes:
    """The sum of the numbers' bits, eight bytes at once, some of these themselves, and what is left."""
    whole = tensor.contiguous().reshape(-1).view(torch.uint8)
    if whole.storage_offset() % _BYTES:
        whole = whole.clone()
    stop = len(whole) // _BYTES * _BYTES
    numbers = whole[:stop].view(torch.int64)
    some = numbers[:: max(1, len(numbers) // _SAMPLED)]
    parts = [numbers.sum().reshape(1), some, whole[stop:].to(torch.int64)]
    return torch.cat(parts).cpu().numpy().tobytes()
