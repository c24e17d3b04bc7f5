"""What can be done with the selected runs: each a QAction that says why, when it cannot be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from memstudio.errors import marked
from memstudio.gui.widgets.icons import icon
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from memstudio.gui.actions.conditions import Conditions
    from memstudio.training.run_summary import RunSummary


@dataclass(frozen=True)
class RunActionSpec:
    """One thing that can be done.

    Attributes:
        name: such as "rerun"; the object name of its QAction.
        text: marked in the context "RunActions".
        icon_name: of a file in `resources/icons`.
        keys: portable, such as "F2"; they work on the page only.
        takes_several: whether it can be done to several runs at once.
    """

    name: str
    text: str
    icon_name: str
    keys: str = ""
    takes_several: bool = False


RUN_ACTIONS = (
    RunActionSpec("curves", marked("RunActions", "Show on the Train page"), "chart"),
    RunActionSpec("model", marked("RunActions", "Open its model"), "model", "Ctrl+Return"),
    RunActionSpec("memory", marked("RunActions", "See its memory"), "memory", "Ctrl+M"),
    RunActionSpec("health", marked("RunActions", "See its memory's health"), "gauge"),
    RunActionSpec("resume", marked("RunActions", "Go on with it"), "play"),
    RunActionSpec("branch", marked("RunActions", "Branch…"), "branch"),
    RunActionSpec("duplicate", marked("RunActions", "Duplicate in the form"), "copy", "Ctrl+J"),
    RunActionSpec("rerun", marked("RunActions", "Run again"), "refresh"),
    RunActionSpec(
        "queue", marked("RunActions", "Add to queue"), "clock", "Ctrl+U", takes_several=True
    ),
    RunActionSpec("rename", marked("RunActions", "Rename"), "text", "F2"),
    RunActionSpec("folder", marked("RunActions", "Show in files"), "folder"),
    RunActionSpec("command", marked("RunActions", "Copy as command line"), "command"),
    RunActionSpec("toml", marked("RunActions", "Copy configuration as TOML"), "copy"),
    RunActionSpec(
        "trash", marked("RunActions", "Move to the trash"), "trash", "Delete", takes_several=True
    ),
)


class RunActions(QObject):
    """The actions of the page.

    Signals:
        requested: the name of an action, and a list of `RunSummary`.

    Args:
        conditions: of the window: what it is busy with.
        owner: where the keys work, in all that is within.
    """

    requested = Signal(str, object)

    def __init__(self, conditions: Conditions, owner: QWidget) -> None:
        super().__init__(owner)
        self._conditions = conditions
        self._runs: list[RunSummary] = []
        self._actions: dict[str, QAction] = {}
        for spec in RUN_ACTIONS:
            text = QCoreApplication.translate("RunActions", spec.text)
            action = QAction(icon(spec.icon_name), text, owner)
            action.setObjectName(spec.name)
            if spec.keys:
                action.setShortcut(QKeySequence(spec.keys))
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                if spec.keys == "Delete":
                    # It means something else in the queue and in texts: the table takes it. Not every
                    # keyboard has a Delete key of its own.
                    action.setShortcuts([action.shortcut(), QKeySequence(Qt.Key.Key_Backspace)])
                    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _checked=False, name=spec.name: self._on_action(name))
            self._actions[spec.name] = action
        owner.addActions(list(self._actions.values()))
        conditions.conditions_changed.connect(self.refresh)
        self.refresh()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """These are selected now."""
        self._runs = list(runs)
        self.refresh()

    def refresh(self) -> None:
        """Enable what can be done now; say why not in the tooltip of the rest."""
        for spec in RUN_ACTIONS:
            reason = self.why_not(spec)
            action = self._actions[spec.name]
            action.setEnabled(not reason)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            named = f"{action.text()} ({keys})" if keys else action.text()
            action.setToolTip(f"{named}\n{reason}" if reason else named)

    def why_not(self, spec: RunActionSpec) -> str:
        """Why something cannot be done now; "" when it can."""
        if not self._runs:
            return self.tr("Select a run first.")
        if len(self._runs) > 1:
            if not spec.takes_several:
                return self.tr("Select one run only.")
            if spec.name == "trash" and any(run.is_active for run in self._runs):
                return self.tr("One of them is on now: stop it first.")
            return ""
        return self._why_not_one(spec.name, self._runs[0])

    def _why_not_one(self, name: str, run: RunSummary) -> str:
        conditions, reason = self._conditions, ""
        match name:
            case "health" if not (RunFolder(run.path).trace_paths() or run.crossings):
                reason = self.tr("Its probe was not traced.")
            case "curves" | "health":
                reason = conditions.no_other_run_now(str(run.path))
            case "model":
                has_model = (RunFolder(run.path).model / "config.json").is_file()
                none = self.tr("It has no model yet.")
                reason = conditions.no_model_now() if has_model else none
            case "memory" if not RunFolder(run.path).trace_paths():
                reason = self.tr("Its probe was not traced.")
            case "resume":
                reason = self._why_not_resume(run)
            case "branch":
                none = self.tr("It has no complete checkpoint.")
                has_one = RunFolder(run.path).last_checkpoint() is not None
                reason = conditions.no_branch_now() if has_one else none
            case "duplicate":
                reason = conditions.no_form_now()
            case "rerun":
                reason = conditions.no_rerun_now()
            case "trash" if run.is_active:
                reason = self.tr("It is on now: stop it first.")
        return reason

    def _why_not_resume(self, run: RunSummary) -> str:
        if run.state == "completed":
            return self.tr("It is complete.")
        if run.is_active:
            return self.tr("It is on now.")
        if RunFolder(run.path).last_checkpoint() is None:
            return self.tr("It has no complete checkpoint.")
        return self._conditions.no_rerun_now()

    def _on_action(self, name: str) -> None:
        # A key may come before the page has heard that something has changed.
        spec = next(each for each in RUN_ACTIONS if each.name == name)
        if not self.why_not(spec):
            self.requested.emit(name, list(self._runs))
