"""The log file: every traceback ends here, none reaches a user."""

from __future__ import annotations

import logging
import logging.handlers
from typing import TYPE_CHECKING

from typing_extensions import override

from memstudio.paths import log_dir

if TYPE_CHECKING:
    from pathlib import Path

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
            log_file(), maxBytes=2_000_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError as error:
        logger.warning("no log file: %s", error)
        return
    handler.setFormatter(logging.Formatter(_FORMAT))
    logger.addHandler(handler)
