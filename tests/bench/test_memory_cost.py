"""Costs add up, ratios are of the same round, and replay keeps what it promises."""

from __future__ import annotations

import json
import weakref
from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from memstudio.bench import memory_cost
from memstudio.bench.memory_cost import CostReport, CostSettings, measure_cost
from memstudio.bench.memory_cost_arithmetic import count_arithmetic
from memstudio.bench.memory_cost_models import (
    PLAIN,
    PLAIN_PAIRS,
    CostSize,
    Subject,
    build,
    subjects_of,
    text_ids,
)
from memstudio.bench.memory_cost_peak import Step, peak_of
from memstudio.bench.memory_cost_speed import measure_long_reading
from memstudio.bench.memory_cost_table import as_markdown
from memstudio.cli.app import run
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS
from memstudio.memory.memory_model import MemoryModel
from memstudio.progress import Control

if TYPE_CHECKING:
    from pathlib import Path

KINDS = [each.name for each in KIND_DESCRIPTIONS]
TINY = CostSize(width=32, layers=2, heads=4, vocab_size=64, segment_length=8, num_slots=3)
SMALL = CostSize(width=32, layers=2, heads=4, vocab_size=64, segment_length=32, num_slots=4)
SETTINGS = CostSettings(TINY, num_segments=2, rounds=2, depths=(), at=(2, 4))


def _subject(label: str) -> Subject:
    kind = "nlm" if label == PLAIN_PAIRS else label
    return next(each for each in subjects_of([kind]) if each.label == label)


@pytest.fixture(scope="module")
def report() -> CostReport:
    return measure_cost(SETTINGS, kinds=KINDS, control=Control())


@pytest.mark.slow
def test_every_kind_is_measured_behind_its_baseline(report: CostReport) -> None:
    labels = [row.label for row in report.rows]
    assert labels[:2] in ([PLAIN, PLAIN_PAIRS], [PLAIN_PAIRS, PLAIN])
    assert set(KINDS) < set(labels)
    assert {"titans, gate", "lm-bow, 1,024 words"} < set(labels)
    for row in report.rows:
        assert row.baseline == (PLAIN_PAIRS if row.kind == "nlm" else PLAIN)


@pytest.mark.slow
def test_sizes_are_those_of_the_model(report: CostReport) -> None:
    for row in report.rows:
        model = build(_subject(row.label) if row.label in KINDS else _variant(row), TINY)
        assert row.num_parameters == sum(each.numel() for each in model.parameters())
        assert row.extra_parameters == row.num_parameters - model.backbone.num_parameters()
        ids = text_ids(TINY.vocab_size, 4 * TINY.segment_length)[None]
        with torch.no_grad():
            early = model(ids[:, : 2 * TINY.segment_length]).memory_state
            late = model(ids).memory_state
        assert row.long_reading.state_bytes == (early.num_bytes, late.num_bytes)


def _variant(row: Any) -> Subject:
    return next(each for each in subjects_of([row.kind]) if each.label == row.label)


@pytest.mark.slow
def test_only_neighbours_grow_with_the_text(report: CostReport) -> None:
    for row in report.rows:
        early, late = row.long_reading.state_bytes
        assert (late > early) == (row.kind == "knn"), row.label


def test_arithmetic_counts_the_tokens_that_a_memory_adds() -> None:
    size = CostSize(width=64, layers=2, heads=4, vocab_size=64, segment_length=32, num_slots=8)
    ids = text_ids(64, 64)[None]
    plain = count_arithmetic(build(_subject("none"), size), ids)
    rmt = count_arithmetic(build(_subject("rmt"), size), ids)
    # 16 memory tokens for 32 of text: half as much again in every projection, and attention to more.
    assert 1.5 < rmt.reading / plain.reading < 1.7
    assert plain.reading < plain.scoring < plain.training
    # Backward takes twice what forward does.
    assert plain.training == pytest.approx(3 * plain.scoring, rel=0.1)


@pytest.mark.slow
def test_ratios_are_medians_over_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    from memstudio.bench.memory_cost_uses import PerUse

    taken = {
        PLAIN: PerUse([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], [4.0, 4.0, 4.0]),
        "rmt": PerUse([2.0, 2.0, 12.0], [2.0, 4.0, 8.0], [2.0, 2.0, 2.0]),
    }
    monkeypatch.setattr(memory_cost, "measure_speeds", lambda *_: taken)
    plain, rmt = measure_cost(SETTINGS, kinds=["rmt"], control=Control()).rows
    assert (plain.speed.training, plain.speed.reading, plain.speed.scoring) == (1, 1, 1)
    assert (rmt.speed.training, rmt.speed.reading, rmt.speed.scoring) == (0.5, 0.25, 2)
    num_tokens = SETTINGS.batch_size * SETTINGS.num_segments * TINY.segment_length
    assert rmt.tokens_per_second.training == num_tokens / 2
    assert rmt.tokens_per_second.reading == num_tokens / 4


def test_reading_a_long_text_stops_at_both_places() -> None:
    model = build(_subject("knn"), TINY)
    ids = text_ids(TINY.vocab_size, 3 * TINY.segment_length)[None]
    long = measure_long_reading(model, ids, (2, 7), Control())
    early, late = long.state_bytes
    # Keys, values and the segment of each entry, and two numbers for all of them.
    entry = 2 * 4 * TINY.width + 8
    assert early == 2 * TINY.segment_length * entry + 16
    assert late == 7 * TINY.segment_length * entry + 16


def test_pairs_see_the_segment_before_and_no_other() -> None:
    model = build(_subject(PLAIN_PAIRS), TINY).eval()
    ids = text_ids(TINY.vocab_size, 4 * TINY.segment_length).view(1, -1)
    changed = ids.clone()
    changed[0, : TINY.segment_length] = 5
    with torch.no_grad():
        moved = (model(ids).logits - model(changed).logits).abs().sum(-1)
    of_segment = moved.view(4, -1).sum(-1)
    assert of_segment[1] > 0
    assert (of_segment[2:] == 0).all()


class _Live(TorchDispatchMode):
    """The most bytes of tensors that were alive at once."""

    def __init__(self) -> None:
        super().__init__()
        self.peak = self._now = 0
        self._alive: dict[int, weakref.ref[Any]] = {}

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        given = {_storage(each) for each in tree_leaves((args, kwargs)) if torch.is_tensor(each)}
        for tensor in tree_leaves(result):
            if torch.is_tensor(tensor):
                key = _storage(tensor)
                if key not in given and key not in self._alive:
                    self._count(tensor)
        return result

    def _count(self, tensor: torch.Tensor) -> None:
        key, size = _storage(tensor), tensor.untyped_storage().nbytes()

        def forget(_: object) -> None:
            self._now -= size
            self._alive.pop(key)

        self._now += size
        self.peak = max(self.peak, self._now)
        self._alive[key] = weakref.ref(tensor.untyped_storage(), forget)


def _storage(tensor: torch.Tensor) -> int:
    return tensor.untyped_storage()._cdata


def _most_alive(label: str, num_segments: int, *, replay: bool) -> int:
    model = build(_subject(label), SMALL).train()
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    ids = text_ids(SMALL.vocab_size, 2 * num_segments * SMALL.segment_length).view(2, -1)
    with _Live() as live:
        model(ids, labels=ids, memory_replay=replay).loss.backward()
    return live.peak


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.slow
def test_with_replay_a_long_step_keeps_the_states_and_little_else(kind: str) -> None:
    # From three segments on, because the first pair has no source and is smaller than the others.
    short, long = (_most_alive(kind, count, replay=True) for count in (3, 8))
    kept = sum(_bytes_of_states(kind, 8)[3:])
    assert long - kept < 1.1 * short
    assert _most_alive(kind, 8, replay=False) > 3 * long


def _bytes_of_states(label: str, num_segments: int) -> list[int]:
    """Bytes of the state after each of some segments, two streams."""
    model = build(_subject(label), SMALL)
    ids = text_ids(SMALL.vocab_size, 2 * num_segments * SMALL.segment_length).view(2, -1)
    state, sizes = model.initial_state(2), []
    for segment in ids.split(SMALL.segment_length, dim=1):
        with torch.no_grad():
            state = model(segment, memory_state=state).memory_state
        sizes.append(state.num_bytes)
    return sizes


WIDE = CostSize(width=64, layers=2, heads=4, vocab_size=1024, segment_length=64, num_slots=4)


@pytest.mark.slow
def test_the_peak_is_that_of_a_child_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryModel, "forward", lambda *_, **__: pytest.fail("read here"))
    # Logits and their gradients alone are more than that.
    assert peak_of(Step(_subject("rmt"), WIDE, 2, 32, replay=False)) > 2 * 32 * 64 * 1024 * 4


@pytest.mark.slow
def test_the_peak_of_a_child_process_grows_with_the_segments() -> None:
    few, many = (peak_of(Step(_subject("rmt"), WIDE, 2, count, replay=False)) for count in (1, 32))
    assert many - few > 2 * 31 * 64 * 1024 * 4


@pytest.mark.slow
def test_the_tables_show_what_was_measured(report: CostReport) -> None:
    table = as_markdown(report)
    row = next(each for each in report.rows if each.label == "rmt")
    assert (
        f"| rmt | none | {row.tokens_per_second.training:,.0f} | {row.speed.training:.2f} |"
        in table
    )
    assert f"| rmt | {row.num_parameters:,} | {row.extra_parameters:,} |" in table
    assert "plain" not in table


def test_the_command_prints_one_json_document_and_writes_the_tables(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A child process for each is what the test above holds.
    steps: list[Step] = []
    monkeypatch.setattr(
        memory_cost, "peak_of", lambda step: steps.append(step) or 1000 * len(steps)
    )
    out = tmp_path / "cost.md"
    words = ["bench", "memory-cost", "--memory", "rmt", "--width", "32", "--heads", "4"]
    words += ["--layers", "1", "--words", "64", "--segment", "8", "--rounds", "1", "--long", "11"]
    words += ["--depth", "2", "--slots", "2", "--json", "--out", str(out)]
    assert run(words) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    assert [row["label"] for row in document["rows"]] == ["none", "rmt"]
    peaks = [row["peaks"] for row in document["rows"]]
    assert peaks == [
        [{"num_segments": 2, "plain": plain, "replay": plain + 1000}] for plain in (1000, 3000)
    ]
    assert [(step.subject.label, step.num_segments, step.replay) for step in steps] == [
        (label, 2, is_replayed) for label in ("none", "rmt") for is_replayed in (False, True)
    ]
    assert "| memory | plain 2 | replay 2 |" in out.read_text(encoding="utf-8")


def test_an_unknown_kind_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "memory-cost", "--memory", "elephant"]) == 1
    assert "elephant" in capsys.readouterr().err
