"""Lists of runs: every change is seen, and what has not changed is not read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memstudio.events import RunFinished, StepFinished, Validated
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import SUMMARY, RunFolder
from memstudio.training.run_index import RunIndex, list_runs
from memstudio.training.run_notes import RunNotes, write_notes
from memstudio.training.run_writer import RunWriter


def step(number: int) -> StepFinished:
    return StepFinished(
        step=number, total_steps=9, loss=2.0, learning_rate=0.1, grad_norm=1.0, tokens=1,
        tokens_per_second=1.0, elapsed=1.5 * number, eta=1.0, process_bytes=1,
    )  # fmt: skip


def a_run(tmp_path: Path, **values: object) -> RunFolder:
    run = RunFolder.create(RunConfig.of(out=str(tmp_path), **values))
    with RunWriter(run) as writer:
        writer.append(Validated(step=0, loss=5.0))
        writer.append(step(4))
        writer.append(RunFinished(step=4, reason="stopped", loss_after=3.0, model="model"))
    return run


def test_a_row_says_what_was_trained_and_for_how_long(tmp_path: Path) -> None:
    run = a_run(tmp_path, trains="everything", memory={"kind": "armt"})
    (row,) = RunIndex().look(tmp_path)
    assert (row.memory, row.trains, row.seconds, row.step) == ("armt", "everything", 6.0, 4)
    assert row.shown_name == run.name


def test_what_has_not_changed_is_not_read_again_and_what_has_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = a_run(tmp_path), a_run(tmp_path)
    index = RunIndex()
    first = {row.name: row for row in index.look(tmp_path)}
    read: list[str] = []
    summary = RunFolder.summary

    def watched(self: RunFolder) -> object:
        read.append(self.name)
        return summary(self)

    monkeypatch.setattr(RunFolder, "summary", watched)
    assert {row.name: row for row in index.look(tmp_path)} == first
    assert not read
    write_notes(one.path, RunNotes("A title", ("good",), "why"))
    rows = {row.name: row for row in index.look(tmp_path)}
    assert read == [one.name]
    assert (rows[one.name].shown_name, rows[one.name].tags) == ("A title", ("good",))
    assert rows[two.name] == first[two.name]


def test_a_run_that_is_moved_away_while_it_is_read_is_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = a_run(tmp_path / "runs")
    elsewhere = tmp_path / "trash"
    summary = RunFolder.summary

    def moved_meanwhile(self: RunFolder) -> object:
        self.path.rename(elsewhere)
        return summary(self)

    index = RunIndex()
    with monkeypatch.context() as patch:
        patch.setattr(RunFolder, "summary", moved_meanwhile)
        assert not index.look(tmp_path / "runs")
    assert not index.problems
    elsewhere.rename(run.path)
    assert [row.name for row in index.look(tmp_path / "runs")] == [run.name]


def test_a_run_at_work_is_asked_for_each_time(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    index = RunIndex()
    with RunWriter(run):
        assert index.look(tmp_path)[0].state == "running"
        kept = json.loads((run.path / SUMMARY).read_bytes())
    kept["owner"] = {"pid": 2**22 + 1, "started": 0.0, "host": kept_host(), "seen": 0.0}
    kept["run"]["state"] = "running"
    (run.path / SUMMARY).write_text(json.dumps(kept), encoding="utf-8")
    assert index.look(tmp_path)[0].state == "interrupted"


def kept_host() -> str:
    import platform

    return platform.node()


def test_a_folder_may_be_a_run_itself_and_may_be_gone(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    assert [row.name for row in RunIndex().look(run.path)] == [run.name]
    assert RunIndex().look(tmp_path / "nowhere") == []


def test_summaries_of_older_and_newer_versions_are_read(tmp_path: Path) -> None:
    run = a_run(tmp_path, memory={"kind": "titans"})
    kept = json.loads((run.path / SUMMARY).read_bytes())
    for name in ("memory", "trains", "seconds"):
        del kept["run"][name]
    kept["run"]["something_new"] = 3
    kept["run"]["loss_after"] = 1.25
    (run.path / SUMMARY).write_text(json.dumps(kept), encoding="utf-8")
    (row,) = list_runs(tmp_path)
    # The loss shows that it is the kept row, and no new one made from the events.
    assert (row.loss_after, row.memory, row.trains, row.seconds) == (1.25, "titans", "memory", 6.0)


def test_what_people_write_is_not_kept_twice(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    write_notes(run.path, RunNotes("A title", ("good",), "why"))
    with RunWriter(run):
        kept = json.loads((run.path / SUMMARY).read_bytes())["run"]
    assert not {"title", "tags", "notes"} & kept.keys()
    assert run.summary().title == "A title"


def test_a_search_finds_words_wherever_they_are_said(tmp_path: Path) -> None:
    run = a_run(tmp_path, model="org/SmolLM2", data=("/texts/emma.txt",))
    write_notes(run.path, RunNotes("A title", ("good",), "learns slowly"))
    row = run.summary()
    for text in ("", "smol", "EMMA title", "good slowly", "rmt", run.name[:10]):
        assert row.matches(text), text
    assert not row.matches("smol pride")
