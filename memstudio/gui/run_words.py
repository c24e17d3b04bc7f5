"""The states of a run, in words, and its name where room is short."""

from __future__ import annotations

import re
import time

from PySide6.QtCore import QCoreApplication

_NAMED_BY_TIME = re.compile(r"(\d{4})-(\d\d-\d\d)-(\d\d)(\d\d)(\d\d)-(.+)")


def state_in_words(state: str) -> str:
    """The name of a run's state in the user's language."""
    words = {
        "running": QCoreApplication.translate("RunWords", "running"),
        "pausing": QCoreApplication.translate("RunWords", "pausing"),
        "paused": QCoreApplication.translate("RunWords", "paused"),
        "stopping": QCoreApplication.translate("RunWords", "stopping"),
        "stopped": QCoreApplication.translate("RunWords", "stopped"),
        "completed": QCoreApplication.translate("RunWords", "completed"),
        "failed": QCoreApplication.translate("RunWords", "failed"),
        "interrupted": QCoreApplication.translate("RunWords", "interrupted"),
    }
    return words.get(state, state)


def brief_name(name: str) -> str:
    """A run's name with the time at its end: "demo-book 11-29 14:05:09", or without the day: today's.

    Names that were not made from the time of the start stay as they are. All runs of a year begin
    alike and often end alike, so what is cut out of the middle would be what tells them apart.
    """
    found = _NAMED_BY_TIME.fullmatch(name)
    if found is None:
        return name
    year, day, hour, minute, second, what = found.groups()
    is_todays = f"{year}-{day}" == time.strftime("%Y-%m-%d")
    return f"{what} {'' if is_todays else f'{day} '}{hour}:{minute}:{second}"
