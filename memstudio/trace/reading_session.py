"""One reading of one document by one model, from which it can be read again at any segment.

The session keeps the exact memory at the borders of segments, not the rounded one of a trace. It
reads the document only as far as somebody asks. What follows from it (`effects`, `provenance`) is a
function of the session and of what is asked: nothing in it changes but how far it has read.

The prediction of a token is made while the segment of the token before it is read. So segment t,
tokens `start` to `stop`, predicts tokens `start + 1` to `stop`, the last of them in the next segment.

Shapes: N tokens, T segments, S tokens of a segment, m slots, d width, V vocabulary, B rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from memstudio.errors import TraceError, marked
from memstudio.memory.evaluating import evaluating
from memstudio.memory.lean_eager import recorded_attention
from memstudio.memory.memory_kind import KindState, Segment, SegmentReading
from memstudio.memory.precision import precise
from memstudio.trace.document_reading import with_memory
from memstudio.trace.kept_states import KeptStates
from memstudio.trace.token_texts import TokenisedText, token_texts, tokenise_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_STATE_BYTES = 256_000_000
SMALL_MODEL = 20_000_000
"""Parameters of a model that reads a document many times over in a moment."""


@dataclass(frozen=True)
class Weights:
    """Attention of one segment, mean over layers and heads.

    Attributes:
        read: `[S, m]` float32.
        write: `[m, S]` float32; None when the kind gives none.
        between: `[m, 2m]` float32; None when the kind gives none.
        are_parts: `MemoryKind.writes_are_parts`.
        source: `[m, X]` float32, of the slots' writing attention that to the X tokens before the
            segment; None when they do not look there.
    """

    read: NDArray[np.float32]
    write: NDArray[np.float32] | None
    between: NDArray[np.float32] | None
    are_parts: bool = False
    source: NDArray[np.float32] | None = None


class ReadingSession:
    """A document as a model reads it.

    Args:
        loaded: a model with slots.
        tokens: the document.

    Attributes:
        model: what reads.
        tokens: the document.
        ids: `[N]` int64, on the model's device.
        num_tokens: N.
        num_segments: T.
        num_slots: m.
        log_probability: `[N]` float32, ln p of each token; NaN for the first and where nothing was
            read yet.
        predicted: `[N + 1]` int32, the likeliest token at each place and behind the last; -1 where
            nothing was read yet, and for the first.
        best_log_probability: `[N + 1]` float32, ln p of the likeliest tokens.

    Raises:
        TraceError: the model has no slots.
        MemoryAttachError: it is no causal language model.
    """

    def __init__(self, loaded: LoadedModel, tokens: TokenisedText) -> None:
        self.loaded = loaded
        self.model = with_memory(loaded.model)
        self.tokens = tokens
        self.ids = torch.from_numpy(tokens.ids.astype(np.int64)).to(self.model.device)
        self.num_tokens = len(tokens.ids)
        self.segment_length = int(self.model.config.segment_length)
        self.num_segments = -(-self.num_tokens // self.segment_length)
        with evaluating(self.model):
            self.initial = self._owned(self.model.memory.initial_state(1))
            self.initial_slots = self.model.memory.slot_view(self.initial)[0]
        self.num_slots = int(self.initial_slots.shape[0])
        if not self.num_slots:
            raise TraceError(
                marked("errors", "This model has no slots, so that there is no memory to change. Open one with a memory."),
            )  # fmt: skip
        self.log_probability = np.full(self.num_tokens, np.nan, np.float32)
        self.predicted = np.full(self.num_tokens + 1, -1, np.int32)
        self.best_log_probability = np.full(self.num_tokens + 1, np.nan, np.float32)
        self._states = KeptStates(self.initial, _STATE_BYTES)
        self._last = (0, self.initial)
        # Half precision would stop growing after some hundred segments.
        self._slot_sum = precise(torch.zeros_like(self.initial_slots))
        self._weights: dict[int, Weights] = {}
        self._texts: dict[int, str] = {}
        self._others: dict[str, ReadingSession] = {}

    @classmethod
    def of_text(
        cls, loaded: LoadedModel, text: str, max_tokens: int | None = None
    ) -> ReadingSession:
        """A session for a text.

        Raises:
            TraceError: there is nothing to read, or the model has no slots.
        """
        return cls(loaded, tokenise_text(loaded.tokenizer, text, max_tokens))

    # ------------------------------------------------------------------ places

    def bounds(self, segment: int) -> tuple[int, int]:
        """First token of a segment, and the one after its last."""
        start = segment * self.segment_length
        return start, min(start + self.segment_length, self.num_tokens)

    def segment_of(self, token: int) -> int:
        """The segment that a token belongs to."""
        return token // self.segment_length

    def predicting(self, token: int) -> int:
        """The segment that is read when `token` (up to N, what would come next) is predicted."""
        return (token - 1) // self.segment_length

    def span_text(self, start: int, stop: int) -> str:
        """The document from token `start` to `stop`."""
        if stop <= start:
            return ""
        tokens = self.tokens
        return tokens.text[int(tokens.starts[start]) : int(tokens.ends[stop - 1])]

    def texts(self, ids: Iterable[int]) -> Mapping[int, str]:
        """Tokens as text; the same growing table every time."""
        missing = {int(each) for each in ids} - self._texts.keys()
        self._texts |= token_texts(
            self.loaded.tokenizer, sorted(each for each in missing if each >= 0)
        )
        return self._texts

    def check_segment(self, segment: int, *, is_state: bool = False) -> None:
        """Make sure that there is such a segment, or such a state.

        Raises:
            TraceError: there is not.
        """
        if not 0 <= segment < self.num_segments + is_state:
            raise TraceError(
                marked("errors", "There is no segment {segment}: this text has {number}."),
                segment=segment, number=self.num_segments,
            )  # fmt: skip

    def check_slots(self, slots: Iterable[int]) -> None:
        """Make sure that there are such slots.

        Raises:
            TraceError: there are not.
        """
        for slot in slots:
            if not 0 <= slot < self.num_slots:
                raise TraceError(
                    marked("errors", "There is no slot {slot}: this model has {number}."),
                    slot=slot, number=self.num_slots,
                )  # fmt: skip

    def check_tokens(self, tokens: Iterable[int]) -> None:
        """Make sure that something predicts these tokens (N: what would come next).

        Raises:
            TraceError: nothing does.
        """
        for token in tokens:
            if 1 <= token <= self.num_tokens:
                continue
            if self.num_tokens == 1:
                raise TraceError(
                    marked("errors", "No prediction was made for token {token}: the text has one token, so choose 1, for what would come next."),
                    token=token,
                )  # fmt: skip
            raise TraceError(
                marked("errors", "No prediction was made for token {token}: choose one from 1 to {last}, or {next} for what would come next."),
                token=token, last=self.num_tokens - 1, next=self.num_tokens,
            )  # fmt: skip

    # ------------------------------------------------------------------ reading

    @property
    def num_read(self) -> int:
        """Segments that were read."""
        return self._last[0]

    def read(self, control: Control, stop_segment: int | None = None) -> None:
        """Read as far as segment `stop_segment` (exclusive; None: to the end), if not done yet.

        Raises:
            Cancelled: through `control`; what was read stays.
        """
        stop = self.num_segments if stop_segment is None else min(stop_segment, self.num_segments)
        if self._last[0] >= stop:
            return
        with evaluating(self.model):
            while self._last[0] < stop:
                control.checkpoint()
                segment, state = self._last
                start, end = self.bounds(segment)
                reading = self.read_segment(segment, state)
                logits = precise(reading.logits[0])
                total, best = logits.logsumexp(-1), logits.max(-1)
                known = min(end + 1, self.num_tokens)
                ids = self.ids[start + 1 : known]
                own = logits[: len(ids)].gather(-1, ids[:, None])[:, 0] - total[: len(ids)]
                self.log_probability[start + 1 : known] = own.float().cpu().numpy()
                self.predicted[start + 1 : end + 1] = best.indices.cpu().numpy()
                best_own = (best.values - total).float()
                self.best_log_probability[start + 1 : end + 1] = best_own.cpu().numpy()
                after = self._owned(reading.state)
                self._slot_sum += self.model.memory.slot_view(after)[0]
                self._last = segment + 1, after
                self._states.add(segment + 1, after)
                control.report(
                    segment + 1, stop, marked("progress", "Reading the document"), "segments"
                )

    def read_segment(
        self,
        segment: int,
        state: KindState,
        *,
        logits_at: Tensor | None = None,
        capture: bool = False,
    ) -> SegmentReading:
        """Read a segment with memory `[B, ...]` in all of B rows; inside `evaluating`."""
        start, stop = self.bounds(segment)
        rows = next(iter(state.values())).shape[0]
        ids = self.ids[None, start:stop].expand(rows, -1)
        return self.model.memory.read_segment(
            self.model.backbone, Segment(ids, logits_at=logits_at, capture=capture), state
        )

    def target_ids(self, tokens: NDArray[np.int64], *, said: bool = False) -> NDArray[np.int64]:
        """What counts as the token at each place `[n]`.

        Args:
            tokens: places; N is behind the last, where the likeliest token counts.
            said: whether the likeliest token counts everywhere, and not the document's.
        """
        own = self.tokens.ids[np.minimum(tokens, self.num_tokens - 1)]
        is_said = said | (tokens >= self.num_tokens)
        ids: NDArray[np.int64] = np.where(is_said, self.predicted[tokens], own).astype(np.int64)
        return ids

    def base(self, tokens: NDArray[np.int64], *, said: bool = False) -> NDArray[np.float32]:
        """`[n]`, ln p of what counts at each place, as the document was read."""
        own = self.log_probability[np.minimum(tokens, self.num_tokens - 1)]
        is_said = said | (tokens >= self.num_tokens)
        found: NDArray[np.float32] = np.where(is_said, self.best_log_probability[tokens], own)
        return found

    def state(self, segment: int, control: Control) -> KindState:
        """The exact memory before `segment` (0 to T), one row.

        Raises:
            TraceError: there is no such state.
            Cancelled: through `control`.
        """
        self.check_segment(segment, is_state=True)
        self.read(control, segment)
        at, state = self._states.nearest(segment)
        if self._last[0] == segment:
            return self._last[1]
        with evaluating(self.model):
            while at < segment:
                control.checkpoint()
                reading = self.read_segment(at, state, logits_at=self.nowhere)
                state = self._owned(reading.state)
                at += 1
        return state

    def slots(self, segment: int, control: Control) -> Tensor:
        """`[m, d]`, the slot view of the memory before `segment`."""
        with torch.no_grad():
            return self.model.memory.slot_view(self.state(segment, control))[0]

    def mean_slots(self, control: Control) -> Tensor:
        """`[m, d]`, the mean of the slots over the states that the document leaves."""
        self.read(control)
        return self._slot_sum / self.num_segments

    @property
    def nowhere(self) -> Tensor:
        """`[0]` int64: positions for a reading whose logits nobody wants."""
        return self.ids.new_zeros(0)

    @cached_property
    def num_parameters(self) -> int:
        """How many numbers the model has."""
        return sum(each.numel() for each in self.model.parameters())

    @cached_property
    def mean_embedding(self) -> Tensor:
        """`[e]`, the mean of the embeddings of the document's tokens."""
        with torch.no_grad():
            embed = self.model.backbone.get_input_embeddings()
            ids, counts = np.unique(self.tokens.ids.astype(np.int64), return_counts=True)
            words = embed(torch.from_numpy(ids).to(self.model.device))
            shares = torch.from_numpy(counts / counts.sum()).to(words.dtype).to(words.device)
            mean: Tensor = (words * shares[:, None]).sum(0)
        return mean

    def weights(self, segment: int, control: Control) -> Weights | None:
        """The attention of a segment between tokens and slots; None when the kind gives none."""
        if segment not in self._weights:
            state = self.state(segment, control)
            with evaluating(self.model), recorded_attention(self.model.backbone):
                reading = self.read_segment(segment, state, logits_at=self.nowhere, capture=True)
            found = reading.weights
            if found is None:
                return None
            self._weights[segment] = Weights(
                _mean(found.read),
                None if found.write is None else _mean(found.write),
                None if found.between is None else _mean(found.between),
                self.model.memory.writes_are_parts,
                None if found.source is None else _mean(found.source),
            )
        return self._weights[segment]

    def other(self, text: str) -> ReadingSession:
        """Another document, read by the same model; the last few are kept."""
        if text not in self._others:
            self._others[text] = ReadingSession.of_text(self.loaded, text)
            while len(self._others) > 3:
                self._others.pop(next(iter(self._others)))
        return self._others[text]

    @staticmethod
    def _owned(state: KindState) -> KindState:
        """A copy, where the state shares its numbers with something larger or with a parameter."""
        return {name: tensor.detach().clone() for name, tensor in state.items()}


def _mean(tensor: Tensor) -> Any:
    """Of `[L, 1, H, a, b]`."""
    return tensor[:, 0].float().mean((0, 1)).cpu().numpy()
