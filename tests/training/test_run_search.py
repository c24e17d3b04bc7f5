"""Runs are found by words, by what their row says, and by what they were set to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_search import Term, parsed
from memstudio.training.run_settings import settings_in
from memstudio.training.run_summary import RunSummary

RUN = RunSummary(
    name="2026-01-01-demo", path=Path("/runs/1"), state="completed", step=5, total_steps=100,
    model="demo", data=("/data/tales.txt", "/data/news.txt"), created=0.0, loss_after=2.25,
    memory="rmt", trains="memory", tags=("good", "sweep 3"), title="A first try",
)  # fmt: skip
SETTINGS = {
    "learning_rate": 1e-3, "memory_learning_rate": 0.01, "memory.num_slots": 8, "memory.kind": "rmt",
    "optimizer": "adamw", "memory_replay": True, "probe.every": 25, "seed": 3,
    "trains": "memory", "adapter.learning_rate": 0.1, "adapter.kind": "lora", "adapter.rank": 16,
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "", "demo", "first tales", "memory:rmt", "memory:RM", "state:completed", "tag:good",
        "tag=good", "tags:sweep", "data:tales", "data=/data/news.txt", "loss<2.5", "loss<=2.25",
        "steps>=100", "step=5", "name:try", "state!=failed", "lr>=1e-3", "lr=0.001",
        "memory_learning_rate=1e-2", "slots:8", "num_slots=8", "memory.num_slots<9",
        "optimizer:adam", "optimizer=adamw", "every=25", "kind:rmt", "seed:3", "seed!=4",
        "memory_replay:true", "first memory:rmt lr<1", "LR=0.001",
    ],
)  # fmt: skip
def test_what_is_true_of_a_run_finds_it(text: str) -> None:
    assert parsed(text).matches(RUN, SETTINGS)


@pytest.mark.parametrize(
    "text",
    [
        "armt", "memory:armt", "memory:mt", "data:ales", "state:failed", "tag=goo", "tag=sweep", "loss>2.25", "loss<2", "before<9",
        "lr>1e-3", "kind:lora", "rank=16", "slots:1", "slots:80", "optimizer=adam", "seed!=3", "memory!=rmt", "state>3",
        "first memory:s2s", "seed:", "memory.slots=8",
    ],
)  # fmt: skip
def test_what_is_not_true_of_a_run_leaves_it_out(text: str) -> None:
    assert not parsed(text).matches(RUN, SETTINGS)


def test_a_loss_that_was_not_measured_is_neither_low_nor_high() -> None:
    run = replace(RUN, loss_after=None)
    assert not any(parsed(text).matches(run) for text in ("loss<9", "loss>0", "loss!=1"))


def test_an_adapters_settings_count_where_one_is_trained() -> None:
    assert parsed("kind:lora rank=16").matches(RUN, SETTINGS | {"trains": "adapters"})
    assert parsed("adapter.learning_rate=0.1").matches(RUN, SETTINGS)


def test_what_names_nothing_is_a_word() -> None:
    search = parsed("https://x memory:rmt a>b 12:30 lr>1e-3")
    assert search.words == "https://x a>b 12:30"
    assert search.terms == (Term("memory", ":", "rmt"), Term("learning_rate", ">", "1e-3"))
    assert search.needs_settings
    assert not parsed("memory:rmt loss<2").needs_settings


def test_settings_that_are_not_known_match_nothing() -> None:
    assert not parsed("seed:3").matches(RUN)
    assert not parsed("seed!=4").matches(RUN)


def test_settings_are_read_from_a_runs_folder(tmp_path: Path) -> None:
    config = RunConfig(out=str(tmp_path), seed=7, memory={"num_slots": 5})
    folder = RunFolder.create(config)
    found = settings_in(folder.path)
    assert (found["seed"], found["memory.num_slots"], found["probe.every"]) == (7, 5, 25)
    (folder.path / "run.toml").write_bytes(b"\xff = [")
    assert settings_in(folder.path) == {}
    assert settings_in(tmp_path / "nowhere") == {}
