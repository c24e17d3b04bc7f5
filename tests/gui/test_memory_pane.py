"""The memory pane with real traces: what is shown is what was recorded, and all views follow."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from memstudio.gui.docks.inspector_dock import InspectorDock
from memstudio.gui.docks.timeline_dock import TimelineDock
from memstudio.gui.panes.memory import exporting
from memstudio.gui.panes.memory.pane import MemoryPane
from memstudio.gui.plots.axes import TokenAxis
from memstudio.gui.plots.weight_map import WeightMap
from memstudio.gui.selection import Selection, SelectionModel
from memstudio.gui.session import Session
from memstudio.gui.trace_document import TraceDocument
from memstudio.progress import Control
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.tiny import tiny_loaded

TEXT = (
    "It was a dark and stormy night; the rain fell in torrents. Daniel went to the garden. "
    "Nobody knew why, and 没有人 asked him. Where is Daniel? In the garden.\n\nSo it went on. "
) * 4


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    folder = tmp_path_factory.mktemp("traces")
    made = {}
    for kind in ("rmt", "none"):
        loaded = tiny_loaded(kind)
        out = folder / f"{kind}.zarr"
        record_trace(loaded, TEXT, document=f"a {kind} story", out=out, control=Control())
        made[kind] = out
    later = folder / "later.zarr"
    loaded = tiny_loaded("rmt")
    with torch.no_grad():
        for parameter in loaded.model.parameters():
            parameter.mul_(1.1)
    record_trace(loaded, TEXT, document="probe", out=later, control=Control(), step=10)
    return SimpleNamespace(**made, later=later)


@pytest.fixture
def shown(qtbot: QtBot, traces: SimpleNamespace) -> SimpleNamespace:
    session, selection = Session(), SelectionModel()
    pane = MemoryPane(session, selection)
    timeline, inspector = TimelineDock(session, selection), InspectorDock(session, selection)
    for widget in (pane, timeline, inspector):
        qtbot.addWidget(widget)
        widget.resize(1100, 700)
        widget.show()

    def open_trace(path: Path) -> TraceDocument:
        with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
            session.show_trace(str(path), "story")
        assert session.traces.document is not None
        return session.traces.document

    yield SimpleNamespace(
        session=session,
        selection=selection,
        pane=pane,
        pictures=pane.pictures,
        timeline=timeline,
        inspector=inspector,
        open=open_trace,
    )
    session.close()


def test_before_anything_was_read_the_pane_says_what_to_do(shown: SimpleNamespace) -> None:
    assert shown.pane.empty.isVisible()
    assert "demo" in shown.pane.empty.text.text()
    assert not shown.pane.read_file.isEnabled()


def test_the_maps_show_what_was_recorded(shown: SimpleNamespace, traces: SimpleNamespace) -> None:
    document = shown.open(traces.rmt)
    reader = TraceReader(traces.rmt)
    np.testing.assert_array_equal(shown.pictures.heatmap.values, reader.change().T)
    for segment in (0, 3, document.num_segments - 1):
        shown.selection.select(segment=segment)
        weights = shown.pictures.weights
        np.testing.assert_array_equal(weights.written.values, reader.write(segment))
        start, stop = reader.segment_tokens(segment)
        np.testing.assert_array_equal(weights.read.values, reader.read(start, stop).T)


def test_choosing_a_layer_shows_that_layer(shown: SimpleNamespace, traces: SimpleNamespace) -> None:
    document = shown.open(traces.rmt)
    shown.selection.select(segment=2)
    shown.pane.controls.layer.setCurrentIndex(2)
    assert shown.selection.current.layer == 1
    expected = TraceReader(traces.rmt).write(2, 1)
    np.testing.assert_array_equal(shown.pictures.weights.written.values, expected)
    assert document.num_layers == shown.pane.controls.layer.count() - 1


def test_the_words_of_the_slots_are_those_recorded(
    shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    reader = TraceReader(traces.rmt)
    for state in (0, 1, document.num_segments):
        for distinctive in (True, False):
            expected = reader.slot_words(state, distinctive=distinctive)
            found = document.words(state, distinctive=distinctive)
            assert [[word for word, _ in row] for row in found] == [
                [word for word, _ in row] for row in expected
            ]


def test_a_cell_of_the_heat_map_selects_slot_and_segment_everywhere(
    shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    shown.open(traces.rmt)
    shown.pictures.heatmap.cell_picked.emit(4, 1)
    assert shown.selection.current == Selection(slot=1, segment=4)
    assert shown.timeline.segment.value() == 4
    assert shown.pictures.contents.currentIndex().row() == 1
    assert "Slot 1" in shown.inspector.slot_view.title.text()


def test_a_real_click_on_the_heat_map_selects_the_cell_under_it(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    heatmap = shown.pictures.heatmap
    qtbot.wait(50)
    scene = heatmap._box.mapViewToScene(heatmap._box.viewRect().topLeft())
    corner = heatmap.mapFromScene(scene)
    cell = heatmap._box.sceneBoundingRect()
    width = cell.width() / document.num_segments
    height = cell.height() / document.num_slots
    point = QPoint(int(corner.x() + 3.5 * width), int(corner.y() + 1.5 * height))
    qtbot.mouseClick(heatmap.viewport(), Qt.MouseButton.LeftButton, pos=point)
    qtbot.waitUntil(lambda: shown.selection.current.segment == 3, timeout=2_000)
    assert shown.selection.current.slot == 1


def test_a_word_of_the_text_selects_its_token_and_segment(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    text = shown.pictures.text
    qtbot.waitExposed(text)
    start, _ = document.segment_tokens(1)
    blocks = text._blocks
    place = next(place for place, areas in enumerate(blocks.areas(1)) if place > 1 and areas)
    token = start + place
    area = blocks.areas(1)[place][0]
    y = blocks.top(1) + area.center().y() + 12 - text.verticalScrollBar().value()
    point = QPoint(int(area.center().x() + 44), int(y))
    assert text.token_at(point) == token
    qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert shown.selection.current.token == token
    assert shown.selection.current.segment == 1


def test_every_token_can_be_hit_where_it_is_drawn_chinese_too(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    text = shown.pictures.text
    blocks = text._blocks
    for segment in range(document.num_segments):
        start, stop = document.segment_tokens(segment)
        text._make_visible(segment, None)
        for token in range(start, stop):
            for area in blocks.areas(segment)[token - start]:
                y = blocks.top(segment) + area.center().y() + 12
                y -= text.verticalScrollBar().value()
                hit = text.token_at(QPoint(int(area.center().x() + 44), int(y)))
                # Tokens that are parts of one character share its place.
                assert hit is not None
                assert document.token_starts[hit] == document.token_starts[token]


def test_hovering_one_view_points_in_the_others(
    shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    start, _ = document.segment_tokens(0)
    shown.pictures.weights.cell_hovered.emit(3, 2)
    assert shown.selection.hovered == Selection(token=start + 3, slot=2)
    assert shown.pictures.text._hovered == start + 3
    value = TraceReader(traces.rmt).write(0)[2, 3]
    assert f"{value:.2%}" in shown.pictures.weights.written.toolTip()
    shown.pictures.weights.cell_hovered.emit(-1, -1)
    assert shown.selection.hovered == Selection()


def test_the_time_line_steps_plays_and_jumps_to_big_writes(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    shown.timeline.step_forward.click()
    shown.timeline.step_forward.click()
    assert shown.selection.current.segment == 2
    shown.timeline.step_back.click()
    assert shown.selection.current.segment == 1
    shown.timeline.next_write.click()
    assert shown.selection.current.segment in shown.timeline._big_writes
    shown.timeline.speed.setCurrentIndex(shown.timeline.speed.count() - 1)
    shown.timeline.play.click()
    last = document.num_segments - 1
    qtbot.waitUntil(lambda: shown.selection.current.segment == last, timeout=10_000)
    qtbot.waitUntil(lambda: not shown.timeline.play.isChecked(), timeout=2_000)


def test_probes_are_followed_and_the_place_is_kept(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    session = shown.session
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        session.probe_recorded.emit(str(traces.rmt), 5)
    shown.selection.select(segment=3, slot=2)
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        session.probe_recorded.emit(str(traces.later), 10)
    assert shown.selection.current.segment == 3
    assert shown.selection.current.slot == 2
    assert session.traces.document.step == 10
    assert shown.timeline.training.isVisible()
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        shown.timeline.training.setValue(0)
    assert session.traces.document.path == str(traces.rmt)
    # Another step is being looked at, so the next probe does not take it away.
    session.probe_recorded.emit(str(traces.later), 15)
    qtbot.wait(100)
    assert session.traces.document.path == str(traces.rmt)


def test_a_model_without_slots_still_shows_text_and_surprise(
    shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    shown.open(traces.none)
    assert not shown.pictures.heatmap.isVisible()
    assert shown.pictures.text.isVisible()
    assert shown.pane.controls.tint.currentText() == "surprise"
    shown.selection.select(token=5)
    assert "probability" in shown.inspector.token_view.lead.text()


def test_a_folder_that_is_no_trace_is_refused_in_words(
    qtbot: QtBot, shown: SimpleNamespace, tmp_path: Path
) -> None:
    with qtbot.waitSignal(shown.session.failed, timeout=20_000) as signal:
        shown.session.show_trace(str(tmp_path), "x")
    failure = signal.args[0]
    assert "is not a trace" in failure.text.format(**failure.values)


def test_the_numbers_can_be_taken_out(shown: SimpleNamespace, traces: SimpleNamespace) -> None:
    document = shown.open(traces.rmt)
    quantity = shown.pane.controls.quantity.currentData()
    rows = exporting.slots_as_table(document, quantity).splitlines()
    assert len(rows) == document.num_segments + 1
    assert float(rows[3].split(",")[2]) == pytest.approx(document.change[2, 1], rel=1e-4)
    weights = exporting.weights_as_table(document, 1, None).splitlines()
    assert len(weights) == 1 + len(document.tokens_of(1))


def test_pictures_are_saved_as_png(
    shown: SimpleNamespace, traces: SimpleNamespace, tmp_path: Path
) -> None:
    shown.open(traces.rmt)
    exporting.save_picture(shown.pane, tmp_path / "memory.png")
    assert (tmp_path / "memory.png").read_bytes().startswith(b"\x89PNG")


def test_a_long_document_is_laid_out_only_where_it_is_looked_at(
    qtbot: QtBot, shown: SimpleNamespace, tmp_path: Path
) -> None:
    loaded = tiny_loaded("rmt")
    out = tmp_path / "long.zarr"
    record_trace(loaded, TEXT * 60, document="long", out=out, control=Control(), detail="mean")
    document = shown.open(out)
    assert document.num_segments > 300
    qtbot.wait(50)
    assert len(shown.pictures.text._blocks._layouts) < 60
    shown.selection.select(segment=document.num_segments - 1)
    qtbot.wait(50)
    assert len(shown.pictures.text._blocks._layouts) < 120


def test_a_map_of_weights_that_was_high_can_be_low_again_with_all_of_its_words(
    qtbot: QtBot,
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(700, 900)
    weights = WeightMap(page)
    least = weights.minimumSizeHint().height()
    weights.resize(600, 2 * least)
    page.show()
    assert weights.minimumSizeHint().height() == least
    weights.resize(600, least)
    QApplication.sendPostedEvents()
    cells = weights.written.height() - TokenAxis.HEIGHT
    assert abs(cells - weights.read.height()) < 12
