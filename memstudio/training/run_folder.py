"""The folder of a run: where everything in it lies, and reading it back.

```
RUN/
  run.toml                    everything needed to repeat it
  data.json                   each file's path, size and hash, the split, and labels
  metrics.jsonl               one line an event
  tensorboard/                the same for TensorBoard
  checkpoints/checkpoint-N/   complete or absent
  traces/step-N.zarr          the probe at step N
  model/                      the model that was kept
  adapter/                    what its adapters learnt, when there were some, as PEFT has it
  notes.json                  its title, tags and notes, when a person gave it some
  log.txt
```

Torch is not imported here: the window reads runs too.
"""

from __future__ import annotations

import logging
import os
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.atomic import sync, writing
from memstudio.data.formats import is_readable_name
from memstudio.errors import MemStudioError, TrainingError, marked
from memstudio.events import RunEvent, StepFinished, parse_events
from memstudio.models.source import RUN_CHECKPOINTS, RUN_CONFIG, RUN_MODEL
from memstudio.parsing import json_in
from memstudio.training.run_config import RunConfig, read_config
from memstudio.training.run_notes import read_notes
from memstudio.training.run_summary import Owner, RunSummary

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger(__name__)

# What a list of runs shows, kept beside the events so that listing a thousand runs is quick. It
# is only a copy: it is made again from run.toml and metrics.jsonl when missing or damaged.
SUMMARY = ".summary.json"

# How it shows that what is there is none.
_NOT_A_SUMMARY = (OSError, ValueError, TypeError, KeyError, AttributeError)

# Enough of a record's end for its last step.
_END = 16 * 1024

_CHECKPOINT = re.compile(r"checkpoint-(\d+)")
_TRACE = re.compile(r"step-(\d+)\.zarr")
# What a checkpoint must hold to be resumed from, beside the weights.
_CHECKPOINT_FILES = ("trainer_state.json", "optimizer.pt", "scheduler.pt")
# Of one process alone, or of the first of many.
_RANDOM_STATES = ("rng_state.pth", "rng_state_0.pth")


class RunFolder:
    """A run's folder that exists."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = path / "data.json"
        self.metrics = path / "metrics.jsonl"
        self.tensorboard = path / "tensorboard"
        self.checkpoints = path / RUN_CHECKPOINTS
        self.traces = path / "traces"
        self.model = path / RUN_MODEL
        self.adapter = path / "adapter"
        self.log = path / "log.txt"

    @classmethod
    def create(cls, config: RunConfig) -> RunFolder:
        """Make a folder with a free, readable name in `config.out`, holding run.toml.

        Raises:
            StorageError: it cannot be made.
        """
        from memstudio.paths import runs_dir

        parent = Path(config.out).expanduser() if config.out else runs_dir()
        name = _readable_name(config)
        number = 1
        while True:
            path = parent / (name if number == 1 else f"{name}-{number}")
            with writing(path):
                try:
                    path.mkdir(parents=True)
                except FileExistsError:
                    number += 1
                    continue
            config.save(path / RUN_CONFIG)
            with writing(path):
                sync(parent)
            return cls(path)

    @classmethod
    def open(cls, path: Path | str) -> RunFolder:
        """The run in `path`.

        Raises:
            TrainingError: there is no run.
        """
        path = Path(path)
        if not (path / RUN_CONFIG).is_file():
            raise TrainingError(
                marked("errors", "{path} is not the folder of a run: it has no run.toml."),
                path=str(path),
            )
        return cls(path)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name

    def config(self) -> RunConfig:
        """What the run was started with.

        Raises:
            TrainingError: run.toml cannot be read.
        """
        return read_config(self.path / RUN_CONFIG)

    def events(self) -> Iterator[RunEvent]:
        """The run's events in the order in which they were written.

        A torn last line and what a newer version wrote are skipped. Steps that were done again
        after a crash appear twice, with the same numbers.
        """
        try:
            with self.metrics.open("rb") as file:
                yield from parse_events(file)
        except FileNotFoundError:
            return
        except OSError as error:
            _log.warning("the record of %s is not read: %s", self.path, error)

    def checkpoint_steps(self) -> list[int]:
        """The steps at which there are complete checkpoints, in order."""
        if not self.checkpoints.is_dir():
            return []
        steps = []
        for entry in os.scandir(self.checkpoints):
            match = _CHECKPOINT.fullmatch(entry.name)
            if match and _is_complete(Path(entry.path)):
                steps.append(int(match[1]))
        return sorted(steps)

    def checkpoint(self, step: int) -> Path:
        """Where the checkpoint of `step` lies, when there is one."""
        return self.checkpoints / f"checkpoint-{step}"

    def last_checkpoint(self) -> Path | None:
        """The latest complete checkpoint."""
        steps = self.checkpoint_steps()
        return self.checkpoint(steps[-1]) if steps else None

    def trace(self, step: int) -> Path:
        """Where the probe's trace of `step` lies, when there is one."""
        return self.traces / f"step-{step}.zarr"

    def trace_paths(self) -> dict[int, Path]:
        """The probe's traces that there are, by step, in order."""
        try:
            paths = [(_TRACE.fullmatch(path.name), path) for path in self.traces.iterdir()]
        except OSError:
            return {}
        return dict(sorted((int(match[1]), path) for match, path in paths if match))

    def is_being_trained(self) -> bool:
        """Whether a process is at work on the run, as far as it has said so."""
        owner = self.owner()
        return owner is not None and owner.is_alive()

    def owner(self) -> Owner | None:
        """The process that has said to be at work on the run, and not that it no longer is."""
        try:
            owner = json_in(self.path / SUMMARY)["owner"]
            return None if owner is None else Owner.from_json(owner)
        except _NOT_A_SUMMARY:
            return None

    def summary(self) -> RunSummary:
        """Where the run stands.

        Raises:
            TrainingError: run.toml cannot be read.
        """
        try:
            kept = json_in(self.path / SUMMARY)
            summary = RunSummary.from_json(self.path, kept["run"])
            owner = Owner.from_json(kept["owner"]) if kept["owner"] else None
        except _NOT_A_SUMMARY:
            summary, owner = self._summary_from_events(), None
        if not summary.memory:
            summary = self._filled_in(summary)
        if summary.is_active and not (owner and owner.is_alive()):
            summary = replace(summary, state="interrupted")
        notes = read_notes(self.path)
        return replace(summary, title=notes.title, tags=notes.tags, notes=notes.text)

    def _filled_in(self, summary: RunSummary) -> RunSummary:
        """What an older version did not keep in its summaries is in the run's other files."""
        try:
            config = self.config()
        except MemStudioError:
            return summary
        last = self._last_step()
        seconds = last.elapsed if last is not None else None
        return replace(summary, memory=config.memory.kind, trains=config.trains, seconds=seconds)

    def _last_step(self) -> StepFinished | None:
        try:
            with self.metrics.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - _END))
                found = list(parse_events(file.read().splitlines()))
        except OSError:
            return None
        return next((e for e in reversed(found) if isinstance(e, StepFinished)), None)

    def _summary_from_events(self) -> RunSummary:
        summary = new_summary(self.path, self.config())
        for event in self.events():
            summary = summary.after(event)
        return summary


def new_summary(path: Path, config: RunConfig) -> RunSummary:
    """The row of a run that has only just got its folder."""
    try:
        created = (path / RUN_CONFIG).stat().st_mtime
    except OSError:
        created = time.time()
    return RunSummary(
        name=path.name,
        path=path,
        state="running",
        step=0,
        total_steps=config.steps,
        model=config.model,
        data=config.data,
        created=created,
        memory=config.memory.kind,
        trains=config.trains,
    )


def step_of(checkpoint: Path) -> int:
    """The step that a checkpoint is of."""
    return int(checkpoint.name.rpartition("-")[2])


def _is_complete(checkpoint: Path) -> bool:
    has_weights = any(
        (checkpoint / name).is_file()
        for name in ("model.safetensors", "model.safetensors.index.json")
    )
    has_random_state = any((checkpoint / name).is_file() for name in _RANDOM_STATES)
    has_the_rest = all((checkpoint / name).is_file() for name in _CHECKPOINT_FILES)
    return has_weights and has_random_state and has_the_rest


def _readable_name(config: RunConfig) -> str:
    words = [time.strftime("%Y-%m-%d-%H%M%S"), _word(_trained_before(config.model))]
    if config.data:
        words.append(_word(config.data[0]))
    return "-".join(word for word in words if word)


def _trained_before(reference: str) -> str:
    """Of the model of a run, the name of that run without its time: all are called the same."""
    folder = Path(reference)
    if folder.name != RUN_MODEL or not (folder.parent / RUN_CONFIG).is_file():
        return reference
    return re.sub(r"^\d{4}-\d{2}-\d{2}-\d{6}-", "", folder.parent.name)


def _word(reference: str) -> str:
    """The last part of a path or Hub id, safe in a folder's name on every system."""
    last = re.split(r"[\\/]", reference.rstrip("\\/"))[-1]
    stem = last
    while Path(stem).suffix.lower() == ".gguf" or is_readable_name(stem):
        stem = Path(stem).stem
    return re.sub(r"[^\w.]+", "-", stem).strip("-.")[:32]
