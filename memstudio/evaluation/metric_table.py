"""The metrics there are, and which of them the rows of each kind are measured with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from memstudio.errors import marked
from memstudio.evaluation.metrics.answers import exact_match, mean, token_f1
from memstudio.evaluation.metrics.labels import above_commonest, accuracy, macro_f1
from memstudio.evaluation.metrics.rankings import auc, in_order, mrr, ndcg, recall
from memstudio.evaluation.metrics.summaries import rouge_l, rouge_n
from memstudio.evaluation.metrics.translations import bleu, chrf, term_consistency
from memstudio.evaluation.metrics.values import (
    mean_absolute_error,
    mean_squared_error,
    number_in,
    pearson,
    r2,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Scale = Literal["share", "points", "number"]
"""0 to 1, to be shown in per cent; 0 to 100; anything."""

Way = Literal["write", "choose", "rank"]
"""How rows are answered: freely; with the likeliest of a few answers; by the order of all."""


@dataclass(frozen=True)
class Answers:
    """What came of the rows of one kind.

    Attributes:
        said: the answers, when they were written or chosen.
        expected: the right ones.
        scores: of each row's candidates, when they were ranked.
        relevance: of the same candidates, 0 for those that were not wanted.
        terms: of each row, those that its document fixed, with their translations.
    """

    said: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    scores: tuple[tuple[float, ...], ...] = ()
    relevance: tuple[tuple[float, ...], ...] = ()
    terms: tuple[tuple[tuple[str, str], ...], ...] = ()

    @property
    def rankings(self) -> list[list[float]]:
        """The relevance of each row's candidates, the likeliest first."""
        return [in_order(s, r) for s, r in zip(self.scores, self.relevance, strict=True)]

    @property
    def numbers(self) -> tuple[list[float], list[float]]:
        """Those said and those expected, of the rows where both are numbers."""
        found = [
            (number_in(s), number_in(e)) for s, e in zip(self.said, self.expected, strict=True)
        ]
        pairs = [(s, e) for s, e in found if s is not None and e is not None]
        return [s for s, _ in pairs], [e for _, e in pairs]


@dataclass(frozen=True)
class Metric:
    """A metric.

    Attributes:
        name: in files.
        title: for a person.
        meaning: in one line.
        is_higher_better: the way in which it improves.
        scale: of its values.
        measure: works it out; None for those that come from the loss.
    """

    name: str
    title: str
    meaning: str
    is_higher_better: bool = True
    scale: Scale = "share"
    measure: Callable[[Answers], float | None] | None = field(default=None, compare=False)


_METRICS: tuple[Metric, ...] = (
    Metric(
        "perplexity", marked("metrics", "Perplexity"),
        marked("metrics", "among how many tokens, all alike, the model hesitates"),
        is_higher_better=False, scale="number",
    ),
    Metric(
        "bits_per_byte", marked("metrics", "Bits per byte"),
        marked("metrics", "what a byte of the text costs; comparable between tokenizers"),
        is_higher_better=False, scale="number",
    ),
    Metric(
        "token_accuracy", marked("metrics", "Token accuracy"),
        marked("metrics", "how often the likeliest next token is the right one"),
    ),
    Metric(
        "exact_match", marked("metrics", "Exact match"),
        marked("metrics", "answers that say just what was expected, but for case, punctuation and articles"),
        measure=lambda a: exact_match(a.said, a.expected),
    ),
    Metric(
        "token_f1", marked("metrics", "Word F1"),
        marked("metrics", "how many words an answer shares with the expected one"),
        measure=lambda a: token_f1(a.said, a.expected),
    ),
    Metric(
        "accuracy", marked("metrics", "Accuracy"),
        marked("metrics", "how often the likeliest of the possible answers is the right one"),
        measure=lambda a: accuracy(a.said, a.expected),
    ),
    Metric(
        "macro_f1", marked("metrics", "Macro F1"),
        marked("metrics", "the same for every label alike, however seldom it is"),
        measure=lambda a: macro_f1(a.said, a.expected),
    ),
    Metric(
        "above_commonest", marked("metrics", "Above the commonest label"),
        marked("metrics", "how much more often that is than by always saying the label that most of the texts have"),
        measure=lambda a: above_commonest(a.said, a.expected),
    ),
    Metric(
        "bleu", marked("metrics", "BLEU"),
        marked("metrics", "runs of one to four words shared with the expected translation, up to 100"),
        scale="points", measure=lambda a: bleu(a.said, a.expected),
    ),
    Metric(
        "chrf", marked("metrics", "chrF"),
        marked("metrics", "runs of one to six characters shared with the expected translation, up to 100"),
        scale="points", measure=lambda a: chrf(a.said, a.expected),
    ),
    Metric(
        "term_consistency", marked("metrics", "Term consistency"),
        marked("metrics", "terms that are translated as the first lines of their document fixed them"),
        measure=lambda a: term_consistency(a.said, a.terms),
    ),
    Metric(
        "rouge_1", marked("metrics", "ROUGE-1"),
        marked("metrics", "words shared with the expected text"),
        measure=lambda a: rouge_n(a.said, a.expected, 1),
    ),
    Metric(
        "rouge_2", marked("metrics", "ROUGE-2"),
        marked("metrics", "pairs of words shared with the expected text"),
        measure=lambda a: rouge_n(a.said, a.expected, 2),
    ),
    Metric(
        "rouge_l", marked("metrics", "ROUGE-L"),
        marked("metrics", "words in the same order as in the expected text"),
        measure=lambda a: rouge_l(a.said, a.expected),
    ),
    Metric(
        "ndcg_10", marked("metrics", "nDCG@10"),
        marked("metrics", "how far up among the first ten those stand that were wanted"),
        measure=lambda a: ndcg(a.rankings, 10),
    ),
    Metric(
        "mrr", marked("metrics", "MRR"),
        marked("metrics", "one over the place of the first that was wanted"),
        measure=lambda a: mrr(a.rankings),
    ),
    Metric(
        "recall_1", marked("metrics", "Recall@1"),
        marked("metrics", "the share of those wanted that stand in the first place"),
        measure=lambda a: recall(a.rankings, 1),
    ),
    Metric(
        "auc", marked("metrics", "AUC"),
        marked("metrics", "how often what was wanted is likelier than what was not; half by chance"),
        measure=lambda a: auc(a.scores, a.relevance),
    ),
    Metric(
        "mean_squared_error", marked("metrics", "Mean squared error"),
        marked("metrics", "how far off the numbers are, of answers that are numbers"),
        is_higher_better=False, scale="number", measure=lambda a: mean_squared_error(*a.numbers),
    ),
    Metric(
        "mean_absolute_error", marked("metrics", "Mean absolute error"),
        marked("metrics", "how far off the numbers are on average"),
        is_higher_better=False, scale="number", measure=lambda a: mean_absolute_error(*a.numbers),
    ),
    Metric(
        "r2", marked("metrics", "R²"),
        marked("metrics", "the share of the spread of the numbers that is explained, up to 1; 0 for always saying their mean"),
        scale="number", measure=lambda a: r2(*a.numbers),
    ),
    Metric(
        "pearson", marked("metrics", "Correlation"),
        marked("metrics", "whether the numbers rise and fall with those expected, up to 1"),
        scale="number", measure=lambda a: pearson(*a.numbers),
    ),
    Metric(
        "are_numbers", marked("metrics", "Numbers"),
        marked("metrics", "answers that are a number at all"),
        measure=lambda a: mean([float(number_in(said) is not None) for said in a.said]),
    ),
)  # fmt: skip

METRICS: dict[str, Metric] = {metric.name: metric for metric in _METRICS}


@dataclass(frozen=True, slots=True)
class Task:
    """How rows are answered, and what the answers are measured with."""

    way: Way
    metrics: tuple[str, ...]


MEASURES = Task("write", ("pearson", "mean_squared_error", "are_numbers"))
"""Numbers on a scale, and labels that are such."""

_FREE = Task("write", ("exact_match", "token_f1", "rouge_l"))

TASKS: dict[str, Task] = {
    "question": Task("write", ("exact_match", "token_f1")),
    "instruction": _FREE,
    "conversation": _FREE,
    "translation": Task("write", ("bleu", "chrf")),
    "summary": Task("write", ("rouge_1", "rouge_2", "rouge_l")),
    "number": MEASURES,
    "label": Task("choose", ("accuracy", "macro_f1")),
    "retrieval": Task("rank", ("ndcg_10", "mrr", "recall_1")),
    "recommendation": Task("rank", ("auc", "ndcg_10")),
}
"""By row kind. Plain text has no answers: it is measured by its loss alone."""

MULTIPLE_CHOICE = Task("choose", ("accuracy",))
"""Questions whose answer is one of a few that are offered."""

MANY_LABELS = Task("write", ("exact_match", "token_f1"))
"""Labels of which there are too many to try each."""

WITH_TERMS = Task("write", ("term_consistency", "bleu", "chrf"))
"""Translations of documents that fix their terms in the first lines."""

SAID = ("mean_squared_error", "mean_absolute_error", "pearson", "r2")
"""What numbers are measured with that a head of their own says."""

HEADS = Task("choose", ("accuracy", "above_commonest", "macro_f1"))
"""Labels that a head of their own says, each set by itself."""


def full_name(row_kind: str, metric: str) -> str:
    """The name under which a metric of the rows of one kind is kept: "question/exact_match"."""
    return f"{row_kind}/{metric}"


def parted_name(name: str) -> tuple[str, Metric | None]:
    """The row kind, "" for all of the text, and the metric; None when this version has no such."""
    kind, _, metric = name.rpartition("/")
    return kind, METRICS.get(metric)


def measured(task: Task, answers: Answers) -> dict[str, float | None]:
    """What the metrics of a task come to."""
    found = {}
    for name in task.metrics:
        measure = METRICS[name].measure
        if measure is not None:
            found[name] = measure(answers)
    return found


def num_counted(name: str, answers: Answers) -> int:
    """Rows that a metric is worked out from: not every answer is a number, not every row has terms."""
    if name in SAID:
        return len(answers.numbers[0])
    return sum(map(bool, answers.terms)) if name == "term_consistency" else num_answers(answers)


def num_answers(answers: Answers) -> int:
    """Rows that were answered."""
    rows: Sequence[object] = answers.said or answers.scores
    return len(rows)
