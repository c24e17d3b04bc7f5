"""The activities by name; each is imported when it is asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.bench.faults.activities.activity import Activity

_CLASSES = {
    "training": "TrainingActivity",
    "tracing": "TracingActivity",
    "states": "StatesActivity",
    "settings": "SettingsActivity",
    "caching": "CachingActivity",
}
ACTIVITIES = tuple(_CLASSES)


def activity(name: str) -> Activity:
    """A new one."""
    module = importlib.import_module(f"memstudio.bench.faults.activities.{name}")
    found: Activity = getattr(module, _CLASSES[name])()
    return found
