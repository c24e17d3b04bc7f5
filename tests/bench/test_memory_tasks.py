"""Suites run what a preset says, keep what they find, and go on where they were stopped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
import torch

from memstudio.bench import presets
from memstudio.bench.memory_tasks import SuiteListener, TrialProgress, key_of, run_suite
from memstudio.bench.preset_descriptions import PRESET_DESCRIPTIONS
from memstudio.bench.presets import PRESETS, Entry, Trial, Variant, trials_of
from memstudio.bench.record_file import read_records
from memstudio.bench.task_descriptions import task_description
from memstudio.bench.tasks.copying import Copy
from memstudio.bench.tasks.symbol_task import IGNORED
from memstudio.bench.trial_records import Score, TrialRecord
from memstudio.bench.trial_settings import TrialSettings
from memstudio.cli.app import run
from memstudio.errors import Cancelled, MemStudioError, StorageError
from memstudio.progress import Control, Progress

SHORT = Copy(length=3, times=1, num_symbols=4, symbols_per_segment=3)
TINY = TrialSettings("rmt", num_slots=2, width=16, layers=1, batch_size=4, max_steps=2)


def _trials(num_seeds: int = 2) -> list[Trial]:
    return [Trial(SHORT, replace(TINY, seed=seed)) for seed in range(num_seeds)]


def _record(trial: Trial) -> TrialRecord:
    """What a trial may have found."""
    score = Score(answers=1.0, examples=1.0, loss=0.0)
    settings = {"task": repr(trial.task), "kind": trial.settings.kind, "seed": trial.settings.seed}
    return TrialRecord(
        key=key_of(trial), task=trial.task.name, kind=trial.settings.kind, variant=trial.variant,
        seed=trial.settings.seed, chance=0.1, scores={"none": score}, steps=1, max_steps=1,
        seconds=1.0, num_parameters=1, settings=settings, version="0",
    )  # fmt: skip


def test_presets_are_those_that_are_described() -> None:
    assert list(PRESETS) == [each.name for each in PRESET_DESCRIPTIONS]
    for each in PRESET_DESCRIPTIONS:
        names = dict.fromkeys(entry.task.name for entry in PRESETS[each.name])
        assert each.tasks == tuple(names)
        assert all(task_description(name).summary for name in names)


def test_a_task_of_another_version_keeps_its_name() -> None:
    assert task_description("sort {12}").values == {"name": "sort {12}"}


@pytest.mark.parametrize("preset", PRESETS)
def test_copies_ask_for_what_is_said_of_them(preset: str) -> None:
    for task in {entry.task for entry in PRESETS[preset] if isinstance(entry.task, Copy)}:
        labels = task.make(1, torch.Generator().manual_seed(0)).labels
        come_again = task.length * task.times
        firsts = come_again // task.symbols_per_segment
        assert int((labels != IGNORED).sum()) == come_again - firsts
        described = task_description(task.name)
        assert "Each is asked for but the first" in described.summary
        shown = described.title.format(**described.values)
        assert shown == task.name


def test_trials_are_every_kind_on_every_task_with_every_seed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = Entry(
        SHORT,
        TINY,
        changes={"armt": {"num_slots": 1, "options": {"d_mem": 8}}},
        variants=(Variant("armt", "no correction", {"options": {"correction": False}}),),
    )
    monkeypatch.setitem(PRESETS, "quick", (entry,))
    trials = trials_of("quick", kinds=["rmt", "armt"], num_seeds=2)
    assert [(t.settings.kind, t.variant, t.settings.seed) for t in trials] == [
        ("rmt", "", 0), ("armt", "", 0), ("armt", "no correction", 0),
        ("rmt", "", 1), ("armt", "", 1), ("armt", "no correction", 1),
    ]  # fmt: skip
    assert trials[1].settings.num_slots == 1
    assert trials[1].settings.options == {"value_spread": 0.05, "d_mem": 8}
    assert trials[2].settings.options == {"value_spread": 0.05, "d_mem": 8, "correction": False}
    assert len({key_of(trial) for trial in trials}) == 6


def test_a_setting_that_came_later_leaves_the_keys_of_what_was_found_before() -> None:
    committed = Path(__file__).parents[2] / "resources" / "benchmarks" / "memory-tasks.jsonl"
    copied = trials_of("full", kinds=["rmt"], tasks=["copy 12→24"], num_seeds=1)[0]
    assert key_of(copied) in {record.key for record in read_records(committed, TrialRecord)}
    decayed = replace(copied, settings=replace(copied.settings, weight_decay=0.1))
    assert key_of(decayed) != key_of(copied)


@pytest.mark.parametrize("preset", PRESETS)
def test_results_that_were_kept_under_other_names_have_those_of_today(
    preset: str, tmp_path: Path
) -> None:
    trials = trials_of(preset, kinds=["rmt"], num_seeds=1)
    results = tmp_path / "results.jsonl"
    for trial in trials:
        before = "copy 24→48" if isinstance(trial.task, Copy) else trial.task.name
        line = _record(trial).model_dump() | {"task": before}
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    names = [trial.task.name for trial in trials]
    assert [each.task for each in read_records(results, TrialRecord)] == names
    assert [each.task for each in run_suite(trials, control=Control(), results=results)] == names


@pytest.mark.slow
def test_every_trial_of_every_preset_can_be_made() -> None:
    from memstudio.bench.trial import fresh_model
    from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS

    kinds = [each.name for each in KIND_DESCRIPTIONS]
    for preset in ("quick", "full"):
        for trial in trials_of(preset, kinds=kinds, num_seeds=1):
            fresh_model(trial.task, trial.settings)
    assert trials_of("paper", kinds=kinds, num_seeds=1)


def test_unknown_presets_and_tasks_are_named() -> None:
    with pytest.raises(MemStudioError, match="no preset 'slow'"):
        trials_of("slow", kinds=["rmt"])
    with pytest.raises(MemStudioError, match="no such task"):
        trials_of("quick", kinds=["rmt"], tasks=["chess"])


def test_what_was_found_is_kept_and_not_run_again(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    first = run_suite(_trials(1), control=Control(), results=results)
    seen: list[TrialRecord] = []
    steps: list[TrialProgress] = []
    reports: list[Progress] = []
    both = run_suite(
        _trials(2),
        control=Control(on_progress=reports.append),
        results=results,
        listener=SuiteListener(steps.append, seen.append),
    )
    assert both[0] == first[0]
    assert seen == both
    assert {step.seed for step in steps} == {1}
    assert (reports[-1].done, reports[-1].total) == (2, 2)
    assert [record.seed for record in both] == [0, 1]
    assert read_records(results, TrialRecord) == both
    twice = run_suite(_trials(3)[2:] * 2, control=Control(), results=results)
    assert read_records(results, TrialRecord) == [*both, twice[0]]


def test_cancelling_keeps_what_is_finished(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    control = Control()
    with pytest.raises(Cancelled):
        run_suite(
            _trials(3),
            control=control,
            results=results,
            listener=SuiteListener(on_record=lambda _: control.cancel()),
        )
    assert len(read_records(results, TrialRecord)) == 1


def test_a_line_that_was_cut_short_is_left_out_and_anything_else_is_refused(
    tmp_path: Path,
) -> None:
    results = tmp_path / "results.jsonl"
    (record,) = run_suite(_trials(1), control=Control(), results=results)
    whole = results.read_text(encoding="utf-8")
    results.write_text(whole + whole[:100], encoding="utf-8")
    assert read_records(results, TrialRecord) == [record]
    run_suite(_trials(2), control=Control(), results=results)
    assert [each.seed for each in read_records(results, TrialRecord)] == [0, 1]
    results.write_text('{"a": 1}\n', encoding="utf-8")
    with pytest.raises(StorageError, match="line 1"):
        read_records(results, TrialRecord)


@pytest.mark.slow
def test_several_at_once_find_what_one_after_the_other_find() -> None:
    steps: list[TrialProgress] = []
    trials = [replace(t, settings=replace(t.settings, max_steps=100)) for t in _trials(2)]
    alone = run_suite(trials, control=Control())
    together = run_suite(
        trials, control=Control(), jobs=2, listener=SuiteListener(on_progress=steps.append)
    )
    for ours, theirs in zip(alone, together, strict=True):
        assert ours.scores == theirs.scores
        assert ours.key == theirs.key
    assert {progress.seed for progress in steps} == {0, 1}


def test_the_command_prints_one_json_document_and_writes_the_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(presets.PRESETS, "quick", (Entry(SHORT, TINY),))
    monkeypatch.setitem(presets.PRESETS, "full", (Entry(SHORT, replace(TINY, max_steps=3)),))
    out, results = tmp_path / "table.md", tmp_path / "results.jsonl"
    words = ["bench", "memory-tasks", *["--memory", "rmt"] * 2, "--seeds", "2", "--json"]
    assert run([*words, "--out", str(out), "--results", str(results)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(record["kind"], record["seed"]) for record in found] == [("rmt", 0), ("rmt", 1)]
    assert "| rmt | copy 3→3 |" in out.read_text(encoding="utf-8")
    assert len(read_records(results, TrialRecord)) == 2
    results.write_text(2 * results.read_text(encoding="utf-8"), encoding="utf-8")
    assert run(["bench", "memory-tasks", "--show", "--results", str(results)]) == 0
    assert capsys.readouterr().out == out.read_text(encoding="utf-8")
    show = ["bench", "memory-tasks", "--show"]
    for asked, lines in (
        (["--seeds", "1", "--task", "copy", "--memory", "rmt"], 1), (["--memory", "armt"], 0),
        (["--preset", "quick"], 2), (["--preset", "full"], 0),
    ):  # fmt: skip
        assert run([*show, "--results", str(results), *asked, "--json"]) == 0
        assert len(json.loads(capsys.readouterr().out)) == lines
    assert run([*show, "--results", str(results), "--task", "chess"]) == 1
    assert "It has: copy 3→3." in capsys.readouterr().err
    assert run(show) == run([*show, "--results", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in "".join(capsys.readouterr().err.replace("│", "").split())


def test_the_command_names_a_memory_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "memory-tasks", "--memory", "rnt"]) == 1
    assert "rmt" in capsys.readouterr().err


_ENDLESS = """
from memstudio.bench.memory_tasks import SuiteListener, run_suite
from memstudio.bench.presets import Trial
from memstudio.bench.tasks.copying import Copy
from memstudio.bench.trial_settings import TrialSettings
from memstudio.progress import Control

if __name__ == "__main__":
    short = Copy(length=3, times=1, num_symbols=4, symbols_per_segment=3)
    endless = TrialSettings(
        "rmt", num_slots=2, width=16, layers=1, batch_size=4, max_steps=10**9, enough=2.0
    )
    listener = SuiteListener(on_progress=lambda each: print(each.step, flush=True))
    run_suite(
        [Trial(short, endless)], control=Control(), listener=listener, meanwhile=lambda: None
    )
"""


@pytest.mark.slow
def test_trials_do_not_outlive_who_asked_for_them(tmp_path: Path) -> None:
    script = tmp_path / "endless.py"
    script.write_text(_ENDLESS, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, str(script)], env=environment, stdout=subprocess.PIPE, text=True
    ) as asking:
        assert asking.stdout is not None
        assert asking.stdout.readline() == "1\n"
        children = psutil.Process(asking.pid).children(recursive=True)
        asking.kill()
    _, alive = psutil.wait_procs(children, timeout=60)
    for each in alive:
        each.kill()
    assert children
    assert not alive
