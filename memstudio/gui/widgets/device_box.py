"""The choice of the device, from what torch really reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QComboBox

from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import bytes_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.actions.conditions import Conditions
    from memstudio.gui.session import Session
    from memstudio.models.device import Device


class DeviceBox(QComboBox):
    """Auto and each device; choosing one moves the open model there."""

    def __init__(
        self, session: Session, conditions: Conditions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._conditions = conditions
        self.setAccessibleName(self.tr("Device"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setMaximumWidth(240)
        self._fill(session.devices)
        session.engine_ready.connect(self._on_session_engine_ready)
        conditions.conditions_changed.connect(self._refresh)
        self.activated.connect(self._on_activated)
        self._refresh()

    def _fill(self, devices: tuple[Device, ...]) -> None:
        blocker = QSignalBlocker(self)
        self.clear()
        self.addItem(icon("device", "muted_text"), self.tr("Auto"), "auto")
        for device in devices:
            self.addItem(icon("device", "muted_text"), self._label(device), device.id)
        wanted = self._session.device
        if self.findData(wanted) < 0:
            if devices:
                # One that was chosen once and is not there today.
                self._session.device = "auto"
            else:
                # Whether it is there is known when the engine has started.
                self.addItem(icon("device", "muted_text"), wanted, wanted)
        self.setCurrentIndex(self.findData(self._session.device))
        blocker.unblock()

    def _label(self, device: Device) -> str:
        if device.kind == "cpu":
            return self.tr("CPU, %n core(s)", "", device.cores or 1)
        if device.free_memory is None:
            return device.name
        return self.tr("{name}, {free} free").format(
            name=device.name, free=bytes_text(device.free_memory)
        )

    @Slot(object)
    def _on_session_engine_ready(self, devices: tuple[Device, ...]) -> None:
        self._fill(devices)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        reason = self._conditions.no_device_now()
        self.setEnabled(not reason)
        self.setToolTip(reason or self.tr("Where models are opened and trained"))
        index = self.findData(self._session.device)
        if index >= 0 and index != self.currentIndex():
            blocker = QSignalBlocker(self)
            self.setCurrentIndex(index)
            blocker.unblock()

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        device = self.itemData(index)
        if device != self._session.device:
            self._session.set_device(device)
