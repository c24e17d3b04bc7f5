"""Reading a document segment by segment, with what each token cost.

Shapes: N tokens of the document, S tokens of a segment, V vocabulary, k predictions kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from memstudio.memory.attach import attach_memory
from memstudio.memory.memory_kind import KindState, Segment, SegmentReading
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.window import window_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from transformers import PreTrainedModel

    from memstudio.progress import Control

_PLAIN_SEGMENT_LENGTH = 128
_BLOCK = 64


@dataclass(frozen=True)
class SegmentStep:
    """One segment as it was read.

    Attributes:
        index: which segment.
        start: its first token.
        stop: the token after its last.
        reading: logits `[1, S, V]`, the memory afterwards, attention when captured.
    """

    index: int
    start: int
    stop: int
    reading: SegmentReading


@dataclass(frozen=True)
class Predictions:
    """What the model thought of a segment's tokens before it read them.

    Attributes:
        loss: `[S]` float32, -ln p of each token; NaN for the first of a document.
        ids: `[S, k]`, the likeliest tokens at each place; -1 for the first of a document.
        probabilities: `[S, k]` float32; 0 for the first of a document.
    """

    loss: Tensor
    ids: Tensor
    probabilities: Tensor


def with_memory(model: PreTrainedModel) -> MemoryModel:
    """The model itself, or a plain one as a memory model of kind `none`.

    Raises:
        MemoryAttachError: it is not a causal language model.
    """
    if isinstance(model, MemoryModel):
        return model
    length = min(_PLAIN_SEGMENT_LENGTH, window_of(model) or _PLAIN_SEGMENT_LENGTH)
    return attach_memory(model, kind="none", num_slots=0, segment_length=length)


def read_segments(
    model: MemoryModel,
    ids: Tensor,
    tensors: KindState,
    *,
    control: Control,
    capture: bool = False,
    mean_will_do: Callable[[], bool] | None = None,
) -> Iterator[SegmentStep]:
    """Read tokens segment by segment; the last one is written even when it is short.

    Args:
        model: what reads.
        ids: `[N]` int64, the whole document.
        tensors: the memory before the first segment.
        control: asked before each segment whether to go on.
        capture: whether attention is wanted; the backbone must then run eagerly.
        mean_will_do: asked before each segment whether no more than the mean of the attention
            over layers and heads is wanted; None when all of it is.

    Raises:
        Cancelled: through `control`.
    """
    length = model.config.segment_length
    for index, start in enumerate(range(0, ids.shape[0], length)):
        control.checkpoint()
        stop = min(start + length, ids.shape[0])
        is_mean = mean_will_do is not None and mean_will_do()
        segment = Segment(ids[None, start:stop], capture=capture, mean_will_do=is_mean)
        reading = model.memory.read_segment(model.backbone, segment, tensors)
        yield SegmentStep(index, start, stop, reading)
        tensors = reading.state


class NextToken:
    """Follows the logits over segment borders, where one segment predicts the next one's token.

    Args:
        num_kept: of the likeliest tokens at each place.
    """

    def __init__(self, num_kept: int) -> None:
        self._num_kept = num_kept
        self._last: tuple[Tensor, Tensor, Tensor] | None = None

    def follow(self, logits: Tensor, ids: Tensor) -> Predictions:
        """Take the next segment.

        Args:
            logits: `[S, V]`, after each of its tokens.
            ids: `[S]`, its tokens.
        """
        log_p = logits.float().log_softmax(-1)
        best, best_ids = _largest(log_p, min(self._num_kept, log_p.shape[-1]))
        probabilities = best.exp()
        loss = log_p.new_full(ids.shape, torch.nan)
        loss[1:] = -log_p.gather(-1, ids.roll(-1)[:, None])[:-1, 0]
        all_ids = best_ids.roll(1, 0)
        all_probabilities = probabilities.roll(1, 0)
        if self._last is None:
            all_ids[0], all_probabilities[0] = -1, 0
        else:
            row, all_ids[0], all_probabilities[0] = self._last
            loss[0] = -row[ids[0]]
        self._last = log_p[-1].clone(), best_ids[-1], probabilities[-1]
        return Predictions(loss, all_ids, all_probabilities)


def _largest(rows: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The largest entries of rows `[S, V]` and where they are, `[S, count]`, the largest first.

    They lie in those blocks of a row that have the largest maxima, so most are not sorted at all.
    """
    width = rows.shape[-1]
    blocks = width // _BLOCK
    if blocks <= 2 * count:
        return tuple(rows.topk(count, dim=-1))  # type: ignore[return-value]
    whole = rows[:, : blocks * _BLOCK].reshape(-1, _BLOCK)
    at = whole.amax(-1).view(-1, blocks).topk(count, dim=-1).indices  # [S, count]
    first = torch.arange(0, len(whole), blocks, device=rows.device)
    near = whole.index_select(0, (first[:, None] + at).flatten()).view(len(rows), -1)
    if width % _BLOCK:
        near = torch.cat([near, rows[:, blocks * _BLOCK :]], dim=-1)
    best = near.topk(count, dim=-1)
    block = (best.indices // _BLOCK).clamp(max=count - 1)
    place = at.gather(1, block) * _BLOCK + best.indices % _BLOCK
    in_rest = best.indices - count * _BLOCK
    return best.values, torch.where(in_rest < 0, place, blocks * _BLOCK + in_rest)
