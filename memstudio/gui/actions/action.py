"""Actions as data: what a menu entry is called, does, and when it can be used."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from memstudio.gui.widgets.action_text import keys_text, plain_text
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class ActionSpec:
    """One thing the user can ask for.

    Attributes:
        id: such as "file.open_model"; the object name of its QAction.
        text: marked in the context "actions"; "&" marks the mnemonic.
        command: name of the method of the commands object that does it, or of one of its parts, as
            in "effects.explain".
        shortcut: portable keys such as "Ctrl+O".
        icon_name: of a file in `resources/icons`.
        condition: likewise, of the conditions object, that says why not; "" when always.
        group: actions of one group exclude each other and are checkable.
        argument: handed to the command, when not empty.
    """

    id: str
    text: str
    command: str
    shortcut: str = ""
    icon_name: str = ""
    condition: str = ""
    group: str = ""
    argument: str = ""


class Actions(QObject):
    """The QActions made from all specs.

    Args:
        specs: from the tables in this folder.
        commands: has a method for each `ActionSpec.command`.
        conditions: has a method for each `ActionSpec.condition`, which returns the reason why the
            action cannot be used now, or "".
        window: the actions' parent, where their shortcuts work.
    """

    def __init__(
        self,
        specs: Iterable[ActionSpec],
        commands: object,
        conditions: object,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self.specs = tuple(specs)
        self._conditions = conditions
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        for spec in self.specs:
            self._actions[spec.id] = self._make(spec, commands, window)
        self.refresh()

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def _make(self, spec: ActionSpec, commands: object, window: QMainWindow) -> QAction:
        text = QCoreApplication.translate("actions", spec.text)
        action = QAction(text, window)
        action.setObjectName(spec.id)
        if spec.icon_name:
            action.setIcon(icon(spec.icon_name))
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        if spec.group:
            group = self._groups.setdefault(spec.group, QActionGroup(window))
            action.setCheckable(True)
            group.addAction(action)
        command: Callable[..., None] = attrgetter(spec.command)(commands)
        if spec.argument:
            action.triggered.connect(lambda _checked=False, name=spec.argument: command(name))
        else:
            action.triggered.connect(lambda _checked=False: command())
        window.addAction(action)
        return action

    @Slot()
    def refresh(self) -> None:
        """Enable what can be used now; say why not in the tooltip of the rest."""
        for spec in self.specs:
            reason = attrgetter(spec.condition)(self._conditions)() if spec.condition else ""
            action = self._actions[spec.id]
            action.setEnabled(not reason)
            keys = keys_text(action.shortcut())
            plain = plain_text(action)
            action.setToolTip(reason or (f"{plain} ({keys})" if keys else plain))


def trigger(source: QWidget, action_id: str) -> None:
    """Do what the window's action `action_id` does; nothing when `source` is in no window."""
    parent: QObject | None = source
    while parent is not None:
        if isinstance(parent, QMainWindow):
            action = parent.findChild(QAction, action_id)
            if action is not None:
                action.trigger()
            return
        parent = parent.parent()


def fill_menu(menu: QMenu, entries: Sequence[QAction | QMenu | None]) -> None:
    """Put actions, submenus and separators (None) in a menu."""
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QMenu):
            menu.addMenu(entry)
        else:
            menu.addAction(entry)
