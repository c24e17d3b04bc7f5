"""What each token would cost without memory: every segment read as if it were the first.

The segments do not need one another then, so many are read at once.

Shapes: N tokens, B segments at once, S tokens of a segment, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from memstudio.errors import marked
from memstudio.memory.memory_kind import Segment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.progress import Control

_MOST_LOGITS = 1 << 23
"""Numbers in the logits of what is read at once."""

_MOST_SEGMENTS = 32


def _sources(model: MemoryModel, ids: Tensor, start: int, rows: int) -> Tensor | None:
    """The segments before, where an encoder reads them again: the text just read is no memory."""
    length = model.config.segment_length
    if not model.memory.needs_encoder or not start:
        return None
    return ids[start - length : start + (rows - 1) * length].view(rows, length)


def loss_without_memory(model: MemoryModel, ids: Tensor, control: Control) -> Iterator[Tensor]:
    """`[n]` float32, -ln p of the next n tokens, nats; NaN for the first of the document.

    The first token of a segment is predicted by the segment before it, which was read without
    memory too.

    Args:
        model: what reads, in evaluation mode.
        ids: `[N]` int64, the whole document.
        control: asked before each batch whether to go on; takes progress.

    Raises:
        Cancelled: through `control`.
    """
    length = model.config.segment_length
    at_once = 1
    last = ids.new_zeros(0)
    start = 0
    while start < len(ids):
        control.checkpoint()
        rows = max(1, min(at_once, (len(ids) - start) // length))
        stop = min(len(ids), start + rows * length)
        batch = ids[start:stop].view(rows, -1)
        segment = Segment(batch, write=False, source_ids=_sources(model, ids, start, rows))
        state = model.memory.initial_state(rows)
        logits = model.memory.read_segment(model.backbone, segment, state).logits.float()
        at_once = max(1, min(_MOST_SEGMENTS, _MOST_LOGITS // (length * logits.shape[-1])))
        flat = logits.flatten(0, 1)
        targets = ids[start:stop]
        loss = torch.full_like(flat[:, 0], torch.nan)
        total = flat.logsumexp(-1)
        loss[1:] = (total - flat.gather(-1, targets.roll(-1)[:, None])[:, 0])[:-1]
        if start:
            loss[0] = last.logsumexp(-1) - last[targets[0]]
        last = flat[-1].clone()
        start = stop
        text = marked("progress", "Reading without memory")
        control.report(start, len(ids), text, "tokens")
        yield loss
