"""The user's sessions: one folder each, complete or absent. Imports no torch.

Whatever changes the folders does so under a lock; looking needs none.
"""

from __future__ import annotations

import difflib
import logging
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.atomic import write_text, writing
from memstudio.deleted import Deleted, delete_for_now
from memstudio.errors import DataError, MemStudioError, marked
from memstudio.folder_lock import locked
from memstudio.paths import sessions_dir
from memstudio.tasks.clock import now
from memstudio.tasks.dialogue.session_names import checked_session_name, free_session_name
from memstudio.tasks.dialogue.session_record import (
    RECORD,
    STATE_FILE,
    TURN_FILE,
    TURNS,
    SessionEntry,
    SessionRecord,
    read_record,
    turn_path,
)
from memstudio.tasks.dialogue.turn import new_ident

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from memstudio.tasks.dialogue.turn import Turn

_log = logging.getLogger(__name__)
_GONE = ".gone-"


@dataclass(frozen=True, slots=True)
class SessionListing:
    """All sessions, the latest first, and why some folders are not among them."""

    entries: tuple[SessionEntry, ...]
    problems: tuple[MemStudioError, ...] = ()


class SessionLibrary:
    """Sessions in a folder.

    Args:
        folder: None for the user's own.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder if folder is not None else sessions_dir()

    # ------------------------------------------------------------------ looking

    def entries(self) -> SessionListing:
        """What there is. What is damaged or too new is told of, and left as it is."""
        found, problems = [], []
        try:
            folders = sorted(each.parent for each in self.folder.glob(f"[!.]*/{RECORD}"))
        except OSError:
            folders = []
        for folder in folders:
            try:
                found.append(SessionEntry(read_record(folder), folder))
            except MemStudioError as error:
                if folder.exists():  # or it was deleted meanwhile
                    _log.warning("%s is not listed: %s", folder, error)
                    problems.append(error)
        found.sort(key=lambda each: (each.record.saved, each.name), reverse=True)
        return SessionListing(tuple(found), tuple(problems))

    def has(self, name: str) -> bool:
        """Whether there is a session of that name."""
        return any(each.name == name for each in self.entries().entries)

    def find(self, name: str) -> SessionEntry:
        """The session of that name.

        Raises:
            DataError: there is none, or the name cannot be one.
        """
        kept = checked_session_name(name)
        entries = self.entries().entries
        for entry in entries:
            if entry.name == kept:
                return entry
        close = difflib.get_close_matches(kept, [entry.name for entry in entries], n=1)
        if close:
            raise DataError(
                marked("errors", "There is no session called '{name}'. Did you mean '{close}'?"),
                name=kept, close=close[0],
            )  # fmt: skip
        raise DataError(marked("errors", "There is no session called '{name}'."), name=kept)

    def free_name(self, wish: str) -> str:
        """`wish`, or the like of it, that is not taken yet."""
        return free_session_name(wish, {each.name for each in self.entries().entries})

    # ------------------------------------------------------------------ changing

    def write(
        self,
        known: SessionEntry | None,
        record: SessionRecord,
        turns: Sequence[Turn],
        states: Mapping[str, Callable[[Path], None]],
    ) -> SessionEntry:
        """Write a session as it is now.

        Args:
            known: as it was when this program last read or wrote it; None for a new one. When
                another program wrote it since, this one becomes a session of its own.
            record: what it is; its name is changed when it is taken, and its revision and times.
            turns: all of its turns; those that are there already are not written again.
            states: writes each state that `record` names; what `known` names is there already.

        Raises:
            StorageError: it cannot be written; what was there stays.
        """
        with locked(self.folder):
            self._sweep()
            folder = self._own_folder(known)
            is_new = folder is None
            if folder is None:
                folder = self.folder / new_ident()
            name = record.name
            if is_new or (known is not None and name != known.name):
                name = self.free_name(name)
            idents = tuple(turn.ident for turn in turns)
            record = record.model_copy(
                update={
                    "name": name,
                    "created": record.created or now(),
                    "saved": now(),
                    "revision": record.revision + 1,
                    "turns": idents,
                }
            )
            for turn in turns:
                path = turn_path(folder, turn.ident)
                if not path.exists():
                    write_text(path, turn.model_dump_json())
            there = set() if is_new or known is None else known.record.files
            for file, write in states.items():
                if file not in there:
                    write(folder / file)
            write_text(folder / RECORD, record.model_dump_json(indent=1))
            self._collect(folder, record)
        return SessionEntry(record, folder)

    def rename(self, name: str, new_name: str) -> SessionEntry:
        """Call a session something else.

        Raises:
            DataError: there is none, or the new name is taken or cannot be one.
            StorageError: it cannot be written; it keeps its name.
        """
        kept = checked_session_name(new_name)
        with locked(self.folder):
            entry = self.find(name)
            if entry.name == kept:
                return entry
            self._refuse_taken(kept)
            record = entry.record.model_copy(
                update={"name": kept, "revision": entry.record.revision + 1}
            )
            write_text(entry.folder / RECORD, record.model_dump_json(indent=1))
        return SessionEntry(record, entry.folder)

    def delete(self, name: str, *, may_return: bool = False) -> Deleted | None:
        """Remove a session for good, with its memory.

        Args:
            name: of the session.
            may_return: whether it is only set aside, to be brought back as long as this program goes on.

        Raises:
            DataError: there is none.
            StorageError: it cannot be removed.
        """
        with locked(self.folder):
            entry = self.find(name)
            if may_return:
                return delete_for_now(entry.folder)
            with writing(entry.folder):
                # At one stroke, so that nothing ever sees a part of it.
                entry.folder.rename(self.folder / f"{_GONE}{new_ident()}")
            self._sweep()
        return None

    def check_free(self, name: str) -> str:
        """`name` as it would be kept.

        Raises:
            DataError: it is taken, or cannot be one.
        """
        kept = checked_session_name(name)
        self._refuse_taken(kept)
        return kept

    # ------------------------------------------------------------------ inside

    def _own_folder(self, known: SessionEntry | None) -> Path | None:
        """Where a session that this program knows lies, unless another has changed or removed it."""
        if known is None:
            return None
        try:
            found = read_record(known.folder)
        except DataError:
            return None
        return known.folder if found.revision == known.record.revision else None

    def _refuse_taken(self, name: str) -> None:
        if self.has(name):
            raise DataError(
                marked("errors", "There is a session called '{name}' already. Take another name, or delete that one first."),
                name=name,
            )  # fmt: skip

    def _sweep(self) -> None:
        """Remove what was deleted, also by a program that was killed meanwhile."""
        for folder in self.folder.glob(f"{_GONE}*"):
            shutil.rmtree(folder, ignore_errors=True)

    @staticmethod
    def _collect(folder: Path, record: SessionRecord) -> None:
        """Remove what no longer belongs to a session, such as turns that were forgotten.

        What somebody else has put there, such as notes, is left alone.
        """
        turns = {turn_path(folder, ident).name for ident in record.turns}
        gone: list[Path] = []
        # What cannot be removed belongs to nobody, and the next time is as good.
        with suppress(OSError):
            gone += [
                path
                for path in folder.iterdir()
                if re.match(STATE_FILE, path.name) and path.name not in record.files
            ]
        with suppress(OSError):
            gone += [
                path
                for path in (folder / TURNS).iterdir()
                if re.match(TURN_FILE, path.name) and path.name not in turns
            ]
        for path in gone:
            with suppress(OSError):
                path.unlink()
