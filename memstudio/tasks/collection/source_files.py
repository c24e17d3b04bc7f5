"""The sources of a collection on the disk: what each file said, complete or absent."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.atomic import write_text, writing
from memstudio.errors import DataError, MemStudioError, marked
from memstudio.parsing import json_in
from memstudio.tasks.collection.passages import Passage, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_log = logging.getLogger(__name__)
_FORMAT = 1
_SET_ASIDE = "set-aside"


class UnusedSourceError(DataError):
    """A source that may well be whole: it is neither used now nor set aside."""


@dataclass(frozen=True, slots=True)
class Said:
    """A document of a source: its name, and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class Source:
    """A file whose documents are in a collection.

    Attributes:
        id: made of its path.
        path: where it was read from.
        digest: of its documents, in hexadecimal: another after it was changed.
        added: when it was read, ISO 8601 in UTC.
        documents: what it said.
    """

    id: str
    path: str
    digest: str
    added: str
    documents: tuple[Said, ...]

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.replace("\\", "/").rsplit("/", 1)[-1]

    def passages(self) -> Iterator[Passage]:
        """Its documents, cut."""
        number = 0
        for document in self.documents:
            for start, text in cut(document.text):
                yield Passage(self.id, document.name, number, start, text)
                number += 1


def source_id(path: str) -> str:
    """What a path is called in a collection."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def digest_of(documents: Sequence[Said]) -> str:
    """The same for the same texts."""
    found = hashlib.sha256()
    for each in documents:
        found.update(
            f"{len(each.name)} {len(each.text)} {each.name}{each.text}".encode("utf-8", "replace")
        )
    return found.hexdigest()[:32]


def write_source(path: Path, source: Source) -> None:
    """Keep a source; a damaged one that was set aside in its place goes.

    Raises:
        StorageError: it cannot be written.
    """
    content = {
        "format": _FORMAT,
        "id": source.id,
        "path": source.path,
        "digest": source.digest,
        "added": source.added,
        "documents": [{"name": each.name, "text": each.text} for each in source.documents],
    }
    write_text(path, json.dumps(content, ensure_ascii=False).encode("utf-8", "replace").decode())
    with writing(path):
        (path.parent.parent / _SET_ASIDE / path.name).unlink(missing_ok=True)


def read_source(path: Path) -> Source:
    """A source that was kept.

    Raises:
        UnusedSourceError: it cannot be read now, as with a disk that is away, or is of a later
            version.
        DataError: it is damaged.
    """
    try:
        return _of(json_in(path), path)
    except OSError as error:
        raise UnusedSourceError(
            marked("errors", "A part of the collection could not be read now ({name}: {reason}), and is left out. It is left as it is; try again."),
            name=path.name, reason=error.strerror or str(error),
        ) from error  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(path) from error


def aside(folder: Path, known: Iterable[str]) -> list[MemStudioError]:
    """What is said of the damaged sources of a collection that were not added again.

    Args:
        folder: of the collection.
        known: ids of the sources that it has.
    """
    whole = set(known)
    paths = sorted((folder / _SET_ASIDE).glob("[!.]*.json"))
    return [_damaged(path) for path in paths if path.stem not in whole]


def set_aside(path: Path) -> None:
    """Move what is damaged out of the way, so that it is neither used nor lost.

    Raises:
        StorageError: it cannot be moved.
    """
    folder = path.parent.parent / _SET_ASIDE
    with writing(path):
        folder.mkdir(exist_ok=True)
        path.replace(folder / path.name)
    _log.warning("%s is damaged and was set aside", path)


def written_later(name: str) -> UnusedSourceError:
    """The sentence for a file of a collection of which this version knows too little."""
    return UnusedSourceError(
        marked("errors", "A part of the collection was written by a later version of MemStudio ({name}). Update MemStudio to use it."),
        name=name,
    )  # fmt: skip


def _damaged(path: Path) -> DataError:
    return DataError(
        marked("errors", "A part of the collection is damaged ({name}) and was set aside. Add its document again."),
        name=path.name,
    )  # fmt: skip


def _of(content: Any, path: Path) -> Source:
    if content["format"] > _FORMAT:
        raise written_later(path.name)
    documents = tuple(Said(str(each["name"]), str(each["text"])) for each in content["documents"])
    source = Source(
        str(content["id"]), str(content["path"]), str(content["digest"]), str(content["added"]), documents
    )  # fmt: skip
    if source.id != path.stem or digest_of(documents) != source.digest:
        raise ValueError("its parts do not go together")
    return source
