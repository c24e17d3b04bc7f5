"""One control, whatever it is: what a hand may do to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTableView,
    QTextEdit,
    QTreeView,
    QWidget,
)

from tests.monkey import hands

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_TRIES = 8
"""To find a control that is not scrolled out of sight."""
CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)
MODIFIERS = (
    *[Qt.KeyboardModifier.NoModifier] * 6,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
TEXTS = (
    "Daniel", "Where is Daniel?", "", "0", "1", "-1", "7", "64", "1e9", "0.5", "nan", "99999999999",
    "..", "<b>a</b>", "{name}", "%n %1", "中文的记忆", "e\u0301🙂\u202e", "a\tb\nc", "x" * 400,
    "a/b", "model", "runs", "demo", "*.txt", "(", "\0",
)  # fmt: skip


class Controls:
    """Does something to a control that can be seen.

    Args:
        do: takes an action in words, and does it.
    """

    def __init__(self, do: Callable[[str, Callable[[], None]], None]) -> None:
        self._do = do

    def act_on_some(self, top: QWidget, rng: Random) -> None:
        seen = [
            w for w in top.findChildren(QWidget) if w.isVisible() and w.window() is top.window()
        ]
        if not seen:
            self._do(
                f"click on {hands.name_of(top)}", lambda: hands.click(top, top.rect().center())
            )
            return
        controls = [w for w in seen if isinstance(w, CONTROLS) and w.isEnabled()]
        for _ in range(_TRIES):
            widget = rng.choice(seen if not controls or rng.random() < 0.2 else controls)
            place = hands.place_in(widget, rng)
            if place is not None:
                self._act_on(widget, place, top, rng)
                return
        self._do(f"nothing to see of {hands.name_of(top)}", lambda: None)

    def _act_on(self, widget: QWidget, place: QPoint, top: QWidget, rng: Random) -> None:
        name = hands.name_of(widget)
        modifier = rng.choice(MODIFIERS)
        chance = rng.random()
        if chance < 0.06:
            right = Qt.MouseButton.RightButton
            self._do(f"right click {name}", lambda: hands.click(widget, place, right))
        elif chance < 0.1:
            self._do(f"double click {name}", lambda: hands.click(widget, place, is_double=True))
        elif chance < 0.14:
            self._do(f"hover {name}", lambda: hands.hover(widget, place))
        elif chance < 0.2 or (isinstance(widget, QGraphicsView) and chance < 0.5):
            degrees = rng.choice((-15, 15, -120, 120))
            self._do(f"wheel {name}", lambda: hands.wheel(widget, place, degrees, modifier))
        elif isinstance(widget, QGraphicsView | QScrollBar | QAbstractSlider) and chance < 0.7:
            end = hands.place_in(widget, rng) or place
            self._do(f"drag {name}", lambda: hands.drag(widget, place, end))
        elif isinstance(widget, QAbstractSpinBox | QLineEdit | QTextEdit | QPlainTextEdit):
            self._fill(widget, place, name, rng)
        elif isinstance(widget, QComboBox) and chance < 0.7:
            code = rng.choice((Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home))

            def turn() -> None:
                widget.setFocus()
                hands.key(widget, code)

            self._do(f"key {code.name} in {name}", turn)
        else:
            self._click(widget, place, modifier, top, rng)

    def _click(
        self,
        widget: QWidget,
        place: QPoint,
        modifier: Qt.KeyboardModifier,
        top: QWidget,
        rng: Random,
    ) -> None:
        name = hands.name_of(widget)
        words = widget.text() if isinstance(widget, QAbstractButton) else ""
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            root = widget.rootIndex()
            rows = model.rowCount(root)
            # A list's model keeps its own number of columns to itself.
            is_table = isinstance(widget, QTableView | QTreeView)
            columns = model.columnCount(root) if is_table else 1
            if rows and columns:
                index = model.index(rng.randrange(min(rows, 60)), rng.randrange(columns), root)
                place = widget.visualRect(index).center()
                widget, words = widget.viewport(), f"row {index.row()}"
        text = f"click {name} {words!r} in {top.windowTitle()!r}"
        self._do(text, lambda: hands.click(widget, place, modifier=modifier))

    def _fill(self, widget: QWidget, place: QPoint, name: str, rng: Random) -> None:
        text = rng.choice(TEXTS)
        ends = rng.random() < 0.5

        def fill() -> None:
            hands.click(widget, place)
            hands.key(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            hands.write(widget, text)
            if ends:
                hands.key(widget, Qt.Key.Key_Return)

        self._do(f"fill {name} with {text!r}", fill)
