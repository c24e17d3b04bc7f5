"""The memories that were kept under a name, and all that can be done with them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QWidget,
)

from memstudio.gui.dialogs.confirm import ConfirmDialog
from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.dialogs.file_asking import ask_for_file, ask_where_to_save
from memstudio.gui.dialogs.state_difference import StateDifferenceDialog
from memstudio.gui.dialogs.state_name import StateNameDialog
from memstudio.gui.dialogs.text_table import TextTable
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import count
from memstudio.workers.state_messages import NOW, StateDone, StateVerb

if TYPE_CHECKING:
    from memstudio.gui.actions.conditions import Conditions
    from memstudio.gui.session import Session
    from memstudio.tasks.states.state_library import StateEntry

_WIDTH, _HEIGHT = 860, 560
_NUM_READINGS = 3
_FILES = "safetensors (*.safetensors)"


class MemoryStatesDialog(Dialog):
    """A table of states with buttons below it.

    Signals:
        keep_requested: the memory as it is now is to be kept.

    Args:
        session: whose states they are.
        conditions: say when nothing can be done.
        name: of the state that is chosen at first; else it is the latest.
        parent: as of any widget.
    """

    keep_requested = Signal()

    def __init__(
        self,
        session: Session,
        conditions: Conditions,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        text = self.tr(
            "What a model remembers, kept under a name: to go on from, to branch, to compare, "
            "or to give to others as one file."
        )
        super().__init__(self.tr("Memory states"), text, parent)
        self.resize(_WIDTH, _HEIGHT)
        self._session = session
        self._states = session.states
        self._conditions = conditions
        # What is selected once it is listed.
        self._expected = name
        # Why the last wish came to nothing.
        self._failure = ""
        self._make_table()
        self._make_notes()
        self._make_buttons()
        self._states.entries_changed.connect(self._on_states_entries_changed)
        self._states.done.connect(self._on_states_done)
        conditions.conditions_changed.connect(self._refresh)
        self._on_states_entries_changed()
        # Where there is no table, the keys would begin on what imports.
        (self.table if self._states.entries else self.close_button).setFocus()
        self._states.look()

    # ------------------------------------------------------------------ building

    def _make_table(self) -> None:
        heads = [
            (self.tr("Name"), ""),
            (self.tr("Model"), self.tr("The model that it was saved with")),
            (self.tr("Memory"), self.tr("The kind of the memory")),
            (self.tr("Segments"), self.tr("How many segments were written into it")),
            (self.tr("Saved on"), ""),
            (self.tr("Forked from"), self.tr("The state that it began as a copy of")),
        ]
        self.table = TextTable(heads, (3,), (0,), self)
        self.table.setObjectName("memoryStates")
        self.table.setAccessibleName(self.tr("Memory states"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.itemSelectionChanged.connect(self._refresh)
        self.table.itemActivated.connect(self._on_load_clicked)
        self.empty = EmptyState(
            "memory",
            self.tr("No memory was kept yet"),
            self.tr("Let a model read something on the Use page, then keep what it remembers. A file that you were given can be imported, or dropped on the window."),
        )  # fmt: skip
        # Before it is filled: what has no parent yet would open as a window of its own.
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.table)

    def _make_notes(self) -> None:
        self.details = self._note("stateDetails", "muted")
        self.reason = self._note("stateReason", "muted")
        self.problem = self._note("stateProblem", "danger")

    def _note(self, name: str, role: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setProperty("role", role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self.body.addWidget(label)
        return label

    def _make_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(current().sizes.space_s)
        self.body.addLayout(row)
        tips = (self.tr("Go on from this memory; the one of now is given up, unless it was kept"),
                self.tr("Of one: compared with the memory as it is now"))  # fmt: skip
        self.load = self._button(row, "loadState", self.tr("Load"), "play", tips[0])
        self.fork = self._button(row, "forkState", self.tr("Fork…"), "branch")
        self.rename = self._button(row, "renameState", self.tr("Rename…"), "text")
        self.compare = self._button(row, "compareStates", self.tr("Compare"), "swap", tips[1])
        self.export = self._button(row, "exportState", self.tr("Export…"), "save")
        self.delete = self._button(row, "deleteState", self.tr("Delete…"), "trash")
        row.addStretch(1)
        self.load.clicked.connect(self._on_load_clicked)
        self.fork.clicked.connect(self._on_fork_clicked)
        self.rename.clicked.connect(self._on_rename_clicked)
        self.compare.clicked.connect(self._on_compare_clicked)
        self.export.clicked.connect(self._on_export_clicked)
        self.delete.clicked.connect(self._on_delete_clicked)
        self.keep = self._button(
            self.buttons, "keepMemory", self.tr("Keep the memory of now…"), "add"
        )
        self.keep.clicked.connect(self.keep_requested)
        self.take_in = self._button(self.buttons, "importState", self.tr("Import…"), "download")
        self.take_in.clicked.connect(self._on_take_in_clicked)
        self.close_button = self.add_button(self.tr("Close"), self.accept)

    def _button(
        self, row: QHBoxLayout, name: str, text: str, icon_name: str, tip: str = ""
    ) -> QPushButton:
        button = QPushButton(icon(icon_name), text, self)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        row.addWidget(button)
        return button

    # ------------------------------------------------------------------ what is shown

    def chosen(self) -> list[StateEntry]:
        """The states that are selected, from the top."""
        entries = self._states.entries
        return [entries[line] for line in self.table.selected_lines() if line < len(entries)]

    @Slot()
    def _on_states_entries_changed(self) -> None:
        wanted = {self._expected} if self._expected else {each.name for each in self._shown()}
        entries = self._states.entries
        self.table.show_rows([self._cells(each) for each in entries])
        found = [line for line, entry in enumerate(entries) if entry.name in wanted]
        if found:
            self._expected = ""
        self.table.select_lines(found or ([0] if entries else []))
        self._stack.setCurrentIndex(1 if entries else 0)
        self._refresh()

    def _shown(self) -> list[StateEntry]:
        """The states of the rows that are selected, by name: the entries may be others by now."""
        items = [self.table.item(line, 0) for line in self.table.selected_lines()]
        names = {item.text() for item in items if item is not None}
        return [entry for entry in self._states.entries if entry.name in names]

    def _cells(self, entry: StateEntry) -> list[str]:
        known = entry.header.provenance
        origin = known.forked_from[0].name if known.forked_from else ""
        return [entry.name, known.model, entry.header.kind, count(entry.header.num_segments),
                _moment(known.saved), origin]  # fmt: skip

    @Slot()
    def _refresh(self) -> None:
        chosen = self.chosen()
        reason = self._conditions.no_states_now()
        if not reason and self._states.is_busy:
            reason = self.tr("One moment…")
        is_free = not reason
        one = is_free and len(chosen) == 1
        has_memory = self._session.memory is not None
        self.load.setEnabled(one and has_memory)
        for button in (self.fork, self.rename, self.export):
            button.setEnabled(one)
        self.delete.setEnabled(is_free and bool(chosen))
        self.compare.setEnabled(is_free and has_memory and len(chosen) in {1, 2})
        self.keep.setEnabled(is_free and not self._conditions.no_memory_to_keep())
        self.keep.setToolTip(self._conditions.no_memory_to_keep())
        self.take_in.setEnabled(is_free)
        if is_free and chosen and not has_memory:
            reason = self.tr("Open a model with a memory to load or to compare.")
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        self.details.setText(self._details(chosen[0]) if len(chosen) == 1 else "")
        self.details.setVisible(len(chosen) == 1)
        found = (filled(each.text, each.values) for each in self._states.problems)
        problems = [self._failure, *found]
        self.problem.setText("\n".join(each for each in problems if each))
        self.problem.setVisible(any(problems))

    def _details(self, entry: StateEntry) -> str:
        known = entry.header.provenance
        lines = [self.tr("Belongs to: {form}").format(form=entry.header.fingerprint)]
        readings = known.readings[-_NUM_READINGS:]
        ways = {
            "document": self.tr("read {source}: {opening}"),
            "said": self.tr("was told: {opening}"),
            "written": self.tr("wrote: {opening}"),
        }
        lines += [
            ways[each.way].format(source=each.source, opening=each.opening) for each in readings
        ]
        earlier = known.num_earlier + len(known.readings) - len(readings)
        if earlier:
            lines.insert(1, self.tr("%n text(s) before these", "", earlier))
        if len(known.forked_from) > 1:
            line = " ← ".join(each.name for each in known.forked_from)
            lines.append(self.tr("Forked from: {line}").format(line=line))
        return "\n".join(lines)

    # ------------------------------------------------------------------ gestures

    def _ask(self, verb: StateVerb, name: str, other: str = "", *, replaces: bool = False) -> None:
        self._failure = ""
        self._states.ask(verb, name, other, replaces=replaces)
        self._refresh()

    @Slot()
    def _on_load_clicked(self) -> None:
        if self.load.isEnabled():
            self._ask(StateVerb.ATTACH, self.chosen()[0].name)

    @Slot()
    def _on_fork_clicked(self) -> None:
        text = self.tr("A copy of {name} that goes its own way from here.")
        self._ask_name(StateVerb.FORK, self.tr("Fork a memory state"), text, self.tr("Fork"))

    @Slot()
    def _on_rename_clicked(self) -> None:
        text = self.tr("What {name} is called from now on.")
        self._ask_name(StateVerb.RENAME, self.tr("Rename a memory state"), text, self.tr("Rename"))

    def _ask_name(self, verb: StateVerb, title: str, text: str, button: str) -> None:
        name = self.chosen()[0].name
        taken = {each.name for each in self._states.entries}
        suggested = name
        if verb is StateVerb.FORK:
            numbered = (f"{name} ({number})" for number in itertools.count(2))
            suggested = next(each for each in numbered if each not in taken)
        else:
            taken.discard(name)
        dialog = StateNameDialog(
            title, text.format(name=name), button, suggested, taken, parent=self
        )
        dialog.name_chosen.connect(lambda new, _: self._ask(verb, name, new))
        dialog.open()

    @Slot()
    def _on_compare_clicked(self) -> None:
        names = [each.name for each in self.chosen()]
        self._ask(StateVerb.COMPARE, names[0], names[1] if len(names) > 1 else NOW)

    @Slot()
    def _on_export_clicked(self) -> None:
        name = self.chosen()[0].name
        # The file dialog has asked before it lets a file be replaced.
        ask_where_to_save(
            self, self.tr("Export a memory state"), _file_name(name), _FILES,
            lambda path: self._ask(StateVerb.EXPORT, name, path, replaces=True),
        )  # fmt: skip

    @Slot()
    def _on_take_in_clicked(self) -> None:
        title = self.tr("Import a memory state")
        ask_for_file(self, title, lambda path: self._ask(StateVerb.TAKE_IN, "", path), _FILES)

    @Slot()
    def _on_delete_clicked(self) -> None:
        names = [each.name for each in self.chosen()]
        text = self.tr("{name} is deleted. It can be brought back at once, by the message that says so, and is gone for good when MemStudio is closed.")  # fmt: skip
        dialog = ConfirmDialog(
            self.tr("Delete a memory state")
            if len(names) == 1
            else self.tr("Delete memory states"),
            text.format(name=", ".join(names)),
            self.tr("Delete"),
            self,
        )
        dialog.confirmed.connect(lambda: self._delete(names))
        dialog.open()

    def _delete(self, names: list[str]) -> None:
        for name in names:
            self._ask(StateVerb.DELETE, name)

    @Slot(object)
    def _on_states_done(self, done: StateDone) -> None:
        if done.failure is not None:
            self._failure = filled(done.failure.text, done.failure.values)
        elif done.difference is not None:
            StateDifferenceDialog(done.difference, self).open()
        elif done.request.verb is StateVerb.ATTACH:
            # Whoever loads a memory wants to go on with it.
            self.accept()
            return
        elif done.request.verb is not StateVerb.DELETE:
            self._expected = done.name
        self._refresh()
        if self.isActiveWindow():
            # The button that was pressed could not be used meanwhile, and has lost it.
            self.table.setFocus()


def _moment(saved: str) -> str:
    """A time in UTC as the user's clock shows it."""
    moment = QDateTime.fromString(saved, Qt.DateFormat.ISODateWithMs)
    if not moment.isValid():
        return ""
    return QLocale().toString(moment.toLocalTime(), QLocale.FormatType.ShortFormat)


def _file_name(name: str) -> str:
    """A file to begin with for a state of that name, which may hold marks of paths."""
    kept = "".join(letter if letter.isalnum() or letter in " -_()" else "-" for letter in name)
    return f"{kept.strip(' -') or 'memory'}.safetensors"
