"""All that is measured of reading a long text, and its tables."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from memstudio.bench.reading.far_recall import measure_far_recall
from memstudio.bench.reading.long_reading import measure_passes
from memstudio.errors import MemStudioError, marked
from memstudio.memory.attach import open_model
from memstudio.memory.memory_model import MemoryModel
from memstudio.tasks.stories import DEMO_WORLD
from memstudio.training.trained_model import threads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.bench.reading.far_recall import FarRecall
    from memstudio.bench.reading.long_reading import Pass
    from memstudio.evaluation.story_recall import Rate
    from memstudio.progress import Control

_SLOWEST = 0.97
_MB = 1e6


@dataclass(frozen=True)
class ReadingSettings:
    """What is measured.

    Attributes:
        model: that reads.
        tokens: that are read.
        passes: how often, with and without a recorder.
        stories: in which the beginning is asked for; 0 to leave that out.
        distances: between facts and questions, in tokens.
        seed: of the stories.
        threads: of the processor.
    """

    model: str = "demo"
    tokens: int = 1_000_000
    passes: int = 3
    stories: int = 32
    distances: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    seed: int = 1
    threads: int = 1


@dataclass(frozen=True)
class ReadingReport:
    """What was found.

    Attributes:
        settings: what was measured.
        plain: readings without a recorder.
        recorded: readings that recorded a trace.
        recall: of the facts at the start, by distance.
        chance: how often a blind guess is right.
        date: of the run.
    """

    settings: ReadingSettings
    plain: tuple[Pass, ...]
    recorded: tuple[Pass, ...]
    recall: tuple[FarRecall, ...]
    chance: float
    date: str

    def as_json(self) -> dict[str, Any]:
        """As plain values; parts of a reading are left out, what comes of them is not."""
        return {
            "settings": asdict(self.settings),
            "plain": [_summary(each) for each in self.plain],
            "recorded": [_summary(each) for each in self.recorded],
            "recall": [asdict(each) for each in self.recall],
            "chance": self.chance,
            "date": self.date,
        }


def measure_reading(settings: ReadingSettings, *, control: Control) -> ReadingReport:
    """Read a long text with a model that has a memory.

    Raises:
        ModelLoadError: as in `open_model`.
        MemStudioError: the model has no memory.
        DataError: the model cannot be asked about stories, or its segments are too long for the text.
        Cancelled: through `control`.
    """
    with threads(settings.threads):
        loaded = open_model(settings.model, device="cpu", control=control)
        if not isinstance(loaded.model, MemoryModel) or not loaded.model.config.num_slots:
            raise MemStudioError(
                marked("errors", "{model} has no memory. Name a model that has one."),
                model=settings.model,
            )
        plain, recorded = (
            measure_passes(
                loaded, settings.tokens, passes=settings.passes, is_recorded=each, control=control
            )
            for each in (False, True)
        )
        recall: tuple[FarRecall, ...] = ()
        if settings.stories:
            recall = measure_far_recall(
                loaded, settings.distances, num_stories=settings.stories, seed=settings.seed,
                control=control,
            )  # fmt: skip
    date = datetime.now(UTC).date().isoformat()
    return ReadingReport(settings, plain, recorded, recall, DEMO_WORLD.chance, date)


def as_markdown(report: ReadingReport) -> str:
    """Two tables: speed and memory along the text, and what is remembered of its start."""
    s = report.settings
    lines = [
        f"{report.date}, {s.model}, {s.tokens:,} tokens, {s.threads} thread(s), {s.passes} readings of each.",
        "",
        "| | first 5%, tokens/s | last 5% | last / first | without what the machine did | of each reading | memory grows by | a million tokens add |",
        "| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: |",
        *(
            _line(name, passes)
            for name, passes in (("reading", report.plain), ("recording", report.recorded))
        ),
    ]
    if report.recall:
        lines += [
            "",
            f"Facts at the start, {report.recall[0].rate.asked} questions at each distance; a blind guess is right {100 * report.chance:.1f}% of the time.",
            "",
            "| tokens between fact and question | right | memory reset |",
            "| ---: | --- | --- |",
            *(
                f"| {each.distance:,} | {_rate(each.rate)} | {_rate(each.reset)} |"
                for each in report.recall
            ),
        ]
    return "\n".join(lines)


def _line(name: str, passes: Sequence[Pass]) -> str:
    ratio = statistics.median(each.own_ratio for each in passes)
    verdict = f"at least {_SLOWEST}" if ratio >= _SLOWEST else f"below {_SLOWEST}"
    return (
        f"| {name} | {statistics.median(each.first for each in passes):,.0f} "
        f"| {statistics.median(each.last for each in passes):,.0f} "
        f"| {statistics.median(each.ratio for each in passes):.3f} | {ratio:.3f}, {verdict} "
        f"| {', '.join(f'{each.own_ratio:.3f}' for each in passes)} "
        f"| {max(each.growth for each in passes) / _MB:.1f} MB "
        f"| {statistics.median(each.slope for each in passes) / _MB:.1f} MB |"
    )


def _rate(rate: Rate) -> str:
    return f"{100 * rate.accuracy:.1f}% ({100 * rate.low:.1f} to {100 * rate.high:.1f})"


def _summary(each: Pass) -> dict[str, float]:
    return {
        "first": each.first,
        "last": each.last,
        "ratio": each.ratio,
        "own_ratio": each.own_ratio,
        "growth": each.growth,
        "slope": each.slope,
    }
