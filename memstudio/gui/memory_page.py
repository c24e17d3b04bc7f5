"""The Memory page: a document as the memory met it, and what else is to be seen of a memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from memstudio.gui.panes.attention.pane import AttentionPane
from memstudio.gui.panes.compare.pane import ComparePane
from memstudio.gui.panes.health.pane import TrainingPane
from memstudio.gui.panes.help.pane import HelpPane
from memstudio.gui.panes.memory.effects.dock import EffectsDock
from memstudio.gui.panes.memory.effects.explanation import Explanation
from memstudio.gui.panes.memory.effects.glance_line import GlanceLine
from memstudio.gui.panes.memory.effects.over_text import OverText
from memstudio.gui.panes.memory.effects.room_for_text import RoomForText
from memstudio.gui.panes.memory.pane import MemoryPane
from memstudio.gui.panes.memory.reading import PasteDialog
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.session import Session


class MemoryPage(QWidget):
    """Each view in a tab; the bar of tabs is there once there are several.

    Attributes:
        document: a document as the memory met it.
        effects_dock: to be placed beside the page.
        glance: stands on top of all.
    """

    def __init__(
        self, session: Session, selection: SelectionModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.document = MemoryPane(session, selection)
        self.training = TrainingPane(session, selection)
        self.compare = ComparePane(session, selection)
        self.help = HelpPane(session)
        self.attention = AttentionPane(session, selection)
        self.attention.paste_requested.connect(self._on_attention_paste_requested)
        explanation = Explanation(session.effects, selection, self)
        self.effects_dock = EffectsDock(session, selection, explanation)
        text, stack = self.document.pictures.text, self.document.pictures.stack
        self.over_text = OverText(
            session.effects, selection, explanation, text, self.document.controls,
            RoomForText(text, stack),
        )  # fmt: skip
        changes = self.effects_dock.panel.changes
        changes.tint_requested.connect(self.over_text.tint_by_changes)
        self.glance = GlanceLine(session, selection)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("memoryTabs")
        self.tabs.setDocumentMode(True)
        self.tabs.setTabBarAutoHide(True)
        for pane, name, title in (
            (self.document, "memory", self.tr("Document")),
            (self.training, "chart", self.tr("Training")),
            (self.compare, "branch", self.tr("Compare")),
            (self.attention, "eye", self.tr("Attention")),
            (self.help, "gauge", self.tr("Does it help?")),
        ):
            self.tabs.addTab(pane, icon(name, "muted_text"), title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.glance)
        layout.addWidget(self.tabs, 1)
        self.training.document_wanted.connect(self._on_training_document_wanted)
        session.health.view_wanted.connect(self._on_health_view_wanted)

    @Slot()
    def _on_training_document_wanted(self) -> None:
        self.tabs.setCurrentWidget(self.document)

    @Slot()
    def _on_health_view_wanted(self) -> None:
        self.tabs.setCurrentWidget(self.training)

    @Slot()
    def _on_attention_paste_requested(self) -> None:
        dialog = PasteDialog(self)
        dialog.text_given.connect(self.attention.read_text)
        dialog.open()
