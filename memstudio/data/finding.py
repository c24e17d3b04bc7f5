"""Finding the files in what was dropped: folders are searched, everything odd is named."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from memstudio.data.documents import Problem
from memstudio.data.readers.registry import endings, format_of
from memstudio.errors import marked

_SIDECARS = {"dataset_info.json", "dataset_infos.json", "desktop.ini", "thumbs.db"}
_SKIPPED_FOLDERS = {"__MACOSX", "node_modules", "__pycache__"}


@dataclass
class Found:
    """Files to be read, what is wrong with others, and how many were passed over."""

    files: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    num_skipped: int = 0


def find_files(paths: list[Path]) -> Found:
    """The readable files of what was named, folders searched, each file once."""
    found = Found()
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            before = len(found.files)
            _search(path, found, seen)
            if len(found.files) == before:
                found.problems.append(
                    Problem(
                        path,
                        None,
                        marked("errors", "There is no text in this folder. Files that end in {endings} are read."),
                        {"endings": ", ".join(endings())},
                    )
                )  # fmt: skip
        else:
            _add(path, found, seen, is_named=True)
    return found


def _search(folder: Path, found: Found, seen: set[Path]) -> None:
    """Walk a folder; links to folders are not followed, so that a circle cannot hold us."""
    for where, folders, names in os.walk(folder, onerror=lambda error: _denied(error, found)):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _SKIPPED_FOLDERS
        )
        for name in sorted(names):
            if name.startswith(".") or name.lower() in _SIDECARS:
                found.num_skipped += 1
            else:
                _add(Path(where) / name, found, seen, is_named=False)


def _denied(error: OSError, found: Found) -> None:
    found.problems.append(
        Problem(
            Path(str(error.filename)),
            None,
            marked("errors", "The folder could not be opened ({reason})."),
            {"reason": error.strerror or str(error)},
        )
    )


def _add(path: Path, found: Found, seen: set[Path], *, is_named: bool) -> None:
    try:
        mode = path.stat().st_mode
        real = path.resolve()
    except FileNotFoundError:
        text = marked(
            "errors", "The file is not there; it may have been moved, or be a link to nothing."
        )
        found.problems.append(Problem(path, None, text))
        return
    except (OSError, RuntimeError) as error:
        text = marked("errors", "The file could not be opened ({reason}).")
        reason = getattr(error, "strerror", None) or str(error)
        found.problems.append(Problem(path, None, text, {"reason": reason}))
        return
    if not stat.S_ISREG(mode):
        # Opening a pipe or a device could wait for ever.
        text = marked("errors", "This is a device or a pipe, not a file, and was not opened.")
        found.problems.append(Problem(path, None, text))
        return
    if real in seen:
        found.num_skipped += 1
        return
    if format_of(path) is None and not is_named:
        found.num_skipped += 1
        return
    seen.add(real)
    found.files.append(path)
