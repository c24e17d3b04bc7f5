"""How well a memory is: each alarm on a memory that is sick in that way, and none on the demo."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from memstudio.memory.attach import open_model
from memstudio.progress import Control
from memstudio.tasks.stories import StoryPlan, generate_story
from memstudio.trace.health import (
    MEASURES,
    alarms_of,
    dead_share,
    dead_slots,
    effective_share,
    health_of,
    likeness,
    replaced_share,
)
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.battery.cases import CASES
from tests.tiny import SENTENCES, tiny_loaded
from tests.trace.every_kind import a_model, a_text

rng = np.random.default_rng(0)


def names(values: dict[str, float]) -> set[str]:
    return {alarm.name for alarm in alarms_of(values, 50)}


def traced(loaded: Any, path: Path, text: str = SENTENCES[0] * 6) -> dict[str, float]:
    trace = record_trace(loaded, text, document="t", out=path, control=Control())
    return health_of(trace)


def test_likeness_is_the_mean_cosine_of_all_pairs() -> None:
    states = rng.normal(size=(3, 5, 8)).astype(np.float32)
    unit = states / np.linalg.norm(states, axis=-1, keepdims=True)
    pairs = [unit[:, i] @ unit[:, j].T for i in range(5) for j in range(i)]
    expected = np.mean([np.diag(each).mean() for each in pairs])
    assert likeness(states) == pytest.approx(expected, abs=1e-5)
    assert likeness(np.ones((2, 4, 8), np.float32)) == pytest.approx(1)
    assert likeness(states[:, :1]) is None


def test_empty_slots_are_like_no_other() -> None:
    states = np.zeros((3, 8, 5), np.float32)
    assert likeness(states) is None
    states[1:, :4] = [1, 2, 0, 0, 1]
    # Half of the slots are empty, and the others have collapsed.
    assert likeness(states) == pytest.approx(1)
    states[1, 4] = [-1, -2, 0, 0, -1]
    assert likeness(states) == pytest.approx((1 + (6 - 4) / 10) / 2)


def test_a_slot_is_dead_that_nothing_reads_or_writes() -> None:
    change = np.full((6, 4), 0.5, np.float32)
    read = np.full((6, 4), 0.1, np.float32)
    change[:, 1] = 0.001
    read[:, 3] = 0.0001
    assert dead_slots(change, read).tolist() == [False, True, False, True]
    assert dead_slots(change, None).tolist() == [False, True, False, False]


def test_slots_in_use_are_told_by_how_reading_is_spread() -> None:
    even = np.ones((3, 8), np.float32)
    assert effective_share(even) == pytest.approx(1)
    one = np.zeros((3, 8), np.float32)
    one[:, 2] = 1
    assert effective_share(one) == pytest.approx(1 / 8)
    assert effective_share(even[:, :3]) is None
    assert effective_share(np.zeros((3, 8), np.float32)) is None


@pytest.mark.parametrize("kind", ["knn", "infini", "nlm", "m2m"])
def test_gates_of_which_half_are_shut_and_half_are_open_are_stuck(
    kind: str, tmp_path: Path
) -> None:
    """Their mean, by which they are shown, is a half."""
    loaded = a_model(next(case for case in CASES if case.kind == kind))
    memory = loaded.model.memory
    with torch.no_grad():
        if kind in {"knn", "infini"}:
            gates = memory.gate.view(-1)
        elif kind == "nlm":
            memory.write_gate.weight.zero_()
            gates = memory.write_gate.bias
        else:
            gates = memory.gates_of_found.bias[: memory.width]
        gates.copy_(torch.tensor([30.0, -30.0]).repeat(len(gates) // 2))
        path = tmp_path / "t.zarr"
        values = traced(loaded, path, a_text())
        assert values["saturated"] == pytest.approx(1)
        assert "saturated" in names(values)
        np.testing.assert_allclose(np.nanmean(TraceReader(path).quantity("gate")), 0.5, atol=0.01)
        gates[1] = 0
        others = traced(loaded, tmp_path / "other.zarr", a_text())["saturated"]
    assert others == pytest.approx(1 - 1 / len(gates), abs=0.02)
    # Earlier traces tell the mean alone, which does not say.
    shutil.rmtree(path / "gate_stuck")
    described = json.loads((path / "zarr.json").read_text())
    del described["attributes"]["arrays"]["gate_stuck"]
    (path / "zarr.json").write_text(json.dumps(described))
    assert "saturated" not in health_of(TraceReader(path))


def test_what_was_not_written_is_not_replaced() -> None:
    similarity = np.array([[1.0, 0.0], [0.6, 0.0]], np.float32)
    change = np.array([[0.5, 0.0], [0.8, 1.4]], np.float32)
    before = np.ones((2, 2), np.float32)
    expected = pytest.approx(1 - (1 + 1 + 0.36 + 0) / 4)
    assert replaced_share(similarity, change, before) == expected


def test_what_fills_an_empty_slot_replaces_nothing(tmp_path: Path) -> None:
    similarity, change = np.zeros((2, 3), np.float32), np.ones((2, 3), np.float32)
    similarity[:, 0], change[:, 2] = 1, 0
    # Nothing of the first slot is replaced, all of the second; the third stays empty.
    before = np.array([[1, 0, 0], [1, 1, 0]], np.float32)
    assert replaced_share(similarity, change, before) == pytest.approx(1 / 3)
    assert replaced_share(similarity, change, 0 * before) is None
    loaded = tiny_loaded("knn", num_slots=6)
    assert traced(loaded, tmp_path / "t.zarr", SENTENCES[0] * 2)["replaced"] < 0.05


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("likeness", 0.97), ("dead", 0.5), ("saturated", 0.95), ("churn", 0.001),
        ("replaced", 0.999), ("effective", 0.1), ("gradient", 0.001),
    ],
)  # fmt: skip
def test_beyond_its_limit_a_measure_alarms_and_before_it_does_not(name: str, value: float) -> None:
    measure = MEASURES[name]
    assert names({name: value}) == {name}
    assert names({name: measure.limit}) == set()
    assert names({name: float("nan")}) == set()
    # A fresh memory may hold nothing.
    assert alarms_of({name: value}, 0) == ()


def test_every_measure_can_alarm() -> None:
    assert all((each.low is None) != (each.high is None) for each in MEASURES.values())


def rewritten(loaded: Any, change: Any) -> None:
    """Let every segment leave other slots: `change` of those that it would leave, and those before."""
    memory = loaded.model.memory
    usual = memory.read_segment

    def read_segment(backbone: Any, segment: Any, state: Any) -> Any:
        reading = usual(backbone, segment, state)
        slots = change(memory.slot_view(reading.state), memory.slot_view(state))
        return replace(reading, state=memory.with_slot_view(reading.state, slots))

    memory.read_segment = read_segment


def test_collapsed_slots_alarm(tmp_path: Path) -> None:
    loaded = tiny_loaded("rmt", num_slots=6)
    rewritten(loaded, lambda new, _: new[:, :1] + 0.1 * new)
    values = traced(loaded, tmp_path / "t.zarr")
    assert values["likeness"] > 0.95
    assert names(values) == {"likeness"}


def test_slots_whose_turn_has_not_come_are_not_dead() -> None:
    change, read = np.ones((2, 4), np.float32), np.ones((2, 4), np.float32)
    change[:, 2:] = 0
    gates = np.full((2, 4), 0.5, np.float32)
    gates[:, 3] = np.nan
    assert dead_share(change, read) == 0.5
    assert dead_share(change, read, gates) == pytest.approx(1 / 3)
    assert dead_share(change, read, np.full((2, 4), np.nan, np.float32)) is None


def test_slots_that_fill_one_by_one_are_measured_by_those_in_use(tmp_path: Path) -> None:
    few, many = tiny_loaded("knn", num_slots=10), tiny_loaded("knn", num_slots=500)
    many.model.load_state_dict(few.model.state_dict())
    values = traced(few, tmp_path / "few.zarr")
    again = traced(many, tmp_path / "many.zarr")
    for name in ("churn", "effective"):
        assert again[name] == pytest.approx(values[name])
    assert names(again) == names(values) == set()
    # The gate of notes is an option, and nothing that could learn no more.
    assert "saturated" in values
    assert "saturated" not in traced(tiny_loaded("lm-bow", num_slots=40), tmp_path / "notes.zarr")


def test_gates_that_never_let_anything_in_alarm(tmp_path: Path) -> None:
    loaded = tiny_loaded("m2m", num_slots=6)
    assert names(traced(loaded, tmp_path / "well.zarr")) == set()
    with torch.no_grad():
        gates = loaded.model.memory.gates_of_found
        width = loaded.model.memory.width
        gates.bias[:width], gates.bias[width:] = -30.0, 30.0
    values = traced(loaded, tmp_path / "t.zarr")
    assert values["saturated"] == 1
    assert values["churn"] < 0.01
    assert names(values) >= {"saturated", "churn", "dead"}


def test_a_memory_of_which_nothing_stays_alarms(tmp_path: Path) -> None:
    loaded = tiny_loaded("rmt", num_slots=6)

    def unlike(new: torch.Tensor, old: torch.Tensor) -> torch.Tensor:
        other = torch.randn_like(new)
        return other - (other * old).sum(-1, keepdim=True) / (old * old).sum(-1, keepdim=True) * old

    rewritten(loaded, unlike)
    assert "replaced" in names(traced(loaded, tmp_path / "t.zarr"))
    # Of one segment, which writes over what the training has put there, nobody can say so.
    short = traced(loaded, tmp_path / "short.zarr", SENTENCES[0][:20])
    assert not {"replaced", "churn"} & set(short)
    assert "dead" in short


def test_a_slot_that_is_never_written_is_dead(tmp_path: Path) -> None:
    loaded = tiny_loaded("rmt", num_slots=4)
    rewritten(loaded, lambda new, old: torch.cat([new[:, :2], old[:, 2:]], dim=1))
    values = traced(loaded, tmp_path / "t.zarr")
    assert values["dead"] == pytest.approx(0.5)
    assert "dead" in names(values)


def test_the_bundled_model_is_well_on_stories_and_on_prose(tmp_path: Path) -> None:
    demo = open_model("demo", device="cpu", control=Control())
    plan = StoryPlan(length=8 * 48, num_people=6, prose=0.5)
    rng = random.Random(3)  # noqa: S311 - no secret
    story = generate_story(
        rng, split="held_out", prose_split="held_out", plan=plan,
        measure=lambda text: len(demo.tokenizer.encode(text)),
    )  # fmt: skip
    text = " ".join(piece.text for piece in story.pieces)
    values = traced(demo, tmp_path / "story.zarr", text)
    assert set(values) >= {"likeness", "dead", "churn", "replaced", "effective"}
    assert names(values) == set()
    prose = " ".join(piece.text for piece in story.pieces if piece.kind == "prose")
    assert names(traced(demo, tmp_path / "prose.zarr", prose)) == set()


def test_a_model_without_slots_has_no_health(tmp_path: Path) -> None:
    assert traced(tiny_loaded(None), tmp_path / "t.zarr") == {}
