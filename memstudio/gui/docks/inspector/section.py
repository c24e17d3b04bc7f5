"""A part of the inspector that unfolds; what it shows is fetched only while it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.translation import with_colon
from memstudio.gui.widgets.button_rows import ButtonRows
from memstudio.gui.widgets.disclosure import Disclosure

if TYPE_CHECKING:
    from memstudio.gui.docks.inspector.place import SlotPlace
    from memstudio.gui.wishes import Wishes


class Section(QWidget):
    """A heading, which says on hover what stands below it, and a body.

    Subclasses add to `body` and say what a place looks like in `show_place`.

    Signals:
        unfolded: it was opened, and what it shows may be out of date.
        token_chosen: index of a token of the document.
        segment_chosen: index of a segment.
        slot_chosen: index of a slot.

    Args:
        name: for tests; also of its wishes.
        title: the heading.
        meaning: one sentence.
        wishes: does its work beside the window.
    """

    unfolded = Signal()
    token_chosen = Signal(int)
    segment_chosen = Signal(int)
    slot_chosen = Signal(int)

    def __init__(self, name: str, title: str, meaning: str, wishes: Wishes) -> None:
        super().__init__()
        self.setObjectName(name)
        self.wishes = wishes
        self.head = Disclosure(f"{name}Head", title)
        self.head.setToolTip(meaning)
        self.head.setAccessibleDescription(meaning)
        self.head.toggled.connect(self._on_head_toggled)
        self.content = QWidget()
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(6, 0, 0, 6)
        self.body.setSpacing(4)
        self.content.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.head, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.content)
        self.shown: SlotPlace | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is unfolded."""
        return self.head.isChecked()

    def open(self) -> None:
        """Unfold it."""
        self.head.setChecked(True)

    def follow(self, place: SlotPlace) -> None:
        """Show a place, unless it is shown already or nobody sees it."""
        if self.is_open and self.head.isVisible() and place != self.shown:
            before, self.shown = self.shown, place
            self.show_place(place, before)

    def show_again(self) -> None:
        """Show the place anew: something else of it is wanted."""
        place, self.shown = self.shown, None
        if place is not None:
            self.follow(place)

    def forget(self) -> None:
        """Nothing is shown; the next place is fetched anew."""
        self.wishes.forget(self.objectName())
        self.shown = None

    def show_place(self, place: SlotPlace, before: SlotPlace | None) -> None:
        """Fetch and show what there is to say of a place.

        Args:
            place: which.
            before: what was shown until now.
        """

    @Slot(bool)
    def _on_head_toggled(self, is_open: bool) -> None:
        self.content.setVisible(is_open)
        if is_open:
            self.unfolded.emit()


class Choices(QWidget):
    """Small buttons of which one is pressed.

    Signals:
        chosen: the index of the one that was pressed.

    Args:
        label: what is chosen, for screen readers.
        choices: title and meaning of each.
    """

    chosen = Signal(int)

    def __init__(self, label: str, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.setAccessibleName(label)
        self.group = QButtonGroup(self)
        for index, (title, meaning) in enumerate(choices):
            button = QToolButton()
            button.setText(title)
            button.setToolTip(meaning)
            button.setAccessibleName(with_colon(label, title))
            button.setAccessibleDescription(meaning)
            button.setCheckable(True)
            self.group.addButton(button, index)
        # They go on in another row where it is narrow.
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(ButtonRows(self.group.buttons()))
        self.group.button(0).setChecked(True)
        self.group.buttonToggled.connect(self._on_group_button_toggled)

    @property
    def current(self) -> int:
        """Index of the one that is pressed."""
        return self.group.checkedId()

    def choose(self, index: int) -> None:
        """Press one."""
        self.group.button(index).setChecked(True)

    @Slot(QAbstractButton, bool)
    def _on_group_button_toggled(self, _: QAbstractButton, is_checked: bool) -> None:
        if is_checked:
            self.chosen.emit(self.current)


def lay_out(widget: QWidget) -> None:
    """Lay out anew what stands in a widget, whatever was thought of its sizes."""
    layout = widget.layout()
    if layout is not None:
        layout.invalidate()
        layout.activate()


def note_label() -> QLabel:
    """A muted line that wraps."""
    label = QLabel()
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
