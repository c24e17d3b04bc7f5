"""Does one thing after the other to a window, by chance, from inside its own event loop."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QMenu,
    QWidget,
)

from memstudio.gui.main_window import MainWindow
from tests.monkey import hands
from tests.monkey.controls import MODIFIERS, TEXTS, Controls
from tests.monkey.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.monkey.watch import Diary

_LONGEST_PRESS = 3.0
"""Seconds after which an action that is not over is one that waits for more, as a drag."""
_LOOK_EACH = 8
"""Actions between two looks at whether all fits together."""
_KEYS = (
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape,
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home,
    Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace, Qt.Key.Key_Menu, Qt.Key.Key_A, Qt.Key.Key_E, Qt.Key.Key_M, Qt.Key.Key_F2,
    Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_5, Qt.Key.Key_Alt,
)  # fmt: skip
_ENDS = ("window", "keys", "signal")


class _AtWork:
    """An action that is being done."""

    def __init__(self) -> None:
        self.modal = QApplication.activeModalWidget()
        self.since = time.monotonic()


class Monkey(QObject):
    """Acts on the main window and whatever stands in front of it.

    Args:
        seed: of what is done; each action has its own chance, so that one that finds nothing to
            act on does not change those after it.
        until: the number of the first action that is not done any more; the window is closed then.
        things: the folder of what may be dropped.
    """

    def __init__(self, seed: int, until: int, things: Path, diary: Diary) -> None:
        super().__init__()
        self._seed = seed
        self._until = until
        self._things = things
        self._found = sorted(
            str(path)
            for pattern in ("*/*", "runs/*", "text/many/*")
            for path in things.glob(pattern)
        )
        self._diary = diary
        self._rng = Random(seed)  # noqa: S311 - no secret
        self._truth: Truth | None = None
        self._at_work: _AtWork | None = None
        self._controls = Controls(self._do)

    # ------------------------------------------------------------------ one after the other

    def go_on(self) -> None:
        """Do the next thing, and see to it that one more follows."""
        window = self._window()
        if window is None or self._is_within:
            QTimer.singleShot(20, self, self.go_on)
            return
        if self._truth is None:
            self._truth = Truth(window.session, self._diary)
        number = self._diary.number
        if number >= self._until:
            self._end(window)
            return
        self._rng = rng = Random(f"{self._seed} {number}")  # noqa: S311 - no secret
        pause = rng.choice((0, 0, 5, 10, 20, 60)) if rng.random() < 0.98 else rng.randrange(50, 400)
        # Before the action, which may open a loop of its own that this goes on in.
        QTimer.singleShot(pause, self, self.go_on)
        if number % _LOOK_EACH == 0:
            self._truth.look(window)
        before, self._at_work = self._at_work, _AtWork()
        try:
            self._act(window)
        except RuntimeError as error:
            # A widget may be gone after its own press; only its Python half is left.
            if "already deleted" not in str(error):
                raise
        finally:
            self._at_work = before

    @property
    def _is_within(self) -> bool:
        """Whether an action is being done that only lets events through, as each press does.

        One that has opened a dialog and waits for it, or a drag, is to be gone on with.
        """
        at_work = self._at_work
        if at_work is None or QApplication.activeModalWidget() is not at_work.modal:
            return False
        return time.monotonic() - at_work.since < _LONGEST_PRESS

    def _window(self) -> MainWindow | None:
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        return found[0] if found and found[0].isVisible() else None

    def _end(self, window: MainWindow) -> None:
        """Close the window as somebody who is in earnest: what is asked is agreed to."""
        QTimer.singleShot(200, self, self.go_on)
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            popup.close()
        elif isinstance(modal, QDialog):
            stop = modal.findChild(QAbstractButton, "stop_and_save")
            if stop is not None:
                stop.click()
            else:
                modal.reject()
        else:
            window.close()

    def _do(self, text: str, action: Callable[[], None]) -> None:
        self._diary.action(text)
        action()

    # ------------------------------------------------------------------ what to do

    def _act(self, window: MainWindow) -> None:
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if isinstance(modal, QFileDialog):
            self._answer(modal)
        elif popup is not None:
            self._act_on_popup(popup, window)
        elif modal is not None:
            self._act_on_dialog(modal)
        else:
            self._act_on_window(window)

    def _act_on_popup(self, popup: QWidget, window: MainWindow) -> None:
        rng = self._rng
        if rng.random() < 0.2:
            escape = Qt.Key.Key_Escape
            self._do(f"Esc in {hands.name_of(popup)}", lambda: hands.key(popup, escape))
        elif rng.random() < 0.1:
            place = QPoint(rng.randrange(window.width()), rng.randrange(window.height()))
            self._do(f"click beside {hands.name_of(popup)}", lambda: hands.click(window, place))
        elif isinstance(popup, QMenu):
            entries = [action for action in popup.actions() if not action.isSeparator()]
            if not entries:
                self._do("close an empty menu", popup.close)
                return
            entry = rng.choice(entries)
            place = popup.actionGeometry(entry).center()
            self._do(f"menu entry {entry.text()}", lambda: hands.click(popup, place))
        else:
            self._controls.act_on_some(popup, rng)

    def _act_on_dialog(self, dialog: QWidget) -> None:
        chance = self._rng.random()
        name = f"{hands.name_of(dialog)} {dialog.windowTitle()}"
        if chance < 0.06:
            self._do(f"Esc in {name}", lambda: hands.key(dialog, Qt.Key.Key_Escape))
        elif chance < 0.1:
            self._do(f"Enter in {name}", lambda: hands.key(dialog, Qt.Key.Key_Return))
        elif chance < 0.13:
            self._do(f"close {name}", lambda: dialog.close() and None)
        elif chance < 0.2:
            self._press_keys(dialog)
        else:
            self._controls.act_on_some(dialog, self._rng)

    def _answer(self, dialog: QFileDialog) -> None:
        """Choose something in the sandbox; nothing else is touched in it."""
        rng = self._rng
        if rng.random() < 0.4:
            self._do("cancel a file dialog", dialog.reject)
            return
        if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave:
            chosen = str(self._things / "saved" / f"{rng.choice('abc')}")
            Path(chosen).parent.mkdir(exist_ok=True)
        else:
            chosen = rng.choice(self._found)

        def answer() -> None:
            dialog.setDirectory(str(Path(chosen).parent))
            dialog.selectFile(chosen)
            hands.key(dialog, Qt.Key.Key_Return)
            # Refused, or the name is asked about once more.
            if dialog.isVisible() and rng.random() < 0.7:
                QTimer.singleShot(0, dialog, dialog.reject)

        self._do(f"choose {chosen}", answer)

    def _act_on_window(self, window: MainWindow) -> None:
        chance, rng = self._rng.random(), self._rng
        if chance < 0.002:
            self._quit(window)
        elif chance < 0.04:
            self._drop(window)
        elif chance < 0.09:
            self._bring_on(window)
        elif chance < 0.15:
            self._press_keys(window)
        elif chance < 0.21:
            self._take_action(window)
        elif chance < 0.23:
            self._change_shape(window)
        elif chance < 0.29:
            tabs = window.pages.tabs
            place = tabs.tabRect(rng.randrange(tabs.count())).center()
            self._do(f"tab {place.x()}", lambda: hands.click(tabs, place))
        else:
            others = [
                top for top in QApplication.topLevelWidgets()
                if top.isVisible() and top is not window and top.windowHandle() is not None
                and top.windowType() not in {Qt.WindowType.ToolTip, Qt.WindowType.Popup}
            ]  # fmt: skip
            in_front = rng.choice(others) if others and rng.random() < 0.5 else window
            self._controls.act_on_some(in_front, rng)

    def _quit(self, window: MainWindow) -> None:
        way = self._rng.choice(_ENDS)
        ends = {
            "window": lambda: window.close() and None,
            "keys": lambda: hands.keys(window, window.actions_table["file.quit"].shortcut()),
            "signal": lambda: os.kill(os.getpid(), signal.SIGTERM),
        }
        self._do(f"quit by {way}", ends[way])

    def _drop(self, window: MainWindow) -> None:
        rng = self._rng
        paths = rng.sample(self._found, rng.choice((1, 1, 1, 1, 2, 3)))
        place = QPoint(rng.randrange(window.width()), rng.randrange(window.height()))
        lets_go = rng.random() < 0.9
        text = f"{'drop' if lets_go else 'drag over'} {paths}"
        self._do(text, lambda: hands.drop(window, paths, place, lets_go=lets_go))

    def _bring_on(self, window: MainWindow) -> None:
        """What is missing for work to go on, so that most happens while some is going on."""
        session, rng, table = window.session, self._rng, window.actions_table
        middle = window.rect().center()
        run = session.run
        if session.model is None or rng.random() < 0.1:
            path = str(rng.choice(sorted((self._things / "models").iterdir())))
            self._do(f"drop {path}", lambda: hands.drop(window, [path], middle))
        elif session.corpus is None or rng.random() < 0.1:
            path = str(self._things / "text" / "book.txt")
            self._do(f"drop {path}", lambda: hands.drop(window, [path], middle))
        elif run is None or not run.is_active:
            self._do("start training", table["train.start"].trigger)
        elif rng.random() < 0.3:
            name = rng.choice(("train.pause", "train.pause", "train.stop"))
            self._do(name, table[name].trigger)
        else:
            # It is to go on for a while.
            self._controls.act_on_some(window, rng)

    def _press_keys(self, window: QWidget) -> None:
        rng = self._rng
        if rng.random() < 0.25:
            text = rng.choice(TEXTS)
            self._do(f"write {text!r}", lambda: hands.write(window, text))
            return
        code, modifier = rng.choice(_KEYS), rng.choice(MODIFIERS)
        if modifier == Qt.KeyboardModifier.AltModifier and code == Qt.Key.Key_F2:
            code = Qt.Key.Key_Space
        self._do(f"key {modifier.name} {code.name}", lambda: hands.key(window, code, modifier))

    def _take_action(self, window: MainWindow) -> None:
        """By its shortcut, or as from its menu."""
        rng = self._rng
        specs = [spec for spec in window.actions_table.specs if spec.id != "file.quit"]
        spec = rng.choice(specs)
        action = window.actions_table[spec.id]
        if not action.shortcut().isEmpty() and rng.random() < 0.7:
            self._do(f"shortcut of {spec.id}", lambda: hands.keys(window, action.shortcut()))
        else:
            self._do(f"action {spec.id}", action.trigger)

    def _change_shape(self, window: MainWindow) -> None:
        rng = self._rng
        match rng.randrange(7):
            case 0 | 1:
                width, height = rng.randrange(600, 1280), rng.randrange(400, 800)
                self._do(f"resize {width} {height}", lambda: window.resize(width, height))
            case 2:
                state = rng.choice((
                    Qt.WindowState.WindowMaximized, Qt.WindowState.WindowNoState,
                    Qt.WindowState.WindowMinimized,
                ))  # fmt: skip
                self._do(f"window state {state.name}", lambda: window.setWindowState(state))
            case 3 | 4:
                box = window.toolbar.device_box
                index = rng.randrange(box.count())

                def choose() -> None:
                    # As from its list, which cannot be opened while the box is off.
                    if box.isEnabled():
                        box.setCurrentIndex(index)
                        box.activated.emit(index)

                self._do(f"device {box.itemData(index)}", choose)
            case 5:
                entry = rng.choice(window.dock_plan.actions)
                self._do(f"panel {entry.text()}", entry.trigger)
            case _:
                language = rng.choice(("en", "zh_CN"))
                settings = window.settings.model_copy(update={"language": language})
                self._do(f"language {language}", lambda: window.commands._keep(settings))
