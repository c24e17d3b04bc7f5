"""What a crash of the process itself leaves behind, and the next start finds."""

from __future__ import annotations

import faulthandler
import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from memstudio.paths import log_dir

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TextIO

_log = logging.getLogger(__name__)
_MOST_KEPT = 5


def watch_for_crashes() -> TextIO | None:
    """Let a crash of the process itself leave its stacks in a file beside the log."""
    try:
        log_dir().mkdir(parents=True, exist_ok=True)
        file = _file().open("a", encoding="utf-8")
    except OSError as error:
        _log.warning("no crash file: %s", error)
        return None
    faulthandler.enable(file)
    return file


def stop_watching(file: TextIO) -> None:
    """The program ends as it should."""
    faulthandler.disable()
    with suppress(OSError):
        # What was written and survived was no crash.
        file.truncate(0)
    file.close()


def take_last_crash() -> Path | None:
    """Set aside what an earlier sitting left, if it crashed; call before the next is watched.

    It is told once. The newest few stay.
    """
    try:
        if not _file().stat().st_size:
            return None
        when = time.strftime("%Y%m%d-%H%M%S", time.localtime(_file().stat().st_mtime))
        kept = _file().replace(_file().with_name(f"crash-{when}.txt"))
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            _log.warning("a crash file stays where it is: %s", error)
        return None
    for old in last_crashes()[_MOST_KEPT:]:
        with suppress(OSError):
            old.unlink()
    return kept


def last_crashes() -> list[Path]:
    """What was set aside, the newest first."""
    return sorted(log_dir().glob("crash-*.txt"), reverse=True)


def _file() -> Path:
    return log_dir() / "crash.txt"
