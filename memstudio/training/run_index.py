"""Listing runs again and again: each is read anew only when something of it has changed."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from memstudio.errors import MemStudioError
from memstudio.models.source import RUN_CONFIG
from memstudio.training.run_folder import SUMMARY, RunFolder
from memstudio.training.run_notes import NOTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.training.run_summary import RunSummary

_log = logging.getLogger(__name__)

# When each of the files that a row is made of was written, and its size; None for one that is not
# there.
_Mark: TypeAlias = tuple[tuple[int, int] | None, ...]


class RunIndex:
    """The runs of any number of folders, as they were last seen. Not for several threads at once.

    Attributes:
        problems: why folders that hold a run are not among them, by folder.
    """

    def __init__(self) -> None:
        self.problems: dict[str, MemStudioError] = {}
        self._known: dict[str, tuple[_Mark, RunSummary | None]] = {}

    def look(self, folder: Path | str) -> list[RunSummary]:
        """The runs in `folder`, or the one that it is itself; what holds no run is passed over."""
        return list(self.each(folder))

    def each(self, folder: Path | str) -> Iterator[RunSummary]:
        """The same, one at a time: those without a summary have to be read from their records."""
        if (Path(folder) / RUN_CONFIG).is_file():
            paths = [str(folder)]
        else:
            try:
                with os.scandir(folder) as entries:
                    paths = [entry.path for entry in entries if entry.is_dir()]
            except OSError:
                return
        for path in paths:
            if (found := self._run(path)) is not None:
                yield found

    def _run(self, path: str) -> RunSummary | None:
        mark = tuple(mark_of(f"{path}/{name}") for name in (RUN_CONFIG, SUMMARY, NOTES))
        if mark[0] is None:
            return None
        known = self._known.get(path)
        # A process may end without a word, so those at work are asked for each time.
        if known is not None and known[0] == mark and not (known[1] and known[1].is_active):
            return known[1]
        found = None
        self.problems.pop(path, None)
        try:
            found = RunFolder(Path(path)).summary()
        except MemStudioError as error:
            if mark_of(f"{path}/{RUN_CONFIG}") is None:
                # Moved to the trash, or renamed, while it was read.
                return None
            _log.info("%s is not listed: %s", path, error)
            self.problems[path] = error
        self._known[path] = mark, found
        return found


def list_runs(folder: Path) -> list[RunSummary]:
    """The runs in `folder`, the newest first; folders that hold no run are passed over."""
    return sorted(RunIndex().look(folder), key=lambda summary: summary.created, reverse=True)


def mark_of(path: str) -> tuple[int, int] | None:
    """When a file was last written, and its size; None if it is not there."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path for each of thousands is what would be slow
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
