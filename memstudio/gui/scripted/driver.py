"""Plays a script in the running application, one step after the other."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from memstudio.gui.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Wait: TypeAlias = float | Callable[[], bool]
    """What a script waits for: seconds, or until something is so."""

_log = logging.getLogger(__name__)

_LOOK_MS = 20
_LONGEST = 300.0  # seconds that one wait may take


class Driver:
    """Looks now and then whether what a script waits for is so, and goes on.

    Args:
        script: begun with the main window once that is shown; closes it at its end.
        app: which is left when something goes wrong.
        size: that the window gets, in its own pixels.

    Attributes:
        error: what went wrong; empty while nothing did.
    """

    def __init__(
        self,
        script: Callable[[MainWindow], Iterator[Wait]],
        app: QApplication,
        size: tuple[int, int],
    ) -> None:
        self._begin = script
        self._size = size
        self._script: Iterator[Wait] | None = None
        self._waits_for: Wait = 0.0
        self._since = time.perf_counter()
        self.error = ""
        self._timer = QTimer(app)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start(_LOOK_MS)

    def _on_timer_timeout(self) -> None:
        pause = _LOOK_MS
        try:
            pause = self._go_on()
        except StopIteration:
            return
        except Exception as error:  # noqa: BLE001 - said at the end, whatever it is
            _log.exception("the script failed")
            self._give_up(f"{type(error).__name__}: {error}")
            return
        self._timer.start(pause)

    def _go_on(self) -> int:
        """Take the next step when it is time; milliseconds until the next look."""
        if self._script is None:
            windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
            if not windows or not windows[0].isVisible():
                return _LOOK_MS
            windows[0].resize(*self._size)
            self._script = self._begin(windows[0])
        elif callable(self._waits_for) and not self._waits_for():
            if time.perf_counter() - self._since > _LONGEST:
                raise TimeoutError
            return _LOOK_MS
        self._waits_for = next(self._script)
        self._since = time.perf_counter()
        return _LOOK_MS if callable(self._waits_for) else round(1000 * self._waits_for)

    def _give_up(self, error: str) -> None:
        self.error = error
        app = QApplication.instance()
        if app is not None:
            app.quit()
