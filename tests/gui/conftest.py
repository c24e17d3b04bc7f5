"""Widgets without an engine: the session's own slots are fed with what a worker would send."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QMimeData, Qt, QThreadPool
from PySide6.QtGui import QDrag
from pytestqt.qtbot import QtBot

from memstudio import events
from memstudio.data.preview import CorpusPreview, FileRow, PreviewPart, SplitRow
from memstudio.gui.garbage import GarbageCollector
from memstudio.gui.main_window import MainWindow
from memstudio.gui.run_view import RunView
from memstudio.gui.session import Session
from memstudio.gui.theme import theme as themes
from memstudio.models.device import Device
from memstudio.models.summary import ModelSummary
from memstudio.settings import Settings
from memstudio.workers.messages import TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget


# Computers are slow at times, and what is waited for comes all the same.
_PATIENCE = 30_000
for _waiting in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitExposed):
    _waiting.__kwdefaults__["timeout"] = _PATIENCE


# A window that Python owns and that only its own parts still know is taken apart by the cycle
# collector in an order that Qt does not survive; pytest-qt itself keeps none of them.
_kept: list[QWidget] = []
_add_widget = QtBot.addWidget


def _keep_widget(bot: QtBot, widget: QWidget, **how: Any) -> None:
    _kept.append(widget)
    _add_widget(bot, widget, **how)


QtBot.addWidget = _keep_widget


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh user for every test."""
    folder = tmp_path / "home"
    monkeypatch.setenv("MEMSTUDIO_HOME", str(folder))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "huggingface"))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    return folder


@pytest.fixture(autouse=True)
def english_numbers() -> Iterator[None]:
    """Numbers as the tests expect them, whatever a test before has chosen."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    if themes.current().name != "light" or not qapp.styleSheet():
        themes.apply(qapp, "light")


@pytest.fixture(autouse=True)
def garbage(qapp: QApplication) -> Iterator[None]:
    """Widgets are taken apart between events and in their own thread, as in the application."""
    collector = GarbageCollector()
    yield
    # No loop runs between tests: what was to be deleted later would pile up, and be restyled each time.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    _kept.clear()
    collector.collect()
    collector.stop()
    # Not while the collector itself is taken apart: Qt holds locks then.
    gc.disable()
    del collector
    gc.enable()


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    """The real session; its engine is never started."""
    session = Session()
    yield session
    assert session.close()


@pytest.fixture
def window(session: Session, qtbot) -> Iterator[MainWindow]:
    window = MainWindow(session, Settings())
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    yield window
    session.run = None
    window.close()
    QThreadPool.globalInstance().waitForDone(5_000)
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


DEVICES = (
    Device("cpu", "A processor", "cpu", 24 << 30, 20 << 30, 2),
    Device("cuda:0", "A card", "cuda", 80 << 30, 78 << 30, None),
)


def a_model(name: str = "small", kind: str | None = "rmt") -> ModelSummary:
    return ModelSummary(
        reference=name,
        name=name,
        path=f"/models/{name}",
        architecture="LlamaForCausalLM",
        num_parameters=2_345_678,
        num_memory_parameters=4096,
        hidden_size=256,
        num_layers=4,
        vocab_size=4096,
        max_positions=2048,
        dtype="float32",
        device="cpu",
        memory_kind=kind,
        num_slots=16 if kind else 0,
        segment_length=128 if kind else None,
    )


def a_corpus(path: str) -> CorpusPreview:
    file = FileRow(path, "a.txt", "text", "utf-8", 100, 1, 100, ())
    part = SplitRow(1, 50, 10, 1)
    return CorpusPreview(
        (path,), (file,), ((PreviewPart("It is a truth", True),),), part, part, 128, (), 0
    )


def a_step(step: int, total: int = 500) -> events.StepFinished:
    return events.StepFinished(
        step=step,
        total_steps=total,
        loss=2.5,
        learning_rate=1e-3,
        grad_norm=1.0,
        tokens=100_000,
        tokens_per_second=12_345.6,
        elapsed=100.0,
        eta=200.0,
        process_bytes=1 << 30,
        device_bytes=0,
    )


class Engine:
    """Says to a session what the worker would say."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def ready(self) -> None:
        self.session._on_worker_engine_ready(DEVICES)

    def model(self, name: str = "small", kind: str | None = "rmt", **known: Any) -> None:
        self.session._on_worker_model_loaded(replace(a_model(name, kind), **known))

    def start(self, task: TaskKind) -> None:
        self.session._on_worker_task_started(task)

    def end(self, task: TaskKind) -> None:
        self.session._on_worker_task_ended(task)

    def event(self, event: events.RunEvent) -> None:
        self.session._on_worker_run_event_received(event)

    def train(self) -> None:
        """As `Session.start_training` and the worker's first step leave it."""
        self.session._control(TaskKind.TRAIN)
        self.session._set_run(RunView("running", total_steps=500))
        self.start(TaskKind.TRAIN)
        self.event(a_step(120))


@pytest.fixture
def engine(session: Session) -> Engine:
    return Engine(session)


@pytest.fixture
def dragged(monkeypatch: pytest.MonkeyPatch) -> list[QMimeData]:
    """What drags were begun with; a real one would wait for the mouse."""
    begun: list[QMimeData] = []

    def drop(drag: QDrag, *_: object) -> Qt.DropAction:
        kept = QMimeData()
        kept.setUrls(drag.mimeData().urls())
        kept.setImageData(drag.mimeData().imageData())
        begun.append(kept)
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", drop)
    return begun
