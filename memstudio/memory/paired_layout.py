"""Who sees whom where every token of a segment may come with a vector of its own before it.

The order is persistent vectors first, then for each token what was read for it and the token
itself. It is the same whether a segment comes at once or in parts, as a cache needs it. What was
read for a token has the token's position; it sees what was read for earlier tokens and no token,
as if all of it stood before the segment.

Shapes: B rows, S tokens, P persistent vectors, Q vectors, K keys (cached ones too).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

    from memstudio.memory.memory_kind import Segment


def paired_layout(
    segment: Segment, *, num_persistent: int, per_token: int
) -> tuple[Tensor, Tensor]:
    """Positions `[Q]` and mask `[B, Q, K]`.

    Args:
        segment: the tokens; when some are cached, so is all that stands before them.
        num_persistent: P.
        per_token: 2 with a vector before each token, 1 without.
    """
    batch_size, num_new = segment.input_ids.shape
    device = segment.input_ids.device
    num_before = segment.num_cached * per_token
    key = torch.arange(num_before + num_new * per_token, device=device)
    token, is_token = key // per_token, key % per_token == per_token - 1
    new = key[num_before:]
    allowed = token[None] <= token[new][:, None]
    allowed = allowed & (is_token[new][:, None] | ~is_token[None])
    allowed = functional.pad(allowed, (num_persistent, 0), value=True)
    positions = num_persistent + token[new]
    if not segment.num_cached:
        persistent = torch.arange(num_persistent, device=device)
        sees = torch.arange(num_persistent + len(key), device=device) < num_persistent
        allowed = torch.cat([sees[None].expand(num_persistent, -1), allowed])
        positions = torch.cat([persistent, positions])
    allowed = allowed[None].expand(batch_size, -1, -1)
    if segment.mask is not None:
        there = segment.mask.repeat_interleave(per_token, dim=1)
        there = functional.pad(there, (num_persistent + num_before, 0), value=True)
        allowed = allowed & there[:, None]
    return positions, allowed
