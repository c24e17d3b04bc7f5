"""Everybody trains, reads and scores the same text in turns.

Shapes: B rows, T tokens.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import weakref
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from memstudio.bench.memory_cost_models import text_ids
from memstudio.bench.memory_cost_peak import watched
from memstudio.bench.memory_cost_speed import clock_of
from memstudio.bench.peers.contestant import (
    backbone,
    mean_loss,
    optimiser_of,
    take_step,
)
from memstudio.bench.peers.entries import ENTRIES, entry_named
from memstudio.bench.peers.figures import (
    PeerPair,
    PeerReport,
    PeerRow,
    PeerSettings,
    TrainerTurns,
    Turn,
)
from memstudio.bench.plain_trainer import bare_run, step_seconds_here, step_seconds_plainly
from memstudio.errors import marked
from memstudio.models.device import list_devices
from memstudio.resources import resource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from memstudio.bench.memory_cost_models import CostSize
    from memstudio.bench.peers.contestant import Entry
    from memstudio.progress import Control

_HELD_OUT = 4
"""Batches whose loss is looked at."""
_READ = 2
"""Batches that are read in a turn."""


def measure_peers(
    settings: PeerSettings, *, entries: Sequence[Entry] = ENTRIES, control: Control
) -> PeerReport:
    """Measure entries side by side.

    Args:
        settings: what is measured, and how.
        entries: who takes part; those whose package is not there are reported as missing.
        control: takes progress; may cancel between turns.

    Raises:
        Cancelled: through `control`.
    """
    torch.set_num_threads(settings.threads)
    missing = {each.name: each.missing() for each in entries}
    present = [each for each in entries if not missing[each.name]]
    takers = {each.name: _Taker(each, settings) for each in present}
    trainer = _TrainerTaker(settings) if settings.trainer_steps else None
    order: list[_Taker | _TrainerTaker] = [*takers.values(), *([trainer] if trainer else [])]
    words = marked("progress", "Training and reading in turns")
    for done in range(settings.rounds):
        for place, taker in enumerate(order):
            control.checkpoint()
            control.report(done * len(order) + place, settings.rounds * len(order), words, "turns")
            taker.take(done)
        # Nobody comes first every time.
        order = order[1:] + order[:1]
    peaks = {each.name: _peaks(each, settings, control) for each in present}
    rows = {
        each.name: takers[each.name].row(peaks[each.name])
        if each.name in takers
        else PeerRow(each.name, each.family, note=each.note, missing=missing[each.name])
        for each in entries
    }
    return PeerReport(
        settings=settings,
        rows=tuple(rows.values()),
        pairs=tuple(
            PeerPair.of(rows[ours], rows[each.name])
            for each in present
            for ours in each.against
            if ours in rows
        ),
        trainer=trainer.turns() if trainer else None,
        versions=_versions(entries),
        date=datetime.now(UTC).date().isoformat(),
        processor={each.id: each.name for each in list_devices()}["cpu"],
    )


class _Taker:
    """One model's turns."""

    def __init__(self, entry: Entry, settings: PeerSettings) -> None:
        self._entry = entry
        self._settings = settings
        self._contestant = entry.build(settings.size)
        self._optimiser = optimiser_of(self._contestant, settings.learning_rate)
        self._clock = clock_of(torch.device("cpu"))
        self._text = _Text(settings)
        self._turns: list[Turn] = []
        self._first_loss = self._loss()
        # What is set up when a model first runs is not what is measured.
        self._step(0)
        self._read()

    def take(self, done: int) -> None:
        """The turn of a round."""
        first = 1 + done * self._settings.steps
        seconds = [
            self._clock(lambda at=first + step: self._step(at))  # type: ignore[misc]
            for step in range(self._settings.steps)
        ]
        self._contestant.module.eval()
        reading = self._clock(self._read) / _READ
        losses: list[float] = []
        scoring = self._clock(lambda: losses.append(self._loss())) / _HELD_OUT
        self._turns.append(Turn(statistics.median(seconds), reading, scoring, losses[0]))

    def row(self, peaks: tuple[int, ...]) -> PeerRow:
        """What came of all turns."""
        return PeerRow(
            self._entry.name,
            self._entry.family,
            sum(each.numel() for each in self._contestant.module.parameters()),
            self._first_loss,
            tuple(self._turns),
            peaks,
            self._entry.note,
        )

    def _step(self, index: int) -> None:
        self._contestant.module.train()
        take_step(self._contestant, self._text.batch(index), self._optimiser)

    def _read(self) -> None:
        self._contestant.module.eval()
        for index in range(_READ):
            self._contestant.read(self._text.batch(index))

    def _loss(self) -> float:
        held_out = self._text.held_out()
        return statistics.fmean(mean_loss(self._contestant, ids) for ids in held_out)


class _Text:
    """The novel, cut into batches `[B, T]`; the last ones are held out.

    Where it is too short for so many, what is trained on comes again, and nothing of what is held out.
    """

    def __init__(self, settings: PeerSettings) -> None:
        batches = settings.rounds * settings.steps + 1 + _HELD_OUT
        num_tokens = settings.tokens_per_step
        self._ids = text_ids(
            settings.size.vocab_size, batches * num_tokens, held_out=_HELD_OUT * num_tokens
        ).view(batches, settings.batch_size, -1)

    def batch(self, index: int) -> Tensor:
        """One to train on."""
        return self._ids[index]

    def held_out(self) -> Tensor:
        """Those that nobody trains on, `[N, B, T]`."""
        return self._ids[-_HELD_OUT:]


class _TrainerTaker:
    """A run with the memory `none`, and the plain Trainer, one after the other."""

    def __init__(self, settings: PeerSettings) -> None:
        folder = tempfile.mkdtemp(prefix="memstudio-bench-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        model = Path(folder) / "model"
        _save_backbone(settings.size, model)
        self._config = bare_run(
            str(model),
            Path(str(resource("samples", "pride-and-prejudice.txt"))),
            str(Path(folder) / "run"),
            steps=settings.trainer_steps,
            threads=settings.threads,
            batch_size=settings.batch_size * settings.num_segments,
            segment_length=settings.size.segment_length,
        )
        self._seconds: dict[str, list[float]] = {"ours": [], "plain": []}

    def take(self, done: int) -> None:
        """The turn of a round; who comes first changes from round to round."""
        turns = [("ours", step_seconds_here), ("plain", step_seconds_plainly)]
        for name, work in turns if done % 2 else reversed(turns):
            self._seconds[name].append(statistics.median(work(self._config)))

    def turns(self) -> TrainerTurns:
        """All of them."""
        return TrainerTurns(tuple(self._seconds["ours"]), tuple(self._seconds["plain"]))


def _save_backbone(size: CostSize, path: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(resource("models", "demo"))
    model = backbone(size)
    if len(tokenizer) > size.vocab_size:
        model.resize_token_embeddings(len(tokenizer))
    model.save_pretrained(path)
    tokenizer.save_pretrained(path)


def _peaks(entry: Entry, settings: PeerSettings, control: Control) -> tuple[int, ...]:
    """Each in a process of its own: what was freed before would be used again and not be seen."""
    found = []
    for _ in range(settings.peaks):
        control.checkpoint()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
            found.append(executor.submit(_peak, entry.name, settings).result())
    return tuple(found)


def _peak(name: str, settings: PeerSettings) -> int:
    """Bytes that a model, two steps of its training and what they leave behind take at most."""
    torch.set_num_threads(settings.threads)
    entry = entry_named(name)
    entry.missing()  # imports what it needs
    text = _Text(settings)
    with watched(torch.device("cpu")) as watch:
        contestant = entry.build(settings.size)
        contestant.module.train()
        optimiser = optimiser_of(contestant, settings.learning_rate)
        for index in range(2):
            take_step(contestant, text.batch(index), optimiser)
    return watch.num_bytes


def _versions(entries: Sequence[Entry]) -> dict[str, str]:
    """Of what was measured with; those that are not installed are left out."""
    names = ("memstudio", "torch", "transformers", *(each.distribution for each in entries))
    found = {}
    for name in filter(None, dict.fromkeys(names)):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
