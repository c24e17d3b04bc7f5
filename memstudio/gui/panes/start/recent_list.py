"""What was open lately, with what is missing marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from memstudio.gui.recent_words import RECENT_ICONS, recent_names
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from memstudio.gui.recent import RecentItems
    from memstudio.recents import RecentItem

_SHOWN = 8


class RecentRow(QWidget):
    """One item: open it, or forget it.

    Signals:
        item_activated, item_removed: the `RecentItem`.

    Args:
        item: it.
        title: what it is called in this list.
    """

    item_activated = Signal(object)
    item_removed = Signal(object)

    def __init__(self, item: RecentItem, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item = item
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().sizes.space_s)
        is_missing = item.is_missing
        picture = QLabel(self)
        role = "warning" if is_missing else "muted_text"
        name = "warning" if is_missing else RECENT_ICONS[item.kind]
        picture.setPixmap(icon(name, role).pixmap(QSize(16, 16), self.devicePixelRatioF()))
        row.addWidget(picture)
        self.open_button = QPushButton(self)
        self.open_button.setProperty("role", "link")
        metrics = self.open_button.fontMetrics()
        self.open_button.setText(
            metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, 260).replace("&", "&&")
        )
        self.open_button.setEnabled(not is_missing)
        self.open_button.setAccessibleName(self.tr("Open {name}").format(name=title))
        self.open_button.clicked.connect(self._on_open_clicked)
        row.addWidget(self.open_button)
        path = ElidedLabel(", ".join(item.paths), self)
        path.setProperty("role", "faint")
        row.addWidget(path, 1)
        if is_missing:
            missing = QLabel(self.tr("no longer there"), self)
            missing.setProperty("role", "warning")
            row.addWidget(missing)
        self.remove_button = icon_button("close", self.tr("Remove from the list"), "faint_text")
        self.remove_button.setAccessibleName(
            self.tr("Remove {name} from the list").format(name=title)
        )
        self.remove_button.clicked.connect(self._on_remove_clicked)
        row.addWidget(self.remove_button)

    @Slot()
    def _on_open_clicked(self) -> None:
        self.item_activated.emit(self._item)

    @Slot()
    def _on_remove_clicked(self) -> None:
        self.item_removed.emit(self._item)


class RecentList(QWidget):
    """The newest items of all kinds.

    Signals:
        item_activated: the `RecentItem` to be opened.
        emptiness_changed: whether there is nothing to show.
    """

    item_activated = Signal(object)
    emptiness_changed = Signal(bool)

    def __init__(self, recent: RecentItems, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent = recent
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(current().sizes.space_xs)
        self._rows: list[RecentRow] = []
        recent.items_changed.connect(self.fill)
        self.fill()

    def rows(self) -> list[RecentRow]:
        """Those shown, newest first."""
        return list(self._rows)

    @Slot()
    def fill(self) -> None:
        """Show the list as it is now; also looks again for what is missing."""
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows.clear()
        items = self._recent.items()[:_SHOWN]
        for item, title in zip(items, recent_names(items), strict=True):
            row = RecentRow(item, title, self)
            row.item_activated.connect(self.item_activated)
            row.item_removed.connect(self._recent.remove)
            self._layout.addWidget(row)
            self._rows.append(row)
        self.emptiness_changed.emit(not items)
