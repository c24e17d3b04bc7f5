"""Figures of rows and of texts, with what they came to in every draw of their parts.

Shapes: U parts, N draws.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.evaluation.metric_table import METRICS, Answers, full_name, num_answers, num_counted
from memstudio.evaluation.metrics.predictions import bits_per_byte, perplexity
from memstudio.evaluation.story_recall import Rate
from memstudio.measuring.intervals import (
    FEWEST,
    UNKNOWN,
    Interval,
    between_shares,
    drawn,
    drawn_ratios,
    interval_of,
)
from memstudio.measuring.lines import LOSS
from memstudio.measuring.measurement import MeasuredMetric

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from memstudio.evaluation.row_evaluation import AnsweredRows

_SLOW_DRAWS = 200
"""For metrics that are worked out anew from all answers in every draw."""
_MEANS = frozenset({
    "exact_match", "token_f1", "rouge_1", "rouge_2", "rouge_l", "accuracy", "ndcg_10", "mrr",
    "recall_1", "auc", "mean_squared_error", "mean_absolute_error", "are_numbers",
})  # fmt: skip
"""Metrics that are the mean of what they are of each row."""


@dataclass(frozen=True)
class Sampled:
    """A figure, and what it came to in every draw, `[N]`; None with too few parts.

    Where all parts are alike, all draws are: then `known` is the interval of such a share, and other
    figures have none. `is_share` says whether it is a share of the parts, as accuracy is; `parts`
    says which ones they are, None where all models are measured on the same.
    """

    value: float | None
    draws: NDArray[np.float64] | None = None
    known: Interval | None = None
    is_share: bool = False
    parts: NDArray[np.int64] | None = None

    @property
    def interval(self) -> Interval:
        """Where the figure lies with 95%."""
        if self.known:
            return self.known
        return UNKNOWN if self.never_varied else interval_of(self.draws)

    @property
    def never_varied(self) -> bool:
        """Whether all draws came to the same, but for rounding."""
        found = np.empty(0) if self.draws is None else self.draws[np.isfinite(self.draws)]
        return bool(len(found)) and np.allclose(found, found[0], rtol=1e-9, atol=1e-12)


@dataclass(frozen=True)
class SampledMetric:
    """A figure with the memory as it is, and with it reset.

    Attributes:
        kept: with the memory.
        reset: without; None when there is nothing to be reset.
        count: rows or tokens that it is worked out from.
        parts: U.
        part: what they are: rows, documents or stretches.
    """

    kept: Sampled
    reset: Sampled | None
    count: int
    parts: int
    part: str

    def finished(self, baseline: SampledMetric | None = None) -> MeasuredMetric:
        """The figures that are kept of it, beside those of another model on the same parts."""
        low, high = self.kept.interval
        values: dict[str, Any] = {"value": self.kept.value, "low": low, "high": high}
        if self.reset is not None:
            reset_low, reset_high = self.reset.interval
            values |= {
                "memory_reset": self.reset.value,
                "memory_reset_low": reset_low,
                "memory_reset_high": reset_high,
                **_difference("gain", self.kept, self.reset),
            }
        if baseline is not None:
            values |= _difference("ahead", self.kept, baseline.kept)
        return MeasuredMetric(count=self.count, parts=self.parts, part=self.part, **values)


def _difference(name: str, one: Sampled, other: Sampled) -> dict[str, float | None]:
    if one.value is None or other.value is None:
        return {}
    draws = None
    if one.draws is not None and other.draws is not None and len(one.draws) == len(other.draws):
        draws = one.draws - (other.draws if _are_pairs(one, other) else _dealt(other.draws))
    found = Sampled(one.value - other.value, draws)
    low, high = interval_of(draws)
    # Where both sides are alike in every part, so are all draws: that is no certainty.
    is_level = low == high and one.is_share and other.is_share
    if one.known or other.known or is_level:
        low, high = between_shares((one.value, one.interval), (other.value, other.interval))
    elif found.never_varied and (found.value or one.never_varied):
        low, high = UNKNOWN
    return {name: found.value, f"{name}_low": low, f"{name}_high": high}


def _are_pairs(one: Sampled, other: Sampled) -> bool:
    if one.parts is None or other.parts is None:
        return one.parts is other.parts
    return np.array_equal(one.parts, other.parts)


def _dealt(draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """The draws in another order: of unlike parts those of one side say nothing of the other's."""
    return np.random.default_rng(len(draws)).permutation(draws)


# ---------------------------------------------------------------------- rows


def of_rows(
    answered: AnsweredRows, seed: int, between: Callable[[], None]
) -> dict[str, SampledMetric]:
    """The metrics of the rows of one kind, by full name.

    Args:
        answered: by a model.
        seed: of the draws.
        between: called again and again while draws are worked out; may raise to end it.
    """
    found = {}
    for name in answered.task.metrics:
        measure = METRICS[name].measure
        if measure is None:
            continue
        kept = _sampled(name, measure, answered.kept, seed, between)
        reset = None
        if answered.reset is not None:
            reset = _sampled(name, measure, answered.reset, seed, between)
        full = full_name(answered.row_kind, name)
        count, parts = num_counted(name, answered.kept), num_answers(answered.kept)
        found[full] = SampledMetric(kept, reset, count, parts, "rows")
    return found


def _sampled(
    name: str,
    measure: Callable[[Answers], float | None],
    answers: Answers,
    seed: int,
    between: Callable[[], None],
) -> Sampled:
    value, number = measure(answers), num_answers(answers)
    count = num_counted(name, answers)
    if count < FEWEST or value is None:
        return Sampled(value)
    if name in _MEANS:
        own = [measure(_some(answers, [row])) for row in range(number)]
        has_one = np.asarray([each is not None for each in own])
        sums = np.asarray([each or 0.0 for each in own])
        draws = drawn_ratios(sums, has_one.astype(float), seed)
        is_share = METRICS[name].scale == "share"
        return _share(value, draws, int(has_one.sum())) if is_share else Sampled(value, draws)
    others = []
    for counts in drawn(number, seed, _SLOW_DRAWS):
        for row in counts:
            between()
            again = measure(_some(answers, np.repeat(np.arange(number), row).tolist()))
            others.append(math.nan if again is None else again)
    draws = np.asarray(others)
    if name == "term_consistency":
        return _share(value, draws, count)
    return Sampled(value, draws)


def _share(value: float | None, draws: NDArray[np.float64], parts: int) -> Sampled:
    """A share; where all parts are alike, with the interval of a share of that many."""
    known = None
    if value is not None and value in {0.0, 1.0}:
        known = Interval.of(Rate.of(round(value * parts), parts))
    return Sampled(value, draws, known, is_share=True)


def _some(answers: Answers, rows: list[int]) -> Answers:
    def those(values: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(values[row] for row in rows) if values else ()

    return Answers(
        those(answers.said),
        those(answers.expected),
        those(answers.scores),
        those(answers.relevance),
        those(answers.terms),
    )


# ---------------------------------------------------------------------- text


@dataclass(frozen=True)
class TextParts:
    """What came of each part of a text: documents, or stretches of them. Each field is `[U]`.

    Attributes:
        losses: summed over its tokens, in nats.
        right: tokens of which the likeliest was the right one.
        tokens: that were predicted.
        sizes: bytes of what was predicted.
        part: what they are.
        names: which document or stretch each is.
    """

    losses: NDArray[np.float64]
    right: NDArray[np.float64]
    tokens: NDArray[np.float64]
    sizes: NDArray[np.float64]
    part: str
    names: NDArray[np.int64]

    def sampled(self, seed: int) -> dict[str, Sampled]:
        """Loss, perplexity, bits a byte and token accuracy."""
        num_tokens, num_bytes = float(self.tokens.sum()), int(self.sizes.sum())
        loss = float(self.losses.sum()) / num_tokens if num_tokens else math.nan
        values = {
            LOSS: loss,
            "perplexity": perplexity(loss),
            "bits_per_byte": bits_per_byte(loss, int(num_tokens), num_bytes),
            "token_accuracy": float(self.right.sum()) / num_tokens if num_tokens else None,
        }
        if len(self.tokens) < FEWEST:
            return {name: Sampled(value) for name, value in values.items()}
        losses = drawn_ratios(self.losses, self.tokens, seed)
        with np.errstate(over="ignore", invalid="ignore"):
            draws = {
                LOSS: losses,
                "perplexity": np.where(np.isfinite(np.exp(losses)), np.exp(losses), np.nan),
                "bits_per_byte": drawn_ratios(self.losses, self.sizes, seed) / math.log(2),
                "token_accuracy": drawn_ratios(self.right, self.tokens, seed),
            }
        found = {name: Sampled(value, draws[name]) for name, value in values.items()}
        found["token_accuracy"] = _share(
            values["token_accuracy"], draws["token_accuracy"], len(self.tokens)
        )
        return {name: replace(each, parts=self.names) for name, each in found.items()}


def of_text(kept: TextParts, reset: TextParts | None, seed: int) -> dict[str, SampledMetric]:
    """The metrics of a text that was read with the memory, and with it reset."""
    with_memory = kept.sampled(seed)
    without = reset.sampled(seed) if reset is not None else {}
    return {
        name: SampledMetric(
            each, without.get(name), int(kept.tokens.sum()), len(kept.tokens), kept.part
        )
        for name, each in with_memory.items()
    }


def by_parts(
    losses: Sequence[tuple[float, int, int]],
    sizes: Sequence[int],
    documents: NDArray[np.int64],
) -> TextParts:
    """What came of samples, put together by document; each by itself while documents are few.

    Args:
        losses: of each sample its summed loss, its right tokens and its tokens.
        sizes: bytes of each.
        documents: that each sample is of.
    """
    table = np.asarray([(*each, size) for each, size in zip(losses, sizes, strict=True)], float)
    # A part in which nothing is predicted is none.
    keep = (table[:, 2] > 0).tolist()
    table, own = table[keep], list(compress(documents.tolist(), keep))
    part, names = "stretches", np.flatnonzero(keep)
    unlike, numbers = np.unique(own, return_inverse=True)
    if own and numbers.max() + 1 >= FEWEST:
        part, names = "documents", unlike
        summed = np.zeros((numbers.max() + 1, table.shape[1]))
        np.add.at(summed, numbers, table)
        table = summed
    losses_of, right, tokens, bytes_of = table.T
    return TextParts(losses_of, right, tokens, bytes_of, part, names)
