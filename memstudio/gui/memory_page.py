"""The Memory page: a document as the memory met it, and what else is to be seen of a memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.pages import last_of
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
from memstudio.gui.panes.memory.probe_offer import ProbeOffer
from memstudio.gui.run_health_model import run_health
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.tab_corner import TabCorner

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from memstudio.gui.pages import Steps
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.session import Session

_WIDE = 1400
"""Pixels of the window from which there is room for the icons of the tabs."""


@dataclass(frozen=True)
class MemoryViews:
    """What the tabs show."""

    document: MemoryPane
    training: TrainingPane
    compare: ComparePane
    help: HelpPane
    attention: AttentionPane


def memory_views(
    session: Session, selection: SelectionModel, parent: QWidget
) -> Steps[MemoryViews]:
    """Make them one after the other; they go with `parent` when the page is never made."""
    document = MemoryPane(session, selection, parent)
    yield
    training = TrainingPane(session, selection, parent)
    yield
    attention = AttentionPane(session, selection, parent)
    yield
    compare, help_pane = ComparePane(session, selection, parent), HelpPane(session, parent)
    return MemoryViews(document, training, compare, help_pane, attention)


class MemoryPage(QWidget):
    """Each view in a tab.

    Signals:
        view_changed: "memory", and the name of the view that came to the front.

    Attributes:
        document: a document as the memory met it.
        effects_dock: to be placed beside the page.
        glance: stands on top of the document.
        probe_offer: on top of that, while a run is on and its probe is not on show.
    """

    view_changed = Signal(str, str)

    def __init__(
        self,
        session: Session,
        selection: SelectionModel,
        parent: QWidget | None = None,
        views: MemoryViews | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        if views is None:
            views = last_of(memory_views(session, selection, self))
        self.document, self.training, self.compare = views.document, views.training, views.compare
        self.help, self.attention = views.help, views.attention
        explanation = Explanation(session.effects, selection, self)
        self.effects_dock = EffectsDock(session, selection, explanation, parent)
        pictures = self.document.pictures
        self.over_text = OverText(
            session.effects, selection, explanation, pictures.text, self.document.controls,
            RoomForText(pictures.text, pictures.stack, pictures.captions),
        )  # fmt: skip
        self.over_text.changes_kept.connect(pictures.show_changes)
        session.effects.changes_changed.connect(self._on_effects_changes_changed)
        changes = self.effects_dock.panel.changes
        changes.tint_requested.connect(self.over_text.tint_by_changes)
        self.glance = GlanceLine(session, selection)
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("memoryTabs")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.tabs.setDocumentMode(True)
        self._views: list[str] = []
        self._icons: list[str] = []
        self.probe_offer = ProbeOffer(session)
        self._document_view = _stacked(self.probe_offer, self.glance, self.document)
        for view, pane, name, title in (
            ("document", self._document_view, "memory", self.tr("Document")),
            ("training", self.training, "chart", self.tr("Training")),
            ("compare", self.compare, "branch", self.tr("Compare")),
            ("attention", self.attention, "eye", self.tr("Attention")),
            ("help", self.help, "gauge", self.tr("Does it help?")),
        ):
            self._views.append(view)
            self._icons.append(name)
            self.tabs.addTab(pane, title)
        self._head = TabCorner(self.tabs)
        self.document.put_head(self._head.row)
        self.tabs.currentChanged.connect(self._on_tabs_current_changed)
        session.traces.document_changed.connect(self._show_head)
        self._show_head()
        self.training.document_requested.connect(self.show_document)
        run_health(session).view_requested.connect(self._on_health_view_requested)

    @property
    def view(self) -> str:
        """The name of the view in front."""
        return self._views[self.tabs.currentIndex()]

    @Slot()
    def show_document(self) -> None:
        """Show the document as the memory met it."""
        self.tabs.setCurrentWidget(self._document_view)

    def show_training(self, step: int = -1) -> None:
        """Show the memory over the steps of the run on show, and one of them unless it is below 0."""
        self.tabs.setCurrentWidget(self.training)
        if step >= 0:
            self.training.show_step(step)

    @Slot(int)
    def _on_tabs_current_changed(self, _: int) -> None:
        self._show_head()
        self.view_changed.emit("memory", self.view)

    @Slot()
    def _show_head(self, _: object = None) -> None:
        """The name of the document stands over the document, when there is one."""
        is_over_it = self.view == "document" and self._session.traces.document is not None
        self._head.setVisible(is_over_it)

    def _show_icons(self) -> None:
        """Where there is little room, the name of the document needs it more than the tabs do.

        The window counts, not the page: tabs may not move when a panel beside the page goes.
        """
        is_wide = self.window().width() >= _WIDE
        if is_wide == self.tabs.tabIcon(0).isNull():
            for index, name in enumerate(self._icons):
                self.tabs.setTabIcon(index, icon(name, "muted_text") if is_wide else QIcon())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_icons()
        super().resizeEvent(event)

    @Slot()
    def _on_effects_changes_changed(self) -> None:
        self.document.pictures.mark_changes(self._session.effects.active)

    @Slot()
    def _on_health_view_requested(self) -> None:
        self.tabs.setCurrentWidget(self.training)


def _stacked(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget)
    layout.setStretchFactor(widgets[-1], 1)
    return holder
