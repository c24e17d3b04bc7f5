"""Opens two traces and aligns them, away from the window's thread; numpy and zarr only."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRunnable, Signal, Slot
from typing_extensions import override

from memstudio.errors import MemStudioError, marked
from memstudio.gui.background_pool import BackgroundPool, finish
from memstudio.trace.stored_arrays import recorded_at

if TYPE_CHECKING:
    from memstudio.trace.comparison import Comparison, Levels

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wanted:
    """Two traces by their paths, and a quantity; "" for the first that both have.

    Attributes:
        recorded: when each was: another trace may come to lie at the place of one.
    """

    first: str
    second: str
    name: str = ""
    recorded: tuple[int, int] = (0, 0)

    @classmethod
    def now(cls, first: str, second: str, name: str) -> Wanted:
        """Those that lie there now."""
        return cls(first, second, name, (recorded_at(first), recorded_at(second)))


@dataclass(frozen=True)
class Loaded:
    """What was wanted, ready to be drawn: `Comparison.at` is quick for `name`."""

    wanted: Wanted
    comparison: Comparison
    name: str
    levels: Levels


class _Loading(QRunnable):
    def __init__(self, wanted: Wanted, known: Comparison | None, answer: Loader) -> None:
        super().__init__()
        self._wanted, self._known, self._answer = wanted, known, answer

    @override
    def run(self) -> None:
        """Open, align, fetch."""
        try:
            self._answer.came.emit(self._load())
        except MemStudioError as error:
            self._answer.went_wrong.emit(self._wanted, error)
        except Exception:  # noqa: BLE001 - whatever it is, the user gets a sentence
            _log.exception("%s could not be compared", self._wanted)
            text = marked("errors", "The traces could not be compared; the log has the details.")
            self._answer.went_wrong.emit(self._wanted, MemStudioError(text))

    def _load(self) -> Loaded:
        from memstudio.trace.comparison import Comparison
        from memstudio.trace.reader import TraceReader

        wanted, pair = self._wanted, self._known
        if pair is None:
            pair = Comparison(TraceReader(Path(wanted.first)), TraceReader(Path(wanted.second)))
        name = wanted.name if wanted.name in pair.names else pair.names[0] if pair.names else "loss"
        pair.prepare(name)
        return Loaded(wanted, pair, name, pair.levels(name))


class Loader(QObject):
    """Loads the last pair that was asked for.

    Signals:
        loaded: a `Loaded`.
        failed: a `MemStudioError`.
    """

    loaded = Signal(object)
    failed = Signal(object)
    # From the background to this thread.
    came = Signal(object)
    went_wrong = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: Wanted | None = None
        self._last: Loaded | None = None
        self._pool = BackgroundPool(self)
        self.came.connect(self._on_came)
        self.went_wrong.connect(self._on_went_wrong)

    def load(self, wanted: Wanted) -> None:
        """Load a pair, unless it is the one that was asked for last."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        last, known = self._last, None
        if last is not None and replace(last.wanted, name=wanted.name) == wanted:
            known = last.comparison
        self._pool.clear()
        self._pool.start(_Loading(wanted, known, self))

    def wait(self) -> None:
        """Let a loading that has begun end."""
        finish(self._pool)

    @Slot(object)
    def _on_came(self, loaded: Loaded) -> None:
        if loaded.wanted == self._wanted:
            self._last = loaded
            self.loaded.emit(loaded)

    @Slot(object, object)
    def _on_went_wrong(self, wanted: Wanted, error: MemStudioError) -> None:
        if wanted == self._wanted:
            self._wanted = None
            self.failed.emit(error)
