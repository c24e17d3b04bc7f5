"""What stands above the table of runs: how many, what is searched for, and which folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.run_words import state_in_words
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import numbered
from memstudio.gui.widgets.clear_button import add_clear_button, add_sign
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.menu_button import menu_button
from memstudio.gui.widgets.number_format import count

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.gui.panes.runs.run_actions import RunActions

_STATES = ("running", "paused", "completed", "stopped", "failed", "interrupted")
_SEARCH_WIDTH = 200


class RunsHeader(QWidget):
    """Title, search, filter, folders; and the buttons for what is selected.

    Signals:
        filter_changed: what is searched for, and a state; "" for all.
        folder_requested: another folder should be listed.
        folder_removal_requested: a folder should be listed no more.
    """

    filter_changed = Signal(str, str)
    folder_requested = Signal()
    folder_removal_requested = Signal(object)

    def __init__(self, actions: RunActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = current().sizes
        self.title = QLabel(self.tr("Runs"))
        self.title.setProperty("role", "title")
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.search = self._make_search()
        self.state = QComboBox()
        self.state.setObjectName("stateFilter")
        self.state.setAccessibleName(self.tr("Runs in which state"))
        self.state.addItem(self.tr("all states"), "")
        for state in _STATES:
            self.state.addItem(state_in_words(state), state)
        self.state.currentIndexChanged.connect(self._on_filter_changed)
        self.folders = menu_button(
            self.tr("Folders"), name="runFolders", icon_name="folder",
            tip=self.tr("Which folders are listed"),
        )  # fmt: skip
        self.folders.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.folder_menu: QMenu = self.folders.menu()
        words = QHBoxLayout()
        words.setSpacing(sizes.space_s)
        words.addWidget(self.title)
        words.addWidget(self.note)
        top = QHBoxLayout()
        top.setSpacing(sizes.space_s)
        top.addLayout(words)
        top.addStretch(1)
        for widget in (self.search, self.state, self.folders):
            top.addWidget(widget)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(sizes.space_xs)
        self._add_buttons(actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.space_s)
        column.addLayout(top)
        column.addLayout(self._tools)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), parent or self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._on_find_activated)

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("searchRuns")
        search.setPlaceholderText(self.tr("Words, or lr>1e-3"))
        search.setToolTip(
            self.tr(
                "Words of the name, model, data, memory, tags or notes; and what a run is or was set "
                "to, such as memory:rmt, tag:good, loss<2.5, learning_rate>=1e-4, seed=3"
            )
        )
        search.setAccessibleName(self.tr("Search the runs"))
        add_clear_button(search)
        add_sign(search, "search")
        search.setMinimumWidth(_SEARCH_WIDTH)
        search.textChanged.connect(self._on_filter_changed)
        return search

    def _add_buttons(self, actions: RunActions) -> None:
        texts = {
            "curves": self.tr("Curves"), "model": self.tr("Model"), "memory": self.tr("Memory"),
            "resume": self.tr("Go on"), "duplicate": self.tr("Duplicate"),
            "rerun": self.tr("Run again"), "queue": self.tr("Queue"),
        }  # fmt: skip
        for name, text in texts.items():
            actions[name].setIconText(text)
            self._tools.addWidget(self._button(name, actions))
        self._tools.addStretch(1)
        trash = self._button("trash", actions)
        trash.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        trash.setAccessibleName(actions["trash"].text())
        self._tools.addWidget(trash)
        more = menu_button(
            actions=[actions[name] for name in ("branch", "rename", "folder", "command", "toml")],
            name="moreOfRun",
            icon_name="more",
            tip=self.tr("Branch, rename, copy, show in files"),
        )
        more.setProperty("role", "legend")
        more.menu().setToolTipsVisible(True)
        self._tools.addWidget(more)

    @staticmethod
    def _button(name: str, actions: RunActions) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"{name}_button")
        button.setDefaultAction(actions[name])
        button.setIconSize(QSize(16, 16))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def show_counts(self, num_runs: int, num_shown: int, num_chosen: int) -> None:
        """Say how many runs there are."""
        parts = [self.tr("%Ln run(s)", "", num_runs)]
        if num_shown != num_runs:
            parts = [numbered(self.tr("%1 of %2"), count(num_shown), count(num_runs))]
        if num_chosen:
            parts.append(self.tr("%1 selected").replace("%1", count(num_chosen)))
        self.note.setText(" · ".join(parts) if num_runs else "")

    def show_folders(self, own: Path, others: tuple[Path, ...]) -> None:
        """Say which folders are listed."""
        menu = self.folder_menu
        menu.clear()
        mine = menu.addAction(self.tr("Your runs: %1").replace("%1", str(own)))
        mine.setEnabled(False)
        for folder in others:
            entry = menu.addAction(
                icon("close"), self.tr("Leave out %1").replace("%1", str(folder))
            )
            entry.triggered.connect(
                lambda _checked=False, folder=folder: self.folder_removal_requested.emit(folder)
            )
        menu.addSeparator()
        adding = menu.addAction(icon("add"), self.tr("Add a folder…"))
        adding.triggered.connect(self.folder_requested)

    @Slot()
    def _on_filter_changed(self, _: object = None) -> None:
        self.filter_changed.emit(self.search.text(), self.state.currentData())

    @Slot()
    def _on_find_activated(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
