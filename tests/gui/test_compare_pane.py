"""Two traces on one axis: chosen, swapped, drawn, zoomed together, and read off."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication

from memstudio.gui.panes.compare.pane import ComparePane
from memstudio.gui.plots.colour_maps import DIVERGING
from memstudio.gui.plots.painting import coloured
from memstudio.gui.selection import SelectionModel
from memstudio.progress import Control
from memstudio.trace.recorder import record_trace
from memstudio.workers.messages import Trace
from tests.gui.conftest import Engine
from tests.tiny import SENTENCES, tiny_loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from memstudio.gui.session import Session

_LEFT = Qt.MouseButton.LeftButton
TEXT = SENTENCES[0] * 4


def a_trace(path: Path, kind: str = "rmt", **values: object) -> str:
    length = int(values.pop("length", 16))  # type: ignore[call-overload]
    loaded = tiny_loaded(kind, num_slots=4, segment_length=length)
    record_trace(loaded, TEXT, document="t", out=path, control=Control(), **values)  # type: ignore[arg-type]
    return str(path)


@pytest.fixture
def pane(qtbot: QtBot, session: Session) -> Iterator[ComparePane]:
    pane = ComparePane(session, SelectionModel())
    qtbot.addWidget(pane)
    pane.resize(1000, 700)
    pane.show()
    qtbot.waitExposed(pane)
    yield pane
    pane.loader.wait()


@pytest.fixture
def probes(session: Session, pane: ComparePane, tmp_path: Path) -> list[str]:
    folder = tmp_path / "a-run" / "traces"
    paths = [a_trace(folder / f"step-{step}.zarr", step=step) for step in (0, 10)]
    other = a_trace(folder / "step-20.zarr", "s2s", step=20)
    for step, path in zip((0, 10, 20), (*paths, other), strict=True):
        session.traces.add_probe(path, step)
    return [*paths, other]


def loaded(qtbot: QtBot, pane: ComparePane, first: str, second: str) -> None:
    pane.choose(first, second)
    qtbot.waitUntil(
        lambda: (
            pane._loaded is not None
            and (pane._loaded.wanted.first, pane._loaded.wanted.second) == (first, second)
        )
    )


def test_without_two_traces_it_says_what_it_is_for(pane: ComparePane) -> None:
    assert pane.empty.isVisible()
    assert "token by token" in pane.empty.text.text()


def test_two_steps_are_offered_compared_and_swapped(
    qtbot: QtBot, pane: ComparePane, probes: list[str]
) -> None:
    assert [pane.first.itemText(i) for i in range(pane.first.count())] == [
        "a-run, step 0", "a-run, step 10", "a-run, step 20",
    ]  # fmt: skip
    loaded(qtbot, pane, probes[0], probes[1])
    assert pane.picture.isVisible()
    assert "All 80 tokens of both are aligned" in pane.said.text() or "aligned" in pane.said.text()
    assert "different trainings" not in pane.said.text()
    mine, theirs, apart = pane.picture.columns(40)
    assert mine.shape == theirs.shape == apart.shape == (4, 40)
    # The same model twice.
    assert not apart.any()
    loaded(qtbot, pane, probes[0], probes[2])
    _, _, apart = pane.picture.columns(40)
    assert apart.any()
    qtbot.mouseClick(pane.swap, _LEFT)
    qtbot.waitUntil(lambda: pane._loaded is not None and pane._loaded.wanted.first == probes[2])
    _, _, back = pane.picture.columns(40)
    np.testing.assert_allclose(back, -apart, atol=1e-6)
    assert "(s2s)" in pane.picture._titles[0]


def test_a_step_that_is_done_again_is_compared_as_it_is_now(
    qtbot: QtBot, session: Session, pane: ComparePane, probes: list[str]
) -> None:
    loaded(qtbot, pane, probes[0], probes[1])
    assert not pane.picture.columns(40)[2].any()
    shutil.rmtree(probes[1])
    a_trace(Path(probes[1]), "s2s", step=10)
    session.traces.add_probe(probes[1], 10)
    qtbot.waitUntil(lambda: "(s2s)" in pane.picture._titles[1])
    assert pane.picture.columns(40)[2].any()


def test_what_was_alone_at_first_is_compared_with_what_came(
    session: Session, pane: ComparePane, tmp_path: Path
) -> None:
    first = a_trace(tmp_path / "run" / "traces" / "step-0.zarr", step=0)
    session.traces.add_probe(first, 0)
    assert pane.first.currentData() == pane.second.currentData() == first
    later = a_trace(tmp_path / "run" / "traces" / "step-10.zarr", step=10)
    session.traces.add_probe(later, 10)
    assert (pane.first.currentData(), pane.second.currentData()) == (first, later)


def test_what_is_under_the_mouse_is_said_of_both(
    qtbot: QtBot, pane: ComparePane, probes: list[str]
) -> None:
    loaded(qtbot, pane, probes[0], probes[2])
    area = pane.picture._areas()[0]
    at = QPoint(int(area.left() + area.width() * 0.3), int(area.top() + area.height() * 0.6))
    qtbot.mouseMove(pane.picture, at)
    token, slot = pane.picture._cell(QPointF(at)) or (-1, -1)
    assert slot == 2
    pair, name = pane._loaded.comparison, pane._loaded.name  # type: ignore[union-attr]
    mine, theirs = pair.at(name, np.array([token]))
    pane.picture._point((token, slot))
    text = pane.readout.text()
    assert f"token {token}" in text
    assert "slot 2" in text
    assert f"A {mine[0, 2]:.1%} · B " in text
    assert f"B {theirs[0, 2]:.1%} · B − A " in text
    qtbot.keyClick(pane.picture, Qt.Key.Key_Right)
    assert f"token {token + 1}" in pane.readout.text()
    spoken = pane.picture.accessibleDescription()
    assert spoken.startswith(pane.readout.text())
    assert "aligned" in spoken
    with qtbot.waitSignal(pane.picture.picked) as picked:
        qtbot.keyClick(pane.picture, Qt.Key.Key_Return)
    assert picked.args == [token + 1, 2]


@pytest.mark.slow
def test_all_three_are_zoomed_together_and_shown_whole_again(
    qtbot: QtBot, pane: ComparePane, probes: list[str]
) -> None:
    loaded(qtbot, pane, probes[0], probes[2])
    picture = pane.picture
    whole = picture.range
    at = QPointF(400, 100)
    wheel = QWheelEvent(
        at, picture.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    before = picture._token_at(400)
    QApplication.sendEvent(picture, wheel)
    assert picture.range[1] - picture.range[0] < whole[1] - whole[0]
    assert abs(picture._token_at(400) - before) <= 1
    qtbot.keyClick(picture, Qt.Key.Key_Home)
    assert picture.range == whole
    for button, parts in ((1, 2), (2, 1), (0, 3)):
        qtbot.mouseClick(pane.parts.button(button), _LEFT)
        assert len(picture._areas()) == parts
        assert not picture.grab().isNull()


def test_a_pixel_shows_what_stands_out_of_all_that_it_stands_for(
    qtbot: QtBot, pane: ComparePane, probes: list[str], tmp_path: Path
) -> None:
    other = a_trace(tmp_path / "other.zarr", length=8, max_tokens=70)
    pane.add_trace(other)
    loaded(qtbot, pane, probes[0], other)
    assert pane._loaded is not None
    pair, picture = pane._loaded.comparison, pane.picture
    number = pair.first.num_tokens
    pair.prepare("loss")
    # One word in a hundred.
    mine = np.ones((number, 1), np.float32)
    pair._fetched["loss"] = mine, np.where(np.arange(number) == 13, 9, mine.T).T[:70]
    for name in ("change", "loss"):
        picture._loaded = replace(pane._loaded, name=name)
        one, two = pair.at(name, np.arange(number))
        for start, stop, width in ((0, number, 5), (10, 30, 3), (10, 18, 40)):
            picture.range = float(start), float(stop)
            drawn = picture.columns(width)
            edges = np.linspace(start, stop, width + 1).astype(int)
            for pixel, (first, end) in enumerate(itertools.pairwise(edges)):
                for shown, values in zip(drawn, (one, two, two - one), strict=True):
                    part = values[first : max(end, first + 1)]
                    high, low = np.fmax.reduce(part), np.fmin.reduce(part)
                    expected = np.where(high > -low, high, low)
                    np.testing.assert_array_equal(shown[:, pixel], expected)


def test_of_more_slots_than_rows_what_stands_out_is_seen(
    qtbot: QtBot, pane: ComparePane, probes: list[str]
) -> None:
    loaded(qtbot, pane, probes[0], probes[1])
    assert pane._loaded is not None
    pair, name = pane._loaded.comparison, "similarity"
    pair.prepare(name)
    mine = np.ones_like(pair._fetched[name][0])
    theirs = mine.copy()
    theirs[:, [1, 2]] = -1, 3
    pair._fetched[name] = mine, theirs
    levels = replace(pane._loaded.levels, low=-1.0, high=1.0, apart=2.0)
    pane.picture._loaded = replace(pane._loaded, name=name, levels=levels)
    _, second, apart = pane.picture._images(7, 2)
    ends = coloured(np.array([[-2], [2]], np.float32), -2, 2, DIVERGING)
    darkest = coloured(np.array([[-1]], np.float32), -1, 1, "viridis")
    for x in range(7):
        assert [apart.pixel(x, y) for y in range(2)] == ends[:, 0].tolist()
        assert second.pixel(x, 0) == darkest[0, 0]


def test_a_click_on_what_has_no_slots_leaves_the_chosen_slot(
    qtbot: QtBot, session: Session, pane: ComparePane, probes: list[str]
) -> None:
    loaded(qtbot, pane, probes[0], probes[1])
    pane._selection.select(slot=3)
    pane.quantity.setCurrentIndex(pane.quantity.findData("loss"))
    pane.load()
    qtbot.waitUntil(lambda: pane._loaded is not None and pane._loaded.name == "loss")
    qtbot.mouseClick(pane.picture, _LEFT, pos=pane.picture._areas()[0].center().toPoint())
    assert pane._selection.current.slot == 3


@pytest.mark.slow
def test_a_trace_and_a_run_from_the_disk_are_offered_too(
    qtbot: QtBot, pane: ComparePane, probes: list[str], tmp_path: Path
) -> None:
    other = a_trace(tmp_path / "other.zarr", length=8)
    pane.add_trace(other)
    qtbot.waitUntil(lambda: pane._loaded is not None and pane._loaded.wanted.second == other)
    assert "Segments differ (16 and 8 tokens)" in pane.said.text()
    assert "different trainings" in pane.said.text()
    run = tmp_path / "b-run"
    (run / "traces").mkdir(parents=True)
    (run / "run.toml").write_text("")
    pane.add_run(str(run))
    assert "b-run has no probes" in pane.empty.text.text()
    step = a_trace(run / "traces" / "step-7.zarr", step=7)
    pane.add_run(str(run))
    qtbot.waitUntil(lambda: pane._loaded is not None and pane._loaded.wanted.second == step)
    assert pane.second.currentText() == "b-run, step 7"


def test_segments_of_one_length_that_begin_elsewhere_are_not_said_to_be_of_two(
    qtbot: QtBot, pane: ComparePane, tmp_path: Path
) -> None:
    for name, text in (("a", TEXT), ("b", f"Well {TEXT}")):
        record_trace(
            tiny_loaded("rmt", num_slots=4, segment_length=16), text, document="t",
            out=tmp_path / name, control=Control(),
        )  # fmt: skip
        pane.add_trace(str(tmp_path / name))
    loaded(qtbot, pane, str(tmp_path / "a"), str(tmp_path / "b"))
    assert "Segments begin elsewhere" in pane.said.text()
    assert "16 and 16" not in pane.said.text()


def test_a_damaged_trace_is_said(qtbot: QtBot, pane: ComparePane, probes: list[str], tmp_path: Path) -> None:  # fmt: skip
    (tmp_path / "no.zarr").mkdir()
    pane.add_trace(str(tmp_path / "no.zarr"))
    qtbot.waitUntil(lambda: "is not a trace" in pane.empty.text.text())


def test_the_comparison_can_be_saved_and_its_numbers_copied(
    qtbot: QtBot, pane: ComparePane, probes: list[str], tmp_path: Path
) -> None:
    loaded(qtbot, pane, probes[0], probes[2])
    pane.export.copy_numbers()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0] == ["token", "text", *(f"{n} {slot}" for n in "AB" for slot in range(4))]
    number = pane._loaded.comparison.first.num_tokens  # type: ignore[union-attr]
    assert len(lines) == 1 + number
    mine, theirs = pane._loaded.comparison.at(pane._loaded.name, np.array([7]))  # type: ignore[union-attr]
    assert float(lines[8][2]) == pytest.approx(float(mine[0, 0]), rel=1e-4)
    assert float(lines[8][6]) == pytest.approx(float(theirs[0, 0]), rel=1e-4)
    pane.export.save(str(tmp_path / "c.svg"))
    assert probes[0] in (tmp_path / "c.svg").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_picture_that_cannot_be_saved_leaves_the_comparison_on_show(
    qtbot: QtBot, session: Session, pane: ComparePane, probes: list[str], tmp_path: Path
) -> None:
    loaded(qtbot, pane, probes[0], probes[2])
    (tmp_path / "file").touch()
    with qtbot.waitSignal(session.failed) as failed:
        pane.export.save(str(tmp_path / "file" / "c.png"))
    assert "c.png" in str(failed.args[0].values)  # type: ignore[index]
    assert pane.picture.isVisible()


@pytest.mark.slow
def test_a_pair_is_shown_again_after_something_else_was_said(
    qtbot: QtBot, pane: ComparePane, probes: list[str], tmp_path: Path
) -> None:
    loaded(qtbot, pane, probes[0], probes[2])
    pane.choose(probes[0], probes[2])
    run = tmp_path / "b-run"
    (run / "traces").mkdir(parents=True)
    pane.add_run(str(run))
    assert pane.empty.isVisible()
    assert not pane.sentences()
    pane.choose(probes[0], probes[2])
    qtbot.waitUntil(pane.picture.isVisible)
    assert pane.sentences()


@pytest.mark.slow
def test_where_nothing_differs_the_difference_is_the_middle_of_its_colours(
    qtbot: QtBot, pane: ComparePane, probes: list[str], tmp_path: Path
) -> None:
    same = a_trace(tmp_path / "same.zarr")
    again = a_trace(tmp_path / "again.zarr")
    pane.add_trace(same)
    pane.add_trace(again)
    loaded(qtbot, pane, same, again)
    picture = pane.picture
    assert picture._loaded is not None
    assert picture._loaded.levels.apart == 0
    colours = {picture._images(50, 60)[2].pixelColor(x, 1).getRgb()[:3] for x in range(50)}
    assert len(colours) == 1
    red, green, blue = colours.pop()
    assert max(red, green, blue) - min(red, green, blue) < 24


def test_of_unlike_texts_no_picture_is_drawn_and_what_was_read_before_is_offered(
    qtbot: QtBot, session: Session, pane: ComparePane, tmp_path: Path
) -> None:
    mine, theirs, again = (tmp_path / f"{name}.zarr" for name in ("mine", "theirs", "again"))
    for path, text in ((mine, "Abcabc"), (theirs, "123456")):
        record_trace(tiny_loaded(), text, document=path.stem, out=path, control=Control())
    shutil.copytree(mine, again)
    for path in (mine, theirs):
        with qtbot.waitSignal(session.traces.document_changed):
            session.show_trace(str(path), path.stem)
    qtbot.waitUntil(pane.nothing_common.isVisible)
    offered = [pane.first.itemText(i) for i in range(pane.first.count())]
    assert offered == ["mine (tiny)", "theirs"]
    assert not pane.nothing_common.read_first.isEnabled()
    Engine(session).model("tiny")
    asked: list[Any] = []
    session._engine.submitted.connect(asked.append)
    pane.nothing_common.read_first.click()
    assert [each.text for each in asked if isinstance(each, Trace)] == ["Abcabc"]
    # What comes of it is laid beside A.
    with qtbot.waitSignal(session.traces.document_changed):
        session.show_trace(str(again), "again")
    assert (pane.first.currentData(), pane.second.currentData()) == (str(mine), str(again))
    qtbot.waitUntil(pane.picture.isVisible)
