"""What a memory can be trained for: one card a task template, each ready to be begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.theme.theme import current, notifier
from memstudio.gui.translation import filled
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from memstudio.tasks.templates.template import TaskTemplate

_COLUMNS = 3
_ICON_SIDE = 18
_ICONS = {
    "text": "text",
    "translation": "language",
    "question": "help",
    "summary": "book",
    "retrieval": "search",
    "label": "gauge",
    "recommendation": "sparkle",
    "conversation": "use",
    "instruction": "command",
}


class TaskCard(QPushButton):
    """One task: what the model learns, how long that takes, and what the memory is for."""

    def __init__(self, template: TaskTemplate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.template = template
        self.setObjectName(f"task_{template.name}")
        # All of one width, whatever they say.
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setProperty("role", "choice")
        title, summary = filled(template.title), filled(template.summary)
        self.setAccessibleName(title)
        self.setAccessibleDescription(summary)
        self.setToolTip(f"{filled(template.use)}\n\n{filled(template.memory)}")
        sizes = current().sizes
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(*[sizes.space_m] * 4)
        column.setSpacing(sizes.space_xs)
        head = QHBoxLayout()
        head.setSpacing(sizes.space_s)
        self._picture = QLabel(self)
        head.addWidget(self._picture)
        name = QLabel(title, self)
        name.setProperty("role", "section")
        name.setWordWrap(True)
        head.addWidget(name, 1)
        column.addLayout(head)
        text = QLabel(summary, self)
        text.setProperty("role", "muted")
        text.setWordWrap(True)
        column.addWidget(text, 1, Qt.AlignmentFlag.AlignTop)
        minutes = self.tr("about {minutes} min on one core").format(minutes=template.minutes)
        foot = QLabel(minutes, self)
        foot.setProperty("role", "faint")
        column.addWidget(foot)
        for label in (self._picture, name, text, foot):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.refresh()

    def refresh(self) -> None:
        """Draw the picture again, for another theme."""
        name = _ICONS.get(self.template.row_kind, "memory")
        size = QSize(_ICON_SIDE, _ICON_SIDE)
        self._picture.setPixmap(icon(name, "accent").pixmap(size, self.devicePixelRatioF()))

    @override
    def sizeHint(self) -> QSize:
        # A button knows nothing of what is laid out in it.
        return self._column.sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return self._column.minimumSize()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._column.totalHeightForWidth(width)


class TaskCards(QWidget):
    """All templates, in rows.

    Signals:
        task_chosen: the name of a template.
    """

    task_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from memstudio.tasks.templates.registry import all_templates

        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(current().sizes.space_m)
        self.cards = [TaskCard(template, self) for template in all_templates()]
        for place, card in enumerate(self.cards):
            grid.addWidget(card, place // _COLUMNS, place % _COLUMNS)
            card.clicked.connect(self._on_card_clicked)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        notifier().theme_changed.connect(self._on_theme_changed)

    @Slot()
    def _on_card_clicked(self) -> None:
        card = self.sender()
        if isinstance(card, TaskCard):
            self.task_chosen.emit(card.template.name)

    @Slot(object)
    def _on_theme_changed(self, _: object) -> None:
        for card in self.cards:
            card.refresh()
