"""Named states are kept whole, under any name, by several programs at once."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memstudio.errors import DiskFull, MemoryStateError, StorageError
from memstudio.memory.memory_state import MemoryState
from memstudio.memory.state_file import write_copy
from memstudio.memory.state_provenance import StateProvenance
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.states.state_library import StateLibrary
from memstudio.tasks.states.state_names import checked_name, file_name
from tests.tiny import tiny_loaded

NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), min_size=1)
AWKWARD = [
    "安娜的记忆",
    "../../etc/passwd",
    "a/b\\c:d",
    "CON",
    ".",
    "..",
    "~",
    "*?[x]",
    "-rf",
    "é",
    "😀",
]


def names(library: StateLibrary) -> set[str]:
    return {entry.name for entry in library.entries().entries}


@given(name=NAMES)
def test_every_name_stands_for_one_plain_file(name: str) -> None:
    try:
        kept = checked_name(name)
    except MemoryStateError:
        assert not name.strip() or len(unicodedata.normalize("NFC", name).strip()) > 120
        return
    assert checked_name(kept) == kept
    file = file_name(kept)
    assert Path(file).name == file
    assert len(file.encode()) < 200
    assert not file.startswith((".", "-"))
    assert not set(file) & set('/\\:*?"<>|\0')


@given(one=NAMES, other=NAMES)
def test_two_names_never_share_a_file(one: str, other: str) -> None:
    assert (file_name(one) == file_name(other)) == (one == other)
    assert file_name(one + "a").lower() != file_name(one + "A").lower()


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "a\x1b[2J", "a\nb", "\ud800", "x" * 121])
@pytest.mark.one_in(3)
def test_names_that_nobody_can_read_are_refused(library: StateLibrary, name: str) -> None:
    with pytest.raises(MemoryStateError):
        library.keep(name, lambda path, _: path.touch())
    assert not library.has(name)
    assert not library.folder.exists()


@pytest.mark.parametrize("name", AWKWARD)
def test_a_state_is_kept_found_forked_renamed_and_deleted_by_its_name(
    library: StateLibrary, conversation: Conversation, name: str
) -> None:
    entry = library.keep(f" {name} ", conversation.save)
    assert entry.name == name
    assert entry.path.parent == library.folder
    assert library.find(name) == entry
    provenance = entry.header.provenance
    assert provenance.model == "tiny"
    assert provenance.readings[0].source == "night.txt"
    assert provenance.versions["memstudio"]
    fork = library.fork(name, f"{name} 2")
    assert [each.name for each in fork.header.provenance.forked_from] == [name]
    renamed = library.rename(f"{name} 2", f"{name} 三")
    assert renamed.header.provenance.forked_from == fork.header.provenance.forked_from
    assert names(library) == {name, f"{name} 三"}
    assert conversation.state is not None
    assert MemoryState.load(renamed.path).equals(conversation.state)
    library.delete(name)
    assert names(library) == {f"{name} 三"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(chosen=st.lists(st.sampled_from("abAB"), min_size=1), wishes=st.data())
def test_the_library_does_as_a_dictionary_does(
    conversation: Conversation, chosen: list[str], wishes: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        library, model = StateLibrary(Path(folder)), dict[str, str]()
        for name in chosen:
            verb = wishes.draw(st.sampled_from(["keep", "fork", "rename", "delete"]))
            other = wishes.draw(st.sampled_from("abAB"))
            is_new = {"keep": name not in model}.get(verb, other not in model)
            is_there = verb == "keep" or name in model
            fine = is_there and (is_new or verb == "delete" or (verb, name) == ("rename", other))
            try:
                if verb == "keep":
                    library.keep(name, conversation.save)
                elif verb == "delete":
                    library.delete(name)
                else:
                    getattr(library, verb)(name, other)
            except MemoryStateError:
                assert not fine
                continue
            assert fine
            if verb == "keep":
                model[name] = "kept"
            elif verb == "fork":
                model[other] = "forked"
            elif verb == "rename":
                model[other] = model.pop(name)
            else:
                del model[name]
            assert names(library) == model.keys()


def test_a_name_that_is_taken_is_refused_unless_it_may_be_replaced(
    library: StateLibrary, conversation: Conversation
) -> None:
    library.keep("anna", conversation.save)
    before = library.find("anna").path.read_bytes()
    for attempt in (
        lambda: library.keep("anna", conversation.save),
        lambda: library.fork("anna", "anna"),
    ):
        with pytest.raises(MemoryStateError, match="already"):
            attempt()
    assert library.find("anna").path.read_bytes() == before
    conversation.read(" And then it rained.", control=Control())
    entry = library.keep("anna", conversation.save, replaces=True)
    assert len(entry.header.provenance.readings) == 2
    # It is the same state, gone on: no fork of itself.
    assert not entry.header.provenance.forked_from


def test_a_name_that_is_not_there_brings_the_like_of_it(
    library: StateLibrary, conversation: Conversation
) -> None:
    library.keep("anna", conversation.save)
    with pytest.raises(MemoryStateError, match="Did you mean 'anna'"):
        library.find("ana")
    with pytest.raises(MemoryStateError, match="no memory state called 'zzz'"):
        library.delete("zzz")


def test_deleting_leaves_nothing_of_it_on_the_disk(
    library: StateLibrary, conversation: Conversation
) -> None:
    library.keep("kept", conversation.save)
    entry = library.keep("gone", conversation.save)
    # What a program leaves that was killed while it wrote.
    (library.folder / f".{entry.path.name}.abc").write_bytes(entry.path.read_bytes())
    library.delete("gone")
    left = {path.name for path in library.folder.iterdir()}
    assert left <= {library.find("kept").path.name, ".lock"}


def test_a_full_disk_loses_nothing(
    library: StateLibrary, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.keep("anna", conversation.save)
    before = library.find("anna").path.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        for attempt in (
            lambda: library.keep("anna", conversation.save, replaces=True),
            lambda: library.keep("new", conversation.save),
            lambda: library.fork("anna", "other"),
            lambda: library.rename("anna", "other"),
            lambda: library.export("anna", library.folder.parent / "out.safetensors"),
        ):
            with pytest.raises(DiskFull):
                attempt()
    assert names(library) == {"anna"}
    assert library.find("anna").path.read_bytes() == before
    assert {path.name for path in library.folder.parent.iterdir()} == {"memories"}
    # The conversation does not take itself for a state that was never saved.
    assert conversation.provenance.name == "anna"


def test_what_is_damaged_is_told_and_hides_nothing_else(
    library: StateLibrary, conversation: Conversation
) -> None:
    assert library.entries().entries == ()
    library.keep("anna", conversation.save)
    torn = library.keep("torn", conversation.save).path
    torn.write_bytes(torn.read_bytes()[:-20])
    (library.folder / "by-hand.safetensors").write_bytes(library.find("anna").path.read_bytes())
    listing = library.entries()
    assert [entry.name for entry in listing.entries] == ["anna"]
    assert len(listing.problems) == 1
    assert torn.name in str(listing.problems[0])
    library.delete("torn")
    assert not library.entries().problems


def test_a_state_goes_to_another_library_as_one_file(
    library: StateLibrary, conversation: Conversation, tmp_path: Path, loaded: LoadedModel
) -> None:
    library.keep("安娜", conversation.save)
    file = library.export("安娜", tmp_path)
    assert file.parent == tmp_path
    assert "安娜" in file.name
    with pytest.raises(StorageError, match="exists already"):
        library.export("安娜", file)
    library.export("安娜", file, replaces=True)
    others = StateLibrary(tmp_path / "others")
    assert [others.take_in(file).name for _ in range(3)] == ["安娜", "安娜 (2)", "安娜 (3)"]
    assert others.take_in(file, "berta").name == "berta"
    with pytest.raises(MemoryStateError, match="already"):
        others.take_in(file, "berta")
    entry = others.find("安娜")
    assert entry.header.provenance.readings == conversation.provenance.readings
    again = Conversation(loaded)
    again.load(entry.path)
    assert again.state is not None
    assert conversation.state is not None
    assert again.state.equals(conversation.state)


def test_what_is_no_state_is_not_taken_in(library: StateLibrary, tmp_path: Path) -> None:
    (tmp_path / "x.safetensors").write_bytes(b"no state at all")
    for path in (tmp_path / "x.safetensors", tmp_path / "absent", tmp_path):
        with pytest.raises(MemoryStateError):
            library.take_in(path)
    assert library.entries().entries == ()


def test_a_state_attaches_to_a_model_of_the_same_shape_only(
    library: StateLibrary, conversation: Conversation
) -> None:
    path = library.keep("anna", conversation.save).path
    trained = tiny_loaded("rmt")
    Conversation(trained).load(path)
    for other in (
        tiny_loaded("rmt", num_slots=4),
        tiny_loaded("rmt", segment_length=8),
        tiny_loaded("s2s"),
    ):
        with pytest.raises(MemoryStateError, match="belongs to another model"):
            Conversation(other).load(path)
    with pytest.raises(MemoryStateError, match="has no memory"):
        Conversation(tiny_loaded(None)).load(path)


def test_saving_under_another_name_is_a_fork(
    library: StateLibrary, conversation: Conversation, loaded: LoadedModel
) -> None:
    library.keep("one", conversation.save)
    again = Conversation(loaded)
    again.load(library.find("one").path)
    again.read(" A second part.", control=Control())
    library.keep("two", again.save)
    library.keep("three", again.save)
    line = library.find("three").header.provenance
    assert [each.name for each in line.forked_from] == ["two", "one"]
    assert [each.way for each in line.readings] == ["document", "said"]
    again.reset()
    assert again.provenance == StateProvenance()


_WRITER = """
import sys
from pathlib import Path
from memstudio.errors import MemoryStateError
from memstudio.memory.state_file import write_copy
from memstudio.memory.state_provenance import StateProvenance
from memstudio.tasks.states.state_library import StateLibrary
source, folder, me = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
library = StateLibrary(folder)
for number in range(12):
    def write(path, name):
        write_copy(source, path, StateProvenance(name=name, model=me))
    try:
        library.keep(f"state {number}", write)
        print(number)
        library.rename(f"state {number}", f"done {number} {me}")
        library.fork(f"done {number} {me}", f"copy {number} {me}")
    except MemoryStateError:
        pass
"""


def test_two_programs_at_once_do_not_take_each_others_names(
    library: StateLibrary, conversation: Conversation, tmp_path: Path
) -> None:
    source = tmp_path / "source.safetensors"
    conversation.save(source)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(source), str(library.folder), me],
            stdout=subprocess.PIPE,
            text=True,
        )
        for me in ("one", "two")
    ]
    kept = [writer.communicate()[0].split() for writer in writers]
    assert all(writer.returncode == 0 for writer in writers)
    listing = library.entries()
    assert not listing.problems
    found = {(e.name.split()[1], e.header.provenance.model) for e in listing.entries}
    done = {entry.name for entry in listing.entries if entry.name.startswith("done")}
    # Each name that was free when it was taken belongs to the one that took it.
    assert done == {
        f"done {number} {me}"
        for me, numbers in zip(("one", "two"), kept, strict=True)
        for number in numbers
    }
    assert {f"{number}" for number, _ in found} == {str(number) for number in range(12)}
    assert all(entry.name.endswith(entry.header.provenance.model) for entry in listing.entries)


def test_writing_into_a_folder_that_may_not_be_written_says_so(
    conversation: Conversation, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        StateLibrary(tmp_path / "file").keep("anna", conversation.save)


def test_a_copy_under_a_new_provenance_changes_no_number(
    conversation: Conversation, tmp_path: Path
) -> None:
    conversation.save(tmp_path / "a")
    write_copy(tmp_path / "a", tmp_path / "b", StateProvenance(name="名" * 100))
    assert MemoryState.load(tmp_path / "a").equals(MemoryState.load(tmp_path / "b"))
