"""What changes to a memory did to each word, and where they are made, in the lanes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from memstudio.gui.panes.memory.pane import MemoryPane
from memstudio.gui.selection import SelectionModel
from memstudio.gui.session import Session
from memstudio.gui.theme import theme
from memstudio.gui.trace_curves import SignedCurve
from memstudio.gui.trace_document import TraceDocument
from memstudio.progress import Control
from memstudio.trace.causal_types import Intervention
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.tiny import tiny_loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

STORY = "Mary went to the kitchen. The rain fell. Where is Mary? In the kitchen.\n" * 6


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> TraceReader:
    out = tmp_path_factory.mktemp("traces") / "story.zarr"
    return record_trace(
        tiny_loaded("rmt"), STORY, document="story", out=out, control=Control(), gain=True
    )


@pytest.fixture
def shown(qtbot: QtBot, trace: TraceReader) -> Iterator[SimpleNamespace]:
    session, selection = Session(), SelectionModel()
    pane = MemoryPane(session, selection)
    qtbot.addWidget(pane)
    pane.resize(1100, 900)
    pane.show()
    qtbot.waitExposed(pane)
    document = TraceDocument(trace)
    session.traces.document = document
    session.traces.document_changed.emit(document)
    yield SimpleNamespace(pane=pane, pictures=pane.pictures, document=document)
    session.close()


def colours(image: QImage, x: int) -> list[str]:
    return [image.pixelColor(x, y).name() for y in range(image.height())]


def test_what_changes_did_has_a_lane_while_there_are_some(
    shown: SimpleNamespace, qtbot: QtBot
) -> None:
    pictures, document = shown.pictures, shown.document
    lane, caption = pictures.changes, pictures.captions["changes"]
    assert not caption.isVisible()
    changes = np.zeros(document.num_tokens, np.float32)
    fell, rose = 20, 60
    changes[fell], changes[rose] = -2.0, 1.0
    document.set_changes(changes)
    pictures.show_changes()
    assert caption.isVisible()
    assert "did to ln p of each word" in caption.words
    assert "−2.00 nats" in lane.tooltip(fell, -1)
    qtbot.waitUntil(lambda: lane.plot_rect().height() > 10)
    image = lane.grab().toImage()
    look, plot = theme.current(), lane.plot_rect()
    for token, hue, is_above in ((fell, look.series[0], False), (rose, look.series[1], True)):
        column = colours(image, round(lane.x_of(token + 0.5)))[plot.top() : plot.bottom() + 1]
        places = [at for at, each in enumerate(column) if each == hue]
        assert places
        assert (np.mean(places) < len(column) / 2) == is_above
    # The larger change reaches the end of the scale.
    assert (
        image.pixelColor(round(lane.x_of(fell + 0.5)), plot.bottom() - 1).name() == look.series[0]
    )
    document.set_changes(None)
    pictures.show_changes()
    assert not caption.isVisible()


def test_where_the_memory_is_changed_a_diamond_stands(shown: SimpleNamespace) -> None:
    pictures, document = shown.pictures, shown.document
    lane = pictures.quantity
    start = int(document.segment_starts[2])
    before = lane.grab().toImage()
    pictures.mark_changes((Intervention("ablate", 2, (1,)), Intervention("reset", 3)))
    assert lane.marks.changed == ((start, 1), (int(document.segment_starts[3]), None))
    assert pictures.changes.marks.changed == lane.marks.changed
    after = lane.grab().toImage()
    x, y = round(lane.x_of(start)), round(lane.row_rect(1).center().y())
    accent = QColor(theme.current().accent).name()
    assert after.pixelColor(x, y).name() == accent
    assert before.pixelColor(x, y).name() != accent
    # Of all slots: from top to bottom.
    line = colours(after, round(lane.x_of(document.segment_starts[3])) - 1)
    plot = lane.plot_rect()
    assert sum(each == accent for each in line) >= 0.6 * plot.height()
    pictures.mark_changes(())
    assert lane.grab().toImage() == before


def test_few_changes_are_not_cut_off_at_what_is_usual() -> None:
    changes = np.zeros(10_000, np.float32)
    changes[5], changes[6] = -3.0, np.nan
    assert SignedCurve(changes, few_count=True).high == 3.0
    assert SignedCurve(changes).high == pytest.approx(1e-6)
