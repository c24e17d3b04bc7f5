"""A session goes on elsewhere, or after a kill, with the memory that it had to the last bit."""

from __future__ import annotations

import json
from pathlib import Path
from unittest import mock

import pytest
import torch

from memstudio.errors import DataError, MemoryStateError, StorageError
from memstudio.memory.memory_state import MemoryState
from memstudio.progress import Control
from memstudio.tasks.dialogue import session_library
from memstudio.tasks.dialogue.live_session import LiveSession
from memstudio.tasks.dialogue.session_library import SessionLibrary
from memstudio.tasks.dialogue.session_record import RECORD, TURNS
from tests.tasks.dialogue.conftest import TEXTS, assert_as_read_at_once, endless, ids_of, say


@pytest.fixture
def library(tmp_path: Path) -> SessionLibrary:
    return SessionLibrary(tmp_path / "sessions")


def held(
    library: SessionLibrary, kind: str | None = "rmt", texts: tuple[str, ...] = TEXTS[:3]
) -> LiveSession:
    session = LiveSession(endless(kind), library)
    for text in texts:
        say(session.dialogue, text)
    session.save()
    return session


def reopened(session: LiveSession, library: SessionLibrary) -> LiveSession:
    return LiveSession.opened(session._loaded, session.name, Control(), library)


@pytest.mark.parametrize("kind", ["rmt", "titans", "knn", None])
@pytest.mark.parametrize("tokens", [9, 1, 2, 3, 4, 5, 6])
@pytest.mark.one_in(9)
def test_answers_are_equal_when_it_goes_on_elsewhere(
    library: SessionLibrary, kind: str | None, tokens: int
) -> None:
    session = held(library, kind)
    say(session.dialogue, TEXTS[3], tokens)
    session.save()
    other = reopened(session, library)
    assert other.dialogue.turns == session.dialogue.turns
    one, two = session.dialogue.conversation, other.dialogue.conversation
    if one.state is not None:
        assert two.state is not None
        assert one.state.equals(two.state)
    openings = [[each.opening for each in c.provenance.readings] for c in (one, two)]
    assert openings[0] == openings[1]
    # Without another word, at whatever place in its segment, and with one.
    for text in ("", " And then?"):
        first, second = (say(each.dialogue, text, 12) for each in (session, other))
        assert first.written_ids == second.written_ids
        assert first.answer == second.answer
    assert_as_read_at_once(other.dialogue.conversation, ids_of(other.dialogue))
    say(other.dialogue, TEXTS[1], at=1)
    assert_as_read_at_once(other.dialogue.conversation, ids_of(other.dialogue))


@pytest.mark.slow
def test_a_name_is_made_of_what_was_said_first(library: SessionLibrary) -> None:
    assert held(library).name == "Daniel went to the garden."
    assert held(library).name == "Daniel went to the garden. (2)"
    assert held(library, texts=(" ... ",)).name == "..."
    long = held(library, texts=("word " * 40,))
    assert long.name == "word word word word word word word word…"
    assert held(library, texts=("很久以前" * 30,)).name == "很久以前" * 10 + "…"
    assert held(library, texts=("a\x1b[31mb",)).name == "a [31mb"


@pytest.mark.parametrize("at", range(8))
@pytest.mark.one_in(3)
def test_whatever_ends_a_save_half_way_the_session_is_the_old_or_the_new_one(
    library: SessionLibrary, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = held(library)
    old, state = session.dialogue.turns, session.dialogue.conversation.state
    say(session.dialogue, TEXTS[3], at=1)
    say(session.dialogue, TEXTS[2])
    num_writes = 0
    replace = Path.replace

    def killed(self: Path, target: Path) -> Path:
        nonlocal num_writes
        num_writes += 1
        if num_writes > at:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", killed)
    is_done = True
    try:
        session.save()
    except KeyboardInterrupt:
        is_done = False
    monkeypatch.undo()
    assert is_done == (at >= 4)  # two turns, the memory, the record
    other = reopened(session, library)
    assert other.dialogue.turns == (session.dialogue.turns if is_done else old)
    wanted = session.dialogue.conversation.state if is_done else state
    assert wanted is not None
    assert other.dialogue.conversation.state is not None
    assert other.dialogue.conversation.state.equals(wanted)
    # And it can be gone on with and saved, whatever was left behind.
    say(other.dialogue, TEXTS[0])
    other.save()
    again = reopened(other, library)
    assert again.dialogue.turns == other.dialogue.turns
    files = {each.name for each in again.entry.folder.iterdir()} if again.entry else set()
    assert files - {TURNS, RECORD} == (again.entry.record.files if again.entry else set())


def test_what_is_forgotten_leaves_no_file_behind(library: SessionLibrary) -> None:
    session = held(library)
    assert session.entry is not None
    say(session.dialogue, " The sun shone.", at=1)
    session.save()
    everything = b"".join(
        each.read_bytes() for each in session.entry.folder.rglob("*") if each.is_file()
    )
    assert b"Daniel" in everything
    assert b"Nobody knew" not in everything


def test_a_file_that_cannot_be_removed_keeps_no_other_from_it(
    library: SessionLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = held(library)
    assert session.entry is not None
    unlink = Path.unlink

    def in_use(path: Path, **how: bool) -> None:
        if path.suffix == ".safetensors":
            raise PermissionError(13, "used by another process", str(path))
        unlink(path, **how)

    monkeypatch.setattr(Path, "unlink", in_use)
    say(session.dialogue, " The sun shone.", at=1)
    session.save()
    turns = b"".join(each.read_bytes() for each in (session.entry.folder / TURNS).iterdir())
    assert b"Daniel" in turns
    assert b"Nobody knew" not in turns


def test_what_a_user_puts_into_the_folder_is_not_lost(library: SessionLibrary) -> None:
    session = held(library)
    assert session.entry is not None
    notes = [session.entry.folder / "my notes.txt", session.entry.folder / TURNS / "notes.json"]
    for path in notes:
        path.write_text("mine")
    say(session.dialogue, TEXTS[1], at=0)
    session.save()
    assert [path.read_text() for path in notes] == ["mine", "mine"]


@pytest.mark.parametrize("ids", [[10**6], [-1], [2**70]])
def test_tokens_that_the_model_does_not_know_are_damage(
    library: SessionLibrary, ids: list[int]
) -> None:
    session = held(library)
    assert session.entry is not None
    path = session.entry.folder / TURNS / f"{session.dialogue.turns[0].ident}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"read_ids": ids}))
    with pytest.raises(DataError, match="is damaged"):
        reopened(session, library)
    with pytest.raises(DataError, match="is damaged"):
        held(library).merge(session.name, Control())


def test_two_programs_at_once_lose_nothing(library: SessionLibrary) -> None:
    one = held(library)
    other = reopened(one, library)
    say(one.dialogue, TEXTS[3])
    say(other.dialogue, TEXTS[0])
    one.save()
    other.save()
    assert other.name == f"{one.name} (2)"
    assert reopened(one, library).dialogue.turns == one.dialogue.turns
    assert reopened(other, library).dialogue.turns == other.dialogue.turns


def test_damaged_and_newer_ones_are_set_aside_with_a_reason(library: SessionLibrary) -> None:
    for name in ("one", "two", "three", "four"):
        held(library, texts=(f" {name} went to the garden.",))
    found = {each.name.split()[0]: each.folder for each in library.entries().entries}
    content = json.loads((found["one"] / RECORD).read_text())
    (found["one"] / RECORD).write_text(json.dumps(content | {"format": 2}))
    (found["two"] / RECORD).write_text("{")
    (found["three"] / RECORD).write_text(json.dumps(content | {"memory": "../../x.safetensors"}))
    listing = library.entries()
    assert [each.name.split()[0] for each in listing.entries] == ["four"]
    problems = " ".join(map(str, listing.problems))
    assert "newer version" in problems
    assert problems.count("is damaged (") == 2
    assert (found["one"] / RECORD).exists()
    turn = next((found["four"] / TURNS).iterdir())
    turn.write_text("{}")
    with pytest.raises(DataError, match=f"turns/{turn.name}"):
        LiveSession.opened(endless(), "four went to the garden.", Control(), library)


def test_without_its_memory_a_session_is_read_again(
    library: SessionLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    session = held(library)
    assert session.entry is not None
    (session.entry.folder / session.entry.record.memory).write_bytes(b"x")
    other = reopened(session, library)
    assert "read again" in caplog.text
    assert_as_read_at_once(other.dialogue.conversation, ids_of(session.dialogue))


def test_one_of_another_model_is_refused_with_a_reason(library: SessionLibrary) -> None:
    session = held(library)
    with pytest.raises(MemoryStateError):
        LiveSession.opened(endless("m2m"), session.name, Control(), library)
    with pytest.raises(MemoryStateError, match="no memory to load into"):
        LiveSession.opened(endless(None), session.name, Control(), library)
    foreign = endless()
    foreign.tokenizer.add_tokens(["<new>"])
    with pytest.raises(DataError, match="tokenizer is another"):
        LiveSession.opened(foreign, session.name, Control(), library)
    with pytest.raises(DataError, match="cannot be merged"):
        LiveSession(foreign, library).merge(session.name, Control())


def test_a_branch_goes_its_own_way(library: SessionLibrary) -> None:
    session = held(library)
    branch = session.branch("the other way", 2, Control())
    assert branch.entry is not None
    assert branch.entry.record.branched_from[0].name == session.name
    assert branch.entry.record.branched_from[0].num_turns == 2
    assert len(branch.dialogue.turns) == 2
    say(branch.dialogue, TEXTS[3])
    branch.save()
    assert_as_read_at_once(branch.dialogue.conversation, ids_of(branch.dialogue))
    assert [t.prompt for t in reopened(session, library).dialogue.turns] == list(TEXTS[:3])
    assert [t.prompt for t in reopened(branch, library).dialogue.turns] == [*TEXTS[:2], TEXTS[3]]
    assert session.branch("the other way", 3, Control()).name == "the other way (2)"


def test_a_merge_is_kept_and_says_what_was_merged(library: SessionLibrary) -> None:
    one, other = held(library, texts=TEXTS[:2]), held(library, texts=TEXTS[2:])
    assert one.merge(other.name, Control()) == 2
    one.save()
    again = reopened(one, library)
    assert again.entry is not None
    assert again.entry.record.merged == (other.name,)
    assert [turn.origin for turn in again.dialogue.turns] == ["", "", other.name, other.name]
    assert_as_read_at_once(again.dialogue.conversation, ids_of(again.dialogue))
    with pytest.raises(DataError, match="with itself"):
        one.merge(one.name, Control())


@pytest.mark.parametrize("kind", ["rmt", None])
def test_what_was_forgotten_is_remembered_again_with_what_was_said_since(
    library: SessionLibrary, kind: str | None
) -> None:
    session = held(library, kind)
    kept = session.dialogue.conversation.fork()
    session.forget_all()
    assert session.given_up is not None
    number = session.given_up[0]
    with pytest.raises(DataError, match="cannot come back"):
        session.take_up(number + 1, Control())
    session.take_up(number, Control())
    assert session.dialogue.since == 0
    assert session.dialogue.conversation.seen == kept.seen
    if kept.state is not None:
        assert session.dialogue.conversation.state.equals(kept.state)
    session.forget_all()
    say(session.dialogue, TEXTS[3])
    session.save()
    session.take_up(session.given_up[0], Control())
    assert len(session.dialogue.turns) == 4
    assert_as_read_at_once(session.dialogue.conversation, ids_of(session.dialogue))
    assert not session.is_saved
    session.save()
    other = reopened(session, library)
    assert other.dialogue.since == 0
    assert_as_read_at_once(other.dialogue.conversation, ids_of(session.dialogue))


def test_what_was_forgotten_does_not_come_back_into_another_dialogue(
    library: SessionLibrary,
) -> None:
    session = held(library)
    session.forget_all()
    say(session.dialogue, TEXTS[3], at=3)
    session.dialogue.rewrite_past([turn.becoming() for turn in session.dialogue.turns[:3]])
    with pytest.raises(DataError, match="cannot come back"):
        session.take_up(session.given_up[0], Control())
    assert session.dialogue.since == 3


def test_a_loaded_memory_that_is_emptied_before_another_word_is_emptied_on_disk(
    library: SessionLibrary, tmp_path: Path
) -> None:
    session = held(library)
    session.dialogue.conversation.save(tmp_path / "x.safetensors")
    session.attach(tmp_path / "x.safetensors")
    session.save()
    session.forget_all()
    assert not session.is_saved
    session.save()
    assert session.is_saved
    assert reopened(session, library).dialogue.conversation.state is None


def test_a_session_with_a_memory_that_was_loaded_begins_with_it(
    library: SessionLibrary, tmp_path: Path
) -> None:
    first = held(library)
    first.dialogue.conversation.save(tmp_path / "x.safetensors")
    session = LiveSession(first._loaded, library)
    session.dialogue.attach(tmp_path / "x.safetensors")
    say(session.dialogue, TEXTS[3])
    say(session.dialogue, TEXTS[2])
    session.save()
    other = reopened(session, library)
    for each in (session, other):
        say(each.dialogue, TEXTS[0], at=0)
    states = [each.dialogue.conversation.state for each in (session, other)]
    assert states[0] is not None
    assert states[1] is not None
    assert states[0].equals(states[1], tolerance=1e-6)
    other.save()
    assert other.entry is not None
    start = MemoryState.load(other.entry.folder / other.entry.record.start)
    assert torch.equal(
        start.tensors["slots"], MemoryState.load(tmp_path / "x.safetensors").tensors["slots"]
    )


def test_names_are_changed_and_sessions_deleted(library: SessionLibrary) -> None:
    session = held(library)
    assert library.rename(session.name, " night ").name == "night"
    with pytest.raises(DataError, match="Did you mean 'night'"):
        library.find("nigt")
    other = held(library)
    with pytest.raises(DataError, match="already"):
        library.rename(other.name, "night")
    for bad in ("", "x" * 121, "a\nb"):
        with pytest.raises(DataError):
            library.rename("night", bad)
    library.delete("night")
    assert [each.name for each in library.entries().entries] == [other.name]
    assert not list(library.folder.glob(".gone*"))


def test_a_folder_that_cannot_be_written_is_a_sentence(library: SessionLibrary) -> None:
    session = held(library)
    say(session.dialogue, TEXTS[3])
    with (
        mock.patch.object(session_library, "write_text", side_effect=StorageError("full")),
        pytest.raises(StorageError),
    ):
        session.save()
    assert not session.is_saved
    assert len(reopened(session, library).dialogue.turns) == 3
    session.save()
    assert session.is_saved
