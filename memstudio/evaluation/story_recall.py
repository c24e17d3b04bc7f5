"""How well a model remembers who is where: questions about stories it has never seen.

Prose and pairs of person and place of these stories were held out from training. Only answers
that were last named in an earlier segment count, so that nothing but the memory can know them.

Shapes: B stories, T tokens, S tokens of a segment.
"""

from __future__ import annotations

import math
import random
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from memstudio.errors import DataError, marked
from memstudio.evaluation.fresh_stories import FreshStories
from memstudio.events import AnswerExample
from memstudio.memory.evaluating import evaluating
from memstudio.memory.forgetting import forgotten
from memstudio.tasks.stories import DEMO_WORLD

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from transformers import PreTrainedTokenizerBase

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.memory_state import MemoryState
    from memstudio.progress import Control
    from memstudio.tasks.stories import Split, StoryPlan
    from memstudio.tasks.story_encoding import EncodedStory

DISTANCES = (1, 2, 4, 8, 16, 32, 64, 128)
"""Segments between a fact and its question, in the table of recall by distance."""

_FAR = 16
_STORIES_AT_ONCE = 32
_SHOWN_BEFORE = 48
"""Tokens before an answer that are shown with it."""
# Normal quantile of a two-sided 95% interval.
_Z = 1.959963985


def _quantile_of_t(freedom: int) -> float:
    """Student's t of a two-sided 95% interval, to 1%: the series by Cornish and Fisher."""
    if freedom < 3:
        return (12.706, 4.303)[freedom - 1]
    z = _Z
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


@dataclass(frozen=True)
class Rate:
    """A share of right answers.

    Attributes:
        right: how many were right.
        asked: how many there were.
        accuracy: their quotient; 0 when nothing was asked.
        low: lower end of the 95% interval (Wilson).
        high: upper end.
    """

    right: int
    asked: int
    accuracy: float
    low: float
    high: float

    @classmethod
    def of(cls, right: int, asked: int) -> Rate:
        """The share and its interval."""
        return cls._with_so_many(right, asked, asked)

    @classmethod
    def of_stories(cls, right: NDArray[np.bool_], story: NDArray[np.int64]) -> Rate:
        """The share of answers, `[Q]`, and its interval where those of one story go together.

        As many answers count as there would be with this spread if none depended on another: Korn &
        Graubard, Confidence intervals for proportions with small expected number of positive counts
        estimated from survey data, Survey Methodology 24 (1998); the spread is that over stories.

        Args:
            right: whether each answer was right.
            story: the number of its story.
        """
        asked = np.bincount(story)
        hits = np.bincount(story, weights=right)
        num, total = int((asked > 0).sum()), len(right)
        if num < 2:
            return cls._with_so_many(int(right.sum()), total, min(1, total))
        count, share = float(total), float(right.mean())
        variance = float(((hits - share * asked) ** 2).sum()) * num / (num - 1)
        if variance > 0:
            count = min(count, share * (1 - share) * total**2 / variance)
        # The spread over few stories is not well known itself.
        count *= (_Z / _quantile_of_t(num - 1)) ** 2
        return cls._with_so_many(int(right.sum()), total, max(1.0, count))

    @classmethod
    def _with_so_many(cls, right: int, asked: int, count: float) -> Rate:
        """The interval is that of `count` answers that have nothing to do with one another."""
        if not asked:
            return cls(0, 0, 0.0, 0.0, 1.0)
        share = right / asked
        scale = 1.0 + _Z * _Z / count
        middle = (share + _Z * _Z / (2 * count)) / scale
        half = _Z / scale * math.sqrt(share * (1 - share) / count + _Z * _Z / (4 * count * count))
        # None and all are ends themselves, whatever the last digits come to.
        low = max(0.0, middle - half) if right else 0.0
        high = min(1.0, middle + half) if right < asked else 1.0
        return cls(right, asked, share, low, high)


@dataclass(frozen=True)
class DistanceRate:
    """Recall of facts that were named once, `distance` segments before the question."""

    distance: int
    rate: Rate


@dataclass(frozen=True)
class StoryRecallReport:
    """What `evaluate_story_recall` found.

    Attributes:
        seed: of the stories.
        num_stories: stories for each figure.
        segment_length: tokens of a segment, as questions and their distances are counted.
        trained_segments: the length, in segments, that the model was trained on.
        num_people: people in every story.
        num_places: places to choose from.
        chance: how often a blind guess among the places is right.
        at_length: answers in stories of the trained length, people moving all the time.
        far: answers with the fact 16 segments back and not repeated since.
        reset: the questions of `at_length`, with the memory reset before every segment.
        seen_pairs: as `at_length`, with the pairs (not the prose) that training had.
        by_distance: recall of facts named once, by segments between fact and question.
    """

    seed: int
    num_stories: int
    segment_length: int
    trained_segments: int
    num_people: int
    num_places: int
    chance: float
    at_length: Rate
    far: Rate
    reset: Rate
    seen_pairs: Rate
    by_distance: tuple[DistanceRate, ...]

    def to_json(self) -> dict[str, Any]:
        """The report in plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> StoryRecallReport:
        """The report that `to_json` wrote; whatever else was stored with it is passed over.

        Raises:
            DataError: the values are no such report.
        """
        try:
            rates = {name: Rate(**values[name]) for name in _RATES}
            table = tuple(
                DistanceRate(row["distance"], Rate(**row["rate"])) for row in values["by_distance"]
            )
            own = {field.name: values[field.name] for field in fields(cls)}
            return cls(**{**own, **rates, "by_distance": table})
        except (KeyError, TypeError) as error:
            raise DataError(
                marked("errors", "This is not a stored evaluation of story recall ({reason})."),
                reason=str(error),
            ) from error


_RATES = ("at_length", "far", "reset", "seen_pairs")


def evaluate_story_recall(
    model: MemoryModel,
    tokenizer: PreTrainedTokenizerBase,
    *,
    num_stories: int = 200,
    seed: int = 1,
    control: Control,
    examples: list[AnswerExample] | None = None,
    num_examples: int = 0,
    stories_of: MemoryModel | None = None,
) -> StoryRecallReport:
    """Ask a model about stories that it has never seen.

    Args:
        model: with a memory.
        tokenizer: the model's; every name of a place must be one token to it.
        num_stories: stories for each figure.
        seed: of the stories.
        control: takes progress, may pause or cancel at every segment.
        examples: takes some of the answers in stories of the trained length.
        num_examples: how many.
        stories_of: the model whose stories and questions these are; None for `model` itself.

    Raises:
        DataError: the tokenizer does not fit.
        Cancelled: through `control`.
    """
    evaluation = _Evaluation(model, stories_of or model, tokenizer, num_stories, seed, control)
    report = evaluation.run(num_examples)
    if examples is not None:
        examples += evaluation.examples()
    return report


@dataclass(frozen=True, slots=True)
class _Said:
    """A question as the tokens before its answer, and the token that was said."""

    before: list[int]
    expected: int
    said: int


class _Evaluation:
    """One evaluation: the same model, numbers and control for all figures."""

    def __init__(
        self,
        model: MemoryModel,
        stories_of: MemoryModel,
        tokenizer: PreTrainedTokenizerBase,
        num_stories: int,
        seed: int,
        control: Control,
    ) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._num_examples = 0
        # Of the first questions, as they were asked with the memory, and with it reset.
        self._said: dict[bool, list[_Said]] = {False: [], True: []}
        self._stories = FreshStories(stories_of, tokenizer)
        self._num_stories = num_stories
        self._seed = seed
        self._control = control
        self._segment = int(model.config.segment_length)
        self._done = 0
        plans = [*[self._stories.usual()] * 3, *map(self._stories.far, DISTANCES)]
        batches = -(-num_stories // _STORIES_AT_ONCE)
        self._total = batches * sum(-(-plan.length // self._segment) for plan in plans)

    def run(self, num_examples: int) -> StoryRecallReport:
        self._num_examples = num_examples
        with evaluating(self._model):
            table = tuple(DistanceRate(d, self._at_distance(d)) for d in DISTANCES)
            return StoryRecallReport(
                seed=self._seed,
                num_stories=self._num_stories,
                segment_length=self._stories.segment_length,
                trained_segments=self._stories.trained_segments,
                num_people=len(DEMO_WORLD.people),
                num_places=len(DEMO_WORLD.places),
                chance=DEMO_WORLD.chance,
                at_length=self._at_length("held_out"),
                far=next(row.rate for row in table if row.distance == _FAR),
                reset=self._at_length("held_out", reset=True),
                seen_pairs=self._at_length("train"),
                by_distance=table,
            )

    def examples(self) -> list[AnswerExample]:
        """The first questions, which are the same with the memory and with it reset."""
        return [
            AnswerExample(
                prompt=self._tokenizer.decode(kept.before),
                expected=self._tokenizer.decode([kept.expected]).strip(),
                answer=self._tokenizer.decode([kept.said]).strip(),
                answer_memory_reset=self._tokenizer.decode([reset.said]).strip(),
            )
            for kept, reset in zip(self._said[False], self._said[True], strict=True)
        ]

    def _at_length(self, split: Split, *, reset: bool = False) -> Rate:
        """Stories in which everybody moves, and is asked for, all the time."""
        return self._ask(self._stories.usual(), split, reset=reset)

    def _at_distance(self, distance: int) -> Rate:
        """Stories that introduce everybody, go on with prose, and then ask for everybody."""
        return self._ask(self._stories.far(distance), "held_out", distance=distance)

    def _ask(
        self,
        plan: StoryPlan,
        split: Split,
        *,
        reset: bool = False,
        distance: int | None = None,
    ) -> Rate:
        """Read stories and count right answers.

        Args:
            plan: of each story.
            split: whose pairs; the prose is always held out.
            reset: whether the memory is reset before every segment.
            distance: count only answers to facts so far back, or one segment farther, that were
                not repeated since; None for all that the memory alone can know.
        """
        rng = random.Random(f"{self._seed} {distance}")  # noqa: S311 - no secret
        right: list[bool] = []
        of: list[int] = []
        for start in range(0, self._num_stories, _STORIES_AT_ONCE):
            count = min(_STORIES_AT_ONCE, self._num_stories - start)
            stories = [self._stories.write(rng, plan, split) for _ in range(count)]
            said = self._read(np.stack([story.ids for story in stories]), reset=reset)
            for row, story in enumerate(stories):
                for answer in story.answers:
                    if distance is None:
                        counts = answer.distance > 0
                    else:
                        counts = answer.distance == answer.fact_distance >= distance
                    if counts:
                        last = int(said[row, answer.position - 1])
                        right.append(last == answer.token_id)
                        of.append(start + row)
                        if distance is None and split == "held_out":
                            self._keep(story, answer.position, answer.token_id, last, reset)
        return Rate.of_stories(np.array(right, np.bool_), np.array(of, np.int64))

    def _keep(
        self, story: EncodedStory, position: int, expected: int, said: int, reset: bool
    ) -> None:
        if len(self._said[reset]) < self._num_examples:
            before = story.ids[max(0, position - _SHOWN_BEFORE) : position].tolist()
            self._said[reset].append(_Said(before, expected, said))

    def _read(
        self, ids: np.ndarray[Any, np.dtype[np.int64]], *, reset: bool
    ) -> np.ndarray[Any, np.dtype[np.int64]]:
        """What the model would say after every token, `[B, T]`."""
        state: MemoryState | None = None
        said = []
        for start in range(0, ids.shape[1], self._segment):
            segment = torch.from_numpy(ids[:, start : start + self._segment])
            self._control.checkpoint()
            if reset:
                state = forgotten(self._model, state)
            output = self._model(segment.to(self._model.device), memory_state=state)
            state = output.memory_state
            said.append(output.logits.argmax(-1).cpu())
            self._done += 1
            self._control.report(
                self._done, self._total, marked("progress", "Asking about stories"), "segments"
            )
        return torch.cat(said, dim=1).numpy()
