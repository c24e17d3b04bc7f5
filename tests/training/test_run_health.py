"""The memory's health over a run: told as it goes, read back, and worked out for older runs."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import torch

from memstudio import events
from memstudio.progress import Control
from memstudio.training.gradient_share import EVERY
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_health import (
    HealthPoint,
    RunHealth,
    alarm_in_english,
    read_health,
)
from memstudio.training.trainer import train
from tests.tiny import SENTENCES, tiny_loaded


def a_run(path: Path, **values: object) -> RunConfig:
    text = path / "text.txt"
    if not text.exists():
        text.write_text((SENTENCES[0] + "\n") * 40, encoding="utf-8")
    return RunConfig.of(
        **{
            "model": "tiny", "data": (str(text),), "steps": 12, "batch_size": 2,
            "segments_per_sample": 2, "validation_tokens": 64, "validate_every": 0,
            "probe": {"every": 6, "max_segments": 3}, "trains": "everything",
            "device": "cpu", "threads": 1, "validation_fraction": 0.2, "out": str(path / "runs"),
            "evaluation": {"rows": 0},
        } | values
    )  # fmt: skip


def trained(path: Path, kind: str = "s2s", **values: object) -> tuple[Path, list[events.RunEvent]]:
    told: list[events.RunEvent] = []
    result = train(
        a_run(path, **values), control=Control(), on_event=told.append,
        loaded=tiny_loaded(kind, num_slots=4),
    )  # fmt: skip
    return result.folder, told


def test_a_run_tells_of_its_memory_at_each_probe_and_of_the_gradient(tmp_path: Path) -> None:
    folder, told = trained(tmp_path)
    found = [each for each in told if isinstance(each, events.MemoryHealth)]
    assert [each.step for each in found] == [0, 6, 12]
    assert set(found[0].values) >= {"likeness", "dead", "churn", "replaced"}
    shares = [each for each in told if isinstance(each, events.GradientMeasured)]
    assert [each.step for each in shares] == [1, EVERY]
    steps = {each.step: each for each in RunFolder(folder).events() if isinstance(each, events.StepFinished)}  # fmt: skip
    model = tiny_loaded("s2s", num_slots=4).model
    own = {id(each) for each in model.memory_parameters()}
    count = sum(each.numel() for each in own_of(model, own))
    rest = sum(each.numel() for each in model.parameters()) - count
    for each in shares:
        assert 0 < each.memory_share < 1
        # The parts make up the whole, as it was before clipping.
        whole = math.hypot(each.memory_rms * math.sqrt(count), each.other_rms * math.sqrt(rest))
        assert whole == pytest.approx(steps[each.step].grad_norm, rel=1e-3)
        share = each.memory_rms * math.sqrt(count) / whole
        assert share == pytest.approx(each.memory_share, rel=1e-3)
    assert found[1].values["gradient"] == pytest.approx(shares[0].memory_share)
    health = read_health(RunFolder(folder))
    assert [point.step for point in health.points] == [0, 6, 12]
    assert health.points[1].values == found[1].values
    assert [step for step, _ in health.gradients] == [1, EVERY]


def test_of_texts_of_one_segment_the_memory_is_not_said_to_learn_or_to_keep_nothing(
    tmp_path: Path,
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("\n".join(f'{{"text": "Ann {n}."}}' for n in range(40)), encoding="utf-8")
    _, told = trained(tmp_path, data=(str(rows),), steps=2, probe={"every": 2, "max_segments": 3})
    found = [each for each in told if isinstance(each, events.MemoryHealth)]
    assert [each.step for each in found] == [0, 2]
    assert not {"replaced", "churn", "gradient"} & set(found[-1].values)
    assert any(
        isinstance(each, events.GradientMeasured) for each in told
    )  # it is shown all the same


def own_of(model: torch.nn.Module, own: set[int]) -> list[torch.nn.Parameter]:
    return [each for each in model.parameters() if id(each) in own]


@pytest.mark.slow
def test_where_only_the_memory_is_trained_there_is_no_share_of_the_gradient(
    tmp_path: Path,
) -> None:
    _, told = trained(tmp_path, trains="memory", steps=2)
    assert not any(isinstance(each, events.GradientMeasured) for each in told)


@pytest.mark.slow
def test_looking_at_the_gradient_does_not_change_what_is_learnt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    _, looked = trained(tmp_path / "a", steps=3)
    monkeypatch.setattr(
        "memstudio.training.gradient_share.GradientShare.on_pre_optimizer_step",
        lambda *_, **__: None,
    )
    _, blind = trained(tmp_path / "b", steps=3)
    # Not of each step: a busy computer tells of fewer.
    losses = [
        [each.loss for each in told if isinstance(each, events.Validated)]
        for told in (looked, blind)
    ]
    assert len(losses[0]) == 2
    assert losses[0][0] != losses[0][1]
    assert losses[0] == losses[1]


@pytest.mark.slow
def test_an_older_run_is_measured_by_its_traces(tmp_path: Path) -> None:
    folder, _ = trained(tmp_path)
    known = read_health(RunFolder(folder))
    record = RunFolder(folder).metrics
    lines = [
        line for line in record.read_text("utf-8").splitlines()
        if json.loads(line)["event"] not in {"memory_health", "gradient_measured"}
    ]  # fmt: skip
    record.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = read_health(RunFolder(folder))
    assert [point.step for point in found.points] == [0, 6, 12]
    for old, new in zip(found.points, known.points, strict=True):
        assert old.values == {k: pytest.approx(v) for k, v in new.values.items() if k != "gradient"}


def test_an_alarm_is_told_when_it_begins_and_the_summary_keeps_the_last(tmp_path: Path) -> None:
    well, sick = {"churn": 0.5}, {"churn": 0.001}
    health = RunHealth(
        tuple(HealthPoint(step, v) for step, v in ((5, well), (10, sick), (15, sick), (20, well), (25, sick)))
    )  # fmt: skip
    assert [alarm.step for alarm in health.alarms] == [10, 25]
    assert "frozen" in alarm_in_english(health.alarms[0])
    assert health.curve("churn") == ([5, 10, 15, 20, 25], [0.5, 0.001, 0.001, 0.5, 0.001])
    # Where it was not measured between, it lasts.
    points = (HealthPoint(10, sick), HealthPoint(20, {"dead": 0.0}), HealthPoint(30, sick))
    assert [alarm.step for alarm in RunHealth(points).alarms] == [10]
    again = health.after(events.MemoryHealth(step=15, values=well))
    assert [point.step for point in again.points] == [5, 10, 15]


def test_a_memory_that_no_gradient_reaches_alarms(tmp_path: Path) -> None:
    told: list[events.RunEvent] = []
    loaded = tiny_loaded("s2s", num_slots=4)
    # The way by which tokens read the slots is shut for good.
    for parameter in loaded.model.memory.parameters():
        parameter.register_hook(lambda gradient: gradient * 1e-6)
    train(a_run(tmp_path), control=Control(), on_event=told.append, loaded=loaded)
    found = [each for each in told if isinstance(each, events.MemoryHealth)]
    assert "gradient" not in found[0].alarms
    assert "gradient" in found[1].alarms
    folder = next((tmp_path / "runs").iterdir(), None) or tmp_path / "runs"
    folder = folder if (folder / "run.toml").exists() else tmp_path / "runs"
    assert "gradient" in RunFolder(folder).summary().alarms
