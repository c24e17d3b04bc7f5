"""A session with a real trace of a tiny model, and an engine that only writes down what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from memstudio.gui.selection import SelectionModel
from memstudio.progress import Control
from memstudio.trace.recorder import record_trace
from tests.gui.conftest import Engine
from tests.tiny import tiny_loaded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from memstudio.gui.effects import Effects
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.workers.causal_worker import CausalWorker

TEXT = (
    "It was a dark and stormy night; the rain fell in torrents. Daniel went to the garden. "
    "Nobody knew why, and nobody asked him. Where is Daniel? In the garden.\n\nSo it went on. "
) * 4


@pytest.fixture(scope="session")
def traces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("effects")
    made = {}
    for name, kind in (("tiny", "rmt"), ("other", "rmt"), ("plain", "none")):
        made[name] = folder / f"{name}.zarr"
        record_trace(tiny_loaded(kind), TEXT, document=name, out=made[name], control=Control())
    return made


class Asked:
    """What the session asked of its engine, and the worker that would answer."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.requests: list[Any] = []
        self.worker: CausalWorker = session._engine.causal_worker
        session._engine.submitted.connect(self.requests.append)

    @property
    def effects(self) -> Effects:
        return self.session.effects

    @property
    def document(self) -> TraceDocument:
        document = self.session.traces.document
        assert document is not None
        return document

    @property
    def path(self) -> str:
        return self.document.path


@pytest.fixture
def selection() -> SelectionModel:
    return SelectionModel()


@pytest.fixture
def asked(session: Session, qtbot: QtBot, traces: dict[str, Path]) -> Iterator[Asked]:
    """The tiny model is open, and its reading of the text is on show."""
    asked = Asked(session)
    Engine(session).model("tiny")
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        session.show_trace(str(traces["tiny"]), "story")
    yield asked
    session.effects.cancel()
