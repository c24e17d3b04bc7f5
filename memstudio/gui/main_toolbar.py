"""The bar at the top: model, device and memory at the left, the run at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolBar, QWidget

from memstudio.gui.widgets.action_button import ActionButton
from memstudio.gui.widgets.device_box import DeviceBox
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.model_button import ModelButton
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.task_progress import TaskProgress

if TYPE_CHECKING:
    from memstudio.gui.actions.action import Actions
    from memstudio.gui.actions.conditions import Conditions
    from memstudio.gui.recent import RecentItems
    from memstudio.gui.session import Session
    from memstudio.models.summary import ModelSummary


class MainToolbar(QToolBar):
    """Fixed in place; what does not fit is shortened, never hidden."""

    def __init__(
        self,
        session: Session,
        actions: Actions,
        conditions: Conditions,
        recent: RecentItems,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("mainToolbar")
        self.setWindowTitle(self.tr("Main toolbar"))
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._session = session
        self._actions = actions
        # One widget for the whole bar, so that the layout shortens instead of hiding buttons.
        bar = QWidget(self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        self.model_button = ModelButton(session, actions, recent, bar)
        self.model_button.setObjectName("model_button")
        row.addWidget(self.model_button)
        self.device_box = DeviceBox(session, conditions, bar)
        self.device_box.setObjectName("device_box")
        row.addWidget(self.device_box)
        self.memory_summary = ElidedLabel("", bar, Qt.TextElideMode.ElideRight)
        self.memory_summary.setObjectName("memory_summary")
        self.memory_summary.setProperty("role", "muted")
        self.memory_summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addSpacing(4)
        row.addWidget(self.memory_summary, 1)
        self.task_progress = TaskProgress(session, bar)
        self.task_progress.setObjectName("task_progress")
        row.addWidget(self.task_progress)
        row.addSpacing(8)
        self.train_button = self._button("train.start", "play", "primary", self.tr("Train"), bar)
        self.pause_button = self._button("train.pause", "pause", "", self.tr("Pause"), bar)
        self.stop_button = self._button("train.stop", "stop", "", self.tr("Stop"), bar)
        for button in (self.train_button, self.pause_button, self.stop_button):
            row.addWidget(button)
        self.addWidget(bar)
        session.model_changed.connect(self._on_session_model_changed)
        session.run_changed.connect(self._on_session_run_changed)
        self._on_session_model_changed(session.model)
        self._on_session_run_changed(session.run)

    def _button(
        self, action_id: str, icon_name: str, role: str, text: str, bar: QWidget
    ) -> ActionButton:
        button = ActionButton(self._actions[action_id], role, icon_name, text, bar)
        button.setObjectName(f"{action_id.partition('.')[2]}_button")
        return button

    @Slot(object)
    def _on_session_model_changed(self, model: ModelSummary | None) -> None:
        if model is None:
            self.memory_summary.setText("")
        elif model.memory_kind is None:
            self.memory_summary.setText(self.tr("No memory yet"))
        else:
            self.memory_summary.setText(
                self.tr("{kind} · {slots} slots · segments of {length}").format(
                    kind=model.memory_kind,
                    slots=count(model.num_slots or 0),
                    length=count(model.segment_length or 0),
                )
            )

    @Slot(object)
    def _on_session_run_changed(self, _run: object) -> None:
        run = self._session.run
        is_held = run is not None and run.is_active and run.state in {"pausing", "paused"}
        text = self.tr("Resume") if is_held else self.tr("Pause")
        if self.pause_button.text() != text:
            self._actions["train.pause"].setText(
                self.tr("&Resume") if is_held else self.tr("&Pause")
            )
            self.pause_button.set_text(text)
            self.pause_button.set_icon_name("play" if is_held else "pause")
