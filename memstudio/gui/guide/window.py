"""The guide in a window beside the main one: contents, search, and the page."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSize, Qt, QUrl, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.guide.browser import GuideBrowser
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.icons import application_icon
from memstudio.guide.contents import FIRST_PAGE, contents, page_at, page_path, page_title
from memstudio.guide.sections import find

if TYPE_CHECKING:
    from memstudio.guide.sections import Found

_SIZE = QSize(1100, 780)
_CONTENTS_WIDTH = 250
_NAME = Qt.ItemDataRole.UserRole


class GuideWindow(QWidget):
    """Contents at the left, the page at the right; typing finds words in all pages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("guideWindow")
        self.setWindowIcon(application_icon())
        self.language = QLocale().name()
        self.setWindowTitle(self.tr("Guide – MemStudio"))
        self.resize(_SIZE.boundedTo(self.screen().availableGeometry().size()))
        self.back_button = icon_button("chevron-left", self.tr("Back"))
        self.forward_button = icon_button("chevron-right", self.tr("Forward"))
        self.search = QLineEdit(self)
        self.search.setObjectName("guideSearch")
        self.search.setPlaceholderText(self.tr("Find in the guide"))
        self.search.setAccessibleName(self.tr("Find in the guide"))
        self.search.setClearButtonEnabled(True)
        # How many pages one could go back when the search began.
        self._depth = 0
        self._items: dict[str, QTreeWidgetItem] = {}
        self.tree = self._made_tree()
        self.browser = GuideBrowser(self)
        self._lay_out()
        self._connect()

    def open_page(self, name: str = FIRST_PAGE, anchor: str = "") -> None:
        """Show a page of the guide, and come to the front."""
        self.search.clear()
        self.browser.open(page_path(name, self.language), anchor)
        self.browser.setFocus()
        self.show()
        self.raise_()
        self.activateWindow()

    def _made_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setObjectName("guideContents")
        tree.setAccessibleName(self.tr("Contents"))
        tree.setHeaderHidden(True)
        tree.setRootIsDecorated(False)
        tree.setItemsExpandable(False)
        tree.setProperty("role", "plain")
        for section in contents(self.language):
            head = QTreeWidgetItem([section.title])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = head.font(0)
            font.setBold(True)
            head.setFont(0, font)
            for name in section.pages:
                item = QTreeWidgetItem([page_title(name, self.language)])
                item.setData(0, _NAME, name)
                item.setToolTip(0, item.text(0))
                head.addChild(item)
                self._items[name] = item
            tree.addTopLevelItem(head)
        tree.expandAll()
        return tree

    def _lay_out(self) -> None:
        sizes = current().sizes
        row = QHBoxLayout()
        row.setSpacing(sizes.space_xs)
        row.addWidget(self.back_button)
        row.addWidget(self.forward_button)
        row.addWidget(self.search, 1)
        side = QWidget(self)
        column = QVBoxLayout(side)
        column.setContentsMargins(*[sizes.space_m] * 4)
        column.setSpacing(sizes.space_s)
        column.addLayout(row)
        column.addWidget(self.tree, 1)
        hint = QLabel(self.tr("F1 opens what belongs to where you are."), side)
        hint.setProperty("role", "faint")
        hint.setWordWrap(True)
        column.addWidget(hint)
        split = QSplitter(self)
        split.addWidget(side)
        split.addWidget(self.browser)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        split.setSizes([_CONTENTS_WIDTH + 2 * sizes.space_m, _SIZE.width()])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def _connect(self) -> None:
        browser = self.browser
        self.back_button.clicked.connect(self._on_back)
        self.forward_button.clicked.connect(browser.forward)
        self.back_button.setEnabled(False)
        self.forward_button.setEnabled(False)
        browser.backwardAvailable.connect(self._show_way_back)
        browser.forwardAvailable.connect(self.forward_button.setEnabled)
        browser.page_shown.connect(self._on_browser_page_shown)
        self.tree.currentItemChanged.connect(self._on_tree_current_changed)
        self.tree.itemClicked.connect(self._on_tree_item_clicked)
        self.search.textChanged.connect(self._on_search_changed)
        self.search.returnPressed.connect(browser.follow_first)
        for key, does in (
            (QKeySequence.StandardKey.Back, self._on_back),
            (QKeySequence.StandardKey.Forward, browser.forward),
            (QKeySequence.StandardKey.Find, self.search.setFocus),
            (QKeySequence.StandardKey.Close, self.close),
        ):
            QShortcut(key, self).activated.connect(does)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self._on_escape)

    @Slot()
    def _on_back(self) -> None:
        """Go to the page before; what the search found stands between what it led to and that."""
        text = self.search.text()
        steps = self.browser.backwardHistoryCount() - self._depth
        if self.browser.shows_list:
            self.search.clear()
        elif not text.strip() or steps > 1:
            self.browser.backward()
        else:
            # None, where what was found is where one was.
            if steps == 1:
                self.browser.backward()
            self._on_search_changed(text)

    @Slot()
    def _show_way_back(self) -> None:
        is_searching = bool(self.search.text().strip())
        self.back_button.setEnabled(is_searching or self.browser.isBackwardAvailable())

    @Slot()
    def _on_escape(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.close()

    @Slot(QTreeWidgetItem, QTreeWidgetItem)
    def _on_tree_current_changed(self, item: QTreeWidgetItem | None, _before: object) -> None:
        if item is not None:
            self._open_item(item)

    @Slot(QTreeWidgetItem)
    def _on_tree_item_clicked(self, item: QTreeWidgetItem) -> None:
        # Once more on the page that is marked, such as after a search.
        self._open_item(item)

    def _open_item(self, item: QTreeWidgetItem) -> None:
        name = item.data(0, _NAME)
        if not name:
            return
        path = page_path(name, self.language)
        if self.search.text():
            self.search.clear()
        if self.browser.page() != path.resolve():
            self.browser.open(path)

    @Slot(str)
    def _on_browser_page_shown(self, path: str) -> None:
        """Mark in the contents what is shown."""
        found = page_at(Path(path))
        item = self._items.get(found[1]) if found else None
        self.tree.blockSignals(True)
        if item is not None:
            self.tree.setCurrentItem(item)
        else:
            self.tree.clearSelection()
        self.tree.blockSignals(False)

    @Slot(str)
    def _on_search_changed(self, text: str) -> None:
        self._show_way_back()
        if not text.strip():
            self.browser.reload()
            return
        self._depth = self.browser.backwardHistoryCount()
        nothing = self.tr("Nothing in the guide has all of these words.")
        self.browser.show_list([self._row(each) for each in find(text, self.language)], nothing)

    def _row(self, found: Found) -> tuple[str, str, str]:
        part = found.part
        url = QUrl.fromLocalFile(str(page_path(part.page, self.language).resolve()))
        url.setFragment(part.anchor)
        title = page_title(part.page, self.language)
        text = title if part.heading == title else f"{title} › {part.heading}"  # noqa: RUF001
        snippet, begins, ends = found.snippet, found.begins, found.ends
        below = (
            f"{escape(snippet[:begins])}<b>{escape(snippet[begins:ends])}</b>"
            f"{escape(snippet[ends:])}"
        )
        return url.toString(), text, below
