"""Documents as they come: held while they are few, written to the disk once they are many."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.data import text_cache
from memstudio.data.document_writer import DocumentWriter, digest_of
from memstudio.data.seen_texts import SeenTexts
from memstudio.data.stored_documents import DocumentFolder, StoredDocuments
from memstudio.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from memstudio.data.documents import Document, DocumentPart

HELD = 64_000_000
"""Characters of all documents that are held; more are written to the disk."""


@dataclass(frozen=True)
class Mark:
    """How much there was at a moment."""

    num_documents: int
    num_characters: int


class Gathering:
    """The documents of a dataset, none twice.

    Args:
        place: names a new folder for documents that are too many to be held.
    """

    def __init__(self, place: Callable[[], Path]) -> None:
        self._place = place
        self._held: list[Document] = []
        self._seen = SeenTexts()
        self._writer: DocumentWriter | None = None
        self._numbers: dict[Path, int] = {}
        self._paths: list[Path] = []
        self._is_in_document = False
        self.folder: Path | None = None
        self.num_documents = self.num_characters = 0

    @property
    def paths(self) -> tuple[Path, ...]:
        """Of the documents, by the numbers that they are written with."""
        return tuple(self._paths)

    def add(self, document: Document) -> Path | None:
        """Take a document; when it was there before, it is not taken, and its other file named."""
        digest = digest_of(document.text)
        other = self._seen.add(digest, self._number(document.path))
        if other is not None:
            return self._paths[other]
        self.num_documents += 1
        self.num_characters += len(document.text)
        if self._writer is None and self.num_characters > HELD:
            self._begin_writing()
        if self._writer is None:
            self._held.append(document)
        else:
            self._writer.add(document, self._number(document.path))
        return None

    def add_part(self, part: DocumentPart, path: Path) -> Path | None:
        """Take a part of a long document, the first of its file; as for `add` when it ends."""
        writer = self._writer or self._begin_writing()
        if not self._is_in_document:
            writer.begin(part.name, None)
            self._is_in_document = True
        writer.extend(part.text)
        self.num_characters += len(part.text)
        if not part.is_last:
            return None
        length = writer.length
        digest = writer.end(self._number(path), 0)
        self._is_in_document = False
        other = self._seen.add(digest, self._number(path))
        if other is not None:
            writer.back_to(self.num_documents)
            self.num_characters -= length
            return self._paths[other]
        self.num_documents += 1
        return None

    def mark(self) -> Mark:
        """What to come back to when something goes wrong."""
        return Mark(self.num_documents, self.num_characters)

    def back_to(self, mark: Mark) -> None:
        """Take away what came since."""
        self.num_documents, self.num_characters = mark.num_documents, mark.num_characters
        self._is_in_document = False
        if self._writer is None:
            del self._held[mark.num_documents :]
            self._seen.reset((digest_of(d.text), self._number(d.path)) for d in self._held)
        else:
            self._writer.back_to(mark.num_documents)
            self._seen.reset(self._writer.digests())

    def finish(self) -> Sequence[Document]:
        """All documents, in the order in which they came."""
        if self._writer is None or self.folder is None:
            return tuple(self._held)
        self._writer.close()
        if not self.num_documents:
            self.discard()
            return ()
        return StoredDocuments(DocumentFolder(self.folder, self.paths))

    def discard(self) -> None:
        """Leave nothing on the disk."""
        if self._writer is not None and self.folder is not None:
            with suppress(StorageError):
                self._writer.close()
            shutil.rmtree(self.folder, ignore_errors=True)
            with suppress(OSError):
                self.folder.with_name(f"{self.folder.name}.lock").unlink()

    def _number(self, path: Path) -> int:
        if path not in self._numbers:
            self._numbers[path] = len(self._paths)
            self._paths.append(path)
        return self._numbers[path]

    def _begin_writing(self) -> DocumentWriter:
        self.folder = self._place()
        self._writer = DocumentWriter(self.folder)
        # Another window may be about to clear the cache.
        text_cache.hold("documents", self.folder.name, self._writer)
        for document in self._held:
            self._writer.add(document, self._number(document.path))
        self._held.clear()
        return self._writer
