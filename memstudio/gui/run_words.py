"""The states of a run, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


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
