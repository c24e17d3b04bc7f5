"""Settings that are chosen all at once, in place of those that were typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.gui.panes.train.form_menu import FormMenu
    from memstudio.gui.panes.train.presets import Preset
    from memstudio.gui.panes.train.settings_form import SettingsForm

_T = TypeVar("_T")


class FormChanges(QObject):
    """Does what the menu asks for, and others.

    Signals:
        settings_replaced: the settings that are others now, as they were, by path.
    """

    settings_replaced = Signal(object)

    def __init__(self, form: SettingsForm, menu: FormMenu, parent: QObject) -> None:
        super().__init__(parent)
        self._form = form
        menu.preset_chosen.connect(self._on_menu_preset_chosen)
        menu.defaults_requested.connect(self._on_menu_defaults_requested)

    def replace(self, change: Callable[[], _T]) -> _T:
        """Change several settings; what `change` returns."""
        editors = self._form.editors
        before = {path: editor.setting() for path, editor in editors.items()}
        answer = change()
        lost = {path: value for path, value in before.items() if editors[path].setting() != value}
        usual = self._form.defaults()
        # Nobody regrets what nobody chose.
        if any(path in usual and value != usual[path] for path, value in lost.items()):
            self.settings_replaced.emit(lost)
        return answer

    @Slot(object)
    def _on_menu_preset_chosen(self, preset: Preset) -> None:
        self.replace(lambda: self._form.apply(preset.values))

    @Slot()
    def _on_menu_defaults_requested(self) -> None:
        self.replace(lambda: self._form.apply(self._form.defaults()))
