"""A number over the document, small: what is not known is a gap, and what is looked for is drawn."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from memstudio.gui.docks.sparkline import Sparkline
from memstudio.trace.quantity_kinds import quantity_kind


def test_a_gate_that_is_not_there_is_a_gap_and_no_number(qtbot: QtBot) -> None:
    line = Sparkline()
    qtbot.addWidget(line)
    line.resize(122, 44)
    gate = np.array([1.0, 1.0, np.nan, np.nan, 1.0, np.nan, 1.0], np.float32)
    line.show_values(gate, 3, "#ff0000", quantity_kind("gate"))
    assert line.text_at(1) == "Segment 1: 100.0%"
    assert line.text_at(3) == line.accessibleDescription() == "Segment 3: –"
    picture = line.grab().toImage()
    picture = picture.scaled(line.size())

    def is_drawn(place: float) -> bool:
        column = [picture.pixelColor(1 + round(20 * place), y) for y in range(44)]
        return any(c.red() > 200 and c.green() < 160 for c in map(QColor, column))

    # Between known neighbours there is a line; one alone is a dot.
    assert [is_drawn(x) for x in (0.5, 1.5, 2, 4, 4.5, 5)] == [
        True,
        False,
        False,
        True,
        False,
        False,
    ]
    line.show_values(np.full(3, np.nan, np.float32), 0, "#ff0000", quantity_kind("gate"))
    line.grab()


def test_overwrites_are_seen_in_a_line_with_more_segments_than_pixels(qtbot: QtBot) -> None:
    line = Sparkline()
    qtbot.addWidget(line)
    line.resize(180, 40)
    similarity = np.full(2000, 0.99, np.float32)
    similarity[100::200] = -0.5
    line.show_values(similarity, 0, "#ff0000", quantity_kind("similarity"))
    assert len(line.heights()) <= 180
    assert (line.heights() == np.float32(-0.5)).sum() == 10
    # Of what is read, it is the peaks.
    line.show_values(-similarity, 0, "#ff0000", quantity_kind("read_mass"))
    assert (line.heights() == np.float32(0.5)).sum() == 10
