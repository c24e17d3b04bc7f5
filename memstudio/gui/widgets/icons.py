"""Icons: one monochrome drawing each, tinted from the theme when painted."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from typing_extensions import override

from memstudio.gui.theme import theme as themes
from memstudio.resources import resource

if TYPE_CHECKING:
    from memstudio.gui.message_log import Tone
    from memstudio.look.theme import Theme

_OF_TONE = {
    "danger": ("error", "danger"),
    "warning": ("warning", "warning"),
    "info": ("info", "accent"),
    "success": ("success", "success"),
}
"""Icon, and the colour's name in `Theme`."""


class TintedIconEngine(QIconEngine):
    """Draws one SVG in a colour of the theme in use, so a change of theme needs no new icon.

    Args:
        name: of a file in `resources/icons`, without its ending.
        role: name of a colour in `Theme` for the ordinary state.
    """

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def _colour(self, theme: Theme, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return theme.strong_border
        if state == QIcon.State.On and self._role == "text":
            return theme.accent
        colour: str = getattr(theme, self._role)
        return colour

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        target = QRectF(0, 0, side, side)
        target.moveCenter(QRectF(rect).center())
        _renderer(self._name, self._colour(themes.current(), mode, state)).render(painter, target)

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    @override
    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        # A list that is squeezed to nothing asks for none.
        if size.isEmpty():
            return QPixmap()
        colour = self._colour(themes.current(), mode, state)
        # `size` is in the window's own pixels, each of which is `scale` wide on the screen.
        side = (size.toSizeF() * scale).toSize()
        key = f"memstudio/{self._name}/{colour}/{side.width()}x{side.height()}@{scale}"
        pixmap = QPixmap()
        if QPixmapCache.find(key, pixmap):
            return pixmap
        pixmap = QPixmap(side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), side), mode, state)
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        QPixmapCache.insert(key, pixmap)
        return pixmap

    @override
    def clone(self) -> QIconEngine:
        return TintedIconEngine(self._name, self._role)


@functools.lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    svg = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))


@functools.cache
def icon(name: str, role: str = "text") -> QIcon:
    """The icon called `name`, in the theme's colour `role`.

    Args:
        name: of a file in `resources/icons`, without its ending.
        role: name of a colour in `Theme`: "text", "muted_text", "accent", "accent_text", ...

    Raises:
        FileNotFoundError: there is no such icon; a fault of the programmer.
    """
    if not resource("icons", f"{name}.svg").is_file():
        raise FileNotFoundError(resource("icons", f"{name}.svg"))
    return QIcon(TintedIconEngine(name, role))


def tone_icon(tone: Tone) -> QIcon:
    """What stands before a message: its sign, in the colour of its tone."""
    return icon(*_OF_TONE[tone])


def application_icon() -> QIcon:
    """The icon of the application itself, in its own colours."""
    return QIcon(str(resource("icons", "application.svg")))
