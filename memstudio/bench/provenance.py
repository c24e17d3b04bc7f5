"""Whether explanations are true: stories that the model has never seen, and answers it got right.

An answer counts whose place was last said in an earlier segment, so that the memory alone can know
it. Each is explained (`find_provenance`), and the explanation is put to the test:

1. Does the first source span state the fact, with the person and the place?
2. Does the answer change when the slots on the chain are removed?
3. Does it stay when as many other slots, drawn at random, are removed?

*Removed* are slots by being exchanged for the same slots of the memory after another story: what
this story put there is gone. Put back to what they were before anything was read, they leave the
model with its default guess, which for some answers is the right one; that is measured too.
"""

from __future__ import annotations

import random
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.errors import DataError, marked
from memstudio.evaluation.story_recall import Rate
from memstudio.tasks.stories import DEMO_WORLD, StoryPlan, generate_story
from memstudio.tasks.story_encoding import StoryEncoder
from memstudio.trace.attribution import has_way_back
from memstudio.trace.causal_types import Intervention
from memstudio.trace.effects import measure_effect, read_rows
from memstudio.trace.gradients import gradients_back
from memstudio.trace.provenance import find_provenance
from memstudio.trace.provenance_types import Provenance, SourceSpan
from memstudio.trace.reading_session import ReadingSession
from memstudio.trace.text_spans import FEWEST_TOKENS, text_spans
from memstudio.trace.verification import mentions_of, without_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.story_encoding import EncodedAnswer, EncodedStory
    from memstudio.trace.interventions import Plan

GAPS = (4, 8, 16)
"""Segments of nothing but prose between facts and questions, in the stories with a gap."""
_IN_VAIN = 20
"""Stories in a row without a right answer, after which no more are written."""
BUCKETS = ((1, 1), (2, 2), (3, 4), (5, 8), (9, 16), (17, 64))
CHECKS = {
    "span": "the first source span states the fact",
    "chain": "removing the slots on the chain changes the answer",
    "random": "removing as many random other slots changes the answer",
    "span_exact": "the first span is the last fact itself",
    "span_gradient": "first span by gradient alone states the fact",
    "span_attention": "first span by attention flow alone states the fact",
    "span_plain": "first span by gradient x input through time states the fact",
    "span_removed": "reading without the first span changes the answer",
    "spans_removed": "reading without it and all else that has the answer changes it",
    "chain_initial": "putting the chain back to its first state changes the answer",
    "random_initial": "putting as many random other slots back changes the answer",
    "memory": "exchanging the whole memory changes the answer",
    "memory_reset": "resetting the whole memory changes the answer",
}


@dataclass(frozen=True)
class CheckedAnswer:
    """One right answer, explained and put to the test.

    Attributes:
        has_gap: whether its story has a stretch of nothing but prose.
        distance: segments between the fact and the answer.
        story: the number of its story.
        num_chain: slots on the chain.
        passed: by name, what of `CHECKS` was so; without those of random slots where fewer are left
            than are on the chain.
    """

    has_gap: bool
    distance: int
    story: int
    num_chain: int
    passed: dict[str, bool]


@dataclass(frozen=True)
class ProvenanceReport:
    """What came of testing explanations.

    Attributes:
        model: its name.
        kind: of its memory.
        num_slots: of the memory.
        seed: of the stories.
        num_asked: answers that only the memory can know.
        answers: those of them that were right.
        ablation_seconds: median time of one ablation of one slot at the start of such a story.
        explanation_seconds: median time of one explanation.
    """

    model: str
    kind: str
    num_slots: int
    seed: int
    num_asked: int
    answers: tuple[CheckedAnswer, ...]
    ablation_seconds: float
    explanation_seconds: float

    def rate(
        self, check: str, *, gap: bool = False, distances: tuple[int, int] | None = None
    ) -> Rate:
        """How many answers of moving stories, or of those with a gap, pass a check."""
        found = [
            (each.passed[check], each.story)
            for each in self.answers
            if each.has_gap == gap
            and check in each.passed
            and (distances is None or distances[0] <= each.distance <= distances[1])
        ]
        right, stories = np.array(found, np.int64).reshape(-1, 2).T
        return Rate.of_stories(right.astype(bool), stories)

    def as_json(self) -> dict[str, Any]:
        """The report in plain values."""
        values = asdict(self)
        values["answers"] = len(self.answers)
        values["rates"] = {
            place: {check: asdict(self.rate(check, gap=gap)) for check in CHECKS}
            for place, gap in (("moving", False), ("gap", True))
        }
        return values


def measure_provenance(
    loaded: LoadedModel,
    *,
    num_answers: int = 200,
    num_segments: int = 16,
    seed: int = 1,
    control: Control,
) -> ProvenanceReport:
    """Explain answers to fresh stories, and test the explanations.

    Args:
        loaded: a model that the stories can be asked of.
        num_answers: right answers of stories in which people move all the time, at least; and a
            quarter as many of stories with a gap.
        num_segments: of a story without a gap.
        seed: of the stories.
        control: takes progress; may cancel.

    Raises:
        DataError: the model does not answer such stories.
        TraceError: it has no slots.
        Cancelled: through `control`.
    """
    return _Measuring(loaded, num_segments, seed, control).run(num_answers)


@dataclass
class _Measuring:
    loaded: LoadedModel
    num_segments: int
    seed: int
    control: Control
    num_asked: int = 0
    ablations: list[float] = field(default_factory=list)
    explanations: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        tokenizer = self.loaded.tokenizer
        self.encoder = StoryEncoder(lambda text: tokenizer.encode(text, add_special_tokens=False))
        self.segment = int(self.loaded.model.config.segment_length)
        self.quiet = self.control.without_reports()
        # What is drawn to test an answer changes no story that comes after it.
        self.rng, self.draws = (
            random.Random(f"provenance {what} {self.seed}")  # noqa: S311 - no secret
            for what in ("stories", "draws")
        )

    def run(self, num_answers: int) -> ProvenanceReport:
        wanted = {False: num_answers, True: num_answers // 4}
        found: list[CheckedAnswer] = []
        for has_gap, number in wanted.items():
            for tested, answer in enumerate(self._answers(has_gap), 1):
                found.append(answer)
                self.control.report(
                    len(found), sum(wanted.values()),
                    marked("progress", "Testing explanations"), "answers",
                )  # fmt: skip
                if tested >= number:
                    break
        return ProvenanceReport(
            model=self.loaded.source.name,
            kind=str(self.loaded.model.config.memory_kind),
            num_slots=int(self.loaded.model.config.num_slots),
            seed=self.seed,
            num_asked=self.num_asked,
            answers=tuple(found),
            ablation_seconds=float(np.median(self.ablations)),
            explanation_seconds=float(np.median(self.explanations)),
        )

    def _answers(self, has_gap: bool) -> Iterator[CheckedAnswer]:
        number = without = 0
        while without < _IN_VAIN:
            plan, length = self._plan(number) if has_gap else self._moving()
            story, session = self._story(plan, length)
            other = self._other_story()
            for answer in story.answers:
                if answer.distance < 1:
                    continue
                self.num_asked += 1
                if session.predicted[answer.position] == answer.token_id:
                    yield self._tested(story, session, answer, other, has_gap, number)
                    without = 0
            number += 1
            without += 1
        raise DataError(
            marked("errors", "This model gives no right answers to the stories, so there is nothing to explain."),
        )  # fmt: skip

    def _moving(self) -> tuple[StoryPlan, int]:
        length = self.num_segments * self.segment
        return StoryPlan(length=length, num_people=len(DEMO_WORLD.people), prose=0.5), length

    def _plan(self, number: int) -> tuple[StoryPlan, int]:
        gap = GAPS[number % len(GAPS)]
        length = (gap + 2) * self.segment
        people = len(DEMO_WORLD.people)
        fact = f"{DEMO_WORLD.people[0]} went to the {DEMO_WORLD.places[0]}."
        start = people * self.encoder.length(fact)
        return (
            StoryPlan(length=length, num_people=people, prose=0.0, gap=(start, gap * self.segment)),
            length,
        )

    def _story(self, plan: StoryPlan, length: int) -> tuple[EncodedStory, ReadingSession]:
        """A held-out story whose pieces and whole text are the same tokens, and its reading."""
        while True:
            written = generate_story(
                self.rng, split="held_out", prose_split="held_out", plan=plan,
                measure=self.encoder.length,
            )  # fmt: skip
            story = self.encoder.encode(written, self.segment, length)
            session = ReadingSession.of_text(self.loaded, written.text, len(story.ids))
            if np.array_equal(session.tokens.ids, story.ids):
                session.read(self.quiet)
                self._time_ablation(session)
                return story, session

    def _other_story(self) -> str:
        """Another story, in which everybody is somewhere."""
        plan = StoryPlan(length=12 * self.segment, num_people=len(DEMO_WORLD.people), prose=0.3)
        while True:
            text = generate_story(
                self.rng, split="train", prose_split="held_out", plan=plan,
                measure=self.encoder.length,
            ).text  # fmt: skip
            if all(person in text for person in DEMO_WORLD.people):
                return text

    def _time_ablation(self, session: ReadingSession) -> None:
        slot = (self.draws.randrange(session.num_slots),)
        start = time.perf_counter()
        measure_effect(session, [Intervention("ablate", 1, slot)], control=self.quiet)
        self.ablations.append(time.perf_counter() - start)

    # ------------------------------------------------------------------ one answer

    def _tested(
        self,
        story: EncodedStory,
        session: ReadingSession,
        answer: EncodedAnswer,
        other: str,
        has_gap: bool,
        number: int,
    ) -> CheckedAnswer:
        start = time.perf_counter()
        found = find_provenance(session, answer.position, control=self.quiet)
        self.explanations.append(time.perf_counter() - start)
        passed = self._removals(session, found, other)
        person, place = DEMO_WORLD.cast[answer.person], DEMO_WORLD.places[answer.place]
        fact = max(
            at for at, who, _ in story.facts if who == answer.person and at < answer.position
        )

        def states(span: SourceSpan | None) -> bool:
            return span is not None and person in span.text and place in span.text

        first = found.spans[0] if found.spans and found.spans[0].weight > 0 else None
        passed["span"] = states(first)
        passed["span_exact"] = first is not None and first.start <= fact < first.stop
        for method in ("gradient", "attention"):
            best = max(found.spans, key=lambda span: float(getattr(span, method)), default=None)
            passed[f"span_{method}"] = states(best)
        passed["span_plain"] = states(self._plain(session, found))
        alone = () if first is None else ((first.start, first.stop),)
        for name, words in (
            ("span_removed", alone),
            ("spans_removed", (*alone, *mentions_of(session, found))),
        ):
            passed[name] = bool(words) and (
                without_words(session, found, words, self.quiet).predicted_id != found.predicted_id
            )
        return CheckedAnswer(has_gap, answer.fact_distance, number, len(found.chain), passed)

    def _removals(self, session: ReadingSession, found: Provenance, other: str) -> dict[str, bool]:
        """What the answer was without the chain, without other slots, without the memory."""
        last = found.segment
        rest = [slot for slot in range(session.num_slots) if slot not in found.chain]
        chance = tuple(self.draws.sample(rest, min(len(found.chain), len(rest))))
        end = session.other(other).num_segments

        def swap(slots: tuple[int, ...]) -> Plan:
            return (Intervention("swap", last, slots, document=other, from_segment=end),)

        plans: dict[str, Plan] = {
            "chain": swap(found.chain),
            "random": swap(chance),
            "memory": swap(()),
            "chain_initial": (Intervention("ablate", last, found.chain),),
            "random_initial": (Intervention("ablate", last, chance),),
            "memory_reset": (Intervention("reset", last),),
        }
        if len(chance) < len(found.chain):
            # With fewer slots, or with none, which stand for all, chance would have it otherwise.
            del plans["random"], plans["random_initial"]
        names = list(plans)
        changed: dict[str, bool] = {}
        for step in read_rows(
            session, list(plans.values()), last + 1, control=self.quiet, tokens=[found.token]
        ):
            for place, row in enumerate(step.rows):
                changed[names[row]] = int(step.predicted[place, 0]) != found.predicted_id
        return changed

    def _plain(self, session: ReadingSession, found: Provenance) -> SourceSpan | None:
        """The first span by one pass of gradient times input back through the memory."""
        stop = session.bounds(found.segment)[0]
        scores = np.zeros(session.num_tokens)
        if not has_way_back(session):
            return None
        for each in gradients_back(session, found.token, found.token_id, control=self.quiet):
            start, end = session.bounds(each.segment)
            scores[start:end] = each.words.numpy()
        end = min(found.token + FEWEST_TOKENS, session.num_tokens)
        spans = [
            (first, min(after, stop))
            for first, after in text_spans(session.tokens, 0, end)
            if first < stop and after <= found.token
        ]
        if not spans:
            return None
        start, end = max(spans, key=lambda span: float(scores[span[0] : span[1]].sum()))
        text = session.span_text(start, end)
        return SourceSpan(start, end, session.segment_of(start), text, 0.0, 0.0, 0.0)
