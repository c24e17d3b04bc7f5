"""Words of a trace: ids and scores as they are stored, with the ids spelt."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.stored_arrays import Floats, StoredArrays

Word = tuple[str, float]


class StoredWords:
    """The vocabulary of one trace, as far as it occurs there."""

    def __init__(self, arrays: StoredArrays) -> None:
        self._arrays = arrays

    def text(self, token_id: int) -> str:
        """The text of a token id."""
        return self._vocabulary.get(str(token_id), f"<{token_id}>")

    def ranked(self, ids: NDArray[Any], scores: Floats) -> list[Word]:
        """Ids and scores in words; without what stands for none."""
        return [
            (self.text(i), score)
            for i, score in zip(ids.tolist(), scores.tolist(), strict=True)
            if i >= 0
        ]

    @cached_property
    def _vocabulary(self) -> dict[str, str]:
        try:
            words: dict[str, str] = json.loads(self._arrays.all("vocabulary").tobytes())
        except ValueError as error:
            raise self._arrays.damaged("vocabulary") from error
        return words
