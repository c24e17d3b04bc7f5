"""Whether a memory helps: the same text, or the same questions, with it and with the controls.

Shapes: U segments, K buckets of distances, Q questions.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.data.tokenised import tokenise
from memstudio.errors import DataError, MemoryAttachError, marked
from memstudio.evaluation.memory_controls import CONTROLS
from memstudio.evaluation.memory_help import (
    BUCKETS,
    HelpReading,
    bucket_of,
    read_for_help,
    stretches_of,
)
from memstudio.evaluation.memory_help_stories import HelpAnswers, answer_for_help
from memstudio.evaluation.story_recall import Rate
from memstudio.measuring.help_report import HELP, HelpReport, HelpRow
from memstudio.measuring.intervals import FEWEST, between_rates, drawn_ratios, interval_of
from memstudio.measuring.lines import AT_LENGTH, LOSS
from memstudio.measuring.measurement import MeasuredMetric
from memstudio.measuring.report_parts import ReportFigure
from memstudio.memory.attach import attach_memory

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.evaluation.memory_controls import MemoryControl
    from memstudio.measuring.settings import MeasureSettings
    from memstudio.measuring.text import Text
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_NO_OFF = marked("errors", "This memory stands between an encoder and a decoder, which do not work without it.")  # fmt: skip
_NO_SWAP = marked("errors", "There is one stretch of text only, and so no other to swap memories with.")  # fmt: skip
_REASONS = {"off": _NO_OFF, "swapped": _NO_SWAP}


def measure_help(
    loaded: LoadedModel,
    model: MemoryModel,
    text: Text | None,
    settings: MeasureSettings,
    control: Control,
) -> tuple[dict[str, MeasuredMetric], dict[str, Any]]:
    """Measure what a memory gives: its main figure, and the details with a `HelpReport`.

    Args:
        loaded: whose tokenizer is used.
        model: with a memory, in whatever mode.
        text: what is read; None to ask about stories.
        settings: how much, and the seed.
        control: takes progress; may pause or cancel between two segments.

    Raises:
        DataError: the model has no memory; there is too little text; or the tokenizer does not fit
            the stories.
        Cancelled: through `control`.
    """
    check_memory(loaded, model)
    length = model.config.segment_length
    plain: MemoryModel | None = None
    with suppress(MemoryAttachError):
        plain = without_memory(model)
    if text is None:
        answers = answer_for_help(
            model, loaded.tokenizer, plain=plain, num_stories=settings.stories,
            seed=settings.seed, control=control,
        )  # fmt: skip
        report = report_of_answers(answers, length, settings.seed)
    else:
        tokens = tokenise(text.documents, loaded.tokenizer, control)
        stretches = stretches_of(tokens, length, text.segments, text.tokens)
        reading = read_for_help(model, stretches, plain=plain, seed=settings.seed, control=control)
        control.report(0, 0, marked("progress", "Working out how far chance goes"))
        report = report_of_text(reading, length, settings.seed)
    details = {HELP: report.model_dump(mode="json"), "crosses_segments": True}
    return {LOSS if text is not None else AT_LENGTH: _main_figure(report)}, details


def check_memory(loaded: LoadedModel, model: MemoryModel) -> None:
    """Make sure that there is a memory to be measured.

    Raises:
        DataError: there is none.
    """
    if model.config.memory_kind == "none":
        raise DataError(
            marked("errors", "{model} has no memory, so there is nothing to be told of what it gives. Open a model with one, or put one on this."),
            model=loaded.source.name,
        )  # fmt: skip


def without_memory(model: MemoryModel) -> MemoryModel:
    """The same weights without their memory.

    Raises:
        MemoryAttachError: its kind does not allow it.
    """
    return attach_memory(
        model.backbone, kind="none", num_slots=0, segment_length=model.config.segment_length
    )


# ---------------------------------------------------------------------- of a text


def report_of_text(reading: HelpReading, length: int, seed: int) -> HelpReport:
    """The figures of a text, with paired bootstrap intervals over its stretches, or its segments."""
    buckets = bucket_of(reading.distances)
    members = np.stack([buckets == place for place in range(len(BUCKETS))], axis=1)  # [U, K, S-1]
    # Segments of one stretch have a memory and a subject in common, so they are drawn together,
    # where there are enough stretches: then a row of a few of them has no interval.
    by_stretches = len(np.unique(reading.stretches)) >= FEWEST
    whole = _row_of_text(reading, np.ones_like(buckets, np.bool_), seed, by_stretches)
    rows = [
        _row_of_text(
            reading,
            members[:, place],
            seed,
            by_stretches,
            first,
            _farthest_of(reading.distances, members[:, place], last),
        )
        for place, (first, last) in enumerate(BUCKETS)
    ]
    assert whole is not None, "stretches have two segments"  # noqa: S101
    return HelpReport(
        quantity="loss",
        whole=whole,
        rows=tuple(row for row in rows if row is not None),
        stretches=int(reading.stretches.max()) + 1,
        segment_length=length,
        seed=seed,
        left_out=_left_out(reading.losses),
    )


def _farthest_of(
    distances: NDArray[np.int64], member: NDArray[np.bool_], last: int | None
) -> int | None:
    """The end of a bucket, no farther than what there was in it; None for no end."""
    return None if last is None or not member.any() else int(distances[member].max())


def _left_out(found: dict[MemoryControl, Any]) -> dict[str, str]:
    return {name: why for name, why in _REASONS.items() if name not in found}


def _row_of_text(
    reading: HelpReading,
    member: NDArray[np.bool_],
    seed: int,
    by_stretches: bool,
    first: int | None = None,
    last: int | None = None,
) -> HelpRow | None:
    """The tokens that are members, `[U, S-1]`; None when there are none."""
    sizes = member.sum(1)
    if not sizes.any():
        return None
    keep = sizes > 0
    tokens = sizes[keep].astype(np.float64)
    sums = {
        name: np.where(member, losses, 0)[keep].sum(1, dtype=np.float64)
        for name, losses in reading.losses.items()
    }
    of_control: dict[MemoryControl, NDArray[np.float64]] = {}
    names, which = np.unique(reading.stretches[keep], return_inverse=True)
    drawn = [*sums.values(), tokens]
    if by_stretches:
        drawn = [np.bincount(which, each) for each in drawn]
    if len(drawn[-1]) >= FEWEST:
        draws = drawn_ratios(np.stack(drawn[:-1], axis=1), drawn[-1], seed)
        of_control = dict(zip(sums, draws.T, strict=True))
    on = float(sums["on"].sum() / tokens.sum())
    figures: dict[str, ReportFigure] = {}
    for name in CONTROLS:
        if name not in sums:
            continue
        value = float(sums[name].sum() / tokens.sum())
        low, high = interval_of(of_control.get(name))
        gains: dict[str, float | None] = {}
        if name != "on":
            difference = of_control[name] - of_control["on"] if of_control else None
            gain_low, gain_high = interval_of(difference)
            gains = {"gain": value - on, "gain_low": gain_low, "gain_high": gain_high}
        figures[name] = ReportFigure(value=value, low=low, high=high, **gains)
    return HelpRow(
        first=first, last=last, count=int(tokens.sum()), parts=int(keep.sum()),
        stretches=len(names) if by_stretches else None, figures=figures,
    )  # fmt: skip


# ---------------------------------------------------------------------- of questions


def report_of_answers(answers: HelpAnswers, length: int, seed: int) -> HelpReport:
    """The figures of questions, with intervals by the number that do not go together."""
    whole = _row_of_answers(answers, np.ones(len(answers.distances), np.bool_))
    rows = []
    for first, last in BUCKETS[1:-1]:
        upper = np.inf if last is None else last
        member = (answers.distances >= first) & (answers.distances <= upper)
        if member.any():
            far = _farthest_of(answers.distances, member, last)
            rows.append(_row_of_answers(answers, member, first, far))
    return HelpReport(
        quantity="accuracy",
        whole=whole,
        rows=tuple(rows),
        stretches=answers.num_stories,
        segment_length=length,
        seed=seed,
        left_out=_left_out(answers.right),
    )


def _row_of_answers(
    answers: HelpAnswers,
    member: NDArray[np.bool_],
    first: int | None = None,
    last: int | None = None,
) -> HelpRow:
    number = int(member.sum())
    stories = answers.stories[member]
    rates = {name: Rate.of_stories(right[member], stories) for name, right in answers.right.items()}
    figures: dict[str, ReportFigure] = {}
    for name in CONTROLS:
        if name not in rates:
            continue
        rate = rates[name]
        gains: dict[str, float | None] = {}
        if name != "on":
            on = rates["on"]
            low, high = between_rates(on, rate)
            gains = {"gain": on.accuracy - rate.accuracy, "gain_low": low, "gain_high": high}
        figures[name] = ReportFigure(value=rate.accuracy, low=rate.low, high=rate.high, **gains)
    return HelpRow(first=first, last=last, count=number, parts=number, figures=figures)


def _main_figure(report: HelpReport) -> MeasuredMetric:
    """The memory as it is beside the memory reset, as any other measurement has it."""
    whole = report.whole
    on, reset = whole.figures["on"], whole.figures["reset"]
    sign = 1 if report.is_higher_better else -1
    ends = [None if end is None else sign * end for end in (reset.gain_low, reset.gain_high)]
    low, high = ends if sign > 0 else ends[::-1]
    return MeasuredMetric(
        value=on.value, low=on.low, high=on.high,
        memory_reset=reset.value, memory_reset_low=reset.low, memory_reset_high=reset.high,
        gain=None if reset.gain is None else sign * reset.gain, gain_low=low, gain_high=high,
        count=whole.count, parts=report.num_drawn,
        part="questions" if report.is_higher_better else
        "segments" if whole.stretches is None else "stretches",
    )  # fmt: skip
