"""The inspector with traces that had to be cut: what is not kept is told as such, not as nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from memstudio.gui.docks.inspector.token_view import TokenView
from memstudio.gui.docks.inspector_dock import InspectorDock
from memstudio.gui.selection import SelectionModel
from memstudio.gui.session import Session
from memstudio.gui.trace_document import TraceDocument
from memstudio.progress import Control
from memstudio.trace.budget import BUDGET
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from memstudio.trace.slot_readers import later_readers, segment_readers
from memstudio.trace.slot_sources import history_sources, segment_sources
from memstudio.trace.slot_weights import Place, attention_of_token
from tests.tiny import tiny_loaded

TEXT = (
    "It was a dark and stormy night; the rain fell in torrents. Daniel went to the garden. "
    "Nobody knew why, and nobody asked him. Where is Daniel? In the garden.\n\nSo it went on. "
) * 2


def recorded(out: Path, budget: int, num_slots: int) -> TraceReader:
    loaded = tiny_loaded("rmt", num_slots=num_slots)
    return record_trace(loaded, TEXT, document="t", out=out, control=Control(), budget=budget)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> TraceReader:
    return recorded(tmp_path_factory.mktemp("whole") / "t.zarr", BUDGET, 16)


def test_where_heads_are_kept_of_reads_alone_the_mean_of_writes_is_shown(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = recorded(tmp_path / "t.zarr", BUDGET, 4)
    has = type(reader._weights).has
    monkeypatch.setattr(
        type(reader._weights), "has",
        lambda self, name, detail="mean": (
            has(self, name, detail) and (name == "read" or detail != "heads")
        ),
    )  # fmt: skip
    assert (reader.detail("read"), reader.detail("write")) == ("heads", "layers")
    of_head, of_layer = Place(1, 1, 2), Place(1, 1)
    for found in (segment_sources, history_sources):
        assert found(reader, of_head, 2) == found(reader, of_layer, 2)
    assert segment_readers(reader, of_head, 2) != segment_readers(reader, of_layer, 2)
    session, selection = Session(), SelectionModel()
    dock = InspectorDock(session, selection)
    qtbot.addWidget(dock)
    dock.show()
    document = TraceDocument(reader)
    session.traces.document = document
    session.traces.document_changed.emit(document)
    selection.select(slot=1, segment=2, layer=1, head=2)
    sections = (dock.slot_view.sources, dock.slot_view.readers)
    for section in sections:
        section.open()
    qtbot.waitUntil(lambda: dock.wishes.are_done, timeout=20_000)
    assert [section.list.rows.rowCount() > 0 for section in sections] == [True, True]
    notes = [section.note.text() for section in sections]
    assert ["only the mean over heads" in note for note in notes] == [True, False]
    selection.select(token=20)
    qtbot.waitUntil(lambda: dock.wishes.are_done, timeout=20_000)
    view = dock.token_view
    lists = (view.expected, view.read, view.written)
    assert all(each.rows.rowCount() for each in lists)
    assert "only the mean over heads" in view.written_note.text()
    assert view.read_note.isHidden()
    session.close()


def test_slots_whose_weights_are_not_kept_are_left_out_and_it_is_said(
    qtbot: QtBot, tmp_path: Path, whole: TraceReader
) -> None:
    cut = recorded(tmp_path / "t.zarr", 1, 16)
    session = Session()
    dock = InspectorDock(session, SelectionModel())
    qtbot.addWidget(dock)
    view: TokenView = dock.token_view
    view.show_token(TraceDocument(cut), 40, None, None)
    qtbot.waitUntil(lambda: dock.wishes.are_done, timeout=20_000)
    for name, listed in (("read", view.read), ("write", view.written)):
        truth = attention_of_token(whole, name, Place(0), 40)  # type: ignore[arg-type]
        rows = listed.rows.rows
        assert all(row.value == pytest.approx(truth[row.key], abs=1e-3) for row in rows)
    kept = sum(row.value for row in view.read.rows.rows)
    told = float(view.read_note.text().split("%")[0]) / 100
    assert told == pytest.approx(
        attention_of_token(whole, "read", Place(0), 40).sum() - kept, abs=2e-3
    )
    assert "too little" in view.written_note.text()
    session.close()


def test_of_a_head_the_attention_that_is_kept_is_told_as_the_least(
    tmp_path: Path, whole: TraceReader
) -> None:
    cut = recorded(tmp_path / "t.zarr", 150_000, 16)
    assert "read_heads_top" in cut._arrays.names
    places = [Place(slot, 1, head) for slot in range(16) for head in range(4)]
    for place in places:
        for find in (segment_readers, later_readers):
            true, found = find(whole, place, 1), find(cut, place, 1)
            assert true is not None
            assert found is not None
            assert not true.is_least
            assert found.attention < true.attention + 1e-3
            assert found.is_least or found.attention == pytest.approx(true.attention, abs=2e-3)
    assert any(segment_readers(cut, place, 1).is_least for place in places)
