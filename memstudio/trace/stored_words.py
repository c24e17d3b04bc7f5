"""The words that a trace holds of its slots and predictions."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from memstudio.parsing import from_json

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.stored_arrays import Floats, StoredArrays

Word = tuple[str, float]


class StoredWords:
    """Token ids and scores of a trace, as words.

    Args:
        arrays: of the trace.
        num_slots: that it has.
    """

    def __init__(self, arrays: StoredArrays, num_slots: int) -> None:
        self._arrays = arrays
        self._num_slots = num_slots

    @property
    def every(self) -> int:
        """Of how many states one has its words kept."""
        return int(self._arrays.attrs.get("words_every", 1))

    def of_slots(self, state: int, *, distinctive: bool) -> list[list[Word]]:
        """See `TraceReader.slot_words`."""
        words, scores = (
            ("slot_words_distinctive", "slot_word_distinctive_score")
            if distinctive
            else ("slot_words", "slot_word_score")
        )
        if words not in self._arrays.names:
            return [[] for _ in range(self._num_slots)]
        at = state // self.every
        rows = zip(self._arrays.part(words, at), self._arrays.floats(scores, at), strict=True)
        return [self.scored(ids, values) for ids, values in rows]

    def of_control(self, *, distinctive: bool) -> list[list[Word]]:
        """See `TraceReader.control_words`."""
        control = self._arrays.attrs.get("control_words") or {}
        try:
            rows = control.get("distinctive" if distinctive else "plain", [])
            return [[(str(word), float(score)) for word, score in row] for row in rows]
        except (AttributeError, ValueError, TypeError, OverflowError) as error:
            raise self._arrays.damaged("control_words") from error

    def word(self, token_id: int) -> str:
        """The text of a token id that occurs in this trace."""
        return self._vocabulary.get(str(token_id), f"<{token_id}>")

    def scored(self, ids: NDArray[Any], scores: Floats) -> list[Word]:
        """Token ids as words, each with its score; ids below 0 stand for nothing."""
        return [
            (self.word(i), score)
            for i, score in zip(ids.tolist(), scores.tolist(), strict=True)
            if i >= 0
        ]

    @cached_property
    def _vocabulary(self) -> dict[str, str]:
        try:
            words: Any = from_json(self._arrays.all("vocabulary").tobytes())
        except ValueError as error:
            raise self._arrays.damaged("vocabulary") from error
        if not isinstance(words, dict) or not all(isinstance(w, str) for w in words.values()):
            raise self._arrays.damaged("vocabulary")
        return words
