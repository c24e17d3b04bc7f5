"""The real thread with a tiny model: every wish is answered, nothing escapes, it always ends."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from memstudio.memory.new_model_settings import NewModelSettings
from memstudio.models.summary import ModelSummary
from memstudio.progress import Control
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.trace.reader import TraceReader
from memstudio.workers.causal_messages import CausalRequest
from memstudio.workers.engine_thread import EngineThread
from memstudio.workers.messages import (
    Failure,
    Generate,
    LoadModel,
    MoveModel,
    NewModel,
    ReadData,
    Request,
    TaskKind,
    Trace,
    Train,
)
from tests.tiny import SENTENCES
from tests.workers.conftest import PATIENCE, Ear, ask, hearing, run_config

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_every_kind_of_request_is_answered_by_somebody(engine: EngineThread) -> None:
    kinds, found = [Request], set()
    while kinds:
        found.update(inner := kinds.pop().__subclasses__())
        kinds += inner
    assert found - {CausalRequest} == engine._answers.keys()


def test_a_model_is_loaded_used_and_traced(
    qtbot: QtBot, engine: EngineThread, ear: Ear, model: Path, book: Path, tmp_path: Path
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    (summary,) = ear.all("loaded")
    assert isinstance(summary, ModelSummary)
    assert (summary.memory_kind, summary.num_slots) == ("rmt", 3)

    ask(qtbot, engine, ReadData(Control(), (str(book),), 16))
    (corpus,) = ear.all("corpus")
    assert corpus.train.num_tokens > 0
    assert corpus.paths == (str(book),)

    ask(qtbot, engine, Generate(Control(), "It was", GenerationSettings(max_new_tokens=20)))
    pieces = ear.all("text")
    assert pieces[-1].is_last
    assert not any(piece.is_last for piece in pieces[:-1])
    assert ear.all("memory")[-1].num_pending + ear.all("memory")[-1].num_segments > 0

    out = tmp_path / "a.zarr"
    ask(qtbot, engine, Trace(Control(), SENTENCES[0], "a text", str(out)))
    assert ear.all("trace")[0].path == str(out)
    trace = TraceReader(out)
    assert trace.text == SENTENCES[0]
    assert trace.num_slots == 3
    assert trace.has("gain"), "a short text is read without memory too"
    assert [kind for kind, _ in ear.heard if kind in {"started", "ended"}] == [
        "started",
        "ended",
    ] * 4

    ask(qtbot, engine, MoveModel(Control(), "cuda:7"))
    assert "no device 'cuda:7'" in ear.sentences()[0]
    engine.reset_memory_requested.emit()
    qtbot.waitUntil(lambda: ear.all("memory")[-1].num_segments == 0, timeout=PATIENCE)


def test_bad_wishes_are_answered_in_words_and_the_model_stays(
    qtbot: QtBot, engine: EngineThread, ear: Ear, model: Path, tmp_path: Path
) -> None:
    ask(qtbot, engine, Generate(Control(), "It was", GenerationSettings()))
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    ask(qtbot, engine, LoadModel(Control(), str(tmp_path / "absent"), "cpu"))
    ask(qtbot, engine, Trace(Control(), "", "nothing", str(tmp_path / "b.zarr")))
    sentences = ear.sentences()
    assert "No model is open" in sentences[0]
    assert "absent" in sentences[1]
    assert len(sentences) == 3
    assert len(ear.all("loaded")) == 1
    ask(qtbot, engine, Generate(Control(), "It was", GenerationSettings(max_new_tokens=3)))
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
        ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    (failure,) = ear.all("failed")
    assert isinstance(failure, Failure)
    assert "Zero" not in failure.text
    assert "ZeroDivisionError" in caplog.text
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    assert ear.all("loaded")


def test_cancelling_is_said_and_nothing_changes(
    qtbot: QtBot, engine: EngineThread, ear: Ear, model: Path
) -> None:
    control = Control()
    control.cancel()
    ask(qtbot, engine, LoadModel(control, str(model), "cpu"))
    assert ear.all("cancelled") == [TaskKind.LOAD]
    assert not ear.all("loaded")


def test_a_new_model_is_saved_and_opened(
    qtbot: QtBot, engine: EngineThread, ear: Ear, plain_model: Path, tmp_path: Path
) -> None:
    settings = NewModelSettings(str(plain_model), str(tmp_path / "new" / "mine"), "rmt", 2, 16)
    # One of the settings that is not there today, as the window learns when it has asked already.
    ask(qtbot, engine, LoadModel(Control(), str(plain_model), "cuda:77"))
    assert not ear.sentences()
    texts: list[str] = []
    control = Control(on_progress=lambda progress: texts.append(progress.text))
    ask(qtbot, engine, NewModel(control, settings, "cpu"))
    made = ear.all("loaded")[-1]
    assert (made.reference, made.name) == (settings.folder, "mine")
    assert (made.memory_kind, made.num_slots, made.segment_length) == ("rmt", 2, 16)
    assert "Writing the model" in texts
    # The open model was taken.
    assert "Reading the weights" not in texts
    ask(qtbot, engine, Generate(Control(), "It was", GenerationSettings(max_new_tokens=5)))
    assert ear.all("text")[-1].is_last
    ask(qtbot, engine, LoadModel(Control(), settings.folder, "cpu"))
    assert ear.all("loaded")[-1] == made
    assert not ear.sentences()


def test_a_new_model_that_comes_to_nothing_leaves_nothing_and_the_open_one_stays(
    qtbot: QtBot,
    engine: EngineThread,
    ear: Ear,
    plain_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def settings(**changes: Any) -> NewModelSettings:
        values = {"backbone": str(plain_model), "folder": str(tmp_path / "mine"), "num_slots": 2}
        return NewModelSettings(**(values | {"segment_length": 16} | changes))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    ask(qtbot, engine, LoadModel(Control(), str(plain_model), "cpu"))
    ask(qtbot, engine, NewModel(Control(), settings(num_slots=60), "cpu"))
    ask(qtbot, engine, NewModel(Control(), settings(backbone=str(tmp_path / "absent")), "cpu"))
    ask(qtbot, engine, NewModel(Control(), settings(folder=str(plain_model)), "cpu"))
    cancelled = Control()
    cancelled.cancel()
    ask(qtbot, engine, NewModel(cancelled, settings(), "cpu"))
    with monkeypatch.context() as patch:
        patch.setattr("memstudio.memory.memory_model.MemoryModel.save_pretrained", full)
        ask(qtbot, engine, NewModel(Control(), settings(), "cpu"))
    too_many, absent, taken, full_disk = ear.sentences()
    assert "fewer slots" in too_many
    assert "absent" in absent
    assert "exists already" in taken
    assert "disk is full" in full_disk
    assert {failure.task for failure in ear.all("failed")} == {TaskKind.MAKE}
    assert ear.all("cancelled") == [TaskKind.MAKE]
    assert list(tmp_path.iterdir()) == []
    assert len(ear.all("loaded")) == 1
    ask(qtbot, engine, MoveModel(Control(), "cpu"))
    assert ear.all("loaded")[-1] == ear.all("loaded")[0]
    ask(qtbot, engine, NewModel(Control(), settings(), "cpu"))
    assert ear.all("loaded")[-1].reference == str(tmp_path / "mine")


def test_a_run_pauses_serves_goes_on_and_stops(
    qtbot: QtBot, engine: EngineThread, ear: Ear, model: Path, book: Path, tmp_path: Path
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    control = Control()
    engine.submit(Train(control, run_config(model, book, tmp_path)))
    events = ear.events
    qtbot.waitUntil(lambda: len(events("step_finished")) >= 4, timeout=PATIENCE)
    control.pause()
    qtbot.waitUntil(lambda: bool(events("run_paused")), timeout=PATIENCE)
    held_at = events("step_finished")[-1].step
    engine.submit(Generate(Control(), "It was", GenerationSettings(max_new_tokens=5)))
    engine.submit(Trace(Control(), SENTENCES[0], "in between", str(tmp_path / "a.zarr")))
    engine.submit(MoveModel(Control(), "cpu"))
    qtbot.waitUntil(lambda: bool(ear.all("failed")), timeout=PATIENCE)
    assert any(piece.is_last for piece in ear.all("text"))
    assert ear.all("trace")
    assert ["Stop the run first" in sentence for sentence in ear.sentences()] == [True]
    assert events("step_finished")[-1].step == held_at
    control.resume()
    qtbot.waitUntil(lambda: events("step_finished")[-1].step > held_at + 2, timeout=PATIENCE)
    control.stop()
    qtbot.waitUntil(lambda: TaskKind.TRAIN in ear.all("ended"), timeout=PATIENCE)

    names = [event.event for event in ear.all("event")]
    assert (names[0], names[-1]) == ("run_started", "run_finished")
    steps = [event.step for event in events("step_finished")]
    # Not every step is told, but all in order.
    assert steps == sorted(set(steps))
    assert steps[0] == 1
    between = names[names.index("run_paused") + 1 : names.index("run_resumed")]
    assert set(between) <= {"checkpoint_saved"}
    assert events("run_paused")[0].step == events("run_resumed")[0].step == held_at
    assert events("probe_recorded")
    (finished,) = events("run_finished")
    assert (finished.reason, finished.step) == ("stopped", steps[-1])
    folder = Path(events("run_started")[0].run)
    kept = folder / finished.model
    # From now on the open model is that of the run, whatever is asked of it.
    assert ear.all("loaded")[-1].name == folder.name
    ask(qtbot, engine, MoveModel(Control(), "cpu"))
    assert ear.all("loaded")[-1].name == folder.name
    ask(qtbot, engine, LoadModel(Control(), str(kept), "cpu"))
    assert ear.all("loaded")[-1].memory_kind == "rmt"
    assert len(ear.sentences()) == 1


def test_after_a_run_that_failed_the_model_is_as_it_was(
    qtbot: QtBot,
    engine: EngineThread,
    ear: Ear,
    plain_model: Path,
    book: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The memory that was attached for the run is gone too."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("inside")

    ask(qtbot, engine, LoadModel(Control(), str(plain_model), "cpu"))
    monkeypatch.setattr("memstudio.training.trainer.save_model", broken)
    config = run_config(plain_model, book, tmp_path, steps=2, probe={"every": 0})
    ask(qtbot, engine, Train(Control(), config))
    assert [summary.memory_kind for summary in ear.all("loaded")] == [None, "rmt", None]
    assert ear.all("memory")[-1] is None
    assert ear.all("failed")[-1].task is TaskKind.TRAIN
    assert ear.all("event")[-1].event == "run_failed"
    assert "ZeroDivisionError" in caplog.text
    monkeypatch.undo()
    ask(qtbot, engine, Train(Control(), config))
    assert ear.all("event")[-1].event == "run_finished"


def test_a_cancelled_run_leaves_nothing_and_the_model_answers(
    qtbot: QtBot, engine: EngineThread, ear: Ear, model: Path, book: Path, tmp_path: Path
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    control = Control()
    engine.submit(Train(control, run_config(model, book, tmp_path)))
    qtbot.waitUntil(lambda: bool(ear.events("step_finished")), timeout=PATIENCE)
    control.cancel()
    qtbot.waitUntil(lambda: TaskKind.TRAIN in ear.all("ended"), timeout=PATIENCE)
    assert ear.all("cancelled") == [TaskKind.TRAIN]
    assert not list((tmp_path / "runs").iterdir())
    ask(qtbot, engine, Generate(Control(), "It was", GenerationSettings(max_new_tokens=3)))
    assert ear.all("text")[-1].is_last
    assert not ear.all("failed")


# ---------------------------------------------------------------------- the end


@pytest.fixture
def leaving(qtbot: QtBot, model: Path) -> tuple[EngineThread, Ear]:
    """An engine with a model, to be ended by the test."""
    engine = EngineThread()
    with hearing(qtbot, engine.worker.engine_ready):
        engine.start()
    ear = Ear(engine)
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    return engine, ear


def test_it_ends_in_time_while_a_text_is_traced(
    qtbot: QtBot, leaving: tuple[EngineThread, Ear], tmp_path: Path
) -> None:
    engine, _ = leaving
    with hearing(qtbot, engine.worker.task_started):
        engine.submit(Trace(Control(), SENTENCES[0] * 3000, "long", str(tmp_path / "c.zarr")))
    assert engine.stop(20_000)
    assert not list(tmp_path.iterdir())


def test_it_ends_in_time_while_a_text_is_written(
    qtbot: QtBot, leaving: tuple[EngineThread, Ear]
) -> None:
    engine, _ = leaving
    with hearing(qtbot, engine.worker.text_generated):
        engine.submit(
            Generate(Control(), "It was", GenerationSettings(max_new_tokens=10**6, temperature=9.0))
        )
    assert engine.stop(20_000)


def test_it_ends_in_time_while_models_are_loaded(
    leaving: tuple[EngineThread, Ear], model: Path
) -> None:
    engine, _ = leaving
    for _ in range(50):
        engine.submit(LoadModel(Control(), str(model), "cpu"))
    assert engine.stop(20_000)


def test_it_ends_in_time_during_a_pause_in_which_much_was_asked(
    qtbot: QtBot, leaving: tuple[EngineThread, Ear], model: Path, book: Path, tmp_path: Path
) -> None:
    engine, ear = leaving
    request = Train(Control(), run_config(model, book, tmp_path, probe={"every": 0}))
    engine.submit(request)
    qtbot.waitUntil(lambda: bool(ear.events("step_finished")), timeout=PATIENCE)
    request.control.pause()
    qtbot.waitUntil(lambda: bool(ear.events("run_paused")), timeout=PATIENCE)
    for _ in range(30):
        engine.submit(Generate(Control(), "It", GenerationSettings(max_new_tokens=1)))
    qtbot.waitUntil(lambda: ear.all("ended").count(TaskKind.GENERATE) == 30, timeout=PATIENCE)
    assert engine.stop(20_000)
