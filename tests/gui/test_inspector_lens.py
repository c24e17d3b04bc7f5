"""A slot's words at every layer: asked of the open model when they are looked at, and not before."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from memstudio.gui.docks.inspector_dock import InspectorDock
from memstudio.gui.selection import SelectionModel
from memstudio.gui.session import Session
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.reading_session import ReadingSession
from memstudio.trace.recorder import record_trace
from memstudio.trace.slot_contents import slot_contents
from memstudio.trace.slot_spans import shown_word
from memstudio.trace.token_texts import tokenise_text
from memstudio.workers.causal_messages import InspectSlot, SlotInspected
from memstudio.workers.messages import Failure, TaskKind
from tests.gui.conftest import Engine
from tests.tiny import tiny_loaded

TEXT = "Daniel went to the garden. Nobody knew why. Where is Daniel? In the garden.\n" * 4
LAYERS, INPUTS = 2, 3


@pytest.fixture(scope="module")
def model() -> LoadedModel:
    return tiny_loaded("rmt")


@pytest.fixture(scope="module")
def trace(model: LoadedModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("lens") / "t.zarr"
    record_trace(model, TEXT, document="a story", out=out, control=Control())
    return out


@pytest.fixture
def shown(session: Session, qtbot: QtBot, trace: Path) -> SimpleNamespace:
    selection = SelectionModel()
    dock = InspectorDock(session, selection)
    qtbot.addWidget(dock)
    dock.show()
    requests: list[Any] = []
    session._engine.submitted.connect(requests.append)
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        session.show_trace(str(trace), "story")
    selection.select(slot=1, segment=2)
    contents = dock.slot_view.contents
    return SimpleNamespace(
        session=session, selection=selection, dock=dock, contents=contents, lens=contents.lens,
        inspections=lambda: [each for each in requests if isinstance(each, InspectSlot)],
        answer=session._engine.causal_worker.slot_inspected.emit,
    )  # fmt: skip


def texts(lens: Any) -> list[str]:
    return [row.text for row in lens.list.rows.rows]


def test_without_the_model_it_says_to_open_it(shown: SimpleNamespace, qtbot: QtBot) -> None:
    shown.contents.kind.choose(LAYERS)
    assert "Open the model that recorded this trace" in shown.lens.note.text()
    Engine(shown.session).model("tiny")
    qtbot.waitUntil(lambda: len(shown.inspections()) == 1, timeout=5_000)


def test_the_words_of_every_layer_are_those_of_the_model(
    shown: SimpleNamespace, qtbot: QtBot, model: LoadedModel, trace: Path
) -> None:
    Engine(shown.session).model("tiny")
    assert not shown.inspections()
    shown.contents.kind.choose(LAYERS)
    qtbot.waitUntil(lambda: len(shown.inspections()) == 1, timeout=5_000)
    wish = shown.inspections()[0]
    assert (wish.trace, wish.slot, wish.state) == (str(trace), 1, 3)
    tokens = tokenise_text(model.tokenizer, TEXT)
    found = slot_contents(ReadingSession(model, tokens), 1, 3, control=Control())
    shown.answer(SlotInspected(wish.trace, wish.slot, wish.state, found))
    qtbot.waitUntil(lambda: bool(texts(shown.lens)), timeout=5_000)
    rows = shown.lens.list.rows.rows
    assert len(rows) == len(found.layers)
    for row, layer in zip(rows, found.layers, strict=True):
        assert row.text.startswith(str(layer.layer))
        assert shown_word(layer.words[0][0]) in row.text
        assert row.value == layer.words[0][1]
    # The other view of the same answer needs no other wish.
    shown.contents.kind.choose(INPUTS)
    assert (
        texts(shown.lens)
        == [shown_word(word) for word, _ in found.nearest][: len(texts(shown.lens))]
    )
    assert shown_word(found.nearest_random[0][0]) in shown.lens.note.text()
    assert len(shown.inspections()) == 1


def test_only_the_place_that_is_looked_at_is_asked_for(
    shown: SimpleNamespace, qtbot: QtBot
) -> None:
    Engine(shown.session).model("tiny")
    shown.contents.kind.choose(LAYERS)
    for segment in (3, 4, 1):
        shown.selection.select(segment=segment)
    qtbot.waitUntil(lambda: len(shown.inspections()) == 1, timeout=5_000)
    assert shown.inspections()[0].state == 2
    shown.contents.kind.choose(0)
    assert shown.inspections()[0].control.is_cancelled
    shown.answer(SlotInspected(shown.inspections()[0].trace, 1, 2))
    assert not texts(shown.lens)


def test_a_model_that_did_not_record_it_is_refused_in_words(
    shown: SimpleNamespace, qtbot: QtBot
) -> None:
    Engine(shown.session).model("tiny")
    shown.contents.kind.choose(LAYERS)
    qtbot.waitUntil(lambda: bool(shown.inspections()), timeout=5_000)
    wish = shown.inspections()[0]
    failure = Failure(TaskKind.TRACE, "It was recorded by {name}.", {"name": "another"})
    shown.answer(SlotInspected(wish.trace, wish.slot, wish.state, failure=failure))
    qtbot.waitUntil(lambda: "another" in shown.lens.note.text(), timeout=5_000)
