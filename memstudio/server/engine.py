"""The one thread in which the model works, and what waits for it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from memstudio.errors import panics_in_words
from memstudio.progress import Control
from memstudio.server.request_error import RequestError, closing

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

_T = TypeVar("_T")


class Engine:
    """Does one piece of work after another, in the order in which they came.

    So two requests to one conversation never meet, and the second goes on from the first.

    Args:
        limit: of work that is being done or waits.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="memstudio-engine")
        self._lock = threading.Lock()
        self._controls: set[Control] = set()
        self.is_closed = False

    @property
    def num_requests(self) -> int:
        """Pieces of work that are being done or wait."""
        with self._lock:
            return len(self._controls)

    def submit(self, work: Callable[[Control], _T]) -> tuple[Future[_T], Control]:
        """Put work at the end of the queue.

        Args:
            work: is given the control that is returned, and heeds it.

        Raises:
            RequestError: the queue is full, or the engine closed.
        """
        control = Control()
        with self._lock:
            if self.is_closed:
                raise closing()
            if len(self._controls) >= self._limit:
                raise RequestError(
                    429,
                    f"{self._limit} requests are being answered or wait; try again in a moment.",
                    code="rate_limit_exceeded",
                    may_retry=True,
                )
            self._controls.add(control)
        future = self._thread.submit(_heard, work, control)
        future.add_done_callback(lambda _: self._forget(control))
        return future, control

    def close(self) -> None:
        """Cancel all work and take no more; returns at once."""
        with self._lock:
            self.is_closed = True
            controls = list(self._controls)
        for control in controls:
            control.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _forget(self, control: Control) -> None:
        with self._lock:
            self._controls.discard(control)


def _heard(work: Callable[[Control], _T], control: Control) -> _T:
    with panics_in_words():
        return work(control)
