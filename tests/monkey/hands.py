"""Clicks, keys, drags and drops, as the window system delivers them: popups and dialogs come first."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QWheelEvent,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEFT = Qt.MouseButton.LeftButton
_PLAIN = Qt.KeyboardModifier.NoModifier

_carried: list[QMimeData] = []
"""What was dropped lately: Qt does not keep it."""


def handle_of(widget: QWidget) -> QWindow | None:
    """The native window that a widget is drawn on."""
    return widget.window().windowHandle()


def name_of(widget: QWidget) -> str:
    """A widget in words: its kind, its name, and those of the named widgets around it."""
    parts: list[str] = []
    at: QWidget | None = widget
    while at is not None and len(parts) < 4:
        own = at.objectName()
        if at is widget or (own and not own.startswith("qt_")):
            parts.append(f"{type(at).__name__}{f':{own}' if own else ''}")
        at = at.parentWidget()
    return " < ".join(parts)


def place_in(widget: QWidget, rng: Random) -> QPoint | None:
    """A place of a widget that can be seen; None when there is none."""
    seen = widget.visibleRegion().boundingRect()
    if seen.width() < 2 or seen.height() < 2:
        return None
    if rng.random() < 0.5:
        return seen.center()
    return QPoint(
        rng.randrange(seen.left(), seen.right() + 1), rng.randrange(seen.top(), seen.bottom() + 1)
    )


def click(
    widget: QWidget,
    place: QPoint,
    button: Qt.MouseButton = _LEFT,
    modifier: Qt.KeyboardModifier = _PLAIN,
    *,
    is_double: bool = False,
) -> None:
    """Press and let go."""
    handle = handle_of(widget)
    if handle is None:
        return
    at = widget.mapTo(widget.window(), place)
    QTest.mouseMove(handle, at)
    if is_double:
        QTest.mouseDClick(handle, button, modifier, at)
    else:
        QTest.mouseClick(handle, button, modifier, at)


def hover(widget: QWidget, place: QPoint) -> None:
    """Come over a widget."""
    handle = handle_of(widget)
    if handle is not None:
        QTest.mouseMove(handle, widget.mapTo(widget.window(), place))


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    """Pull with the mouse."""
    handle = handle_of(widget)
    if handle is None:
        return
    first, last = (widget.mapTo(widget.window(), place) for place in (start, end))
    QTest.mousePress(handle, _LEFT, _PLAIN, first)
    for part in (1, 2, 3):
        QTest.mouseMove(handle, first + (last - first) * part / 3)
    QTest.mouseRelease(handle, _LEFT, _PLAIN, last)


def wheel(widget: QWidget, place: QPoint, degrees: int, modifier: Qt.KeyboardModifier) -> None:
    """Turn the wheel."""
    handle = handle_of(widget)
    if handle is None:
        return
    at = QPointF(widget.mapTo(widget.window(), place))
    event = QWheelEvent(
        at, QPointF(widget.mapToGlobal(place)), QPoint(), QPoint(0, degrees * 8),
        Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(handle, event)


def key(window: QWidget, code: Qt.Key, modifier: Qt.KeyboardModifier = _PLAIN) -> None:
    """Press a key where the keys go to."""
    handle = QGuiApplication.focusWindow() or handle_of(window)
    if handle is not None:
        QTest.keyPress(handle, code, modifier)
        # The press may have closed the dialog, and its window with it.
        if handle in QGuiApplication.allWindows():
            QTest.keyRelease(handle, code, modifier)


def keys(window: QWidget, sequence: QKeySequence) -> None:
    """Press the keys of a shortcut."""
    handle = QGuiApplication.focusWindow() or handle_of(window)
    if handle is not None:
        QTest.keySequence(handle, sequence)


def write(window: QWidget, text: str) -> None:
    """Put text in what has the keys, letter by letter or from the clipboard."""
    handle = QGuiApplication.focusWindow() or handle_of(window)
    if handle is None:
        return
    if text.isascii() and text.isprintable() and len(text) < 12:
        for letter in text:
            QTest.keyClick(handle, letter)
    else:
        QGuiApplication.clipboard().setText(text)
        QTest.keySequence(handle, QKeySequence(QKeySequence.StandardKey.Paste))


def drop(window: QWidget, paths: Sequence[str], place: QPoint, *, lets_go: bool = True) -> None:
    """Drag files over a window, and drop them there or take them away again."""
    handle = handle_of(window)
    if handle is None:
        return
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    _carried[:] = [*_carried[-3:], data]
    rest = (_LEFT, _PLAIN)
    for kind in (QDragEnterEvent, QDragMoveEvent):
        QApplication.sendEvent(handle, kind(place, Qt.DropAction.CopyAction, data, *rest))
    if lets_go:
        event = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, *rest)
    else:
        event = QDragLeaveEvent()
    QApplication.sendEvent(handle, event)
