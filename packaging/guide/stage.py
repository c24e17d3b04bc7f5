"""The running application as a photographer sees it: set the scene, wait, take the picture."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from memstudio.gui.scripted.gestures import click, drop, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.scripted.driver import Wait

_COLOURS = 256
_SETTLED = 0.6
"""Seconds that what fades in or comes later takes."""


class Stage:
    """What scenes are played on.

    Args:
        window: the main one.
        out: folder of the pictures.
        work: folder of what was trained for them.
        only: names of pictures to take; all when empty.
    """

    def __init__(self, window: MainWindow, out: Path, work: Path, only: frozenset[str]) -> None:
        self.window = window
        self.session = window.session
        self.work = work
        self.taken: list[str] = []
        self._out = out
        self._only = only

    # ------------------------------------------------------------------ hands

    def click(self, name: str) -> None:
        """Click what is called so."""
        click(self.window, name)

    def drop(self, *paths: Path) -> None:
        """Let files fall on the window."""
        drop(self.window, *map(str, paths))

    def tab(self, tabs: str, index: int) -> None:
        """Bring a tab to the front."""
        widget = shown(self.window, tabs)
        if not isinstance(widget, QTabWidget):
            raise TypeError(tabs)
        bar = widget.tabBar()
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(index).center())

    def page(self, name: str) -> None:
        """Go to a page."""
        self.window.show_page(name)

    def trained(self, task: str) -> str:
        """The model that was trained for a task before the sitting."""
        found = sorted(self.work.glob(f"{task}/20*/model"))
        if not found:
            raise FileNotFoundError(f"{self.work / task}: no run; see pictures.py")
        return str(found[-1])

    # ------------------------------------------------------------------ waiting

    def idle(self) -> Iterator[Wait]:
        """Until the engine has nothing to do."""
        yield 0.3
        yield lambda: self.session.task is None
        yield 0.3

    def until_shown(self, name: str) -> Iterator[Wait]:
        """Until what is called so can be seen: a page may have begun with something else."""
        yield lambda: any(w.isVisible() for w in self.window.findChildren(QWidget, name))

    def model(self, reference: str) -> Iterator[Wait]:
        """Open a model, without the demo's story."""
        self.session.load_model(reference)
        yield lambda: self.session.task is None and self.session.model is not None
        yield from self.idle()

    def use(self, model: str, way: str) -> Iterator[Wait]:
        """Open a model, and a way of using it on the Use page."""
        yield from self.model(model)
        self.page("use")
        self.window.use_page().show_way(way)
        yield 1.0

    def rest(self) -> Iterator[Wait]:
        """Take the focus off what was clicked last, and let all come to rest."""
        focused = QApplication.focusWidget()
        if focused is not None:
            focused.clearFocus()
        QTest.mouseMove(self.window, QPoint(self.window.width() // 2, 3))
        yield _SETTLED

    # ------------------------------------------------------------------ pictures

    def shot(
        self, name: str, *, dialog: bool = False, part: QWidget | None = None
    ) -> Iterator[Wait]:
        """Take a picture of the window, of the dialog before it, or of a part of it."""
        yield _SETTLED
        if self._only and name not in self._only:
            return
        above = self._dialog() if dialog else None
        picture = (part or self.window).grab()
        if above is not None:
            _lay_over(picture, above)
        self._out.mkdir(parents=True, exist_ok=True)
        _save(picture, self._out / f"{name}.png")
        self.taken.append(name)

    def close_dialog(self) -> None:
        """Send the dialog away that stands before the window."""
        dialog = self._dialog()
        if dialog is not None:
            dialog.close()

    def _dialog(self) -> QWidget | None:
        others = [w for w in QApplication.topLevelWidgets() if w is not self.window]
        return next((w for w in others if w.isVisible() and w.isWindow() and w.windowTitle()), None)


def _lay_over(picture: QPixmap, dialog: QWidget) -> None:
    """Draw a dialog where it stands, over the window made darker."""
    ratio = picture.devicePixelRatio()
    room = picture.deviceIndependentSize()
    painter = QPainter(picture)
    painter.setOpacity(0.25)
    painter.fillRect(0, 0, round(room.width()), round(room.height()), Qt.GlobalColor.black)
    painter.setOpacity(1.0)
    grabbed = dialog.grab()
    grabbed.setDevicePixelRatio(ratio)
    size = grabbed.deviceIndependentSize()
    at = QPoint(
        round((room.width() - size.width()) / 2), round((room.height() - size.height()) / 2)
    )
    painter.drawPixmap(at, grabbed)
    painter.end()


def _save(picture: QPixmap, path: Path) -> None:
    """Write it with few colours, which a window has anyway, so that it is small.

    They are sought so that rare ones stay as they are: the hue of a slot may have some ten pixels.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    with Image.open(_bytes(buffer)) as image:
        few = image.convert("RGB").quantize(
            _COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
        )
        few.save(path, optimize=True)


def _bytes(buffer: QBuffer) -> io.BytesIO:
    return io.BytesIO(bytes(buffer.data().data()))
