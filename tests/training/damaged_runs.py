"""Run folders as disks, older versions and other programs leave them, each damaged in one way."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from memstudio.events import RunFinished, StepFinished, Validated
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import SUMMARY, RunFolder
from memstudio.training.run_writer import RunWriter

_DEEP = "[" * 100_000 + "]" * 100_000

CONTENTS: dict[str, bytes] = {
    "empty": b"",
    "zeros": bytes(4096),
    "no text": bytes(range(256)) * 8,
    "a list": b"[1, 2, 3]",
    "a number": b"5",
    "null": b"null",
    "deep": _DEEP.encode(),
    "a word": b'"word"',
    "no keys": b"{}",
    "huge number": b'{"step": 1e999}',
}


def a_run(folder: Path, name: str = "run") -> RunFolder:
    """A run that was trained, with a checkpoint that is there by name, notes and a log."""
    run = RunFolder.create(RunConfig.of(out=str(folder), steps=4))
    step = StepFinished(
        step=1, total_steps=4, loss=2.0, learning_rate=1e-3, grad_norm=1.0, tokens=8,
        tokens_per_second=1.0, elapsed=1.0, eta=1.0, process_bytes=1,
    )  # fmt: skip
    with RunWriter(run) as writer:
        for event in (
            Validated(step=0, loss=3.0), step,
            RunFinished(step=4, reason="completed", loss_after=1.0, model="model"),
        ):  # fmt: skip
            writer.append(event)
    run.data.write_text("{}", encoding="utf-8")
    (run.path / "notes.json").write_text('{"title": "mine"}', encoding="utf-8")
    checkpoint = run.checkpoint(2)
    checkpoint.mkdir(parents=True)
    (checkpoint / "run_state.json").write_text("{}", encoding="utf-8")
    path = run.path.rename(folder / name)
    return RunFolder(path)


def _written(name: str, content: bytes) -> Callable[[RunFolder], None]:
    def damage(run: RunFolder) -> None:
        (run.path / name).write_bytes(content)

    return damage


def _cut(name: str) -> Callable[[RunFolder], None]:
    def damage(run: RunFolder) -> None:
        content = (run.path / name).read_bytes()
        (run.path / name).write_bytes(content[: len(content) // 2])

    return damage


def _a_folder(name: str) -> Callable[[RunFolder], None]:
    def damage(run: RunFolder) -> None:
        (run.path / name).unlink()
        (run.path / name).mkdir()

    return damage


def _summary(**changes: object) -> Callable[[RunFolder], None]:
    def damage(run: RunFolder) -> None:
        kept = json.loads((run.path / SUMMARY).read_bytes())
        kept["run"] |= changes
        (run.path / SUMMARY).write_text(json.dumps(kept), encoding="utf-8")

    return damage


def _owner(value: object) -> Callable[[RunFolder], None]:
    def damage(run: RunFolder) -> None:
        kept = json.loads((run.path / SUMMARY).read_bytes())
        kept["owner"] = value
        kept["run"]["state"] = "running"
        (run.path / SUMMARY).write_text(json.dumps(kept), encoding="utf-8")

    return damage


def _no_folder(name: str) -> Callable[[RunFolder], None]:
    def damage(run: RunFolder) -> None:
        shutil.rmtree(run.path / name)
        (run.path / name).write_text("a file", encoding="utf-8")

    return damage


_FILES = ("run.toml", "metrics.jsonl", SUMMARY, "notes.json", "data.json")
_EVENT = b'{"event": "step_finished", "step": %s, "total_steps": 4, "loss": %s}\n'

DAMAGE: dict[str, Callable[[RunFolder], None]] = (
    {f"{file}: {name}": _written(file, content) for file in _FILES for name, content in CONTENTS.items()}
    | {f"{file}: cut": _cut(file) for file in _FILES}
    | {f"{file}: a folder": _a_folder(file) for file in _FILES}
    | {
        "summary: step is text": _summary(step="many"),
        "summary: steps are null": _summary(total_steps=None),
        "summary: loss is text": _summary(loss="low", loss_after="low"),
        "summary: created is a list": _summary(created=[1]),
        "summary: created is far": _summary(created=1e300),
        "summary: data is a number": _summary(data=5),
        "summary: data are numbers": _summary(data=[5]),
        "summary: state is unknown": _summary(state="dreaming"),
        "summary: state is a list": _summary(state=["running"]),
        "summary: model is null": _summary(model=None),
        "summary: alarms are numbers": _summary(alarms=[5]),
        "summary: crossings are flat": _summary(crossings=["a"]),
        "summary: seconds are text": _summary(seconds="long"),
        "summary: memory is a number": _summary(memory=5),
        "summary: run is a list": _written(SUMMARY, b'{"run": [], "owner": null}'),
        "summary: owner is text": _owner("me"),
        "summary: owner's number is text": _owner({"pid": "x", "started": 1, "host": "", "seen": 1}),
        "summary: owner's host is null": _owner({"pid": 1, "started": 1, "host": None, "seen": "x"}),
        "metrics: a newer event": _written("metrics.jsonl", b'{"event": "from_2031", "step": 1}\n'),
        "metrics: wrong types": _written("metrics.jsonl", _EVENT % (b'"x"', b"[]")),
        "metrics: huge numbers": _written("metrics.jsonl", _EVENT % (b"1" * 5000, b"1e999")),
        "run.toml: a newer setting": _written("run.toml", b'steps = 4\nfrom_2031 = "yes"\n'),
        "run.toml: wrong type": _written("run.toml", b'steps = "many"\n'),
        "run.toml: out of bounds": _written("run.toml", b"steps = -4\n"),
        "run.toml: nothing": _written("run.toml", b""),
        "notes: wrong types": _written("notes.json", b'{"title": 5, "tags": 7, "notes": []}'),
        "checkpoints: a file": _no_folder("checkpoints"),
    }
)  # fmt: skip
