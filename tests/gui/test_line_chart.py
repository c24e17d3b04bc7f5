"""Charts: all points are kept, what is drawn is thin and true, and gestures do what they say."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from memstudio.gui.plots.chart_legend import ChartLegend
from memstudio.gui.plots.curve import Curve
from memstudio.gui.plots.line_chart import LineChart
from memstudio.gui.plots.value_axis import ValueAxis, logarithmic_ticks, number, ticks

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

_NONE, _LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
_BARE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def chart(qtbot: QtBot) -> LineChart:
    chart = LineChart("Loss", "step", "nats", "Nothing yet.")
    chart.add_series("training", 0, is_smoothed=True)
    chart.add_series("validation", 1)
    chart.add_series("memory reset", 2, is_dotted=True)
    qtbot.addWidget(chart)
    chart.resize(700, 360)
    chart.show()
    qtbot.waitExposed(chart)
    return chart


def middle(chart: LineChart) -> QPoint:
    """The middle of the drawing, in the plot's viewport."""
    box = chart.plot.getViewBox()
    return chart.plot.mapFromScene(box.sceneBoundingRect().center())


def move_to(chart: LineChart, at: QPoint) -> None:
    viewport = chart.plot.viewport()
    where = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, QPointF(viewport.mapToGlobal(at)), _NONE, _NONE, _BARE
    )
    QApplication.sendEvent(viewport, event)


def turn_wheel(chart: LineChart, at: QPoint) -> None:
    viewport = chart.plot.viewport()
    event = QWheelEvent(
        QPointF(at), QPointF(viewport.mapToGlobal(at)), QPoint(), QPoint(0, 240), _NONE, _BARE,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def width_of(chart: LineChart) -> float:
    low, high = chart.plot.getViewBox().viewRange()[0]
    return float(high - low)


def feed(chart: LineChart, size: int = 101) -> None:
    for step in range(size):
        chart.append("training", step, 1.0 + step)
    chart.draw()


# ---------------------------------------------------------------------- a curve


def test_a_curve_keeps_its_points_in_order() -> None:
    curve = Curve()
    for step in range(1000):
        curve.append(step, -step)
    assert len(curve) == 1000
    np.testing.assert_array_equal(curve.x, np.arange(1000))
    np.testing.assert_array_equal(curve.y, -np.arange(1000))
    curve.clear()
    assert not len(curve)


def test_a_point_that_is_not_to_the_right_replaces_what_begins_there() -> None:
    curve = Curve()
    for step in (10, 20, 30, 40):
        curve.append(step, step)
    curve.append(30, -1)
    assert curve.x.tolist() == [10, 20, 30]
    assert curve.y.tolist() == [10, 20, -1]
    curve.append(15, -2)
    assert curve.x.tolist() == [10, 15]


def by_hand(y: list[float], weight: float) -> list[float]:
    """Weighted means over all that came before, from the definition."""
    means = []
    for last in range(len(y)):
        weights = [weight ** (last - index) for index in range(last + 1)]
        total = sum(w * value for w, value in zip(weights, y, strict=False))
        means.append(total / sum(weights))
    return means


@pytest.mark.parametrize("weight", [0.01, 0.5, 0.99])
def test_smoothing_is_a_weighted_mean_of_all_before(weight: float) -> None:
    generator = np.random.default_rng(0)
    y = generator.normal(size=300).tolist()
    curve = Curve()
    for step, value in enumerate(y):
        curve.append(step, value)
        if step in {0, 100}:
            # What is there already is not averaged again.
            curve.smoothed(weight)
    np.testing.assert_allclose(curve.smoothed(weight), by_hand(y, weight), rtol=1e-9)


def test_smoothing_follows_a_new_weight_and_points_that_are_replaced() -> None:
    curve = Curve()
    for step in range(50):
        curve.append(step, step)
    curve.smoothed(0.9)
    curve.append(20, 5.0)
    y = [*range(20), 5.0]
    np.testing.assert_allclose(curve.smoothed(0.9), by_hand(y, 0.9))
    np.testing.assert_allclose(curve.smoothed(0.5), by_hand(y, 0.5))
    assert curve.smoothed(0).tolist() == y


def test_the_nearest_point_is_found() -> None:
    curve = Curve()
    assert curve.nearest(3) is None
    for step in (0, 10, 20):
        curve.append(step, 0)
    assert [curve.nearest(x) for x in (-5, 0, 4, 6, 14, 16, 99)] == [0, 0, 0, 1, 1, 2, 2]


def test_a_part_of_a_curve_has_a_point_more_on_either_side() -> None:
    curve = Curve()
    for step in range(10):
        curve.append(step, step)
    assert curve.x[curve.within(3.5, 5.5)].tolist() == [3, 4, 5, 6]
    assert curve.x[curve.within(-9, 99)].tolist() == list(range(10))
    assert curve.x[curve.within(4.2, 4.4)].tolist() == [4, 5]


# ---------------------------------------------------------------------- axes


@pytest.mark.parametrize(
    ("low", "high", "wanted", "expected"),
    [
        (0.0, 100.0, 5, [0, 20, 40, 60, 80, 100]),
        (2.31, 2.69, 4, [2.4, 2.5, 2.6]),
        (-1.0, 1.0, 2, [-1, 0, 1]),
        (0.0, 0.00012, 3, [0.0, 0.00005, 0.0001]),
        # Not 2 alone.
        (1.4, 3.7, 2, [2, 3]),
    ],
)
def test_ticks_are_round(low: float, high: float, wanted: int, expected: list[float]) -> None:
    np.testing.assert_allclose(ticks(low, high, wanted), expected, atol=1e-12)


@pytest.mark.parametrize(("low", "high"), [(0.001, 1000.0), (1.5, 3.0), (0.9, 1.1e9)])
def test_logarithmic_ticks_are_few_and_inside(low: float, high: float) -> None:
    found = logarithmic_ticks(low, high, 6)
    assert 1 <= len(found) <= 7
    assert all(low * 0.999 <= value <= high * 1.001 for value in found)


@pytest.mark.parametrize("ends", [(math.nan, 1.0), (1.0, 1.0), (-math.inf, 0.0)])
def test_an_axis_without_a_range_has_no_ticks(qtbot: QtBot, ends: tuple[float, float]) -> None:
    assert ValueAxis("left").tickValues(*ends, 300) == []


def test_steps_are_whole_numbers(qtbot: QtBot) -> None:
    ((_, values),) = ValueAxis("bottom", is_whole=True).tickValues(0.0, 3.0, 2000)
    assert values == [0, 1, 2, 3]


def test_numbers_are_short_and_in_the_users_language() -> None:
    assert [number(x) for x in (0.0, 2000.0, 0.25, 1e-7, 3e12)] == [
        "0", "2,000", "0.25", "1e-07", "3e+12"
    ]  # fmt: skip
    QLocale.setDefault(QLocale(QLocale.Language.German))
    assert number(0.25) == "0,25"


# ---------------------------------------------------------------------- the chart


def test_a_hundred_thousand_points_are_drawn_at_the_charts_own_rate(
    qtbot: QtBot, chart: LineChart
) -> None:
    began = time.process_time()
    for step in range(100_000):
        chart.append("training", step, 1.0 / (1 + step))
    assert time.process_time() - began < 5
    assert chart._timer.isActive()
    qtbot.waitUntil(lambda: not chart._timer.isActive(), timeout=10_000)
    assert len(chart.as_text().splitlines()) == 100_001
    assert chart.plot.getViewBox().viewRange()[0][1] > 99_999


def test_before_there_are_points_it_says_what_will_come(chart: LineChart) -> None:
    chart.draw()
    assert chart._empty.isVisible()
    chart.set_empty_text("Soon.")
    assert chart._empty.text() == "Soon."
    assert chart._left.style["tickLength"] == 0, "marks without numbers mean nothing"
    feed(chart)
    assert not chart._empty.isVisible()
    assert chart._left.style["tickLength"]
    chart.clear()
    chart.draw()
    assert chart._empty.isVisible()
    assert not chart.header.legend.entries["training"].isVisible()


def test_what_is_no_number_is_left_out(chart: LineChart) -> None:
    for value in (math.nan, math.inf, -math.inf, 2.0):
        chart.append("training", 1, value)
    assert chart.points("training") == ([1], [2.0])


def test_one_point_and_equal_points_have_a_range(chart: LineChart) -> None:
    chart.append("validation", 0, 3.0)
    chart.draw()
    low, high = chart.plot.getViewBox().viewRange()[1]
    assert low < 3.0 < high
    chart.append("validation", 1, 3.0)
    chart.draw()
    low, high = chart.plot.getViewBox().viewRange()[1]
    assert low < 3.0 < high


def test_long_numbers_do_not_run_into_the_name_of_their_axis(
    chart: LineChart, qtbot: QtBot
) -> None:
    axis = chart.plot.getPlotItem().getAxis("left")
    usual = axis.width()
    chart.append("validation", 0, 12345.5586)
    chart.append("memory reset", 0, 12345.5568)
    chart.draw()
    qtbot.waitUntil(lambda: axis.width() > usual)
    drawn = chart.plot.grab().toImage()
    name = axis.label.mapRectToScene(axis.label.boundingRect())
    background = drawn.pixelColor(drawn.width() // 2, 2)
    edge = round(name.right()) - 2
    column = {drawn.pixelColor(edge, y).rgb() for y in range(drawn.height())}
    assert column == {background.rgb()}
    chart.clear()
    feed(chart)
    qtbot.waitUntil(lambda: axis.width() == usual, timeout=5000)


def test_all_of_it_is_in_sight_while_it_grows(chart: LineChart) -> None:
    for size in (2, 500):
        feed(chart, size)
        (left, right), (bottom, top) = chart.plot.getViewBox().viewRange()
        assert left <= 0
        assert right >= size - 1
        assert bottom <= 1.0
        assert top >= size


def test_the_legend_names_curves_that_have_points_with_their_last_value(
    chart: LineChart,
) -> None:
    feed(chart)
    chart.append("validation", 5, 2.34567)
    chart.draw()
    entries = chart.header.legend.entries
    assert entries["training"].text() == "training  101"
    # Beside a newer loss it says of when it is.
    assert entries["validation"].text() == "validation  2.346 @ 5"
    assert not entries["memory reset"].isVisible()


def test_a_click_on_its_name_hides_a_curve_and_brings_it_back(
    qtbot: QtBot, chart: LineChart
) -> None:
    feed(chart)
    chart.append("validation", 50, 900.0)
    chart.draw()
    assert chart.plot.getViewBox().viewRange()[1][1] > 900
    entry = chart.header.legend.entries["validation"]
    qtbot.mouseClick(entry, _LEFT)
    assert len(chart.drawn("validation")[0]) == 0
    # The rest has the room.
    assert chart.plot.getViewBox().viewRange()[1][1] < 200
    assert entry.isVisible()
    qtbot.mouseClick(entry, _LEFT)
    assert chart.drawn("validation")[0].tolist() == [50]


def test_where_room_is_short_the_legend_leaves_values_out(qtbot: QtBot) -> None:
    legend = ChartLegend()
    qtbot.addWidget(legend)
    legend.add("a rather long name", 0)
    legend.show_value("a rather long name", "12.34")
    legend.resize(400, 30)
    legend.show()
    entry = legend.entries["a rather long name"]
    assert "12.34" in entry.text()
    legend.resize(entry.sizeHint().width() - 10, 30)
    assert "12.34" not in entry.text()
    assert "12.34" in entry.accessibleName()
    legend.resize(400, 30)
    assert "12.34" in entry.text()
    # The values of the first curves stay as long as there is room.
    legend.add("another", 1)
    legend.show_value("another", "56.78")
    legend.resize(legend.full_width - 5, 30)
    texts = [each.text() for each in legend.entries.values()]
    assert texts == ["a rather long name  12.34", "another"]


def test_the_slider_smooths_what_is_drawn_and_not_what_is_kept(chart: LineChart) -> None:
    for step in range(100):
        chart.append("training", step, float(step % 2))
    chart.header.slider.setValue(95)
    assert np.ptp(chart.drawn("training")[1][50:]) < 0.1
    faint, line = chart._bundle._strokes
    assert (np.ptp(faint.y), faint.colour.alpha()) == (1.0, 60)
    assert (np.ptp(line.y[50:]) < 0.1, line.colour.alpha()) == (True, 255)
    chart.header.slider.setValue(0)
    assert [np.ptp(stroke.y) for stroke in chart._bundle._strokes] == [1.0]
    assert chart.points("training")[1][:3] == [0.0, 1.0, 0.0]


def test_a_logarithmic_scale_draws_powers_of_ten_evenly(qtbot: QtBot, chart: LineChart) -> None:
    for step, value in enumerate((0.01, 0.1, 1.0, 10.0, 0.0, -1.0)):
        chart.append("validation", step, value)
    qtbot.mouseClick(chart.header.scale, _LEFT)
    # What has no logarithm is left out.
    np.testing.assert_allclose(chart.drawn("validation")[1], [-2, -1, 0, 1])
    labels = [number(10.0**x) for x in (-2, 0)]
    assert chart._left.tickStrings([-2.0, 0.0], 1, 1) == labels == ["0.01", "1"]
    qtbot.mouseClick(chart.header.scale, _LEFT)
    assert chart.drawn("validation")[1][1] == 0.1


# ---------------------------------------------------------------------- gestures


def test_the_wheel_zooms_and_what_comes_does_not_move_it(chart: LineChart) -> None:
    feed(chart)
    whole = width_of(chart)
    turn_wheel(chart, middle(chart))
    assert width_of(chart) < 0.95 * whole
    chart.draw()
    before = chart.plot.getViewBox().viewRange()[0]
    feed(chart, 500)
    assert chart.plot.getViewBox().viewRange()[0] == before


def test_a_double_click_shows_everything_again(qtbot: QtBot, chart: LineChart) -> None:
    feed(chart)
    whole = width_of(chart)
    turn_wheel(chart, middle(chart))
    qtbot.mouseDClick(chart.plot.viewport(), _LEFT, pos=middle(chart))
    chart.draw()
    assert width_of(chart) == pytest.approx(whole)


def test_the_menu_shows_everything_and_copies_tables(chart: LineChart) -> None:
    feed(chart, 3)
    whole = width_of(chart)
    turn_wheel(chart, middle(chart))
    actions = chart.actions_of_chart
    assert {actions.whole, actions.table, actions.csv} < set(chart.plot.actions())
    actions.whole.trigger()
    chart.draw()
    assert width_of(chart) == pytest.approx(whole)
    actions.table.trigger()
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert rows == [["curve", "step", "nats"]] + [
        ["training", str(step), str(step + 1)] for step in range(3)
    ]
    actions.csv.trigger()
    assert QGuiApplication.clipboard().text().splitlines()[1] == "training,0,1"
    actions.picture.trigger()
    copied = QGuiApplication.clipboard().mimeData()
    assert copied.hasImage()
    assert [Path(url.toLocalFile()).suffix for url in copied.urls()] == [".png", ".svg"]


def test_a_cell_with_the_separator_is_quoted(qtbot: QtBot) -> None:
    chart = LineChart("Loss", "step", "nats, mean")
    qtbot.addWidget(chart)
    chart.add_series("a,b", 0)
    chart.append("a,b", 1, 2)
    assert chart.as_text(",") == 'curve,step,"nats, mean"\n"a,b",1,2\n'


def test_large_steps_are_copied_in_full(chart: LineChart) -> None:
    chart.append("validation", 12_345_678, 0.5)
    assert "validation\t12345678\t0.5" in chart.as_text()


def test_the_mouse_reads_values_off_the_curves(chart: LineChart) -> None:
    feed(chart)
    chart.append("validation", 90, 2.5)
    chart.header.slider.setValue(0)
    move_to(chart, middle(chart))
    assert chart._readout.isVisible()
    text = chart._readout.values.text()
    assert "step <b>50</b>" in text
    assert "<b>51</b>" in text
    # Its nearest point is elsewhere.
    assert "<b>2.5</b>" in text
    assert "@ 90" in text
    assert "memory reset" not in text
    assert chart.plot.rect().contains(chart._readout.geometry())
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert not chart._readout.isVisible()


def test_a_name_of_an_axis_that_is_too_long_for_it_is_shortened(qtbot: QtBot) -> None:
    chart = LineChart("Loss", "step", "nats a token; of numbers something else, " * 3)
    qtbot.addWidget(chart)
    chart.add_series("a", 0)
    chart.append("a", 1, 2)
    chart.resize(500, 260)
    chart.show()
    qtbot.waitUntil(lambda: chart._left.labelText.endswith("…"))
    assert chart._bottom.labelText == "step"
    label = chart._left.label.boundingRect().width()
    assert label <= chart.plot.height()
    chart.resize(500, 1600)
    qtbot.waitUntil(lambda: not chart._left.labelText.endswith("…"))
    assert "something else" in chart.as_text()


def test_the_readout_stays_within_the_plot(chart: LineChart) -> None:
    feed(chart)
    box = chart.plot.getViewBox().sceneBoundingRect()
    for x, y in ((0.01, 0.01), (0.99, 0.99), (0.99, 0.01), (0.01, 0.99)):
        spot = QPointF(box.left() + x * box.width(), box.top() + y * box.height())
        move_to(chart, chart.plot.mapFromScene(spot))
        assert chart.plot.rect().contains(chart._readout.geometry()), (x, y)


def test_without_points_the_mouse_reads_nothing(chart: LineChart) -> None:
    chart.draw()
    move_to(chart, middle(chart))
    assert not chart._readout.isVisible()


def test_what_came_while_it_was_hidden_is_drawn_when_it_is_shown(
    qtbot: QtBot, chart: LineChart
) -> None:
    chart.hide()
    qtbot.waitUntil(lambda: not chart._timer.isActive())
    chart.append("validation", 1, 2.0)
    assert not chart._timer.isActive()
    chart.show()
    qtbot.waitUntil(lambda: not chart._timer.isActive())
    assert chart._bundle._strokes[0].x.tolist() == [1]


def test_the_names_of_curves_that_appear_take_the_room_of_a_caption(qtbot: QtBot) -> None:
    chart = LineChart("Loss", "step", "nats", "Nothing yet.")
    for hue, name in enumerate(("training", "validation", "with the memory reset")):
        chart.add_series(name, hue, is_smoothed=not hue)
    qtbot.addWidget(chart)
    chart.resize(520, 300)
    chart.show()
    assert chart.header.smoothing_caption.isVisible()
    for name in chart.header.legend.entries:
        chart.append(name, 1, 2.5)
    chart.draw()
    assert not chart.header.smoothing_caption.isVisible()


def test_the_legend_says_where_a_single_point_is_that_the_curves_have_left_behind(
    chart: LineChart,
) -> None:
    chart.append("memory reset", 0, 10.12)
    for x, y in ((0, 10.0), (150, 4.0)):
        chart.append("validation", x, y)
    chart.draw()
    entry = chart.header.legend.entries["memory reset"]
    assert entry.accessibleName() == "memory reset  10.12 @ 0"
    chart.append("memory reset", 150, 4.1)
    chart.draw()
    assert entry.accessibleName() == "memory reset  4.1"
