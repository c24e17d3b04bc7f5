"""One head: its matrix, the words tinted by it, and its largest weights as tables."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QProgressBar,
    QSplitter,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.panes.attention.matrix_view import MatrixView
from memstudio.gui.panes.attention.top_table import TopItemModel
from memstudio.gui.panes.attention.words_view import WordsView
from memstudio.gui.translation import with_colon
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.number_format import count, decimal
from memstudio.gui.widgets.table_manners import read_by_rows
from memstudio.trace.attention_matrix import AttentionMatrix
from memstudio.trace.attention_pyramid import AttentionPyramid

if TYPE_CHECKING:
    from memstudio.gui.panes.attention.scales import Scale
    from memstudio.trace.attention_layout import CapturedAttention
    from memstudio.trace.attention_matrix import Heads, Pooling

_PYRAMIDS = 6
_BARS = 100
_SPOKEN = 5
"""Words that a screen reader says of those that are tinted."""


class HeadPage(QWidget):
    """Shows a head, and what is chosen in it, in three ways.

    Signals:
        place_chosen: the place of the row that was chosen.
    """

    place_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._captured: CapturedAttention | None = None
        self._pyramids: OrderedDict[tuple[object, ...], AttentionPyramid] = OrderedDict()
        self.view = MatrixView()
        self.words = WordsView()
        self.sources, self.readers = TopItemModel(self), TopItemModel(self)
        self.tables = QTabWidget()
        self.tables.setDocumentMode(True)
        self.source_table = self._add_table(self.sources, self.tr("Looks at"))
        self.reader_table = self._add_table(self.readers, self.tr("Looked at by"))
        self.tables.currentChanged.connect(self._on_tables_current_changed)
        self.readout = ElidedLabel("", mode=Qt.TextElideMode.ElideRight)
        self.readout.setProperty("role", "muted")
        self.notes = QLabel()
        self.notes.setProperty("role", "caption")
        self.notes.setWordWrap(True)
        self.overview = QProgressBar()
        self.overview.setRange(0, _BARS)
        self.overview.setTextVisible(False)
        self.overview.setFixedHeight(3)
        self.overview.setAccessibleName(self.tr("How much of the overview is computed"))
        self._lay_out()
        self.view.cell_picked.connect(self._on_view_cell_picked)
        self.view.cell_hovered.connect(self._on_view_cell_hovered)
        self.view.store.overview_advanced.connect(self._on_store_overview_advanced)
        self.words.place_picked.connect(self._on_words_place_picked)
        self.words.place_hovered.connect(self._on_words_place_hovered)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.view.wait)
        # Tables and tints follow an arrow key that is held down, but not at every step.
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(40)
        self._telling.timeout.connect(self._tell)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 0, 0, 4)
        column.setSpacing(4)
        column.addWidget(self.view, 1)
        column.addWidget(self.overview)
        column.addWidget(self.readout)
        side = QSplitter(Qt.Orientation.Vertical)
        side.addWidget(self.words)
        side.addWidget(self.tables)
        side.setStretchFactor(0, 3)
        side.setStretchFactor(1, 2)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.notes)
        column.addWidget(side, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(left)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([700, 300])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    def _add_table(self, model: TopItemModel, title: str) -> QTableView:
        table = QTableView()
        table.setModel(model)
        table.setAccessibleName(title)
        read_by_rows(table)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.activated.connect(self._on_table_activated)
        table.clicked.connect(self._on_table_activated)
        self.tables.addTab(table, title)
        return table

    # ------------------------------------------------------------------ what is shown

    def shows(self, captured: CapturedAttention) -> bool:
        """Whether what is shown is of that reading, be other layers of it kept or not."""
        return self._captured is not None and self._captured.places is captured.places

    def show_head(
        self,
        captured: CapturedAttention,
        layer: int,
        head: Heads,
        scale: Scale,
        how: Pooling,
    ) -> None:
        """Show a head of a layer that was kept."""
        if not self.shows(captured):
            self._pyramids.clear()
        self._captured = captured
        pyramid = self._pyramid(captured, layer, head, how, is_relative=scale.kind == "relative")
        self.words.show_text(captured)
        self.view.show_matrix(captured, pyramid, scale, self._preview(layer, head, scale, how))
        self.overview.setVisible(not pyramid.is_whole)
        self.overview.setValue(0)
        if self.view.picked is None:
            # The last word, and what it looks at most: something to be seen at once.
            last = captured.num_places - 1
            self.view.pick(last, int(pyramid.matrix.row(last).argmax()), moves=False)
        self._tell()
        self._on_view_cell_hovered(-1, -1)

    def _pyramid(
        self, captured: CapturedAttention, layer: int, head: Heads, how: Pooling, *,
        is_relative: bool,
    ) -> AttentionPyramid:  # fmt: skip
        kept = captured.kept[layer]
        key = (id(kept), head, how, is_relative)
        found = self._pyramids.get(key)
        if found is None or found.matrix.layer is not kept:
            found = AttentionPyramid(AttentionMatrix(kept, head, is_relative), how)
            self._pyramids[key] = found
        self._pyramids.move_to_end(key)
        while len(self._pyramids) > _PYRAMIDS:
            self._pyramids.popitem(last=False)
        return found

    def _preview(
        self, layer: int, head: Heads, scale: Scale, how: Pooling
    ) -> tuple[QImage, int] | None:
        pictures = self._captured.pictures if self._captured is not None else None
        if pictures is None or not isinstance(head, int) or scale.kind == "relative":
            return None
        codes = np.ascontiguousarray(
            (pictures.highest if how == "max" else pictures.mean)[layer, head]
        )
        side = codes.shape[0]
        image = QImage(codes.data, side, side, side, QImage.Format.Format_Indexed8)
        image.setColorTable(scale.code_colours())
        return image.convertToFormat(QImage.Format.Format_RGB32), pictures.each

    def set_notes(self, text: str) -> None:
        """Say plainly what is shown."""
        self.notes.setText(text)
        self.notes.setVisible(bool(text))

    def pick_row(self, place: int) -> None:
        """Choose a row; the column stays."""
        _, column = self.view.picked or (place, place)
        self.view.pick(place, column)
        self._telling.start()

    # ------------------------------------------------------------------ what is chosen

    @Slot()
    def _tell(self) -> None:
        """Tint the words and fill the tables by what is chosen."""
        matrix, captured, picked = self.view.weights, self._captured, self.view.picked
        if matrix is None or captured is None or picked is None:
            self.words.tint(None, None)
            for model in (self.sources, self.readers):
                model.show(None, None)
            return
        row, column = picked
        self.view.setAccessibleDescription(self._weight_text(captured, matrix, row, column))
        self._show_sources(captured, matrix, row)
        self._show_readers(captured, matrix, column)
        if self.tables.currentIndex() == 0:
            self.words.tint(matrix.row(row), row)
        else:
            self.words.tint(matrix.column(column), column)
        top = self.readers if self.tables.currentIndex() else self.sources
        title = self.tables.tabText(self.tables.currentIndex())
        self.words.setAccessibleDescription(with_colon(title, top.in_words(_SPOKEN)))

    def _show_sources(self, captured: CapturedAttention, matrix: AttentionMatrix, row: int) -> None:
        self.sources.show(captured, matrix.row(row))
        self._name_table(0, self.tr("“{word}” looks at"), captured.word(row))

    def _show_readers(
        self, captured: CapturedAttention, matrix: AttentionMatrix, column: int
    ) -> None:
        self.readers.show(captured, matrix.column(column))
        self._name_table(1, self.tr("“{word}” is looked at by"), captured.word(column))

    def _name_table(self, index: int, title: str, word: str) -> None:
        shown = word if len(word) < 14 else f"{word[:12]}…"
        self.tables.setTabText(index, title.format(word=shown))

    @Slot(int)
    def _on_tables_current_changed(self, _: int) -> None:
        self._tell()

    @Slot(int, int)
    def _on_view_cell_picked(self, row: int, column: int) -> None:
        self._telling.start()
        self._on_view_cell_hovered(row, column)
        self.place_chosen.emit(row)

    @Slot(int, int)
    def _on_view_cell_hovered(self, row: int, column: int) -> None:
        matrix, captured = self.view.weights, self._captured
        if row < 0 and self.view.picked is not None:
            row, column = self.view.picked
        if row < 0 or matrix is None or captured is None:
            self.readout.setText(
                self.tr(
                    "Drag to move, turn the wheel to zoom, click to choose a weight; 0 shows all."
                )
            )
            return
        self.readout.setText(self._weight_text(captured, matrix, row, column))

    def _weight_text(
        self, captured: CapturedAttention, matrix: AttentionMatrix, row: int, column: int
    ) -> str:
        text = self.tr(
            "“{from_word}” (place {row}) looks at “{to_word}” (place {column}): {weight}"
        )
        values = {"row": count(row), "column": count(column)}
        values["weight"] = decimal(matrix.at(row, column), 6)
        words = {"from_word": captured.word(row), "to_word": captured.word(column)}
        return text.format(**values, **words)

    @Slot(int)
    def _on_words_place_picked(self, place: int) -> None:
        row, column = self.view.picked or (place, place)
        if self.tables.currentIndex() == 0:
            row = place
        else:
            column = place
        self.view.pick(row, column)
        self._on_view_cell_picked(row, column)

    @Slot(int)
    def _on_words_place_hovered(self, place: int) -> None:
        picked = self.view.picked
        if place < 0 or picked is None:
            self._on_view_cell_hovered(-1, -1)
        elif self.tables.currentIndex() == 0:
            self._on_view_cell_hovered(picked[0], place)
        else:
            self._on_view_cell_hovered(place, picked[1])

    @Slot(QModelIndex)
    def _on_table_activated(self, index: QModelIndex) -> None:
        matrix, captured, picked = self.view.weights, self._captured, self.view.picked
        if matrix is None or captured is None or picked is None:
            return
        row, column = picked
        # The table that was clicked stays as it is; the other is of another word now.
        if self.tables.currentIndex() == 0:
            column = self.sources.place(index.row())
            self._show_readers(captured, matrix, column)
        else:
            row = self.readers.place(index.row())
            self._show_sources(captured, matrix, row)
        self.view.pick(row, column)
        self._on_view_cell_hovered(row, column)
        self.place_chosen.emit(row)

    @Slot(float)
    def _on_store_overview_advanced(self, share: float) -> None:
        self.overview.setValue(round(share * _BARS))
        self.overview.setVisible(share < 1)
