"""The user's named memory states: one safetensors file each, in one folder.

Every file is complete or absent. Whatever changes the folder does so under a lock, so that two
programs at once do not take each other's names; looking needs none. Imports no torch.
"""

from __future__ import annotations

import difflib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.atomic import exists_already, writing
from memstudio.deleted import Deleted, delete_for_now
from memstudio.errors import MemoryStateError, MemStudioError, marked
from memstudio.folder_lock import locked
from memstudio.memory.state_file import StateHeader, read_header, write_copy
from memstudio.paths import states_dir
from memstudio.tasks.clock import now
from memstudio.tasks.states.state_names import SUFFIX, checked_name, file_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StateEntry:
    """A named state."""

    name: str
    path: Path
    header: StateHeader


@dataclass(frozen=True, slots=True)
class StateListing:
    """All that is kept, the latest first, and why some files are not among it."""

    entries: tuple[StateEntry, ...]
    problems: tuple[MemStudioError, ...] = ()


class StateLibrary:
    """Named states in a folder.

    Args:
        folder: None for the user's own.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder if folder is not None else states_dir()

    # ------------------------------------------------------------------ looking

    def entries(self) -> StateListing:
        """What there is. A file put here under another name than ours is no entry: import it."""
        found, problems = [], []
        try:
            paths = sorted(self.folder.glob(f"[!.]*{SUFFIX}"))
        except OSError:
            paths = []
        for path in paths:
            try:
                header = read_header(path)
                name = header.provenance.name
                if file_name(name) == path.name:
                    found.append(StateEntry(name, path, header))
            except MemStudioError as error:
                if path.exists():  # or it was deleted meanwhile
                    _log.warning("%s is not listed: %s", path, error)
                    problems.append(error)
        found.sort(key=lambda each: (each.header.provenance.saved, each.name), reverse=True)
        return StateListing(tuple(found), tuple(problems))

    def has(self, name: str) -> bool:
        """Whether there is a state of that name."""
        try:
            return self._path(checked_name(name)).exists()
        except (MemoryStateError, OSError):
            return False

    def find(self, name: str) -> StateEntry:
        """The state of that name.

        Raises:
            MemoryStateError: there is none, or its file is damaged.
        """
        self.check_there(name)
        kept = checked_name(name)
        return StateEntry(kept, self._path(kept), read_header(self._path(kept)))

    def check_there(self, name: str) -> None:
        """Make sure that there is a state of that name, be it damaged.

        Raises:
            MemoryStateError: there is none.
        """
        kept = checked_name(name)
        if not self._path(kept).exists():
            raise self._unknown(kept)

    def refuse_taken(self, name: str) -> None:
        """Make sure that `name`, which was checked, is free.

        Raises:
            MemoryStateError: it is taken.
        """
        if self._path(name).exists():
            raise MemoryStateError(
                marked("errors", "There is a memory state called '{name}' already. Take another name, or delete that one first."),
                name=name,
            )  # fmt: skip

    # ------------------------------------------------------------------ changing

    def keep(
        self, name: str, write: Callable[[Path, str], None], *, replaces: bool = False
    ) -> StateEntry:
        """Keep a state under a name.

        Args:
            name: what it is called.
            write: writes the state to a path, with the name in its provenance.
            replaces: whether one of that name may be replaced.

        Raises:
            MemoryStateError: the name is taken, or cannot be one.
            StorageError: it cannot be written; what was there stays.
        """
        kept = checked_name(name)
        with locked(self.folder):
            if not replaces:
                self.refuse_taken(kept)
            write(self._path(kept), kept)
        return self.find(kept)

    def fork(self, name: str, new_name: str) -> StateEntry:
        """Keep a copy under another name, which goes its own way from here.

        Raises:
            MemoryStateError: there is none to copy, or the new name is taken or cannot be one.
            StorageError: it cannot be written.
        """
        kept = checked_name(new_name)
        with locked(self.folder):
            entry = self.find(name)
            self.refuse_taken(kept)
            provenance = entry.header.provenance.forked(kept, now())
            write_copy(entry.path, self._path(kept), provenance)
        return self.find(kept)

    def rename(self, name: str, new_name: str) -> StateEntry:
        """Call a state something else.

        Raises:
            MemoryStateError: there is none, or the new name is taken or cannot be one.
            StorageError: it cannot be written; it keeps its name.
        """
        kept = checked_name(new_name)
        with locked(self.folder):
            entry = self.find(name)
            if entry.name == kept:
                return entry
            self.refuse_taken(kept)
            # The new one first: whatever ends this half-way, nothing is lost.
            write_copy(entry.path, self._path(kept), entry.header.provenance.called(kept))
            self._remove(entry.path)
        return self.find(kept)

    def delete(self, name: str, *, may_return: bool = False) -> Deleted | None:
        """Remove a state for good, with what a program that was killed may have left of it.

        Args:
            name: of the state.
            may_return: whether it is only set aside, to be brought back as long as this program goes on.

        Raises:
            MemoryStateError: there is none.
            StorageError: it cannot be removed.
        """
        kept = checked_name(name)
        with locked(self.folder):
            self.check_there(kept)
            path = self._path(kept)
            if may_return:
                return delete_for_now(path)
            self._remove(path)
        return None

    # ------------------------------------------------------------------ sharing

    def export(self, name: str, target: Path, *, replaces: bool = False) -> Path:
        """Write a state to a file for others, without the folders of this computer.

        Raises:
            MemoryStateError: there is none of that name.
            StorageError: there is a file already, or it cannot be written.
        """
        entry = self.find(name)
        if target.is_dir():
            target /= f"{_file_word(entry.name)}{SUFFIX}"
        if target.exists() and not replaces:
            raise exists_already(target)
        write_copy(entry.path, target, entry.header.provenance.for_others())
        return target

    def take_in(self, source: Path, name: str | None = None) -> StateEntry:
        """Keep the state in a file under `name`, or else its own name with a number if need be.

        Raises:
            MemoryStateError: the file is no sound state, or the name is taken or cannot be one.
            StorageError: it cannot be written.
        """
        # Every number of it, for it comes from elsewhere.
        from memstudio.memory.memory_state import MemoryState

        MemoryState.load(source)
        header = read_header(source)
        with locked(self.folder):
            if name is not None:
                kept = checked_name(name)
                self.refuse_taken(kept)
            else:
                kept = self.free_name(header.provenance.name or source.stem)
            write_copy(source, self._path(kept), header.provenance.called(kept))
        return self.find(kept)

    def free_name(self, wish: str) -> str:
        """`wish`, or the like of it, that is not taken yet."""
        try:
            wish = checked_name(wish)
        except MemoryStateError:
            wish = "memory"
        name, number = wish, 1
        while self._path(name).exists():
            number += 1
            name = checked_name(f"{wish[:100]} ({number})")
        return name

    # ------------------------------------------------------------------ inside

    def _path(self, name: str) -> Path:
        return self.folder / file_name(name)

    def _unknown(self, name: str) -> MemoryStateError:
        names = [entry.name for entry in self.entries().entries]
        close = difflib.get_close_matches(name, names, n=1)
        if close:
            return MemoryStateError(
                marked("errors", "There is no memory state called '{name}'. Did you mean '{close}'?"),
                name=name, close=close[0],
            )  # fmt: skip
        return MemoryStateError(
            marked("errors", "There is no memory state called '{name}'."), name=name
        )

    def _remove(self, path: Path) -> None:
        with writing(path):
            path.unlink()
            # All writers hold the lock, so nobody is at work on these.
            for left in self.folder.iterdir():
                if left.name.startswith(f".{path.name}."):
                    left.unlink(missing_ok=True)


def _file_word(name: str) -> str:
    """A file's name that a person recognises."""
    return file_name(name).rsplit("-", 1)[0].removesuffix(SUFFIX)
