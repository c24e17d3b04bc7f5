"""Gates that are shut or wide open: their sigmoid is so flat there that they hardly learn.

A gate of many units or heads is shown as their mean, in which shut and open ones cancel; so which of
them are stuck is told beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

SHUT, OPEN = 0.02, 0.98
"""Gates beyond: their sigmoid's slope is less than a twelfth of its steepest."""


def stuck_share(gates: Tensor) -> Tensor:
    """`[...]`, the share of gates `[..., n]`, 0 to 1 each, that are beyond the ends."""
    stuck: Tensor = ((gates < SHUT) | (gates > OPEN)).to(gates.dtype)
    return stuck.mean(-1)
