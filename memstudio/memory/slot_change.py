"""How far slots moved, by one rule for what is recorded and what is said of a conversation."""

from __future__ import annotations

import torch


def relative_change(before: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
    """`[..., m]`, how far each slot moved, relative to its length before.

    One of zeros had no length; there it is relative to the length after, so that filling it is 1.

    Args:
        before: `[..., m, d]`, the slots before.
        after: the same slots after.
    """
    length, new_length = before.norm(dim=-1), after.norm(dim=-1)
    reference = torch.where(length > 0, length, new_length).clamp(min=1e-30)
    change: torch.Tensor = (after - before).norm(dim=-1) / reference
    return change
