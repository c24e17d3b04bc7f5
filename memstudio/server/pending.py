"""An answer that the engine is asked for, as the connection that waits for it sees it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Generic, TypeVar

from memstudio.errors import Cancelled
from memstudio.server.request_error import closing, in_words, no_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.progress import Control
    from memstudio.server.engine import Engine

_T = TypeVar("_T")


class Pending(Generic[_T]):
    """Work in the engine's queue, with a limit to its time; made and used on the event loop.

    Args:
        engine: that does it.
        work: takes a control, and what takes each piece of text from the engine's thread.
        seconds: after which it is cancelled, also while it waits.

    Raises:
        RequestError: the engine takes no more.
    """

    def __init__(
        self,
        engine: Engine,
        work: Callable[[Control, Callable[[str], None]], _T],
        seconds: float,
    ) -> None:
        loop = asyncio.get_running_loop()
        self._pieces: asyncio.Queue[str | None] = asyncio.Queue()
        self._seconds = seconds
        self._is_late = False

        def on_piece(piece: str) -> None:
            # A loop that was closed has nobody left to tell.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._pieces.put_nowait, piece)

        self._work, self._control = engine.submit(lambda control: work(control, on_piece))
        self._timer = loop.call_later(seconds, self._expire)
        self._done = asyncio.wrap_future(self._work)
        self._done.add_done_callback(self._on_done)

    def abandon(self) -> None:
        """End it, as nobody waits for it any more."""
        self._control.cancel()
        # Work that waits in the queue never looks at its control.
        self._work.cancel()

    async def next_piece(self) -> str | None:
        """The next piece of text; None when there is no more."""
        return await self._pieces.get()

    async def outcome(self) -> _T:
        """What came of it, when it has ended.

        Work that was cancelled while it ran is waited for as well, to its next step: only then
        is it known whether it had not just ended.

        Raises:
            RequestError: it failed.
        """
        await asyncio.wait({self._done})
        error = None if self._done.cancelled() else self._done.exception()
        if self._done.cancelled() or isinstance(error, Cancelled):
            raise no_time(self._seconds) if self._is_late else closing()
        if error is not None:
            raise in_words(error) from error
        return self._done.result()

    def _expire(self) -> None:
        self._is_late = True
        self.abandon()

    def _on_done(self, done: asyncio.Future[_T]) -> None:
        self._timer.cancel()
        self._pieces.put_nowait(None)
        if not done.cancelled():
            done.exception()  # else asyncio complains that nobody looked
