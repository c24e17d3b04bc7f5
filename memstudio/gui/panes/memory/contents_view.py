"""What each slot holds at the current segment, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count, percent
from memstudio.gui.widgets.sides import LEFT
from memstudio.gui.widgets.table_manners import read_by_rows
from memstudio.gui.widgets.visible_word import visible_word

if TYPE_CHECKING:
    from memstudio.gui.trace_document import TraceDocument

_SLOT, _WORDS, _CHANGE, _SOURCES = range(4)
_Index = QModelIndex | QPersistentModelIndex


class SlotContentsModel(QAbstractTableModel):
    """Slots as rows; numbers are computed for the rows that are looked at.

    Attributes:
        full_bar: the change that a full bar stands for.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: TraceDocument | None = None
        self._segment = 0
        self._named = 1
        self._layer: int | None = None
        self._distinctive = True
        self.full_bar = 1.0

    def show_segment(
        self, document: TraceDocument, segment: int, layer: int | None, *, distinctive: bool
    ) -> None:
        """Show the slots after a segment was read.

        Args:
            document: the trace.
            segment: which one.
            layer: by whose weights sources are named; None for all.
            distinctive: whether the words are those that set a slot apart, not simply the nearest.
        """
        old = self._document
        # The next step of a training is looked at where the one before was.
        is_step = old is not None and None not in (old.step, document.step)
        same = document is old or (
            old is not None and is_step and document.num_slots == old.num_slots
        )
        if not same:
            self.beginResetModel()
        if document is not self._document:
            self.full_bar = _largest_change(document)
        self._document, self._segment, self._layer = document, segment, layer
        self._named = document.reader.named_state(segment + 1)
        self._distinctive = distinctive
        if same:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, _SOURCES))
        else:
            self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, _WORDS, _WORDS)

    def words(self, slot: int) -> list[tuple[str, float]]:
        """The words of a slot, best first."""
        if self._document is None:
            return []
        return self._document.words(self._segment + 1, distinctive=self._distinctive)[slot]

    def change(self, slot: int) -> float:
        """How much the segment changed the slot."""
        return 0.0 if self._document is None else float(self._document.change[self._segment, slot])

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() or self._document is None else self._document.num_slots

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 4

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole and section == _WORDS and not self._has_own_words:
            return self.tr("Words were not kept after every segment: these are the last before.")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return [
            self.tr("Slot"),
            self._words_title(),
            self.tr("Changed by"),
            self.tr("Written most from"),
        ][section]

    @property
    def _has_own_words(self) -> bool:
        """Whether the words are those of the state that is shown, not of an earlier one."""
        return self._document is None or self._named == self._segment + 1

    def _words_title(self) -> str:
        if self._has_own_words:
            apart, nearest = self.tr("Set apart by"), self.tr("Nearest words")
            return apart if self._distinctive else nearest
        if not self._named:
            return self.tr("Words at the start")
        return self.tr("Words after segment %1").replace("%1", count(self._named - 1))

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        document = self._document
        if document is None or not index.isValid():
            return None
        slot, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(document, slot, column)
        if role == Qt.ItemDataRole.ToolTipRole and column == _WORDS:
            return "\n".join(f"{word!r}  {score:.2f}" for word, score in self.words(slot))
        if role == Qt.ItemDataRole.ToolTipRole and column == _SOURCES:
            top = document.sources(slot, self._segment, self._layer, 10)
            return "\n".join(f"{s.text}  {s.weight:.3f}" for s in top)
        return None

    def _shown(self, document: TraceDocument, slot: int, column: int) -> str:
        match column:
            case 0:
                return str(slot)
            case 1:
                if self._has_own_words and document.is_empty(self._segment, slot):
                    return self.tr("empty")
                return "  ".join(visible_word(word) for word, _ in self.words(slot)[:5])
            case 2:
                return percent(self.change(slot))
            case _:
                top = document.sources(slot, self._segment, self._layer, 4)
                return "  ".join(source.text for source in top) or "–"


class _SlotDelegate(QStyledItemDelegate):
    """Draws a slot's hue, and its change as a bar under the number."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.initStyleOption(option, index)
        look = theme.current()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(look.selection))
        area = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.slot_colour(index.row())))
        model = index.model()
        if index.column() == _SLOT:
            painter.drawRoundedRect(QRectF(area.left() + 10, area.center().y() - 5, 10, 10), 2, 2)
            area.setLeft(area.left() + 28)
        elif index.column() == _CHANGE and isinstance(model, SlotContentsModel):
            share = model.change(index.row()) / model.full_bar
            width = (area.width() - 16) * min(1.0, share)
            painter.drawRoundedRect(QRectF(area.left() + 8, area.bottom() - 5, width, 3), 1, 1)
            area.adjust(8, 0, 0, -4)
        painter.setPen(QColor(look.text))
        painter.setFont(option.font)
        painter.drawText(area, LEFT, option.text)
        painter.restore()


class ContentsView(QTableView):
    """A row a slot: words, change, and what it was written from.

    Signals:
        slot_picked: a slot's index.
        slot_hovered: a slot's index, -1 for none.
    """

    slot_picked = Signal(int)
    slot_hovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slots = SlotContentsModel(self)
        self.setModel(self.slots)
        # Another trace is looked at from its first slot.
        self.slots.modelReset.connect(self.scrollToTop)
        self.setObjectName("contents")
        self.setAccessibleName(self.tr("Contents of the slots"))
        read_by_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setFrameShape(self.Shape.NoFrame)
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setDefaultAlignment(LEFT)
        header.setSectionResizeMode(_SLOT, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_WORDS, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_CHANGE, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_SOURCES, QHeaderView.ResizeMode.Stretch)
        for column, width in ((_SLOT, 56), (_CHANGE, 84)):
            # Some fonts are wider than others.
            self.setColumnWidth(column, max(width, header.sectionSizeHint(column)))
        delegate = _SlotDelegate(self)
        self.setItemDelegateForColumn(_SLOT, delegate)
        self.setItemDelegateForColumn(_CHANGE, delegate)
        self.entered.connect(self._on_self_entered)
        self.selectionModel().currentRowChanged.connect(self._on_selection_current_row_changed)
        # The row of the selected slot is the current one already.
        self.clicked.connect(self._on_self_clicked)

    def mark(self, slot: int | None) -> None:
        """Mark the selected slot."""
        if slot is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        elif slot != self.currentIndex().row() and slot < self.slots.rowCount():
            # Nobody picked it here: a word that is selected with it stays so.
            with QSignalBlocker(self):
                self.selectRow(slot)

    @Slot(QModelIndex)
    def _on_self_entered(self, index: QModelIndex) -> None:
        self.slot_hovered.emit(index.row())

    @Slot(QModelIndex)
    def _on_self_clicked(self, index: QModelIndex) -> None:
        self.slot_picked.emit(index.row())

    @Slot(QModelIndex, QModelIndex)
    def _on_selection_current_row_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            self.slot_picked.emit(current.row())

    @override
    def leaveEvent(self, event: Any) -> None:
        self.slot_hovered.emit(-1)
        super().leaveEvent(event)

    @override
    def sizeHint(self) -> QSize:
        return QSize(420, 220)


def _largest_change(document: TraceDocument) -> float:
    """Of any slot in any segment but the first, whose jump dwarfs the rest."""
    if not document.change.size:
        return 1.0
    change = document.change
    later = change[1:] if len(change) > 1 else change
    return max(1e-9, float(later.max()))
