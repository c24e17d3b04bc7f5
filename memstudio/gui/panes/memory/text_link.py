"""Keeps the text and the lanes at the same place of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from memstudio.gui.panes.memory.text_view import TextView
    from memstudio.gui.visible_range import VisibleRange

_SETTLED_MS = 90
"""The text is laid out anew where the lanes have come to rest, not all along the way."""


class TextLink(QObject):
    """The text follows the lanes, and the lanes follow the text where it leaves what they show.

    Signals:
        page_changed(first, stop): other tokens of the text can be seen.
    """

    page_changed = Signal(int, int)

    def __init__(self, text: TextView, visible: VisibleRange, parent: QObject) -> None:
        super().__init__(parent)
        self._text = text
        self._visible = visible
        self._is_following = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLED_MS)
        self._timer.timeout.connect(self.follow)
        self._scrolled = QTimer(self)
        self._scrolled.setSingleShot(True)
        self._scrolled.setInterval(0)
        self._scrolled.timeout.connect(self._on_scrolled_timeout)
        visible.range_changed.connect(self._on_visible_range_changed)
        text.view_changed.connect(self._on_text_view_changed)

    @Slot()
    def follow(self) -> None:
        """Scroll the text to what the lanes show, if it shows another part."""
        visible = self._visible
        if not self._text.isVisible() or not visible.total:
            return
        page = self._text.page_tokens()
        if not visible.is_whole and self._parts(page):
            self._is_following = True
            self._text.scroll_to(min(visible.total - 1, int(visible.centre)))
            self._is_following = False
            page = self._text.page_tokens()
        self.page_changed.emit(*page)

    def _parts(self, page: tuple[int, int]) -> bool:
        """Whether text and lanes show different parts of the document."""
        visible = self._visible
        if visible.span >= page[1] - page[0]:
            return not visible.start <= sum(page) / 2 <= visible.stop
        return not page[0] <= visible.centre <= page[1]

    @Slot()
    def _on_visible_range_changed(self) -> None:
        if not self._is_following:
            # The lanes were moved last: they are followed, wherever the text was before.
            self._scrolled.stop()
            self._timer.start()

    @Slot()
    def _on_text_view_changed(self) -> None:
        if not self._is_following and not self._timer.isActive():
            self._scrolled.start()

    @Slot()
    def _on_scrolled_timeout(self) -> None:
        page = self._text.page_tokens()
        self.page_changed.emit(*page)
        visible = self._visible
        if page[1] > page[0] and not visible.is_whole and self._parts(page):
            self._is_following = True
            visible.pan(sum(page) / 2 - visible.centre)
            self._is_following = False
