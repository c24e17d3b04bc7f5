"""The session on the Use page: its name, the others to go on with, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from memstudio.gui.run_words import brief_name
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.menu_button import menu_button

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from memstudio.gui.dialogue_room import DialogueRoom
    from memstudio.tasks.dialogue.session_record import SessionEntry

_MOST, _MOST_PROBLEMS = 15, 3
_LONGEST = 48


class SessionBar(QWidget):
    """A drop-down with the session's name, and a button to begin another.

    Signals:
        new_requested: begin another session.
        read_requested: have a document read into the memory.
        open_requested: go on with the session of that name.
        merge_requested: read the session of that name into this one.
        branch_requested, rename_requested, export_requested, delete_requested: of this one.

    Args:
        room: whose sessions they are.
        parent: as of any widget.
    """

    new_requested = Signal()
    read_requested = Signal()
    open_requested = Signal(str)
    merge_requested = Signal(str)
    branch_requested = Signal()
    rename_requested = Signal()
    export_requested = Signal()
    delete_requested = Signal()

    def __init__(self, room: DialogueRoom, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self._is_usable = False
        self._model = ""
        self.button = menu_button(name="sessions")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIcon(icon("use"))
        self.button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.menu: QMenu = self.button.menu()
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill)
        self.new = QPushButton(icon("add"), self.tr("New session"))
        self.new.setObjectName("newSession")
        self.new.setProperty("role", "quiet")
        self.new.setToolTip(self.tr("Begin with an empty memory; this session is kept"))
        self.new.clicked.connect(self.new_requested)
        self.read = QPushButton(icon("book"), self.tr("Read a document…"))
        self.read.setObjectName("readDocument")
        self.read.setProperty("role", "quiet")
        self.read.setToolTip(self.tr("Its text goes into the memory, and can be asked about"))
        self.read.clicked.connect(self.read_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().sizes.space_s)
        row.addWidget(self.button)
        row.addWidget(self.new)
        row.addWidget(self.read)
        row.addStretch(1)
        room.dialogue_changed.connect(self._refresh)
        room.entries_changed.connect(self._refresh)
        self._refresh()

    def set_usable(self, is_usable: bool, model: str) -> None:
        """Whether another session can be gone to now, and which model is open; empty for none."""
        self._is_usable, self._model = is_usable, model
        self._refresh()

    @property
    def others(self) -> list[SessionEntry]:
        """The sessions that are not this one, the latest first."""
        return [each for each in self._room.entries if each.name != self._room.view.session]

    @Slot()
    def _refresh(self, _: object = None) -> None:
        name = self._room.view.session
        title = _title(name)
        self.button.setText((title or self.tr("Sessions")).replace("&", "&&") + "  ")
        self.button.setToolTip(self.tr("Sessions: what was said, kept with the memory of it"))
        self.button.setAccessibleName(self.tr("Session: %1").replace("%1", title or "–"))
        self.new.setEnabled(self._is_usable and bool(self._room.view.turns))
        self.read.setEnabled(self._is_usable and bool(self._model))

    @Slot()
    def _fill(self) -> None:
        self._room.look()
        menu, name = self.menu, self._room.view.session
        menu.clear()
        others = self.others
        heading = self.tr("Go on with") if others else self.tr("No other session was kept yet")
        menu.addAction(heading).setEnabled(False)
        for entry in others[:_MOST]:
            self._add_entry(menu, entry, self.open_requested)
        for problem in self._room.problems[:_MOST_PROBLEMS]:
            # It is in a folder, and no session: why not, stands in the tooltip.
            action = menu.addAction(icon("warning"), self.tr("A session cannot be read"))
            action.setToolTip(filled(problem.text, problem.values))
            action.setEnabled(False)
        menu.addSeparator()
        is_kept = bool(name)
        self._add(self.tr("New session"), "add", self.new_requested, bool(self._room.view.turns))
        self._add(self.tr("Branch"), "branch", self.branch_requested, is_kept)
        merge = menu.addMenu(icon("attach"), self.tr("Merge another session into this one"))
        merge.setToolTipsVisible(True)
        is_there = is_kept or bool(self._room.view.turns)
        merge.setEnabled(self._is_usable and bool(others) and bool(self._model) and is_there)
        for entry in others[:_MOST]:
            self._add_entry(merge, entry, self.merge_requested)
        menu.addSeparator()
        self._add(self.tr("Rename…"), "edit", self.rename_requested, is_kept)
        self._add(self.tr("Export…"), "save", self.export_requested, is_kept)
        self._add(self.tr("Delete…"), "trash", self.delete_requested, is_kept)

    def _add(self, text: str, icon_name: str, signal: SignalInstance, is_fit: bool) -> None:
        action = self.menu.addAction(icon(icon_name), text)
        action.setEnabled(is_fit and self._is_usable)
        action.triggered.connect(lambda _=False: signal.emit())

    def _add_entry(self, menu: QMenu, entry: SessionEntry, signal: SignalInstance) -> None:
        record = entry.record
        action = QAction(_title(entry.name).replace("&", "&&"), menu)
        turns = self.tr("%n turn(s)", "", len(record.turns))
        tip = self.tr("{turns}, held with {model}").format(
            turns=turns, model=brief_name(record.model)
        )
        if record.model != self._model:
            model = brief_name(record.model).replace("&", "&&")
            action.setText(f"{action.text()}  ({model})")
        action.setToolTip(f"{tip}\n{record.opening}")
        action.setEnabled(self._is_usable)
        action.triggered.connect(lambda _=False: signal.emit(entry.name))
        menu.addAction(action)


def _title(name: str) -> str:
    """A session's name, cut where it is very long."""
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
