"""What is kept of a session beside its turns and its memory. Imports no torch.

A session is a folder. `session.json` names all else that belongs to it, and is written last: whatever
ends a program half-way, it names files that are whole.

    session.json                this record
    turns/IDENT.json            a turn each; a turn that is changed is another file
    memory-N.safetensors        the memory after the last turn
    step-N.safetensors          the memory before the last token, where a segment ends with it
    start-N.safetensors         the memory that the first turn went into, unless it was empty
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from memstudio.errors import DataError, marked
from memstudio.parsing import json_in
from memstudio.tasks.dialogue.turn import Turn

if TYPE_CHECKING:
    from pathlib import Path

RECORD = "session.json"
TURNS = "turns"
FORMAT = 1
_MOST_LINES = 50
STATE_FILE = r"^(memory|step|start)-[0-9]+\.safetensors$"
TURN_FILE = r"^[0-9a-f]{16}\.json$"
_FILE = rf"^$|{STATE_FILE}"


class Origin(BaseModel):
    """A session that another began as, and how many of its turns it had then."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    num_turns: int = Field(ge=0)


class SessionRecord(BaseModel):
    """What a session is; what is not known is empty.

    Attributes:
        format: of the folder.
        name: what it is called.
        created: ISO 8601, UTC.
        saved: the same of the last change.
        revision: how often it was written, so that two programs notice each other.
        model: the name of the model that it is held with.
        reference: what opens that model.
        kind: of its memory; empty without one.
        fingerprint: of its memory; empty without one.
        vocabulary: tells tokenizers apart.
        turns: the names of its turns, oldest first.
        since: the first turn that is in the memory.
        memory: the file of the memory; empty when it is empty.
        step: the file of the memory before the last token; empty when it is not needed.
        step_token: that token.
        start: the file of the memory that turn `since` went into; empty when it was empty.
        branched_from: the session that it began as, then that one's, and so on.
        merged: the sessions that were read into it.
        opening: how it begins.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int = FORMAT
    name: str = Field(min_length=1, max_length=200)
    created: str = ""
    saved: str = ""
    revision: int = Field(default=0, ge=0)
    model: str = ""
    reference: str = ""
    kind: str = ""
    fingerprint: str = ""
    vocabulary: str = ""
    turns: tuple[str, ...] = ()
    since: int = Field(default=0, ge=0)
    memory: str = Field(default="", pattern=_FILE)
    step: str = Field(default="", pattern=_FILE)
    step_token: int = -1
    start: str = Field(default="", pattern=_FILE)
    branched_from: tuple[Origin, ...] = Field(default=(), max_length=_MOST_LINES)
    merged: tuple[str, ...] = ()
    opening: str = ""

    @property
    def files(self) -> set[str]:
        """The files of states that belong to it."""
        return {each for each in (self.memory, self.step, self.start) if each}

    def branched(self, name: str, num_turns: int) -> SessionRecord:
        """That of a session which begins as this one was after so many turns."""
        line = (Origin(name=self.name, num_turns=num_turns), *self.branched_from)[:_MOST_LINES]
        return SessionRecord(name=name, branched_from=line)


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A session and where it lies."""

    record: SessionRecord
    folder: Path

    @property
    def name(self) -> str:
        """What it is called."""
        return self.record.name


def read_record(folder: Path) -> SessionRecord:
    """What the session in a folder is.

    Raises:
        DataError: it is damaged, or was written by a newer version.
    """
    try:
        content = json_in(folder / RECORD)
        written_as = content.get("format")
        if isinstance(written_as, int) and written_as > FORMAT:
            raise DataError(
                marked("errors", "The session in {path} was written by a newer version of MemStudio. Open it with that one; it is left as it is."),
                path=str(folder),
            )  # fmt: skip
        return SessionRecord.model_validate(content)
    except OSError as error:
        raise damaged(folder, error.strerror or str(error)) from error
    except ValidationError as error:
        where = ".".join(str(each) for each in error.errors()[0]["loc"])
        raise damaged(folder, f"{RECORD}: {where}") from error
    except (ValueError, AttributeError) as error:
        raise damaged(folder, f"{RECORD}: {type(error).__name__}") from error


def read_turns(entry: SessionEntry) -> tuple[Turn, ...]:
    """The turns of a session.

    Raises:
        DataError: one is damaged or not there.
    """
    turns = []
    for ident in entry.record.turns:
        path = turn_path(entry.folder, ident)
        try:
            turn = Turn.model_validate_json(path.read_bytes())
        except (OSError, ValueError) as error:
            raise damaged(entry.folder, f"{TURNS}/{path.name}") from error
        if turn.ident != ident:
            raise damaged(entry.folder, f"{TURNS}/{path.name}")
        turns.append(turn)
    if entry.record.since > len(turns):
        raise damaged(entry.folder, RECORD)
    return tuple(turns)


def turn_path(folder: Path, ident: str) -> Path:
    """The file of a turn."""
    return folder / TURNS / f"{ident}.json"


def damaged(folder: Path, what: str) -> DataError:
    """That the session in a folder cannot be used, because of a part of it."""
    return DataError(
        marked("errors", "The session in {path} is damaged ({what}). It is left as it is; put it back from a copy, or delete the folder."),
        path=str(folder), what=what,
    )  # fmt: skip
