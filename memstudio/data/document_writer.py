"""Documents on their way to the disk: their texts in one file, a row of numbers each in another."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from typing import TYPE_CHECKING

from memstudio.atomic import writing
from memstudio.data.long_text import BLOCK, Text, blocks_of_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Document
    from memstudio.data.turns import Turn

TEXTS, TABLE, BLOCKS = "texts", "documents", "blocks"
"""The files: UTF-8; a `ROW` a document; where a block of a long text begins, a `PLACE` each."""
ROW = struct.Struct("<qiqqiq16s16s")
"""First byte, bytes of name and turns, bytes and characters of text, number of the file, index in
the file, and digests of the text and of the text with its turns."""
PLACE = struct.Struct("<qqq")
"""Number of the document, first character, first byte."""
LONGEST = 8 * BLOCK
"""Characters of a text that is read as one."""


class DocumentWriter:
    """Writes documents one after another into a folder; a long one a part at a time.

    Raises:
        StorageError: the folder cannot be written, or the disk is full.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._texts, self._table, self._blocks = (
                (folder / name).open("w+b", buffering=BLOCK) for name in (TEXTS, TABLE, BLOCKS)
            )
        self.num_documents = 0
        self._begun = self._place = self._length = 0

    def add(self, document: Document, file: int) -> None:
        """Write a document whose text is there."""
        self.begin(document.name, document.turns)
        for block in blocks_of_text(document.text):
            self.extend(block)
        self.end(file, document.index)

    def begin(self, name: str, turns: tuple[Turn, ...] | None) -> None:
        """Begin a document."""
        told = None if turns is None else [[turn.speaker, turn.text] for turn in turns]
        self._turns = b"" if told is None else json.dumps(told).encode()
        head = json.dumps([name, told]).encode()
        self._begun = self._place
        self._head = len(head)
        self._size = self._length = 0
        self._begins: list[tuple[int, int, int]] = []
        self._hash = hashlib.sha256()
        self._digest = _Digest()
        self._write(head)

    def extend(self, text: str) -> None:
        """Write some more of the document's text."""
        content = text.encode("utf-8", "surrogatepass")
        self._begins.append((self.num_documents, self._length, self._place))
        self._hash.update(content)
        self._digest.update(text)
        self._size += len(content)
        self._length += len(text)
        self._write(content)

    def end(self, file: int, index: int) -> bytes:
        """End the document; the digest of its text."""
        digest = self._digest.digest()
        self._hash.update(self._turns)
        row = ROW.pack(
            self._begun, self._head, self._size, self._length, file, index,
            digest[:16], self._hash.digest()[:16],
        )  # fmt: skip
        with writing(self._folder):
            self._table.write(row)
            if self._length > LONGEST:
                self._blocks.writelines(PLACE.pack(*begin) for begin in self._begins)
        self.num_documents += 1
        self._begun = self._place
        return digest

    @property
    def length(self) -> int:
        """Characters of the document that was begun last."""
        return self._length

    def digests(self) -> Iterator[tuple[bytes, int]]:
        """Of the texts of all documents, with the numbers of their files."""
        with writing(self._folder):
            self._table.seek(0)
            while row := self._table.read(ROW.size):
                _, _, _, _, file, _, digest, _ = ROW.unpack(row)
                yield digest, file

    def back_to(self, num_documents: int) -> None:
        """Take away all but the first documents."""
        with writing(self._folder):
            if num_documents < self.num_documents:
                self._table.seek(num_documents * ROW.size)
                self._begun = int(ROW.unpack(self._table.read(ROW.size))[0])
            # What was begun and not ended goes as well.
            self._table.truncate(num_documents * ROW.size)
            self._table.seek(num_documents * ROW.size)
            self._texts.truncate(self._begun)
            self._texts.seek(self._begun)
            self._forget_blocks(num_documents)
        self._place, self.num_documents = self._begun, num_documents

    def close(self) -> None:
        """Make sure that all is on the disk."""
        with writing(self._folder):
            for file in (self._texts, self._table, self._blocks):
                try:
                    if not file.closed:
                        file.flush()
                        os.fsync(file.fileno())
                finally:
                    file.close()

    def _write(self, content: bytes) -> None:
        with writing(self._folder):
            self._texts.write(content)
        self._place += len(content)

    def _forget_blocks(self, num_documents: int) -> None:
        self._blocks.flush()
        end = self._blocks.tell()
        while end > 0:
            self._blocks.seek(end - PLACE.size)
            if PLACE.unpack(self._blocks.read(PLACE.size))[0] < num_documents:
                break
            end -= PLACE.size
        self._blocks.truncate(end)
        self._blocks.seek(end)


def digest_of(text: Text) -> bytes:
    """The digest by which texts are known to be the same, whatever blanks are at their ends."""
    digest = _Digest()
    for block in blocks_of_text(text):
        digest.update(block)
    return digest.digest()


class _Digest:
    """The digest of a text that comes in parts; files of other formats end in other blanks."""

    def __init__(self) -> None:
        self._whole = hashlib.sha256()
        self._up_to_blanks = self._whole.copy()
        self._is_begun = False

    def update(self, part: str) -> None:
        """Take the next part."""
        if not self._is_begun:
            part = part.lstrip()
            self._is_begun = bool(part)
        kept = part.rstrip()
        if kept:
            self._whole.update(kept.encode("utf-8", "surrogatepass"))
            self._up_to_blanks = self._whole.copy()
        self._whole.update(part[len(kept) :].encode("utf-8", "surrogatepass"))

    def digest(self) -> bytes:
        """Of what came so far."""
        return self._up_to_blanks.digest()
