"""A real benchmark of tiny trials in the engine's thread: told, held, stopped, gone on with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from PySide6.QtCore import QObject, Slot

from memstudio.bench import presets
from memstudio.bench.presets import Entry
from memstudio.bench.record_file import read_records
from memstudio.bench.tasks.copying import Copy
from memstudio.bench.trial_records import TrialRecord
from memstudio.bench.trial_settings import TrialSettings
from memstudio.progress import Control, Progress
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.workers.messages import (
    BenchmarkPlan,
    Generate,
    LoadModel,
    PlannedTrial,
    RunBenchmark,
    TaskKind,
    Train,
)
from tests.workers.conftest import PATIENCE, Ear, ask, hearing, run_config

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from memstudio.bench.memory_tasks import TrialProgress
    from memstudio.bench.trial_records import TrialRecord
    from memstudio.workers.engine_thread import EngineThread

_TINY = TrialSettings("", num_slots=2, width=16, layers=1, batch_size=4, max_steps=100)
_TASK = Copy(length=3, times=1, num_symbols=4, symbols_per_segment=3)
# Never learnt, never done: checked every few seconds until it is ended.
_ENDLESS = replace(_TINY, max_steps=10**6, enough=2.0)


class BenchmarkEar(QObject):
    """Keeps what the worker says of a benchmark, in this thread."""

    def __init__(self, engine: EngineThread) -> None:
        super().__init__()
        self.plans: list[BenchmarkPlan] = []
        self.steps: list[TrialProgress] = []
        self.records: list[TrialRecord] = []
        engine.worker.benchmark_planned.connect(self._on_planned)
        engine.worker.trial_progressed.connect(self._on_progressed)
        engine.worker.trial_recorded.connect(self._on_recorded)

    @Slot(object)
    def _on_planned(self, plan: BenchmarkPlan) -> None:
        self.plans.append(plan)

    @Slot(object)
    def _on_progressed(self, progress: TrialProgress) -> None:
        self.steps.append(progress)

    @Slot(object)
    def _on_recorded(self, record: TrialRecord) -> None:
        self.records.append(record)


@pytest.fixture
def bench(engine: EngineThread) -> BenchmarkEar:
    return BenchmarkEar(engine)


def use(monkeypatch: pytest.MonkeyPatch, settings: TrialSettings) -> None:
    monkeypatch.setitem(presets.PRESETS, "quick", (Entry(_TASK, settings),))


def request(folder: Path, control: Control | None = None, **changes: Any) -> RunBenchmark:
    values = {
        "preset": "quick", "kinds": ("rmt",), "tasks": (), "num_seeds": 1, "jobs": 1,
        "results": str(folder / "benchmarks" / "results.jsonl"),
    }  # fmt: skip
    return RunBenchmark(control or Control(), **(values | changes))


def num_children() -> int:
    return len([c for c in psutil.Process().children() if "spawn_main" in " ".join(c.cmdline())])


@pytest.mark.slow
def test_trials_are_planned_told_and_kept_and_not_done_again(
    qtbot: QtBot,
    engine: EngineThread,
    ear: Ear,
    bench: BenchmarkEar,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(monkeypatch, _TINY)
    reports: list[Progress] = []
    control = Control(on_progress=reports.append)
    ask(qtbot, engine, request(tmp_path, control, kinds=("rmt", "none")))
    name = _TASK.name
    assert bench.plans == [
        BenchmarkPlan((PlannedTrial(name, "rmt", "", 0), PlannedTrial(name, "none", "", 0)))
    ]
    assert [record.kind for record in bench.records] == ["rmt", "none"]
    told = {(step.kind, step.step) for step in bench.steps}
    assert told == {(kind, step) for kind in ("rmt", "none") for step in (1, 100)}
    results = tmp_path / "benchmarks" / "results.jsonl"
    assert read_records(results, TrialRecord) == bench.records
    assert ear.all("started") == ear.all("ended") == [TaskKind.BENCHMARK]
    assert not ear.sentences()
    assert (reports[-1].done, reports[-1].total) == (2, 2)
    bench.records.clear()
    bench.steps.clear()
    ask(qtbot, engine, request(tmp_path, kinds=("rmt", "none")))
    assert bench.records == read_records(results, TrialRecord)
    assert not bench.steps
    assert num_children() == 0


@pytest.mark.slow
def test_meanwhile_the_model_is_used_but_no_run_is_begun_and_held_trials_stand_still(
    qtbot: QtBot,
    engine: EngineThread,
    ear: Ear,
    bench: BenchmarkEar,
    model: Path,
    book: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(monkeypatch, _ENDLESS)
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    held: list[bool] = []
    control = Control(on_paused=held.append)
    engine.submit(request(tmp_path, control))
    qtbot.waitUntil(lambda: bool(bench.steps), timeout=PATIENCE)
    engine.submit(Train(Control(), run_config(model, book, tmp_path)))
    engine.submit(request(tmp_path))
    engine.submit(Generate(Control(), "It was", GenerationSettings(max_new_tokens=3)))
    qtbot.waitUntil(lambda: TaskKind.GENERATE in ear.all("ended"), timeout=PATIENCE)
    assert [each.task for each in ear.all("failed")] == [TaskKind.TRAIN, TaskKind.BENCHMARK]
    assert all(each.is_refusal for each in ear.all("failed"))
    assert all("benchmark" in sentence for sentence in ear.sentences())
    assert TaskKind.BENCHMARK not in ear.all("ended")

    control.pause()
    qtbot.waitUntil(lambda: held == [True], timeout=PATIENCE)
    (process,) = (c for c in psutil.Process().children() if "spawn_main" in " ".join(c.cmdline()))

    def is_still() -> bool:
        before = process.cpu_times().user
        qtbot.wait(1_000)
        return process.cpu_times().user == before

    qtbot.waitUntil(is_still, timeout=PATIENCE)
    told = len(bench.steps)
    control.resume()
    # One that was told before the pause may still be on its way.
    qtbot.waitUntil(lambda: len(bench.steps) > told + 1, timeout=PATIENCE)
    assert held == [True, False]
    control.cancel()
    qtbot.waitUntil(lambda: TaskKind.BENCHMARK in ear.all("ended"), timeout=PATIENCE)
    assert ear.all("cancelled") == [TaskKind.BENCHMARK]
    assert num_children() == 0


def test_a_benchmark_is_refused_during_a_run(
    qtbot: QtBot,
    engine: EngineThread,
    ear: Ear,
    model: Path,
    book: Path,
    tmp_path: Path,
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    control = Control()
    engine.submit(Train(control, run_config(model, book, tmp_path, probe={"every": 0})))
    qtbot.waitUntil(lambda: bool(ear.events("step_finished")), timeout=PATIENCE)
    control.pause()
    qtbot.waitUntil(lambda: bool(ear.events("run_paused")), timeout=PATIENCE)
    engine.submit(request(tmp_path))
    qtbot.waitUntil(lambda: bool(ear.all("failed")), timeout=PATIENCE)
    (failure,) = ear.all("failed")
    assert failure.task is TaskKind.BENCHMARK
    assert failure.is_refusal
    control.stop()
    qtbot.waitUntil(lambda: TaskKind.TRAIN in ear.all("ended"), timeout=PATIENCE)


def test_what_cannot_be_tried_is_said(
    qtbot: QtBot, engine: EngineThread, ear: Ear, tmp_path: Path
) -> None:
    ask(qtbot, engine, request(tmp_path, preset="quickest"))
    assert "quickest" in ear.sentences()[0]
    assert ear.all("ended") == [TaskKind.BENCHMARK]


@pytest.mark.slow
def test_the_thread_ends_in_time_while_a_benchmark_is_on(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from memstudio.workers.engine_thread import EngineThread

    use(monkeypatch, _ENDLESS)
    engine = EngineThread()
    with hearing(qtbot, engine.worker.engine_ready):
        engine.start()
    bench = BenchmarkEar(engine)
    engine.submit(request(tmp_path, kinds=("rmt", "none"), jobs=2))
    qtbot.waitUntil(lambda: bool(bench.steps), timeout=PATIENCE)
    assert engine.stop(20_000)
    assert num_children() == 0
