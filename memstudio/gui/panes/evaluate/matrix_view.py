"""The matrix of memories and tasks, and the key to its marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.panes.evaluate.matrix_model import MatrixModel
from memstudio.gui.panes.evaluate.matrix_painting import (
    CELL_SIZE,
    COLOUR_MAP,
    MEMORY_WIDTH,
    CellDelegate,
    MemoryHeader,
)
from memstudio.gui.plots.colour_legend import ColourLegend
from memstudio.gui.theme import theme
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.sides import LEFT

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from memstudio.gui.panes.evaluate.results import Cell, Grid

_WIDEST = 340


class MatrixView(QTableView):
    """Cells that are gone through with the arrow keys and opened by a click or Enter.

    Signals:
        cell_chosen: a `Cell`; None when nothing is chosen.
    """

    cell_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("matrix")
        self.setAccessibleName(self.tr("Memories and tasks"))
        self.cells = MatrixModel(self)
        self.setModel(self.cells)
        self.setItemDelegate(CellDelegate(self))
        self.setVerticalHeader(MemoryHeader(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setDefaultAlignment(LEFT)
        header.setSectionResizeMode(header.ResizeMode.Fixed)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.activated.connect(self.setCurrentIndex)
        theme.notifier().theme_changed.connect(self.viewport().update)

    def show_grid(self, grid: Grid) -> None:
        """Show other cells; the one that is chosen stays chosen."""
        chosen = self.chosen()
        self.cells.show_grid(grid)
        self._share_width()
        if chosen is None:
            return
        index = self.cells.place_of(chosen.memory, chosen.task)
        if index.isValid() and index not in self.selectedIndexes():
            self.setCurrentIndex(index)
        self.cell_chosen.emit(self.chosen())

    def chosen(self) -> Cell | None:
        """The cell that is chosen."""
        chosen = self.selectedIndexes()
        return self.cells.cell(chosen[0]) if chosen else None

    def choose_nothing(self) -> None:
        """Let go of the chosen cell."""
        self.clearSelection()

    @Slot()
    def _on_selection_changed(self) -> None:
        self.cell_chosen.emit(self.chosen())

    @override
    def sizeHint(self) -> QSize:
        return QSize(3 * CELL_SIZE.width(), 6 * CELL_SIZE.height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        number = self.cells.columnCount()
        if number:
            room = self.viewport().width() // number
            width = min(_WIDEST, max(CELL_SIZE.width(), room))
            self.horizontalHeader().setDefaultSectionSize(width)
            for column in range(number):
                self.setColumnWidth(column, width)


class MatrixKey(QWidget):
    """What colours and marks mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().sizes.space_l)
        colours = ColourLegend(self)
        colours.show_scale(COLOUR_MAP, 100, "%")
        row.addWidget(self._label(self.tr("Answers right")))
        row.addWidget(colours)
        row.addWidget(self._label(self.tr("┃ guessing")))
        controls = ElidedLabel(
            self.tr("○ with the memory reset, swapped, zeroed or shuffled"),
            self,
            Qt.TextElideMode.ElideRight,
        )
        controls.setProperty("role", "caption")
        row.addWidget(controls)
        spread = self._label(self.tr("├┤ seeds"))
        spread.setToolTip(self.tr("From the lowest to the highest of the seeds"))
        row.addWidget(spread)
        row.addStretch(1)

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "caption")
        return label


class WholeMatrix(QWidget):
    """The matrix with its key for a picture: every cell, scrolled to or not, and none that is chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._matrix = MatrixView(self)
        self._matrix.setObjectName("wholeMatrix")
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._matrix.setHorizontalScrollBarPolicy(off)
        self._matrix.setVerticalScrollBarPolicy(off)
        self._matrix.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.addWidget(self._matrix)
        column.addWidget(MatrixKey(self))
        self.hide()

    def show_grid(self, grid: Grid, width: int) -> None:
        """Take the room that all cells need, and as much width as they have in the window."""
        self._matrix.show_grid(grid)
        frame = 2 * self._matrix.frameWidth()
        self._matrix.setFixedSize(
            max(width, MEMORY_WIDTH + len(grid.tasks) * CELL_SIZE.width() + frame),
            self._matrix.horizontalHeader().sizeHint().height()
            + len(grid.memories) * CELL_SIZE.height()
            + frame,
        )
        self.resize(self.sizeHint())
        # What is hidden gets its places when it is drawn.
        self.grab()
