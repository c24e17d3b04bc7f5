"""Stories as tokens: where the answers stand, and how far back their facts are.

Encoding a whole story at once would join its pieces; encoded piece by piece, the place of every
answer is known exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from memstudio.errors import DataError, marked
from memstudio.tasks.stories import PARAGRAPH_BREAK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from memstudio.tasks.stories import Story


@dataclass(frozen=True)
class EncodedAnswer:
    """Where the answer to a question stands among the tokens.

    Attributes:
        position: index of the answer's token; the one before it predicts it.
        person: index of the person in the world's cast.
        place: index of the place in the world.
        token_id: the answer's token.
        distance: segments from the last time that the place was named for this person, as a fact
            or as an answer.
        fact_distance: segments from the fact itself.
    """

    position: int
    person: int
    place: int
    token_id: int
    distance: int
    fact_distance: int


@dataclass(frozen=True)
class EncodedStory:
    """A story as tokens.

    Attributes:
        ids: `[T]` int64.
        answers: the answers that lie within these tokens, in order.
        facts: position, person and place of every fact, where the place's token stands.
    """

    ids: np.ndarray[tuple[int], np.dtype[np.int64]]
    answers: tuple[EncodedAnswer, ...]
    facts: tuple[tuple[int, int, int], ...]


class StoryEncoder:
    """Turns stories into token ids, piece by piece, and remembers pieces that return.

    Pieces begin at a word, so a tokenizer that starts every word anew gives the same ids for the
    pieces as for the whole story.

    Args:
        encode: text to token ids, without special tokens. A word at the start of a text must
            have the same id as within it.
    """

    def __init__(self, encode: Callable[[str], Sequence[int]]) -> None:
        self._encode = lru_cache(maxsize=50_000)(lambda text: tuple(encode(text)))
        # A break has its own ids only between words.
        word = len(encode("a"))
        self._break = tuple(encode(f"a{PARAGRAPH_BREAK}a"))[word:-word]

    def length(self, text: str) -> int:
        """The tokens of a piece: the measure to write stories of a given length with."""
        return len(self._encode(text))

    def encode(self, story: Story, segment_length: int, max_tokens: int) -> EncodedStory:
        """The story as tokens, cut off after `max_tokens`.

        Raises:
            DataError: a place is more than one token to this tokenizer.
        """
        people = {name: index for index, name in enumerate(story.world.cast)}
        places = {name: index for index, name in enumerate(story.world.places)}
        ids: list[int] = []
        answers: list[EncodedAnswer] = []
        facts: list[tuple[int, int, int]] = []
        named: dict[str, int] = {}
        fact_at: dict[str, int] = {}
        for piece in story.pieces:
            tokens = self._encode(piece.text)
            start = len(ids)
            ids += tokens
            if piece.ends_paragraph and piece is not story.pieces[-1]:
                ids += self._break
            if piece.kind == "prose":
                continue
            word = self._encode(piece.place)
            # A fact and an answer both end with the place and a full stop.
            position = start + len(tokens) - 2
            if len(word) != 1 or tokens[-2] != word[0]:
                raise DataError(
                    marked("errors", "This model cannot be asked about the stories: to its tokenizer '{place}' is more than one token."),
                    place=piece.place,
                )  # fmt: skip
            person, place = people[piece.person], places[piece.place]
            if piece.kind == "fact":
                fact_at[piece.person] = position
                if position < max_tokens:
                    facts.append((position, person, place))
            elif position < max_tokens:
                # The answer is given by the token before it.
                segment = (position - 1) // segment_length
                answers.append(
                    EncodedAnswer(
                        position,
                        person,
                        place,
                        word[0],
                        segment - named[piece.person] // segment_length,
                        segment - fact_at[piece.person] // segment_length,
                    )
                )
            named[piece.person] = position
        return EncodedStory(np.asarray(ids[:max_tokens], np.int64), tuple(answers), tuple(facts))
