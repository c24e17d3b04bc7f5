"""The inspector with real traces: what it says is what was recorded, and a click goes there."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from memstudio.gui.docks.inspector.trajectory_plot import TrajectoryPlot
from memstudio.gui.docks.inspector_dock import InspectorDock
from memstudio.gui.selection import SelectionModel
from memstudio.gui.session import Session
from memstudio.gui.trace_document import TraceDocument
from memstudio.gui.wishes import Wishes
from memstudio.progress import Control
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from memstudio.trace.slot_history import overwrites
from memstudio.trace.slot_sources import history_sources, segment_sources
from memstudio.trace.slot_states import SampledStates
from memstudio.trace.slot_trajectory import trajectory
from memstudio.trace.slot_weights import Place
from tests.tiny import tiny_loaded

TEXT = (
    "It was a dark and stormy night; the rain fell in torrents. Daniel went to the garden. "
    "Nobody knew why, and 没有人 asked him. Where is Daniel? In the garden.\n\nSo it went on. "
) * 4
NAME = "report%20final%3F.txt"


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    folder = tmp_path_factory.mktemp("traces")
    made = {}
    for kind in ("rmt", "none"):
        out = folder / f"{kind}.zarr"
        record_trace(tiny_loaded(kind), TEXT, document=NAME, out=out, control=Control())
        made[kind] = out
    return SimpleNamespace(**made)


@pytest.fixture
def shown(qtbot: QtBot, traces: SimpleNamespace) -> SimpleNamespace:
    session, selection = Session(), SelectionModel()
    dock = InspectorDock(session, selection)
    qtbot.addWidget(dock)
    dock.resize(300, 900)
    dock.show()

    def open_trace(path: Path) -> TraceDocument:
        with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
            session.show_trace(str(path), "story")
        assert session.traces.document is not None
        return session.traces.document

    def settle() -> None:
        qtbot.waitUntil(lambda: dock.wishes.are_done, timeout=20_000)

    yield SimpleNamespace(
        session=session, selection=selection, dock=dock, view=dock.slot_view,
        open=open_trace, settle=settle,
    )  # fmt: skip
    session.close()


@pytest.fixture
def slot(shown: SimpleNamespace, traces: SimpleNamespace) -> SimpleNamespace:
    shown.document = shown.open(traces.rmt)
    shown.reader = TraceReader(traces.rmt)
    shown.selection.select(slot=1, segment=4)
    shown.settle()
    return shown


def texts(ranked: object) -> list[str]:
    return [row.text for row in ranked.rows.rows]  # type: ignore[attr-defined]


def test_the_words_are_those_recorded_beside_those_of_random_vectors(slot: SimpleNamespace) -> None:
    contents = slot.view.contents
    for choice, distinctive in ((0, True), (1, False)):
        contents.kind.choose(choice)
        slot.settle()
        expected = slot.reader.slot_words(5, distinctive=distinctive)[1]
        found = contents.list.rows.rows
        assert [row.value for row in found] == [score for _, score in expected][: len(found)]
        control = slot.reader.control_words(distinctive=distinctive)
        assert control[0][0][0].strip() in contents.control.text()


def test_sources_are_told_of_the_segment_and_of_all_it_holds(slot: SimpleNamespace) -> None:
    sources = slot.view.sources
    for choice, find in ((0, segment_sources), (1, history_sources)):
        sources.stretch.choose(choice)
        slot.settle()
        expected = find(slot.reader, Place(1), 4).spans
        rows = sources.list.rows.rows
        assert [row.key for row in rows] == [span.start for span in expected][: len(rows)]
        assert rows[0].value == pytest.approx(expected[0].weight)
        assert "%" in sources.note.text()


def test_a_source_selects_its_token_and_there_is_a_way_back(
    qtbot: QtBot, slot: SimpleNamespace
) -> None:
    listed = slot.view.sources.list
    place = listed.visualRect(listed.model().index(1, 0)).center()
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    token = listed.rows.rows[1].key
    assert slot.selection.current.token == token
    assert slot.dock.stack.currentIndex() == 2
    slot.dock.token_view.back.click()
    assert slot.selection.current.token is None
    assert (slot.selection.current.slot, slot.selection.current.segment) == (1, 4)


def test_enter_chooses_as_a_click_does(qtbot: QtBot, slot: SimpleNamespace) -> None:
    listed = slot.view.sources.list
    listed.setFocus()
    qtbot.keyClick(listed, Qt.Key.Key_Down)
    chosen = listed.currentIndex().row()
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    assert slot.selection.current.token == listed.rows.rows[chosen].key


def test_every_overwrite_is_listed_and_a_click_goes_there(
    qtbot: QtBot, slot: SimpleNamespace
) -> None:
    listed = slot.view.history.list
    expected = overwrites(slot.reader.change()[:, 1])
    np.testing.assert_array_equal(listed.rows.segments, expected)
    qtbot.waitUntil(lambda: bool(listed.rows.found), timeout=20_000)
    index = listed.rows.index(2)
    listed.scrollTo(index)
    qtbot.waitUntil(lambda: int(expected[2]) in listed.rows.found, timeout=20_000)
    found = listed.rows.found[int(expected[2])]
    assert all(word in listed.rows.data(index) for word in (found.lost or ())[:4])
    centre = listed.visualRect(index).center()
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    assert slot.selection.current.segment == int(expected[2])
    # The one that is marked is so again after a place before the first of them.
    listed.mark(int(expected[1]))
    listed.rows.segments = expected + 1
    listed.mark(0)
    assert listed.selectedIndexes() == []
    listed.mark(int(expected[1]) + 1)
    assert [index.row() for index in listed.selectedIndexes()] == [1]


def test_the_line_follows_the_chosen_quantity_and_jumps(
    qtbot: QtBot, slot: SimpleNamespace
) -> None:
    history = slot.view.history
    names = [history.quantity.itemData(i).name for i in range(history.quantity.count())]
    history.quantity.setCurrentIndex(names.index("norm"))
    np.testing.assert_allclose(history.line._values, slot.reader.norms()[1:, 1])
    history.carry_on("change")
    assert history.quantity.currentData().name == history.carried() == "change"
    history.carry_on("norm")
    qtbot.mouseClick(history.line, Qt.MouseButton.LeftButton, pos=QPoint(0, 10))
    assert slot.selection.current.segment == 0
    qtbot.keyClick(history.line, Qt.Key.Key_Right)
    assert slot.selection.current.segment == 1


def test_what_is_folded_is_not_fetched_until_it_is_opened(slot: SimpleNamespace) -> None:
    view = slot.view
    assert not texts(view.readers.list)
    assert view.trajectory.plot.path is None
    for section in (view.readers, view.neighbours, view.trajectory, view.vector):
        section.open()
    slot.settle()
    assert texts(view.readers.list)
    assert len(texts(view.neighbours.slots)) == slot.document.num_slots - 1
    assert view.trajectory.plot.path is not None
    assert view.trajectory.plot.path.slots == (1,)


def test_the_path_marks_the_state_and_a_click_selects_its_segment(
    qtbot: QtBot, slot: SimpleNamespace
) -> None:
    section = slot.view.trajectory
    section.open()
    slot.settle()
    plot = section.plot
    assert plot._state == 5
    point = plot._pixels(plot.path)[8, 0]
    expected = plot.point_at(
        plot.mapFromGlobal(plot.mapToGlobal(QPoint(*point.round().astype(int))))
    )
    assert expected is not None
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(*point.round().astype(int)))
    assert slot.selection.current.segment == expected[1] - 1
    section.every.click()
    slot.settle()
    assert plot.path.slots == tuple(range(slot.document.num_slots))
    assert "%" in section.note.text()


def test_of_many_slots_as_many_points_are_drawn_as_of_few_and_keys_skip_none(qtbot: QtBot) -> None:
    rng, states, slots = np.random.default_rng(0), 60, 2000
    sampled = SampledStates(
        np.arange(states) * 4, rng.normal(size=(states, slots, 4)).astype(np.float16), states * 4
    )
    plot = TrajectoryPlot()
    qtbot.addWidget(plot)
    path = trajectory(sampled, None)
    assert len(plot.drawn_rows(path)) * slots <= 20_000
    assert {0, states - 1} <= set(plot.drawn_rows(path).tolist())
    one = trajectory(sampled, 0)
    assert len(plot.drawn_rows(one)) == states
    plot.show_path(one, 0, 5)
    chosen: list[int] = []
    plot.state_chosen.connect(lambda _, state: chosen.append(state))
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    plot.mark(0, 8)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert chosen == [8, 4, 12, 4]


def test_the_path_is_looked_at_from_nearer_about_what_is_under_the_mouse(
    qtbot: QtBot, slot: SimpleNamespace
) -> None:
    section = slot.view.trajectory
    section.open()
    slot.settle()
    plot = section.plot
    whole = plot._pixels(plot.path)
    under = whole[8, 0]
    plot.go_nearer(3.0, QPointF(*under))
    nearer = plot._pixels(plot.path)
    np.testing.assert_allclose(nearer[8, 0], under, atol=1e-6)
    np.testing.assert_allclose(nearer - nearer[8], (whole - whole[8]) * 3, atol=1e-6)
    qtbot.mouseDClick(plot, Qt.MouseButton.LeftButton)
    np.testing.assert_allclose(plot._pixels(plot.path), whole)
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert plot._nearness == 1.25
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert plot._nearness == 1.0


def test_the_vector_is_copied_as_it_was_recorded(slot: SimpleNamespace) -> None:
    section = slot.view.vector
    section.open()
    slot.settle()
    section.copy.click()
    copied = [float(number) for number in QGuiApplication.clipboard().text().split(",")]
    np.testing.assert_allclose(copied, slot.reader.states(5)[1], rtol=1e-6)


def test_what_was_kept_last_may_be_from_before_anything_was_read(
    slot: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("kept_state", "named_state"):
        monkeypatch.setattr(TraceReader, name, lambda _, state: state // 4 * 4)
    slot.view.vector.open()
    for segment, said in ((1, "before anything was read"), (4, "after segment 3")):
        slot.selection.select(segment=segment)
        slot.settle()
        for section in (slot.view.vector, slot.view.contents):
            assert said in section.note.text()
            assert not section.note.isHidden()


def test_a_token_says_what_was_expected_and_which_slots_it_met(slot: SimpleNamespace) -> None:
    slot.selection.select(token=20)
    slot.settle()
    view = slot.dock.token_view
    assert "probability" in view.lead.text()
    assert "likeliest" in view.lead.text()
    predicted = slot.reader.predicted(20)
    assert [row.value for row in view.expected.rows.rows] == [score for _, score in predicted]
    read = slot.reader.read(20, 21)[0]
    assert [row.key for row in view.read.rows.rows] == np.argsort(-read, kind="stable").tolist()
    view.read.row_chosen.emit(2)
    assert (slot.selection.current.slot, slot.selection.current.token) == (2, None)


def test_a_model_without_slots_has_tokens_only(
    shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    shown.open(traces.none)
    shown.selection.select(token=7, slot=0)
    shown.settle()
    assert texts(shown.dock.token_view.expected)
    assert not texts(shown.dock.token_view.read)
    shown.selection.select(token=None)
    assert shown.dock.stack.currentIndex() == 0


def test_the_document_is_named_as_it_is_called(
    shown: SimpleNamespace, traces: SimpleNamespace
) -> None:
    shown.open(traces.rmt)
    assert f"<b>{NAME}</b>" in shown.dock._lead.text()


@pytest.mark.slow
def test_there_are_two_columns_where_there_is_room(slot: SimpleNamespace, qtbot: QtBot) -> None:
    view = slot.view
    assert view.history.x() == view.contents.x()
    slot.dock.resize(900, 700)
    qtbot.waitUntil(lambda: view.history.x() > view.contents.x(), timeout=5_000)
    slot.dock.resize(300, 700)
    qtbot.waitUntil(lambda: view.history.x() == view.contents.x(), timeout=5_000)


@pytest.mark.slow
def test_nothing_is_squeezed_after_the_columns_have_changed(
    slot: SimpleNamespace, qtbot: QtBot
) -> None:
    for section in slot.view.sections:
        section.open()
    for width in (900, 300, 900, 300):
        slot.dock.resize(width, 700)
        slot.selection.select(segment=slot.selection.current.segment + 1)
        slot.settle()
        for section in slot.view.sections:
            qtbot.waitUntil(
                lambda section=section: section.height() >= section.heightForWidth(section.width()),
                timeout=5_000,
            )


def test_nothing_is_wider_than_a_narrow_dock(slot: SimpleNamespace) -> None:
    for section in slot.view.sections:
        section.open()
    slot.settle()
    assert slot.view.minimumSizeHint().width() <= 300 - 24


def test_everything_in_it_has_a_name_for_screen_readers(slot: SimpleNamespace) -> None:
    for section in slot.view.sections:
        section.open()
        assert section.head.accessibleDescription()
    slot.settle()
    view = slot.view
    named = (
        view.contents.list, view.sources.list, view.readers.list, view.history.list,
        view.history.quantity, view.history.line, view.neighbours.slots, view.neighbours.past,
        view.trajectory.plot, view.vector.strip, view.vector.copy, view.previous, view.next,
    )  # fmt: skip
    assert all(widget.accessibleName() for widget in named)


def test_the_newest_wish_wins_and_the_others_are_never_shown(qtbot: QtBot) -> None:
    wishes = Wishes()
    shown: list[int] = []
    for number in range(20):
        wishes.ask("place", lambda _, number=number: number, shown.append)
    qtbot.waitUntil(lambda: wishes.are_done, timeout=10_000)
    assert shown == [19]
    wishes.ask("place", lambda _: 1, shown.append)
    wishes.forget("place")
    wishes.close()
    qtbot.wait(10)
    assert shown == [19]
