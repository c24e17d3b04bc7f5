"""Reads a stream of tokens segment by segment: what is kept, what is learnt, how far gradients go.

Shapes: B rows, N tokens of the stream, S tokens of a segment, V vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.checkpoint import checkpoint
from transformers.cache_utils import DynamicCache

from memstudio.memory.freed_memory import give_back_freed
from memstudio.memory.growing_rows import as_long
from memstudio.memory.memory_kind import KindState, Segment, SegmentReading
from memstudio.memory.precision import precise, precise_type
from memstudio.memory.text_head import seen_by_output_layer
from memstudio.memory.token_stream import IGNORED

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from memstudio.memory.memory_cache import MemoryCache
    from memstudio.memory.memory_kind import MemoryKind
    from memstudio.memory.token_stream import TokenStream


@dataclass
class StreamReading:
    """What came of reading a stream.

    Attributes:
        tensors: the kind's state at the end.
        num_written: `[B]`, segments that each row wrote.
        pieces: for each segment the stream columns `[n]` and logits `[B, n, V]`, when kept.
        loss_sum: cross-entropy of all labels, summed; None when there were none and no gradient is
            wanted.
        hidden: for each segment in which something was wanted the stream columns `[n]` and what the
            output layer took in there, `[B, n, d]`, when kept.
    """

    tensors: KindState
    num_written: Tensor
    pieces: list[tuple[Tensor, Tensor]] = field(default_factory=list)
    loss_sum: Tensor | None = None
    hidden: list[tuple[Tensor, Tensor]] = field(default_factory=list)


@dataclass(frozen=True)
class SegmentLoop:
    """How a stream is read.

    Attributes:
        memory: the kind, with its parameters.
        backbone: the model.
        segment_length: S.
        bptt_depth: segments that the gradient flows back through; None for all.
        replay: whether segments are read a second time on the way back instead of keeping what
            they computed, so that memory does not grow with their number (memory replay: Wu et
            al., Memformer, Findings of AACL 2022, arXiv 2010.06891).
        keeps_hidden: whether what the output layer takes in comes back as well.
        num_columns: tokens that are read at least, by processes that must read and write equally
            often and let the gradient through everything; 0 for one that need not.
    """

    memory: MemoryKind
    backbone: PreTrainedModel
    segment_length: int
    bptt_depth: int | None = None
    replay: bool = False
    keeps_hidden: bool = False
    num_columns: int = 0

    def read(
        self,
        tensors: KindState,
        stream: TokenStream,
        wanted: Tensor,
        *,
        cache: MemoryCache | None = None,
        keep_logits: bool = True,
    ) -> StreamReading:
        """Read all of a stream.

        Args:
            tensors: the kind's state at the beginning.
            stream: the tokens, with their labels.
            wanted: `[N]` bool on the CPU, columns whose logits are wanted.
            cache: keys and values of the segment that has begun; changed in place.
            keep_logits: whether the logits come back; otherwise only their loss does.
        """
        result = StreamReading(tensors, torch.zeros_like(stream.lengths))
        # What truncated BPTT needs: the values before each segment, and the segments.
        before: list[KindState] = []
        segments: list[tuple[Segment, FullRows]] = []
        reading: SegmentReading | None = None
        # All at once: each copy waits until the device has done what it was given before.
        places = wanted.nonzero().flatten()
        places_there = places.to(stream.ids.device)
        for start in range(0, stream.max_length, self.segment_length):
            end = min(start + self.segment_length, stream.max_length)
            full = FullRows.of(stream, start + self.segment_length)
            first, last = torch.searchsorted(places, torch.tensor([start, end])).tolist()
            columns = places_there[first:last]
            segment = Segment(
                stream.ids[:, start:end],
                stream.mask(start, end),
                # Of processes in step all write where one does.
                write=full.has_some or start + self.segment_length <= self.num_columns,
                logits_at=columns - start,
                source_ids=None if stream.sources is None else stream.sources[:, start:end],
            )
            if self.bptt_depth is not None and torch.is_grad_enabled():
                before.append(result.tensors)
                segments.append((segment, full))
                result.tensors = self._rebuilt(before, segments, self.bptt_depth)
            is_asked = bool(stream.labelled[start:end].any())
            labels = stream.labels[:, columns] if is_asked else None
            reading = None  # its logits are let go before there are others
            if cache is None:
                reading, loss = self._read(segment, labels, result.tensors)
            else:
                reading = self._continue(segment, result.tensors, start, cache, stream)
                loss = summed_loss(reading.logits, labels)
            if keep_logits:
                result.pieces.append((columns, reading.logits))
            if reading.hidden is not None and len(columns):
                result.hidden.append((columns, reading.hidden))
            if loss is not None:
                result.loss_sum = loss if result.loss_sum is None else result.loss_sum + loss
            if segment.write:
                result.tensors = where_rows(full, reading.state, result.tensors)
                result.num_written = result.num_written + full.rows
        if reading is not None and torch.is_grad_enabled():
            result.loss_sum = self._with_way_back(result, reading)
        return result

    def _with_way_back(self, result: StreamReading, last: SegmentReading) -> Tensor:
        """The loss, of zero where nothing was asked, with a way back for the gradient."""
        loss = touched(last.logits) if result.loss_sum is None else result.loss_sum
        if self.num_columns:
            # The last write, which nothing reads any more.
            for tensor in result.tensors.values():
                if tensor.requires_grad:
                    loss = loss + touched(tensor)
        return loss

    def _read(
        self, segment: Segment, labels: Tensor | None, tensors: KindState
    ) -> tuple[SegmentReading, Tensor | None]:
        """Read one segment; with replay, nothing of it is kept but its result."""

        def read(tensors: KindState) -> tuple[SegmentReading, Tensor | None]:
            reading = self._reading(segment, tensors)
            loss = summed_loss(reading.logits, labels)
            if loss is None and self.num_columns and torch.is_grad_enabled():
                loss = touched(reading.logits)
            return reading, loss

        def read_sparingly(tensors: KindState) -> tuple[SegmentReading, Tensor | None]:
            if segment.input_ids.device.type == "cpu":
                give_back_freed()
            return read(tensors)

        if not (self.replay and torch.is_grad_enabled()):
            return read(tensors)
        result: tuple[SegmentReading, Tensor | None] = checkpoint(
            read_sparingly, tensors, use_reentrant=False
        )
        return result

    def _reading(self, segment: Segment, tensors: KindState) -> SegmentReading:
        if not self.keeps_hidden:
            return self.memory.read_segment(self.backbone, segment, tensors)
        with seen_by_output_layer(self.backbone) as seen:
            reading = self.memory.read_segment(self.backbone, segment, tensors)
        return replace(reading, hidden=seen[-1])

    def _rebuilt(
        self, before: list[KindState], segments: list[tuple[Segment, FullRows]], depth: int
    ) -> KindState:
        """The memory before the last segment, with a graph that reaches exactly `depth` back.

        The chain of writes is run again from the detached memory `depth` segments ago, as the
        authors of RMT do it: every loss then reaches as far back as asked, no more and no less.
        """
        last = len(segments) - 1
        first = max(0, last - depth)
        tensors = before[first]
        if first > 0:
            tensors = {name: tensor.detach() for name, tensor in tensors.items()}
        for segment, full in segments[first:last]:
            if segment.write:
                nothing = segment.input_ids.new_zeros(0)
                silent = replace(segment, logits_at=nothing)
                reading, _ = self._read(silent, None, tensors)
                tensors = where_rows(full, reading.state, tensors)
        return tensors

    def _continue(
        self,
        segment: Segment,
        tensors: KindState,
        start: int,
        cache: MemoryCache,
        stream: TokenStream,
    ) -> SegmentReading:
        """Read one segment through keys and values kept from its earlier tokens, if there are."""
        reads_whole = segment.write and not self.memory.writes_through_cache
        if not stream.is_uniform or reads_whole:
            cache.segment_cache = None
            return self.memory.read_segment(self.backbone, segment, tensors)
        num_cached = stream.num_pending if start == 0 and cache.segment_cache is not None else 0
        if num_cached == 0:
            cache.segment_cache = DynamicCache()
        logits_at = segment.logits_at
        reading = self.memory.read_segment(
            self.backbone,
            Segment(
                segment.input_ids[:, num_cached:],
                num_cached=num_cached,
                cache=cache.segment_cache,
                write=segment.write,
                logits_at=None if logits_at is None else logits_at - num_cached,
            ),
            tensors,
        )
        if segment.write:
            cache.segment_cache = None
        return reading


@dataclass(frozen=True)
class FullRows:
    """The rows whose segment is full, so that it is written.

    Attributes:
        rows: `[B]` bool.
        has_some: whether there is one.
        has_all: whether there is no other.
    """

    rows: Tensor
    has_some: bool
    has_all: bool

    @classmethod
    def of(cls, stream: TokenStream, end: int) -> FullRows:
        """Those that have tokens up to the column `end`."""
        full = [length >= end for length in stream.row_lengths]
        return cls(stream.lengths >= end, has_some=any(full), has_all=all(full))


def where_rows(full: FullRows, new: KindState, old: KindState) -> KindState:
    """`new` in the rows that are full, `old` elsewhere.

    Tensors that have grown may differ in their second dimension; zeros follow the shorter.
    """
    if full.has_all:
        return new
    rows = full.rows
    return {
        name: torch.where(rows.view(-1, *[1] * (tensor.dim() - 1)), *as_long(tensor, old[name]))
        for name, tensor in new.items()
    }


def touched(tensor: Tensor) -> Tensor:
    """A loss of zero whose gradient goes all the way back through what made `tensor`."""
    return tensor.sum(dtype=precise_type(tensor)) * 0.0


def summed_loss(logits: Tensor, labels: Tensor | None) -> Tensor | None:
    """Cross-entropy in nats, summed; None when nothing is asked.

    Args:
        logits: `[B, n, V]`.
        labels: `[B, n]`, -100 where nothing is asked; None where nothing is anywhere.
    """
    if labels is None:
        return None
    return functional.cross_entropy(
        precise(logits).flatten(0, 1),
        labels.flatten(),
        ignore_index=IGNORED,
        reduction="sum",
    )
