"""Settings, what was open lately, the queue of runs, and notes on a run: small files of the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.bench.faults.saying import GONE, Saying
from memstudio.paths import config_dir, runs_dir
from memstudio.recents import RecentItem, change_recent, read_recent, recent_file
from memstudio.settings import load_settings, save_settings
from memstudio.training.run_config import RunConfig
from memstudio.training.run_index import list_runs
from memstudio.training.run_notes import RunNotes, read_notes, write_notes
from memstudio.training.run_queue import RunQueue

if TYPE_CHECKING:
    from pathlib import Path

_MOST_QUEUED = 4
_MOST_THREADS = 4096


class SettingsActivity:
    """Each round writes all four."""

    rounds = 8

    def prepare(self, world: Path) -> None:
        """Make the run that notes are written on."""
        run = runs_dir() / "noted"
        if not (run / "run.toml").exists():
            run.mkdir(parents=True, exist_ok=True)
            RunConfig.of().save(run / "run.toml")

    def begin(self, world: Path) -> None:
        """Read the queue."""
        self._queue = RunQueue(config_dir() / "queue.toml")

    def round(self, world: Path, number: int, saying: Saying) -> None:
        """Change a setting, open something, queue a run and take one out, and write a note."""
        threads = str(1 + number % _MOST_THREADS)
        saying.will("settings", threads)
        before = load_settings()
        save_settings(before.model_copy(update={"threads": int(threads)}), before)
        saying.saved("settings", threads)

        name = f"/texts/{number}.txt"
        saying.will("recent", name)
        opened = RecentItem("data", (name,))
        change_recent(recent_file(), lambda others: [opened, *others[:9]])
        saying.saved("recent", name)

        item = f"queue:run {number}"
        saying.will(item, "there")
        self._queue.add(f"run {number}", RunConfig.of(steps=number + 1))
        saying.saved(item, "there")
        if len(self._queue.runs) > _MOST_QUEUED:
            first = self._queue.runs[0]
            saying.will(f"queue:{first.name}", GONE)
            self._queue.remove(first.number)
            saying.saved(f"queue:{first.name}", GONE)

        saying.will("notes", f"note {number}")
        write_notes(runs_dir() / "noted", RunNotes(f"note {number}", ("tag",), "a" * 2000))
        saying.saved("notes", f"note {number}")

    def value(self, world: Path, item: str) -> str:
        """The number of threads, the newest path, whether a run is queued, or the run's title."""
        match item:
            case "settings":
                return str(load_settings().threads or GONE)
            case "recent":
                items, _ = read_recent(recent_file())
                return items[0].paths[0] if items else GONE
            case "notes":
                return read_notes(runs_dir() / "noted").title or GONE
            case _:
                queue = RunQueue(config_dir() / "queue.toml")
                names = {f"queue:{run.name}" for run in queue.runs}
                return "there" if item in names else GONE

    def start(self, world: Path) -> None:
        """Read them all."""
        load_settings()
        read_recent(recent_file())
        RunQueue(config_dir() / "queue.toml")
        list_runs(runs_dir())

    def stop(self) -> bool:
        """It is broken off."""
        return False
