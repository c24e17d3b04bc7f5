"""What a person says of a run: its title, tags and notes, in a small file in its folder."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.atomic import damaged_name, write_text, writing
from memstudio.errors import StorageError, marked
from memstudio.parsing import from_json, json_in

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)

NOTES = "notes.json"


@dataclass(frozen=True, slots=True)
class RunNotes:
    """What a person says of a run.

    Attributes:
        title: what it is called in lists; empty for its folder's name.
        tags: single words, each once.
        text: as long as it likes.
    """

    title: str = ""
    tags: tuple[str, ...] = ()
    text: str = ""


def as_tags(text: str) -> tuple[str, ...]:
    """Tags as a person types them, between commas or spaces; each once."""
    words = text.replace(",", " ").replace("，", " ").replace("、", " ").split()
    return tuple(dict.fromkeys(words))


def read_notes(folder: Path | str) -> RunNotes:
    """What was said of the run in `folder`; nothing when there is no such file or it is damaged."""
    try:
        # Of a thousand runs hardly any has one: `open` alone, without a Path for each.
        with open(f"{folder}/{NOTES}", "rb") as file:  # noqa: PTH123
            return _of(from_json(file.read()))
    except FileNotFoundError:
        return RunNotes()
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        _log.info("the notes of %s are not read: %s", folder, error)
        return RunNotes()


def write_notes(folder: Path, notes: RunNotes) -> None:
    """Keep `notes`; a file that was damaged is set aside first.

    Raises:
        StorageError: the folder is gone, or cannot be written.
    """
    if not folder.is_dir():
        # Made anew, it would be in the way of the run that comes back from the trash.
        raise StorageError(marked("errors", "There is no run {path} any more."), path=str(folder))
    path = folder / NOTES
    _set_damaged_aside(path)
    values = {"title": notes.title, "tags": list(notes.tags), "notes": notes.text}
    write_text(path, json.dumps(values, indent=2, ensure_ascii=False) + "\n")


def taken_back(before: RunNotes, after: RunNotes, now: RunNotes) -> RunNotes:
    """What is said `now`, without the change from `before` to `after`; what came since stays."""
    text = before.text
    if now.text != after.text:
        text = now.text if after.text.strip() else f"{before.text}\n{now.text}"
    return RunNotes(
        before.title if now.title == after.title else now.title,
        (
            *(tag for tag in before.tags if tag in now.tags or tag not in after.tags),
            *(tag for tag in now.tags if tag not in before.tags and tag not in after.tags),
        ),
        text,
    )


def _of(values: dict[str, Any]) -> RunNotes:
    tags = tuple(str(tag) for tag in values.get("tags", ()))
    return RunNotes(str(values.get("title", "")), tags, str(values.get("notes", "")))


def _set_damaged_aside(path: Path) -> None:
    with writing(path):
        try:
            _of(json_in(path))
        except FileNotFoundError:
            return
        except (ValueError, TypeError, AttributeError, RecursionError):
            path.replace(damaged_name(path))
