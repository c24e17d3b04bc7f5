"""Curves of runs over each other: what is drawn, what is named, what is read as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from memstudio.gui.plots.chart_numbers import Column, NumbersModel
from memstudio.gui.plots.overlay_chart import OverlayChart
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

_LEFT, _SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def every_move_counts() -> Iterator[None]:
    """pyqtgraph lets moves out that follow quickly upon another, as those of a test do."""
    usual = pg.getConfigOption("mouseRateLimit")
    pg.setConfigOption("mouseRateLimit", 0)
    yield
    pg.setConfigOption("mouseRateLimit", usual)


@pytest.fixture
def chart(qtbot: QtBot) -> OverlayChart:
    chart = OverlayChart("Curves", "Nothing yet.")
    chart.set_axes("step", "nats", is_smoothed=False)
    qtbot.addWidget(chart)
    chart.resize(700, 360)
    chart.show()
    qtbot.waitExposed(chart)
    return chart


def level(chart: OverlayChart, key: str, hue: int, y: float, size: int = 101) -> None:
    chart.show_curve(key, f"run {key}", hue, np.arange(float(size)), np.full(size, y))


def grabbed(chart: OverlayChart) -> QImage:
    return chart.plot.grab().toImage()


def spot(chart: OverlayChart, x: float, y: float) -> QPoint:
    """Where values are, in the plot's viewport."""
    return chart.plot.mapFromScene(chart.plot.getViewBox().mapViewToScene(QPointF(x, y)))


def colours(image: QImage) -> set[str]:
    whole = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(whole.constBits(), np.uint32).reshape(whole.height(), -1)
    return {QColor.fromRgb(int(pixel)).name() for pixel in np.unique(pixels)}


def mouse(
    chart: OverlayChart,
    kind: QEvent.Type,
    at: QPoint,
    buttons: Qt.MouseButton = Qt.MouseButton.NoButton,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    viewport = chart.plot.viewport()
    button = _LEFT if kind != QEvent.Type.MouseMove else Qt.MouseButton.NoButton
    where = QPointF(viewport.mapToGlobal(at))
    event = QMouseEvent(kind, QPointF(at), where, button, buttons, keys)
    QApplication.sendEvent(viewport, event)


def seen(chart: OverlayChart) -> tuple[float, float]:
    low, high = chart.plot.getViewBox().viewRange()[0]
    return float(low), float(high)


def test_every_curve_that_is_shown_is_drawn_in_its_colour(chart: OverlayChart) -> None:
    for place, key in enumerate("abc"):
        level(chart, key, place, 1.0 + place)
    chart.draw()
    look = theme.current()
    hues = {look.series_colour(place) for place in range(3)}
    assert hues <= colours(grabbed(chart))
    chart.set_shown("b", is_shown=False)
    chart.draw()
    assert colours(grabbed(chart)) & hues == hues - {look.series_colour(1)}


def test_few_points_are_smoothed_as_well(qtbot: QtBot) -> None:
    chart = OverlayChart("Curves", "Nothing yet.")
    qtbot.addWidget(chart)
    chart.set_axes("step", "nats", is_smoothed=True)
    values = np.array([1.0, 3.0] * 5)
    chart.show_curve("a", "run a", 0, np.arange(10.0), values)
    chart.header.slider.setValue(chart.header.slider.maximum())
    chart.draw()
    smoothed = chart._values(chart._lines["a"])
    assert smoothed is not None
    assert np.ptp(smoothed) < np.ptp(values)


def test_a_curve_is_drawn_where_its_values_are(chart: OverlayChart) -> None:
    level(chart, "a", 0, 2.0)
    level(chart, "b", 1, 4.0)
    chart.draw()
    chart._bundle.is_smooth = False
    image = grabbed(chart)
    for y, hue in ((2.0, 0), (4.0, 1)):
        at = spot(chart, 50, y)
        colours = [image.pixelColor(at + QPoint(0, rows)).name() for rows in range(-3, 4)]
        assert colours.count(theme.current().series_colour(hue)) == 2
        assert theme.current().series_colour(hue) in colours[2:5]
    assert image.pixelColor(spot(chart, 47, 3.1)).name() == theme.current().plot_background


def test_of_more_than_ten_curves_lines_are_thin(chart: OverlayChart) -> None:
    level(chart, "a", 0, 1.0)
    chart.draw()
    assert {stroke.width for stroke in chart._bundle._strokes} == {2}
    for place in range(11):
        level(chart, str(place), place, 2.0 + place)
    chart.draw()
    assert {stroke.width for stroke in chart._bundle._strokes} == {1}


def test_edges_are_smooth_again_when_it_has_come_to_rest(qtbot: QtBot, chart: OverlayChart) -> None:
    chart.show_curve("a", "run a", 0, np.arange(200.0), np.arange(200.0))
    chart._box.zoom(0.5)
    assert not chart._bundle.is_smooth
    qtbot.waitUntil(lambda: chart._bundle.is_smooth)
    qtbot.waitUntil(lambda: not chart._timer.isActive())
    # Between the colour of the line and that of the ground lie others.
    assert len(colours(grabbed(chart))) > 10


def test_the_curve_under_the_mouse_is_named_and_drawn_over_all(
    qtbot: QtBot, chart: OverlayChart
) -> None:
    chart.show_curve("a", "<run> a", 0, np.arange(101.0), np.full(101, 2.0))
    level(chart, "b", 1, 2.0)
    level(chart, "c", 2, 9.0)
    chart.draw()
    at = spot(chart, 50, 8.7)
    with qtbot.waitSignal(chart.hovered) as heard:
        mouse(chart, QEvent.Type.MouseMove, at)
    assert heard.args == ["c"]
    assert "run c" in chart._readout.values.text()
    assert "<b>9</b>" in chart._readout.values.text()
    chart.mark("a")
    assert grabbed(chart).pixelColor(spot(chart, 33, 2.0)).name() == (
        theme.current().series_colour(0)
    )
    mouse(chart, QEvent.Type.MouseMove, spot(chart, 50, 2.2))
    assert "&lt;run&gt; a" in chart._readout.values.text()
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert chart._marked is None
    assert chart._marked_bundle._strokes == ()


def test_a_drag_with_shift_zooms_to_the_stretch_and_the_button_shows_everything(
    qtbot: QtBot, chart: OverlayChart
) -> None:
    level(chart, "a", 0, 2.0)
    chart.draw()
    assert chart.whole_button.isHidden()
    whole = seen(chart)
    began, ended = spot(chart, 20, 2), spot(chart, 60, 2)
    mouse(chart, QEvent.Type.MouseButtonPress, began, _LEFT, _SHIFT)
    for share in range(1, 11):
        at = began + (ended - began) * (share / 10)
        mouse(chart, QEvent.Type.MouseMove, at, _LEFT, _SHIFT)
    assert chart._box._stretch.isVisible()
    assert not chart._readout.isVisible()
    mouse(chart, QEvent.Type.MouseButtonRelease, ended, keys=_SHIFT)
    assert seen(chart) == pytest.approx((20, 60), abs=1.5)
    chart.draw()
    qtbot.mouseClick(chart.whole_button, _LEFT)
    chart.draw()
    assert seen(chart) == pytest.approx(whole)
    assert chart.whole_button.isHidden()


def test_other_curves_are_shown_whole_and_more_of_them_stay_zoomed(chart: OverlayChart) -> None:
    level(chart, "a", 0, 2.0)
    chart.draw()
    chart._box.zoom(0.1)
    chart.keep_only({"a", "b"})
    level(chart, "b", 1, 3.0)
    chart.draw()
    assert seen(chart)[1] < 60
    chart.keep_only({"c"})
    level(chart, "c", 1, 3.0, size=7)
    chart.draw()
    assert seen(chart) == pytest.approx((0, 6), abs=0.2)


def test_keys_zoom_and_move(qtbot: QtBot, chart: OverlayChart) -> None:
    level(chart, "a", 0, 2.0)
    chart.draw()
    chart.activateWindow()
    chart.plot.setFocus()
    qtbot.waitUntil(chart.plot.hasFocus)
    low, high = seen(chart)
    qtbot.keyClick(chart.plot, Qt.Key.Key_Plus)
    assert seen(chart)[1] - seen(chart)[0] == pytest.approx(0.7 * (high - low))
    before = seen(chart)[0]
    qtbot.keyClick(chart.plot, Qt.Key.Key_Right)
    assert seen(chart)[0] > before
    qtbot.keyClick(chart.plot, Qt.Key.Key_Home)
    chart.draw()
    assert seen(chart) == pytest.approx((low, high))


# ---------------------------------------------------------------------- the numbers


def cells(model: NumbersModel) -> list[list[object]]:
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_numbers_stand_in_place_of_the_curves(qtbot: QtBot, chart: OverlayChart) -> None:
    chart.show_curve("a", "one", 0, np.array([1.0, 2.0]), np.array([0.5, 0.25]))
    chart.show_curve("b", "two", 1, np.array([2.0, 3.0]), np.array([7.0, 8.0]))
    chart.show_curve("c", "hidden", 2, np.array([9.0]), np.array([9.0]))
    chart.set_shown("c", is_shown=False)
    chart.draw()
    qtbot.mouseClick(chart.header.numbers, _LEFT)
    assert chart.numbers.isVisible()
    assert not chart.plot.isVisible()
    model = chart.numbers.numbers
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(3)]
    assert heads == ["step", "one", "two"]
    assert cells(model) == [["1", "0.5", ""], ["2", "0.25", "7"], ["3", "", "8"]]
    qtbot.mouseClick(chart.header.numbers, _LEFT)
    assert chart.plot.isVisible()


def test_rows_are_added_while_a_curve_grows(qtbot: QtBot) -> None:
    model = NumbersModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    points = np.arange(1.0, 6.0)
    model.show_columns("step", [Column("a", points[:2], points[:2])])
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted):
        model.show_columns("step", [Column("a", points, points)])
    assert [row[0] for row in cells(model)] == ["1", "2", "3", "4", "5"]
    # A run that goes on from a checkpoint has fewer for a while.
    model.show_columns("step", [Column("a", points[:3], points[:3])])
    assert model.rowCount() == 3
    model.show_columns("step", [])
    assert (model.rowCount(), model.columnCount()) == (0, 1)


def test_a_value_that_comes_to_a_row_that_is_there_is_told(qtbot: QtBot) -> None:
    model = NumbersModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    steps = np.arange(1.0, 4.0)
    loss, late = Column("loss", steps, steps), Column("held out", steps[:1], steps[:1])
    model.show_columns("step", [loss, late])
    with qtbot.waitSignal(model.dataChanged) as told, qtbot.assertNotEmitted(model.modelReset):
        model.show_columns("step", [loss, Column("held out", steps, steps)])
    first, last, *_ = told.args
    assert (first.row(), last.row(), last.column()) == (0, 2, 2)
    assert cells(model)[2] == ["3", "3", "3"]
