"""A trace of which a part came to harm: the window says so, and shows the rest."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from memstudio.errors import TraceError
from memstudio.gui.docks.inspector_dock import InspectorDock
from memstudio.gui.panes.memory import exporting
from memstudio.gui.panes.memory.pane import MemoryPane
from memstudio.gui.selection import SelectionModel
from memstudio.gui.session import Session
from memstudio.gui.trace_weights import WeightChoice
from memstudio.progress import Control
from memstudio.trace.recorder import record_trace
from memstudio.trace.stored_words import StoredWords
from memstudio.workers.messages import Failure
from tests.tiny import tiny_loaded
from tests.trace.damage import HARM

TEXT = "Daniel went to the garden. Nobody knew why. Where is Daniel? In the garden. " * 8


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "t.zarr"
    record_trace(tiny_loaded("rmt"), TEXT, document="s", out=out, control=Control(), gain=True)
    return out


@pytest.fixture
def shown(qtbot: QtBot) -> SimpleNamespace:
    session, selection = Session(), SelectionModel()
    pane, inspector = MemoryPane(session, selection), InspectorDock(session, selection)
    for widget in (pane, inspector):
        qtbot.addWidget(widget)
        widget.resize(1100, 900)
        widget.show()
    said: list[str] = []

    def hear(failure: Failure) -> None:
        said.append(failure.text.format(**failure.values))

    session.failed.connect(hear)
    yield SimpleNamespace(
        session=session, selection=selection, pane=pane, inspector=inspector, said=said
    )
    session.close()


def open_harmed(shown: SimpleNamespace, recorded: Path, folder: Path, array: str, harm: str) -> str:
    copy = folder / "t.zarr"
    shutil.copytree(recorded, copy)
    HARM[harm](copy / array)
    shown.session.show_trace(str(copy), "story")
    return f"(in '{array}')"


@pytest.mark.parametrize("harm", ["lose", "lose_chunk", "garble_chunk"])
@pytest.mark.parametrize(
    "array", ["read", "write", "between", "states", "slot_words_distinctive", "slot_words"]
)
@pytest.mark.one_in(9)
def test_harm_to_a_part_is_said_once_and_the_rest_is_shown(
    qtbot: QtBot, shown: SimpleNamespace, recorded: Path, tmp_path: Path, array: str, harm: str
) -> None:
    sentence = open_harmed(shown, recorded, tmp_path, array, harm)
    qtbot.waitUntil(lambda: shown.session.traces.document is not None, timeout=20_000)
    for tab in range(shown.pane.pictures.side.count()):
        shown.pane.pictures.side.setCurrentIndex(tab)
        qtbot.waitUntil(lambda: shown.pane.pictures.segment_side.wishes.are_done, timeout=20_000)
        shown.pane.grab()
    shown.pane.pictures.side.setCurrentIndex(0)
    qtbot.waitUntil(lambda: shown.pane.pictures.segment_side.wishes.are_done, timeout=20_000)
    words_of_slots = shown.pane.controls._words
    for choice in reversed(words_of_slots.actions()):
        choice.trigger()
        qtbot.waitUntil(lambda: shown.pane.pictures.segment_side.wishes.are_done, timeout=20_000)
        shown.pane.grab()
    shown.selection.select(slot=0, segment=1)
    for section in shown.inspector.slot_view.sections:
        section.open()
    shown.inspector.grab()
    document = shown.session.traces.document
    assert document is not None
    assert len(document.words(1)) == document.num_slots
    assert document.sources(0, 0, None, 3) or array == "write"
    qtbot.waitUntil(lambda: any(sentence in text for text in shown.said), timeout=20_000)
    qtbot.waitUntil(lambda: shown.inspector.wishes.are_done, timeout=20_000)
    assert sum(sentence in text for text in shown.said) == 1
    assert all("damaged" in text for text in shown.said)
    assert document.loss.size == document.num_tokens
    if array == "slot_words_distinctive":
        note = shown.inspector.slot_view.contents.note.text()
        assert note == "This part of the trace could not be read."


def test_damaged_words_of_before_anything_was_read_are_not_told_as_empty(
    qtbot: QtBot,
    shown: SimpleNamespace,
    recorded: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(StoredWords, "every", 1_000)
    open_harmed(shown, recorded, tmp_path, "slot_words_distinctive", "garble_chunk")
    qtbot.waitUntil(lambda: shown.session.traces.document is not None, timeout=20_000)
    reader = shown.session.traces.document.reader
    assert reader.norms()[0].all()
    shown.selection.select(slot=0, segment=1)
    contents = shown.inspector.slot_view.contents
    contents.open()
    qtbot.waitUntil(lambda: shown.inspector.wishes.are_done, timeout=20_000)
    assert contents.note.text() == "This part of the trace could not be read."
    # The nearest words are whole.
    contents.kind.choose(1)
    qtbot.waitUntil(lambda: shown.inspector.wishes.are_done, timeout=20_000)
    assert contents.list.rows.rows
    assert contents.note.text().endswith("before anything was read.")
    # As of a memory of another width, of which no words are kept at all.
    monkeypatch.setattr(reader, "has", lambda name: not name.startswith("slot_words"))
    monkeypatch.setattr(reader, "slot_words", lambda *_, **__: [[]] * reader.num_slots)
    contents.show_again()
    qtbot.waitUntil(lambda: shown.inspector.wishes.are_done, timeout=20_000)
    assert contents.note.text().endswith("it is of another width.")


def test_another_recording_at_the_same_place_is_no_harm(
    qtbot: QtBot, shown: SimpleNamespace, recorded: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "t.zarr"
    shutil.copytree(recorded, copy)
    shown.session.show_trace(str(copy), "story")
    qtbot.waitUntil(lambda: shown.session.traces.document is not None, timeout=20_000)
    document = shown.session.traces.document
    record_trace(tiny_loaded("rmt"), "Go.", document="s", out=copy, control=Control())
    assert document.reader.was_replaced
    with pytest.raises(TraceError):
        document.reader.block("slot_words", 5, 7)
    qtbot.wait(50)
    assert shown.said == []


def test_harm_to_what_is_shown_at_once_is_said_and_nothing_is_opened(
    qtbot: QtBot, shown: SimpleNamespace, recorded: Path, tmp_path: Path
) -> None:
    sentence = open_harmed(shown, recorded, tmp_path, "read_mass", "lose")
    qtbot.waitUntil(lambda: bool(shown.said), timeout=20_000)
    assert sentence in shown.said[0]
    assert shown.session.traces.document is None


@pytest.mark.slow
def test_weights_that_came_to_harm_are_not_written_to_a_table(
    qtbot: QtBot, shown: SimpleNamespace, recorded: Path, tmp_path: Path
) -> None:
    open_harmed(shown, recorded, tmp_path, "read", "garble_chunk")
    qtbot.waitUntil(lambda: shown.session.traces.document is not None, timeout=20_000)
    document = shown.session.traces.document
    with pytest.raises(TraceError, match="damaged"):
        exporting.weights_as_table(document, 0, WeightChoice())
    goal = tmp_path / "memory.csv"
    shown.pane.export_button.weights.trigger()
    dialog = shown.pane.export_button.findChild(QFileDialog)
    dialog.fileSelected.emit(str(goal))
    dialog.close()
    qtbot.waitUntil(lambda: any("(in 'read')" in text for text in shown.said), timeout=20_000)
    assert not goal.exists()
