"""The log file: every traceback ends here, none reaches a user."""

from __future__ import annotations

import logging
import logging.handlers
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from typing_extensions import override

from memstudio.paths import log_dir

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_log = logging.getLogger(__name__)

_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


class LogFile(logging.handlers.RotatingFileHandler):
    """A log that does without what cannot be written: a full disk shows nobody a traceback."""

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        """Let it go; whoever logs says what is wrong where a user reads it."""


def log_file() -> Path:
    """Where the log is written."""
    return log_dir() / "memstudio.log"


def start_logging() -> None:
    """Write the package's log to a file that is kept small; do without if it cannot be written."""
    logger = logging.getLogger("memstudio")
    if any(isinstance(handler, logging.FileHandler) for handler in logger.handlers):
        return
    logger.setLevel(logging.INFO)
    try:
        log_dir().mkdir(parents=True, exist_ok=True)
        handler = LogFile(
            log_file(),
            maxBytes=2_000_000,
            backupCount=3,
            encoding="utf-8",
            delay=True,
            errors="backslashreplace",
        )
    except OSError as error:
        logger.warning("no log file: %s", error)
        return
    handler.setFormatter(logging.Formatter(_FORMAT))
    logger.addHandler(handler)


@contextmanager
def threads_in_log() -> Iterator[None]:
    """Let what nobody caught on another thread end in the log meanwhile."""
    earlier = threading.excepthook
    threading.excepthook = log_thread
    try:
        yield
    finally:
        threading.excepthook = earlier


def log_thread(args: threading.ExceptHookArgs) -> None:
    """Put what nobody caught on a thread into the log."""
    if args.exc_value is not None:
        error = (args.exc_type, args.exc_value, args.exc_traceback)
        _log.warning("not caught on a thread", exc_info=error)


def is_told_by_its_user(args: threading.ExceptHookArgs) -> bool:
    """Whether a thread hands its failure to who uses it, as TensorBoard's does with a full disk."""
    is_tensorboards = type(args.thread).__module__.startswith("tensorboard.")
    return is_tensorboards and isinstance(args.exc_value, OSError)
