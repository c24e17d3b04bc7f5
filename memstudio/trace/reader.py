"""Reads a trace back, with numpy and zarr alone, fetching only what is asked for.

`layout` says what each array means. A trace of an earlier format answers the same questions, as
far as it holds the answers.
"""

from __future__ import annotations

import zlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.trace.layout import WEIGHTS, Detail
from memstudio.trace.quantities import quantity, quantity_names
from memstudio.trace.stored_arrays import Floats, StoredArrays
from memstudio.trace.stored_weights import StoredWeights
from memstudio.trace.stored_words import StoredWords, Word
from memstudio.trace.trace_model import model_name, model_reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from memstudio.errors import TraceError

_OF_PARTS = frozenset({"infini", "knn", "lm-bow", "titans"})
"""Kinds whose write weights are parts of the slot; the first traces did not say so themselves."""


class TraceReader:
    """A trace on disk.

    Args:
        path: the folder.

    Raises:
        TraceError: it is not there, is not a trace, is of a newer version, or is damaged. Methods
            raise it too, when they meet damage or are asked for what was not recorded.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._arrays = StoredArrays(self.path)
        self._weights = StoredWeights(self._arrays)
        self._quantities: dict[str, Floats] = {}
        self.attrs: dict[str, Any] = self._arrays.attrs
        self.num_tokens: int = self.attrs["num_tokens"]
        self.num_segments: int = self.attrs["num_segments"]
        self.num_slots: int = self.attrs["num_slots"]
        self.segment_length: int = self.attrs["segment_length"]
        self._words = StoredWords(self._arrays, self.num_slots)
        self.num_layers: int = self.attrs["num_layers"]
        self.num_heads: int = self.attrs["num_heads"]
        self.memory_kind: str = self.attrs["memory_kind"]
        self.writes_are_parts: bool = self.attrs.get(
            "writes_are_parts", self.memory_kind in _OF_PARTS
        )
        self.document: str = self.attrs["document"]
        self.model: str = model_name(self.attrs)
        self.model_reference: str = model_reference(self.attrs)
        self.step: int | None = self.attrs.get("step")

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells this recording from another that lay, or will lie, at the same place."""
        attrs = self.attrs
        return attrs.get("created"), attrs.get("text_crc32"), self.num_tokens, self.num_slots

    def listen(self, on_damage: Callable[[TraceError], None]) -> None:
        """Have every damage that is met told, in whatever thread, beside being raised."""
        self._arrays.on_damage = on_damage

    def check(self) -> None:
        """Make sure that every array is still there; what is in them is compared when it is read.

        Raises:
            TraceError: one is gone.
        """
        if self._arrays.lost:
            raise self._arrays.damaged(", ".join(self._arrays.lost))

    @property
    def was_replaced(self) -> bool:
        """Whether another recording lies here by now, so that what is met there says nothing."""
        return self._arrays.was_replaced

    def has(self, name: str) -> bool:
        """Whether the array `name` was recorded, in whatever form it is kept."""
        if name in WEIGHTS:
            return self._weights.has(name)
        if name == "states":
            name = self._states_name
        return name in self._arrays.names

    # ------------------------------------------------------------------ text and tokens

    @cached_property
    def text(self) -> str:
        """The document."""
        content = self._arrays.all("text").tobytes()
        if zlib.crc32(content) != self.attrs.get("text_crc32"):
            raise self._arrays.damaged("text")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._arrays.damaged("text") from error

    def token_span(self, token: int) -> tuple[int, int]:
        """First character of a token in `text`, and the one after its last."""
        return int(self.token_starts[token]), int(self.token_ends[token])

    def token_at(self, character: int) -> int | None:
        """The first token that covers a character of `text`; None where there is none."""
        last = int(np.searchsorted(self.token_starts, character, side="right")) - 1
        if last < 0 or self.token_ends[last] <= character:
            return None
        first = np.searchsorted(self.token_starts, self.token_starts[last], side="left")
        while self.token_ends[first] <= character:
            first += 1
        return int(first)

    def token_text(self, token: int) -> str:
        """A token as the vocabulary spells it, its leading space included."""
        return self.word(int(self.token_ids[token]))

    def segment_tokens(self, segment: int) -> tuple[int, int]:
        """First token of a segment, and the one after its last."""
        return int(self.segment_starts[segment]), int(self.segment_starts[segment + 1])

    def segment_of(self, token: int) -> int:
        """The segment that a token belongs to."""
        return int(np.searchsorted(self.segment_starts, token, side="right")) - 1

    def segment_text(self, segment: int) -> str:
        """The text of a segment."""
        start, stop = self.segment_tokens(segment)
        return self.text[self.token_starts[start] : self.token_ends[stop - 1]]

    def fetch_token_ids(self) -> None:
        """Bring them to hand, so that `token_text` takes no time."""
        _ = self.token_ids

    @cached_property
    def token_ids(self) -> NDArray[np.int32]:
        """`[N]`."""
        return self._arrays.all("token_ids")

    @cached_property
    def token_starts(self) -> NDArray[np.int32]:
        """`[N]`, first character of each token."""
        return self._arrays.all("token_start")

    @cached_property
    def token_ends(self) -> NDArray[np.int32]:
        """`[N]`, the character after each token's last."""
        return self._arrays.all("token_end")

    @cached_property
    def segment_starts(self) -> NDArray[np.int64]:
        """`[T+1]`, first token of each segment, and N."""
        starts = self._arrays.all("segment_start")
        lengths = np.diff(starts)
        is_sound = starts[0] == 0 and starts[-1] == self.num_tokens
        if (
            not is_sound
            or lengths.min(initial=0) < 0
            or lengths.max(initial=0) > self.segment_length
        ):
            raise self._arrays.damaged("segment_start")
        return starts

    # ------------------------------------------------------------------ predictions

    def loss(self, start: int = 0, stop: int | None = None) -> Floats:
        """`[n]`, -ln p of the tokens `start` to `stop`, nats; NaN for token 0."""
        return self._arrays.floats("loss", slice(start, stop))

    def predicted(self, token: int) -> list[Word]:
        """The likeliest words at a token's place with their probabilities; none for token 0."""
        words = self._arrays.part("predicted", token)
        scores = self._arrays.floats("predicted_probability", token)
        return self._words.scored(words, scores)

    def gain(self, start: int = 0, stop: int | None = None) -> Floats:
        """`[n]`, how much less the tokens `start` to `stop` cost with the memory, nats.

        Raises:
            TraceError: it was not recorded.
        """
        return self._arrays.floats("gain", slice(start, stop))

    def pooled_loss(self, start: int, stop: int, each: int) -> Floats:
        """`[ceil(n / each), 2]`, mean and largest loss of every `each` tokens."""
        return self._weights.pooled_numbers("loss", start, stop, each)

    def pooled_gain(self, start: int, stop: int, each: int) -> Floats:
        """`[ceil(n / each), 2]`, mean and largest gain of every `each` tokens."""
        return self._weights.pooled_numbers("gain", start, stop, each)

    # ------------------------------------------------------------------ slots over time

    @cached_property
    def quantities(self) -> tuple[str, ...]:
        """The names of what is known of each slot and segment; see `layout`."""
        return quantity_names(self._arrays.names)

    def quantity(self, name: str) -> Floats:
        """`[T, m]`, one of `quantities`, after each segment; not to be changed.

        Raises:
            TraceError: this trace does not have it.
        """
        if name not in self._quantities:
            found = quantity(name, self._arrays, self._weights)
            found.flags.writeable = False
            self._quantities[name] = found
        return self._quantities[name]

    def change(self) -> Floats:
        """`[T, m]`, relative change of each slot by each segment (1: by its own length)."""
        return self._arrays.floats("change", slice(None))

    def norms(self) -> Floats:
        """`[T+1, m]`, length of each slot in each state."""
        return self._arrays.floats("norm", slice(None))

    def states(self, state: int) -> Floats:
        """`[m, d]`, the slots in state 0 (before the first segment) to T (after the last).

        Of a long trace not every state is kept: this is the one that `kept_state` says.
        """
        if self._states_name == "states":
            return self._arrays.floats("states", state)
        row = self.kept_state(state) // self.states_every
        scale = self._arrays.floats("states_scale", row)
        found = self._arrays.floats("states_int8", row)
        found *= scale[:, None]
        return found

    def kept_state(self, state: int) -> int:
        """The last state up to `state` that is kept."""
        if not 0 <= state <= self.num_segments:
            raise IndexError(state)
        return state // self.states_every * self.states_every

    @property
    def _states_name(self) -> str:
        return "states_int8" if "states_int8" in self._arrays.names else "states"

    @property
    def states_every(self) -> int:
        """Of how many states one is kept."""
        return int(self.attrs.get("states_every", 1))

    # ------------------------------------------------------------------ weights

    def detail(self, name: str) -> Detail:
        """The finest that is kept of "read", "write" or "between": "mean", "layers" or "heads".

        Raises:
            TraceError: nothing is.
        """
        return self._weights.detail(name)

    def layers_and_heads(self, name: str) -> tuple[int, int]:
        """L and H of "read", "write" or "between", which may differ."""
        return self._weights.layers_and_heads(name)

    def weights(
        self, name: str, start: int, stop: int, layer: int | None = None, head: int | None = None
    ) -> Floats:
        """`[n, m]`, the weights between tokens `start` to `stop` of the document and the slots.

        Args:
            name: "read", the fraction of the token's attention that went to the slot; or "write",
                that of the slot's writing attention (in the token's own segment) that went to the
                token.
            start: first token.
            stop: the one after the last.
            layer: one layer; None for the mean over all.
            head: one head; None for the mean over all.

        Raises:
            TraceError: they are not kept, or not by layer or head (see `detail`).
        """
        stop = min(stop, self.num_tokens)
        return self._weights.on_tokens(name, start, stop, layer, head)

    def left_out(
        self, name: str, start: int, stop: int, layer: int | None = None, head: int | None = None
    ) -> Floats | None:
        """`[n]`, the part of the weights of each token that was not kept; None where all was.

        Of "write", whose rows are slots: of the token's segment, the mean over slots.
        """
        stop = min(stop, self.num_tokens)
        return self._weights.left_out_on_tokens(name, start, stop, layer, head)

    def pooled(
        self,
        name: str,
        start: int,
        stop: int,
        each: int,
        layer: int | None = None,
        head: int | None = None,
    ) -> Floats:
        """`[ceil(n / each), m]`, the largest of `weights` over `each` tokens at a time.

        Answered from an overview where there is one. Cells that do not end where the overview's
        do (at multiples of 16, 64, 256, ...) may take in tokens of their neighbours, up to half as
        many as they have themselves.
        """
        stop = min(stop, self.num_tokens)
        return self._weights.pooled(name, start, stop, each, layer, head)

    def write(self, segment: int, layer: int | None = None, head: int | None = None) -> Floats:
        """`[m, n]`, the fraction of each slot's writing attention to each of n tokens.

        Args:
            segment: which one; the last may have fewer tokens than others.
            layer: one layer; None for the mean over all.
            head: one head; None for the mean over all.
        """
        start, stop = self.segment_tokens(segment)
        rows = self._weights.rows("write", slice(segment, segment + 1), layer, head)
        return rows[0, :, : stop - start]

    def read(self, start: int = 0, stop: int | None = None, layer: int | None = None) -> Floats:
        """`[n, m]`, the fraction of each token's attention to each slot, tokens `start` to `stop`.

        Args:
            start: first token.
            stop: token after the last; None for all.
            layer: one layer, mean over its heads; None for the mean over all.
        """
        return self._weights.rows("read", slice(start, stop), layer)

    def between(self, segment: int, layer: int | None = None, head: int | None = None) -> Floats:
        """`[m, 2m]`, as `write`: the fraction of that attention to old slots and to new."""
        if not 0 <= segment < self.num_segments:
            raise IndexError(segment)
        (found,) = self._weights.rows("between", slice(segment, segment + 1), layer, head)
        return np.asarray(found)

    def mass(
        self, name: str, start: int, stop: int, layer: int | None = None, head: int | None = None
    ) -> Floats:
        """`[k, m]`, all of what each slot gave to tokens ("write") or to slots ("between")."""
        return self._weights.mass(name, slice(start, stop), layer, head)

    def block(self, name: str, start: int, stop: int, layer: int | None = None) -> Floats:
        """Rows `start` to `stop` of an array along time: many segments in one fetch.

        Args:
            name: such as "write" (segments), "read" (tokens) or "slot_words" (states).
            start: first segment, token or state.
            stop: the one after the last.
            layer: of weights, one layer.
        """
        if name in WEIGHTS:
            return self._weights.rows(name, slice(start, stop), layer)
        every = self._words.every
        if not name.startswith("slot_word") or every == 1:
            return self._arrays.floats(name, slice(start, stop))
        rows = np.arange(start, stop) // every
        found = self._arrays.floats(name, slice(start // every, (stop - 1) // every + 1))
        return np.take(found, rows - start // every, axis=0)

    # ------------------------------------------------------------------ words

    def slot_words(self, state: int, *, distinctive: bool = False) -> list[list[Word]]:
        """The nearest words of each slot, best first, with their scores.

        Slots that are empty, and those of a width that the output layer cannot take, have none.

        Of a long trace not every state's words are kept: these are those of `named_state`.

        Args:
            state: 0 (before the first segment) to T (after the last).
            distinctive: rank words by how far they stand above the mean of all slots and states
                (score: logits), instead of by probability.
        """
        return self._words.of_slots(state, distinctive=distinctive)

    def named_state(self, state: int) -> int:
        """The last state up to `state` whose words are kept."""
        return state // self._words.every * self._words.every

    def control_words(self, *, distinctive: bool = False) -> list[list[Word]]:
        """The nearest words of random vectors: what slot words look like when they mean nothing."""
        return self._words.of_control(distinctive=distinctive)

    def word(self, token_id: int) -> str:
        """The text of a token id that occurs in this trace."""
        return self._words.word(token_id)
