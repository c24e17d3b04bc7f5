"""How far each watched file was read, kept beside the log, so that nothing is read twice."""

from __future__ import annotations

import codecs
import json
import logging
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from memstudio.atomic import write_text
from memstudio.parsing import json_in

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)
_VERSION = 1


@dataclass
class Position:
    """How far a file was read.

    Attributes:
        file: its device and its number on it, which stay when it is renamed.
        size: that it had when it was last looked at.
        changed: when it was changed last, in nanoseconds since 1970.
        offset: bytes of a growing file that were read.
        line: lines among them.
        marks: of the bytes at its beginning and before `offset`, which tell whether it is another.
        encoding: of a growing file.
        head: names of the columns of a growing table; None where it has none, or is none.
        separator: between its cells.
        column: that the texts of its rows stand in; "" until it is known.
        texts: digests of what was read of a file that is read whole.
    """

    file: tuple[int, int] = (0, 0)
    size: int = -1
    changed: int = -1
    offset: int = 0
    line: int = 0
    marks: tuple[str, str] = ("", "")
    encoding: str = ""
    head: list[str] | None = None
    separator: str = ""
    column: str = ""
    texts: list[str] = field(default_factory=list)


class Positions:
    """Positions by the path of the file.

    Args:
        path: where they are kept.

    Attributes:
        of: each.
        last: the key of the text in the log up to which they say what was read; "" if not known.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.of: dict[str, Position] = {}
        self.last = ""

    def load(self) -> bool:
        """Read them, and say whether there are any that are sound."""
        try:
            told = json_in(self._path)
            if told["version"] == _VERSION:
                self.of = {path: _position(own) for path, own in told["files"].items()}
                self.last = str(told.get("last", ""))
                return True
        except FileNotFoundError:
            pass
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            # What the log has is not labelled again all the same.
            _log.warning("the positions in %s cannot be read", self._path, exc_info=True)
        return False

    def save(self) -> None:
        """Write them.

        Raises:
            StorageError: they cannot be written.
        """
        told = {path: asdict(position) for path, position in self.of.items()}
        write_text(self._path, json.dumps({"version": _VERSION, "last": self.last, "files": told}))


def positions_of(log: Path) -> Path:
    """Where the positions of a log are kept."""
    return log.with_name(f"{log.name}.positions.json")


def _position(told: dict[str, Any]) -> Position:
    """One as it was told of.

    Raises:
        ValueError, TypeError, LookupError: it is damaged.
    """
    position = Position(**told)
    position.file = (int(position.file[0]), int(position.file[1]))
    position.marks = (str(position.marks[0]), str(position.marks[1]))
    numbers = (position.size, position.changed, position.offset, position.line)
    words = (position.encoding, position.separator, position.column)
    lists: tuple[Any, ...] = (position.texts, [] if position.head is None else position.head)
    if not (
        all(isinstance(each, int) for each in numbers)
        and min(position.offset, position.line) >= 0
        and all(isinstance(each, str) for each in words)
        and all(isinstance(own, list) and all(isinstance(e, str) for e in own) for own in lists)
    ):
        raise ValueError("no position of a file")
    if position.encoding:
        codecs.lookup(position.encoding)
    return position
