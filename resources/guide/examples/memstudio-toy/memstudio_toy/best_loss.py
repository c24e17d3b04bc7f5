"""A pane: the best validation loss of the run on show, and how long ago it was."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout

from memstudio.gui.plugin_pane import PluginPane


class BestLoss(PluginPane):
    """Listens to the run's events; how it was trained, here or on a cluster, makes no difference."""

    title = "Best loss"
    area = "right"
    pages = frozenset({"train", "runs"})

    def __init__(self, host, parent):
        super().__init__(host, parent)
        self.text = QLabel("No run yet.", self)
        self.text.setWordWrap(True)
        QVBoxLayout(self).addWidget(self.text, 0, Qt.AlignmentFlag.AlignTop)
        self.best, self.best_step = None, 0
        host.run_event_received.connect(self._on_host_run_event_received)

    def _on_host_run_event_received(self, event):
        if event.event == "run_started":
            self.best = None
        if event.event == "validated":
            if self.best is None or event.loss < self.best:
                self.best, self.best_step = event.loss, event.step
            since = event.step - self.best_step
            self.text.setText(f"{self.best:.3f} at step {self.best_step}, {since} steps ago")
