"""Where the buttons of a run's header and result lead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.gui.panes.train.result_card import ResultCard
    from memstudio.gui.panes.train.run_header import RunHeader
    from memstudio.gui.session import Session


class ResultLinks(QObject):
    """Follows the buttons.

    Args:
        session: whose run is on show.
        header: of the run.
        result: what came of it.
        lead_to: does the action of an id.
    """

    def __init__(
        self,
        session: Session,
        header: RunHeader,
        result: ResultCard,
        lead_to: Callable[[str], None],
    ) -> None:
        super().__init__(header)
        self._session = session
        self._lead_to = lead_to
        header.pause_requested.connect(session.pause_training)
        header.resume_requested.connect(session.resume_training)
        header.stop_requested.connect(session.stop_training)
        header.use_requested.connect(self._on_use_requested)
        result.use_requested.connect(self._on_use_requested)
        result.measure_requested.connect(self._on_result_measure_requested)
        result.memory_requested.connect(self._on_result_memory_requested)
        result.resume_requested.connect(self._on_result_resume_requested)
        result.folder_requested.connect(self._on_result_folder_requested)

    @Slot()
    def _on_use_requested(self) -> None:
        self._open_own_model()
        self._lead_to("view.use")

    @Slot()
    def _on_result_measure_requested(self) -> None:
        self._open_own_model()
        self._lead_to("view.evaluate")

    def _open_own_model(self) -> None:
        """Open the model of the run that is shown, unless it is open."""
        session = self._session
        run, model = session.run, session.model
        if run is not None and not run.is_active and run.folder is not None:
            own = RunFolder(Path(run.folder)).model
            if model is None or Path(model.path) != own:
                session.load_model(str(own))

    @Slot()
    def _on_result_memory_requested(self) -> None:
        traces = self._session.traces
        if traces.probes:
            # Some other document may be on show: what is meant is what this run remembers.
            traces.show_step(max(traces.probes))
        self._lead_to("view.memory")

    @Slot()
    def _on_result_resume_requested(self) -> None:
        run = self._session.run
        if run is not None and run.folder is not None and not run.is_active:
            self._session.resume_run(run.folder)

    @Slot()
    def _on_result_folder_requested(self) -> None:
        run = self._session.run
        if run is not None and run.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(run.folder))
