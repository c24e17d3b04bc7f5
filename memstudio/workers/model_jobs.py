"""What is done with the open model beside training, tracing and writing: measured, and exported.

Lives in the engine's thread, beside the worker that owns the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.errors import marked
from memstudio.workers.messages import ExportModel, MeasureModel, ReadData, TaskKind
from memstudio.workers.reading import read_previews

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.workers.engine_worker import EngineWorker

_NO_EXPORT = marked("errors", "The model cannot be exported during a run. Stop the run first; it keeps its model.")  # fmt: skip


class ModelJobs(QObject):
    """Starts, ends and failures are told by the engine's signals, as of all that it does.

    Signals:
        text_read: a `CorpusPreview` of what is to be measured on.
        model_measured: a `Measurement`.
        model_exported: the folder, as a string.

    Args:
        engine: whose open model it is.
    """

    text_read = Signal(object)
    model_measured = Signal(object)
    model_exported = Signal(str)

    def __init__(self, engine: EngineWorker) -> None:
        super().__init__()
        self._engine = engine

    @Slot(object)
    def read_text(self, request: ReadData) -> None:
        """Read files to be measured on, and show what is in them."""

        def work(loaded: LoadedModel) -> None:
            for preview in read_previews(request, loaded):
                self.text_read.emit(preview)

        self._engine.run_with_model(TaskKind.READ_DATA, work)

    @Slot(object)
    def measure(self, request: MeasureModel) -> None:
        """Measure the open model; while that is held, nothing else is done."""

        def work(loaded: LoadedModel) -> None:
            from memstudio.measuring.measure import measure

            self.model_measured.emit(measure(loaded, request.settings, request.control))

        self._engine.run_with_model(TaskKind.MEASURE, work)

    @Slot(object)
    def export_model(self, request: ExportModel) -> None:
        """Write the open model for use elsewhere."""

        def work(loaded: LoadedModel) -> None:
            from memstudio.exporting.export import export_model

            folder = export_model(loaded, request.form, request.folder, control=request.control)
            self.model_exported.emit(str(folder))

        self._engine.run_with_model(TaskKind.SAVE, work, during_run=_NO_EXPORT)
