"""Things that a text tells of put in order: a model is asked which of any two came first; most wins.

Each pair is asked for both ways round, so that what stands first in the question wins nothing by it,
and the likelier answer of both questions together wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from memstudio.errors import DataError, marked
from memstudio.evaluation.answering import Answering, asked_of, document_of
from memstudio.memory.evaluating import evaluating
from memstudio.trace.document_reading import with_memory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

USUAL_QUESTION = "Who was first, {a} or {b}?"
MOST_THINGS = 32
"""Things that are put in order; of each pair of them two questions are asked."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things, and how it was decided.

    Attributes:
        first: the one that is said to have come first.
        second: the other one.
        margin: by how many nats the one answer is likelier than the other, over both questions.
    """

    first: str
    second: str
    margin: float


@dataclass(frozen=True, slots=True)
class PairwiseOrder:
    """Things in order.

    Attributes:
        order: the first one first.
        wins: of each, over how many others it is said to have come first.
        pairs: all of them.
    """

    order: tuple[str, ...]
    wins: dict[str, int]
    pairs: tuple[Pair, ...]

    def num_right(self, right: Sequence[str]) -> int:
        """Pairs that are said as they are in the right order."""
        place = {each: number for number, each in enumerate(right)}
        return sum(place[pair.first] < place[pair.second] for pair in self.pairs)


def put_in_order(
    loaded: LoadedModel,
    text: str,
    things: Sequence[str],
    control: Control,
    *,
    question: str = USUAL_QUESTION,
    resets_memory: bool = False,
) -> PairwiseOrder:
    """Let a model say in which order things came.

    Args:
        loaded: a model that was trained to answer such questions.
        text: what tells of them; it is read anew for each question.
        things: by their names in the text.
        control: may pause or cancel between two segments.
        question: what is asked after the text, with fields `a` and `b`.
        resets_memory: whether the memory is forgotten before every segment.

    Raises:
        DataError: there is no text, there are too few things or too many, one is named twice, or
            the question has no place for them.
        Cancelled: through `control`.
    """
    _check(text, things, question)
    model = with_memory(loaded.model)
    answering = Answering(model, loaded.tokenizer, control.checkpoint)
    pairs: list[Pair] = []
    with evaluating(model):
        for one, other in combinations(things, 2):
            margin = 0.0
            for a, b in ((one, other), (other, one)):
                said = f"{text.strip()} {question.format(a=a, b=b)}"
                asked = asked_of(
                    [document_of(said, each) for each in (one, other)], loaded.tokenizer
                )
                odds = answering.likelihoods(asked, resets_memory=resets_memory)
                margin += odds[0].total - odds[1].total
            pairs.append(Pair(*((one, other) if margin >= 0 else (other, one)), abs(margin)))
    wins = {each: sum(pair.first == each for pair in pairs) for each in things}
    # Among as many wins, those by more count.
    sums = {
        each: sum(pair.margin * ((pair.first == each) - (pair.second == each)) for pair in pairs)
        for each in things
    }
    order = sorted(things, key=lambda each: (-wins[each], -sums[each]))
    return PairwiseOrder(tuple(order), wins, tuple(pairs))


def not_named(text: str, things: Sequence[str]) -> tuple[str, ...]:
    """Those that a text does not name in these words: what is said of their place is a guess."""
    return tuple(each for each in things if each.casefold() not in text.casefold())


def _check(text: str, things: Sequence[str], question: str) -> None:
    if not text.strip():
        raise DataError(marked("errors", "There is no text that tells of anything."))
    if not 2 <= len(things) <= MOST_THINGS or len(set(things)) < len(things) or not all(things):
        raise DataError(
            marked("errors", "From 2 to {most} different things can be put in order, and these are {count}: {things}."),
            most=MOST_THINGS, count=len(things), things=", ".join(things[:8]),
        )  # fmt: skip
    try:
        said = [question.format(a=a, b=b) for a, b in (("1", "2"), ("3", "2"), ("1", "4"))]
        is_whole = len(set(said)) == len(said)
    except (KeyError, IndexError, ValueError):
        is_whole = False
    if not is_whole:
        raise DataError(
            marked("errors", "The question '{question}' has no places for two things. Write {one} and {other} where they stand."),
            question=question, one="{a}", other="{b}",
        )  # fmt: skip
