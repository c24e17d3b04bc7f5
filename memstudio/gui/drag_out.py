"""What is dragged out of the window: a picture as files and as an image, or a file or folder itself.

A drag within a picture moves or zooms it; so its title is the handle by which it is taken out, or
the button by which it is saved.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QObject, QPointF, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from memstudio.errors import StorageError
from memstudio.gui.picture_saving import save_picture
from memstudio.leftovers import new_scratch, remove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

_log = logging.getLogger(__name__)

_FORMS = (".png", ".svg")
_THUMBNAIL = 200
"""Pixels that the picture under the mouse is wide at most."""


def files_mime(paths: Iterable[str]) -> QMimeData:
    """Files and folders, for a file manager or another program."""
    listed = list(paths)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in listed])
    mime.setText("\n".join(listed))
    return mime


def picture_mime(widget: QWidget, name: str, caption: Sequence[str], folder: Path) -> QMimeData:
    """What a widget shows, as a PNG and an SVG file in `folder` and as an image.

    Raises:
        StorageError: a file cannot be written.
    """
    stem = "".join(sign if sign.isalnum() else "-" for sign in name).strip("-")[:60] or "picture"
    paths = [folder / f"{stem}{form}" for form in _FORMS]
    for path in paths:
        save_picture(widget, path, caption)
    mime = files_mime(map(str, paths))
    mime.setImageData(QImage(str(paths[0])))
    return mime


def copy_picture(widget: QWidget, name: str) -> None:
    """Put on the clipboard what a drag of a picture takes out, for those who do not drag."""
    QGuiApplication.clipboard().setMimeData(_passing_mime(widget, name, ()))


class DragHandle(QObject):
    """Lets something be dragged out by a widget that has no use for drags of its own.

    Args:
        handle: what is taken hold of.
        mime: makes what is dragged; None when there is nothing.
        pictured: gives what is seen under the mouse meanwhile, where there is something.
        click: what a click does, such as opening the menu of a button, as presses do not reach it.
    """

    def __init__(
        self,
        handle: QWidget,
        mime: Callable[[], QMimeData | None],
        pictured: Callable[[], QWidget | None] | None = None,
        click: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(handle)
        self._handle, self._mime, self._pictured, self._click = handle, mime, pictured, click
        self._pressed_at: QPointF | None = None
        handle.installEventFilter(self)
        if click is None:
            handle.setCursor(Qt.CursorShape.OpenHandCursor)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent) or not self._handle.isEnabled():
            return False
        if event.type() == QEvent.Type.MouseButtonPress:
            is_left = event.button() is Qt.MouseButton.LeftButton
            self._pressed_at = event.position() if is_left else None
            # Else what lies behind would get the moves.
            return is_left
        pressed = self._pressed_at
        if event.type() == QEvent.Type.MouseButtonRelease:
            self._pressed_at = None
            if pressed is not None and self._click is not None:
                self._click()
        if event.type() == QEvent.Type.MouseMove and pressed is not None:
            far = QApplication.startDragDistance()
            if (event.position() - pressed).manhattanLength() >= far:
                self._pressed_at = None
                self.start()
            return True
        return False

    def start(self) -> None:
        """Begin to drag; returns when it was dropped, or not."""
        mime = self._mime()
        if mime is None:
            return
        drag = QDrag(self._handle)
        drag.setMimeData(mime)
        pictured = self._pictured() if self._pictured is not None else None
        if pictured is not None:
            drag.setPixmap(_thumbnail(pictured))
        drag.exec(Qt.DropAction.CopyAction)


def drag_picture(
    handle: QWidget,
    pictured: Callable[[], QWidget | None],
    name: Callable[[], str],
    caption: Callable[[], Sequence[str]] = tuple,
    click: Callable[[], object] | None = None,
) -> DragHandle:
    """Let a picture be dragged out by `handle`.

    Args:
        handle: such as its title.
        pictured: gives what shows the picture; None when there is none now.
        name: that the files get.
        caption: lines below the picture.
        click: as in `DragHandle`.
    """

    def mime() -> QMimeData | None:
        widget = pictured()
        return None if widget is None else _passing_mime(widget, name(), caption())

    tip = QCoreApplication.translate("DragOut", "Drag this to another program, to take the picture there")  # fmt: skip
    handle.setToolTip(tip if click is None else "\n".join(filter(None, [handle.toolTip(), tip])))
    return DragHandle(handle, mime, pictured, click)


class _Passing:
    """The folder for dragged pictures; they are read after the drop, so it lasts as long as the program."""

    _folder: Path | None = None

    @classmethod
    def folder(cls) -> Path:
        """Made when it is first needed.

        Raises:
            OSError: it cannot be made.
        """
        if cls._folder is None or not cls._folder.is_dir():
            cls._folder = new_scratch()
            app = QCoreApplication.instance()
            if app is not None:
                folder = cls._folder
                app.aboutToQuit.connect(lambda: remove(folder))
        return cls._folder


def _passing_mime(widget: QWidget, name: str, caption: Sequence[str]) -> QMimeData:
    """A picture as files and as an image, or as an image alone where the disk takes no files."""
    try:
        return picture_mime(widget, name, caption, _Passing.folder())
    except (StorageError, OSError) as error:
        _log.warning("the picture goes out without files: %s", error)
    mime = QMimeData()
    mime.setImageData(widget.grab().toImage())
    return mime


def _thumbnail(widget: QWidget) -> QPixmap:
    mode = Qt.TransformationMode.SmoothTransformation
    return widget.grab().scaledToWidth(min(_THUMBNAIL, max(1, widget.width())), mode)
