"""Files and folders that grow: every text is found once, whatever happens to its file."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memstudio.data.documents import shown
from memstudio.progress import Control
from memstudio.tasks.monitoring.items import Arrival, Trouble
from memstudio.tasks.monitoring.positions import Positions
from memstudio.tasks.monitoring.watching import Watch


class Watcher:
    """Watches, and begins anew from the kept positions when it is told to."""

    def __init__(self, *paths: Path, kept: Path, column: str = "") -> None:
        self.paths, self.kept, self.column = paths, kept, column
        self.troubles: list[Trouble] = []
        self.restart()

    def restart(self) -> None:
        self.positions = Positions(self.kept)
        self.positions.load()
        self.watch = Watch(self.paths, self.positions, Control(), column=self.column)

    def look(self, *, most: int = 1_000_000) -> list[str]:
        """What is new, of which no more than `most` is dealt with."""
        found: list[str] = []
        for step in self.watch.round():
            if len(found) == most:
                break
            step.commit()
            if isinstance(step.what, Arrival):
                found.append(step.what.text)
            else:
                self.troubles.append(step.what)
        self.positions.save()
        return found

    def finish(self) -> list[str]:
        self.watch = Watch(self.paths, self.positions, Control(), is_final=True)
        return self.look()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "positions.json"


def add(path: Path, text: str, encoding: str = "utf-8") -> None:
    with path.open("ab") as file:
        file.write(text.encode(encoding))


def settle(path: Path) -> None:
    """As if it had been written a while ago."""
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - 60_000_000_000))


# ---------------------------------------------------------------------- lines


def test_lines_come_once_they_are_whole(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / "news.log"
    add(path, "one\n\ntwo\nthr")
    watcher = Watcher(path, kept=kept)
    assert watcher.look() == ["one", "two"]
    assert watcher.look() == []
    add(path, "ee\r\nfour")
    assert watcher.look() == ["three"]
    assert watcher.finish() == ["four"]


def test_nothing_comes_twice_after_a_restart(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / "news.txt"
    add(path, "one\ntwo\nthree\n")
    watcher = Watcher(path, kept=kept)
    assert watcher.look(most=2) == ["one", "two"]
    watcher.restart()
    add(path, "four\n")
    assert watcher.look() == ["three", "four"]
    watcher.restart()
    assert watcher.look() == []


@contextmanager
def entries_of_windows(folder: Path) -> Iterator[list[SimpleNamespace]]:
    """As there, where what an entry says of itself has no numbers of files."""
    status = SimpleNamespace(st_dev=0, st_ino=0)
    yield [
        SimpleNamespace(name=each.name, path=str(each), stat=lambda **_: status)
        for each in folder.iterdir()
    ]


def test_a_rotated_file_is_read_to_its_end_and_the_new_one_from_its_beginning(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "news.log"
    add(path, "one\ntwo\n")
    watcher = Watcher(path, kept=kept)
    assert watcher.look(most=1) == ["one"]
    add(path, "three\nlast without an end")
    path.rename(tmp_path / "news.log.1")
    add(path, "four\n")
    watcher.restart()
    monkeypatch.setattr(os, "scandir", entries_of_windows)
    found = [text for _ in range(3) for text in watcher.look()]
    assert found == ["two", "three", "last without an end", "four"]
    add(path, "five\n")
    assert watcher.look() == ["five"]


@pytest.mark.parametrize("after", ["new\n", "a new and longer first line\nand a second\n"])
def test_a_file_that_was_emptied_and_written_anew_is_read_anew(
    tmp_path: Path, kept: Path, after: str
) -> None:
    path = tmp_path / "news.log"
    add(path, "one\ntwo\n")
    watcher = Watcher(path, kept=kept)
    watcher.look()
    path.write_text(after, encoding="utf-8")  # the same file on the disk
    assert watcher.look() == after.splitlines()


def test_a_file_that_is_gone_for_a_while_is_waited_for(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / "news.log"
    add(path, "one\n")
    watcher = Watcher(path, kept=kept)
    assert watcher.look() == ["one"]
    path.unlink()
    for _ in range(2):
        # As when it is rotated: said only where it stays away.
        assert watcher.look() == []
        assert watcher.troubles == []
    for _ in range(3):
        assert watcher.look() == []
    (trouble,) = watcher.troubles
    assert "not there" in trouble.text
    assert trouble.source == shown(path)
    add(path, "two\n")
    assert watcher.look() == ["two"]
    # The next time it is told of again.
    path.unlink()
    for _ in range(3):
        watcher.look()
    assert len(watcher.troubles) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_lines_are_read_in_the_encoding_of_their_file(
    tmp_path: Path, kept: Path, encoding: str
) -> None:
    path = tmp_path / "news.txt"
    lines = [
        "央行宣布降低存款准备金率以支持实体经济发展",
        "股市今日大幅下跌投资者情绪低迷",
        "出口上",
    ]
    path.write_bytes("\n".join(lines).encode(encoding))
    watcher = Watcher(path, kept=kept)
    assert watcher.look() == lines[:2]
    plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    add(path, "升\n", plain)
    assert watcher.look() == ["出口上升"]


def test_a_file_that_was_plain_at_first_shows_its_encoding_later(
    tmp_path: Path, kept: Path
) -> None:
    path = tmp_path / "news.txt"
    add(path, "Shares rise\n")
    watcher = Watcher(path, kept=kept)
    assert watcher.look() == ["Shares rise"]
    text = "央行宣布降低存款准备金率以支持实体经济发展，市场普遍认为这将释放流动性"
    add(path, f"{text}\n", "gb18030")
    assert watcher.look() == [text]


def test_what_is_no_text_is_told_of_once_and_passed_over(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / "news.log"
    path.write_bytes(bytes(range(256)) * 8)
    watcher = Watcher(path, kept=kept)
    assert watcher.look() == watcher.look() == []
    assert ["not a text file" in each.sentence() for each in watcher.troubles] == [True]


@given(
    st.lists(st.text("ab \n\r", max_size=12), min_size=1, max_size=8),
    st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_however_a_file_grows_each_whole_line_comes_once(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], restarts: list[bool]
) -> None:
    folder = tmp_path_factory.mktemp("growing")
    path = folder / "news.log"
    path.touch()
    watcher = Watcher(path, kept=folder / "kept.json")
    found: list[str] = []
    for piece, restarts_now in zip(pieces, restarts, strict=False):
        add(path, piece)
        found += watcher.look(most=2) if restarts_now else watcher.look()
        if restarts_now:
            watcher.restart()
    found += watcher.look()
    whole = "".join(pieces).rpartition("\n")[0]
    # As the file's reader has it: carriage returns stand for themselves, blanks around are left out.
    expected = [line.rstrip("\r").strip() for line in whole.split("\n")]
    assert found == [line for line in expected if line]


# ---------------------------------------------------------------------- rows


def test_json_lines_are_rows_and_bad_ones_are_named(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / "news.jsonl"
    rows: Sequence[object] = [{"headline": "Shares rise", "text": "Shares rose."}, "A line.", [1]]
    add(path, "".join(json.dumps(row) + "\n" for row in rows) + "{oops\n" + '{"id": 3}\n')
    watcher = Watcher(path, kept=kept)
    assert watcher.look() == ["Shares rose.", "A line."]
    assert [each.place for each in watcher.troubles] == ["3", "4", "5"]
    add(path, '{"text": "Two')
    assert watcher.look() == []
    watcher.restart()
    add(path, ' more."}\n')
    assert watcher.look() == ["Two more."]
    assert len(watcher.troubles) == 3


def test_a_column_can_be_named(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / "news.jsonl"
    add(path, '{"headline": "Shares rise", "text": "Shares rose."}\n')
    assert Watcher(path, kept=kept, column="headline").look() == ["Shares rise"]


def test_rows_of_a_table_come_under_its_head_also_after_a_restart(
    tmp_path: Path, kept: Path
) -> None:
    path = tmp_path / "news.csv"
    add(path, "id,text,label\n1,Shares rose,positive\n")
    watcher = Watcher(path, kept=kept)
    assert watcher.look() == ["Shares rose"]
    watcher.restart()
    add(path, '2,"A loss, and\nanother",negative\n3,"Not yet')
    assert watcher.look() == ["A loss, and\nanother"]
    watcher.restart()
    add(path, ' closed",neutral\n4,too,many,cells,here\n')
    assert watcher.look() == ["Not yet closed"]
    assert [each.place for each in watcher.troubles] == ["6"]


def test_a_table_without_a_head_loses_no_row(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / "news.csv"
    add(path, "Shares of the largest bank rose sharply today,12\n")
    watcher = Watcher(path, kept=kept)
    found = watcher.look()
    add(path, "The factory closed and its workers were let go,14\n")
    found += watcher.look()
    assert found == [
        "Shares of the largest bank rose sharply today",
        "The factory closed and its workers were let go",
    ]


@pytest.mark.parametrize("mark", ["", '"'])
def test_a_cell_may_be_long(tmp_path: Path, kept: Path, mark: str) -> None:
    csv.field_size_limit(131_072)  # as it is where no table was read before
    path = tmp_path / "news.csv"
    add(path, f"text,label\n{mark}{'word ' * 30_000}{mark},neutral\n")
    assert list(map(len, Watcher(path, kept=kept).look())) == [149_999]


def test_a_lone_carriage_return_in_a_table_is_a_blank(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / "news.csv"
    add(path, 'text,label\nShares\rrose,positive\n"And\rfell",negative\n')
    assert Watcher(path, kept=kept).look() == ["Shares rose", "And fell"]


def test_a_quotation_mark_within_a_cell_holds_nothing_up(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / "news.csv"
    add(path, 'text,label\nA 5" screen,neutral\nShares rose,positive\n')
    assert Watcher(path, kept=kept).look() == ['A 5" screen', "Shares rose"]


# ---------------------------------------------------------------------- folders


def test_new_and_changed_files_of_a_folder_come_once(tmp_path: Path, kept: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    add(folder / "a.txt", "A first text\nof two lines.\n")
    (folder / "b.html").write_text("<html><body><p>A page.</p></body></html>", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for path in folder.iterdir():
        settle(path)
    watcher = Watcher(folder, kept=kept)
    assert watcher.look() == ["A first text\nof two lines.", "A page."]
    watcher.restart()
    assert watcher.look() == []
    add(folder / "rows.jsonl", '{"text": "A row."}\n')
    (folder / "a.txt").write_text("Changed.", encoding="utf-8")
    settle(folder / "a.txt")
    assert sorted(watcher.look()) == ["A row.", "Changed."]
    os.utime(folder / "b.html")
    settle(folder / "b.html")
    assert watcher.look() == []


def test_of_a_text_that_is_too_long_the_end_is_read_and_that_is_said(
    tmp_path: Path, kept: Path
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    add(folder / "long.txt", "beginning " + "word " * 50_000 + "end")
    settle(folder / "long.txt")
    watcher = Watcher(folder, kept=kept)
    (text,) = watcher.look()
    assert text.endswith("word end")
    assert "beginning" not in text
    assert "only its end was read" in watcher.troubles[0].sentence()


def test_a_file_that_is_being_written_is_waited_for(tmp_path: Path, kept: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    future = 4_000_000_000
    for text in ("Begun", "Begun, and gone on"):
        (folder / "a.txt").write_text(text, encoding="utf-8")
        os.utime(folder / "a.txt", (future, future))
        if text == "Begun":
            watcher = Watcher(folder, kept=kept)
        assert watcher.look() == []
    assert watcher.look() == ["Begun, and gone on"]


def test_of_a_labelled_table_that_is_read_whole_the_labels_are_not_shown_to_the_model(
    tmp_path: Path, kept: Path
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    rows = [{"text": f"Text {n}", "label": ["good", "bad"][n % 2]} for n in range(4)]
    (folder / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    settle(folder / "rows.json")
    watcher = Watcher(folder, kept=kept)
    assert watcher.look(most=3) == ["Text 0", "Text 1", "Text 2"]
    watcher.restart()
    assert watcher.look() == ["Text 3"]
    assert watcher.look() == []


def test_a_damaged_record_of_positions_is_no_end(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / "news.log"
    add(path, "one\n")
    kept.parent.mkdir()
    for content in ("{", "[]", '{"version": 1, "files": {"x": {"nothing": 1}}}', '{"version": 9}'):
        kept.write_text(content, encoding="utf-8")
        assert not Positions(kept).load()
        assert Watcher(path, kept=kept).look() == ["one"]
