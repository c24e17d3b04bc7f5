"""What people say of runs is kept, whatever was in the file before."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memstudio.errors import StorageError
from memstudio.training.run_notes import NOTES, RunNotes, as_tags, read_notes, write_notes


@given(st.text(), st.lists(st.text(min_size=1), unique=True), st.text())
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, title: str, tags: list[str], text: str
) -> None:
    folder = tmp_path_factory.mktemp("run")
    notes = RunNotes(title, tuple(tags), text)
    try:
        notes_in_utf8 = "".join((title, *tags, text)).encode()
    except UnicodeEncodeError:
        return
    assert notes_in_utf8 is not None
    write_notes(folder, notes)
    assert read_notes(folder) == notes


def test_tags_are_typed_between_commas_or_spaces_and_kept_once() -> None:
    assert as_tags(" long, good good，记忆、长 ") == ("long", "good", "记忆", "长")


@pytest.mark.parametrize("content", [b"", b"[]", b'"x"', b"\xff", b'{"tags": 3}'])
def test_a_damaged_file_counts_as_none_and_is_set_aside_before_writing(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / NOTES).write_bytes(content)
    assert read_notes(tmp_path) == RunNotes()
    write_notes(tmp_path, RunNotes("new"))
    assert read_notes(tmp_path) == RunNotes("new")
    assert (tmp_path / "notes.damaged.json").read_bytes() == content


def test_a_folder_that_is_gone_or_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    with pytest.raises(StorageError, match="no run"):
        write_notes(gone, RunNotes("x"))
    assert not gone.exists()
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        write_notes(tmp_path / "file", RunNotes("x"))
