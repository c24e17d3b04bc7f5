"""Draws the icons of the application and of its files from the drawings in `resources/icons`.

Qt draws them, which every environment of MemStudio has; no picture is kept in the project.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from application import ROOT
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from pathlib import Path

_DRAWINGS = ROOT / "resources" / "icons"
_ACCENT = "#4b4ddb"

# A page with a folded corner; the drawing of 24 units stands on it. Qt draws no svg inside an svg.
_PAGE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
<path d="M14 4h26l12 12v40a4 4 0 0 1-4 4H14a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4z" fill="#ffffff" stroke="#c9cad6" stroke-width="1.5"/>
<path d="M40 4v8a4 4 0 0 0 4 4h8z" fill="#e3e3f7" stroke="#c9cad6" stroke-width="1.5" stroke-linejoin="round"/>
<g transform="translate(15 22) scale(1.33)">{drawing}</g>
</svg>
"""

# What an .icns file calls a picture of so many pixels, in PNG.
_ICNS_TYPES = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09"}
_ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)


def application_svg() -> str:
    """The application's own icon."""
    return (_DRAWINGS / "application.svg").read_text(encoding="utf-8")


def page_svg(name: str) -> str:
    """A page that carries the drawing called `name`: a file of that kind."""
    drawing = (_DRAWINGS / f"{name}.svg").read_text(encoding="utf-8").strip()
    found = re.fullmatch(r"<svg (.*?)>(.*)</svg>", drawing, re.DOTALL)
    if found is None:
        raise ValueError(f"{name}.svg is not one drawing")
    kept = re.sub(r'(?<![-\w])(xmlns|viewBox|width|height)="[^"]*"', "", found[1])
    inside = f"<g {kept}>{found[2]}</g>".replace("currentColor", _ACCENT)
    return _PAGE.format(drawing=inside)


def png(svg: str, size: int) -> bytes:
    """A drawing as a picture of `size` by `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing = QSvgRenderer(QByteArray(svg.encode()))
    if not drawing.isValid():
        raise ValueError(f"this is no drawing: {svg[:200]}")
    drawing.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def write_icns(svg: str, path: Path) -> None:
    """Write the icon file of macOS: pictures one after another, each with its type and length."""
    parts = [
        kind + struct.pack(">I", len(data) + 8) + data
        for kind, data in ((kind, png(svg, size)) for size, kind in _ICNS_TYPES.items())
    ]
    body = b"".join(parts)
    path.write_bytes(b"icns" + struct.pack(">I", len(body) + 8) + body)


def write_ico(svg: str, path: Path) -> None:
    """Write the icon file of Windows: a table of pictures, and the pictures as PNG."""
    pictures = [(size, png(svg, size)) for size in _ICO_SIZES]
    table, offset = struct.pack("<HHH", 0, 1, len(pictures)), 6 + 16 * len(pictures)
    for size, data in pictures:
        table += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    path.write_bytes(table + b"".join(data for _, data in pictures))
