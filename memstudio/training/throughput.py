"""How fast a run goes and when it will be over, by a clock that stands still while paused."""

from __future__ import annotations

import time
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WINDOW_SECONDS = 10.0


class Throughput:
    """Counts steps and tokens of one sitting (from start or resume to the end).

    Args:
        clock: seconds, for tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.start()

    def start(self) -> None:
        """Begin to count, anew if there was something counted."""
        self._start = self._clock()
        self._paused = 0.0
        self._aside = 0.0
        self._segments = 0
        # Of each recent step: the time at which it ended and the tokens since the start.
        self._recent: deque[tuple[float, int]] = deque([(0.0, 0)])
        self._tokens = 0

    @property
    def elapsed(self) -> float:
        """Seconds since the start, pauses left out."""
        return self._clock() - self._start - self._paused

    @contextmanager
    def pause(self) -> Iterator[None]:
        """The block is a pause: no time passes."""
        before, aside = self._clock(), self._aside
        try:
            yield
        finally:
            self._paused += self._clock() - before
            self._aside = aside  # no time, and so none of another kind either

    @contextmanager
    def aside(self) -> Iterator[None]:
        """The block is work of another kind (validation, ...): not counted in tokens a second."""
        before = self.elapsed
        try:
            yield
        finally:
            self._aside += self.elapsed - before

    def was_aside(self, seconds: float) -> None:
        """The last seconds were work of another kind."""
        self._aside += seconds

    def step(self, tokens: int, segments: int = 1) -> None:
        """One more step, which read so many tokens, and so many segments of each sample."""
        self._segments += segments
        self._tokens += tokens
        now = self.elapsed - self._aside
        self._recent.append((now, self._tokens))
        while len(self._recent) > 2 and now - self._recent[1][0] >= _WINDOW_SECONDS:
            self._recent.popleft()

    @property
    def tokens_per_second(self) -> float:
        """Over the last seconds, and at least the last step."""
        (start, before), (end, after) = self._recent[0], self._recent[-1]
        return (after - before) / (end - start) if end > start else 0.0

    def eta(self, segments_left: int) -> float:
        """Seconds until so many segments of each sample are read, validations and the like counted in.

        Steps take as long as the segments that they read, and while samples grow these become more.
        """
        return self.elapsed / self._segments * segments_left if self._segments else 0.0
