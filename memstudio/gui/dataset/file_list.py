"""The files of a dataset, each with its problems beneath it."""

from __future__ import annotations

import html
from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)
from typing_extensions import override

from memstudio.gui.translation import filled
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from memstudio.data.preview import CorpusPreview, FileRow, ProblemRow

_MOST_FILES = 500
_MOST_PROBLEMS = 50
_MOST_ROWS = 8
_ROW = 29
_SIDE = 5
"""Pixels around a sentence."""


class FileList(QTreeWidget):
    """Name and size of each file; those with problems first, with the problems to be unfolded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("files")
        self.setAccessibleName(self.tr("Files of the text"))
        self.setProperty("role", "plain")
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(False)
        self.setWordWrap(True)
        self.setItemDelegate(_Lines(self))
        self.setIndentation(16)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.itemExpanded.connect(self._on_item_expanded)
        self.itemCollapsed.connect(self._on_item_expanded)

    def show_files(self, corpus: CorpusPreview) -> int:
        """Show a dataset's files, and return how many problems there are."""
        self.clear()
        loose: dict[str, list[ProblemRow]] = {}
        for row in corpus.problems:
            loose.setdefault(row.path, []).append(row)
        own = {file.path for file in corpus.files}
        for path, rows in loose.items():
            if path not in own:
                self._add(path.replace("\\", "/").rsplit("/", 1)[-1], path, "", rows)
        names = Counter(file.name for file in corpus.files)
        files = sorted(corpus.files, key=lambda file: not file.problems and file.path not in loose)
        for file in files[:_MOST_FILES]:
            # What is said of the whole comes at its first file, once.
            problems = [*loose.pop(file.path, ()), *file.problems]
            name = file.name
            if names[name] > 1:
                # The parts of a dataset are called alike; their folders tell them apart.
                name = "/".join(file.path.replace("\\", "/").rsplit("/", 2)[-2:])
            self._add(name, file.path, self._size(file), problems)
        if len(files) > _MOST_FILES:
            more = self.tr("%1 files more").replace("%1", numbers.count(len(files) - _MOST_FILES))
            QTreeWidgetItem(self, [more])
        if self.topLevelItemCount() == 1:
            self._items()[0].setExpanded(True)
        self.updateGeometry()
        return len(corpus.problems) + sum(len(file.problems) for file in corpus.files)

    def _size(self, file: FileRow) -> str:
        characters = self.tr("%1 characters").replace("%1", numbers.compact(file.num_characters))
        return f"{characters} · {file.encoding}" if file.encoding else characters

    def _add(self, name: str, path: str, size: str, problems: list[ProblemRow]) -> None:
        item = QTreeWidgetItem(self, [name, size])
        item.setToolTip(0, _tip(path))
        item.setIcon(0, icon("warning", "warning") if problems else icon("file", "muted_text"))
        for row in problems[:_MOST_PROBLEMS]:
            text = filled(row.text, row.values)
            if row.line is not None:
                text = self.tr("Line %1: %2").replace("%1", str(row.line)).replace("%2", text)
            child = QTreeWidgetItem(item, [text])
            child.setFirstColumnSpanned(True)
            child.setToolTip(0, _tip(text))
        if len(problems) > _MOST_PROBLEMS:
            left = numbers.count(len(problems) - _MOST_PROBLEMS)
            child = QTreeWidgetItem(item, [self.tr("… and %1 more").replace("%1", left)])
            child.setFirstColumnSpanned(True)

    def texts(self) -> list[str]:
        """Every line of the list, problems after their file."""
        lines = []
        for item in self._items():
            lines.append(item.text(0))
            children = [item.child(row) for row in range(item.childCount())]
            lines += [child.text(0) for child in children if child is not None]
        return lines

    def _items(self) -> list[QTreeWidgetItem]:
        items = [self.topLevelItem(index) for index in range(self.topLevelItemCount())]
        return [item for item in items if item is not None]

    def _on_item_expanded(self, _: QTreeWidgetItem) -> None:
        self.updateGeometry()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Sentences take another number of lines.
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        height, most = 4, _ROW * _MOST_ROWS + 4
        for item in self._items():
            own = (item.child(row) for row in range(item.childCount() if item.isExpanded() else 0))
            for each in [item, *(child for child in own if child is not None)]:
                height += self.sizeHintForIndex(self.indexFromItem(each)).height()
            if height >= most:
                return QSize(200, most)
        return QSize(200, height)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())


class _Lines(QStyledItemDelegate):
    """Names on one line, sentences on as many as they need: a tree by itself gives them one."""

    def __init__(self, files: FileList) -> None:
        super().__init__(files)
        self._files = files

    @override
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if not index.parent().isValid():
            option.features &= ~QStyleOptionViewItem.ViewItemFeature.WrapText

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        hint = super().sizeHint(option, index)
        if not index.parent().isValid():
            return QSize(hint.width(), max(_ROW, hint.height()))
        room = self._files.viewport().width() - 2 * self._files.indentation() - 4 * _SIDE
        flags = Qt.TextFlag.TextWordWrap
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        needed = option.fontMetrics.boundingRect(0, 0, max(1, room), 1 << 16, flags, text)
        return QSize(hint.width(), max(_ROW, needed.height() + 2 * _SIDE))


def _tip(text: str) -> str:
    """A tooltip that says this to the letter: names of files may look like marks of HTML."""
    return f"<p>{html.escape(text)}</p>"
