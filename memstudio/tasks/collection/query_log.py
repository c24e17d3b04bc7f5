"""What was asked of a collection, and what was chosen of the answers: a line each, for good."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.atomic import write_bytes, writing
from memstudio.deleted import delete_for_now
from memstudio.leftovers import remove
from memstudio.parsing import from_json

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.deleted import Deleted

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PastQuery:
    """A query that was asked.

    Attributes:
        when: ISO 8601 in UTC; names it within its log.
        text: of it.
        chosen: the key of the passage that was opened; empty when none was.
        passage: the text of that passage.
    """

    when: str
    text: str
    chosen: str = ""
    passage: str = ""


class QueryLog:
    """Lines are only added: a query, and later the same again with what was chosen.

    Args:
        path: of the file; it need not be there yet.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def add(self, query: PastQuery) -> None:
        """Note a query, or what was chosen for it.

        Raises:
            StorageError: it cannot be written.
        """
        with writing(self._path), self._path.open("ab") as file:
            # A program that was killed may have left half a line.
            file.write(f"{self._missing_end()}{_line(query)}\n".encode())

    def entries(self) -> tuple[PastQuery, ...]:
        """All, in the order in which they were first asked; lines that are damaged are passed over."""
        return tuple({(each.when, each.text): each for each in self._lines()}.values())

    def choices(self) -> tuple[PastQuery, ...]:
        """What was chosen, each choice once, in the order in which they were made."""
        made = (each for each in self._lines() if each.chosen and each.text.strip())
        return tuple(dict.fromkeys(made))

    def set_aside(self) -> Deleted:
        """Take all out for now; `bring_back` undoes it as long as this program goes on.

        Raises:
            StorageError: it cannot be moved.
        """
        return delete_for_now(self._path)

    def bring_back(self, deleted: Deleted) -> None:
        """Have again what was set aside, before what was asked since.

        Raises:
            StorageError: it cannot be written.
        """
        with writing(self._path):
            since = self._path.read_bytes() if self._path.exists() else b""
            before = deleted.kept.read_bytes() if since else b""
        if not since:
            self._path.unlink(missing_ok=True)
            deleted.bring_back()
            return
        # At one stroke: a program that is killed meanwhile must not lose what was asked since.
        write_bytes(self._path, before + (b"" if before.endswith(b"\n") else b"\n") + since)
        remove(deleted.kept)

    def _lines(self) -> list[PastQuery]:
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            # Search goes on without them; they are still there the next time.
            _log.warning("%s cannot be read: %s", self._path, error)
            return []
        return [query for line in lines if (query := _of(line)) is not None]

    def _missing_end(self) -> str:
        try:
            with self._path.open("rb") as file:
                if file.seek(0, 2) == 0:
                    return ""
                file.seek(-1, 2)
                return "" if file.read() == b"\n" else "\n"
        except FileNotFoundError:
            return ""


def _line(query: PastQuery) -> str:
    return json.dumps(
        {"when": query.when, "text": query.text, "chosen": query.chosen, "passage": query.passage},
        ensure_ascii=True,
    )


def _of(line: bytes) -> PastQuery | None:
    try:
        content: Any = from_json(line)
        return PastQuery(*(str(content[name]) for name in ("when", "text", "chosen", "passage")))
    except (ValueError, TypeError, KeyError):
        if line.strip():
            _log.info("a damaged line of past queries is passed over")
        return None
