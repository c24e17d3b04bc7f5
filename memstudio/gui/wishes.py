"""Work beside the window, of which only the newest of its kind is ever shown."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.errors import Cancelled, MemStudioError
from memstudio.gui.background_pool import BackgroundPool, finish
from memstudio.progress import Control

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class _Answer(QObject):
    """Carries what was found to the window's thread; it outlives the window if it must."""

    given = Signal(str, object, object)


class Wishes(QObject):
    """Each name stands for one place of the window, which waits for one answer at most.

    A new wish of the same name cancels the one before. What takes moments and what takes seconds
    run beside each other, so that the one does not wait for the other.

    Signals:
        shown: the name of the place whose answer has just been shown.
    """

    shown = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._quick, self._slow = BackgroundPool(self), BackgroundPool(self)
        self._controls: dict[str, Control] = {}
        self._show: dict[str, Callable[[Any], None]] = {}
        self._answer = _Answer()
        self._answer.given.connect(self._on_answer_given)

    def ask(
        self,
        name: str,
        work: Callable[[Control], _T],
        show: Callable[[_T | None], None],
        *,
        is_slow: bool = False,
    ) -> None:
        """Do `work` beside the window, and then `show` what came of it in the window's thread.

        Args:
            name: of the place that waits for it.
            work: may call `checkpoint` of its argument, which ends it when it is not wanted.
            show: gets None when the work failed.
            is_slow: whether it may take more than some milliseconds.
        """
        self.forget(name)
        control = Control()
        self._controls[name], self._show[name] = control, show
        pool = self._slow if is_slow else self._quick
        answer = self._answer
        pool.start(lambda: _do(name, control, work, answer))

    def forget(self, name: str) -> None:
        """Whatever was asked for under `name` is not wanted any more."""
        control = self._controls.pop(name, None)
        if control is not None:
            control.cancel()
        self._show.pop(name, None)

    @property
    def are_done(self) -> bool:
        """Whether nothing is waited for."""
        return not self._controls

    def close(self) -> None:
        """Want nothing any more, and wait for what is at work."""
        for name in list(self._controls):
            self.forget(name)
        for pool in (self._quick, self._slow):
            finish(pool)

    @Slot(str, object, object)
    def _on_answer_given(self, name: str, control: Control, found: Any) -> None:
        if self._controls.get(name) is not control:
            return
        del self._controls[name]
        self._show.pop(name)(found)
        self.shown.emit(name)


def _do(name: str, control: Control, work: Callable[[Control], Any], answer: _Answer) -> None:
    found = None
    try:
        control.checkpoint()
        found = work(control)
        control.checkpoint()
    except Cancelled:
        return
    except MemStudioError as error:
        _log.info("%s: %s", name, error)
    except Exception:  # noqa: BLE001 - the window goes on without what was asked for
        _log.exception("%s could not be found out", name)
    answer.given.emit(name, control, found)
