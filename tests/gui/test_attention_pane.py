"""The attention pane: what is shown is what was kept, and every way to a weight leads to it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from memstudio.errors import DataError
from memstudio.gui import drag_out
from memstudio.gui.dialogs.paste_text import PasteDialog
from memstudio.gui.memory_page import MemoryPage
from memstudio.gui.panes.attention import exporting
from memstudio.gui.panes.attention.matrix_view import MatrixView
from memstudio.gui.panes.attention.pane import AttentionPane
from memstudio.gui.panes.attention.profiles import heights, shares
from memstudio.gui.panes.attention.scales import Scale
from memstudio.gui.panes.attention.sight import LARGEST, Sight
from memstudio.gui.panes.attention.tile_store import TILE, Place
from memstudio.gui.panes.attention.words import memory_note
from memstudio.gui.selection import SelectionModel
from memstudio.gui.session import Session
from memstudio.progress import Control
from memstudio.trace.attention_capture import capture_attention
from memstudio.trace.attention_layout import CapturedAttention
from memstudio.trace.attention_matrix import AttentionMatrix
from memstudio.workers.attention_messages import AttentionCaptured, CaptureAttention
from memstudio.workers.messages import TaskKind
from tests.gui.conftest import Engine
from tests.gui.dragging import drag
from tests.tiny import tiny_loaded
from tests.windows.measure_attention import made_up

TEXT = (
    "Daniel went to the garden, and nobody knew why.\nIt was a dark and stormy night. "
    "没有人 asked him. Where is Daniel? "
) * 3


@pytest.fixture(scope="module")
def captured() -> CapturedAttention:
    return capture_attention(tiny_loaded(None), TEXT, document="a story", control=Control())


@pytest.fixture(scope="module")
def with_memory() -> CapturedAttention:
    return capture_attention(tiny_loaded("rmt"), TEXT, document="a story", control=Control())


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[SimpleNamespace]:
    session, selection = Session(), SelectionModel()
    pane = AttentionPane(session, selection)
    qtbot.addWidget(pane)
    pane.resize(1100, 700)
    pane.show()

    def show(captured: CapturedAttention) -> MatrixView:
        session.attention.captured = captured
        session.attention.captured_changed.emit(captured)
        return pane.head_page.view

    failures: list[object] = []
    session.failed.connect(failures.append)
    yield SimpleNamespace(
        session=session, selection=selection, pane=pane, show=show, failures=failures
    )
    pane.head_page.view.wait()
    session.close()


def open_head(qtbot: QtBot, shown: SimpleNamespace, layer: int, head: int) -> MatrixView:
    shown.pane.grid.head_opened.emit(layer, head)
    view: MatrixView = shown.pane.head_page.view
    level = Place(max(0, (view.sight.size - 1).bit_length() - 8), 0, 0)
    qtbot.waitUntil(lambda: view.store.tile(level) is not None, timeout=20_000)
    return view


@pytest.mark.parametrize(
    ("kind", "said", "other"),
    [
        ("rmt", "columns where it is read, rows where it is written.", "Document"),
        ("armt", "behind the words: rows where it is written. No word looks at them", "columns"),
        ("titans", "The place before each word is the word with what the memory", "columns"),
        ("none", "words of their own segment alone: one block each.", "Document"),
        ("s2s", "The memory 's2s' does not stand among the words", "columns"),
    ],
)
def test_what_the_places_of_the_memory_are_is_said_of_each_kind(
    kind: str, said: str, other: str
) -> None:
    read = capture_attention(tiny_loaded(kind), TEXT, document="a story", control=Control())
    note = memory_note(read)
    assert said in note
    assert other not in note
    assert "stay the same" not in note
    if kind == "titans":
        length = int(read.segment_starts[1])
        in_front = np.where(np.arange(length) < 2, -1, np.arange(length))
        gate = replace(read, places=np.concatenate([in_front, read.places[length:]]))
        assert "in front of all words are tokens that stay the same" in memory_note(gate)
        both = replace(read, places=np.r_[-1, -2, read.places], segment_starts=read.segment_starts + 2)  # fmt: skip
        assert "Those in front" in memory_note(both)


def test_all_heads_are_seen_first_and_one_is_opened_by_mouse_or_key(
    qtbot: QtBot, shown: SimpleNamespace, captured: CapturedAttention
) -> None:
    assert shown.pane._stack.currentIndex() == 0
    shown.show(captured)
    pane = shown.pane
    assert pane.controls.all_heads.isChecked()
    assert pane.grid.isVisible()
    assert "a story" in pane._title.text()
    assert "2 layers of 4 heads" in pane._summary.text()
    qtbot.mouseClick(
        pane.grid.viewport(), Qt.MouseButton.LeftButton, pos=pane.grid._cell(1, 2).center()
    )
    assert pane.head_page.isVisible()
    assert (pane.controls.chosen_layer, pane.controls.chosen_head) == (1, 2)
    matrix = pane.head_page.view.matrix
    assert matrix is not None
    assert matrix.layer is captured.kept[1]
    assert matrix.head == 2
    qtbot.keyClick(pane.head_page.view, Qt.Key.Key_Escape)
    assert pane.grid.isVisible()
    qtbot.keyClick(pane.grid, Qt.Key.Key_Up)
    assert pane.grid.accessibleDescription() == pane.grid.description(0, 2)
    qtbot.keyClick(pane.grid, Qt.Key.Key_Return)
    assert (pane.controls.chosen_layer, pane.controls.chosen_head) == (0, 2)
    assert pane.head_page.isVisible()


def test_a_heads_tooltip_says_what_it_does_most(
    qtbot: QtBot, shown: SimpleNamespace, captured: CapturedAttention
) -> None:
    shown.show(captured)
    grid = shown.pane.grid
    text = grid.description(1, 3)
    assert "Layer 2, head 4" in text
    assert f"{captured.pictures.to_first[1, 3]:.0%}" in text  # type: ignore[union-attr]
    at = grid._cell(1, 3).center()
    event = QHelpEvent(QEvent.Type.ToolTip, at, grid.viewport().mapToGlobal(at))
    assert grid.viewportEvent(event)


def test_the_pixels_of_the_matrix_are_the_colours_of_its_weights(
    qtbot: QtBot, shown: SimpleNamespace, captured: CapturedAttention
) -> None:
    shown.show(captured)
    view = open_head(qtbot, shown, 1, 0)
    view.pick(0, 0, moves=False)
    view.sight.zoom(1000, 0, 0)
    view.repaint()
    qtbot.waitUntil(lambda: view.store.tile(Place(0, 0, 0)) is not None)
    view.repaint()
    picture = view.grab().toImage()
    area, matrix = view.map_area, AttentionMatrix(captured.kept[1], 0)
    scale = shown.pane._scale(captured)
    for row, column in ((5, 2), (7, 7), (4, 9), (9, 1)):
        x = area.left() + view.sight.x_of(column + 0.5)
        y = area.top() + view.sight.y_of(row + 0.5)
        expected = scale.pixels(np.array([[matrix.at(row, column)]], np.float32))[0, 0]
        assert picture.pixelColor(round(x), round(y)).rgb() == int(expected)
    # What a row does not see has no colour of the map.
    nothing = scale.pixels(np.zeros((1, 1), np.float32))[0, 0]
    assert QColor(int(nothing)).name() == QColor(scale.nothing).name()


def test_choosing_a_weight_tells_its_words_its_value_and_its_neighbours(
    qtbot: QtBot, shown: SimpleNamespace, captured: CapturedAttention
) -> None:
    shown.show(captured)
    view = open_head(qtbot, shown, 0, 1)
    page = shown.pane.head_page
    matrix = AttentionMatrix(captured.kept[0], 1)
    area = view.map_area
    row, column = 60, 20
    at = QPoint(
        round(area.left() + view.sight.x_of(column + 0.5)),
        round(area.top() + view.sight.y_of(row + 0.5)),
    )
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert view.picked == (row, column)
    assert f"{matrix.at(row, column):.6f}" in page.readout.text()
    assert captured.word(row) in page.readout.text()
    qtbot.waitUntil(lambda: page.words._chosen == row)
    order = np.argsort(matrix.row(row), kind="stable")[::-1]
    assert page.sources.place(0) == int(order[0])
    index = page.sources.index(0, 2)
    assert index.data() == f"{matrix.row(row).max():.4f}"
    assert page.readers.place(0) == int(matrix.column(column).argmax())
    # Those who cannot see the pictures are told the same.
    assert view.accessibleDescription() == page.readout.text()
    assert f"“{captured.word(int(order[0]))}” {index.data()}" in page.words.accessibleDescription()
    qtbot.keyClick(page.words, Qt.Key.Key_Right)
    assert view.picked == (row + 1, column)
    # A word in the text leads to its row; a row of the table to its weight.
    page.words.place_picked.emit(70)
    assert view.picked == (70, column)
    qtbot.waitUntil(lambda: page.words._chosen == 70)
    page.source_table.clicked.emit(page.sources.index(1, 0))
    assert view.picked == (70, page.sources.place(1))
    assert f"“{captured.word(view.picked[1])}”" in page.tables.tabText(1)
    assert page.readers.place(0) == int(matrix.column(view.picked[1]).argmax())
    page.tables.setCurrentIndex(1)
    assert page.words._chosen == view.picked[1]
    with qtbot.waitSignal(page.place_chosen) as chosen:
        page.reader_table.clicked.emit(page.readers.index(1, 0))
    assert chosen.args == [page.readers.place(1)] == [view.picked[0]]
    assert f"“{captured.word(view.picked[0])}”" in page.tables.tabText(0)
    QAbstractItemModelTester(page.sources)


def test_keys_move_the_choice_and_zoom_and_pan(
    qtbot: QtBot, shown: SimpleNamespace, captured: CapturedAttention
) -> None:
    shown.show(captured)
    view = open_head(qtbot, shown, 0, 0)
    view.pick(50, 40)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.picked == (51, 39)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.picked == (51, 49)
    whole = view.sight.scale
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.sight.scale > whole
    top = view.sight.top
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.sight.top > top
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.sight.is_whole


def test_the_wheel_zooms_to_where_the_mouse_is_and_a_drag_pans(
    qtbot: QtBot, shown: SimpleNamespace, captured: CapturedAttention
) -> None:
    shown.show(captured)
    view = open_head(qtbot, shown, 0, 0)
    view.sight.zoom(4, 0, 0)
    at = QPointF(view.map_area.left() + 150, view.map_area.top() + 150)
    before = view._cell_at(at)
    event = QWheelEvent(
        at, view.mapToGlobal(at), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)
    assert view._cell_at(at) == before
    assert not view.sight.is_whole
    left, top = view.sight.left, view.sight.top
    start = at.toPoint()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, start - QPoint(30, 0))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start - QPoint(30, 0))
    assert view.sight.left == pytest.approx(left + 30 / view.sight.scale)
    assert view.sight.top == top


def test_colours_and_heads_can_be_chosen_and_the_place_stays(
    qtbot: QtBot, shown: SimpleNamespace, captured: CapturedAttention
) -> None:
    shown.show(captured)
    view = open_head(qtbot, shown, 0, 0)
    view.sight.zoom(3, 100, 100)
    left, controls = view.sight.left, shown.pane.controls
    for kind in ("linear", "relative", "log"):
        controls.scale.setCurrentIndex(controls.scale.findData(kind))
        matrix = view.matrix
        assert matrix is not None
        assert matrix.is_relative == (kind == "relative")
    # Figures are of the weights themselves, whatever the colours are of.
    controls.scale.setCurrentIndex(controls.scale.findData("relative"))
    view.pick(30, 10)
    shown.pane.head_page._tell()
    row = AttentionMatrix(captured.kept[0], 0).row(30)
    assert shown.pane.head_page.sources.index(0, 2).data() == f"{row.max():.4f}"
    rows = list(csv.reader(io.StringIO(exporting.chosen_weights(captured, view))))
    assert sum(float(each[2]) for each in rows[1:]) == pytest.approx(1, abs=1e-3)
    view.fit()
    rows = list(csv.reader(io.StringIO(exporting.seen_weights(captured, view))))
    assert float(rows[2 + 30][2 + 10]) == pytest.approx(row[10], rel=1e-4)
    assert "row's largest" in controls.legend.toolTip()
    controls.all_heads.setChecked(True)  # small pictures are of weights
    assert controls.legend.toolTip() == "Share of the row's attention"
    assert "colours by weight;" in shown.pane.export._caption()[1]
    controls.all_heads.setChecked(False)
    view.sight.zoom(3, 100, 100)
    left = view.sight.left
    controls.head.setCurrentIndex(controls.head.findData("mean"))
    assert view.matrix is not None
    assert view.matrix.head == "mean"
    controls.cells.setCurrentIndex(1)
    assert view._pyramid is not None
    assert view._pyramid.how == "mean"
    controls.layer.setCurrentIndex(1)
    assert view.matrix.layer is captured.kept[1]
    assert view.sight.left == left


def test_a_layer_that_was_not_kept_is_asked_for_or_said_to_be_gone(
    shown: SimpleNamespace,
    captured: CapturedAttention,
    dragged: list[QMimeData],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drag_out._Passing, "_folder", tmp_path)
    shown.show(replace(captured, kept={1: captured.kept[1]}))
    pane = shown.pane
    picture, seen, chosen, figures = pane.export.button.menu().actions()
    pane.controls.choose(1, 0)
    assert pane.head_page.isVisible()
    assert all(each.isEnabled() for each in (picture, seen, chosen, figures))
    drag(pane.export.button)
    assert len(dragged) == 1
    chosen.trigger()
    pane.grid.head_opened.emit(0, 1)
    assert not pane.head_page.isVisible()
    assert "not kept" in pane._wait_text.text()
    # Nothing of the layer before goes out as the one that is waited for.
    enabled = [each.isEnabled() for each in (picture, seen, chosen, figures)]
    assert enabled == [False, False, False, True]
    drag(pane.export.button)
    assert len(dragged) == 1
    pane.export.save_picture(tmp_path / "late.png")
    assert len(shown.failures) == 1
    assert not (tmp_path / "late.png").exists()
    # What was asked for before the layer changed is of the layer before.
    dialog = pane.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "chosen.csv"))
    dialog.close()
    rows = list(csv.reader(io.StringIO((tmp_path / "chosen.csv").read_text(encoding="utf-8"))))
    row = int(rows[0][2].removeprefix("weight_from_"))
    expected = AttentionMatrix(captured.kept[1], 0).row(row)
    np.testing.assert_allclose([float(each[2]) for each in rows[1:]], expected, rtol=1e-4)


def test_of_two_missing_layers_the_last_is_waited_for_and_a_new_text_goes_before_both(
    shown: SimpleNamespace, captured: CapturedAttention, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[CaptureAttention] = []
    attention, pane = shown.session.attention, shown.pane
    monkeypatch.setattr(attention._engine, "submit", sent.append)
    attention.read(TEXT, "a story")
    few = replace(captured, kept={})
    attention._on_worker_attention_captured(AttentionCaptured(sent[0].number, few))
    attention._on_worker_task_ended(TaskKind.ATTENTION)
    pane.grid.head_opened.emit(0, 0)
    pane.grid.head_opened.emit(1, 0)
    assert [(each.layer, each.control.is_cancelled) for each in sent[1:]] == [(0, True), (1, False)]
    # The first of the two ends, which nobody waits for.
    attention._on_worker_task_ended(TaskKind.ATTENTION)
    assert attention.is_reading
    assert "once more" in pane._wait_text.text()
    one = AttentionCaptured(sent[2].number, replace(captured, kept={1: captured.kept[1]}), True)
    attention._on_worker_attention_captured(one)
    attention._on_worker_task_ended(TaskKind.ATTENTION)
    assert not attention.is_reading
    assert pane.head_page.isVisible()
    attention.read("Another text.", "another")
    pane.grid.head_opened.emit(0, 0)
    assert len(sent) == 4
    assert not sent[3].control.is_cancelled


def test_the_choice_goes_to_the_document_and_back_by_the_place_in_the_text(
    shown: SimpleNamespace, captured: CapturedAttention
) -> None:
    text, view = captured.text, shown.pane.head_page.view
    ends = np.arange(1, len(text) + 1)  # a token a character
    shown.session.traces.document = SimpleNamespace(
        name="a story", text=text, num_tokens=len(text), token_starts=ends - 1, token_ends=ends,
        segment_of=lambda token: token // 10,
    )  # fmt: skip
    shown.selection.select(segment=1)
    short = capture_attention(tiny_loaded(None), text[:40], document="a", control=Control())
    shown.show(short)
    shown.pane.grid.head_opened.emit(1, 0)
    shown.show(captured)
    assert not shown.pane.head_page.shows(captured), "all heads are shown first"
    shown.selection.select(token=len(text) - 2)  # the page of one head is of the short text still
    shown.pane.grid.head_opened.emit(1, 0)
    place = next(
        place for place in range(12, captured.num_places)
        if captured.token_ends[captured.places[place]] - captured.token_starts[captured.places[place]] > 1
    )  # fmt: skip
    begin = int(captured.token_starts[captured.places[place]])
    view.pick(place, 3)
    shown.pane.head_page.place_chosen.emit(place)
    assert shown.selection.current.token == begin != place
    assert shown.selection.current.segment == begin // 10 != 1
    assert view.picked == (place, 3)
    shown.selection.select(token=begin - 1)
    assert view.picked[0] == place - 1
    shown.selection.select(token=begin + 1)
    assert view.picked[0] == place
    shown.session.traces.document = None


def test_a_memory_models_blocks_are_explained(
    shown: SimpleNamespace, with_memory: CapturedAttention
) -> None:
    shown.show(with_memory)
    shown.pane.grid.head_opened.emit(0, 0)
    assert "one block each" in shown.pane.head_page.notes.text()
    assert "'rmt'" in shown.pane.head_page.notes.text()
    texts = shown.pane.head_page.words._texts
    assert texts[0] == " [0] "
    # Nothing of one segment is seen in another.
    second = int(with_memory.segment_starts[1])
    matrix = AttentionMatrix(with_memory.kept[0], 0)
    assert not matrix.part(slice(second, second + 5), slice(0, second)).any()


@pytest.mark.slow
def test_what_is_seen_goes_out_as_a_picture_and_as_numbers(
    qtbot: QtBot, shown: SimpleNamespace, captured: CapturedAttention, tmp_path: Path
) -> None:
    shown.show(captured)
    view = open_head(qtbot, shown, 1, 1)
    for form, begins in (("png", b"\x89PNG"), ("pdf", b"%PDF-"), ("svg", b"<?xml")):
        path = tmp_path / f"a.{form}"
        shown.pane.export.save_picture(path)
        assert path.read_bytes().startswith(begins)
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "Layer 2, head 2: rows look at columns" in drawn
    # Texts along the edges stay texts.
    assert ">looked at →</text>" in drawn
    shown.pane.controls.all_heads.setChecked(True)
    shown.pane.export.save_picture(tmp_path / "heads.svg")
    assert "All heads" in (tmp_path / "heads.svg").read_text(encoding="utf-8")
    shown.pane.export.save_picture(tmp_path / "a.svg" / "b.svg")
    assert shown.failures
    shown.pane.controls.all_heads.setChecked(False)
    view.sight.zoom(4, 200, 200)
    rows = list(csv.reader(io.StringIO(exporting.seen_weights(captured, view))))
    (row, row_stop), (column, column_stop) = view.sight.rows, view.sight.columns
    assert rows[0][2:] == [str(place) for place in range(column, column_stop)]
    assert len(rows) == 2 + row_stop - row
    matrix = AttentionMatrix(captured.kept[1], 1)
    assert float(rows[4][5]) == pytest.approx(matrix.at(row + 2, column + 3), rel=1e-4)
    view.pick(30, 10)
    rows = list(csv.reader(io.StringIO(exporting.chosen_weights(captured, view))))
    assert float(rows[1 + 7][2]) == pytest.approx(matrix.at(30, 7), rel=1e-4)
    assert float(rows[1 + 40][3]) == pytest.approx(matrix.at(40, 10), rel=1e-4)
    assert len(exporting.head_figures(captured).splitlines()) == 1 + 2 * 4


def test_a_second_click_on_a_small_picture_does_not_reach_the_head(
    qtbot: QtBot, shown: SimpleNamespace, captured: CapturedAttention
) -> None:
    shown.show(captured)
    view = open_head(qtbot, shown, 1, 1)
    middle = view.map_area.center()
    view.fit()
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert view.sight.is_whole
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert not view.sight.is_whole


def test_all_heads_are_seen_at_once_where_they_are_few(
    shown: SimpleNamespace, captured: CapturedAttention
) -> None:
    shown.show(captured)
    grid = shown.pane.grid
    grid.resize(900, 400)
    assert grid.verticalScrollBar().maximum() == 0


def test_a_table_of_too_many_weights_is_refused(
    shown: SimpleNamespace, captured: CapturedAttention, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.show(captured)
    shown.pane.grid.head_opened.emit(0, 0)
    monkeypatch.setattr(exporting, "MOST_NUMBERS", 100)
    with pytest.raises(DataError, match="Zoom in"):
        exporting.seen_weights(captured, shown.pane.head_page.view)


@pytest.mark.slow
def test_a_long_text_is_shown_through_tiles_of_which_few_are_held(
    qtbot: QtBot, shown: SimpleNamespace
) -> None:
    long = made_up(5000)
    view = shown.show(long)
    assert shown.pane.head_page.isVisible()
    qtbot.waitUntil(lambda: view._pyramid.is_whole, timeout=60_000)
    top = (long.num_places - 1).bit_length() - 8
    qtbot.waitUntil(lambda: view.store.tile(Place(top, 0, 0)) is not None, timeout=20_000)
    view.sight.zoom(1 / view.sight.scale, 0, 0)
    view.pick(4000, 3990)
    view.repaint()
    row, column = 4000 // TILE, 3990 // TILE
    qtbot.waitUntil(lambda: view.store.tile(Place(0, row, column)) is not None, timeout=20_000)
    assert view.store.num_bytes < 40e6
    # Weights that are not seen any more are not waited for.
    view.fit()
    view.repaint()
    assert all(place.level > 0 for place in view.store._wishes)


def test_texts_are_read_from_the_trace_a_file_or_pasted(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    session, selection = Session(), SelectionModel()
    page = MemoryPage(session, selection)
    qtbot.addWidget(page)
    asked: list[tuple[object, str]] = []
    monkeypatch.setattr(session.attention, "read", lambda text, name: asked.append((text, name)))
    pane = page.attention
    pane.reading.read_text("Some words.", "it")
    assert asked == [("Some words.", "it")]
    failures: list[object] = []
    session.failed.connect(failures.append)
    pane.reading.read_text("  ")
    assert len(failures) == 1
    pane.reading.read_path(tmp_path / "book.txt")
    assert asked[1][1] == "book.txt"
    pane.reading.ask_for_paste()
    dialog = page.findChild(PasteDialog)
    assert dialog is not None
    assert dialog.edit.tabChangesFocus(), "no way from here with the keyboard"
    dialog.edit.setPlainText("Pasted words.")
    dialog.accept()
    assert asked[2] == ("Pasted words.", "pasted text")
    pane.head_page.view.wait()
    session.close()


def test_why_no_text_can_be_read_is_said(session: Session, engine: Engine, qtbot: QtBot) -> None:
    pane = AttentionPane(session, SelectionModel())
    qtbot.addWidget(pane)
    engine.model()
    assert pane.empty.text.text().startswith("Let the open model read")
    engine.start(TaskKind.TRACE)
    assert pane.empty.text.text() == "Wait until what is going on is done."
    engine.end(TaskKind.TRACE)
    engine.train()
    assert "Pause it to let its model read" in pane.empty.text.text()


def test_sight_keeps_what_is_under_the_mouse_and_stays_inside() -> None:
    sight = Sight(size=1000, width=400, height=200)
    sight.fit()
    assert sight.is_whole
    assert sight.scale == pytest.approx(0.2)
    sight.zoom(5, 100, 50)
    assert sight.place_at(100, 50) == (250, 500)
    sight.pan(1e6, 1e6)
    assert (sight.left, sight.top) == (0, 0)
    sight.pan(-1e6, -1e6)
    assert sight.rows[1] == sight.columns[1] == 1000
    sight.zoom(1e9, 0, 0)
    assert sight.scale == LARGEST
    sight.show(3, 990)
    assert sight.rows[0] <= 3 < sight.rows[1]
    assert sight.columns[0] <= 990 < sight.columns[1]


def test_bars_show_the_largest_weight_that_falls_on_a_pixel() -> None:
    weights = np.random.default_rng(0).random(1000).astype(np.float32)
    seen = heights(weights, 100.0, 0.25, 150)
    expected = [weights[100 + 4 * pixel : 104 + 4 * pixel].max() for pixel in range(150)]
    np.testing.assert_array_equal(seen, expected)
    wide = heights(weights, 990.0, 10.0, 150)
    np.testing.assert_array_equal(wide[:100], np.repeat(weights[990:], 10))
    assert not wide[100:].any()
    found = shares(np.array([1e-4, 1e-2, 1.0], np.float32), 1.0, 1e-4)
    np.testing.assert_allclose(found, [0, 0.5, 1], atol=1e-6)


def test_a_logarithmic_scale_is_even_over_the_decades() -> None:
    scale = Scale("log", 1e-4, 1.0, "viridis", "white")
    pixels = scale.pixels(np.array([0, 1e-4, 1e-2, 1.0, 1e-9], np.float32))
    assert pixels[1] == pixels[4]
    assert pixels[0] == 0xFFFFFFFF
    assert len(set(pixels.tolist())) == 4
