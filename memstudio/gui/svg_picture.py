"""A widget as SVG: every widget in it stands in a box that nothing sticks out of.

Qt's generator knows nothing of what a widget's area, or a scrolled one's, cuts off. So each widget
is drawn by itself, without those in it, and they are put together as boxes within each other's
bounds.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DOTS = 96
"""To the inch: as large on paper as on the screen."""

_NOT_XML = bytes(set(range(0x20)) - set(b"\t\n\r"))
_HEAD = re.compile(rb"^.*?<svg\b[^>]*>|<title>.*?</title>|<desc>.*?</desc>|</svg>\s*$", re.DOTALL)
_NAME = re.compile(rb'(id="|url\(#|href="#)(?=[A-Za-z])')


class SvgPicture:
    """Boxes over each other, in a picture of a size.

    Args:
        size: of the whole.
        title: shown by viewers.
        description: of what it is.
    """

    def __init__(self, size: QSize, title: str, description: str) -> None:
        self._size, self._title, self._description = size, title, description
        self._boxes: list[bytes] = []

    def add(self, origin: QPoint, visible: QRect, paint: Callable[[QPainter], None]) -> None:
        """Draw something into a box.

        Args:
            origin: where the drawing's own zero is in the picture.
            visible: what is seen of the drawing, by its own measure.
            paint: draws.
        """
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        # The kind that has clipping.
        drawing = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
        drawing.setOutputDevice(buffer)
        drawing.setResolution(DOTS)
        drawing.setSize(visible.size())
        drawing.setViewBox(visible)
        painter = QPainter(drawing)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter)
        painter.end()
        # Qt writes texts as they are, and a vocabulary has bytes that XML may not hold.
        body = bytes(buffer.data().data()).translate(None, _NOT_XML)
        body = _HEAD.sub(b"", body)
        own = b"b%d-" % len(self._boxes)
        body = _NAME.sub(lambda found: found[1] + own, body)
        place = visible.topLeft() + origin
        size = f"{visible.width()} {visible.height()}"
        width, height = size.split()
        box = (
            f'<svg x="{place.x()}" y="{place.y()}" width="{width}" height="{height}" '
            f'viewBox="{visible.x()} {visible.y()} {size}">'
        )
        self._boxes.append(box.encode() + body + b"</svg>\n")

    def add_widget(self, widget: QWidget) -> None:
        """Draw a widget and all that is seen in it, at the top left."""
        for each, origin, visible in _seen(widget, QPoint(0, 0), widget.rect()):
            self.add(origin, visible, functools.partial(_paint, each, is_whole=each is widget))

    def content(self) -> bytes:
        """The file."""
        width, height = self._size.width(), self._size.height()
        inch = 25.4 / DOTS
        head = (
            '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'version="1.1" width="{width * inch:.3f}mm" height="{height * inch:.3f}mm" '
            f'viewBox="0 0 {width} {height}">\n'
            f"<title>{escape(self._title)}</title>\n<desc>{escape(self._description)}</desc>\n"
        ).encode()
        whole = head.translate(None, _NOT_XML) + b"".join(self._boxes) + b"</svg>\n"
        # The cells of a map stay cells at any size.
        return whole.replace(b"<image ", b'<image style="image-rendering:pixelated" ')


def _paint(widget: QWidget, painter: QPainter, *, is_whole: bool) -> None:
    """Draw a widget without those in it."""
    flags = QWidget.RenderFlag.DrawWindowBackground if is_whole else QWidget.RenderFlag(0)
    # Of a view of a scene, such as a plot, `render` is another method.
    QWidget.render(widget, painter, QPoint(0, 0), QRegion(), flags)


def _seen(
    widget: QWidget, origin: QPoint, bounds: QRect
) -> Iterator[tuple[QWidget, QPoint, QRect]]:
    """A widget and those in it, from the back; where each is, and what its bounds leave of it."""
    yield widget, origin, bounds
    for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if child.isWindow() or not child.isVisibleTo(widget):
            continue
        left = child.rect() & bounds.translated(-child.pos())
        if not left.isEmpty():
            yield from _seen(child, origin + child.pos(), left)
