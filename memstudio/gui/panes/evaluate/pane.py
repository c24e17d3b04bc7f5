"""The Evaluate page: memories tried on tasks at the left, what they get right at the right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from memstudio.bench.trial_table import as_markdown
from memstudio.gui.benchmark import bundled_records
from memstudio.gui.export_button import ExportButton
from memstudio.gui.panes.evaluate.bench_command import as_command_line
from memstudio.gui.panes.evaluate.choice_form import ChoiceForm
from memstudio.gui.panes.evaluate.details import Details
from memstudio.gui.panes.evaluate.header import EvaluateHeader
from memstudio.gui.panes.evaluate.matrix_view import MatrixKey, MatrixView, WholeMatrix
from memstudio.gui.panes.evaluate.plain_table import PlainTable
from memstudio.gui.panes.evaluate.progress_strip import ProgressStrip
from memstudio.gui.panes.evaluate.results import Cell, Grid, grid_of
from memstudio.gui.theme.theme import current
from memstudio.gui.throttle import Throttle
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.form_beside import lay_form_beside
from memstudio.gui.widgets.icons import icon
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.bench.trial_records import TrialRecord
    from memstudio.errors import MemStudioError
    from memstudio.gui.benchmark import BenchmarkChoice
    from memstudio.gui.session import Session

_LEFT_WIDTH = 290
_RIGHT_WIDTH = 320
_REFRESH_MS = 100


class EvaluatePane(QWidget):
    """Chooses a benchmark, runs it, and shows what memories learn."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluatePane")
        self._session = session
        self._benchmark = session.benchmark
        self._bundled = bundled_records()
        self._grid = Grid()
        self.form = ChoiceForm()
        self.header = EvaluateHeader()
        self.strip = ProgressStrip()
        self.matrix = MatrixView()
        self.table = PlainTable()
        self.details = Details()
        self.whole = WholeMatrix(self)
        self.export = ExportButton(
            self._pictured, self._caption, self.table.with_heads, self._command, self
        )
        self._make_empty()
        # Results of an earlier sitting come by the hundred at once.
        self._soon = Throttle(self, _REFRESH_MS, self._refresh)
        self._compose()
        self._connect()
        self._benchmark.read()
        if self._bundled and not self._benchmark.records:
            self.header.bundled.setChecked(True)
        self._refresh()

    # ------------------------------------------------------------------ building

    def _make_empty(self) -> None:
        self.start_here = QPushButton(icon("play", "accent_text"), self.tr("Start the benchmark"))
        self.start_here.setObjectName("startHere")
        self.start_here.setProperty("role", "primary")
        self.empty = EmptyState(
            "gauge",
            self.tr("See which memories remember"),
            self.tr(
                "Small models learn tasks that cannot be done without a memory, such as copying "
                "what was read three segments ago. Then the memory is reset, or swapped between "
                "texts: one that was used falls to guessing. Choose what to try at the left, and start."
            ),
            [self.start_here],
        )

    def _compose(self) -> None:
        sizes = current().sizes
        grid_page = QWidget()
        column = QVBoxLayout(grid_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.space_s)
        column.addWidget(self.matrix, 1)
        foot = QHBoxLayout()
        foot.setSpacing(sizes.space_s)
        foot.addWidget(MatrixKey(), 1)
        foot.addWidget(self.export)
        column.addLayout(foot)
        self._views = QStackedWidget()
        for view in (self.empty, grid_page, self.table):
            self._views.addWidget(view)
        self._grid_page = grid_page
        self._results = QSplitter(Qt.Orientation.Horizontal)
        self._results.addWidget(self._views)
        self._results.addWidget(self.details)
        self._results.setStretchFactor(0, 1)
        self._results.setStretchFactor(1, 0)
        self._results.setChildrenCollapsible(False)
        self._results.setSizes([2 * _RIGHT_WIDTH, _RIGHT_WIDTH])
        self.details.hide()
        parts = (self.header, self.strip, self._results)
        lay_form_beside(self, self.form, parts, _LEFT_WIDTH, times_wider=3)

    def _connect(self) -> None:
        benchmark = self._benchmark
        for signal in (self.form.start_requested, self.start_here.clicked):
            signal.connect(self.start)
        self.header.pause_requested.connect(benchmark.pause)
        self.header.resume_requested.connect(benchmark.resume)
        self.header.stop_requested.connect(benchmark.stop)
        self.header.copy_table_requested.connect(self.copy_table)
        self.header.copy_command_requested.connect(self.copy_command)
        self.header.folder_requested.connect(self._on_header_folder_requested)
        self.header.shown_changed.connect(self._refresh)
        self.matrix.cell_chosen.connect(self._on_matrix_cell_chosen)
        self.details.close_requested.connect(self.close_details)
        self.export.failed.connect(self._on_export_failed)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self._results)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.close_details)
        benchmark.changed.connect(self._soon.ask)
        benchmark.records_changed.connect(self._soon.ask)
        self._session.run_changed.connect(self._show_missing)

    # ------------------------------------------------------------------ verbs

    @Slot()
    def start(self) -> None:
        """Run what is chosen; trials whose results are there are not run again."""
        choice = self._choice()
        if self._missing() or not choice.kinds:
            return
        self.header.own.setChecked(True)
        self._session.start_benchmark(choice)
        self._refresh()

    @Slot()
    def copy_table(self) -> None:
        """Put the results on the clipboard as a table in Markdown."""
        QGuiApplication.clipboard().setText(as_markdown(self._grid.rows) + "\n")

    @Slot()
    def copy_command(self) -> None:
        """Put the command that does the same on the clipboard."""
        QGuiApplication.clipboard().setText(self._command())

    def _command(self) -> str:
        return as_command_line(self._choice(), self._benchmark.results_path())

    def _pictured(self) -> QWidget:
        self.whole.show_grid(self._grid, self.matrix.width())
        return self.whole

    def _caption(self) -> list[str]:
        stand = " · ".join(filter(None, self.header.said_of(len(self._bundled))))
        return [self.matrix.accessibleName(), stand]

    @Slot()
    def close_details(self) -> None:
        """Give the room back to the matrix."""
        self.matrix.choose_nothing()

    def _choice(self) -> BenchmarkChoice:
        """What the form says; so small models are quickest on the processor, unless told else."""
        device = self._session.device
        return replace(self.form.choice(), device="cpu" if device == "auto" else device)

    def _missing(self) -> str:
        """Why the benchmark cannot be started; empty when it can."""
        if self._benchmark.is_active:
            return self.tr("The benchmark is on.")
        run = self._session.run
        if run is not None and run.is_active:
            return self.tr("A run is on. Stop it to try memories.")
        return ""

    # ------------------------------------------------------------------ state

    @Slot()
    def _refresh(self) -> None:
        benchmark, header = self._benchmark, self.header
        self._show_missing()
        if header.shows_bundled:
            self._grid = grid_of(self._bundled)
            shown: Sequence[TrialRecord] = self._bundled
        else:
            shown = benchmark.records
            self._grid = grid_of(shown)
            if benchmark.is_active:
                running = benchmark.running.values()
                self._grid = grid_of(shown, running, benchmark.plan, benchmark.is_done)
        has_cells = bool(self._grid.cells)
        header.show_results(has_results=has_cells, has_bundled=bool(self._bundled))
        header.show_benchmark(benchmark, len(shown))
        self.strip.show_benchmark(benchmark)
        self.matrix.show_grid(self._grid)
        self.table.show_rows(self._grid.rows)
        view: QWidget = self.empty
        if has_cells:
            view = self.table if header.as_table.isChecked() else self._grid_page
        self._views.setCurrentWidget(view)
        self.details.setVisible(self.matrix.chosen() is not None and view is self._grid_page)

    @Slot()
    def _show_missing(self) -> None:
        missing = self._missing()
        self.form.show_state(missing, is_locked=self._benchmark.is_active)
        self.start_here.setEnabled(not missing)

    @Slot(object)
    def _on_matrix_cell_chosen(self, cell: Cell | None) -> None:
        if cell is not None:
            self.details.show_cell(cell)
        self.details.setVisible(cell is not None)

    @Slot(object)
    def _on_export_failed(self, error: MemStudioError) -> None:
        self._session.failed.emit(Failure.of(TaskKind.BENCHMARK, error))

    @Slot()
    def _on_header_folder_requested(self) -> None:
        folder = self._benchmark.results_path().parent
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
