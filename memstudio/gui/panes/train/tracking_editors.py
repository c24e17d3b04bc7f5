"""Who else is told of a run: the trackers that are installed, and what they are to call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from memstudio.gui.widgets.editors import SwitchEditor
from memstudio.gui.widgets.elided_check_box import ElidedCheckBox
from memstudio.gui.widgets.text_editors import TextEditor, WordsEditor
from memstudio.training.trackers.tracker import is_installed
from memstudio.training.tracking_settings import TITLES, TrackerName, TrackingSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

TRACKING = (
    "tracking.trackers", "tracking.project", "tracking.name", "tracking.tags", "tracking.online",
)  # fmt: skip
"""Paths of the settings; all but the first count only when there is a tracker."""


class TrackersEditor(QWidget):
    """A box for each tracker; one that is not installed can only be unticked."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.boxes: dict[TrackerName, QCheckBox] = {}
        for name in get_args(TrackerName):
            title, note = TITLES[name], ""
            if not is_installed(name):
                title = self.tr("{tracker} (not installed)").format(tracker=title)
                note = self.tr("Install it with: pip install {package}").format(package=name)
            box = ElidedCheckBox(title)
            box.setObjectName(f"tracker.{name}")
            box.setToolTip(f"{title}\n{note}".strip())
            box.setAccessibleDescription(note)
            box.toggled.connect(self._on_box_toggled)
            self.boxes[name] = box
            column.addWidget(box)
        self._show_what_can_be_chosen()

    def setting(self) -> tuple[str, ...]:
        """What is ticked."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def set_setting(self, value: Sequence[str]) -> None:
        """Tick these; what another computer had is ticked, too, and refused when a run starts."""
        before = self.setting()
        for name, box in self.boxes.items():
            was_blocked = box.blockSignals(True)
            box.setChecked(name in value)
            box.blockSignals(was_blocked)
        self._show_what_can_be_chosen()
        if self.setting() != before:
            self.changed.emit()

    def _show_what_can_be_chosen(self) -> None:
        for name, box in self.boxes.items():
            box.setEnabled(is_installed(name) or box.isChecked())

    @Slot()
    def _on_box_toggled(self, _: object = None) -> None:
        self._show_what_can_be_chosen()
        self.changed.emit()


def tracking_editors() -> dict[str, tuple[str, QWidget]]:
    """Title and editor of each setting, by its path."""
    fields = TrackingSettings.model_fields
    translate = QCoreApplication.translate
    made: tuple[tuple[str, QWidget], ...] = (
        (translate("TrackingEditors", "Follow it with"), TrackersEditor()),
        (translate("TrackingEditors", "Project there"), TextEditor(fields["project"])),
        (
            translate("TrackingEditors", "Name there"),
            TextEditor(fields["name"], translate("TrackingEditors", "as the run's folder")),
        ),
        (
            translate("TrackingEditors", "Tags there"),
            WordsEditor(fields["tags"], translate("TrackingEditors", "words, between commas")),
        ),
        (translate("TrackingEditors", "Send online"), SwitchEditor(fields["online"])),
    )
    return dict(zip(TRACKING, made, strict=True))
