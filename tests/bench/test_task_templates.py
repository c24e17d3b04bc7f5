"""What task templates come to: kept, read back, shown."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from memstudio.bench.record_file import append_record
from memstudio.bench.task_templates import (
    TaskRecord,
    measure_template,
    read_task_records,
    tasks_as_markdown,
)
from memstudio.cli.app import run
from memstudio.errors import StorageError
from memstudio.progress import Control
from memstudio.tasks.templates.registry import task_templates


def _record(task: str, after: float) -> TaskRecord:
    return TaskRecord(
        task=task, metric="question/exact_match", before=0.0, after=after, memory_reset=0.25, count=100,
        metrics={}, steps=500, seconds=61.2, threads=1, num_parameters=10, command="c", version="v",
    )  # fmt: skip


def test_of_each_task_the_last_record_counts(tmp_path: Path) -> None:
    file = tmp_path / "tasks.jsonl"
    assert read_task_records(file) == []
    for record in (_record("a", 0.5), _record("b", 0.6), _record("a", 0.7)):
        append_record(file, record)
    assert read_task_records(file) == [_record("a", 0.7), _record("b", 0.6)]


def test_a_record_that_was_cut_off_is_left_out_and_another_file_refused(tmp_path: Path) -> None:
    file = tmp_path / "tasks.jsonl"
    append_record(file, _record("a", 0.5))
    with file.open("a", encoding="utf-8") as appended:
        appended.write(_record("b", 0.6).model_dump_json()[:40])
    append_record(file, _record("c", 0.7))
    assert [each.task for each in read_task_records(file)] == ["a", "c"]
    file.write_text('{"task": 1}\n', encoding="utf-8")
    with pytest.raises(StorageError, match="line 1"):
        read_task_records(file)


def test_the_table_has_the_order_of_the_templates() -> None:
    lines = tasks_as_markdown([_record("a", 0.5), _record("b", 1.0)], ["b", "a"]).splitlines()
    assert lines[2] == "| b | Exact match | 0.0% | 100.0% | 25.0% | 100 | 500 | 61 |"
    assert lines[3].startswith("| a | Exact match | 0.0% | 50.0%")


def test_the_command_shows_the_tasks_that_were_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tasks.jsonl"
    for name in ("sentiment", "question"):
        append_record(file, _record(name, 0.5))
    show = ["bench", "task-templates", "question", "--show", "--json", "--results"]
    assert run([*show, str(file)]) == 0
    assert [each["task"] for each in json.loads(capsys.readouterr().out)] == ["question"]
    assert run([*show, str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in "".join(capsys.readouterr().err.replace("│", "").split())


@pytest.mark.slow
def test_a_template_is_trained_and_measured(tmp_path: Path) -> None:
    template = task_templates.get("sentiment")
    short = replace(template, settings={"steps": 2, "evaluation": {"rows": 3}})
    record = measure_template(short, control=Control(), on_event=lambda _: None, folder=tmp_path)
    assert (record.steps, record.count, record.metric) == (2, 3, "label/accuracy")
    assert record.after is not None
    assert record.memory_reset is not None
    assert record.num_parameters > 0
    assert (tmp_path / "sentiment-start" / "config.json").is_file()
