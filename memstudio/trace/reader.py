"""Reads a trace back, with numpy and zarr alone, fetching only what is asked for.

`layout` says what each array means. Zarr is imported when the first trace is opened, because that
takes longer than everything else here.
"""

from __future__ import annotations

import json
import logging
import math
import zlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from memstudio.errors import TraceError, marked
from memstudio.trace.layout import ALWAYS_THERE, FORMAT, FORMAT_VERSION

if TYPE_CHECKING:
    import zarr

Floats = NDArray[np.float32]
Word = tuple[str, float]

_DAMAGE = (OSError, ValueError, KeyError, TypeError, RuntimeError, EOFError)
_log = logging.getLogger(__name__)


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
        self._group = _open(self.path)
        self.attrs: dict[str, Any] = dict(self._group.attrs)
        self._check()
        self.num_tokens: int = self.attrs["num_tokens"]
        self.num_segments: int = self.attrs["num_segments"]
        self.num_slots: int = self.attrs["num_slots"]
        self.segment_length: int = self.attrs["segment_length"]
        self.num_layers: int = self.attrs["num_layers"]
        self.num_heads: int = self.attrs["num_heads"]
        self.memory_kind: str = self.attrs["memory_kind"]
        self.document: str = self.attrs["document"]
        self.model: str = self.attrs["model"]
        self.step: int | None = self.attrs.get("step")

    def has(self, name: str) -> bool:
        """Whether the array `name` was recorded."""
        return name in self._names

    # ------------------------------------------------------------------ text and tokens

    @cached_property
    def text(self) -> str:
        """The document."""
        content = self._all("text").tobytes()
        if zlib.crc32(content) != self.attrs.get("text_crc32"):
            raise self._damaged("text")
        return content.decode("utf-8")

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

    @cached_property
    def token_ids(self) -> NDArray[np.int32]:
        """`[N]`."""
        return self._all("token_ids")

    @cached_property
    def token_starts(self) -> NDArray[np.int32]:
        """`[N]`, first character of each token."""
        return self._all("token_start")

    @cached_property
    def token_ends(self) -> NDArray[np.int32]:
        """`[N]`, the character after each token's last."""
        return self._all("token_end")

    @cached_property
    def segment_starts(self) -> NDArray[np.int64]:
        """`[T+1]`, first token of each segment, and N."""
        return self._all("segment_start")

    # ------------------------------------------------------------------ predictions

    def loss(self, start: int = 0, stop: int | None = None) -> Floats:
        """`[n]`, -ln p of the tokens `start` to `stop`, nats; NaN for token 0."""
        return self._floats("loss", slice(start, stop))

    def predicted(self, token: int) -> list[Word]:
        """The likeliest words at a token's place with their probabilities; none for token 0."""
        words = self._part("predicted", token)
        scores = self._floats("predicted_probability", token)
        return self._words(words, scores)

    # ------------------------------------------------------------------ slots over time

    def change(self) -> Floats:
        """`[T, m]`, relative change of each slot by each segment (1: by its own length)."""
        return self._floats("change", slice(None))

    def norms(self) -> Floats:
        """`[T+1, m]`, length of each slot in each state."""
        return self._floats("norm", slice(None))

    def read_mass(self) -> Floats:
        """`[T, m]`, the mean fraction of a token's attention that goes to each slot."""
        return self._floats("read_mass", slice(None))

    def write_mass(self) -> Floats:
        """`[T, m]`, the fraction of each slot's writing attention that goes to tokens."""
        return self._floats("write_mass", slice(None))

    def states(self, state: int) -> Floats:
        """`[m, d]`, the slots in state 0 (before the first segment) to T (after the last)."""
        return self._floats("states", state)

    def write(self, segment: int, layer: int | None = None) -> Floats:
        """`[m, n]`, the fraction of each slot's writing attention to each of n tokens.

        Args:
            segment: which one; the last may have fewer tokens than others.
            layer: one layer, mean over its heads; None for the mean over all.
        """
        start, stop = self.segment_tokens(segment)
        if layer is None:
            return self._floats("write", segment)[:, : stop - start]
        layer = self._layer("write", layer)
        return self._floats("write_layers", (segment, layer))[:, : stop - start]

    def read(self, start: int = 0, stop: int | None = None, layer: int | None = None) -> Floats:
        """`[n, m]`, the fraction of each token's attention to each slot, tokens `start` to `stop`.

        Args:
            start: first token.
            stop: token after the last; None for all.
            layer: one layer, mean over its heads; None for the mean over all.
        """
        if layer is None:
            return self._floats("read", slice(start, stop))
        return self._floats("read_layers", (slice(start, stop), self._layer("read", layer)))

    def block(self, name: str, start: int, stop: int, layer: int | None = None) -> Floats:
        """Rows `start` to `stop` of an array as it is stored: many segments in one fetch.

        Args:
            name: of an array along time, such as "write" (segments) or "read" (tokens).
            start: first segment or token.
            stop: the one after the last.
            layer: of a `..._layers` array, one layer.
        """
        if layer is None:
            return self._floats(name, slice(start, stop))
        return self._floats(f"{name}_layers", (slice(start, stop), self._layer(name, layer)))

    def _layer(self, name: str, layer: int) -> int:
        """A layer of the weights: the last there is, where one of reads and writes has fewer."""
        count: int = self._array(f"{name}_layers").shape[1]
        return min(layer, count - 1)

    def between(self, segment: int) -> Floats:
        """`[m, 2m]`, the fraction of each slot's writing attention to old slots and to new."""
        return self._floats("between", segment)

    # ------------------------------------------------------------------ words

    def slot_words(self, state: int, *, distinctive: bool = False) -> list[list[Word]]:
        """The nearest words of each slot, best first, with their scores.

        Slots of a width that the output layer cannot take have no words.

        Args:
            state: 0 (before the first segment) to T (after the last).
            distinctive: rank words by how far they stand above the mean of all slots and states
                (score: logits), instead of by probability.
        """
        words, scores = (
            ("slot_words_distinctive", "slot_word_distinctive_score")
            if distinctive
            else ("slot_words", "slot_word_score")
        )
        if not self.has(words):
            return [[] for _ in range(self.num_slots)]
        rows = zip(self._part(words, state), self._floats(scores, state), strict=True)
        return [self._words(ids, values) for ids, values in rows]

    def control_words(self, *, distinctive: bool = False) -> list[list[Word]]:
        """The nearest words of random vectors: what slot words look like when they mean nothing."""
        control = self.attrs.get("control_words") or {}
        rows = control.get("distinctive" if distinctive else "plain", [])
        return [[(word, float(score)) for word, score in row] for row in rows]

    def word(self, token_id: int) -> str:
        """The text of a token id that occurs in this trace."""
        return self._vocabulary.get(str(token_id), f"<{token_id}>")

    def _words(self, ids: NDArray[Any], scores: Floats) -> list[Word]:
        return [
            (self.word(i), score)
            for i, score in zip(ids.tolist(), scores.tolist(), strict=True)
            if i >= 0
        ]

    @cached_property
    def _vocabulary(self) -> dict[str, str]:
        try:
            words: dict[str, str] = json.loads(self._all("vocabulary").tobytes())
        except ValueError as error:
            raise self._damaged("vocabulary") from error
        return words

    # ------------------------------------------------------------------ arrays

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(entry.name for entry in self.path.iterdir() if entry.is_dir())

    def _array(self, name: str) -> zarr.Array[Any]:
        arrays: dict[str, zarr.Array[Any]] = self.__dict__.setdefault("_arrays", {})
        if name in arrays:
            return arrays[name]
        if name not in self._names:
            raise TraceError(
                marked("errors", "The trace {path} has no '{name}': the memory '{kind}' gave none when it was recorded."),
                path=str(self.path), name=name, kind=self.attrs.get("memory_kind"),
            )  # fmt: skip
        try:
            array = self._group[name]
            chunks = math.prod(
                math.ceil(size / chunk)
                for size, chunk in zip(array.shape, array.chunks, strict=True)  # type: ignore[union-attr]
            )
        except _DAMAGE as error:
            raise self._damaged(name) from error
        # Zarr would give zeros for a chunk that was lost.
        found = sum(file.is_file() for file in (self.path / name / "c").rglob("*"))
        if found < chunks:
            raise self._damaged(name)
        arrays[name] = array  # type: ignore[assignment]
        return arrays[name]

    def _part(self, name: str, at: Any) -> NDArray[Any]:
        array = self._array(name)
        try:
            return np.asarray(array[at])
        except IndexError:
            raise
        except _DAMAGE as error:
            raise self._damaged(name) from error

    def _floats(self, name: str, at: Any) -> Floats:
        return self._part(name, at).astype(np.float32, copy=False)

    def _all(self, name: str) -> NDArray[Any]:
        return self._part(name, slice(None))

    def _check(self) -> None:
        if self.attrs.get("format") != FORMAT:
            raise _not_a_trace(self.path)
        version = self.attrs.get("format_version")
        if not isinstance(version, int) or version > FORMAT_VERSION:
            raise TraceError(
                marked("errors", "{path} was recorded by a newer MemStudio (trace format {theirs}; this one reads up to {ours}). Update MemStudio to open it."),
                path=str(self.path), theirs=version, ours=FORMAT_VERSION,
            )  # fmt: skip
        try:
            num_tokens, num_segments = self.attrs["num_tokens"], self.attrs["num_segments"]
            for name in ("num_slots", "segment_length", "num_layers", "num_heads", "memory_kind"):
                self.attrs[name]
            expected = dict.fromkeys(ALWAYS_THERE, num_tokens)
            expected |= {"segment_start": num_segments + 1, "change": num_segments}
        except KeyError as error:
            raise self._damaged(str(error)) from error
        for name, size in expected.items():
            if name in {"text", "vocabulary"} or (name == "change" and not self.has(name)):
                continue
            if not self.has(name) or self._array(name).shape[0] != size:
                raise self._damaged(name)

    def _damaged(self, name: str) -> TraceError:
        _log.info("Damage in trace %s at %s", self.path, name, exc_info=True)
        return TraceError(
            marked("errors", "The trace {path} is damaged (in '{name}'). Record it again."),
            path=str(self.path), name=name,
        )  # fmt: skip


def _open(path: Path) -> zarr.Group:
    if not path.exists():
        raise TraceError(marked("errors", "There is no trace at {path}."), path=str(path))
    import zarr

    try:
        return zarr.open_group(path, mode="r", zarr_format=3)
    except _DAMAGE as error:
        _log.info("Not a zarr group: %s", path, exc_info=True)
        raise _not_a_trace(path) from error


def _not_a_trace(path: Path) -> TraceError:
    return TraceError(
        marked("errors", "{path} is not a trace of MemStudio. Choose a folder made by `memstudio trace`, or one in the `traces` of a run."),
        path=str(path),
    )  # fmt: skip
