"""The first page: the demo, the four steps, tasks to begin with, and what was open lately."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.panes.start.demo_card import DemoCard
from memstudio.gui.panes.start.recent_list import RecentList
from memstudio.gui.panes.start.steps import Steps
from memstudio.gui.panes.start.task_cards import TaskCards
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.action_button import ActionButton
from memstudio.gui.widgets.card import Card

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from memstudio.gui.actions.action import Actions
    from memstudio.gui.recent import RecentItems
    from memstudio.gui.session import Session

_PAGE_WIDTH = 960


class StartPane(QWidget):
    """Shows what to do next.

    Signals:
        item_activated: a `RecentItem` to be opened.
        task_chosen: the name of a task template to begin with.
    """

    item_activated = Signal(object)
    task_chosen = Signal(str)

    def __init__(
        self,
        session: Session,
        actions: Actions,
        recent: RecentItems,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("startPane")
        sizes = current().sizes
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(area)
        page = QWidget(area)
        page.setObjectName("page")
        area.setWidget(page)
        centre = QHBoxLayout(page)
        centre.setContentsMargins(*[sizes.space_xl] * 4)
        centre.addStretch(1)
        body = QWidget(page)
        body.setMaximumWidth(_PAGE_WIDTH)
        centre.addWidget(body, 100)
        centre.addStretch(1)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.space_l)
        title = QLabel(self.tr("Train a memory, and look inside it"), body)
        title.setProperty("role", "display")
        title.setWordWrap(True)
        column.addWidget(title)
        lead = QLabel(
            self.tr(
                "Put a long-term memory on a language model, train it on your own text on this "
                "computer, and see which words every slot wrote and read."
            ),
            body,
        )
        lead.setProperty("role", "muted")
        lead.setWordWrap(True)
        column.addWidget(lead)
        self.demo_card = DemoCard(session, actions, body)
        column.addWidget(self.demo_card)
        own = QLabel(self.tr("Or with your own model and text"), body)
        own.setProperty("role", "section")
        column.addWidget(own)
        self.steps = Steps(session, actions, body)
        column.addWidget(self.steps)
        column.addLayout(self._new_model_row(actions, body))
        self._add_tasks(column, body)
        self._recent_card = Card(self.tr("Recent"), body)
        self.recent_list = RecentList(recent, self._recent_card)
        self._recent_card.body.addWidget(self.recent_list)
        self._recent_card.setVisible(bool(recent.items()))
        self.recent_list.emptiness_changed.connect(self._on_recent_emptiness_changed)
        self.recent_list.item_activated.connect(self.item_activated)
        column.addWidget(self._recent_card)
        column.addStretch(1)

    def _new_model_row(self, actions: Actions, body: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(current().sizes.space_m)
        hint = QLabel(
            self.tr(
                "A plain model gets its memory when you start to train it. Or make a new model: "
                "put a memory on one now, or begin from scratch."
            ),
            body,
        )
        hint.setProperty("role", "faint")
        hint.setWordWrap(True)
        row.addWidget(hint, 1)
        self.new_model = ActionButton(
            actions["file.new_model"], text=self.tr("New model…"), parent=body
        )
        self.new_model.setObjectName("new_model")
        row.addWidget(self.new_model, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _add_tasks(self, column: QVBoxLayout, body: QWidget) -> None:
        title = QLabel(self.tr("Or begin with a task"), body)
        title.setProperty("role", "section")
        column.addWidget(title)
        self.task_cards = TaskCards(body)
        self.task_cards.task_chosen.connect(self.task_chosen)
        column.addWidget(self.task_cards)

    @Slot(bool)
    def _on_recent_emptiness_changed(self, is_empty: bool) -> None:
        self._recent_card.setVisible(not is_empty)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Files may have come and gone since the page was last seen.
        self.recent_list.fill()
