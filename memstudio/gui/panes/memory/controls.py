"""The row of choices above the pictures."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from memstudio.gui.panes.memory.quantities import quantities
from memstudio.gui.panes.memory.text_view import Tint
from memstudio.gui.plots.colour_maps import SEQUENTIAL


class Controls(QWidget):
    """What the maps show, of which layer, and what the words are tinted by.

    Signals:
        changed: some choice is another now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.quantity = QComboBox()
        for each in quantities():
            self.quantity.addItem(each.title, each)
            self.quantity.setItemData(self.quantity.count() - 1, each.meaning, 3)
        self.layer = QComboBox()
        self.tint = QComboBox()
        for tint, text in (
            (Tint.WRITE, self.tr("what was written")),
            (Tint.READ, self.tr("what read it")),
            (Tint.LOSS, self.tr("surprise")),
            (Tint.NONE, self.tr("nothing")),
        ):
            self.tint.addItem(text, tint)
        self._slot_captions: list[QLabel] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(6)
        for name, label, box in (
            ("quantity", self.tr("Map"), self.quantity),
            ("layer", self.tr("Layer"), self.layer),
            ("tint", self.tr("Tint words by"), self.tint),
        ):
            caption = QLabel(label)
            caption.setProperty("role", "muted")
            caption.setBuddy(box)
            if box is not self.tint:
                self._slot_captions.append(caption)
            box.setObjectName(name)
            box.setAccessibleName(label)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.currentIndexChanged.connect(self._on_box_current_index_changed)
            row.addWidget(caption)
            row.addWidget(box)
            row.addSpacing(8)
        row.addStretch(1)
        self.view = self._make_view_menu()
        row.addWidget(self.view)

    def add_button(self, button: QWidget) -> None:
        """Put a button at the end of the row."""
        layout = self.layout()
        if layout is not None:
            layout.addWidget(button)

    @property
    def colour_map(self) -> str:
        """The name of the chosen colour map."""
        return str(self._colours.checkedAction().data())

    @property
    def lists_distinctive_words(self) -> bool:
        """Whether slots are described by what sets them apart, not by what is nearest."""
        return bool(self._words.checkedAction().data())

    def _make_view_menu(self) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "boxed")
        button.setText(self.tr("View"))
        button.setAccessibleName(self.tr("View"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        self._words = QActionGroup(self)
        self._colours = QActionGroup(self)
        for title, group, choices in (
            (
                self.tr("Words of a slot"),
                self._words,
                (
                    (self.tr("Those that set it apart"), True),
                    (self.tr("Nearest of all"), False),
                ),
            ),
            (self.tr("Colours"), self._colours, tuple((name, name) for name in SEQUENTIAL)),
        ):
            menu.addSection(title)
            for text, value in choices:
                action = group.addAction(text)
                action.setData(value)
                action.setCheckable(True)
                action.setChecked(value in {True, SEQUENTIAL[0]})
                menu.addAction(action)
            group.triggered.connect(self._on_group_triggered)
        button.setMenu(menu)
        return button

    def set_has_slots(self, *, has_slots: bool) -> None:
        """Offer only what a model without slots has, or everything."""
        for widget in (self.quantity, self.layer, self.view, *self._slot_captions):
            widget.setVisible(has_slots)
        if not has_slots and self.tint.currentData() in {Tint.WRITE, Tint.READ}:
            self.tint.setCurrentIndex(self.tint.findData(Tint.LOSS))

    def set_layers(self, num_layers: int) -> None:
        """Offer the mean and each of so many layers."""
        if self.layer.count() == num_layers + 1:
            return
        self.layer.blockSignals(True)
        chosen = self.layer.currentData()
        self.layer.clear()
        self.layer.addItem(self.tr("mean of all"), None)
        for index in range(num_layers):
            self.layer.addItem(str(index), index)
        if isinstance(chosen, int) and chosen < num_layers:
            self.layer.setCurrentIndex(chosen + 1)
        self.layer.blockSignals(False)

    @Slot(QAction)
    def _on_group_triggered(self, _: QAction) -> None:
        self.changed.emit()

    @Slot(int)
    def _on_box_current_index_changed(self, _: int) -> None:
        self.changed.emit()
