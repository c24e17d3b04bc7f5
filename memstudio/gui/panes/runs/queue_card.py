"""The runs that wait for their turn: started, held, put in another order, taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.card import Card
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from memstudio.gui.queue_runner import QueueRunner
    from memstudio.training.run_queue import QueuedRun

_NUMBER = Qt.ItemDataRole.UserRole
_LOWEST, _HIGHEST = 64, 168


class QueueCard(Card):
    """A list with what is done to the selected run beneath."""

    def __init__(self, runner: QueueRunner, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("queueCard")
        self._runner = runner
        self.start_button = QPushButton(icon("play"), self.tr("Start"))
        self.start_button.setObjectName("startQueue")
        self.start_button.setToolTip(self.tr("Start these runs, one after another"))
        self.start_button.clicked.connect(runner.start)
        self.hold_button = QPushButton(icon("pause"), self.tr("Hold"))
        self.hold_button.setObjectName("holdQueue")
        self.hold_button.setToolTip(self.tr("Start no more of them; the run that is on goes on"))
        self.hold_button.clicked.connect(runner.hold)
        for button in (self.start_button, self.hold_button):
            self.header.addWidget(button)
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("queue")
        self.list.setAccessibleName(self.tr("Queue of runs"))
        self.list.setProperty("role", "plain")
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.currentRowChanged.connect(self._on_list_current_row_changed)
        self.earlier = self._button("earlier", "chevron-up", self.tr("Earlier"))
        self.later = self._button("later", "chevron-down", self.tr("Later"))
        self.remove = self._button("removeQueued", "close", self.tr("Take out of the queue"))
        self.earlier.clicked.connect(self._on_earlier_clicked)
        self.later.clicked.connect(self._on_later_clicked)
        self.remove.clicked.connect(self._on_remove_clicked)
        for keys, slot in (
            (QKeySequence(Qt.Key.Key_Delete), self._on_remove_clicked),
            # Not every keyboard has a Delete key of its own.
            (QKeySequence(Qt.Key.Key_Backspace), self._on_remove_clicked),
            (QKeySequence("Alt+Up"), self._on_earlier_clicked),
            (QKeySequence("Alt+Down"), self._on_later_clicked),
        ):
            shortcut = QShortcut(keys, self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)
        self._tools = QWidget()
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().sizes.space_xs)
        for tool in (self.earlier, self.later):
            row.addWidget(tool)
        row.addStretch(1)
        row.addWidget(self.remove)
        for widget in (self.note, self.list, self._tools):
            self.body.addWidget(widget)
        runner.changed.connect(self.refresh)
        self.refresh()

    def _button(self, name: str, icon_name: str, text: str) -> QToolButton:
        button = icon_button(icon_name, text)
        button.setObjectName(name)
        return button

    @Slot()
    def refresh(self) -> None:
        """Show the queue as it is now."""
        runner, kept = self._runner, self._number()
        runs = runner.runs
        self.list.blockSignals(True)
        self.list.clear()
        for run in runs:
            item = QListWidgetItem(self._words(run), self.list)
            item.setData(_NUMBER, run.number)
            item.setToolTip(item.text())
            if run.problem:
                item.setIcon(icon("warning", "warning"))
            if run.number == kept:
                self.list.setCurrentItem(item)
        if runs and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        title = self.tr("%n queued run(s)", "", len(runs)) if runs else self.tr("Queue")
        self.set_title(title)
        self.list.setVisible(bool(runs))
        self._tools.setVisible(bool(runs))
        self.start_button.setVisible(bool(runs) and not runner.is_on)
        self.hold_button.setVisible(bool(runs) and runner.is_on)
        self.note.setText(
            self.tr("They start one after another, as soon as nothing else is on.")
            if runs
            else self.tr(
                "Nothing waits. “Queue” above the list adds the runs that are selected, “Add to "
                "queue” on the Train page what is set there."
            )
        )
        self.note.setVisible(not runs or runner.is_on)
        self._fit()
        self._on_list_current_row_changed(self.list.currentRow())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as what waits, within bounds: a reason is read in full, a long queue scrolls."""
        # Only what is laid out knows where its words wrap.
        self.list.doItemsLayout()
        items = (self.list.item(row) for row in range(self.list.count()))
        wanted = sum(self.list.visualItemRect(item).height() for item in items)
        self.list.setFixedHeight(min(max(_LOWEST, wanted), _HIGHEST))

    def _words(self, run: QueuedRun) -> str:
        if run.number == self._runner.starting:
            return run.name + "\n" + self.tr("It is being prepared.")
        if run.problem:
            return f"{run.name}\n{filled(run.problem, dict(run.values))}"
        return run.name

    def _number(self) -> int | None:
        item = self.list.currentItem()
        return int(item.data(_NUMBER)) if item is not None else None  # type: ignore[redundant-expr]

    @Slot(int)
    def _on_list_current_row_changed(self, row: int) -> None:
        is_starting = row >= 0 and self._number() == self._runner.starting
        self.earlier.setEnabled(row > 0 and not is_starting)
        self.later.setEnabled(0 <= row < self.list.count() - 1 and not is_starting)
        self.remove.setEnabled(row >= 0 and not is_starting)

    @Slot()
    def _on_earlier_clicked(self) -> None:
        self._move(-1)

    @Slot()
    def _on_later_clicked(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        number = self._number()
        if number is not None and number != self._runner.starting:
            self._runner.move(number, by)

    @Slot()
    def _on_remove_clicked(self) -> None:
        number = self._number()
        if number is not None and number != self._runner.starting:
            self._runner.take_out(number)
