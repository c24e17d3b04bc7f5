"""What a user set, wrote and scrolled in the widgets of one window, done again in those of another.

Both windows are built by the same code, so that a widget is found in the other one by its way down
from the top: at each level its class, its object name, and which of its like it is.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QDockWidget,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QSpinBox,
    QSplitter,
    QStackedLayout,
    QTabWidget,
    QTextEdit,
    QToolButton,
    QWidget,
)
from typing_extensions import TypeIs

if TYPE_CHECKING:
    from collections.abc import Iterator

Step = tuple[str, str, int]
Way = tuple[Step, ...]
FormState = dict[Way, dict[str, Any]]
"""What is known of each widget, by its way down from the top."""


class Carrying(Protocol):
    """A widget that knows more than its parts show."""

    def carried(self) -> object:
        """All that is lost with it, in no language."""

    def carry_on(self, state: Any) -> None:
        """Be as the one that `state` is of."""


class Zoomed(Protocol):
    """A widget that shows a part of something larger."""

    def carried_zoom(self) -> object:
        """Which part that is; None while all is shown."""

    def carry_zoom_on(self, state: Any) -> None:
        """Show that part, if it is of the same."""


def read_form(top: QWidget) -> FormState:
    """What was set, written and scrolled beneath `top`."""
    return {way: state for way, widget in _walk(top) if (state := _read(widget))}


def write_form(top: QWidget, form: FormState) -> None:
    """Do it again beneath `top`.

    A choice is made as by hand, so that what follows from it follows; one that stands already is
    not made again. Twice over, for there are widgets that come with a choice.
    """
    for _ in range(2):
        for way, widget in _walk(top):
            if way in form:
                _write(widget, form[way])
    for way, widget in _walk(top):
        if way in form:
            _write_own(widget, form[way])


def scroll_form(top: QWidget, form: FormState) -> None:
    """Scroll and zoom all to where it was; call once everything is laid out and selected."""
    for way, widget in _walk(top):
        state = form.get(way, {})
        if _is_zoomed(widget) and state.get("zoom") is not None:
            widget.carry_zoom_on(state["zoom"])
        places = state.get("scrolled")
        if places and isinstance(widget, QAbstractScrollArea):
            widget.horizontalScrollBar().setValue(places[0])
            widget.verticalScrollBar().setValue(places[1])


def way_to(top: QWidget, widget: QWidget | None) -> Way | None:
    """The way down to a widget, or None when it is not beneath `top`."""
    way: Way = ()
    while widget is not None and widget is not top:
        above = widget.parentWidget()
        step = (
            next((step for step, each in _steps(above) if each is widget), None) if above else None
        )
        if step is None:
            return None
        widget, way = above, (step, *way)
    return way if widget is top else None


def widget_at(top: QWidget, wanted: Way) -> QWidget | None:
    """The widget at the end of a way, or None when it is not there."""
    widget = top
    for step in wanted:
        found = next((each for here, each in _steps(widget) if here == step), None)
        if found is None:
            return None
        widget = found
    return widget


def _children(top: QWidget) -> list[QWidget]:
    found = [child for child in top.children() if isinstance(child, QWidget)]
    pages = top.layout()
    if isinstance(pages, QStackedLayout):
        # What comes to the front goes to the end of the children, in each window another time.
        found.sort(key=pages.indexOf)
    return found


def _steps(top: QWidget) -> Iterator[tuple[Step, QWidget]]:
    """The next steps down from a widget."""
    seen: Counter[tuple[str, str]] = Counter()
    for child in _children(top):
        if child.isWindow() and not isinstance(child, QDockWidget):
            continue  # Dialogs and menus.
        like = (type(child).__name__, child.objectName())
        yield (*like, seen[like]), child
        seen[like] += 1


def _walk(top: QWidget) -> Iterator[tuple[Way, QWidget]]:
    """All that is beneath a widget, what stands above before what stands below."""
    ahead: list[Iterator[tuple[Step, QWidget]]] = [_steps(top)]
    way: list[Step] = []
    while ahead:
        found = next(ahead[-1], None)
        if found is None:
            ahead.pop()
            if way:
                way.pop()
            continue
        step, widget = found
        way.append(step)
        yield tuple(way), widget
        # Their parts are set with them.
        is_whole = isinstance(widget, (QComboBox, QAbstractSpinBox))
        ahead.append(iter(()) if is_whole else _steps(widget))


def _is_carrying(widget: object) -> TypeIs[Carrying]:
    return hasattr(type(widget), "carry_on")


def _is_zoomed(widget: object) -> TypeIs[Zoomed]:
    return hasattr(type(widget), "carry_zoom_on")


# ---------------------------------------------------------------------- one widget


def _read(widget: QWidget) -> dict[str, Any]:
    state: dict[str, Any] = {}
    value = _value(widget)
    if value is not None:
        state["value"] = value
    if isinstance(widget, QAbstractScrollArea):
        state["scrolled"] = widget.horizontalScrollBar().value(), widget.verticalScrollBar().value()
    if _is_zoomed(widget):
        state["zoom"] = widget.carried_zoom()
    if _is_carrying(widget):
        state["own"] = widget.carried()
    elif isinstance(widget, QAbstractItemView) and widget.selectionModel() is not None:
        index = widget.currentIndex()
        if index.isValid() and not index.parent().isValid():
            state["row"] = (index.row(), index.model().rowCount())
    return state


def _value(widget: QWidget) -> Any:
    value: Any = None
    match widget:
        case QComboBox():
            text = widget.currentText() if widget.isEditable() else None
            value = widget.currentIndex(), _meant(widget.currentData()), text
        case QSpinBox() | QDoubleSpinBox() | QSlider():
            value = widget.value()
        case QLineEdit() | QPlainTextEdit() | QTextEdit():
            value = None if widget.isReadOnly() else _text_of(widget)
        case QAbstractButton():
            value = widget.isChecked() if _is_a_choice(widget) else None
        case QTabWidget():
            value = widget.currentIndex()
        case QSplitter():
            value = widget.sizes()
    return value


def _write(widget: QWidget, state: dict[str, Any]) -> None:
    value = state.get("value")
    if value is None or value == _value(widget):
        return
    match widget:
        case QComboBox():
            _choose(widget, *value)
        case QSpinBox() | QDoubleSpinBox() | QSlider():
            widget.setValue(value)
        case QLineEdit() | QPlainTextEdit() | QTextEdit():
            _put_text(widget, value)
        case QAbstractButton():
            _press(widget)
        case QTabWidget():
            widget.setCurrentIndex(value)
        case QSplitter():
            if len(value) == widget.count() and any(value):
                widget.setSizes(value)


def _write_own(widget: QWidget, state: dict[str, Any]) -> None:
    if _is_carrying(widget):
        widget.carry_on(state["own"])
    elif isinstance(widget, QAbstractItemView) and "row" in state:
        row, rows = state["row"]
        chosen = widget.selectionModel()
        # A list that is filled later, or otherwise, is not the list of before.
        if widget.model().rowCount() != rows:
            return
        flags = QItemSelectionModel.SelectionFlag
        how = flags.ClearAndSelect
        if widget.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
            how |= flags.Rows
        if widget.selectionMode() == QAbstractItemView.SelectionMode.NoSelection:
            how = flags.Current
        if widget.currentIndex().row() != row:
            chosen.setCurrentIndex(widget.model().index(row, 0), how)


def _choose(box: QComboBox, index: int, data: object, text: str | None) -> None:
    if data is not None:
        # Numbers of lists change; what stands behind an entry does not.
        index = next((i for i in range(box.count()) if _meant(box.itemData(i)) == data), -1)
    if 0 <= index < box.count() and box.currentIndex() != index:
        box.setCurrentIndex(index)
        box.activated.emit(index)
    if text is not None and box.currentText() != text:
        box.setEditText(text)


def _meant(data: Any) -> Any:
    """What an entry stands for, in no language: of a quantity, its name."""
    return data.name if hasattr(data, "meaning") else data


def _is_a_choice(button: QAbstractButton) -> bool:
    """Whether it stays pressed, and not for an action that is done elsewhere."""
    has_action = isinstance(button, QToolButton) and button.defaultAction() is not None
    return button.isCheckable() and not has_action


def _press(button: QAbstractButton) -> None:
    if button.isEnabled() and (button.group() is None or not button.isChecked()):
        button.click()
    else:
        button.setChecked(not button.isChecked())


def _text_of(editor: QLineEdit | QPlainTextEdit | QTextEdit) -> str:
    return editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()


def _put_text(editor: QLineEdit | QPlainTextEdit | QTextEdit, text: str) -> None:
    if isinstance(editor, QLineEdit):
        editor.setText(text)
        editor.textEdited.emit(text)
    else:
        editor.setPlainText(text)
        cursor = editor.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        editor.setTextCursor(cursor)


def focus_way(window: QWidget) -> Way | None:
    """The way to what has the keys."""
    return way_to(window, window.focusWidget())


def give_focus(window: QWidget, way: Way | None) -> None:
    """Let the keys go to what is at the end of a way."""
    widget = widget_at(window, way) if way is not None else None
    if widget is not None:
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
