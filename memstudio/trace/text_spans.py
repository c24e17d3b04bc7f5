"""A document cut into stretches of about a sentence, which sources are told in."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import numpy as np

from memstudio.abbreviations import NO_END

if TYPE_CHECKING:
    from memstudio.trace.token_texts import TokenisedText

# A question is not cut from its answer.
_ENDS = re.compile(rf"""[.!]{NO_END}["')\]]*\s+|[\u3002\uff01]["\u201d\u300d]*|\n\s*""")
_MOST_TOKENS = 40
FEWEST_TOKENS = 3
_TAIL = 200


def text_spans(tokens: TokenisedText, start: int, stop: int) -> list[tuple[int, int]]:
    """Tokens `start` to `stop` as spans `[first, after the last)` that follow on each other.

    They end with sentences and lines, wherever segments end; what is long is cut evenly, and what is
    very short goes with what comes before.
    """
    if stop <= start:
        return []
    first = int(tokens.starts[start])
    text = tokens.text[first : int(tokens.ends[stop - 1])]
    ends = [first + match.end() for match in _ENDS.finditer(text)]
    # A token belongs to where its last character is: a leading space belongs to what follows it.
    cuts = np.searchsorted(tokens.ends[start:stop], np.array(ends), side="right") + start
    bounds = [start]
    for cut in [*np.unique(cuts).tolist(), stop]:
        if cut - bounds[-1] >= FEWEST_TOKENS or (cut == stop and cut > bounds[-1]):
            bounds.append(cut)
    if len(bounds) > 2 and bounds[-1] - bounds[-2] < FEWEST_TOKENS:
        bounds.pop(-2)
    return [part for pair in itertools.pairwise(bounds) for part in _even_parts(*pair)]


def ends_with_sentence(tokens: TokenisedText) -> bool:
    """Whether what would come next begins a sentence; behind a question it does not."""
    said = tokens.text[-_TAIL:].rstrip(" \t")
    # As if the text went on: behind a full stop comes a blank.
    return any(match.end() >= len(said) for match in _ENDS.finditer(f"{said} "))


def _even_parts(start: int, stop: int) -> list[tuple[int, int]]:
    count = -(-(stop - start) // _MOST_TOKENS)
    cuts = np.linspace(start, stop, count + 1).round().astype(int).tolist()
    return list(itertools.pairwise(cuts))
