"""The files of a dataset, each with its problems beneath it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem
from typing_extensions import override

from memstudio.gui.translation import filled
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.data.preview import CorpusPreview, FileRow, ProblemRow

_MOST_FILES = 500
_MOST_PROBLEMS = 50
_MOST_ROWS = 8
_ROW = 29


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
        for path, rows in loose.items():
            self._add(path.replace("\\", "/").rsplit("/", 1)[-1], path, "", rows)
        files = sorted(corpus.files, key=lambda file: not file.problems)
        for file in files[:_MOST_FILES]:
            self._add(file.name, file.path, self._size(file), list(file.problems))
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
    def sizeHint(self) -> QSize:
        rows = sum(1 + (item.childCount() if item.isExpanded() else 0) for item in self._items())
        return QSize(200, _ROW * min(rows, _MOST_ROWS) + 4)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())


def _tip(text: str) -> str:
    """A tooltip that says this to the letter: names of files may look like marks of HTML."""
    return f"<p>{html.escape(text)}</p>"
