"""Weights in pieces, fetched in the background: painting never waits for the disk.

A tile is so many columns at one level of detail; a column stands for 1, 4, 16, ... tokens and holds
the largest weight of them for each slot. Where a tile is not there yet, a coarser one is shown.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QThreadPool, Signal, Slot

from memstudio.errors import MemStudioError
from memstudio.look.scales import upper_level

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.gui.trace_weights import TraceWeights, WeightChoice

    Floats = NDArray[np.float32]

LEVELS = (1, 4, 16, 64, 256, 1024, 4096)
COLUMNS = 1024
MISSING = np.float32(np.nan)
"""Stands where nothing is known yet."""
_KEPT = 384
_SAMPLED = 6
"""Tiles that are looked at to find the value of the brightest colour."""
_MOST_READ = 4_000_000
"""Tokens times layers times heads that are read for one tile."""

_SCALE, _LEFT_OUT = -1, -2
"""In place of where a tile is."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TileKey:
    """One tile, or what else is fetched as tiles are.

    Attributes:
        name: "read" or "write".
        choice: of which layers and heads.
        each: tokens a column.
        index: its place, in tiles; `_SCALE` for the scale of its level, `_LEFT_OUT` for the mass
            that was not kept.
    """

    name: str
    choice: WeightChoice
    each: int
    index: int


def level_for(tokens_per_pixel: float) -> int:
    """Tokens a column for a picture of so many tokens a pixel."""
    return max(each for each in LEVELS if each <= max(1.0, tokens_per_pixel))


class _Answer(QObject):
    """Carries what was fetched to the window's thread."""

    arrived = Signal(int, object, object)


class _Fetcher:
    """What the window and the fetching thread share; outlives the lanes, should these go first."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.number = 0
        self.weights: TraceWeights | None = None
        self.wanted: dict[str, list[TileKey]] = {}
        self.on_the_way: set[TileKey] = set()
        self.is_fetching = False
        self.is_ended = False
        # The application's, not the lanes': a thread may still speak through it when they are gone.
        self.answer = _Answer(QCoreApplication.instance())

    def show(self, weights: TraceWeights | None) -> None:
        """Another trace: nothing of the last is wanted."""
        with self.lock:
            self.number += 1
            self.wanted.clear()
            self.on_the_way.clear()
            self.weights = weights

    def ask(self, queue: str, wanted: list[TileKey]) -> None:
        """Want these, and no longer what was wanted before in the same queue."""
        with self.lock:
            self.wanted[queue] = wanted
            if self.is_ended or self.is_fetching or self._next() is None:
                return
            self.is_fetching = True
        QThreadPool.globalInstance().start(self.run)

    def arrived(self, key: TileKey) -> None:
        """It is not to be fetched any more."""
        with self.lock:
            self.on_the_way.discard(key)
            for queue in self.wanted.values():
                if key in queue:
                    queue.remove(key)

    def end(self) -> None:
        """Fetch no more, and wait for what is being fetched."""
        with self.lock:
            self.is_ended = True
            self.wanted.clear()
        while self.is_fetching:
            time.sleep(0.005)

    def run(self) -> None:
        """Fetch what is wanted, most wanted first, until nothing is; in the pool's thread."""
        while True:
            with self.lock:
                number, weights = self.number, self.weights
                key = self._next()
                if key is None or weights is None:
                    self.is_fetching = False
                    return
                self.on_the_way.add(key)
            try:
                found = _found(weights, key)
            except MemStudioError as error:
                _log.warning("a part of the weights could not be read: %s", error)
                found = None
            except Exception:  # noqa: BLE001 - a lane stays empty, the window does not end
                _log.exception("a part of the weights could not be read")
                found = None
            self.answer.arrived.emit(number, key, found)

    def _next(self) -> TileKey | None:
        way = self.on_the_way
        queues = [[key for key in queue if key not in way] for queue in self.wanted.values()]
        queues = [queue for queue in queues if queue]
        # Turn by turn, so that what is read and what is written come together.
        return max(queues, key=len)[0] if queues else None


class Tiles(QObject):
    """The tiles of one trace after the other.

    Signals:
        tiles_changed: more of them are there.
        rows_changed: more is there in full detail.
        left_out_changed: it is known how much was not kept of some weights.
    """

    tiles_changed = Signal()
    rows_changed = Signal()
    left_out_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._weights: TraceWeights | None = None
        self._tiles: OrderedDict[TileKey, Floats] = OrderedDict()
        # What was put together last of each name: most often it is what is asked for next.
        self._joined: dict[str, tuple[list[TileKey], Floats]] = {}
        self._scales: dict[TileKey, tuple[float, float]] = {}
        self._left_out: dict[tuple[str, WeightChoice], float] = {}
        self._failed: set[TileKey] = set()
        self._fetcher = _Fetcher()
        self._fetcher.answer.arrived.connect(self._on_answer_arrived)

    # ------------------------------------------------------------------ what there is

    def show(self, weights: TraceWeights | None) -> None:
        """Another trace, or none; what is being fetched of the last is thrown away."""
        self._weights = weights
        self._fetcher.show(weights)
        self._tiles.clear()
        self._joined.clear()
        self._scales.clear()
        self._left_out.clear()
        self._failed.clear()

    @Slot()
    def end(self) -> None:
        """Fetch no more, and let what is being fetched end."""
        self._fetcher.end()

    def is_too_much(self, name: str, choice: WeightChoice, each: int) -> bool:
        """Whether a tile would take too long to fetch."""
        weights = self._weights
        if weights is None:
            return False
        tokens = min(COLUMNS * each, weights.num_tokens)
        return weights.cost(name, choice) * tokens > max(_MOST_READ, COLUMNS)

    def columns(
        self, name: str, choice: WeightChoice, each: int, start: float, stop: float
    ) -> tuple[Floats, int, bool]:
        """What is known of the columns that `start` to `stop` (tokens) lie in; asks for the rest.

        Returns:
            `[n, m]`, `MISSING` where nothing is known; the token that the first begins at; and
            whether all is there at this level.
        """
        weights = self._weights
        assert weights is not None  # noqa: S101 - lanes without a trace do not ask
        width = COLUMNS * each
        last_tile = (weights.num_tokens - 1) // width
        first = min(max(0, int(start // width)), last_tile)
        last = min(max(first, int(max(start, stop - 1e-6) // width)), last_tile)
        keys = [TileKey(name, choice, each, index) for index in range(first, last + 1)]
        self._want(name, keys, last_tile)
        joined = self._joined.get(name)
        if joined is not None and joined[0] == keys:
            return joined[1], first * width, True
        found = [self._tiles.get(key) for key in keys]
        for key, tile in zip(keys, found, strict=True):
            if tile is not None:
                self._tiles.move_to_end(key)
        whole = all(tile is not None for tile in found)
        parts = [
            tile if tile is not None else self._coarser(key)
            for key, tile in zip(keys, found, strict=True)
        ]
        rows = parts[0] if len(parts) == 1 else np.concatenate(parts)
        if whole:
            self._joined[name] = (keys, rows)
        return rows, first * width, whole

    def rows(self, name: str, choice: WeightChoice, start: int, stop: int) -> Floats | None:
        """`[n, m]` of some tokens in full detail, if they are there; asks for them otherwise."""
        weights = self._weights
        if weights is None or stop <= start or self.is_too_much(name, choice, 1):
            return None
        first, last = start // COLUMNS, (stop - 1) // COLUMNS
        keys = [TileKey(name, choice, 1, index) for index in range(first, last + 1)]
        found = [self._tiles.get(key) for key in keys]
        if any(tile is None for tile in found):
            self._ask(f"{name} of the text", keys)
            return None
        rows = np.concatenate([tile for tile in found if tile is not None])
        return rows[start - first * COLUMNS : stop - first * COLUMNS]

    def high(self, name: str, choice: WeightChoice, each: int) -> float | None:
        """The value of the brightest colour at a level; of another level until it is known."""
        known = self._scale_near(name, choice, each)
        return None if known is None else known[0]

    def largest(self, name: str, choice: WeightChoice, each: int) -> float:
        """The largest value that was met at that level; 0 when none is known."""
        known = self._scale_near(name, choice, each)
        return 0.0 if known is None else known[1]

    def left_out(self, name: str, choice: WeightChoice) -> float | None:
        """The share of the mass that was not kept; None until it is known."""
        return self._left_out.get((name, choice))

    def _scale_near(self, name: str, choice: WeightChoice, each: int) -> tuple[float, float] | None:
        known = self._scales.get(TileKey(name, choice, each, _SCALE))
        if known is not None:
            return known
        others = [
            (abs(LEVELS.index(key.each) - LEVELS.index(each)), value)
            for key, value in self._scales.items()
            if key.name == name and key.choice == choice
        ]
        return min(others)[1] if others else None

    def value(self, name: str, choice: WeightChoice, token: int, slot: int) -> float | None:
        """A weight of one token, if its tile of full detail is there."""
        tile = self._tiles.get(TileKey(name, choice, 1, token // COLUMNS))
        return None if tile is None else float(tile[token % COLUMNS, slot])

    def _coarser(self, key: TileKey) -> Floats:
        """What a coarser level says of a tile that is not there yet."""
        assert self._weights is not None  # noqa: S101 - callers have checked
        start = key.index * COLUMNS * key.each
        tokens = min(COLUMNS * key.each, self._weights.num_tokens - start)
        count = -(-tokens // key.each)
        places = start + np.arange(count, dtype=np.int64) * key.each
        for each in LEVELS[LEVELS.index(key.each) + 1 :]:
            index = start // (COLUMNS * each)
            tile = self._tiles.get(TileKey(key.name, key.choice, each, index))
            if tile is not None:
                return tile[np.minimum(places // each - index * COLUMNS, len(tile) - 1)]
        width = next((tile.shape[1] for tile in self._tiles.values()), 1)
        return np.full((count, width), MISSING, np.float32)

    # ------------------------------------------------------------------ fetching

    def _want(self, name: str, keys: list[TileKey], last_tile: int) -> None:
        """Ask for tiles, for the scale of their level, and then for what may be looked at next."""
        each, choice = keys[0].each, keys[0].choice
        around = [
            TileKey(name, choice, each, index)
            for index in (keys[-1].index + 1, keys[0].index - 1)
            if 0 <= index <= last_tile
        ]
        level = LEVELS.index(each)
        around += [
            TileKey(name, choice, other, keys[0].index * each // other)
            for other in LEVELS[level + 1 : level + 2]
        ]
        scale = TileKey(name, choice, each, _SCALE)
        wanted = [*keys, *around]
        if scale not in self._scales:
            wanted.insert(len(keys), scale)
        if (name, choice) not in self._left_out:
            wanted.append(TileKey(name, choice, 1, _LEFT_OUT))
        self._ask(name, wanted)

    def _ask(self, queue: str, wanted: list[TileKey]) -> None:
        missing = [key for key in wanted if key not in self._tiles and key not in self._failed]
        self._fetcher.ask(queue, missing)

    @Slot(int, object, object)
    def _on_answer_arrived(self, number: int, key: TileKey, found: object) -> None:
        if number != self._fetcher.number:
            return
        self._fetcher.arrived(key)
        if found is None:
            self._failed.add(key)
        elif isinstance(found, tuple):
            self._scales[key] = found
        elif isinstance(found, float):
            self._left_out[key.name, key.choice] = found
            self.left_out_changed.emit()
            return
        elif isinstance(found, np.ndarray):
            self._tiles[key] = found
            while len(self._tiles) > _KEPT:
                self._tiles.popitem(last=False)
            if key.each == 1:
                self.rows_changed.emit()
        self.tiles_changed.emit()


def _found(weights: TraceWeights, key: TileKey) -> object:
    if key.index == _LEFT_OUT:
        return weights.left_out(key.name, key.choice)
    return _scale(weights, key) if key.index == _SCALE else _fetch(weights, key)


def _fetch(weights: TraceWeights, key: TileKey) -> Floats:
    width = COLUMNS * key.each
    start = key.index * width
    found = weights.pooled(
        key.name, start, min(start + width, weights.num_tokens), key.each, key.choice
    )
    return np.ascontiguousarray(found, np.float32)


def _scale(weights: TraceWeights, key: TileKey) -> tuple[float, float]:
    """The brightest colour's value and the largest, from tiles all over the document."""
    width = COLUMNS * key.each
    count = -(-weights.num_tokens // width)
    places = np.unique(np.linspace(0, count - 1, min(count, _SAMPLED)).astype(int)).tolist()
    found = [_fetch(weights, TileKey(key.name, key.choice, key.each, i)) for i in places]
    values = np.concatenate(found)
    return upper_level(values), float(values.max()) if values.size else 0.0
