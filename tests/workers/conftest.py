"""The real engine thread, tiny models for it, and an ear for what it says."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QObject, Slot

from memstudio.gui.garbage import GarbageCollector
from memstudio.models.save import save_model
from memstudio.training.run_config import RunConfig
from memstudio.workers.engine_thread import EngineThread
from tests.tiny import SENTENCES, tiny_loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QCoreApplication, SignalInstance
    from pytestqt.qtbot import QtBot

PATIENCE = 90_000


class Ear(QObject):
    """Keeps what the worker says, in this thread."""

    def __init__(self, engine: EngineThread) -> None:
        super().__init__()
        self.heard: list[tuple[str, Any]] = []
        worker = engine.worker
        worker.task_started.connect(self._on_started)
        worker.task_ended.connect(self._on_ended)
        worker.task_failed.connect(self._on_failed)
        worker.task_cancelled.connect(self._on_cancelled)
        worker.model_loaded.connect(self._on_loaded)
        worker.corpus_read.connect(self._on_corpus)
        worker.run_event_received.connect(self._on_event)
        worker.trace_recorded.connect(self._on_trace)
        worker.text_generated.connect(self._on_text)
        worker.memory_changed.connect(self._on_memory)

    def all(self, name: str) -> list[Any]:
        return [payload for kind, payload in self.heard if kind == name]

    def events(self, kind: str) -> list[Any]:
        return [event for event in self.all("event") if event.event == kind]

    def sentences(self) -> list[str]:
        return [failure.text.format(**failure.values) for failure in self.all("failed")]

    @Slot(object)
    def _on_started(self, payload: object) -> None:
        self.heard.append(("started", payload))

    @Slot(object)
    def _on_ended(self, payload: object) -> None:
        self.heard.append(("ended", payload))

    @Slot(object)
    def _on_failed(self, payload: object) -> None:
        self.heard.append(("failed", payload))

    @Slot(object)
    def _on_cancelled(self, payload: object) -> None:
        self.heard.append(("cancelled", payload))

    @Slot(object)
    def _on_loaded(self, payload: object) -> None:
        self.heard.append(("loaded", payload))

    @Slot(object)
    def _on_corpus(self, payload: object) -> None:
        self.heard.append(("corpus", payload))

    @Slot(object)
    def _on_event(self, payload: object) -> None:
        self.heard.append(("event", payload))

    @Slot(object)
    def _on_trace(self, payload: object) -> None:
        self.heard.append(("trace", payload))

    @Slot(object)
    def _on_text(self, payload: object) -> None:
        self.heard.append(("text", payload))

    @Slot(object)
    def _on_memory(self, payload: object) -> None:
        self.heard.append(("memory", payload))


class Answers(QObject):
    """What a worker said by one of its signals, in this thread."""

    def __init__(self, signal: SignalInstance) -> None:
        super().__init__()
        self.all: list[Any] = []
        signal.connect(self._on_said)

    @Slot(object)
    def _on_said(self, answer: object) -> None:
        self.all.append(answer)


@pytest.fixture(autouse=True)
def collected_in_this_thread(qapp: QCoreApplication) -> Iterator[None]:
    """As in the window: pytest-qt's own timers must not be taken apart by the engine's thread."""
    collector = GarbageCollector(qapp)
    yield
    collector.stop()
    collector.deleteLater()


class _Heard(QObject):
    """Whether a signal came, found out in the thread that this was made in."""

    def __init__(self) -> None:
        super().__init__()
        self.is_so = False

    @Slot()
    def note(self) -> None:
        self.is_so = True


@contextmanager
def hearing(qtbot: QtBot, signal: SignalInstance) -> Iterator[None]:
    """Wait for a signal of the engine's thread to have come here, once the block is through.

    `waitSignal` is no slot of an object, so that it is called in the thread that signals: it may
    end its waiting just before this thread begins to wait, which then does so for ever.
    """
    heard = _Heard()
    signal.connect(heard.note)
    yield
    qtbot.waitUntil(lambda: heard.is_so, timeout=PATIENCE)


@pytest.fixture
def engine(qtbot: QtBot) -> Iterator[EngineThread]:
    engine = EngineThread()
    with hearing(qtbot, engine.worker.engine_ready):
        engine.start()
    yield engine
    assert engine.stop()


@pytest.fixture
def ear(engine: EngineThread) -> Ear:
    return Ear(engine)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    loaded = tiny_loaded("rmt")
    folder = tmp_path_factory.mktemp("models") / "tiny"
    save_model(loaded.model, loaded.tokenizer, folder, card="tiny")
    return folder


@pytest.fixture(scope="module")
def plain_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    loaded = tiny_loaded(None)
    folder = tmp_path_factory.mktemp("models") / "plain"
    save_model(loaded.model, loaded.tokenizer, folder, card="tiny")
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.txt"
    path.write_text((SENTENCES[0] + "\n\n") * 120, encoding="utf-8")
    return path


def ask(qtbot: QtBot, engine: EngineThread, request: Any) -> None:
    with hearing(qtbot, engine.worker.task_ended):
        engine.submit(request)
    qtbot.wait(10)


def run_config(model: Path, book: Path, out: Path, **changes: Any) -> RunConfig:
    values = {
        "model": str(model), "data": (str(book),), "out": str(out / "runs"), "device": "cpu",
        "trains": "everything", "steps": 5000, "batch_size": 2, "segments_per_sample": 2,
        "memory": {"segment_length": 16}, "probe": {"every": 3, "max_segments": 2},
        "validate_every": 0, "validation_tokens": 64,
        "checkpoint_every": 5000, "checkpoint_seconds": 1e6,
    }  # fmt: skip
    return RunConfig.of(**(values | changes))
