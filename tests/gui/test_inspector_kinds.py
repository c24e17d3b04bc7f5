"""Every kind of memory fills the inspector, and leaves as a page and as tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from memstudio.gui.docks.inspector.contents_section import ContentsSection
from memstudio.gui.docks.inspector.place import SlotPlace
from memstudio.gui.docks.inspector_dock import InspectorDock
from memstudio.gui.panes.memory.contents_view import ContentsView
from memstudio.gui.selection import SelectionModel
from memstudio.gui.session import Session
from memstudio.gui.trace_document import TraceDocument
from memstudio.gui.wishes import Wishes
from memstudio.progress import Control
from memstudio.trace.export_table import export_tables
from memstudio.trace.html_export import html_page
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from memstudio.trace.slot_readers import later_readers
from memstudio.trace.slot_sources import history_sources
from memstudio.trace.slot_weights import Place
from tests.battery.cases import CASES, Case, params
from tests.tiny import tiny_loaded
from tests.trace.every_kind import a_model, a_text
from tests.trace.test_every_kind import WITH_SLOTS

TEXT = "It was a dark night; the rain fell in torrents. Daniel went to the garden. " * 2


@pytest.mark.parametrize("case", params(*WITH_SLOTS))
@pytest.mark.one_in(6)
def test_every_section_has_something_to_say(case: Case, qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "t.zarr"
    reader = record_trace(a_model(case), a_text(), document="d", out=out, control=Control())
    session, selection = Session(), SelectionModel()
    dock = InspectorDock(session, selection)
    qtbot.addWidget(dock)
    dock.show()
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        session.show_trace(str(out), "d")
    view = dock.slot_view
    # A slot that the second segment wrote.
    slot = int(np.nan_to_num(reader.change()[1]).argmax())
    selection.select(slot=slot, segment=1)
    for section in view.sections:
        section.open()
    view.sources.stretch.choose(1)
    view.readers.stretch.choose(1)
    qtbot.waitUntil(lambda: dock.wishes.are_done, timeout=20_000)
    assert view.contents.list.rows.rows or view.contents.note.isVisible()
    later = later_readers(reader, Place(slot), 1) if reader.has("read") else None
    is_read = later is not None and later.attention > 0
    for section, has_some in ((view.sources, reader.has("write")), (view.readers, is_read)):
        assert section.note.text()
        assert bool(section.list.rows.rows) == has_some
    assert ("the text before" in view.sources.note.text()) == (case.kind == "nlm")
    # What goes to no slot is not told as if it did.
    kept, looks = reader.writes_are_parts, reader.has("between")
    assert ("from slots" in view.sources.note.text()) == (looks and not kept)
    view.sources.stretch.choose(0)
    qtbot.waitUntil(lambda: dock.wishes.are_done, timeout=20_000)
    rest = "held already" if kept else "to slots" if looks else "to the memory tokens"
    assert not reader.has("write") or rest in view.sources.note.text()
    if case.kind == "knn":
        selection.select(slot=2, segment=1)
        qtbot.waitUntil(lambda: dock.wishes.are_done, timeout=20_000)
        assert view.sources.note.text() == "This segment did not write it."
        view.sources.stretch.choose(1)
        qtbot.waitUntil(lambda: dock.wishes.are_done, timeout=20_000)
        assert view.sources.note.text() == "It holds nothing."
        # Nothing came from anywhere, so no words are named, not even the first of the text.
        assert not view.sources.list.rows.rows
        selection.select(slot=slot, segment=1)
        qtbot.waitUntil(lambda: dock.wishes.are_done, timeout=20_000)
    assert view.history.quantity.count() == len(reader.quantities)
    assert view.history.list.rows.rowCount() > 0
    assert len(view.neighbours.slots.rows.rows) == min(5, reader.num_slots - 1)
    assert view.trajectory.plot.path is not None
    np.testing.assert_allclose(view.vector.strip._values, reader.states(2)[slot], rtol=1e-5)
    selection.select(token=20)
    qtbot.waitUntil(lambda: dock.wishes.are_done, timeout=20_000)
    assert dock.token_view.expected.rows.rows
    session.close()

    _is_told_whole(reader, slot)
    _leaves_whole(reader, tmp_path)


def _is_told_whole(reader: TraceReader, slot: int) -> None:
    found = history_sources(reader, Place(slot), 1)
    assert found.from_slots is not None
    parts = found.from_tokens + found.from_slots + found.from_source + found.from_before
    assert parts == pytest.approx(1.0)


def _leaves_whole(reader: TraceReader, folder: Path) -> None:
    assert html_page(reader, Control())[1].slots == reader.num_slots
    assert len(export_tables(reader, folder / "tables", "parquet", Control())) == 3


def test_a_fresh_memory_that_stays_empty_holds_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "t.zarr"
    record_trace(tiny_loaded("armt"), TEXT, document="d", out=out, control=Control())
    session, selection = Session(), SelectionModel()
    dock = InspectorDock(session, selection)
    qtbot.addWidget(dock)
    dock.show()
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        session.show_trace(str(out), "d")
    selection.select(slot=0, segment=1)
    sources = dock.slot_view.sources
    sources.open()
    sources.stretch.choose(1)
    qtbot.waitUntil(lambda: dock.wishes.are_done, timeout=20_000)
    assert sources.note.text() == "It holds nothing."
    session.close()


def test_a_slot_that_was_not_written_names_no_words(qtbot: QtBot, tmp_path: Path) -> None:
    """Of nearest neighbours, a segment writes one slot and leaves the others alone."""
    case = next(each for each in CASES if each.kind == "knn")
    out = tmp_path / "t.zarr"
    reader = record_trace(a_model(case), a_text(), document="d", out=out, control=Control())
    document = TraceDocument(reader)
    named = [document.sources(slot, 0, None, 4) for slot in range(document.num_slots)]
    assert [len(words) for words in named] == [4, *[0] * (document.num_slots - 1)]
    # All alike: in their order.
    assert [word.text for word in named[0]] == [document.token_text(token) for token in range(4)]
    # Nor does what it holds, which is nothing, whatever it is asked through.
    assert [len(words) for words in reader.slot_words(1)] == [8, *[0] * (reader.num_slots - 1)]
    table = ContentsView()
    qtbot.addWidget(table)
    table.resize(300, 60)
    table.show()
    table.slots.show_segment(document, 0, None, distinctive=True)
    assert [table.slots.index(slot, 1).data() == "empty" for slot in (0, 1)] == [False, True]
    # Only another trace is looked at from its first slot on.
    table.scrollToBottom()
    table.slots.show_segment(document, 1, None, distinctive=True)
    assert table.verticalScrollBar().value() > 0
    table.slots.show_segment(TraceDocument(reader), 1, None, distinctive=True)
    assert table.verticalScrollBar().value() == 0
    session = Session()
    section = ContentsSection(Wishes(), session)
    qtbot.addWidget(section)
    section.show()
    section.open()
    for choice in range(4):
        section.follow(SlotPlace(document, 1, 0))
        section.kind.choose(choice)
        assert section.note.text() == "This slot is empty: its vector has length 0."
        assert not section.list.isVisible()
        assert not section.lens.isVisible()
    short = tmp_path / "short.zarr"
    reader = record_trace(a_model(case), "w1 w2", document="d", out=short, control=Control())
    section.kind.choose(0)
    section.follow(SlotPlace(TraceDocument(reader), 0, 0))
    alone = "Nothing sets it apart: no slot holds anything else."
    qtbot.waitUntil(lambda: section.note.text() == alone)
    section.kind.choose(1)
    qtbot.waitUntil(section.list.isVisible)
    session.close()
