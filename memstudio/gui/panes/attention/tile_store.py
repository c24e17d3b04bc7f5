"""Tiles of a matrix as pictures: computed beside the window's thread, newest wish first, and kept.

A tile is 256 x 256 cells of a level. What is not there yet is painted from a coarser level.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QRunnable, Signal, Slot
from PySide6.QtGui import QImage
from typing_extensions import override

from memstudio.gui.background_pool import BackgroundPool

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from memstudio.gui.panes.attention.scales import Scale
    from memstudio.trace.attention_pyramid import AttentionPyramid

_log = logging.getLogger(__name__)
TILE = 256
"""Cells along a side."""
_BUDGET = 96 << 20


class Place(NamedTuple):
    """Where a tile lies, in tiles of its level."""

    level: int
    row: int
    column: int


class _Answer(QObject):
    """Carries pixels to the window's thread."""

    made = Signal(int, object, object)
    advanced = Signal(int, float)


class _Job(QRunnable):
    """Does what is wished for until nothing is, tiles before the overview."""

    def __init__(self, store: TileStore) -> None:
        super().__init__()
        self._store = store

    @override
    def run(self) -> None:
        """Work."""
        self._store.work()


class TileStore(QObject):
    """The tiles of the matrix on show.

    Signals:
        tiles_changed: there are more.
        overview_advanced: the share of the overview that is computed, 0 to 1.
    """

    tiles_changed = Signal()
    overview_advanced = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._pyramid: AttentionPyramid | None = None
        self._scale: Scale | None = None
        self._number = 0
        self._wishes: list[Place] = []
        self._is_working = False
        self._is_closed = False
        self._tiles: OrderedDict[tuple[int, Place], tuple[QImage, NDArray[np.uint32]]] = (
            OrderedDict()
        )
        self._num_bytes = 0
        self._answer = _Answer(self)
        self._answer.made.connect(self._on_answer_made)
        self._answer.advanced.connect(self._on_answer_advanced)
        # One thread, so that a core is left for the window.
        self._pool = BackgroundPool(self)

    # ------------------------------------------------------------------ the window's side

    @property
    def num_bytes(self) -> int:
        """What the tiles take in memory."""
        return self._num_bytes

    def show(self, pyramid: AttentionPyramid | None, scale: Scale | None) -> None:
        """From now on, tiles are those of `pyramid`, in the colours of `scale`."""
        with self._lock:
            self._pyramid, self._scale = pyramid, scale
            self._number += 1
            self._wishes = []
        self._tiles.clear()
        self._num_bytes = 0
        self._start()

    def tile(self, place: Place) -> QImage | None:
        """A tile, when it is there."""
        key = (self._number, place)
        found = self._tiles.get(key)
        if found is None:
            return None
        self._tiles.move_to_end(key)
        return found[0]

    def wish(self, places: list[Place]) -> None:
        """Have these computed, the first of them first, and nothing that was wished for before."""
        with self._lock:
            self._wishes = list(reversed(places))
        self._start()

    def wait(self) -> None:
        """Let what has begun end, and begin nothing more."""
        self._is_closed = True
        with self._lock:
            self._wishes = []
            self._pyramid = None
        self._pool.waitForDone()

    def _start(self) -> None:
        with self._lock:
            if self._is_working or self._is_closed or self._pyramid is None:
                return
            if not self._wishes and self._pyramid.is_whole:
                return
            self._is_working = True
        self._pool.start(_Job(self))

    @Slot(int, object, object)
    def _on_answer_made(self, number: int, place: Place, pixels: NDArray[np.uint32]) -> None:
        if number != self._number:
            return
        height, width = pixels.shape
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._tiles[number, place] = image, pixels
        self._num_bytes += pixels.nbytes
        while self._num_bytes > _BUDGET and len(self._tiles) > 1:
            _, (_, old) = self._tiles.popitem(last=False)
            self._num_bytes -= old.nbytes
        self.tiles_changed.emit()

    @Slot(int, float)
    def _on_answer_advanced(self, number: int, share: float) -> None:
        if number == self._number:
            self.overview_advanced.emit(share)
            self.tiles_changed.emit()

    # ------------------------------------------------------------------ the other thread's side

    def work(self) -> None:
        """Compute what is wished for; called in the pool's thread."""
        try:
            while self._work_once():
                pass
        except Exception:  # noqa: BLE001 - a tile that fails must not end the program
            _log.exception("a tile could not be computed")
            with self._lock:
                self._is_working = False

    def _work_once(self) -> bool:
        """Do the next thing; False when there is nothing to do."""
        with self._lock:
            pyramid, scale, number = self._pyramid, self._scale, self._number
            place = self._wishes.pop() if self._wishes else None
            if pyramid is None or scale is None or (place is None and pyramid.is_whole):
                self._is_working = False
                return False
        if place is not None:
            cells = pyramid.cells(place.level, place.row * TILE, place.column * TILE, TILE)
            if cells is not None and cells.size:
                self._answer.made.emit(number, place, scale.pixels(cells))
                return True
            # Of the overview, which has not come that far.
        if not pyramid.is_whole:
            pyramid.fill(
                lambda: self._may_fill(number),
                lambda share: self._answer.advanced.emit(number, share),
            )
        return True

    def _may_fill(self, number: int) -> bool:
        """Whether nothing else is to be done before the next stripe of the overview."""
        with self._lock:
            return (
                self._number == number
                and self._pyramid is not None
                and not any(place.level < self._pyramid.base for place in self._wishes)
            )
