"""The settings of the selected runs side by side: those that differ, or all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.errors import MemStudioError
from memstudio.gui.run_words import brief_name
from memstudio.gui.table_text import with_tabs
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.sides import LEFT
from memstudio.models.source import RUN_CONFIG
from memstudio.training.run_differences import SettingRow, compared
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_index import mark_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.training.run_config import RunConfig
    from memstudio.training.run_summary import RunSummary

MOST_COLUMNS = 20
"""Of more selected runs, only the first are compared."""
_WIDTH = 190
_WIDEST = 460
_ROW_HEIGHT = 26


class DifferencesView(QWidget):
    """A row a setting, a column a run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runDifferences")
        self._runs: list[RunSummary] = []
        # How the files stood whose settings are shown: a run may go on with others.
        self._marks: list[object] = []
        self._rows: list[SettingRow] = []
        # What is compared is those of the runs whose settings can be read.
        self._compared: list[RunSummary] = []
        self._problems: list[str] = []
        self.all_settings = QCheckBox(self.tr("All settings"))
        self.all_settings.setObjectName("allSettings")
        self.all_settings.toggled.connect(self._on_all_settings_toggled)
        self.copy_button = QPushButton(icon("copy"), self.tr("Copy as a table"))
        self.copy_button.setObjectName("copyDifferences")
        self.copy_button.setProperty("role", "quiet")
        self.copy_button.clicked.connect(self.copy)
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.table = QTableWidget()
        self.table.setObjectName("differencesTable")
        self.table.setAccessibleName(self.tr("Settings of the selected runs"))
        self.table.setProperty("role", "plain")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.horizontalHeader().setDefaultAlignment(LEFT)
        sizes = current().sizes
        top = QHBoxLayout()
        top.setSpacing(sizes.space_m)
        top.addWidget(self.note, 1)
        top.addWidget(self.all_settings)
        top.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, sizes.space_xs, 0, 0)
        column.setSpacing(sizes.space_xs)
        column.addLayout(top)
        column.addWidget(self.table, 1)

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Compare these."""
        shown = list(runs[:MOST_COLUMNS])
        marks: list[object] = [
            (run.shown_name, run.path, mark_of(f"{run.path}/{RUN_CONFIG}")) for run in shown
        ]
        if shown and marks == self._marks:
            return
        self._runs, self._marks = shown, marks
        if self.isVisible():
            self._refresh()
        else:
            self._rows = []

    @Slot()
    def copy(self) -> None:
        """Put the table on the clipboard: tabs between values."""
        heads = ["", *(run.shown_name for run in self._compared)]
        rows = ([row.path, *row.values] for row in self._rows)
        QGuiApplication.clipboard().setText(with_tabs([heads, *rows]))

    def _refresh(self) -> None:
        self._compared, self._problems = [], []
        configs: list[RunConfig] = []
        for run in self._runs:
            try:
                configs.append(RunFolder(run.path).config())
                self._compared.append(run)
            except MemStudioError as error:
                self._problems.append(filled(error.text, error.values))
        is_whole = self.all_settings.isChecked() or len(configs) == 1
        self._rows = compared(configs, is_whole=is_whole) if configs else []
        self._fill(is_whole=is_whole)

    def _fill(self, *, is_whole: bool) -> None:
        table = self.table
        table.clear()
        table.setRowCount(len(self._rows))
        table.setColumnCount(len(self._compared))
        for column, run in enumerate(self._compared):
            head = QTableWidgetItem(brief_name(run.shown_name))
            head.setToolTip(run.shown_name)
            table.setHorizontalHeaderItem(column, head)
        table.setVerticalHeaderLabels([row.path for row in self._rows])
        font = table.font()
        font.setBold(True)
        for line, row in enumerate(self._rows):
            for column, value in enumerate(row.values):
                item = QTableWidgetItem(value or "–")
                item.setToolTip(value)
                if row.differs and is_whole:
                    item.setFont(font)
                table.setItem(line, column, item)
        self._share_width()
        self.note.setText(self._words())
        table.setVisible(bool(self._rows))
        self.copy_button.setEnabled(bool(self._rows))
        self.all_settings.setEnabled(len(self._compared) > 1)

    def _share_width(self) -> None:
        """Columns take the room there is, as far as their words need it."""
        number = len(self._compared)
        if not number:
            return
        share = (self.table.width() - self.table.verticalHeader().width()) // number - 2
        for column in range(number):
            wanted = min(max(_WIDTH, self.table.sizeHintForColumn(column) + 8), _WIDEST)
            self.table.setColumnWidth(column, max(_WIDTH, min(wanted, share)))

    def _words(self) -> str:
        if not self._problems:
            return self._outcome()
        text = self.tr("%n run(s) left out: {reason}", "", len(self._problems))
        text = text.format(reason=self._problems[0])
        return f"{self._outcome()} · {text}" if self._compared else text

    def _outcome(self) -> str:
        if not self._runs:
            return self.tr("Select several runs to see in which settings they differ.")
        if len(self._compared) == 1:
            return self.tr("All settings of this run. Select another to see what differs.")
        if not self._rows:
            return self.tr("Their settings are the same.")
        differing = sum(row.differs for row in self._rows)
        return self.tr("%n setting(s) differ", "", differing)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    @override
    def showEvent(self, event: object) -> None:
        self._refresh()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)

    @Slot(bool)
    def _on_all_settings_toggled(self, _: bool) -> None:
        self._refresh()
