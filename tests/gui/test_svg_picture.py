"""Widgets as SVG: what a widget cuts off stays cut off."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from memstudio.gui.svg_picture import SvgPicture

_SVG = "{http://www.w3.org/2000/svg}"


def boxes(content: bytes) -> list[tuple[QRect, ET.Element]]:
    found = []
    for box in ET.fromstring(content).findall(f"{_SVG}svg"):  # noqa: S314 - our own
        numbers = (int(box.attrib[name]) for name in ("x", "y", "width", "height"))
        found.append((QRect(*numbers), box))
    return found


def words(box: ET.Element) -> str:
    return "".join(box.itertext()).strip()


def test_what_is_scrolled_out_of_a_view_is_cut(qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    inside = QWidget()
    inside.resize(100, 400)
    for place, text in enumerate(("above", "cut", "whole", "below")):
        QLabel(text, inside).setGeometry(0, 100 * place, 90, 20)
    area.setWidget(inside)
    area.resize(160, 140)
    area.show()
    area.verticalScrollBar().setValue(110)
    picture = SvgPicture(area.size(), "it", "of it")
    picture.add_widget(area)
    shown = {words(box): place for place, box in boxes(picture.content()) if words(box)}
    assert set(shown) == {"cut", "whole"}
    # The first half of the line is above the view.
    assert shown["cut"].height() == 10
    assert shown["whole"].height() == 20
    view = QRect(area.viewport().pos(), area.viewport().size())
    assert all(view.contains(place) for place in shown.values())


def test_a_clip_stands_where_what_it_cuts_does() -> None:
    picture = SvgPicture(QSize(200, 100), "a <b>", "\x07of & it")

    def paint(painter: QPainter) -> None:
        painter.translate(50, 20)
        painter.setClipRect(QRect(0, 0, 30, 10))
        painter.drawText(QPoint(0, 9), "a long line that is cut")

    for _ in range(2):
        picture.add(QPoint(10, 10), QRect(0, 0, 100, 50), paint)
    root = ET.fromstring(picture.content())  # noqa: S314 - our own
    assert root.findtext(f"{_SVG}title") == "a <b>"
    assert root.findtext(f"{_SVG}desc") == "of & it"
    clips = list(root.iter(f"{_SVG}clipPath"))
    assert len({clip.attrib["id"] for clip in clips}) == 2
    for clip in clips:
        assert clip[0].attrib["d"].startswith("M50,20 L80,20 L80,30")
    used = [each.attrib["clip-path"] for each in root.iter() if "clip-path" in each.attrib]
    assert {f"url(#{clip.attrib['id']})" for clip in clips} == set(used)
