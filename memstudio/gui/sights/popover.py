"""Some sentences over the window, beside what they are about; gone with the next click or Escape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icon_button import icon_button

if TYPE_CHECKING:
    from memstudio.gui.sights.sight import Sight

_WIDTH = 400
_EDGE = 8


class SightPopover(QFrame):
    """What is looked at, in words.

    Signals:
        more_requested: where the guide says more: what `Sight.guide` is.

    Args:
        sight: what is said.
        parent: the window.
    """

    more_requested = Signal(str)

    def __init__(self, sight: Sight, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("sight")
        self.setProperty("role", "floating")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self.sight = sight
        self._window = parent.window()
        sizes = current().sizes
        column = QVBoxLayout(self)
        column.setContentsMargins(*[sizes.space_l] * 4)
        column.setSpacing(sizes.space_s)
        head = QHBoxLayout()
        title = QLabel(sight.title, self)
        title.setProperty("role", "title")
        title.setWordWrap(True)
        head.addWidget(title, 1)
        self.copy = icon_button("copy", self.tr("Copy what is said here"), "muted_text")
        self.copy.clicked.connect(self._on_copy_clicked)
        head.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        self.dismiss = icon_button("close", self.tr("Close"), "muted_text")
        self.dismiss.clicked.connect(self.close)
        head.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self.texts: list[QLabel] = []
        for text in sight.paragraphs:
            label = QLabel(text, self)
            # It may hold names that somebody else gave.
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setFixedWidth(_WIDTH - 2 * sizes.space_l)
            column.addWidget(label)
            self.texts.append(label)
        self.more = QPushButton(self.tr("More in the guide"), self)
        self.more.setProperty("role", "link")
        self.more.setVisible(bool(sight.guide))
        self.more.clicked.connect(self._on_more_clicked)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(sight.title)
        self.setAccessibleDescription("\n".join(sight.paragraphs))

    def open_beside(self, spot: QPoint) -> None:
        """Open beneath `spot`, a place of the screen, and within the window."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(spot) or self.screen()
        room = screen.availableGeometry() & self._window.frameGeometry()
        room = room.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        left = min(spot.x(), room.right() - self.width())
        top = min(spot.y(), room.bottom() - self.height())
        self.move(max(room.left(), left), max(room.top(), top))
        self.show()
        self.dismiss.setFocus()

    @Slot()
    def _on_copy_clicked(self) -> None:
        lines = (self.sight.title, *self.sight.paragraphs)
        QGuiApplication.clipboard().setText("\n\n".join(lines))

    @Slot()
    def _on_more_clicked(self) -> None:
        guide = self.sight.guide
        self.close()
        self.more_requested.emit(guide)
