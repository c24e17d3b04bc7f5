"""Runs that wait for their turn, kept in a TOML file; knows nothing of how they are trained."""

from __future__ import annotations

import itertools
import logging
import tomllib
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import filelock
import tomli_w

from memstudio.atomic import set_damaged_aside, unreadable, write_text, writing
from memstudio.errors import MemStudioError, StorageError, marked
from memstudio.folder_lock import locked
from memstudio.parsing import toml_in
from memstudio.training.run_config import RunConfig

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_log = logging.getLogger(__name__)

_UNREAD = -1, -1


@dataclass(frozen=True, slots=True)
class QueuedRun:
    """A run that waits.

    Attributes:
        number: tells it from the others, as long as the program runs.
        name: what it is called in the list.
        config: what will be trained.
        problem: why it could not be started, a template; empty when it was not tried.
        values: what goes into the template.
    """

    number: int
    name: str
    config: RunConfig
    problem: str = ""
    values: tuple[tuple[str, object], ...] = ()


class RunQueue:
    """The runs that wait, the next first. Every change is written down at once.

    Attributes:
        runs: in their order.
        lost: where a file that could not be understood lies now; None as a rule.
        problem: what was wrong with the file, for the user; None as a rule.

    Args:
        path: of the file; what it holds is read. One of which something cannot be understood is
            set aside, and the rest of it is kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._as_read: tuple[int, int] | None = _UNREAD
        self._numbers = itertools.count(1)
        # The system takes it from a program that ends, and what waited waits on.
        self._turn = filelock.FileLock(path.with_name(f".{path.name}.lock"), timeout=0)
        self.lost: Path | None = None
        self.problem: StorageError | None = None
        self.runs: tuple[QueuedRun, ...] = ()
        try:
            self.runs = self._read()
        except StorageError as error:
            self.problem = error

    def add(self, name: str, config: RunConfig, place: int | None = None) -> QueuedRun:
        """Put a run at a place, from 0; at the end when it is not said.

        Raises:
            StorageError: the queue cannot be read or written; it is as it was.
        """
        run = QueuedRun(next(self._numbers), name, config)
        with self._alone():
            runs = list(self.runs)
            runs.insert(len(runs) if place is None else place, run)
            self._set(tuple(runs))
        return run

    def remove(self, number: int) -> None:
        """Take a run out.

        Raises:
            StorageError: as in `add`.
        """
        with self._alone():
            self._set(tuple(run for run in self.runs if run.number != number))

    def move(self, number: int, by: int) -> None:
        """Let a run come earlier (`by` below 0) or later, as far as there is room.

        Raises:
            StorageError: as in `add`.
        """
        with self._alone():
            runs = list(self.runs)
            place = next((i for i, run in enumerate(runs) if run.number == number), None)
            if place is None:
                return
            run = runs.pop(place)
            runs.insert(min(max(0, place + by), len(runs)), run)
            self._set(tuple(runs))

    def clear(self) -> None:
        """Take all out.

        Raises:
            StorageError: as in `add`.
        """
        with self._alone():
            self._set(())

    @property
    def next(self) -> QueuedRun | None:
        """The first that was not tried in vain."""
        return next((run for run in self.runs if not run.problem), None)

    def take_turn(self) -> bool:
        """Be the only program that starts runs of this queue, as it is now, until `end_turn`.

        Returns:
            Whether it is; not while another program is just starting one.

        Raises:
            StorageError: as in `add`.
        """
        with self._alone(), writing(self._path):
            try:
                self._turn.acquire()
            except filelock.Timeout:
                return False
        return True

    def end_turn(self) -> None:
        """Let other programs start runs, too: the one that was started is taken out, or failed."""
        self._turn.release(force=True)

    def mark_problem(self, number: int, problem: str, values: dict[str, object]) -> None:
        """Say why a run could not be started; it keeps its place and is passed over."""
        self._change(number, problem=problem, values=tuple(values.items()))

    def try_again(self) -> None:
        """Forget why runs could not be started."""
        self.runs = tuple(replace(run, problem="", values=()) for run in self.runs)

    def _change(self, number: int, **changes: Any) -> None:
        self.runs = tuple(
            replace(run, **changes) if run.number == number else run for run in self.runs
        )

    def _set(self, runs: tuple[QueuedRun, ...]) -> None:
        self._write(runs)
        self.runs = runs

    def _write(self, runs: tuple[QueuedRun, ...]) -> None:
        # What was not said stays unsaid: a model with a memory of its own is not contradicted.
        rows = [
            {"name": run.name, "config": tomllib.loads(run.config.to_toml(only_said=True))}
            for run in runs
        ]
        write_text(self._path, tomli_w.dumps({"runs": rows}))
        self._as_read = _mark(self._path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Be the only program that changes the queue, with what others did to it taken in.

        Raises:
            StorageError: another program holds it for long, or it cannot be read or written.
        """
        with locked(self._path.parent):
            if _mark(self._path) != self._as_read:
                self._take_in(self._read())
            yield

    def _take_in(self, found: tuple[QueuedRun, ...]) -> None:
        """Those that were known keep their numbers, and what is known of them."""
        known = list(self.runs)
        taken = []
        for run in found:
            same = next((e for e in known if (e.name, e.config) == (run.name, run.config)), None)
            if same is not None:
                known.remove(same)
            taken.append(same or run)
        self.runs = tuple(taken)

    def _read(self) -> tuple[QueuedRun, ...]:
        """What the file holds.

        Raises:
            StorageError: it cannot be read, which says nothing against what is in it.
        """
        as_read = _mark(self._path)
        problems: list[Exception] = []
        runs: list[QueuedRun] = []
        try:
            for row in toml_in(self._path)["runs"]:
                try:
                    config = RunConfig.of(**row["config"])
                    runs.append(QueuedRun(next(self._numbers), str(row["name"]), config))
                except (ValueError, KeyError, TypeError, MemStudioError) as error:
                    problems.append(error)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise unreadable(error, self._path) from error
        except (ValueError, KeyError, TypeError) as error:
            problems.append(error)
        self._as_read = as_read
        if problems:
            _log.warning("%s is not used as it is: %s", self._path, problems[0])
            self.lost = set_damaged_aside(self._path)
            self._as_read = _mark(self._path)
            if runs and self.lost is not None:
                with suppress(StorageError):  # they are written with the next change, too
                    self._write(tuple(runs))
            self.problem = _lost_queue(self.lost or self._path, is_empty=not runs)
        return tuple(runs)


def _mark(path: Path) -> tuple[int, int] | None:
    """Tells whether a file is another than before: each writing makes a new one."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def _lost_queue(path: Path, *, is_empty: bool) -> StorageError:
    """That the queue, or a part of it, could not be understood, and where it is now."""
    if is_empty:
        text = marked("errors", "The queue of runs was damaged, so it is empty now. What was there is in {path}.")  # fmt: skip
    else:
        text = marked("errors", "A part of the queue of runs could not be understood and was left out. The queue as it was is in {path}.")  # fmt: skip
    return StorageError(text, path=str(path))
