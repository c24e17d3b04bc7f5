"""The tokens of one call as streams: what was pending and what is new, left-aligned, unpadded.

Rows of a batch may hold different numbers of tokens, padded on either side, and may stand at
different places in their segments. Aligned left, with the pending tokens in front, every row's
segments begin at the same columns.

How long rows are and where something is asked decides what is computed, so it has to be known here and
not on the device alone. It is looked at once, when a stream is made: each look waits until the device
has done all that it was given before.

Shapes: B rows, T tokens given, P pending tokens, N = longest of pending + given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional

if TYPE_CHECKING:
    from memstudio.memory.memory_kind import KindState
    from memstudio.memory.memory_state import MemoryState

IGNORED = -100
"""The label of a place where nothing is asked, as transformers has it."""


@dataclass(frozen=True)
class TokenStream:
    """Left-aligned tokens.

    Attributes:
        ids: `[B, N]`, zero after the end of a row.
        labels: `[B, N]`, the token to be predicted at each place; -100 where nothing is asked.
        lengths: `[B]`, tokens of each row.
        row_pending: those of each row that were pending.
        row_lengths: `lengths` as they are known here.
        is_asked: whether there are labels at all.
        num_pending: pending tokens in front, when all rows have the same number; else 0.
        source: `[B, T]`, the column of the stream that each given token went to; None when they
            simply follow the pending ones.
        sources: `[B, N]`, what an encoder reads where the tokens are; None when nothing was said.
    """

    ids: Tensor
    labels: Tensor
    lengths: Tensor
    row_pending: tuple[int, ...]
    row_lengths: tuple[int, ...]
    num_pending: int
    source: Tensor | None
    num_given: int
    is_asked: bool = False
    sources: Tensor | None = None

    @classmethod
    def of(
        cls,
        state: MemoryState,
        input_ids: Tensor,
        attention_mask: Tensor | None,
        labels: Tensor | None,
        source_ids: Tensor | None = None,
    ) -> TokenStream:
        """Join what is pending in `state` with what is given; the source of the pending is itself."""
        num_rows, num_given = input_ids.shape
        is_asked = labels is not None
        targets = torch.full_like(input_ids, IGNORED)
        if labels is not None:
            targets[:, :-1] = labels[:, 1:]
        pending = state.pending_lengths
        width = state.pending_ids.shape[1]
        real = None if attention_mask is None else attention_mask.bool()
        row_pending, row_given = _row_lengths(pending, width, real, num_given)
        row_lengths = tuple(map(sum, zip(row_pending, row_given, strict=True)))
        if all(each == width for each in row_pending) and all(n == num_given for n in row_given):
            nothing = input_ids.new_full((num_rows, width), IGNORED)
            ids = torch.cat([state.pending_ids, input_ids], dim=1)
            lengths = torch.full_like(pending, ids.shape[1])
            labels = torch.cat([nothing, targets], dim=1)
            sources = (
                None if source_ids is None else torch.cat([state.pending_ids, source_ids], dim=1)
            )
            return cls(
                ids, labels, lengths, row_pending, row_lengths, num_pending=width, source=None,
                num_given=num_given, is_asked=is_asked, sources=sources,
            )  # fmt: skip

        if real is None:
            real = torch.ones_like(input_ids, dtype=torch.bool)
        lengths = pending + real.sum(1)
        longest = max(row_lengths, default=0)
        # A spare last column takes what is padding, and is cut off again.
        source = torch.where(real, pending[:, None] + real.cumsum(1) - 1, longest)
        pending_and_zeros = input_ids.new_zeros(num_rows, longest + 1)
        pending_and_zeros[:, :width] = state.pending_ids[:, : longest + 1]
        ids = pending_and_zeros.scatter(1, source, input_ids)[:, :longest]
        sources = None
        if source_ids is not None:
            sources = pending_and_zeros.scatter(1, source, source_ids)[:, :longest]
        all_labels = input_ids.new_full((num_rows, longest + 1), IGNORED)
        all_labels = all_labels.scatter(1, source, targets)[:, :longest]
        return cls(
            ids, all_labels, lengths, row_pending, row_lengths, num_pending=0, source=source,
            num_given=num_given, is_asked=is_asked, sources=sources,
        )  # fmt: skip

    @classmethod
    def of_pending(cls, state: MemoryState) -> TokenStream:
        """Only what is pending."""
        ids = state.pending_ids
        rows, _ = _row_lengths(state.pending_lengths, ids.shape[1], None, 0)
        nothing = torch.full_like(ids, IGNORED)
        return cls(
            ids, nothing, state.pending_lengths, rows, rows, num_pending=ids.shape[1], source=None,
            num_given=0,
        )  # fmt: skip

    def lengthened(self, length: int) -> TokenStream:
        """The same with at least `length` columns, of which rows fill those they filled before."""
        missing = length - self.max_length
        if missing <= 0:
            return self
        source = self.source
        if source is None:
            given = torch.arange(self.num_given, device=self.ids.device)
            source = (self.num_pending + given)[None].expand(len(self.ids), -1)
        # The spare column that padding went to stays behind the last.
        source = torch.where(source == self.max_length, length, source)
        return replace(
            self,
            ids=functional.pad(self.ids, (0, missing)),
            labels=functional.pad(self.labels, (0, missing), value=IGNORED),
            sources=None if self.sources is None else functional.pad(self.sources, (0, missing)),
            source=source,
            num_pending=0,
        )

    @property
    def max_length(self) -> int:
        """N."""
        return int(self.ids.shape[1])

    @property
    def is_uniform(self) -> bool:
        """Whether all rows fill all columns."""
        return all(length == self.max_length for length in self.row_lengths)

    def mask(self, start: int = 0, end: int | None = None) -> Tensor | None:
        """`[B, end - start]`, False after the end of a row; None when there is no such place."""
        if self.is_uniform:
            return None
        end = self.max_length if end is None else end
        columns = torch.arange(start, end, device=self.lengths.device)
        return columns[None] < self.lengths[:, None]

    def no_logits(self) -> Tensor:
        """No positions at all."""
        return self.ids.new_zeros(0)

    @property
    def given(self) -> Tensor:
        """`[N]` bool on the CPU: columns that hold a given token in some row."""
        columns = torch.arange(self.max_length)
        if self.source is None:
            return columns >= self.num_pending
        rows = torch.tensor([self.row_pending, self.row_lengths]).T
        return ((columns >= rows[:, :1]) & (columns < rows[:, 1:])).any(0)

    @cached_property
    def labelled(self) -> Tensor:
        """`[N]` bool on the CPU: columns where some row is asked for a prediction."""
        if not self.is_asked:
            return torch.zeros(self.max_length, dtype=torch.bool)
        return (self.labels != IGNORED).any(0).cpu()

    @property
    def num_labels(self) -> Tensor:
        """How many predictions are asked for, a scalar."""
        return (self.labels != IGNORED).sum()

    def asked_for(self, count: int) -> Tensor:
        """`[N]` bool on the CPU: as `last_given`, or as `given` for a count of 0."""
        return self.last_given(count) if count else self.given

    @property
    def last(self) -> Tensor:
        """`[N]` bool on the CPU: columns that hold the last token of some row."""
        columns = torch.arange(self.max_length)
        return (columns == torch.tensor(self.row_lengths)[:, None] - 1).any(0)

    def at_last(self, pieces: list[tuple[Tensor, Tensor]]) -> Tensor:
        """Vectors `[B, d]` at the last token of each row; NaN in rows without any.

        Args:
            pieces: for each segment, stream columns `[n]` and vectors `[B, n, d]`, which together
                hold each row's last column.
        """
        columns = torch.cat([columns for columns, _ in pieces])
        vectors = torch.cat([vectors for _, vectors in pieces], dim=1)
        if not len(columns):  # nothing but padding
            return vectors.new_full((len(vectors), vectors.shape[2]), float("nan"))
        place = torch.searchsorted(columns, self.lengths - 1)
        found = vectors[torch.arange(len(place), device=place.device), place]
        return found.masked_fill((self.lengths < 1)[:, None], float("nan"))

    def last_given(self, count: int) -> Tensor:
        """`[N]` bool on the CPU: columns with one of the last `count` given tokens of some row."""
        if self.source is None:
            return torch.arange(self.max_length) >= self.max_length - count
        used = torch.zeros(self.max_length + 1, dtype=torch.bool, device=self.ids.device)
        used[self.source[:, -count:].flatten()] = True
        return used[: self.max_length].cpu()

    def in_given_order(self, pieces: list[tuple[Tensor, Tensor]], last: int = 0) -> Tensor:
        """Put logits back where their tokens were given.

        Args:
            pieces: for each segment, stream columns `[n]` and logits `[B, n, V]`.
            last: only the last so many given tokens; 0 for all.

        Returns:
            `[B, T, V]` (or `[B, last, V]`), zero at padding.
        """
        logits = torch.cat([piece for _, piece in pieces], dim=1)
        count = min(last, self.num_given) if last else self.num_given
        if self.source is None:
            return logits[:, -count:] if count else logits[:, :0]
        if not logits.shape[1]:  # nothing but padding
            return logits.new_zeros(len(logits), count, logits.shape[2])
        columns = torch.cat([columns for columns, _ in pieces])
        place = self.ids.new_full((self.max_length + 1,), -1)
        place[columns] = torch.arange(columns.shape[0], device=columns.device)
        index = place[self.source[:, -count:]]
        rows = torch.arange(index.shape[0], device=index.device)[:, None]
        picked = logits[rows, index.clamp(min=0)]
        return picked * (index >= 0).unsqueeze(-1)

    def state_after(
        self, before: MemoryState, tensors: KindState, num_written: Tensor, segment_length: int
    ) -> MemoryState:
        """The state with everything of the stream read, and `tensors` written."""
        used = num_written * segment_length
        left = self.lengths - used
        width = max((each % segment_length for each in self.row_lengths), default=0)
        columns = used[:, None] + torch.arange(width, device=used.device)[None]
        inside = columns < self.lengths[:, None]
        pending = (
            self.ids.gather(1, columns.clamp(max=max(0, self.max_length - 1)))
            if width
            else self.ids[:, :0]
        )
        return replace(
            before,
            tensors=tensors,
            pending_ids=torch.where(inside, pending, 0),
            pending_lengths=left,
            num_segments=before.num_segments + num_written,
        )


def _row_lengths(
    pending: Tensor, width: int, real: Tensor | None, num_given: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How many tokens of each row are pending, and how many are given, with one look at most.

    Args:
        pending: `[B]`, how many are pending, at most `width`.
        width: of the pending.
        real: `[B, T]` bool, which tokens are given; None for all.
        num_given: T.
    """
    num_rows = len(pending)
    if width and real is not None:
        both = torch.stack([pending, real.sum(1).to(pending)]).tolist()
        return tuple(both[0]), tuple(both[1])
    counts = pending if width else None if real is None else real.sum(1)
    known = (0,) * num_rows if counts is None else tuple(counts.tolist())
    if width:
        return known, (num_given,) * num_rows
    return (0,) * num_rows, (num_given,) * num_rows if real is None else known
