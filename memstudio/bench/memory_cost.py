"""What each memory costs against the plain model: speed, size, and working memory."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import torch

from memstudio.bench.memory_cost_arithmetic import count_arithmetic
from memstudio.bench.memory_cost_models import CostSize, Subject, build, subjects_of, text_ids
from memstudio.bench.memory_cost_peak import Step, peak_of
from memstudio.bench.memory_cost_speed import LongReading, measure_long_reading, measure_speeds
from memstudio.errors import marked
from memstudio.models.device import list_devices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from memstudio.bench.memory_cost_uses import PerUse
    from memstudio.progress import Control


@dataclass(frozen=True)
class CostSettings:
    """What is measured, and how.

    Attributes:
        size: of the models.
        batch_size: B, streams that are trained and read at once.
        num_segments: of each stream, in a step of training and in a reading.
        rounds: how often speed is measured.
        depths: numbers of segments whose peak memory is measured; none to leave that out.
        at: two places in a long text, counted in segments, that are compared.
        device: where.
        threads: of the CPU.
    """

    size: CostSize = field(default_factory=CostSize)
    batch_size: int = 2
    num_segments: int = 4
    rounds: int = 9
    depths: tuple[int, ...] = (1, 2, 4, 8, 16)
    at: tuple[int, int] = (10, 1000)
    device: str = "cpu"
    threads: int = 1


@dataclass(frozen=True)
class Peak:
    """What a step of training adds to the memory in use.

    Attributes:
        num_segments: that the gradient flows through.
        plain: bytes.
        replay: bytes with memory replay.
    """

    num_segments: int
    plain: int
    replay: int


@dataclass(frozen=True)
class CostRow:
    """What one model costs.

    Attributes:
        label: its name.
        kind: of its memory.
        baseline: the label of what it is compared with.
        num_parameters: of all of it.
        extra_parameters: of the memory.
        tokens_per_second: the median.
        speed: tokens per second by the baseline's in the same round, the median.
        arithmetic: operations of the baseline by its own: the speed that there would be if
            products of matrices took all the time.
        long_reading: early and late in a long text.
        peaks: by number of segments.
    """

    label: str
    kind: str
    baseline: str
    num_parameters: int
    extra_parameters: int
    tokens_per_second: PerUse[float]
    speed: PerUse[float]
    arithmetic: PerUse[float]
    long_reading: LongReading
    peaks: tuple[Peak, ...]


@dataclass(frozen=True)
class CostReport:
    """All rows, and what they were measured with."""

    settings: CostSettings
    device: str
    torch_version: str
    rows: tuple[CostRow, ...]

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)


def measure_cost(settings: CostSettings, *, kinds: Sequence[str], control: Control) -> CostReport:
    """Measure memory kinds against the model without a memory.

    Args:
        settings: what is measured, and how.
        kinds: the memories.
        control: takes progress; may cancel.

    Raises:
        MemStudioError: there is no such kind.
        MemoryAttachError: a kind cannot be had at this size.
        Cancelled: through `control`.
    """
    torch.set_num_threads(settings.threads)
    size = settings.size
    subjects = subjects_of(kinds)
    models = {each.label: build(each, size, settings.device) for each in subjects}
    ids = _text(settings, settings.batch_size, settings.num_segments)
    taken = measure_speeds(models, ids, settings.rounds, control)
    work = {label: count_arithmetic(model, ids[:1]) for label, model in models.items()}
    long_text = _text(settings, 1, settings.at[1])
    rows = []
    text = marked("progress", "Measuring long texts and working memory")
    for done, subject in enumerate(subjects):
        control.report(done, len(subjects), text, "models")
        own, base = subject.label, subject.baseline
        model = models[own]
        rows.append(
            CostRow(
                label=own,
                kind=subject.kind,
                baseline=base,
                num_parameters=sum(each.numel() for each in model.parameters()),
                extra_parameters=sum(each.numel() for each in model.memory_parameters()),
                tokens_per_second=taken[own].map(
                    lambda each: ids.numel() / statistics.median(each)
                ),
                speed=taken[own].join(taken[base], _median_ratio),
                arithmetic=work[own].join(work[base], lambda mine, plain: plain / mine),
                long_reading=measure_long_reading(model, long_text, settings.at, control),
                peaks=_peaks(settings, subject, control),
            )
        )
    names = {each.id: each.name for each in list_devices()}
    device = names.get(settings.device, settings.device)
    return CostReport(settings, device, torch.__version__, tuple(rows))


def _text(settings: CostSettings, num_rows: int, num_segments: int) -> Tensor:
    length = num_segments * settings.size.segment_length
    ids = text_ids(settings.size.vocab_size, num_rows * length)
    return ids.view(num_rows, length).to(settings.device)


def _median_ratio(own: Sequence[float], base: Sequence[float]) -> float:
    """How many times faster than the baseline, by the seconds of each round."""
    return statistics.median(plain / mine for mine, plain in zip(own, base, strict=True))


def _peaks(settings: CostSettings, subject: Subject, control: Control) -> tuple[Peak, ...]:
    found = []
    for depth in settings.depths:
        control.checkpoint()
        plain, replay = (
            peak_of(
                Step(
                    subject,
                    settings.size,
                    settings.batch_size,
                    depth,
                    is_replayed,
                    settings.device,
                    settings.threads,
                )
            )
            for is_replayed in (False, True)
        )
        found.append(Peak(depth, plain, replay))
    return tuple(found)
