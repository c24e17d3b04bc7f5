"""What was open lately: models, datasets, runs and traces, kept between sessions."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from memstudio.atomic import refuse_unreadable, set_damaged_aside, write_text
from memstudio.folder_lock import locked
from memstudio.parsing import json_in
from memstudio.paths import config_dir, is_there

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)

RecentKind = Literal["model", "data", "run", "trace"]


@dataclass(frozen=True)
class RecentItem:
    """One thing that was open.

    Attributes:
        kind: "model", "data", "run" or "trace".
        paths: what it is opened by: one reference or folder, or all paths of a dataset.
    """

    kind: RecentKind
    paths: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        """Whether something of it is a path that no longer exists."""
        return any(Path(path).is_absolute() and not is_there(Path(path)) for path in self.paths)

    @property
    def name(self) -> str:
        """A short name: the last part of the first path; a run's model has the run's."""
        path = Path(self.paths[0])
        if self.kind == "model" and path.name == "model":
            path = path.parent
        first = path.name if path.is_absolute() else self.paths[0]
        rest = len(self.paths) - 1
        return f"{first} +{rest}" if rest else first


def recent_file() -> Path:
    """Where the list is kept."""
    return config_dir() / "recent.json"


def read_recent(path: Path) -> tuple[list[RecentItem], Path | None]:
    """The list, newest first; and where it is now when it was damaged, else None.

    What cannot be understood of it is passed over; one that cannot be read now is as if empty.
    """
    try:
        found: Any = json_in(path)
        return [item for row in found if (item := _item(row)) is not None], None
    except FileNotFoundError:
        return [], None
    except OSError as error:
        _log.warning("%s cannot be read: %s", path, error)
        return [], None
    except (ValueError, TypeError) as error:
        _log.warning("%s is not used: %s", path, error)
        return [], set_damaged_aside(path)


def _item(row: Any) -> RecentItem | None:
    try:
        if row["kind"] not in get_args(RecentKind) or not row["paths"]:
            return None
        return RecentItem(row["kind"], tuple(str(part) for part in row["paths"]))
    except (KeyError, TypeError):
        return None


def change_recent(path: Path, change: Callable[[list[RecentItem]], list[RecentItem]]) -> None:
    """Change the list as it is in the file now: what another window has added stays.

    Raises:
        StorageError: it cannot be read or written; what was there stays.
    """
    with locked(path.parent):
        refuse_unreadable(path)
        items, _ = read_recent(path)
        write_text(path, json.dumps([asdict(item) for item in change(items)], indent=1))
