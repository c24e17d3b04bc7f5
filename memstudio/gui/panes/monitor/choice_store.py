"""What was watched last, and by which rule: the form says it again the next time."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from memstudio.atomic import write_text
from memstudio.errors import DataError, StorageError
from memstudio.parsing import json_in
from memstudio.paths import data_dir
from memstudio.tasks.monitoring.alert_rule import AlertRule

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MonitorChoice:
    """What the form says.

    Attributes:
        paths: files and folders.
        topics, sentiments: as they were typed; "" for those that the model learnt.
        negative: as it was typed.
        column: of tables.
        remembers: whether the memory lasts from text to text.
        rule: for alerts.
    """

    paths: tuple[str, ...]
    topics: str
    sentiments: str
    negative: str
    column: str
    remembers: bool
    rule: AlertRule


def _place() -> Path:
    return data_dir() / "monitoring" / "window.json"


def keep_choice(choice: MonitorChoice) -> None:
    """Keep a choice; without room for it, do without."""
    try:
        write_text(_place(), json.dumps(asdict(choice)))
    except StorageError:
        _log.warning("what is watched is not kept for the next time", exc_info=True)


def kept_choice() -> MonitorChoice | None:
    """What was kept; None when nothing was, or it is damaged."""
    try:
        told: dict[str, Any] = json_in(_place())
        rule = AlertRule(**told.pop("rule"))
        paths = tuple(str(path) for path in told.pop("paths"))
        choice = MonitorChoice(paths=paths, rule=rule, **told)
        words = (choice.topics, choice.sentiments, choice.negative, choice.column)
        if all(isinstance(each, str) for each in words):
            return replace(choice, remembers=bool(choice.remembers))
        _log.warning("what was watched last is damaged")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, DataError):
        _log.warning("what was watched last cannot be read", exc_info=True)
    return None
