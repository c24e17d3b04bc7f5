"""What a memory retains of a text: probes made of it, asked, and put into figures.

Shapes: P needles, D distances, a tokens of an answer; L lists, M pairs of each; n questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.data.tokenised import tokenise
from memstudio.errors import marked
from memstudio.evaluation.retention import ASKINGS, Answered, Asking, ask_needles, ask_pairs
from memstudio.evaluation.retention_probes import (
    ProbeSizes,
    distances_up_to,
    make_needles,
    make_pair_lists,
)
from memstudio.evaluation.story_recall import Rate
from memstudio.measuring.help import check_memory
from memstudio.measuring.intervals import (
    FEWEST,
    Interval,
    between_shares,
    drawn_ratios,
    interval_of,
)
from memstudio.measuring.lines import NEEDLES, PAIRS
from memstudio.measuring.measurement import MeasuredMetric
from memstudio.measuring.report_parts import ReportFigure
from memstudio.measuring.retention_examples import examples_of_needles, examples_of_pairs
from memstudio.measuring.retention_report import (
    RETENTION,
    Quantity,
    RetentionReport,
    RetentionRow,
    RetentionSeries,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.data.tokenised import TokenisedCorpus
    from memstudio.measuring.settings import MeasureSettings
    from memstudio.measuring.text import Text
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_NO_PAIRS = marked("errors", "The text has too few different words to make pairs of that could be told apart.")  # fmt: skip


def measure_retention(
    loaded: LoadedModel,
    model: MemoryModel,
    text: Text,
    settings: MeasureSettings,
    control: Control,
) -> tuple[dict[str, MeasuredMetric], dict[str, Any]]:
    """Measure what a memory retains: its main figures, and the details with a `RetentionReport`.

    Args:
        loaded: whose tokenizer is used.
        model: with a memory, in whatever mode.
        text: what probes are made of; its documents are read one after another.
        settings: how many probes, how far, and the seed.
        control: takes progress; may pause or cancel between two segments.

    Raises:
        DataError: the model has no memory; or there is too little text, or it repeats itself.
        Cancelled: through `control`.
    """
    check_memory(loaded, model)
    corpus = tokenise(text.documents, loaded.tokenizer, control)
    report = retention_of(model, loaded.tokenizer, corpus, settings, control)
    names = {"needles": NEEDLES, "pairs": PAIRS}
    metrics = {names[each.name]: _main_figure(each) for each in report.series}
    return metrics, {RETENTION: report.model_dump(mode="json")}


def retention_of(
    model: MemoryModel,
    tokenizer: Any,
    corpus: TokenisedCorpus,
    settings: MeasureSettings,
    control: Control,
) -> RetentionReport:
    """The report of a model, with a memory or without.

    Args:
        model: in whatever mode.
        tokenizer: the model's.
        corpus: what probes are made of.
        settings: how many, how far, and the seed.
        control: takes progress; may pause or cancel between two segments.

    Raises:
        DataError: there is too little text, or it repeats itself.
        Cancelled: through `control`.
    """
    length, seed = model.config.segment_length, settings.seed
    distances = distances_up_to(corpus.num_tokens, length, settings.farthest)
    needles = make_needles(corpus, length, distances[-1], settings.probes, seed)
    lists = make_pair_lists(
        corpus, tokenizer, length, pairs=settings.pairs, number=settings.probes, seed=seed
    )
    answered = ask_needles(model, corpus, needles, distances, control)
    examples = examples_of_needles(tokenizer, needles, distances, answered)
    series = [series_of_needles(answered, distances, seed)]
    if lists:
        chosen = ask_pairs(model, lists, control)
        examples += examples_of_pairs(tokenizer, lists, chosen)
        series.append(series_of_pairs(chosen, seed))
    sizes = ProbeSizes.of(length)
    return RetentionReport(
        series=tuple(series),
        examples=tuple(examples),
        sizes={
            "cue": sizes.cue, "answer": sizes.answer, "key": sizes.key, "value": sizes.value,
        },
        segment_length=length,
        tokens=corpus.num_tokens,
        seed=seed,
        left_out={} if lists else {"pairs": _NO_PAIRS},
    )  # fmt: skip


# ---------------------------------------------------------------------- figures


def series_of_needles(
    answered: dict[Asking, Answered], distances: tuple[int, ...], seed: int
) -> RetentionSeries:
    """The figures of needles, `[D, P, a]`, by distance."""
    number = answered["read"].right.shape[1]
    values = {name: _of_needles(each) for name, each in answered.items()}
    units = np.broadcast_to(np.arange(number), (len(distances), number))
    rows = []
    for place, distance in enumerate(distances):
        member = np.zeros(units.shape, np.bool_)
        member[place] = True
        rows.append(_row(values, units, member, seed, distance, distance))
    return RetentionSeries(
        name="needles",
        whole=_row(values, units, np.ones(units.shape, np.bool_), seed),
        rows=tuple(rows),
        parts=number,
    )


def series_of_pairs(answered: dict[Asking, Answered], seed: int) -> RetentionSeries:
    """The figures of pairs, `[L, M, v]`, by how many others were written since."""
    number, size = answered["read"].right.shape[:2]
    values = {name: _of_pairs(each) for name, each in answered.items()}
    units = np.broadcast_to(np.arange(number)[:, None], (number, size))
    since = np.broadcast_to(size - 1 - np.arange(size), units.shape)
    rows, first = [], 0
    while first < size:
        last = min(size - 1, max(0, 2 * first - 1))
        rows.append(_row(values, units, (since >= first) & (since <= last), seed, first, last))
        first = last + 1
    return RetentionSeries(
        name="pairs",
        whole=_row(values, units, np.ones(units.shape, np.bool_), seed),
        rows=tuple(rows),
        parts=number,
        chance=1 / size,
        size=size,
    )


_Values = dict[Quantity, "NDArray[np.float64]"]


def _of_needles(answered: Answered) -> _Values:
    return {
        "recall": np.asarray(answered.right.all(-1), np.float64),
        "tokens": np.asarray(answered.right.mean(-1), np.float64),
        "log_odds": np.asarray(answered.log_odds.mean(-1), np.float64),
    }


def _of_pairs(answered: Answered) -> _Values:
    assert answered.chosen is not None, "pairs are chosen from"  # noqa: S101
    return _of_needles(answered) | {"recall": answered.chosen.astype(np.float64)}


def _row(
    values: dict[Asking, _Values],
    units: NDArray[np.int64],
    member: NDArray[np.bool_],
    seed: int,
    first: int | None = None,
    last: int | None = None,
) -> RetentionRow:
    quantities: dict[Quantity, dict[str, ReportFigure]] = {}
    for quantity in values["read"]:
        own = {name: each[quantity][member] for name, each in values.items()}
        quantities[quantity] = _figures(own, units[member], quantity, seed)
    return RetentionRow(first=first, last=last, count=int(member.sum()), figures=quantities)


def _figures(
    values: dict[Asking, NDArray[np.float64]],
    units: NDArray[np.int64],
    quantity: Quantity,
    seed: int,
) -> dict[str, ReportFigure]:
    """The means of n values in each way of asking, and the differences; all of the same questions.

    Questions of one unit have one memory, so they are drawn together. Where all were answered
    alike, so are all draws: then the interval is that of such a share among so many units.
    """
    _, which = np.unique(units, return_inverse=True)
    number = int(which.max()) + 1
    draws = _draws(values, which, number, seed)
    means = {name: float(each.mean()) for name, each in values.items()}
    known = {
        name: _interval(each, number, quantity, draws.get(name)) for name, each in values.items()
    }
    found: dict[str, ReportFigure] = {}
    for name in ASKINGS:
        gains: dict[str, float | None] = {}
        if name != "read":
            ends = interval_of(draws["read"] - draws[name] if draws else None)
            is_level = bool({means["read"], means[name]} & {0.0, 1.0}) or ends.low == ends.high
            if quantity != "log_odds" and is_level:
                ends = between_shares((means["read"], known["read"]), (means[name], known[name]))
            gains = {
                "gain": means["read"] - means[name],
                "gain_low": ends.low,
                "gain_high": ends.high,
            }
        low, high = known[name]
        found[name] = ReportFigure(value=means[name], low=low, high=high, **gains)
    return found


def _interval(
    values: NDArray[np.float64], units: int, quantity: Quantity, draws: NDArray[np.float64] | None
) -> Interval:
    mean = float(values.mean())
    is_one_each = quantity == "recall" and len(values) == units
    if is_one_each or (quantity != "log_odds" and mean in {0.0, 1.0}):
        return Interval.of(Rate.of(round(mean * units), units))
    return interval_of(draws)


def _draws(
    values: dict[Asking, NDArray[np.float64]], which: NDArray[np.int64], number: int, seed: int
) -> dict[Asking, NDArray[np.float64]]:
    """The mean in every draw of the units; nothing where they are too few."""
    if number < FEWEST:
        return {}
    sizes = np.bincount(which, minlength=number).astype(np.float64)
    weighed = [np.bincount(which, each, number) for each in values.values()]
    sums = np.stack(weighed, axis=1).astype(np.float64)
    return dict(zip(values, drawn_ratios(sums, sizes, seed).T, strict=True))


def _main_figure(series: RetentionSeries) -> MeasuredMetric:
    """Recall at all places, beside the memory reset, as any other measurement has it."""
    whole = series.whole.figures["recall"]
    read, reset = whole["read"], whole["reset"]
    return MeasuredMetric(
        value=read.value, low=read.low, high=read.high,
        memory_reset=reset.value, memory_reset_low=reset.low, memory_reset_high=reset.high,
        gain=reset.gain, gain_low=reset.gain_low, gain_high=reset.gain_high,
        count=series.whole.count, parts=series.parts, part="questions",
    )  # fmt: skip
