"""The settings: look, language, where models are opened, where things are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from memstudio.gui.dialogs.cache_editor import CacheEditor
from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import LANGUAGES
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.models.hub_cache import cache_folder
from memstudio.paths import config_dir, data_dir, runs_dir

if TYPE_CHECKING:
    from memstudio.gui.session import Session
    from memstudio.settings import Settings


class SettingsDialog(Dialog):
    """Each change acts at once; there is nothing to confirm.

    Signals:
        settings_changed: the new `Settings`.
    """

    settings_changed = Signal(object)

    def __init__(self, settings: Settings, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Settings"), "", parent)
        self._settings = settings
        self.setMinimumWidth(480)
        form = QFormLayout()
        form.setHorizontalSpacing(current().sizes.space_l)
        form.setVerticalSpacing(current().sizes.space_m)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.body.addLayout(form)
        self.theme = self._choice(
            [
                ("system", self.tr("Like the system")),
                ("light", self.tr("Light")),
                ("dark", self.tr("Dark")),
            ],
            settings.theme,
        )
        form.addRow(self.tr("&Look"), self.theme)
        self.language = self._choice(
            [("system", self.tr("Like the system")), *LANGUAGES.items()], settings.language
        )
        form.addRow(self.tr("L&anguage"), self.language)
        devices = [("auto", self.tr("Auto")), *((d.id, d.name) for d in session.devices)]
        if settings.device not in dict(devices):
            devices.append((settings.device, settings.device))
        self.device = self._choice(devices, settings.device)
        form.addRow(self.tr("&Device at start"), self.device)
        form.addRow(self.tr("Runs are kept in"), self._path(str(runs_dir())))
        form.addRow(self.tr("Hugging Face cache"), self._path(str(cache_folder())))
        self.cache = CacheEditor(settings.cache_gigabytes, self)
        form.addRow(self.tr("Texts made ready"), self.cache)
        form.addRow(self.tr("Settings are kept in"), self._path(str(config_dir())))
        hint = QLabel(
            self.tr(
                "HF_HOME and HF_HUB_CACHE move the Hugging Face cache; MEMSTUDIO_HOME moves all "
                "of MemStudio's own folders (now {path})."
            ).format(path=data_dir().parent),
            self,
        )
        hint.setProperty("role", "faint")
        hint.setWordWrap(True)
        self.body.addWidget(hint)
        self.close_button = self.add_button(self.tr("Close"), self.accept)
        self.close_button.setDefault(True)
        for box in (self.theme, self.language, self.device):
            box.activated.connect(self._on_choice_activated)
        self.cache.limit_changed.connect(self._on_cache_limit_changed)

    def _choice(self, choices: list[tuple[str, str]], current_value: str) -> QComboBox:
        box = QComboBox(self)
        for value, text in choices:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(current_value)))
        return box

    def _path(self, path: str) -> ElidedLabel:
        label = ElidedLabel(path, self)
        label.setProperty("role", "muted")
        return label

    @Slot(object)
    def _on_cache_limit_changed(self, gigabytes: float | None) -> None:
        self._settings = self._settings.model_copy(update={"cache_gigabytes": gigabytes})
        self.settings_changed.emit(self._settings)

    @Slot()
    def _on_choice_activated(self) -> None:
        changed = self._settings.model_copy(
            update={
                "theme": self.theme.currentData(),
                "language": self.language.currentData(),
                "device": self.device.currentData(),
            }
        )
        self._settings = changed
        self.settings_changed.emit(changed)
