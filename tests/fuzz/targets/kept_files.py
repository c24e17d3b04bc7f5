"""What MemStudio keeps and others may send: memory states, sessions, users, logs."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from memstudio.errors import MemStudioError
from memstudio.memory.memory_state import MemoryState
from memstudio.memory.state_file import read_header, write_copy
from memstudio.memory.state_provenance import Reading, StateProvenance
from memstudio.models.quiet import quiet
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.dialogue.session_library import SessionLibrary
from memstudio.tasks.dialogue.session_record import SessionRecord, read_record, read_turns
from memstudio.tasks.dialogue.turn import Turn
from memstudio.tasks.monitoring.items import Alert, Begun, Item, Trouble, main_topic
from memstudio.tasks.monitoring.monitor_log import read_log
from memstudio.tasks.recommending.items import Item as Book
from memstudio.tasks.recommending.user_library import UserLibrary
from memstudio.tasks.states.state_library import StateLibrary
from tests.fuzz import mutation
from tests.fuzz.target import Files, Target
from tests.tiny import tiny_loaded


@cache
def _state() -> bytes:
    loaded = tiny_loaded()
    conversation = Conversation(loaded)
    conversation.read("Daniel went to the garden, and nobody knew why.", control=Control())
    state = conversation.state
    assert state is not None
    reading = Reading(way="document", source="a.txt", num_tokens=5, opening="Daniel", when="now")
    with tempfile.TemporaryDirectory() as folder, quiet():
        path = Path(folder) / "a.safetensors"
        state.save(path, StateProvenance(name="mine", model="tiny", readings=(reading,)))
        return path.read_bytes()


def _states() -> list[Files]:
    return [{"mine.safetensors": _state()}]


def _read_state(folder: Path) -> None:
    path = folder / "mine.safetensors"
    StateLibrary(folder).entries()
    try:
        header = read_header(path)
        with tempfile.TemporaryDirectory() as other:
            write_copy(path, Path(other) / "copy.safetensors", header.provenance.for_others())
    except MemStudioError:
        pass
    state = MemoryState.load(path)
    state.one_token_back()
    assert state.equals(state)


def _sessions() -> list[Files]:
    with tempfile.TemporaryDirectory() as folder:
        turn = Turn(
            ident="0123456789abcdef",
            prompt="Hello",
            answer="there",
            read_ids=(1, 2),
            changes=(0.5,),
        )
        library = SessionLibrary(Path(folder))
        library.write(None, SessionRecord(name="mine", opening="Hello"), [turn], {})
        return [{str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*.json")}]  # fmt: skip


def _read_session(folder: Path) -> None:
    library = SessionLibrary(folder)
    for entry in library.entries().entries:
        read_record(entry.folder)
        read_turns(entry)


def _users() -> list[Files]:
    with tempfile.TemporaryDirectory() as folder:
        library = UserLibrary(Path(folder), StateLibrary(Path(folder) / "states"))
        library.touch("mine", [Book("A book.", "books.txt"), Book("A film.", "")])
        return [{path.name: path.read_bytes() for path in Path(folder).glob("*.json")}]


def _read_users(folder: Path) -> None:
    library = UserLibrary(folder, StateLibrary(folder / "states"))
    for name in library.names():
        library.open(name)
    library.open("mine")


def _logs() -> list[Files]:
    entries = (
        Begun(model="tiny", paths=("a",), labels={"topic": ("a", "b")}, negative=("bad",)),
        Item(key="1", source="a", text="Bad.", labels={"topic": "a"}, confidence={"topic": 0.5}),
        Alert(key="1", num_texts=5, num_negative=3, num_before=9, num_negative_before=1, p=0.1, threshold=0.3),
        Trouble(source="a", text="It is gone ({reason}).", values={"reason": "x"}),
    )  # fmt: skip
    return [{"log.jsonl": "".join(f"{each.to_line()}\n" for each in entries).encode()}]


def _read_log(folder: Path) -> None:
    found = read_log(folder / "log.jsonl")
    main_topic([each for each in found if isinstance(each, Item)])
    for each in found:
        if isinstance(each, Alert | Trouble):
            each.sentence()


_WAYS = {
    ".safetensors": mutation.inner(mutation.safetensors),
    ".jsonl": mutation.inner(mutation.json_lines),
    ".json": mutation.inner(mutation.json_value, 0.8),
}

TARGETS = (
    Target("memory-state", _states, _read_state, _WAYS),
    Target("session", _sessions, _read_session, _WAYS),
    Target("user", _users, _read_users, _WAYS),
    Target("monitor-log", _logs, _read_log, _WAYS),
)
