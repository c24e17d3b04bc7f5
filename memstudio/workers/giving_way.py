"""A thread that works in the background leaves the processor to the window when both want it."""

from __future__ import annotations

import logging
import os
import sys
import threading

_log = logging.getLogger(__name__)

_BEHIND = 5
"""Steps of Unix's niceness, of which each takes a fifth of the share in a processor that two want."""


def give_way() -> None:
    """Let this thread, and those that it starts from now on, come after the window's.

    Qt's own priorities of threads change nothing on Linux. While no other program wants the
    processor, a model is as fast as before: what the window takes, it took before as well.
    """
    if sys.platform != "linux":
        return
    try:
        # There a thread has a priority of its own, by its own number.
        thread = threading.get_native_id()
        now = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, min(19, now + _BEHIND))
    except OSError as error:
        _log.info("the engine does not give way: %s", error)
