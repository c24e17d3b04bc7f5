"""Works out costs in a thread of its own; of several questions the last one is answered."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.costs.asked import CostBook, Place
from memstudio.errors import Cancelled, MemStudioError, marked
from memstudio.gui.background_pool import BackgroundPool, tell
from memstudio.progress import Control

if TYPE_CHECKING:
    from memstudio.costs.run_cost import RunCost
    from memstudio.training.run_config import RunConfig

_log = logging.getLogger(__name__)


class CostWork(QObject):
    """Asks a `CostBook`, which keeps what it found out.

    Signals:
        cost_found: a `RunCost`.
        cost_failed: a `MemStudioError`.
    """

    cost_found = Signal(object)
    cost_failed = Signal(object)
    # From the background thread to this one: the number of the question, and its answer.
    _answered = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book = CostBook()
        self._control = Control()
        # Before the pool waits for what is at work; its window may go without having been closed.
        self.destroyed.connect(lambda: self._control.cancel())  # noqa: PLW0108 - another by then
        self._pool = BackgroundPool(self)
        self._number = 0
        self._answered.connect(self._on_answered)

    def ask(self, config: RunConfig, place: Place) -> None:
        """Begin; an answer follows, unless another question comes before it."""
        self.drop()
        self._number += 1
        number, control = self._number, self._control
        self._pool.start(lambda: self._answer(number, config, place, control))

    def drop(self) -> None:
        """Ask for no more."""
        self._control.cancel()
        self._control = Control()
        self._pool.clear()

    def _answer(self, number: int, config: RunConfig, place: Place, control: Control) -> None:
        # On the background thread.
        found: RunCost | MemStudioError
        try:
            found = self._book.cost(config, place, control)
        except Cancelled:
            return
        except MemStudioError as error:
            found = error
        except Exception as error:  # noqa: BLE001 - a calculator is no reason to end the program
            _log.exception("the cost could not be worked out")
            found = MemStudioError(
                marked("errors", "The cost of this could not be worked out ({reason}). The log has the details."),
                reason=f"{type(error).__name__}: {error}".split("\n")[0][:200],
            )  # fmt: skip
        tell(self._answered, number, found)

    @Slot(int, object)
    def _on_answered(self, number: int, found: RunCost | MemStudioError) -> None:
        if number != self._number:
            return
        if isinstance(found, MemStudioError):
            self.cost_failed.emit(found)
        else:
            self.cost_found.emit(found)
