"""What a comparison found, and the ratios that come of it."""

from __future__ import annotations

import math
import statistics
from dataclasses import asdict, dataclass, field
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from memstudio.bench.memory_cost_models import CostSize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.bench.peers.contestant import Family


@dataclass(frozen=True)
class PeerSettings:
    """What is measured, and how.

    Attributes:
        size: of all models.
        batch_size: B, texts at once.
        num_segments: of each, in a step of training and in a reading.
        rounds: how often everybody has a turn.
        steps: of training in a turn.
        learning_rate: of all.
        peaks: how often peak memory is measured; 0 to leave that out.
        trainer_steps: of a run and of the plain Trainer, in a turn; 0 to leave that out.
        threads: of the CPU.
    """

    size: CostSize = field(default_factory=lambda: CostSize(256, 4, 4, 4096, 128, 16))
    batch_size: int = 2
    num_segments: int = 4
    rounds: int = 8
    steps: int = 12
    learning_rate: float = 1e-3
    peaks: int = 3
    trainer_steps: int = 4
    threads: int = 1

    @property
    def tokens_per_step(self) -> int:
        """That are read in a step."""
        return self.batch_size * self.num_segments * self.size.segment_length


@dataclass(frozen=True)
class Turn:
    """One turn of one model.

    Attributes:
        training: seconds of a step, the median.
        reading: seconds for as many tokens, with as few logits as it can be asked for.
        scoring: seconds for as many, with the loss of every token.
        loss: on held-out text after the turn, in nats.
    """

    training: float
    reading: float
    scoring: float
    loss: float


@dataclass(frozen=True)
class PeerRow:
    """One model, in all rounds.

    Attributes:
        name: of the entry.
        family: whose it is.
        num_parameters: of all of it; 0 when it is missing.
        first_loss: before training.
        turns: one a round.
        peaks: bytes that training adds to the memory of a fresh process.
        note: what is not equal.
        missing: why it was not measured; empty when it was.
    """

    name: str
    family: Family
    num_parameters: int = 0
    first_loss: float = 0.0
    turns: tuple[Turn, ...] = ()
    peaks: tuple[int, ...] = ()
    note: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Spread:
    """A ratio in several rounds."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Of the values of all rounds."""
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True)
class PeerPair:
    """One of ours beside one of theirs; above 1 is better for us in all but `memory`.

    Attributes:
        ours: its name.
        theirs: its name.
        training: our tokens per second by theirs, in the same round.
        reading: the same of reading.
        scoring: the same of scoring.
        memory: our peak by theirs; None when it was not measured.
        at_equal_loss: their seconds by ours until both have the loss that both came to; None where
            one of them learnt nothing, or its loss became no number.
    """

    ours: str
    theirs: str
    training: Spread
    reading: Spread
    scoring: Spread
    memory: Spread | None
    at_equal_loss: float | None

    @classmethod
    def of(cls, ours: PeerRow, theirs: PeerRow) -> PeerPair:
        """From what was measured of both."""
        turns = list(zip(ours.turns, theirs.turns, strict=True))
        memory = None
        if ours.peaks and theirs.peaks:
            peaks = zip(ours.peaks, theirs.peaks, strict=True)
            memory = Spread.of([mine / other for mine, other in peaks])
        return cls(
            ours.name,
            theirs.name,
            Spread.of([other.training / mine.training for mine, other in turns]),
            Spread.of([other.reading / mine.reading for mine, other in turns]),
            Spread.of([other.scoring / mine.scoring for mine, other in turns]),
            memory,
            _at_equal_loss(ours, theirs),
        )


@dataclass(frozen=True)
class TrainerTurns:
    """Seconds of a step of a run with the memory `none`, and of the plain Trainer, by round."""

    ours: tuple[float, ...]
    plain: tuple[float, ...]

    @property
    def ratio(self) -> Spread:
        """Our speed by theirs."""
        return Spread.of([b / a for a, b in zip(self.ours, self.plain, strict=True)])


@dataclass(frozen=True)
class PeerReport:
    """Everything.

    Attributes:
        settings: what was measured, and how.
        rows: of all entries, those that are missing too.
        pairs: that could be compared.
        trainer: beside the plain Trainer; None when that was left out.
        versions: of Python packages.
        date: of the run.
        processor: its name.
    """

    settings: PeerSettings
    rows: tuple[PeerRow, ...]
    pairs: tuple[PeerPair, ...]
    trainer: TrainerTurns | None
    versions: dict[str, str]
    date: str
    processor: str

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    def lines(self) -> list[dict[str, Any]]:
        """The same, a line for what was measured with and one for each row, pair and comparison."""
        found = self.as_json()
        trainer = found.pop("trainer")
        rows, pairs = found.pop("rows"), found.pop("pairs")
        return [
            {"what": "run", **found},
            *({"what": "row", **each} for each in rows),
            *({"what": "pair", **each} for each in pairs),
            *([] if trainer is None else [{"what": "trainer", **trainer}]),
        ]


def _at_equal_loss(ours: PeerRow, theirs: PeerRow) -> float | None:
    """How many times sooner ours has the higher of the two least losses."""
    rows = (ours, theirs)
    if not all(math.isfinite(turn.loss) for row in rows for turn in row.turns):
        return None
    both = max(min(turn.loss for turn in row.turns) for row in rows)
    mine, other = _time_to(ours, both), _time_to(theirs, both)
    return other / mine if mine and other else None


def _time_to(row: PeerRow, loss: float) -> float:
    """After how much training a loss was come to, in turns' worth of seconds a step."""
    seconds = accumulate((turn.training for turn in row.turns), initial=0.0)
    losses = [row.first_loss, *(turn.loss for turn in row.turns)]
    for (before, start), (after, end) in pairwise(zip(losses, seconds, strict=True)):
        if after <= loss:
            share = (before - loss) / (before - after) if before > after else 1.0
            return start + max(share, 0.0) * (end - start)
    raise ValueError(loss)
