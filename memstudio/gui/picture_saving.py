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
from PySide6.QtWidgets import QWidget

from memstudio.atomic import write_bytes
from memstudio.gui.svg_picture import DOTS, SvgPicture
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMS = "PNG (*.png);;SVG (*.svg);;PDF (*.pdf)"
"""What a file dialog offers."""

_FINER = 3
"""Pixels of a PNG for one of the window: about 300 to the inch."""
_EDGE = 12


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
            picture = SvgPicture(size, path.stem, text)
            area = QRect(QPoint(0, 0), size)
            picture.add(
                area.topLeft(), area, lambda painter: _paint_foot(painter, widget, size, text)
            )
            picture.add_widget(widget)
            content = picture.content()
        case ".pdf":
            page = QPdfWriter(buffer)
            page.setResolution(DOTS)
            points = QSizeF(size) * 72 / DOTS
            page.setPageSize(QPageSize(points, QPageSize.Unit.Point, path.stem))
            page.setPageMargins(QMarginsF(0, 0, 0, 0))
            page.setTitle(path.stem)
            _paint(page, widget, size, text)
            content = bytes(buffer.data().data())
        case _:
            image = QImage(size * _FINER, QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(_FINER)
            # So that it is as large on paper as on the screen.
            image.setDotsPerMeterX(round(DOTS * _FINER / 0.0254))
            image.setDotsPerMeterY(round(DOTS * _FINER / 0.0254))
            image.setText("Description", text)
            _paint(image, widget, size, text)
            QImageWriter(buffer, b"png").write(image)
            content = bytes(buffer.data().data())
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
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_foot(painter, widget, size, text)
    widget.render(
        painter, QPoint(0, 0), QRegion(),
        QWidget.RenderFlag.DrawChildren | QWidget.RenderFlag.DrawWindowBackground,
    )  # fmt: skip
    painter.end()


def _paint_foot(painter: QPainter, widget: QWidget, size: QSize, text: str) -> None:
    """What is behind the widget, and the lines below it."""
    look = theme.current()
    painter.fillRect(QRect(QPoint(0, 0), size), QColor(look.window))
    if text:
        painter.setFont(_font(widget))
        painter.setPen(QColor(look.muted_text))
        area = QRectF(0, widget.height(), size.width(), size.height() - widget.height())
        area.adjust(_EDGE, _EDGE, -_EDGE, -_EDGE)
        painter.drawText(area, Qt.TextFlag.TextWordWrap, text)
