"""Everybody has the same turns, ratios are of the same round, and nobody is left out in silence."""

from __future__ import annotations

import importlib
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from memstudio.bench.memory_cost_models import CostSize, text_ids
from memstudio.bench.peers import entries as entries_module
from memstudio.bench.peers import measuring
from memstudio.bench.peers.contestant import Entry, mean_loss, optimiser_of, take_step
from memstudio.bench.peers.entries import ENTRIES, chosen, entry_named
from memstudio.bench.peers.figures import PeerPair, PeerReport, PeerRow, PeerSettings, Turn
from memstudio.bench.peers.measuring import measure_peers
from memstudio.bench.peers.table import as_markdown
from memstudio.cli.app import run
from memstudio.errors import DataError
from memstudio.progress import Control

SIZE = CostSize(width=32, layers=2, heads=4, vocab_size=64, segment_length=8, num_slots=3)
SETTINGS = PeerSettings(SIZE, num_segments=2, rounds=2, steps=2, peaks=0, trainer_steps=0)
OURS_AND_PUBLISHED = [each for each in ENTRIES if not each.distribution]


@pytest.fixture(scope="module")
def report() -> PeerReport:
    lost = Entry(
        "lost", "package", entry_named("none").build, ("rmt",), "no-such-package", "pip install it"
    )
    return measure_peers(SETTINGS, entries=[*OURS_AND_PUBLISHED, lost], control=Control())


@pytest.mark.slow
def test_everybody_has_a_turn_in_every_round(report: PeerReport) -> None:
    for row in report.rows:
        assert len(row.turns) == (0 if row.name == "lost" else 2), row.name
        assert all(min(turn.training, turn.reading, turn.scoring) > 0 for turn in row.turns)


@pytest.mark.slow
def test_all_are_compared_with_those_of_ours_that_they_are_like(report: PeerReport) -> None:
    pairs = [(pair.theirs, pair.ours) for pair in report.pairs]
    assert pairs == [
        ("plain backbone", "none"), ("RMT as published", "rmt"), ("ARMT as published", "armt"),
    ]  # fmt: skip


def test_who_is_missing_is_named_with_what_to_install(report: PeerReport) -> None:
    (lost,) = [row for row in report.rows if row.name == "lost"]
    assert "pip install it" in lost.missing
    assert "no_such_package" in lost.missing
    assert "| lost | missing: No module named 'no_such_package'; pip install it |" in as_markdown(
        report
    )


def test_ours_and_the_published_begin_alike(report: PeerReport) -> None:
    first = {row.name: row.first_loss for row in report.rows}
    assert first["RMT as published"] == pytest.approx(first["rmt"], abs=0.05)
    assert first["ARMT as published"] == pytest.approx(first["none"], abs=0.05)
    sizes = {row.name: row.num_parameters for row in report.rows}
    assert sizes["RMT as published"] == sizes["rmt"]
    assert sizes["ARMT as published"] == sizes["armt"]
    assert sizes["plain backbone"] == sizes["none"]


def _row(name: str, *turns: tuple[float, float], peaks: tuple[int, ...] = ()) -> PeerRow:
    taken = tuple(Turn(seconds, 2 * seconds, seconds, loss) for seconds, loss in turns)
    return PeerRow(name, "here", 1, 8.0, taken, peaks)


def test_ratios_are_of_the_same_round() -> None:
    pair = PeerPair.of(
        _row("ours", (1.0, 6.0), (10.0, 4.0), (1.0, 3.0), peaks=(10, 30)),
        _row("theirs", (2.0, 6.0), (20.0, 4.0), (3.0, 3.0), peaks=(20, 20)),
    )
    assert (pair.training.least, pair.training.median, pair.training.most) == (2.0, 2.0, 3.0)
    assert pair.memory is not None
    assert (pair.memory.least, pair.memory.most) == (0.5, 1.5)


def test_at_equal_loss_counts_the_time_to_the_loss_that_both_came_to() -> None:
    ours = _row("ours", (1.0, 6.0), (1.0, 4.0))
    theirs = _row("theirs", (1.0, 7.0), (1.0, 6.0))
    # Theirs ends at 6, after two turns; ours was there after one.
    assert PeerPair.of(ours, theirs).at_equal_loss == pytest.approx(2.0)
    assert PeerPair.of(theirs, ours).at_equal_loss == pytest.approx(0.5)
    # Between two looks the loss is taken to fall evenly.
    halfway = _row("theirs", (1.0, 7.0), (1.0, 5.0))
    assert PeerPair.of(ours, halfway).at_equal_loss == pytest.approx(2.0 / 1.5)


@pytest.mark.parametrize("losses", [(7.0, math.nan), (math.nan, math.nan), (9.1, 9.2), (8.0, 8.0)])
def test_who_learns_nothing_leaves_the_figures_of_the_others(losses: tuple[float, float]) -> None:
    lost = _row("lost", *((1.0, loss) for loss in losses))
    other = _row("other", (1.0, 6.0), (1.0, 4.0))
    pairs = (PeerPair.of(lost, other), PeerPair.of(other, lost))
    assert [pair.at_equal_loss for pair in pairs] == [None, None]
    report = PeerReport(SETTINGS, (lost, other), pairs, None, {}, "", "")
    assert as_markdown(report).count("| 1.00 (1.00 to 1.00) |  | 1.00 (1.00 to 1.00) |") == 2


def test_nobody_trains_on_what_is_held_out_however_long_the_training() -> None:
    # As many batches as the novel has, and half as many again.
    settings = PeerSettings(replace(SIZE, segment_length=1024, vocab_size=4096), rounds=4, steps=5)
    text = measuring._Text(settings)
    trained = torch.stack([text.batch(step) for step in range(21)]).numpy().tobytes()
    for part in text.held_out().reshape(-1, 64):
        assert part.numpy().tobytes() not in trained
    with pytest.raises(DataError, match="fewer than are held out: 200000"):
        text_ids(64, 300_000, held_out=200_000)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda each: each.name)
@pytest.mark.one_in(12)
def test_training_lowers_the_loss(entry: Entry) -> None:
    if entry.missing():
        pytest.skip(entry.missing())
    torch.manual_seed(0)
    contestant = entry.build(SIZE)
    ids = text_ids(SIZE.vocab_size, 2 * 16).view(2, 16)
    before = mean_loss(contestant, ids)
    optimiser = optimiser_of(contestant, 1e-2)
    contestant.module.train()
    for _ in range(8):
        take_step(contestant, ids, optimiser)
    after = mean_loss(contestant, ids)
    assert after < before
    contestant.read(ids)
    assert mean_loss(contestant, ids) == pytest.approx(after), "reading leaves nothing behind"


def test_a_choice_brings_what_it_is_compared_with() -> None:
    assert [each.name for each in chosen(["infini-"])] == ["infini", "infini-transformer-pytorch"]
    assert chosen([]) == ENTRIES
    assert chosen(["nobody"]) == ()


def test_every_comparison_names_one_of_ours() -> None:
    ours = {each.name for each in ENTRIES if each.family == "here"}
    for entry in ENTRIES:
        assert set(entry.against) <= ours
        assert bool(entry.against) == (entry.family != "here")
        assert bool(entry.distribution) == (entry.family == "package")


@pytest.mark.slow
def test_tables_and_lines_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(entries_module, "ENTRIES", OURS_AND_PUBLISHED)
    measuring = importlib.import_module("memstudio.bench.peers.measuring")
    measured = measuring.measure_peers

    def quickly(settings: PeerSettings, **others: object) -> PeerReport:
        assert settings.rounds == 1
        return measured(replace(settings, size=SIZE, num_segments=2), **others)  # type: ignore[no-any-return]

    monkeypatch.setattr(measuring, "measure_peers", quickly)
    out = tmp_path / "peers.md"
    words = ["--rounds", "1", "--steps", "1", "--peaks", "0", "--trainer-steps", "0"]
    assert run(["bench", "peers", "--only", "RMT as published", *words, "--out", str(out)]) == 0
    capsys.readouterr()
    assert "| RMT as published | rmt |" in out.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in out.with_suffix(".jsonl").read_text().splitlines()]
    assert [line["what"] for line in lines] == ["run", *["row"] * 4, *["pair"] * 2]
    assert lines[0]["settings"]["rounds"] == 1


def test_what_cannot_be_measured_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "peers", "--only", "nobody"]) == 2
    assert "nothing is called nobody" in capsys.readouterr().err
    assert run(["bench", "peers", "--width", "30", "--heads", "4"]) == 2
    assert "no multiple of twice --heads 4" in " ".join(
        capsys.readouterr().err.replace("│", " ").split()
    )


@pytest.mark.slow
def test_peaks_and_the_plain_trainer_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))
    settings = replace(SETTINGS, rounds=1, peaks=1, trainer_steps=2)
    found = measure_peers(settings, entries=chosen(["plain backbone"]), control=Control())
    assert found.trainer is not None
    assert found.trainer.ratio.least > 0
    (pair,) = found.pairs
    assert pair.memory is not None
    assert all(row.peaks[0] > 4 * row.num_parameters for row in found.rows)
