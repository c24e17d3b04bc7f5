"""The buttons above the form: presets, and what can be done with the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from memstudio.gui.actions.action import trigger
from memstudio.gui.panes.train.presets import PRESETS, Preset
from memstudio.gui.translation import filled
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.menu_button import menu_button

if TYPE_CHECKING:
    from PySide6.QtGui import QAction


class FormMenu(QWidget):
    """A title, the presets, and a menu.

    Signals:
        preset_chosen: a `Preset`.
        queue_requested, defaults_requested, save_requested, copy_requested: an entry of the menu.
    """

    preset_chosen = Signal(object)
    queue_requested = Signal()
    defaults_requested = Signal()
    save_requested = Signal()
    copy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(self.tr("Settings"))
        title.setProperty("role", "title")
        self.presets = menu_button(name="presets")
        menu = self.presets.menu()
        self._entries: dict[str, QAction] = {}
        for preset in PRESETS:
            entry = menu.addAction(_title(preset))
            entry.setCheckable(True)
            entry.setData(preset)
            self._entries[preset.name] = entry
        menu.triggered.connect(self._on_menu_triggered)
        self.more = menu_button(
            name="settings_menu",
            icon_name="more",
            tip=self.tr("Queue, save or copy the settings"),
        )
        actions = self.more.menu()
        for text, signal in (
            (self.tr("Add to queue"), self.queue_requested),
            (self.tr("Save settings as run.toml…"), self.save_requested),
            (self.tr("Copy as command line"), self.copy_requested),
        ):
            actions.addAction(text).triggered.connect(signal)
        cost = actions.addAction(self.tr("Calculate the cost…"))
        cost.triggered.connect(self._on_cost_triggered)
        self._defaults = actions.addAction(self.tr("Back to the defaults"))
        self._defaults.triggered.connect(self.defaults_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(title, 1)
        row.addWidget(self.presets)
        row.addWidget(self.more)

    def show_preset(self, preset: Preset | None) -> None:
        """Mark the preset that the settings are those of."""
        text = _title(preset) if preset is not None else self.tr("Own settings")
        self.presets.setText(text)
        self.presets.setAccessibleName(self.tr("Preset: %1").replace("%1", text))
        for name, entry in self._entries.items():
            entry.setChecked(preset is not None and preset.name == name)

    def set_locked(self, is_locked: bool) -> None:
        """Whether the settings may be looked at only."""
        self.presets.setEnabled(not is_locked)
        self._defaults.setEnabled(not is_locked)

    @Slot()
    def _on_cost_triggered(self) -> None:
        trigger(self, "train.cost")

    @Slot(object)
    def _on_menu_triggered(self, entry: QAction) -> None:
        self.preset_chosen.emit(entry.data())


def _title(preset: Preset) -> str:
    return filled(preset.title, {"steps": numbers.count(preset.values["steps"])})
