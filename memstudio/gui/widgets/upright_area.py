"""Room that scrolls up and down only, and is never narrower than what is in it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

_LEAST_HEIGHT = 120


class UprightArea(QScrollArea):
    """Takes the width of what is in it for its own least width.

    It follows the keyboard to whatever is in it, so it is no stop of the Tab key itself.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @override
    def minimumSizeHint(self) -> QSize:
        page = self.widget()
        width = page.minimumSizeHint().width() if page is not None else 0
        return QSize(width + self.verticalScrollBar().sizeHint().width(), _LEAST_HEIGHT)

    def show_whole(self, part: QWidget) -> None:
        """Scroll to a part of the page, to its beginning when it is too high.

        `ensureWidgetVisible` is content with the cursor of a text.
        """
        page = self.widget()
        if page is not None:
            top = part.mapTo(page, QPoint()).y()
            for y in (top + part.height(), top):
                self.ensureVisible(0, y, 0, 0)

    def show_unfolded(self, part: QWidget, group: QWidget) -> None:
        """Scroll to a part of a group that may just have been unfolded, with room around it."""
        for each in (group, self.widget()):
            # Places first.
            if each is not None and (layout := each.layout()) is not None:
                layout.activate()
        # The page grows when it hears of that, which would be at the next turn.
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))
        self.ensureWidgetVisible(part, 0, 3 * part.height())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            # What is in it may have become wider.
            self.updateGeometry()
        return super().eventFilter(watched, event)


def scrolled(page: QWidget) -> UprightArea:
    """A page in room that scrolls up and down."""
    area = UprightArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area
