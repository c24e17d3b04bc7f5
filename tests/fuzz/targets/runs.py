"""Folders of runs that somebody sent."""

from __future__ import annotations

import json
from pathlib import Path

from memstudio import events
from memstudio.errors import MemStudioError
from memstudio.progress import Control
from memstudio.training.learnt_labels import learnt_labels
from memstudio.training.prepared_data import (
    as_it_was_read,
    check_unchanged,
    read_record,
    reads_turns,
)
from memstudio.training.run_curves import CurveReader
from memstudio.training.run_folder import SUMMARY, RunFolder
from memstudio.training.run_follower import RunFollower
from memstudio.training.run_index import list_runs
from memstudio.training.run_notes import read_notes
from memstudio.training.run_summary import Owner
from tests.fuzz import mutation
from tests.fuzz.target import Files, Target
from tests.fuzz.targets.settings import run_settings

_EVENTS = (
    events.RunStarted(run="r", total_steps=2, num_parameters=9, num_trainable=3, device="cpu", train_tokens=5, validation_tokens=1),
    events.StepFinished(step=1, total_steps=2, loss=2.5, learning_rate=0.1, grad_norm=1, tokens=5, tokens_per_second=3, elapsed=1, eta=1, process_bytes=7),
    events.Validated(step=1, loss=2.25, loss_memory_reset=3),
    events.MemoryHealth(step=1, values={"usage": 0.5}, alarms=("usage",)),
    events.Evaluated(step=1, when="after", metrics={"exact": events.MetricFigure(value=0.5, count=2)}),
    events.RunFailed(step=1, text="It failed: {reason}.", values={"reason": "x"}),
    events.RunFinished(step=2, reason="completed", loss_before=3, loss_after=2, model="model"),
)  # fmt: skip


def _folders() -> list[Files]:
    data = {
        "files": [{"path": "a.txt", "sha256": "0", "documents": 1, "rows": "label", "columns": {"t": "text"}}],
        "split": {"seed": 0}, "labels": {"sets": [["mood", ["good", "bad"], "Which?"]], "joint": []},
    }  # fmt: skip
    notes = {"title": "Mine", "tags": ["a"], "notes": "Well."}
    owner = Owner.this_process()
    kept = {"run": {"state": "running", "step": 1}, "owner": {name: getattr(owner, name) for name in owner.__slots__}}  # fmt: skip
    files: Files = {
        "run.toml": run_settings(),
        "metrics.jsonl": "".join(f"{each.to_line()}\n" for each in _EVENTS).encode(),
        "data.json": json.dumps(data).encode(),
        "notes.json": json.dumps(notes).encode(),
    }
    return [files, {**files, SUMMARY: json.dumps(kept, default=str).encode()}]


def _read_folder(folder: Path) -> None:
    (folder / "model").mkdir(exist_ok=True)
    run = RunFolder.open(folder)
    run.owner()
    list(run.events())
    read_notes(folder)
    reads_turns(run.data)
    learnt_labels(run.model, Control())
    for path in list_runs(folder.parent):
        path.to_json()
        path.matches("mine")
    follower = RunFollower(folder)
    while follower.read():
        pass
    curves = CurveReader(folder)
    while curves.read():
        pass
    curves.curves()
    try:
        recorded = read_record(run.data, "run")
        as_it_was_read(run.config(), recorded)
        check_unchanged(recorded, recorded)
    except MemStudioError:
        pass
    run.summary().to_json()


_WAYS = {
    ".jsonl": mutation.inner(mutation.json_lines),
    ".json": mutation.inner(mutation.json_value, 0.8),
}

TARGETS = (Target("run-folder", _folders, _read_folder, _WAYS),)
