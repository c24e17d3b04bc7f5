"""How much of what a slot holds after a write had been there before.

A write leaves something of a slot and adds something: v' = stayed + new. Along v' itself the two parts
have lengths that add up to that of v', and that of what stayed, over it all, is what is told. Both may
point away from v' and cancel there: what would be below none or above all counts as none or all.

Shapes: B rows, m slots, d width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.memory.precision import precise

if TYPE_CHECKING:
    from torch import Tensor

_SMALLEST = 1e-30


def kept_part(stayed: Tensor, after: Tensor) -> Tensor:
    """`[B, m]`, 0 to 1, how much of slots was there before.

    Args:
        stayed: `[B, m, d]`, what a write left of what was there.
        after: `[B, m, d]`, the slots that it made. A slot that is 0 and stays so is all as it was.
    """
    stayed, after = precise(stayed), precise(after)
    along = (stayed * after).sum(-1) / after.square().sum(-1).clamp(min=_SMALLEST)
    is_nothing = (stayed == 0).all(-1) & (after == 0).all(-1)
    return along.clamp(0, 1).masked_fill(is_nothing, 1.0)
