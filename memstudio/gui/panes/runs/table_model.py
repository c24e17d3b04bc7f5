"""Runs down, what is known of them across, as Qt's views read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Slot,
)
from typing_extensions import override

from memstudio.gui.panes.runs.words import (
    COLUMNS,
    NUMBERS,
    sort_key_of,
    text_of,
    tip_of,
    title_of,
    tool_tip_of,
)
from memstudio.gui.run_settings_store import RunSettingsStore
from memstudio.gui.theme import theme
from memstudio.gui.translation import with_colon
from memstudio.gui.widgets.dot import dot_icon
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.sides import LEFT, RIGHT
from memstudio.training.run_search import RunSearch, parsed

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypeAlias

    from PySide6.QtGui import QIcon

    from memstudio.training.run_summary import RunSummary

    Index: TypeAlias = QModelIndex | QPersistentModelIndex

_ICON = 16


class RunTableModel(QAbstractTableModel):
    """All runs, in no order; those whose curves are drawn have their hue before the name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: list[RunSummary] = []
        self._hues: dict[Path, int] = {}
        self._dots: dict[int | None, QIcon] = {}
        theme.notifier().theme_changed.connect(self._on_theme_changed)

    @property
    def runs(self) -> tuple[RunSummary, ...]:
        """All of them."""
        return tuple(self._runs)

    def show_runs(self, runs: tuple[RunSummary, ...]) -> None:
        """Show these; rows that stay keep their place, so that a selection stays, too."""
        new = {run.path: run for run in runs}
        if len(self._runs) > 2 * len(new) + 100 or not self._runs:
            self.beginResetModel()
            self._runs = list(runs)
            self.endResetModel()
            return
        for row in range(len(self._runs) - 1, -1, -1):
            run = new.pop(self._runs[row].path, None)
            if run is None:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._runs[row]
                self.endRemoveRows()
            elif run != self._runs[row]:
                self._runs[row] = run
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))
        if new:
            last = len(self._runs)
            self.beginInsertRows(QModelIndex(), last, last + len(new) - 1)
            self._runs += new.values()
            self.endInsertRows()

    def show_hues(self, hues: dict[Path, int]) -> None:
        """Mark the runs whose curves are drawn."""
        before, self._hues = self._hues, hues
        for row, run in enumerate(self._runs):
            if before.get(run.path) != hues.get(run.path):
                index = self.index(row, 0)
                self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    def run(self, row: int) -> RunSummary:
        """The run in a row."""
        return self._runs[row]

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._runs)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        run, column = self._runs[index.row()], COLUMNS[index.column()]
        found: Any = None
        if role == Qt.ItemDataRole.DisplayRole:
            found = text_of(run, column)
        elif role == Qt.ItemDataRole.TextAlignmentRole:
            found = RIGHT if column in NUMBERS else LEFT
        elif role == Qt.ItemDataRole.ToolTipRole:
            found = tool_tip_of(run, column) or None
        elif role == Qt.ItemDataRole.AccessibleTextRole:
            said = (text_of(run, column), tool_tip_of(run, column) if column == "alarms" else "")
            found = with_colon(title_of(column), " ".join(part for part in said if part))
        elif role == Qt.ItemDataRole.DecorationRole and column == "alarms":
            found = _alarm_mark(run)
        elif role == Qt.ItemDataRole.DecorationRole and column == "name":
            found = self._dot(self._hues.get(run.path))
        return found

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return title_of(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_of(column) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column in NUMBERS else LEFT
        return None

    def _dot(self, hue: int | None) -> QIcon:
        if hue not in self._dots:
            colour = None if hue is None else theme.current().series_colour(hue)
            self._dots[hue] = dot_icon(colour, 2.0, side=_ICON)
        return self._dots[hue]

    @Slot(object)
    def _on_theme_changed(self, _: object) -> None:
        self._dots.clear()
        if self._runs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._runs) - 1, 0))


def _alarm_mark(run: RunSummary) -> QIcon | None:
    """A sign for what is wrong with the memory, a paler one for what was; quiet when all is well."""
    if run.alarms:
        return icon("warning", "warning")
    return icon("warning", "faint_text") if run.crossings else None


class RunFilter(QSortFilterProxyModel):
    """Rows that match what is searched for, in the order of a column; what is missing comes last."""

    def __init__(self, model: RunTableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._search = RunSearch()
        self._state = ""
        self._settings = RunSettingsStore(self)
        self._settings.settings_read.connect(self.invalidate)
        model.rowsInserted.connect(self._want_settings)
        model.modelReset.connect(self._want_settings)
        # One that goes on may have others.
        model.dataChanged.connect(self._want_settings)
        self.setSourceModel(model)
        self.setDynamicSortFilter(True)

    def show_only(self, search: str, state: str) -> None:
        """Leave out what does not match; "" for all."""
        self._search, self._state = parsed(search), state
        self._want_settings()
        self.invalidate()

    @Slot()
    def _want_settings(self, *_: object) -> None:
        if self._search.needs_settings:
            self._settings.want(run.path for run in self._model.runs)

    @override
    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        run = self._model.run(source_row)
        is_of_state = not self._state or run.state == self._state
        return is_of_state and self._search.matches(run, self._settings.of(run.path))

    @override
    def lessThan(self, source_left: Index, source_right: Index) -> bool:
        column = COLUMNS[source_left.column()]
        left = sort_key_of(self._model.run(source_left.row()), column)
        right = sort_key_of(self._model.run(source_right.row()), column)
        if left is None or right is None:
            is_falling = self.sortOrder() == Qt.SortOrder.DescendingOrder
            return (left is None) == is_falling and left is not right
        return bool(left < right)
