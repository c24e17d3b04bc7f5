"""The Evaluate page: the open model measured, and memories compared on tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from memstudio.gui.panes.evaluate.pane import EvaluatePane
    from memstudio.gui.panes.measure.pane import MeasurePane
    from memstudio.gui.session import Session


class EvaluatePage(QWidget):
    """Two halves, each in a tab."""

    def __init__(
        self,
        session: Session,
        measure: MeasurePane,
        benchmark: EvaluatePane,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("evaluateTabs")
        self.tabs.setDocumentMode(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.measure, self.benchmark = measure, benchmark
        for page, name, title in (
            (self.measure, "model", self.tr("This model")),
            (self.benchmark, "memory", self.tr("Memories compared")),
        ):
            self.tabs.addTab(page, icon(name, "muted_text"), title)
        # A benchmark that is on is what one comes to see.
        if session.benchmark.is_active:
            self.tabs.setCurrentWidget(self.benchmark)

    @property
    def takes_text(self) -> bool:
        """Whether text that is dropped now is to be measured on."""
        is_free = self._session.model is not None and not self._session.measuring.is_active
        return is_free and self.measure.isVisible()

    @property
    def drop_sentence(self) -> str:
        """What dropping text does."""
        return self.tr("Measure the model on this text")

    def take_text(self, paths: tuple[str, ...]) -> None:
        """Measure on files and folders."""
        self.measure.read_text(paths)
