"""The status bar: what the engine is doing, the device, memory in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton

from memstudio.gui.translation import filled
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import bytes_text, count, percent
from memstudio.workers.messages import TaskKind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.message_log import MessageLog
    from memstudio.gui.session import Session
    from memstudio.workers.messages import Failure

_EACH_MS = 1_000


class StatusLine(QStatusBar):
    """Refreshes the memory figures each second, and the rest as it changes.

    Signals:
        messages_requested: the user wants to see, or hide, the messages.
    """

    messages_requested = Signal()

    def __init__(self, session: Session, log: MessageLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._session = session
        self._process = psutil.Process()
        self._total = int(psutil.virtual_memory().total)
        self._is_ready = bool(session.devices)
        self._trouble = ""
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 8, 0)
        self.engine_state = QLabel(self)
        self.engine_state.setObjectName("engine_state")
        self.addWidget(self.engine_state)
        # What is waited for until the window closes.
        self.closing = QLabel(self)
        self.addWidget(self.closing)
        self.device_state = QLabel(self)
        self.gpu_memory = QLabel(self)
        self.memory_use = QLabel(self)
        for label in (self.device_state, self.gpu_memory, self.memory_use):
            self.addPermanentWidget(label)
        self.messages_button = QToolButton(self)
        self.messages_button.setObjectName("messages_button")
        self.messages_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.messages_button.setIcon(icon("messages", "muted_text"))
        self.messages_button.setIconSize(QSize(14, 14))
        self.messages_button.setToolTip(self.tr("Show or hide the messages"))
        self.messages_button.setAccessibleName(self.tr("Messages"))
        self.messages_button.clicked.connect(self.messages_requested)
        self.addPermanentWidget(self.messages_button)
        log.message_added.connect(self._count_messages)
        log.messages_replaced.connect(self._count_messages)
        session.engine_ready.connect(self._on_session_engine_ready)
        session.task_changed.connect(self._on_session_changed)
        session.model_changed.connect(self._on_session_changed)
        session.run_changed.connect(self._on_session_changed)
        session.effects.asking_changed.connect(self._refresh)
        session.failed.connect(self._on_session_failed)
        self._timer = QTimer(self)
        self._timer.setInterval(_EACH_MS)
        self._timer.timeout.connect(self._measure)
        self._timer.start()
        self._measure()
        self._refresh()

    @Slot(object)
    def _on_session_engine_ready(self, _devices: object) -> None:
        self._is_ready = True
        self._refresh()

    @Slot(object)
    def _on_session_failed(self, failure: Failure) -> None:
        if not self._is_ready:
            self._trouble = filled(failure.text, failure.values)
            self._refresh()

    @Slot(object)
    def _on_session_changed(self, _payload: object) -> None:
        self._refresh()

    @Slot()
    def _count_messages(self, _: object = None) -> None:
        number = len(self._log.messages)
        self.messages_button.setText(count(number) if number else "")

    @Slot()
    def _refresh(self) -> None:
        task = self._session.task
        if task is not None:
            names = {
                TaskKind.LOAD: self.tr("Opening a model"),
                TaskKind.MAKE: self.tr("Making a model"),
                TaskKind.MOVE: self.tr("Moving the model"),
                TaskKind.READ_DATA: self.tr("Reading text"),
                TaskKind.TRAIN: self.tr("Training"),
                TaskKind.TRACE: self.tr("Tracing"),
                TaskKind.GENERATE: self.tr("Writing"),
                TaskKind.BENCHMARK: self.tr("Trying memories"),
                TaskKind.MEASURE: self.tr("Measuring the model"),
                TaskKind.SAVE: self.tr("Saving a copy"),
                TaskKind.ATTENTION: self.tr("Reading for the attention"),
            }
            run = self._session.run
            is_paused = task is TaskKind.TRAIN and run is not None and run.state == "paused"
            self.engine_state.setText(self.tr("Training paused") if is_paused else names[task])
        elif self._session.effects.asking is not None:
            self.engine_state.setText(self._measuring())
        elif self._is_ready and self._session.is_model_coming:
            # The engine is at work on something that is no task, such as an estimate.
            self.engine_state.setText(self.tr("Opening a model"))
        elif self._is_ready:
            self.engine_state.setText(self.tr("Ready"))
        elif self._session.is_asked and not self._trouble:
            self.engine_state.setText(self.tr("Starting the engine, then what you asked for…"))
        else:
            self.engine_state.setText(self._trouble or self.tr("Starting the engine…"))
        model = self._session.model
        self.device_state.setVisible(model is not None)
        if model is not None:
            self.device_state.setText(self.tr("Model on {device}").format(device=model.device))

    def _measuring(self) -> str:
        progress = self._session.effects.progress
        if progress is None or progress.total <= 0:
            return self.tr("Measuring effects")
        share = percent(min(1.0, progress.done / progress.total))
        return self.tr("Measuring effects · {percent}").format(percent=share)

    @Slot()
    def _measure(self) -> None:
        # What is asked for is no signal.
        self._refresh()
        own = int(self._process.memory_info().rss)
        used = self._total - int(psutil.virtual_memory().available)
        self.memory_use.setText(
            self.tr("RAM {own} · {used} of {total}").format(
                own=bytes_text(own), used=bytes_text(used), total=bytes_text(self._total)
            )
        )
        self.memory_use.setToolTip(
            self.tr("MemStudio uses {own}; all programs together {used} of {total}").format(
                own=bytes_text(own), used=bytes_text(used), total=bytes_text(self._total)
            )
        )
        self._measure_gpu()

    def _measure_gpu(self) -> None:
        run = self._session.run
        last = run.last_step if run and not run.is_from_disk else None
        device = next((d for d in self._session.devices if d.kind != "cpu"), None)
        used = last.device_bytes if last else None
        self.gpu_memory.setVisible(device is not None)
        if device is None:
            return
        if used:
            total = bytes_text(device.total_memory)
            text = self.tr("GPU {used} of {total}").format(used=bytes_text(used), total=total)
        else:
            text = self.tr("GPU {total}").format(total=bytes_text(device.total_memory))
        self.gpu_memory.setText(text)
        self.gpu_memory.setToolTip(device.name)
