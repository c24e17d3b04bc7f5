"""What a widget shows, as a file: PNG at print quality, SVG or PDF, with what it is of written below."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QImageWriter,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
    QRegion,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from memstudio.atomic import write_bytes
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMS = "PNG (*.png);;SVG (*.svg);;PDF (*.pdf)"
"""What a file dialog offers."""

_FINER = 3
"""Pixels of a PNG for one of the window: about 300 to the inch."""
_DOTS = 96
_EDGE = 12
_NOT_XML = bytes(set(range(0x20)) - set(b"\t\n\r"))


def save_picture(widget: QWidget, path: Path, caption: Sequence[str] = ()) -> None:
    """Write what a widget shows.

    Args:
        widget: what is pictured, as large as it is now.
        path: the file; its ending says the form, PNG when it says nothing.
        caption: lines below the picture.

    Raises:
        StorageError: the file cannot be written.
    """
    text = "\n".join(caption)
    size = QSize(widget.width(), widget.height() + _caption_height(widget, text))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    match path.suffix.lower():
        case ".svg":
            drawing = QSvgGenerator()
            drawing.setOutputDevice(buffer)
            drawing.setResolution(_DOTS)
            drawing.setSize(size)
            drawing.setViewBox(QRect(QPoint(0, 0), size))
            drawing.setTitle(path.stem)
            drawing.setDescription(text)
            _paint(drawing, widget, size, text)
        case ".pdf":
            page = QPdfWriter(buffer)
            page.setResolution(_DOTS)
            points = QSizeF(size) * 72 / _DOTS
            page.setPageSize(QPageSize(points, QPageSize.Unit.Point, path.stem))
            page.setPageMargins(QMarginsF(0, 0, 0, 0))
            page.setTitle(path.stem)
            _paint(page, widget, size, text)
        case _:
            image = QImage(size * _FINER, QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(_FINER)
            # So that it is as large on paper as on the screen.
            image.setDotsPerMeterX(round(_DOTS * _FINER / 0.0254))
            image.setDotsPerMeterY(round(_DOTS * _FINER / 0.0254))
            image.setText("Description", text)
            _paint(image, widget, size, text)
            QImageWriter(buffer, b"png").write(image)
    content = bytes(buffer.data().data())
    if path.suffix.lower() == ".svg":
        # Qt writes texts as they are, and a vocabulary has bytes that XML may not hold.
        content = content.translate(None, _NOT_XML)
        # The cells of a map stay cells at any size.
        content = content.replace(b"<image ", b'<image style="image-rendering:pixelated" ')
    write_bytes(path, content)


def with_ending(path: str, form: str) -> Path:
    """A path as a file dialog gives it, with the ending of the form that was chosen if it has none."""
    goal = Path(path)
    return goal if goal.suffix else goal.with_suffix(form[form.rindex(".") : -1])


def _font(widget: QWidget) -> QFont:
    font = QFont(widget.font())
    font.setPixelSize(theme.current().sizes.font_small)
    return font


def _caption_height(widget: QWidget, text: str) -> int:
    if not text:
        return 0
    room = QRectF(0, 0, max(1, widget.width() - 2 * _EDGE), 10_000)
    wrap = Qt.TextFlag.TextWordWrap
    return round(QFontMetricsF(_font(widget)).boundingRect(room, wrap, text).height()) + 2 * _EDGE


def _paint(device: QPaintDevice, widget: QWidget, size: QSize, text: str) -> None:
    look = theme.current()
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRect(QPoint(0, 0), size), QColor(look.window))
    widget.render(
        painter, QPoint(0, 0), QRegion(),
        QWidget.RenderFlag.DrawChildren | QWidget.RenderFlag.DrawWindowBackground,
    )  # fmt: skip
    if text:
        painter.setFont(_font(widget))
        painter.setPen(QColor(look.muted_text))
        area = QRectF(0, widget.height(), size.width(), size.height() - widget.height())
        area.adjust(_EDGE, _EDGE, -_EDGE, -_EDGE)
        painter.drawText(area, Qt.TextFlag.TextWordWrap, text)
    painter.end()
