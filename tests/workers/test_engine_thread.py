"""The real thread with a tiny model: every wish is answered, nothing escapes, it always ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QObject, Slot

from memstudio.models.save import save_model
from memstudio.models.summary import ModelSummary
from memstudio.progress import Control
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.training.run_config import RunConfig
from memstudio.workers.engine_thread import EngineThread
from memstudio.workers.messages import (
    Failure,
    Generate,
    LoadModel,
    MoveModel,
    ReadData,
    TaskKind,
    Trace,
    Train,
)
from tests.tiny import SENTENCES, tiny_loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

_PATIENCE = 90_000


class Ear(QObject):
    """Keeps what the worker says, in this thread."""

    def __init__(self, engine: EngineThread) -> None:
        super().__init__()
        self.heard: list[tuple[str, Any]] = []
        worker = engine.worker
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


@pytest.fixture
def engine(qtbot: QtBot) -> Iterator[EngineThread]:
    engine = EngineThread()
    with qtbot.waitSignal(engine.worker.engine_ready, timeout=_PATIENCE):
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


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.txt"
    path.write_text((SENTENCES[0] + "\n\n") * 120, encoding="utf-8")
    return path


def _ask(qtbot: QtBot, engine: EngineThread, request: Any) -> None:
    with qtbot.waitSignal(engine.worker.task_ended, timeout=_PATIENCE):
        engine.submit(request)
    qtbot.wait(10)


def test_a_model_is_loaded_used_and_traced(
    qtbot: QtBot, engine: EngineThread, ear: Ear, model: Path, book: Path, tmp_path: Path
) -> None:
    _ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    (summary,) = ear.all("loaded")
    assert isinstance(summary, ModelSummary)
    assert (summary.memory_kind, summary.num_slots) == ("rmt", 3)

    _ask(qtbot, engine, ReadData(Control(), (str(book),), 16))
    (corpus,) = ear.all("corpus")
    assert corpus.train.num_tokens > 0
    assert corpus.paths == (str(book),)

    _ask(qtbot, engine, Generate(Control(), "It was", GenerationSettings(max_new_tokens=20)))
    pieces = ear.all("text")
    assert pieces[-1].is_last
    assert not any(piece.is_last for piece in pieces[:-1])
    assert ear.all("memory")[-1].num_pending + ear.all("memory")[-1].num_segments > 0

    out = tmp_path / "a.zarr"
    _ask(qtbot, engine, Trace(Control(), SENTENCES[0], "a text", str(out)))
    assert ear.all("trace")[0].path == str(out)
    assert out.is_dir()

    _ask(qtbot, engine, MoveModel(Control(), "cuda:7"))
    (failure,) = ear.all("failed")
    assert "no device 'cuda:7'" in failure.text.format(**failure.values)
    engine.reset_memory_requested.emit()
    qtbot.waitUntil(lambda: ear.all("memory")[-1].num_segments == 0, timeout=_PATIENCE)


def test_bad_wishes_are_answered_in_words_and_the_model_stays(
    qtbot: QtBot, engine: EngineThread, ear: Ear, model: Path, tmp_path: Path
) -> None:
    _ask(qtbot, engine, Generate(Control(), "It was", GenerationSettings()))
    _ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    _ask(qtbot, engine, LoadModel(Control(), str(tmp_path / "absent"), "cpu"))
    _ask(qtbot, engine, Trace(Control(), "", "nothing", str(tmp_path / "b.zarr")))
    sentences = [failure.text.format(**failure.values) for failure in ear.all("failed")]
    assert "No model is open" in sentences[0]
    assert "absent" in sentences[1]
    assert len(sentences) == 3
    _ask(qtbot, engine, Generate(Control(), "It was", GenerationSettings(max_new_tokens=3)))
    assert ear.all("text")[-1].is_last


def test_an_unexpected_error_becomes_a_sentence_and_the_thread_lives_on(
    qtbot: QtBot,
    engine: EngineThread,
    ear: Ear,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("inside")

    with monkeypatch.context() as patch:
        patch.setattr("memstudio.memory.attach.resolve_model", broken)
        _ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    (failure,) = ear.all("failed")
    assert isinstance(failure, Failure)
    assert "Zero" not in failure.text
    assert "ZeroDivisionError" in caplog.text
    _ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    assert ear.all("loaded")


def test_cancelling_is_said_and_nothing_changes(
    qtbot: QtBot, engine: EngineThread, ear: Ear, model: Path
) -> None:
    control = Control()
    control.cancel()
    _ask(qtbot, engine, LoadModel(control, str(model), "cpu"))
    assert ear.all("cancelled") == [TaskKind.LOAD]
    assert not ear.all("loaded")


def test_a_run_pauses_serves_goes_on_and_stops(
    qtbot: QtBot, engine: EngineThread, ear: Ear, model: Path, book: Path, tmp_path: Path
) -> None:
    _ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    control = Control()
    config = RunConfig.of(
        model=str(model), data=(str(book),), device="cpu", trains="everything", steps=5000,
        batch_size=2, segments_per_sample=2, validate_every=0, checkpoint_every=5000,
        checkpoint_seconds=1e6, validation_tokens=64, probe={"every": 3, "max_segments": 2},
        out=str(tmp_path / "runs"),
    )  # fmt: skip
    engine.submit(Train(control, config))

    def events(kind: str) -> list[Any]:
        return [event for event in ear.all("event") if event.event == kind]

    qtbot.waitUntil(lambda: len(events("step_finished")) >= 4, timeout=_PATIENCE)
    control.pause()
    qtbot.waitUntil(lambda: bool(events("run_paused")), timeout=_PATIENCE)
    held_at = events("step_finished")[-1].step
    engine.submit(Generate(Control(), "It was", GenerationSettings(max_new_tokens=5)))
    qtbot.waitUntil(lambda: any(piece.is_last for piece in ear.all("text")), timeout=_PATIENCE)
    engine.submit(MoveModel(Control(), "cpu"))
    qtbot.waitUntil(lambda: bool(ear.all("failed")), timeout=_PATIENCE)
    assert "Stop the run first" in ear.all("failed")[0].text
    assert events("step_finished")[-1].step == held_at
    control.resume()
    qtbot.waitUntil(lambda: events("step_finished")[-1].step > held_at + 2, timeout=_PATIENCE)
    control.stop()
    qtbot.waitUntil(lambda: TaskKind.TRAIN in ear.all("ended"), timeout=_PATIENCE)
    (finished,) = events("run_finished")
    assert finished.reason == "stopped"
    assert events("probe_recorded")
    kept = Path(finished.model)
    kept = kept if kept.is_absolute() else Path(events("run_started")[0].run) / kept
    _ask(qtbot, engine, LoadModel(Control(), str(kept), "cpu"))
    assert ear.all("loaded")[-1].memory_kind == "rmt"


def test_it_ends_in_time_whatever_goes_on(qtbot: QtBot, model: Path, tmp_path: Path) -> None:
    engine = EngineThread()
    with qtbot.waitSignal(engine.worker.engine_ready, timeout=_PATIENCE):
        engine.start()
    _ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    with qtbot.waitSignal(engine.worker.task_started, timeout=_PATIENCE):
        engine.submit(Trace(Control(), SENTENCES[0] * 3000, "long", str(tmp_path / "c.zarr")))
    assert engine.stop(20_000)
    assert not (tmp_path / "c.zarr").exists()
