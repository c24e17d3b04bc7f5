"""A model measured by stories: who is where, asked when only the memory can know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.evaluation.story_recall import evaluate_story_recall
from memstudio.measuring.intervals import between_rates
from memstudio.measuring.lines import AT_LENGTH, SEEN_PAIRS, distance_name
from memstudio.measuring.measurement import MeasuredMetric

if TYPE_CHECKING:
    from memstudio.evaluation.story_recall import Rate, StoryRecallReport
    from memstudio.events import AnswerExample
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_NUM_EXAMPLES = 12


def measure_stories(
    loaded: LoadedModel,
    model: MemoryModel,
    num_stories: int,
    seed: int,
    control: Control,
    stories_of: MemoryModel | None = None,
) -> tuple[StoryRecallReport, tuple[AnswerExample, ...]]:
    """Ask about stories, a model's own or those of another; the report, and some of the answers.

    Raises:
        DataError: the tokenizer does not fit.
        Cancelled: through `control`.
    """
    examples: list[AnswerExample] = []
    report = evaluate_story_recall(
        model,
        loaded.tokenizer,
        num_stories=num_stories,
        seed=seed,
        control=control,
        examples=examples,
        num_examples=_NUM_EXAMPLES,
        stories_of=stories_of,
    )
    return report, tuple(examples)


def story_metrics(
    report: StoryRecallReport, baseline: StoryRecallReport | None, *, has_memory: bool
) -> dict[str, MeasuredMetric]:
    """The figures of a report, by name, beside those of another model on the same stories."""
    other = _rates(baseline) if baseline is not None else {}
    found = {}
    for name, rate in _rates(report).items():
        values: dict[str, Any] = {"value": rate.accuracy, "low": rate.low, "high": rate.high}
        if name == AT_LENGTH and has_memory:
            reset = report.reset
            values |= {
                "memory_reset": reset.accuracy,
                "memory_reset_low": reset.low,
                "memory_reset_high": reset.high,
                **_difference("gain", rate, reset),
            }
        if name in other:
            values |= _difference("ahead", rate, other[name])
        found[name] = MeasuredMetric(count=rate.asked, parts=rate.asked, part="questions", **values)
    return found


def _rates(report: StoryRecallReport) -> dict[str, Rate]:
    rates = {AT_LENGTH: report.at_length, SEEN_PAIRS: report.seen_pairs}
    rates |= {distance_name(row.distance): row.rate for row in report.by_distance}
    # Short stories may ask for nothing so far back.
    return {name: rate for name, rate in rates.items() if rate.asked}


def _difference(name: str, one: Rate, other: Rate) -> dict[str, float | None]:
    low, high = between_rates(one, other)
    return {name: one.accuracy - other.accuracy, f"{name}_low": low, f"{name}_high": high}
