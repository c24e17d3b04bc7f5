"""The open model measured and copied by the engine's thread: held and ended within a step, refused in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QObject, Slot

from memstudio.measuring.settings import MeasureSettings
from memstudio.progress import Control
from memstudio.workers.messages import (
    ExportModel,
    LoadModel,
    MeasureModel,
    ReadToMeasure,
    TaskKind,
    Train,
)
from tests.workers.conftest import PATIENCE, Ear, ask, run_config

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.workers.engine_thread import EngineThread


class JobsEar(QObject):
    """Keeps what the jobs say, in this thread."""

    def __init__(self, engine: EngineThread) -> None:
        super().__init__()
        self.texts: list[Any] = []
        self.measurements: list[Any] = []
        self.copies: list[str] = []
        engine.jobs.text_read.connect(self._on_text)
        engine.jobs.model_measured.connect(self._on_measured)
        engine.jobs.model_exported.connect(self._on_copy)

    @Slot(object)
    def _on_text(self, preview: object) -> None:
        self.texts.append(preview)

    @Slot(object)
    def _on_measured(self, measurement: object) -> None:
        self.measurements.append(measurement)

    @Slot(str)
    def _on_copy(self, folder: str) -> None:
        self.copies.append(folder)


@pytest.fixture
def jobs(engine: EngineThread) -> JobsEar:
    return JobsEar(engine)


@pytest.fixture
def opened(qtbot: QtBot, engine: EngineThread, model: Path) -> Path:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    return model


def settings(book: Path, **values: Any) -> MeasureSettings:
    return MeasureSettings("text", (str(book),), **values)


def test_the_open_model_is_measured(
    qtbot: QtBot, engine: EngineThread, ear: Ear, jobs: JobsEar, opened: Path, book: Path
) -> None:
    ask(qtbot, engine, MeasureModel(Control(), settings(book, segments=2, baseline="none")))
    (found,) = jobs.measurements
    assert found.of.model == str(opened)
    assert found.of.metrics["loss"].low is not None
    assert found.baseline is not None
    assert ear.all("ended")[-1] is TaskKind.MEASURE
    assert not ear.all("failed")


def test_text_to_be_measured_on_leaves_the_dataset_alone(
    qtbot: QtBot, engine: EngineThread, ear: Ear, jobs: JobsEar, opened: Path, book: Path
) -> None:
    ask(qtbot, engine, ReadToMeasure(Control(), (str(book),), 16))
    (preview,) = jobs.texts
    assert preview.num_tokens
    assert not ear.all("corpus")


@pytest.mark.slow
def test_a_held_measurement_goes_on_to_the_same_figures(
    qtbot: QtBot, engine: EngineThread, jobs: JobsEar, opened: Path, book: Path
) -> None:
    ask(qtbot, engine, MeasureModel(Control(), settings(book)))
    held: list[bool] = []
    control = Control(on_paused=held.append)
    control.pause()
    engine.submit(MeasureModel(control, settings(book)))
    qtbot.waitUntil(lambda: held == [True], timeout=PATIENCE)
    qtbot.wait(100)
    assert len(jobs.measurements) == 1
    control.resume()
    qtbot.waitUntil(lambda: len(jobs.measurements) == 2, timeout=PATIENCE)
    assert jobs.measurements[0].of == jobs.measurements[1].of


def test_what_is_retained_is_measured_and_too_little_text_is_said(
    qtbot: QtBot, engine: EngineThread, ear: Ear, jobs: JobsEar, opened: Path, tmp_path: Path
) -> None:
    text = tmp_path / "numbers.txt"
    text.write_text(" ".join(str(each * each) for each in range(400)), encoding="utf-8")
    asked = MeasureSettings("retention", (str(text),), probes=8, farthest=4, pairs=8)
    ask(qtbot, engine, MeasureModel(Control(), asked))
    (found,) = jobs.measurements
    assert "retention/needles" in found.of.metrics
    text.write_text("Short.", encoding="utf-8")
    ask(qtbot, engine, MeasureModel(Control(), asked))
    assert len(jobs.measurements) == 1
    (failure,) = ear.all("failed")
    assert "Take a longer text" in failure.text


def test_an_ended_measurement_leaves_nothing(
    qtbot: QtBot, engine: EngineThread, ear: Ear, jobs: JobsEar, opened: Path, book: Path
) -> None:
    told: list[int] = []
    control = Control(on_progress=lambda each: (told.append(each.done), control.cancel()))
    ask(qtbot, engine, MeasureModel(control, settings(book)))
    assert ear.all("cancelled") == [TaskKind.MEASURE]
    assert len(told) == 1
    assert not jobs.measurements


def test_what_cannot_be_measured_is_said(
    qtbot: QtBot, engine: EngineThread, ear: Ear, jobs: JobsEar, book: Path, model: Path
) -> None:
    ask(qtbot, engine, MeasureModel(Control(), settings(book)))
    ask(qtbot, engine, ExportModel(Control(), str(book.parent / "copy")))
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    ask(qtbot, engine, MeasureModel(Control(), MeasureSettings("run")))
    ask(qtbot, engine, MeasureModel(Control(), MeasureSettings("stories", stories=1)))
    none, nor_copied, no_run, no_places = ear.sentences()
    assert none == nor_copied == "No model is open. Open one first."
    assert "folder of a run" in no_run
    assert "inside MemStudio" not in no_places
    assert not jobs.measurements


def test_a_copy_opens_and_nothing_is_overwritten(
    qtbot: QtBot, engine: EngineThread, ear: Ear, jobs: JobsEar, opened: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "a copy"
    ask(qtbot, engine, ExportModel(Control(), str(folder)))
    assert jobs.copies == [str(folder)]
    assert (folder / "README.md").read_text(encoding="utf-8").startswith("tiny\n\n## This copy")
    weights = "model.safetensors"
    assert (folder / weights).read_bytes() == (opened / weights).read_bytes()
    ask(qtbot, engine, ExportModel(Control(), str(folder)))
    assert "exists already" in ear.sentences()[-1]
    assert len(jobs.copies) == 1
    ask(qtbot, engine, LoadModel(Control(), str(folder), "cpu"))
    assert ear.all("loaded")[-1].path == str(folder)


@pytest.mark.slow
def test_an_export_in_another_form_is_written_or_refused_in_words(
    qtbot: QtBot, engine: EngineThread, ear: Ear, jobs: JobsEar, opened: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    for form in ("adapter", "film"):
        ask(qtbot, engine, ExportModel(Control(), str(out), form))
    no_adapter, no_film = ear.sentences()
    assert "Nobody noted what the backbone of" in no_adapter
    assert "written to one of folder, adapter, program, onnx" in no_film
    assert not jobs.copies
    assert not out.exists()
    ask(qtbot, engine, ExportModel(Control(), str(out), "program"))
    assert jobs.copies == [str(out)]
    assert (out / "step.pt2").is_file()


def test_a_copy_that_is_cancelled_leaves_no_folder(
    qtbot: QtBot, engine: EngineThread, ear: Ear, jobs: JobsEar, opened: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "parent" / "copy"
    control = Control()
    control.cancel()
    ask(qtbot, engine, ExportModel(control, str(folder)))
    assert ear.all("cancelled") == [TaskKind.SAVE]
    assert not list(folder.parent.glob("*"))
    assert not jobs.copies


@pytest.mark.slow
def test_the_model_of_a_held_run_is_measured_and_the_run_goes_on_as_if_nothing_had_been(
    qtbot: QtBot, engine: EngineThread, ear: Ear, jobs: JobsEar, opened: Path, book: Path,
    tmp_path: Path,
) -> None:  # fmt: skip
    config = run_config(opened, book, tmp_path, steps=200, probe={"every": 0})

    def loss_after(measures: bool) -> float | None:
        before, ends = len(ear.events("step_finished")), len(ear.events("run_finished"))
        control = Control()
        engine.submit(Train(control, config, opens_model=True))
        if measures:
            qtbot.waitUntil(lambda: len(ear.events("step_finished")) > before, timeout=PATIENCE)
            control.pause()
            qtbot.waitUntil(lambda: bool(ear.events("run_paused")), timeout=PATIENCE)
            ask(qtbot, engine, MeasureModel(Control(), settings(book)))
            # A refusal comes alone.
            engine.submit(ExportModel(Control(), str(tmp_path / "copy")))
            qtbot.waitUntil(lambda: bool(ear.all("failed")), timeout=PATIENCE)
            control.resume()
        qtbot.waitUntil(lambda: len(ear.events("run_finished")) > ends, timeout=PATIENCE)
        return ear.events("run_finished")[-1].loss_after

    undisturbed = loss_after(False)
    assert undisturbed is not None
    assert loss_after(True) == undisturbed
    assert len(jobs.measurements) == 1
    assert not jobs.copies
    assert "during a run" in ear.sentences()[-1]
