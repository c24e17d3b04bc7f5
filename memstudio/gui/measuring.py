"""The measuring of the open model as the window knows it: on what, how far, and what was found."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from typing_extensions import override

from memstudio.data.read_settings import FOUND, ReadSettings
from memstudio.deleted import delete_for_now
from memstudio.errors import MemStudioError, StorageError
from memstudio.gui.held_task import HeldTask
from memstudio.measuring import store
from memstudio.progress import Control
from memstudio.workers.messages import (
    ExportModel,
    Failure,
    MeasureModel,
    ReadToMeasure,
    TaskKind,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.data.preview import CorpusPreview
    from memstudio.gui.readings import Readings
    from memstudio.measuring.measurement import Measurement
    from memstudio.measuring.settings import MeasureSettings
    from memstudio.progress import Progress
    from memstudio.workers.engine_thread import EngineThread


class Measuring(HeldTask):
    """Starts, holds and stops a measurement, keeps what comes of it; also exports the model.

    Signals:
        corpus_changed: a `CorpusPreview`, the text to be measured on, or None.
        kept_changed: there are other measurements.
        measured: a `Kept`, just now.
        model_exported: the folder that the model was written to.
        forgotten: a `Kept` that was deleted, and the `Deleted` that brings it back.
        failed: a `Failure`; a measurement could not be kept, or not be deleted.

    Attributes:
        corpus: the text to be measured on; None when none was named here.
        asked: what is measured, or was last; None before any.
        progress: how far the part is that is going on; None before it says.
        trouble: why the last one failed; None when it did not.
        kept: what there is in the user's folder, newest first.
    """

    corpus_changed = Signal(object)
    kept_changed = Signal()
    measured = Signal(object)
    model_exported = Signal(str)
    forgotten = Signal(object, object)
    failed = Signal(object)
    # From the worker's thread to this one.
    _progressed = Signal(object)

    def __init__(
        self,
        engine: EngineThread,
        readings: Readings,
        control: Callable[[TaskKind], Control],
        report: Callable[[Progress], None],
        parent: QObject,
    ) -> None:
        super().__init__(engine, TaskKind.MEASURE, "stopped", parent)
        self._new_control, self._report = control, report
        self._is_read = False
        self._readings = readings
        self._began: tuple[str, float] = ("", 0.0)
        self.corpus: CorpusPreview | None = None
        self.asked: MeasureSettings | None = None
        self.progress: Progress | None = None
        self.trouble: Failure | None = None
        self.kept: list[store.Kept] = []
        readings.changed.connect(self.changed)
        self._progressed.connect(self._on_progressed)
        engine.jobs.text_read.connect(self._on_jobs_text_read)
        engine.jobs.model_measured.connect(self._on_jobs_model_measured)
        engine.jobs.model_exported.connect(self.model_exported)

    # ------------------------------------------------------------------ what there is

    @property
    def is_reading(self) -> bool:
        """Whether the text to be measured on is being read."""
        return bool(self._readings.to_measure)

    @property
    def seconds_left(self) -> float | None:
        """Until the part that is going on is done, as far as one can tell."""
        progress, (_, began) = self.progress, self._began
        if progress is None or progress.done <= 0 or progress.total <= progress.done:
            return None
        return (time.monotonic() - began) / progress.done * (progress.total - progress.done)

    def read_kept(self) -> None:
        """Look into the user's folder, once."""
        if not self._is_read:
            self._is_read = True
            # What could not be written is nowhere but here.
            kept = [each for each in self.kept if each.path is None] + store.kept()
            self.kept = sorted(kept, key=lambda each: each.measurement.when, reverse=True)
            self.kept_changed.emit()

    # ------------------------------------------------------------------ verbs

    def read_text(
        self, paths: tuple[str, ...], length: int | None = None, asked: ReadSettings = FOUND
    ) -> None:
        """Read files and folders to be measured on, in segments of `length`; `asked` says how."""
        control = self._new_control(TaskKind.READ_DATA)
        self._engine.submit(ReadToMeasure(control, paths, length, asked, 0.0))

    def clear_text(self) -> None:
        """Forget the text to be measured on."""
        self.corpus = None
        self.corpus_changed.emit(None)

    def start(self, settings: MeasureSettings) -> None:
        """Measure the open model."""
        if self.is_active:
            return
        self.asked = settings
        self.progress, self.trouble, self._began = None, None, ("", 0.0)
        self._control = Control(on_progress=self._progressed.emit, on_paused=self._paused.emit)
        self._engine.submit(MeasureModel(self._control, settings))
        self._set_state("running")

    @override
    def resume(self) -> None:
        if self.state in {"pausing", "paused"}:
            # What was waited is no part of the speed.
            self._began = ("", 0.0)
        super().resume()

    def forget(self, kept: store.Kept) -> None:
        """Delete a measurement; `forgotten` says how to have its file back, if it has one."""
        deleted = None
        if kept.path is not None:
            try:
                deleted = delete_for_now(kept.path)
            except StorageError as error:
                self.failed.emit(Failure.of(TaskKind.MEASURE, error))
                return
        self.kept = [
            each
            for each in self.kept
            if each.path != kept.path or (each.path is None and each is not kept)
        ]
        self.kept_changed.emit()
        if deleted is not None:
            self.forgotten.emit(kept, deleted)

    def look(self) -> None:
        """See what is in the user's folder now."""
        self._is_read = False
        self.read_kept()

    @Slot(str, str)
    def export_model(self, form: str, folder: str) -> None:
        """Write the open model to a folder, in a form of `memstudio.exporting.forms`."""
        self._engine.submit(ExportModel(self._new_control(TaskKind.SAVE), folder, form))

    # ------------------------------------------------------------------ what the worker says

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if self._began[0] != progress.text:
            self._began = (progress.text, time.monotonic())
        self.progress = progress
        self._report(progress)
        self.changed.emit()

    @Slot(object)
    def _on_jobs_text_read(self, preview: CorpusPreview) -> None:
        self.corpus = preview
        self.corpus_changed.emit(preview)

    @Slot(object)
    def _on_jobs_model_measured(self, measurement: Measurement) -> None:
        self.read_kept()
        kept = store.Kept(None, measurement)
        try:
            kept = store.Kept(store.keep(measurement), measurement)
        except MemStudioError as error:
            self.failed.emit(Failure.of(TaskKind.MEASURE, error))
        self.kept.insert(0, kept)
        self._end("completed")
        self.kept_changed.emit()
        self.measured.emit(kept)

    @override
    def _end(self, state: str, failure: Failure | None = None) -> None:
        if failure is not None:
            self.trouble = failure
        super()._end(state, failure)
