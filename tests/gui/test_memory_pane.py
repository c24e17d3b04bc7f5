"""The memory pane with real traces: what is shown is what was recorded, and all views follow."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from memstudio import events
from memstudio.gui.docks.inspector_dock import InspectorDock
from memstudio.gui.docks.timeline_dock import TimelineDock
from memstudio.gui.memory_page import MemoryPage
from memstudio.gui.panes.memory import exporting
from memstudio.gui.panes.memory.controls import Controls
from memstudio.gui.panes.memory.lanes.lane import Lane
from memstudio.gui.panes.memory.lanes.slot_lane import SlotLane
from memstudio.gui.panes.memory.pane import MemoryPane
from memstudio.gui.panes.memory.probe_offer import ProbeOffer
from memstudio.gui.panes.memory.text_view import TextView
from memstudio.gui.picture_saving import save_picture
from memstudio.gui.run_view import RunView
from memstudio.gui.selection import Selection, SelectionModel
from memstudio.gui.session import Session
from memstudio.gui.trace_caption import trace_caption
from memstudio.gui.trace_document import TraceDocument
from memstudio.gui.trace_weights import WeightChoice
from memstudio.progress import Control
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.tiny import tiny_loaded

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow
    from tests.gui.conftest import Engine

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
    timeline = TimelineDock(session, selection, pane.jumps)
    inspector = InspectorDock(session, selection)
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
    assert not shown.pane.reading.file.isEnabled()


@pytest.mark.parametrize("name", ["document", "attention"])
@pytest.mark.one_in(2)
def test_a_text_can_be_read_while_a_run_is_held_and_not_after(
    window: MainWindow, session: Session, engine: Engine, name: str
) -> None:
    pane = getattr(window.memory_page(), name)
    offered = (pane.reading.file, pane._empty_read)
    engine.model()
    engine.train()
    assert not any(each.isEnabled() for each in offered)
    session.pause_training()
    engine.event(events.RunPaused(step=120))
    assert all(each.isEnabled() for each in offered)
    session.resume_training()
    assert not any(each.isEnabled() for each in offered)


def test_the_lanes_show_what_was_recorded(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    reader = TraceReader(traces.rmt)
    np.testing.assert_array_equal(shown.pictures.quantity.values, reader.change())
    tokens = document.num_tokens
    assert tokens > 40
    for name in ("write", "read"):
        qtbot.waitUntil(
            lambda name=name: (
                shown.pictures.tiles.rows(name, WeightChoice(), 0, tokens) is not None
            ),
            timeout=10_000,
        )
        found = shown.pictures.tiles.rows(name, WeightChoice(), 0, tokens)
        np.testing.assert_array_equal(found, reader.weights(name, 0, tokens))


def test_a_pixel_of_a_lane_is_the_weight_of_the_token_under_it(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    shown.open(traces.rmt)
    lane = shown.pictures.written
    shown.pictures.visible.show(10, 30)
    qtbot.waitUntil(lambda: lane.is_complete, timeout=10_000)
    width = lane.pixels_across()
    values = lane.pixel_values(width)
    weights = TraceReader(traces.rmt).weights("write", 10, 30)
    for pixel in (0, width // 3, width // 2, width - 1):
        token = int(pixel * 20 / width)
        np.testing.assert_array_equal(values[pixel], weights[token])


def test_choosing_a_layer_shows_that_layer(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    shown.pane.controls.layer.setCurrentIndex(2)
    assert shown.selection.current.layer == 1
    assert document.num_layers == shown.pane.controls.layer.count() - 1
    lane = shown.pictures.written
    assert lane.choice == WeightChoice(layer=1)
    shown.pictures.visible.show(0, 8)
    qtbot.waitUntil(lambda: lane.is_complete, timeout=10_000)
    expected = TraceReader(traces.rmt).weights("write", 0, 8, 1)
    np.testing.assert_array_equal(lane.pixel_values(8), expected)
    # Layers are counted from 1, as in the settings.
    assert "layer 2" in shown.pictures.captions["written"].words
    assert shown.pane.controls.layer.currentText() == "layer 2"


@pytest.mark.slow
def test_the_largest_of_the_layers_can_be_shown_in_place_of_their_mean(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    shown.pane.controls.reduction.setCurrentIndex(1)
    lane = shown.pictures.read
    assert lane.choice.largest
    shown.pictures.visible.show(20, 28)
    qtbot.waitUntil(lambda: lane.is_complete, timeout=10_000)
    reader = TraceReader(traces.rmt)
    layers = [reader.weights("read", 20, 28, layer) for layer in range(document.num_layers)]
    assert reader.detail("read") == "layers" or document.weights.detail("read") == "heads"
    if reader.detail("read") == "layers":
        np.testing.assert_array_equal(lane.pixel_values(8), np.max(layers, axis=0))
    assert "largest" in shown.pictures.captions["read"].words


def test_every_quantity_is_shown_with_its_sentence_and_its_unit(
    shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    box = shown.pane.controls.quantity
    assert box.count() == len(document.quantities) >= 4
    for index in range(box.count()):
        box.setCurrentIndex(index)
        quantity = box.itemData(index)
        expected = TraceReader(traces.rmt).quantity(quantity.name)
        np.testing.assert_array_equal(shown.pictures.quantity.values, expected)
        caption = shown.pictures.captions["quantity"]
        assert quantity.title in caption.words
        assert quantity.meaning.rstrip(".") in caption.words
        shown.pictures.quantity.pixel_values(64)
        assert shown.pictures.quantity.high > shown.pictures.quantity.low
        tip = shown.pictures.quantity.tooltip(0, 1)
        assert quantity.format(float(expected[0, 1])) in tip


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


def test_words_of_an_earlier_state_say_of_which(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TraceReader, "named_state", lambda _, state: state // 4 * 4)
    shown.open(traces.rmt)
    header = shown.pictures.contents.horizontalHeader()
    words = shown.pictures.contents.slots
    across, tip = Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    for segment, said in (
        (1, "Words at the start"),
        (3, "Set apart by"),
        (5, "Words after segment 3"),
    ):
        shown.selection.select(segment=segment)
        qtbot.waitUntil(lambda said=said: words.headerData(1, across) == said)
        assert bool(words.headerData(1, across, tip)) == (segment != 3)
    assert header.sectionSize(1) > header.fontMetrics().horizontalAdvance(said)
    shown.selection.select(segment=3)
    words.show_segment(words._document, 3, None, distinctive=False)
    assert words.headerData(1, across) == "Nearest words"


def test_a_cell_of_the_lane_selects_slot_and_segment_everywhere(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    token = document.segment_tokens(4)[0] + 2
    shown.pictures.quantity.place_picked.emit(token, 1)
    assert shown.selection.current == Selection(slot=1, segment=4)
    assert shown.timeline.segment.value() == 4
    qtbot.waitUntil(lambda: shown.pictures.segment_side.wishes.are_done, timeout=20_000)
    assert shown.pictures.contents.currentIndex().row() == 1
    assert "Slot 1" in shown.inspector.slot_view.title.text()
    # The slot that is clicked is shown, also where a word was looked at.
    contents = shown.pictures.contents
    shown.selection.select(token=token, segment=4, slot=0)
    assert contents.currentIndex().row() == 0
    assert shown.selection.current.token == token
    row = contents.visualRect(contents.model().index(0, 0)).center()
    qtbot.mouseClick(contents.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert "Slot 0" in shown.inspector.slot_view.title.text()
    assert shown.selection.current == Selection(slot=0, segment=4)
    # And the one that is gone to by the keys; beside a word only where its own weights are.
    for lane, stays in ((shown.pictures.quantity, None), (shown.pictures.read, token)):
        shown.selection.select(token=token, segment=4, slot=0)
        qtbot.keyClick(lane, Qt.Key.Key_Down)
        assert shown.selection.current == Selection(slot=1, segment=4, token=stays)


def _point(lane: Lane, token: float, row: int = 0) -> QPoint:
    """The middle of a token's column in a row of a lane."""
    plot = lane.plot_rect()
    y = plot.center().y()
    if isinstance(lane, SlotLane):
        y = lane.row_rect(row).center().y()
    return QPoint(int(lane.x_of(token + 0.5)), int(y))


def test_a_real_click_on_a_lane_selects_what_is_under_it(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    lane = shown.pictures.quantity
    token = document.segment_tokens(3)[0] + 5
    qtbot.mouseClick(lane, Qt.MouseButton.LeftButton, pos=_point(lane, token, 1))
    assert shown.selection.current == Selection(slot=1, segment=3)
    shown.pictures.visible.show(40, 60)
    for lane in (shown.pictures.written, shown.pictures.read):
        qtbot.mouseClick(lane, Qt.MouseButton.LeftButton, pos=_point(lane, 47, 2))
        assert shown.selection.current.token == 47
        assert shown.selection.current.segment == document.segment_of(47)
        assert shown.selection.current.slot == 2
    qtbot.mouseClick(
        shown.pictures.surprise,
        Qt.MouseButton.LeftButton,
        pos=_point(shown.pictures.surprise, 52),
    )
    assert shown.selection.current.token == 52
    assert shown.selection.current.slot == 2


def test_a_word_of_the_text_selects_its_token_and_segment(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    text = shown.pictures.text
    qtbot.waitExposed(text)
    start, stop = document.segment_tokens(1)
    blocks = text._blocks
    token = next(token for token in range(start + 2, stop) if blocks.token_areas(1, token))
    area = blocks.token_areas(1, token)[0]
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
            for area in blocks.token_areas(segment, token):
                y = blocks.top(segment) + area.center().y() + 12
                y -= text.verticalScrollBar().value()
                hit = text.token_at(QPoint(int(area.center().x() + 44), int(y)))
                # Tokens that are parts of one character share its place.
                assert hit is not None
                assert document.token_starts[hit] == document.token_starts[token]


def test_hovering_one_view_points_in_the_others(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    start, _ = document.segment_tokens(0)
    shown.pictures.written.place_hovered.emit(start + 3, 2)
    assert shown.selection.hovered == Selection(token=start + 3, slot=2)
    assert shown.pictures.text._hovered == start + 3
    for lane in (shown.pictures.quantity, shown.pictures.read, shown.pictures.surprise):
        assert lane.marks.hovered == (start + 3, start + 4)
    assert shown.pictures.read.marks.hovered_slot == 2
    value = TraceReader(traces.rmt).write(0)[2, 3]
    qtbot.waitUntil(
        lambda: f"{value:.2%}" in shown.pictures.written.tooltip(start + 3, 2), timeout=10_000
    )
    shown.pictures.written.place_hovered.emit(-1, -1)
    assert shown.selection.hovered == Selection()
    shown.pictures.text.token_hovered.emit(start + 1)
    assert shown.pictures.written.marks.hovered == (start + 1, start + 2)


def test_the_time_line_steps_plays_and_jumps_to_big_writes(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    shown.timeline.step_forward.click()
    shown.timeline.step_forward.click()
    assert shown.selection.current.segment == 2
    shown.timeline.step_back.click()
    assert shown.selection.current.segment == 1
    shown.timeline.next_place.click()
    assert shown.selection.current.segment in {jump.segment for jump in shown.timeline.jumps.found}
    shown.timeline.speed.setCurrentIndex(shown.timeline.speed.count() - 1)
    shown.timeline.play.click()
    last = document.num_segments - 1
    qtbot.waitUntil(lambda: shown.selection.current.segment == last, timeout=10_000)
    qtbot.waitUntil(lambda: not shown.timeline.play.isChecked())


@pytest.mark.slow
def test_probes_are_followed_and_the_place_is_kept(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    session = shown.session
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        session.traces.add_probe(str(traces.rmt), 5)
    shown.selection.select(segment=3, slot=2)
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        session.traces.add_probe(str(traces.later), 10)
    assert shown.selection.current.segment == 3
    assert shown.selection.current.slot == 2
    assert session.traces.document.step == 10
    assert shown.timeline.training.isVisible()
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        shown.timeline.training.setValue(0)
    assert session.traces.document.path == str(traces.rmt)
    # Another step is being looked at, so the next probe does not take it away.
    session.traces.add_probe(str(traces.later), 15)
    qtbot.wait(100)
    assert session.traces.document.path == str(traces.rmt)
    # Whoever asks for a step, the slider goes along.
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        session.traces.show_step(10)
    assert shown.timeline.training.value() == 1


def test_what_was_read_before_is_not_gone_with_the_next_one(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    shown.open(traces.none)
    shown.open(traces.rmt)
    shown.pane.read_button.menu().aboutToShow.emit()
    (entry,) = shown.pane.earlier.actions()
    with qtbot.waitSignal(shown.session.traces.document_changed, timeout=20_000):
        entry.trigger()
    assert shown.session.traces.document.path == str(traces.none)


def test_the_slider_of_a_run_does_not_pass_for_that_of_another_document(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    session, timeline, offer = shown.session, shown.timeline, ProbeOffer(shown.session)
    qtbot.addWidget(offer)
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        session.traces.show_probes({10: str(traces.later)})
    session._set_run(RunView("running", "/runs/own"))
    assert timeline._training_text.text() == "step 10, following"
    session._set_run(RunView("stopped", "/runs/own", is_from_disk=True))
    assert timeline.training.isVisible()
    assert timeline._training_text.text() == "step 10 of 10"
    # One touch of it would take away what is shown, for the probe of a run that is over.
    shown.open(traces.rmt)
    assert not timeline.training.isVisible()
    assert not timeline.back_to_run.isVisible()
    assert offer.isHidden()
    # From one that is on a way leads back to it, also of a single probe.
    session._set_run(RunView("running", "/runs/own"))
    assert not timeline.training.isVisible()
    assert timeline.back_to_run.isVisible()
    assert (timeline.back_to_run.toolTip(), offer.isHidden()) == ("own", False)
    assert "“own” is on" in offer.text.text()
    timeline.activateWindow()
    timeline.back_to_run.setFocus()
    qtbot.waitUntil(timeline.back_to_run.hasFocus)
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        qtbot.keyClick(timeline.back_to_run, Qt.Key.Key_Space)
    assert session.traces.document.path == str(traces.later)
    assert session.traces.follows_training
    assert timeline.training.isVisible()
    assert not timeline.back_to_run.isVisible()
    # The keys are where one is led, not somewhere else.
    assert timeline.focusWidget() is timeline.training
    # A step that was chosen is what one comes back to.
    session.traces.show_probes({10: str(traces.later), 20: str(traces.rmt)})
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        session.traces.show_step(10)
    shown.open(traces.none)
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        timeline.back_to_run.click()
    assert session.traces.document.path == str(traces.later)
    assert not session.traces.follows_training
    assert offer.isHidden()
    shown.open(traces.none)
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        offer.show_probe.click()
    assert session.traces.document.path == str(traces.rmt)
    shown.open(traces.none)
    session._set_run(RunView("stopped", "/runs/own"))
    assert not timeline.back_to_run.isVisible()
    session.run = None


@pytest.mark.slow
def test_the_probes_of_a_second_run_are_followed_too_but_not_over_another_trace(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    view = shown.session.traces
    with qtbot.waitSignal(view.document_changed, timeout=20_000):
        view.add_probe(str(traces.rmt), 5)
    # As another run begins, without a probe of its own yet.
    view.forget_probes()
    view.forget_probes()
    assert view.document.path == str(traces.rmt)
    with qtbot.waitSignal(view.document_changed, timeout=20_000):
        view.add_probe(str(traces.later), 0)
    assert view.document.path == str(traces.later)
    # What is still being read of the run before is not wanted any more.
    view.show_step(0)
    view.forget_probes()
    assert view._wanted is None
    shown.open(traces.rmt)
    view.add_probe(str(traces.later), 0)
    assert view._wanted is None


@pytest.mark.slow
def test_what_the_same_text_in_longer_segments_does_not_have_is_not_selected(
    shown: SimpleNamespace, traces: SimpleNamespace, tmp_path: Path
) -> None:
    longer = tmp_path / "longer.zarr"
    record_trace(
        tiny_loaded("rmt", num_slots=2, segment_length=48), TEXT, document="a story", out=longer,
        control=Control(),
    )  # fmt: skip
    before = shown.open(traces.rmt)
    last = before.num_segments - 1
    shown.selection.select(slot=2, segment=last, token=before.num_tokens - 1, layer=1, head=3)
    document = shown.open(longer)
    assert document.num_segments < last
    # The word is there as before, and its segment is another.
    assert shown.selection.current == Selection(
        segment=document.num_segments - 1, token=before.num_tokens - 1, layer=1, head=3
    )
    shown.open(traces.rmt)
    assert shown.selection.current.segment == last
    shown.selection.select(segment=last, token=None)
    shown.open(longer)
    assert shown.selection.current.segment == document.num_segments - 1
    assert f"segment {document.num_segments - 1} " in shown.timeline._segment_text.text()


@pytest.mark.slow
def test_text_and_contents_keep_some_lines_where_the_window_is_low(
    shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    shown.open(traces.rmt)
    shown.pane.resize(900, 420)
    text = shown.pictures.text
    assert text.viewport().height() >= 4 * text.fontMetrics().lineSpacing()


@pytest.mark.slow
def test_the_name_of_the_document_stands_over_what_it_is(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    page = MemoryPage(shown.session, shown.selection)
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    shown.open(traces.rmt)
    assert page.document._title.width() > 150
    assert page.document._title.geometry().bottom() <= page.document._summary.geometry().top()
    assert page.document._summary.text().startswith(f"{shown.session.traces.document.num_tokens}")
    # Where there is room, tabs have icons; the name comes first.
    assert page.tabs.tabIcon(0).isNull()
    page.resize(1600, 600)
    assert not page.tabs.tabIcon(0).isNull()
    page.attention.head_page.view.wait()


@pytest.mark.slow
def test_both_sliders_fit_beside_a_panel_in_a_small_window(
    shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    shown.open(traces.rmt)
    shown.session.traces.show_probes({5: str(traces.rmt), 10: str(traces.later)})
    assert shown.timeline.training.isVisible()
    assert shown.timeline.widget().minimumSizeHint().width() < 900


def test_what_was_not_kept_of_a_trace_says_so(qtbot: QtBot) -> None:
    controls = Controls()
    qtbot.addWidget(controls)
    for detail, layer, head in (
        ("mean", "only the mean over layers and heads", "only the mean over layers and heads"),
        ("layers", "Layer", "only the mean over heads"),
        ("heads", "Layer", "Head"),
    ):
        controls.set_layers((1, 3, None), 4, detail)
        assert layer in controls.layer.toolTip()
        assert head in controls.head.toolTip()
        assert controls.layer.isEnabled() == (layer == "Layer")
    boxes = [controls.layer.itemText(each) for each in range(controls.layer.count())]
    assert boxes == ["all layers", "layer 1", "layer 3", "part 3"]
    controls.set_layers((2,), 4, "heads")
    assert not controls.layer.isEnabled()


def test_what_the_entries_of_the_menu_are_stands_over_them(qtbot: QtBot) -> None:
    controls = Controls()
    qtbot.addWidget(controls)
    actions = controls.view.menu().actions()
    heads = {
        head.text(): after.text()
        for before, head, after in zip(actions, actions[1:], actions[2:], strict=False)
        if before.isSeparator() and not head.isEnabled()
    }
    assert actions[0].text() == "Lanes"
    assert heads == {
        "Words of a slot": "Those that set it apart",
        "Colours span": "The values of the whole text",
        "Colours": "viridis",
    }


def test_a_model_without_slots_still_shows_text_and_surprise(
    shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    shown.open(traces.none)
    assert not shown.pictures.quantity.isVisible()
    assert not shown.pictures.written.isVisible()
    assert shown.pictures.surprise.isVisible()
    assert shown.pictures.ruler.isVisible()
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


def test_the_numbers_can_be_taken_out(
    shown: SimpleNamespace, traces: SimpleNamespace, tmp_path: Path
) -> None:
    document = shown.open(traces.rmt)
    quantity = shown.pane.controls.quantity.currentData()
    rows = exporting.slots_as_table(document, quantity).splitlines()
    assert len(rows) == document.num_segments + 1
    assert float(rows[3].split(",")[2]) == pytest.approx(document.change[2, 1], rel=1e-4)
    start, stop = document.segment_tokens(1)
    controls, read = shown.pane.controls, document.num_slots + 2
    for select, whose in (
        (lambda: None, "mean"),
        (lambda: controls.head.setCurrentIndex(3), "head_2_mean"),
        (lambda: controls.reduction.setCurrentIndex(1), "head_2_largest"),
        (lambda: controls.layer.setCurrentIndex(2), "layer_2_head_2"),
    ):
        select()
        table = exporting.weights_as_table(document, 1, controls.choice)
        weights = list(csv.reader(io.StringIO(table)))
        assert len(weights) == 1 + stop - start
        assert (weights[0][2], weights[0][read]) == (f"written_0_{whose}", f"read_0_{whose}")
        for name, column in (("write", 2), ("read", read)):
            expected = document.weights.weights(name, start, stop, controls.choice)[3, 0]
            assert float(weights[4][column]) == pytest.approx(expected, rel=1e-4)
    shown.selection.select(segment=1)
    button, path = shown.pane.export_button, tmp_path / "memory.csv"
    button.weights.trigger()
    dialog = button.findChild(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    assert path.read_text(encoding="utf-8").splitlines() == table.splitlines()


def test_what_is_saved_is_what_was_asked_for_when_another_trace_comes_meanwhile(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace, tmp_path: Path
) -> None:
    button = shown.pane.export_button
    dialogs = []
    shown.open(traces.rmt)
    for action in (button.page, button.picture):
        action.trigger()
        dialogs.append(button.findChildren(QFileDialog)[-1])
    shown.open(traces.later)
    with qtbot.waitSignal(button.exported, timeout=30_000):
        dialogs[0].fileSelected.emit(str(tmp_path / "memory.html"))
    assert "a rmt story" in (tmp_path / "memory.html").read_text(encoding="utf-8")
    # A picture can only be of what is seen by now, and its caption with it.
    dialogs[1].fileSelected.emit(str(tmp_path / "memory.png"))
    assert QImage(str(tmp_path / "memory.png")).text("Description").startswith("probe")
    for dialog in dialogs:
        dialog.close()


@pytest.mark.slow
def test_pictures_are_saved_as_png(
    shown: SimpleNamespace, traces: SimpleNamespace, tmp_path: Path
) -> None:
    shown.open(traces.rmt)
    save_picture(shown.pane, tmp_path / "memory.png", trace_caption(shown.open(traces.rmt)))
    assert (tmp_path / "memory.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_a_long_document_is_laid_out_only_where_it_is_looked_at(
    qtbot: QtBot, shown: SimpleNamespace, tmp_path: Path
) -> None:
    loaded = tiny_loaded("rmt")
    out = tmp_path / "long.zarr"
    record_trace(loaded, TEXT * 30, document="long", out=out, control=Control(), detail="mean")
    document = shown.open(out)
    assert document.num_segments > 150
    qtbot.wait(50)
    assert len(shown.pictures.text._blocks._layouts) < 60
    shown.selection.select(segment=document.num_segments - 1)
    qtbot.wait(50)
    assert len(shown.pictures.text._blocks._layouts) < 120


@pytest.mark.slow
def test_what_is_drawn_over_the_text_hears_when_lines_move(
    qtbot: QtBot, shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    document = shown.open(traces.rmt)
    text = TextView()
    qtbot.addWidget(text)
    text.resize(210, 200)
    text.show_document(document)
    text.show()
    qtbot.waitExposed(text)
    last, seen = document.num_tokens - 1, []
    while not text.token_rects(last):
        last -= 1
    text.scroll_to(last)
    qtbot.wait(20)
    text.view_changed.connect(lambda: seen.append(text.token_rects(last)))
    before = text.token_rects(last)
    for segment in range(document.num_segments):
        text.token_rects(document.segment_tokens(segment)[0])
    assert text.token_rects(last) != before, "looking for words above moved those below"
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] == text.token_rects(last))
