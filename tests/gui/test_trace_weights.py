"""Whose weights are shown, where reads and writes have other numbers of layers and heads."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from memstudio.gui.panes.memory import exporting
from memstudio.gui.panes.memory.pane import MemoryPane
from memstudio.gui.selection import SelectionModel
from memstudio.gui.session import Session
from memstudio.gui.trace_document import TraceDocument
from memstudio.gui.trace_weights import WeightChoice
from tests.gui.long_trace import LongReader


class _Narrow(LongReader):
    """Writes in fewer layers and heads than it reads in."""

    num_layers, num_heads = 3, 4
    written = (1, 1)

    def detail(self, _name: str) -> str:
        return "heads"

    def layers_and_heads(self, name: str) -> tuple[int, int]:
        return self.written if name == "write" else (3, 4)


@pytest.mark.parametrize(
    ("written", "of_all", "of_one", "column"),
    [
        ((1, 1), "of the one layer and head", "of the one layer and head", ""),
        ((1, 4), "mean over 4 heads", "head 4", "_head_3"),
        ((2, 1), "mean over 2 layers", "layer 2", "_layer_2"),
    ],
)
def test_nothing_is_said_of_layers_and_heads_that_are_not_there(
    qtbot: QtBot, written: tuple[int, int], of_all: str, of_one: str, column: str
) -> None:
    session, selection = Session(), SelectionModel()
    pane = MemoryPane(session, selection)
    qtbot.addWidget(pane)
    reader = _Narrow(128 * 4, 3)
    reader.written = written
    document = TraceDocument(reader)  # type: ignore[arg-type]
    session.traces.document = document
    session.traces.document_changed.emit(document)
    captions = pane.pictures.captions
    assert captions["written"].words.endswith(of_all)
    assert "mean over 3 layers and 4 heads" in captions["read"].words
    selection.select(layer=2, head=3)
    assert captions["written"].words.endswith(of_one)
    assert "layer 3, head 4" in captions["read"].words
    head = exporting.weights_as_table(document, 1, pane.controls.choice).splitlines()[0].split(",")
    assert (head[2], head[-1]) == (f"written_0{column}", "read_2_layer_3_head_3")
    session.close()


def test_of_one_there_is_no_largest() -> None:
    weights = TraceDocument(_Narrow(128, 3)).weights  # type: ignore[arg-type]
    largest = WeightChoice(largest=True)
    assert weights.kept("write", largest) == WeightChoice()
    assert weights.cost("write", largest) == 1
    assert weights.cost("read", largest) == 12
