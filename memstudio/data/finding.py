"""Finding the files in what was dropped: folders are searched, everything odd is named."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.data.documents import Problem, shown_name
from memstudio.data.formats import is_readable_name
from memstudio.data.languages import aligned_files, twins
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from memstudio.progress import Control

_SIDECARS = {
    "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "desktop.ini",
    "thumbs.db",
}  # fmt: skip
_CACHED = re.compile(r"cache-[0-9a-f]+.*\.arrow")
"""What `datasets` keeps beside a dataset for itself."""
_SKIPPED_FOLDERS = {"__MACOSX", "node_modules", "__pycache__"}


@dataclass
class FoundFiles:
    """What was found in what was named.

    Attributes:
        files: to be read, with their bytes.
        problems: what is wrong with others.
        num_skipped: files that were passed over.
        partners: of files that say the same as others in other languages, those others, which are
            no files of their own then.
    """

    files: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    num_skipped: int = 0
    partners: dict[Path, tuple[Path, ...]] = field(default_factory=dict)

    @property
    def num_bytes(self) -> int:
        """Of all files."""
        return sum(self.files.values())


def find_files(paths: Iterable[Path], control: Control) -> FoundFiles:
    """The readable files of what was named, folders searched, each file once."""
    search = _Search(control)
    for path in paths:
        search.add_named(path)
    search.pair_up()
    return search.found


class _Search:
    """What has been found so far."""

    def __init__(self, control: Control) -> None:
        self.found = FoundFiles()
        self._control = control
        self._seen: set[Path] = set()

    def add_named(self, path: Path) -> None:
        """Take what the user named, whatever its ending."""
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except (OSError, ValueError):
            is_folder = False  # The file's own check says why.
        if not is_folder:
            self._add(path)
            return
        num_problems = len(self.found.problems)
        if not self._add_folder(path) and len(self.found.problems) == num_problems:
            self._problem(
                path,
                marked("errors", "There is nothing in this folder that can be read. Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet, Arrow, and archives of these are."),
            )  # fmt: skip

    def _add_folder(self, folder: Path) -> bool:
        """Walk a folder; says whether any file in it is one that is read.

        Links to folders are not followed: they may lead in a circle, or out to the whole disk.
        """
        has_text = False
        for where, folders, names in os.walk(folder, onerror=self._denied):
            self._control.checkpoint()
            kept = []
            for name in sorted(folders):
                path = Path(where) / name
                if name.startswith(".") or name in _SKIPPED_FOLDERS:
                    self.found.num_skipped += 1
                elif _is_link(path):
                    text = marked("errors", "This is a link to a folder and was not followed. Drop the folder itself if you want it.")  # fmt: skip
                    self._problem(path, text)
                else:
                    kept.append(name)
            folders[:] = kept
            paths = [Path(where) / name for name in sorted(names)]
            aligned = aligned_files(paths)
            in_pairs = {*aligned, *(path for others in aligned.values() for path in others)}
            for path in paths:
                name = path.name
                is_hidden = name.startswith(".") or name.lower() in _SIDECARS
                is_known = path in in_pairs or is_readable_name(name)
                if is_hidden or _CACHED.fullmatch(name) or not is_known:
                    self.found.num_skipped += 1
                else:
                    self._add(path)
                    has_text = True
        return has_text

    def pair_up(self) -> None:
        """Make one of files that say the same in several languages."""
        files = self.found.files
        aligned = aligned_files(files)
        for path, other in twins(files, aligned).items():
            text = marked("errors", "{other} is the same in the same language, so this file was left out.")  # fmt: skip
            self._problem(path, text, other=shown_name(other))
            del files[path]
        for first, others in aligned.items():
            self.found.partners[first] = others
            files[first] += sum(files.pop(other) for other in others)

    def _add(self, path: Path) -> None:
        try:
            status = path.stat()
            real = path.resolve()
        except FileNotFoundError:
            if _is_link(path):
                text = marked("errors", "This link leads to nothing. Drop the file itself.")
            else:
                text = marked("errors", "There is no such file. Check its name, or whether it was moved.")  # fmt: skip
            self._problem(path, text)
            return
        except (OSError, RuntimeError, ValueError) as error:
            text = marked("errors", "The file could not be opened ({reason}). Check its name and your permissions.")  # fmt: skip
            self._problem(path, text, reason=getattr(error, "strerror", None) or str(error))
            return
        if not stat.S_ISREG(status.st_mode):
            # Opening a pipe or a device could wait for ever.
            text = marked("errors", "This is a device, a pipe or a socket, not a file, and was not opened. Copy its text to a file.")  # fmt: skip
            self._problem(path, text)
        elif real in self._seen:
            self.found.num_skipped += 1
        else:
            self._seen.add(real)
            self.found.files[path] = status.st_size

    def _denied(self, error: OSError) -> None:
        text = marked("errors", "The folder could not be opened ({reason}). Check your permissions.")  # fmt: skip
        self._problem(Path(str(error.filename)), text, reason=error.strerror or str(error))

    def _problem(self, path: Path, text: str, **values: object) -> None:
        self.found.problems.append(Problem(path, None, text, dict(values)))


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError:
        return False
