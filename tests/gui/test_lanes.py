"""The lanes of the Memory page on their one axis: zoom, pan, keys, and what they do with length."""

from __future__ import annotations

import csv
import io
import warnings
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from memstudio.gui.panes.memory import exporting
from memstudio.gui.panes.memory.lanes.quantity_lane import QuantityLane
from memstudio.gui.panes.memory.lanes.tiles import COLUMNS, Tiles
from memstudio.gui.panes.memory.pane import MemoryPane
from memstudio.gui.pixel_columns import Pyramid, into_pixels, pixel_edges, pooled
from memstudio.gui.plots.painting import coloured
from memstudio.gui.selection import Selection, SelectionModel
from memstudio.gui.session import Session
from memstudio.gui.trace_document import TraceDocument
from memstudio.gui.trace_weights import WeightChoice
from memstudio.gui.visible_range import VisibleRange
from memstudio.gui.widgets.number_format import signed
from memstudio.progress import Control
from memstudio.trace.quantity_kinds import Quantity, quantity_kind
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.gui.long_trace import LongReader
from tests.tiny import tiny_loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from memstudio.gui.pixel_columns import Reduction

STORY = "Mary went to the kitchen. 她拿起了灯。 The rain fell. Where is Mary? In the kitchen.\n" * 6


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> TraceReader:
    out = tmp_path_factory.mktemp("traces") / "story.zarr"
    loaded = tiny_loaded("rmt")
    return record_trace(loaded, STORY, document="story", out=out, control=Control(), gain=True)


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[SimpleNamespace]:
    session, selection = Session(), SelectionModel()
    pane = MemoryPane(session, selection)
    qtbot.addWidget(pane)
    pane.resize(1100, 800)
    pane.show()

    def show(reader: object) -> TraceDocument:
        document = TraceDocument(reader)  # type: ignore[arg-type]
        session.traces.document = document
        session.traces.document_changed.emit(document)
        return document

    yield SimpleNamespace(
        session=session, selection=selection, pane=pane, pictures=pane.pictures, show=show
    )
    session.close()


def _wheel(
    widget: object, x: float, turn: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    place = QPointF(x, 10)
    event = QWheelEvent(
        place, place, QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, keys,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)  # type: ignore[arg-type]


# ---------------------------------------------------------------------- one axis


def test_the_wheel_zooms_about_the_mouse_in_all_lanes_at_once(
    shown: SimpleNamespace, trace: TraceReader
) -> None:
    shown.show(trace)
    visible = shown.pictures.visible
    assert visible.is_whole
    for lane in (shown.pictures.quantity, shown.pictures.written, shown.pictures.surprise):
        visible.show_whole()
        x = lane.plot_rect().left() + lane.plot_rect().width() * 0.7
        under = lane.token_place(x)
        _wheel(lane, x, 240)
        assert visible.span < visible.total
        assert lane.token_place(x) == pytest.approx(under, abs=1e-6)
        for other in (each for each in shown.pictures.lanes[1:] if each.isVisible()):
            assert other.token_place(x) == pytest.approx(under, abs=1e-6)


def test_shift_and_wheel_pans_and_never_beyond_the_ends(
    shown: SimpleNamespace, trace: TraceReader
) -> None:
    shown.show(trace)
    visible = shown.pictures.visible
    visible.show(20, 60)
    _wheel(shown.pictures.read, 300, -120, Qt.KeyboardModifier.ShiftModifier)
    assert visible.start == pytest.approx(24)
    assert visible.span == pytest.approx(40)
    for _ in range(200):
        _wheel(shown.pictures.read, 300, -120, Qt.KeyboardModifier.ShiftModifier)
    assert visible.stop == pytest.approx(visible.total)
    assert visible.span == pytest.approx(40)


class _Cut(LongReader):
    """Words of a text, each of one token or of two, in segments of 32 words."""

    def __init__(self, parts: int) -> None:
        self.segment_length = 32 * parts
        super().__init__(320 * parts, 4)
        words = [f"w{index:03}" for index in range(320)]
        self.text = " ".join(words)
        first = np.arange(320) * 5
        starts = np.stack([first, first + 2][:parts], 1).astype(np.int32)
        self.token_starts = starts.ravel()
        self.token_ends = (starts + 4 // parts).ravel()
        self.identity = (str(parts),)


def test_the_same_text_in_other_tokens_is_shown_at_the_same_words(shown: SimpleNamespace) -> None:
    visible, select = shown.pictures.visible, shown.selection.select
    shown.show(_Cut(1))
    select(token=100, segment=3)
    visible.show(90, 110)
    shown.show(_Cut(2))
    assert (shown.selection.current.token, visible.start, visible.stop) == (200, 180, 220)
    shown.show(_Cut(1))
    assert (shown.selection.current.token, visible.start, visible.stop) == (100, 90, 110)
    select(token=250, segment=7)
    visible.show(240, 260)
    document = shown.show(_Cut(2))
    assert shown.selection.current.token == 500
    assert document.token_text(500) == "w2"
    assert shown.selection.current.segment == 7
    assert (visible.start, visible.stop) == (480, 520)
    # From the middle of a word on, and a segment alone.
    select(token=501)
    visible.show(481, 521)
    document = shown.show(_Cut(1))
    assert document.token_text(shown.selection.current.token) == "w250"
    assert (visible.start, visible.stop) == (240, 261)
    select(token=None, segment=9)
    visible.show_whole()
    shown.show(_Cut(2))
    assert shown.selection.current == Selection(segment=9)
    assert visible.is_whole


def test_a_lane_is_made_higher_by_keys(
    qtbot: QtBot, shown: SimpleNamespace, trace: TraceReader
) -> None:
    shown.show(trace)
    lane = shown.pictures.written
    lane.setFocus()
    qtbot.waitUntil(lane.hasFocus)
    before = shown.pictures.captions["written"].height()
    qtbot.keyClick(lane, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert shown.pictures.captions["written"].height() > before
    qtbot.keyClick(lane, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert shown.pictures.captions["written"].height() == pytest.approx(before, abs=3)


def test_dragging_pans_and_does_not_select(
    qtbot: QtBot, shown: SimpleNamespace, trace: TraceReader
) -> None:
    shown.show(trace)
    visible, lane = shown.pictures.visible, shown.pictures.written
    visible.show(30, 70)
    before = shown.selection.current
    start = lane.plot_rect().center()
    quarter = QPoint(lane.plot_rect().width() // 4, 0)
    qtbot.mousePress(lane, Qt.MouseButton.LeftButton, pos=start)
    for step in (0.2, 0.6, 1.0):
        qtbot.mouseMove(lane, start + quarter * step)
    qtbot.mouseRelease(lane, Qt.MouseButton.LeftButton, pos=start + quarter)
    assert visible.start == pytest.approx(20, abs=0.5)
    assert shown.selection.current == before


def test_a_double_click_shows_the_whole(
    qtbot: QtBot, shown: SimpleNamespace, trace: TraceReader
) -> None:
    shown.show(trace)
    shown.pictures.visible.show(30, 70)
    qtbot.mouseDClick(shown.pictures.read, Qt.MouseButton.LeftButton)
    assert shown.pictures.visible.is_whole


def test_keys_zoom_pan_and_go_to_the_ends(
    qtbot: QtBot, shown: SimpleNamespace, trace: TraceReader
) -> None:
    shown.show(trace)
    visible, lane = shown.pictures.visible, shown.pictures.quantity
    qtbot.keyClick(lane, Qt.Key.Key_Plus)
    assert visible.span < visible.total
    visible.show(40, 80)
    for key, start in (
        (Qt.Key.Key_Right, 44), (Qt.Key.Key_Left, 40), (Qt.Key.Key_PageDown, 76),
        (Qt.Key.Key_PageUp, 40), (Qt.Key.Key_Home, 0), (Qt.Key.Key_End, visible.total - 40),
    ):  # fmt: skip
        qtbot.keyClick(lane, key)
        assert visible.start == pytest.approx(start)
    qtbot.keyClick(lane, Qt.Key.Key_Minus)
    assert visible.span > 40
    qtbot.keyClick(lane, Qt.Key.Key_0)
    assert visible.is_whole


def test_arrows_choose_slots_and_with_shift_segments_or_words(
    qtbot: QtBot, shown: SimpleNamespace, trace: TraceReader
) -> None:
    document = shown.show(trace)
    lane = shown.pictures.written
    qtbot.keyClick(lane, Qt.Key.Key_Down)
    qtbot.keyClick(lane, Qt.Key.Key_Down)
    assert shown.selection.current.slot == 1
    assert not shown.pictures.ruler.shows_words
    qtbot.keyClick(lane, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert shown.selection.current.segment == 1
    qtbot.keyClick(lane, Qt.Key.Key_Return)
    visible = shown.pictures.visible
    assert (round(visible.start), round(visible.stop)) == document.segment_tokens(1)
    assert shown.pictures.ruler.shows_words
    first = document.segment_tokens(1)[0]
    for expected in (first, first + 1):
        qtbot.keyClick(lane, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        assert shown.selection.current.token == expected


def test_what_is_selected_elsewhere_is_brought_into_view(
    shown: SimpleNamespace, trace: TraceReader
) -> None:
    document = shown.show(trace)
    visible = shown.pictures.visible
    visible.show(0, 30)
    shown.selection.select(segment=document.num_segments - 1, token=document.num_tokens - 1)
    assert visible.start <= document.num_tokens - 1 < visible.stop
    assert visible.span == pytest.approx(30)


def test_the_box_of_the_overview_is_moved_and_resized_with_the_mouse(
    qtbot: QtBot, shown: SimpleNamespace, trace: TraceReader
) -> None:
    shown.show(trace)
    visible, overview = shown.pictures.visible, shown.pictures.minimap
    visible.show(40, 80)
    y = overview.height() // 2

    def drag(start: float, stop: float) -> None:
        for kind, x in (("Press", start), ("Move", stop), ("Release", stop)):
            place = QPoint(round(overview.x_of(x)), y)
            if kind == "Move":
                qtbot.mouseMove(overview, place)
            else:
                getattr(qtbot, f"mouse{kind}")(overview, Qt.MouseButton.LeftButton, pos=place)

    drag(60, 90)
    assert visible.start == pytest.approx(70, abs=1.5)
    assert visible.span == pytest.approx(40)
    drag(visible.stop, visible.stop + 30)
    assert visible.start == pytest.approx(70, abs=1.5)
    assert visible.span == pytest.approx(70, abs=2)
    drag(visible.start, visible.start + 20)
    assert visible.span == pytest.approx(50, abs=3)
    drag(10, 10)
    assert visible.start == 0


def test_the_text_follows_the_lanes_and_the_lanes_the_text(
    qtbot: QtBot, shown: SimpleNamespace
) -> None:
    document = shown.show(LongReader(20_000, 4))
    visible, text = shown.pictures.visible, shown.pictures.text
    visible.show(12_000, 12_400)
    qtbot.waitUntil(lambda: text.page_tokens()[0] <= 12_200 <= text.page_tokens()[1], timeout=5_000)
    text.verticalScrollBar().setValue(0)
    qtbot.waitUntil(lambda: visible.start < 1_000, timeout=5_000)
    assert shown.pictures.minimap.page is not None
    assert document.num_tokens == 20_000


# ---------------------------------------------------------------------- what is said


def test_the_gain_stands_under_the_surprise_where_it_was_recorded(
    shown: SimpleNamespace, trace: TraceReader
) -> None:
    document = shown.show(trace)
    lane = shown.pictures.surprise
    assert lane._gain is not None
    assert not shown.pictures.gain_button.isVisible()
    token = 7
    assert signed(float(document.gain[token])) in lane.tooltip(token, -1)
    shown.show(LongReader(600, 4))
    assert lane._gain is None
    assert shown.pictures.gain_button.isVisible()
    assert "not recorded" in shown.pictures.gain_note.text()


def test_measuring_the_gain_needs_the_model_that_read_the_text(
    shown: SimpleNamespace,
) -> None:
    shown.show(LongReader(600, 4))
    assert not shown.pictures.gain_button.isEnabled()
    assert "long-model" in shown.pictures.gain_button.toolTip()


def test_attention_is_not_proof_stands_by_every_picture_of_attention(
    shown: SimpleNamespace, trace: TraceReader
) -> None:
    shown.show(trace)
    caption = shown.pictures.captions["read"]
    assert caption.isVisible()
    assert "not proof" in caption.words


def test_what_was_not_kept_is_said(qtbot: QtBot, shown: SimpleNamespace) -> None:
    shown.show(LongReader(3_000, 4, left_out=0.125))
    caption = shown.pictures.captions["read"]
    qtbot.waitUntil(lambda: "12.5%" in caption.words, timeout=5_000)


def test_lanes_are_hidden_and_stay_so_in_the_next_window(
    qtbot: QtBot, shown: SimpleNamespace, trace: TraceReader
) -> None:
    shown.show(trace)
    shown.pane.controls.lanes["read"].setChecked(False)
    shown.pane.controls.lanes["quantity"].setChecked(False)
    assert not shown.pictures.read.isVisible()
    assert shown.pictures.ruler.isVisible()
    session = Session()
    # Kept until the test's end: not to be collected while another window is painting.
    shown.again = again = MemoryPane(session, SelectionModel())
    qtbot.addWidget(again)
    assert again.pictures.stack.hidden == {"read", "quantity"}
    assert not again.controls.lanes["read"].isChecked()
    again.controls.lanes_reset_requested.emit()
    assert again.controls.lanes["read"].isChecked()
    session.close()


def test_the_matrix_of_slots_shows_what_was_recorded(
    qtbot: QtBot, shown: SimpleNamespace, trace: TraceReader
) -> None:
    document = shown.show(trace)
    assert document.has_between
    shown.pictures.side.setCurrentIndex(1)
    shown.selection.select(segment=2, slot=1)
    qtbot.waitUntil(lambda: shown.pictures.segment_side.wishes.are_done, timeout=20_000)
    matrix = shown.pictures.between.matrix
    np.testing.assert_array_equal(matrix.values, trace.between(2))
    slots = document.num_slots
    assert f"{float(trace.between(2)[1, slots + 2]):.2%}" in matrix.tooltip(1, slots + 2)
    shown.selection.select(slot=1)
    qtbot.keyClick(matrix, Qt.Key.Key_Down)
    assert shown.selection.current.slot == 2
    most = int(trace.between(2)[2].argmax())
    assert matrix.accessibleDescription() == matrix.tooltip(2, most)
    assert shown.pictures.between.sentence.text().startswith("Segment 2: ")


def test_the_matrix_of_slots_is_of_what_was_kept_of_it_and_says_of_whom(
    qtbot: QtBot, shown: SimpleNamespace, tmp_path: Path
) -> None:
    trace = record_trace(
        tiny_loaded("rmt", num_slots=16), STORY, document="story", out=tmp_path / "a.zarr",
        control=Control(), budget=400_000,
    )  # fmt: skip
    assert (trace.detail("read"), trace.detail("between")) == ("heads", "layers")
    shown.show(trace)
    shown.pictures.side.setCurrentIndex(1)
    between, wishes = shown.pictures.between, shown.pictures.segment_side.wishes
    shown.selection.select(segment=2, layer=1, head=2)
    qtbot.waitUntil(lambda: wishes.are_done, timeout=20_000)
    np.testing.assert_array_equal(between.matrix.values, trace.between(2, 1))
    assert between.sentence.text().endswith("layer 2, mean over 4 heads")
    shown.selection.select(layer=None, head=None)
    shown.pane.controls.reduction.setCurrentIndex(1)
    qtbot.waitUntil(lambda: wishes.are_done, timeout=20_000)
    largest = np.maximum(trace.between(2, 0), trace.between(2, 1))
    np.testing.assert_array_equal(between.matrix.values, largest)
    assert "largest of 2 layers" in between.sentence.text()


def test_what_was_not_kept_is_not_told_as_a_zero(
    qtbot: QtBot, shown: SimpleNamespace, tmp_path: Path
) -> None:
    trace = record_trace(
        tiny_loaded("rmt", num_slots=16), STORY, document="story", out=tmp_path / "a.zarr",
        control=Control(), budget=1,
    )  # fmt: skip
    document = shown.show(trace)
    start, stop = document.segment_tokens(1)
    table = exporting.weights_as_table(document, 1, WeightChoice())
    cells = np.array(list(csv.reader(io.StringIO(table))))[1:, -16:]
    read = trace.weights("read", start, stop)
    assert (read == 0).any()
    np.testing.assert_array_equal(cells == "", read == 0)
    assert float(cells[read > 0][0]) == pytest.approx(float(read[read > 0][0]), rel=1e-4)
    row, slot = np.argwhere(read == 0)[0].tolist()
    shown.selection.select(segment=1, slot=slot)
    shown.pictures.visible.show(start, stop)
    tips = shown.pictures.read.tooltip, lambda token, _: shown.pictures.text._tooltip(token)
    for tip, said in zip(tips, ("read: too little", "read too little"), strict=True):
        qtbot.waitUntil(
            lambda tip=tip, said=said: f"{said} to be kept" in tip(start + row, slot),
            timeout=10_000,
        )
    # A memory that reads nothing of the first words leaves nothing out either.
    fresh = record_trace(
        tiny_loaded("lm-bow", num_slots=16), STORY, document="story", out=tmp_path / "b.zarr",
        control=Control(), budget=1,
    )  # fmt: skip
    document = shown.show(fresh)
    assert not fresh.weights("read", 0, 4).any()
    shown.selection.select(segment=0, slot=3)
    shown.pictures.visible.show(*document.segment_tokens(0))
    for tip, said in zip(tips, ("read: 0.00%", "read 0.000"), strict=True):
        qtbot.waitUntil(lambda tip=tip, said=said: said in tip(3, 3), timeout=10_000)


def test_places_worth_a_look_are_gone_through_with_keys(
    qtbot: QtBot, shown: SimpleNamespace, trace: TraceReader
) -> None:
    document = shown.show(trace)
    jumps = shown.pane.jumps
    for kind in ("writes", "reads", "forgotten", "surprise", "gain"):
        assert jumps.is_there(kind)
        jumps.choose(kind)
        assert jumps.found
        assert len({jump.words for jump in jumps.found}) > 1
    values = np.nan_to_num(document.gain)
    assert jumps.found[0].token == int(values.argmax())
    shown.selection.select(segment=0, token=None)
    lane = shown.pictures.written
    lane.setFocus()
    places = sorted(jump.token for jump in jumps.found)
    qtbot.keyClick(lane, Qt.Key.Key_N)
    assert shown.selection.current.token == places[0]
    qtbot.keyClick(lane, Qt.Key.Key_N)
    assert shown.selection.current.token == places[1]
    qtbot.keyClick(lane, Qt.Key.Key_P)
    assert shown.selection.current.token == places[0]


# ---------------------------------------------------------------------- any length


def test_one_segment_is_shown_like_many(qtbot: QtBot, shown: SimpleNamespace) -> None:
    document = shown.show(LongReader(40, 4))
    assert document.num_segments == 1
    qtbot.waitUntil(lambda: shown.pictures.written.is_complete, timeout=5_000)
    assert shown.pictures.ruler.shows_words
    shown.pictures.grab()


def test_a_document_without_any_token_is_shown_without_a_fault(shown: SimpleNamespace) -> None:
    shown.show(LongReader(0, 4))
    shown.pictures.grab()


def test_a_million_tokens_are_read_only_where_they_are_looked_at(
    qtbot: QtBot, shown: SimpleNamespace
) -> None:
    reader = LongReader(1_000_000, 16)
    document = shown.show(reader)
    written = shown.pictures.written
    visible = shown.pictures.visible
    shown.pictures.grab()
    qtbot.waitUntil(lambda: written.is_complete and shown.pictures.read.is_complete, timeout=60_000)
    assert len(shown.pictures.text._blocks._layouts) < 60
    # The whole came from overviews, not from a million rows.
    assert reader.tokens_read < 100_000
    visible.show(654_300, 654_400)
    shown.pictures.grab()
    qtbot.waitUntil(lambda: written.is_complete, timeout=30_000)
    values = written.pixel_values(100)
    np.testing.assert_array_equal(values, reader.weights("write", 654_300, 654_400))
    assert reader.tokens_read < 200_000
    assert document.num_tokens == 1_000_000


def test_while_a_part_is_fetched_a_coarser_one_stands_in_its_place(qtbot: QtBot) -> None:
    reader = LongReader(100_000, 4)
    tiles = Tiles()
    tiles.show(TraceDocument(reader).weights)  # type: ignore[arg-type]
    choice = WeightChoice()
    tiles.columns("read", choice, 256, 0, 100_000)
    qtbot.waitUntil(lambda: tiles.columns("read", choice, 256, 0, 100_000)[2], timeout=10_000)
    reader.is_held.clear()
    values, first, whole = tiles.columns("read", choice, 64, 0, 60_000)
    assert not whole
    assert first == 0
    coarse = tiles.columns("read", choice, 256, 0, 100_000)[0]
    np.testing.assert_array_equal(values[:400], np.repeat(coarse[:100], 4, axis=0))
    reader.is_held.set()
    qtbot.waitUntil(lambda: tiles.columns("read", choice, 64, 0, 60_000)[2], timeout=10_000)
    fine = tiles.columns("read", choice, 64, 0, 60_000)[0]
    np.testing.assert_array_equal(fine[:100], reader.pooled("read", 0, 6_400, 64))
    assert len(fine) == COLUMNS
    tiles.end()


# ---------------------------------------------------------------------- numbers to pixels


def _farthest(values: np.ndarray, axis: int) -> np.ndarray:
    high, low = np.nanmax(values, axis), np.nanmin(values, axis)
    return np.where(high > -low, high, low)


@pytest.mark.parametrize(
    ("reduction", "expected"), [("max", np.nanmax), ("min", np.nanmin), ("farthest", _farthest)]
)
def test_a_pixel_is_one_of_those_that_it_stands_for_and_are_known(
    reduction: Reduction, expected: Callable[[np.ndarray, int], np.ndarray]
) -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(1000, 3)).astype(np.float32)
    values[rng.random(values.shape) < 0.4] = np.nan
    values[500:504] = np.nan
    edges = pixel_edges(100, 900, 200)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the pixel of which nothing is known
        wanted = expected(values[100:900].reshape(200, 4, 3), 1)
    assert np.isnan(wanted[100]).all()
    np.testing.assert_array_equal(into_pixels(values, edges, reduction), wanted)
    np.testing.assert_array_equal(into_pixels(values[:, 1], edges, reduction), wanted[:, 1])


def test_a_mean_is_divided_by_as_many_as_a_pixel_stands_for() -> None:
    values = np.array([0, 9, 0, 9, 0, 9, 0, 9, 0, 9], np.float32)
    found = into_pixels(values, pixel_edges(0, 10, 4), "mean")
    np.testing.assert_array_equal(found, [4.5, 3, 4.5, 6])


def test_an_enlarged_entry_fills_all_of_its_pixels() -> None:
    values = np.arange(10, dtype=np.float32)
    found = into_pixels(values, pixel_edges(2, 5, 30))
    np.testing.assert_array_equal(found, np.repeat([2, 3, 4], 10))


@pytest.mark.parametrize("reduction", ["max", "min"])
def test_no_extreme_is_lost_on_the_way_to_few_pixels(reduction: str) -> None:
    values = np.zeros(100_003, np.float32)
    values[77_777] = 5 if reduction == "max" else -5
    found = Pyramid(values, reduction).pixels(pixel_edges(0, len(values), 640))  # type: ignore[arg-type]
    assert np.abs(found).max() == 5
    # An entry of a shorter version belongs to the pixel that it begins in.
    assert abs(int(np.abs(found).argmax()) - int(77_777 / len(values) * 640)) <= 1


def test_a_rest_is_pooled_too() -> None:
    found = pooled(np.arange(10, dtype=np.float32), 4)
    np.testing.assert_array_equal(found, [3, 7, 9])
    np.testing.assert_allclose(pooled(np.arange(10, dtype=np.float32), 4, "mean"), [1.5, 5.5, 8.5])


@pytest.mark.parametrize(("segments", "slots"), [(40, 1024), (4000, 8)])
@pytest.mark.parametrize(
    ("quantity", "others", "rare"),
    [
        (Quantity("effect", "Effect", "", reduction="farthest", few_count=True), 0.0, -3.0),
        (quantity_kind("similarity"), 1.0, -0.5),
        (quantity_kind("gate"), np.nan, 1.0),
    ],
)
def test_what_is_looked_for_is_seen_among_more_slots_or_segments_than_pixels(
    qtbot: QtBot, quantity: Quantity, others: float, rare: float, segments: int, slots: int
) -> None:
    document = TraceDocument(LongReader(segments * 128, slots))  # type: ignore[arg-type]
    values = np.full((segments, slots), others, np.float32)
    # In each pixel one at least, and never so many that the scale takes them for usual.
    values[(slice(None), slice(0, None, 4)) if slots > 8 else slice(0, None, 3)] = rare
    document.add_quantity(quantity.name, values)
    visible = VisibleRange()
    visible.set_total(document.num_tokens)
    lane = QuantityLane(visible)
    qtbot.addWidget(lane)
    lane.resize(700, 90)
    lane.show_quantity(document, quantity)
    image, plot = lane.grab().toImage(), lane.plot_rect()
    colour = coloured(np.full((1, 1), rare, np.float32), lane.low, lane.high, lane.shown_map)
    seen = [
        image.pixelColor(plot.center().x(), y).rgb() == colour[0, 0]
        for y in range(plot.top() + 1, plot.bottom())
    ]
    assert all(seen)
    assert (lane.shown_map == lane.colour_map) == (quantity.name != "effect")
    assert bool(lane.reduced) == (segments == 4000)
    assert bool(lane.reduced_slots) == (slots == 1024)


def test_values_worked_out_again_are_shown_anew(shown: SimpleNamespace, trace: TraceReader) -> None:
    document = shown.show(trace)
    effect = Quantity(
        "effect", "Effect", "What it changed.", "nats", reduction="farthest", few_count=True
    )
    for sign in (1, -1):
        values = np.full(document.change.shape, 0.5 * sign, np.float32)
        document.add_quantity("effect", values)
        shown.pane.controls.add_quantity(effect)
        shown.pane.controls.changed.emit()
        np.testing.assert_array_equal(shown.pictures.quantity.values, values)
    lane = shown.pictures.quantity
    lane.pixel_values(10)
    assert lane.low == -lane.high < 0
    assert lane.shown_map != lane.colour_map


def test_colours_may_span_what_is_visible_only(shown: SimpleNamespace) -> None:
    document = shown.show(LongReader(20_000, 4))
    lane = shown.pictures.quantity
    span = next(a for a in shown.pane.controls._scales.actions() if a.data())
    span.trigger()
    assert lane.fits_visible
    start, stop = document.segment_tokens(20)
    shown.pictures.visible.show(start, stop)
    shown.pictures.grab()
    assert lane.high == pytest.approx(float(document.change[20].max()))


def test_a_head_is_shown_alone_and_the_mean_over_its_layers(
    qtbot: QtBot, shown: SimpleNamespace, trace: TraceReader
) -> None:
    shown.show(trace)
    controls, lane = shown.pane.controls, shown.pictures.read
    assert trace.detail("read") == "heads"
    controls.head.setCurrentIndex(1)
    assert shown.selection.current.head == 0
    shown.pictures.visible.show(10, 18)
    for layer in (None, 1):
        controls.layer.setCurrentIndex(controls.layer.findData(layer))
        qtbot.waitUntil(lambda: lane.is_complete, timeout=10_000)
        expected = trace.weights("read", 10, 18, layer, 0)
        np.testing.assert_array_equal(lane.pixel_values(8), expected)
        assert "head 1" in shown.pictures.captions["read"].words
