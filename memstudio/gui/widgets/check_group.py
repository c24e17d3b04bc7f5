"""A list of check boxes under one that ticks them all or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from memstudio.gui.widgets.elided_check_box import ElidedCheckBox

if TYPE_CHECKING:
    from collections.abc import Iterable

_INDENT = 24


class CheckGroup(QWidget):
    """Things to choose any of.

    Signals:
        changed: something else is chosen.

    Attributes:
        every: the box that ticks all or none.
        boxes: the others, by name.
    """

    changed = Signal()

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        """Make an empty group.

        Args:
            title: over the list.
            name: boxes are called `name.each`, for tests and stylesheets.
            parent: of the widget.
        """
        super().__init__(parent)
        self._name = name
        self.boxes: dict[str, QCheckBox] = {}
        self.every = QCheckBox(title)
        self.every.setObjectName(f"every.{name}")
        self.every.setToolTip(self.tr("All or none"))
        self.every.setTristate(True)
        self.every.clicked.connect(self._on_every_clicked)
        self._listed = QVBoxLayout()
        self._listed.setContentsMargins(_INDENT, 0, 0, 0)
        self._listed.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.every)
        column.addLayout(self._listed)

    def show_choices(self, choices: Iterable[tuple[str, str, str]]) -> None:
        """Offer other things, all chosen: name, title and summary of each."""
        for box in self.boxes.values():
            self._listed.removeWidget(box)
            box.deleteLater()
        self.boxes = {}
        for name, title, summary in choices:
            box = ElidedCheckBox(title)
            box.setObjectName(f"{self._name}.{name}")
            box.setToolTip(f"{title}\n{summary}" if summary else title)
            box.setChecked(True)
            box.toggled.connect(self._on_box_toggled)
            self.boxes[name] = box
            self._listed.addWidget(box)
        self._refresh()

    def chosen(self) -> tuple[str, ...]:
        """Names of what is ticked."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def _refresh(self) -> None:
        state = Qt.CheckState.PartiallyChecked
        if len(self.chosen()) in (0, len(self.boxes)):
            state = Qt.CheckState.Checked if self.chosen() else Qt.CheckState.Unchecked
        self.every.setCheckState(state)

    @Slot()
    def _on_every_clicked(self) -> None:
        is_all = len(self.chosen()) == len(self.boxes)
        for box in self.boxes.values():
            box.setChecked(not is_all)
        self._refresh()

    @Slot(bool)
    def _on_box_toggled(self, _: bool) -> None:
        self._refresh()
        self.changed.emit()
