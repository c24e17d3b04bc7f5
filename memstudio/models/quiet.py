"""Keeping transformers from writing to the terminal; what it has to say goes to our log."""

from __future__ import annotations

import contextlib
import logging
import threading
from typing import TYPE_CHECKING

import transformers
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger(__name__)


class _ToOurLog(logging.Handler):
    @override
    def emit(self, record: logging.LogRecord) -> None:
        _log.info("%s: %s", record.name, record.getMessage())


# Several threads may want it at a time: the first changes things, the last puts them back.
_LOCK = threading.Lock()
_users = 0
_changes = contextlib.ExitStack()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """No progress bars and notices of transformers on the terminal."""
    global _users  # noqa: PLW0603 - what it changes is the program's, too
    with _LOCK:
        if not _users:
            _changes.enter_context(_changed())
        _users += 1
    try:
        yield
    finally:
        with _LOCK:
            _users -= 1
            if not _users:
                _changes.close()


@contextlib.contextmanager
def _changed() -> Iterator[None]:
    level = transformers.logging.get_verbosity()
    had_bars = transformers.utils.logging.is_progress_bar_enabled()
    library = logging.getLogger("transformers")
    handlers = library.handlers[:]
    library.handlers[:] = [_ToOurLog()]
    transformers.logging.set_verbosity_warning()
    transformers.utils.logging.disable_progress_bar()
    try:
        yield
    finally:
        library.handlers[:] = handlers
        transformers.logging.set_verbosity(level)
        if had_bars:
            transformers.utils.logging.enable_progress_bar()
