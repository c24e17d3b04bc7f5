"""The overwrites of a slot, as many as there are: each is put into words when it comes into view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)
from typing_extensions import override

from memstudio.gui.single_shot import single_shot
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count, percent
from memstudio.gui.widgets.sides import LEFT
from memstudio.trace.slot_history import Overwrite, describe_overwrite
from memstudio.trace.slot_spans import shown_word, span_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from memstudio.gui.docks.inspector.place import SlotPlace
    from memstudio.gui.wishes import Wishes
    from memstudio.progress import Control

_Index = QModelIndex | QPersistentModelIndex
_ROW = 47
_SEEN_ROWS = 5
_NUM_LOST = 4
_WORDS = "slot_words_distinctive"


class OverwriteModel(QAbstractListModel):
    """A row an overwrite; its words are None until they were asked for and came."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(parent)
        self.place: SlotPlace | None = None
        self.segments: NDArray[np.int64] = np.zeros(0, np.int64)
        self.sizes: NDArray[np.floating] = np.zeros(0)
        self.found: dict[int, Overwrite] = {}

    def show_overwrites(
        self,
        place: SlotPlace | None,
        segments: NDArray[np.int64],
        sizes: NDArray[np.floating],
    ) -> None:
        """Show others."""
        self.beginResetModel()
        self.place, self.segments, self.sizes, self.found = place, segments, sizes, {}
        self.endResetModel()

    def add(self, found: list[Overwrite]) -> None:
        """Some were put into words."""
        for each in found:
            self.found[each.segment] = each
        rows = np.searchsorted(self.segments, [each.segment for each in found]).tolist()
        if rows:
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.segments)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        wanted = (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        )
        if role not in wanted:
            return None
        return "\n".join(
            line for line in (self.head(index.row()), *self.lines(index.row())) if line
        )

    def head(self, row: int) -> str:
        """When, and how much."""
        text = self.tr("Segment {segment}: {change}")
        return text.format(segment=count(self.segments[row]), change=percent(self.sizes[row]))

    def lines(self, row: int) -> tuple[str, str]:
        """From which words, and which words were lost."""
        found = self.found.get(int(self.segments[row]))
        if found is None or self.place is None:
            return "", ""
        document = self.place.document
        starts, ends = document.token_starts, document.token_ends
        said = [span_text(document.text, starts, ends, span) for span in found.spans]
        sources = self.tr("from {words}").format(words="  ".join(said)) if said else ""
        if found.lost is None:
            lost = ""
        elif found.lost:
            lost = self.tr("lost {words}").format(
                words=", ".join(map(shown_word, found.lost[:_NUM_LOST]))
            )
        else:
            lost = self.tr("lost no word")
        return sources, lost


class _OverwriteDelegate(QStyledItemDelegate):
    """Two lines: when and how much with a bar, then from what and what was lost."""

    def __init__(self, view: OverwriteList) -> None:
        super().__init__(view)
        self._rows = view.rows

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, _ROW)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, row = theme.current(), index.row()
        area = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(look.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(look.hover))
        place = self._rows.place
        bar = QColor(look.slot_colour(place.slot if place else 0))
        width = (area.width() - 12) * min(1.0, float(self._rows.sizes[row]))
        painter.fillRect(QRectF(area.left() + 6, area.bottom() - 2, width, 2), bar)
        metrics = QFontMetricsF(option.font)
        line = metrics.height()
        room = area.width() - 12
        sources, lost = self._rows.lines(row)
        painter.setFont(option.font)
        elide = Qt.TextElideMode.ElideRight
        for number, (text, colour) in enumerate(
            (
                (self._rows.head(row), look.text),
                ("  ·  ".join(part for part in (lost, sources) if part) or "…", look.muted_text),
            )
        ):
            painter.setPen(QColor(colour))
            top = area.top() + 3 + number * (line + 1)
            box = QRectF(area.left() + 6, top, room, line)
            painter.drawText(box, LEFT, metrics.elidedText(text, elide, room))
        painter.restore()


class OverwriteList(QTableView):
    """Scrolls by itself; a table, because a list view asks the model for every row it has.

    Signals:
        segment_chosen: a segment's index, on a click or Enter.
    """

    segment_chosen = Signal(int)

    def __init__(self, wishes: Wishes) -> None:
        super().__init__()
        self._wishes = wishes
        self.rows = OverwriteModel(self)
        self.setObjectName("overwrites")
        self.setAccessibleName(self.tr("Overwrites of the slot"))
        self.setProperty("role", "plain")
        self.setModel(self.rows)
        self.setItemDelegate(_OverwriteDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(_ROW)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # What flies past while someone scrolls is not fetched.
        self._timer = single_shot(self, 30, self._on_timer_timeout)
        self.verticalScrollBar().valueChanged.connect(self._on_scroll_bar_value_changed)
        self.clicked.connect(self._on_self_chosen)
        self.activated.connect(self._on_self_chosen)

    def show_overwrites(
        self, place: SlotPlace, segments: NDArray[np.int64], sizes: NDArray[np.floating]
    ) -> None:
        """Show the overwrites of a slot."""
        self._wishes.forget("overwrites")
        self.rows.show_overwrites(place, segments, sizes)
        self.setVisible(len(segments) > 0)
        self.updateGeometry()
        self._timer.start()

    def forget(self) -> None:
        """Show nothing."""
        self._wishes.forget("overwrites")
        self.rows.show_overwrites(None, np.zeros(0, np.int64), np.zeros(0))

    def mark(self, segment: int) -> None:
        """Mark the overwrite that made the slot what it is after a segment, and scroll to it."""
        row = int(np.searchsorted(self.rows.segments, segment, side="right")) - 1
        if row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())  # Else it counts as marked when it is come back to.
            return
        index = self.rows.index(row)
        if index != self.currentIndex():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    @Slot(int)
    def _on_scroll_bar_value_changed(self, _: int) -> None:
        self._timer.start()

    @Slot()
    def _on_timer_timeout(self) -> None:
        place = self.rows.place
        if place is None or not len(self.rows.segments):
            return
        top = self.rowAt(0)
        seen = range(max(0, top), min(len(self.rows.segments), max(0, top) + _SEEN_ROWS + 2))
        missing = [
            int(self.rows.segments[row])
            for row in seen
            if int(self.rows.segments[row]) not in self.rows.found
        ]
        if not missing:
            return

        def work(control: Control) -> list[Overwrite]:
            found = []
            document = place.document
            words = document.words if document.reader.has(_WORDS) else _no_words(document.num_slots)
            for segment in missing:
                control.checkpoint()
                found.append(describe_overwrite(document.reader, place.place, segment, words))
            return found

        def show(found: list[Overwrite] | None) -> None:
            if found is not None and self.rows.place is place:
                self.rows.add(found)

        self._wishes.ask("overwrites", work, show)

    @Slot(QModelIndex)
    def _on_self_chosen(self, index: QModelIndex) -> None:
        self.segment_chosen.emit(int(self.rows.segments[index.row()]))

    @override
    def sizeHint(self) -> QSize:
        return QSize(180, _ROW * min(_SEEN_ROWS, max(1, self.rows.rowCount())) + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.sizeHint().height())


def _no_words(num_slots: int) -> Callable[[int], list[list[tuple[str, float]]]]:
    """Of slots of a width that the output layer cannot take."""
    return lambda _: [[] for _ in range(num_slots)]
