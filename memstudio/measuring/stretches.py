"""Which stretches of a text are read: what one model reads of it, another is held against.

Shapes: D documents, N tokens, n stretches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.data.segment_windows import SegmentWindows
from memstudio.training.held_out import places_to_read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.data.tokenised import TokenisedCorpus
    from memstudio.progress import Control

_AT_ONCE = 64
"""Tokens whose text is measured together."""
_PARTS_AT_ONCE = 256
"""Such parts that are turned into text between two chances to cancel."""


@dataclass(frozen=True, eq=False)
class Stretches:
    """Stretches of documents, and those of them that are read.

    Attributes:
        tokens: of the documents.
        tokenizer: that they are of.
        windows: all the stretches, n.
        places: those that are read.
        documents: `[n]`, which document each is of.
    """

    tokens: TokenisedCorpus
    tokenizer: Any
    windows: SegmentWindows
    places: list[int]
    documents: NDArray[np.int64]

    @classmethod
    def of(
        cls, tokens: TokenisedCorpus, tokenizer: Any, length: int, segments: int, most: int
    ) -> Stretches:
        """Those that a model is measured on.

        Args:
            tokens: of the documents.
            tokenizer: that they are of.
            length: tokens of a segment of the model.
            segments: in a row.
            most: tokens that are read, about; 0 for all.

        Raises:
            DataError: there is too little text.
        """
        windows = SegmentWindows(tokens, length, segments)
        places = places_to_read(windows.lengths, most) if most else list(range(len(windows)))
        return cls(tokens, tokenizer, windows, places, windows.document_of)

    def carried_to(self, tokens: TokenisedCorpus, tokenizer: Any, control: Control) -> Stretches:
        """The same stretches of the same documents in another tokenizer's tokens, about.

        Documents are cut at the nearest token, by how much of their text stands before it.

        Raises:
            Cancelled: through `control`.
        """
        mine = self.tokens
        if np.array_equal(mine.offsets, tokens.offsets) and np.array_equal(
            mine.tokens, tokens.tokens
        ):
            return self
        documents = self.documents[self.places]
        own = np.stack([self.windows.starts, self.windows.ends])[:, self.places]
        other = np.stack([tokens.offsets[documents], tokens.offsets[documents + 1]])
        for document in np.unique(documents).tolist():
            which = documents == document
            first, last = mine.offsets[document : document + 2].tolist()
            # Of what is read whole nothing is to be found out.
            if own[0, which].max() > first or own[1, which].min() < last:
                reached = _reached(mine, self.tokenizer, document, control)
                share = np.interp(own[:, which] - first, *reached)
                numbers, shares = _reached(tokens, tokenizer, document, control)
                begins = tokens.offsets[document]
                other[:, which] = begins + np.rint(np.interp(share, shares, numbers)).astype(int)
        windows = SegmentWindows.between(tokens, *other)
        return Stretches(tokens, tokenizer, windows, list(range(len(documents))), documents)


def _reached(
    tokens: TokenisedCorpus, tokenizer: Any, document: int, control: Control
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Numbers of tokens of a document, and the share of its characters that these are."""
    own = tokens.tokens[tokens.offsets[document] : tokens.offsets[document + 1]]
    numbers = np.append(np.arange(0, len(own), _AT_ONCE), len(own))
    lengths = [0]
    step = _AT_ONCE * _PARTS_AT_ONCE
    for first in range(0, len(own), step):
        control.checkpoint()
        some = own[first : first + step]
        parts = [some[at : at + _AT_ONCE].tolist() for at in range(0, len(some), _AT_ONCE)]
        texts = tokenizer.batch_decode(
            parts, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        lengths += map(len, texts)
    sizes = np.cumsum(lengths)
    return numbers, sizes / max(1, int(sizes[-1]))
