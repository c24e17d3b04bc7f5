"""Files and folders that are looked at again and again for texts that were not there before.

A file of rows (JSON lines, CSV), and a file of text that is named itself, grows: each line or row is
a text. Any other file, and text files in a folder, are read whole when they are new or changed.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memstudio.data.corpus import read_corpus
from memstudio.data.documents import shown
from memstudio.data.finding import find_files
from memstudio.data.formats import PLAIN_TEXT, format_of
from memstudio.data.read_settings import ReadSettings
from memstudio.errors import marked
from memstudio.tasks.monitoring.growing_lines import after, growth_of
from memstudio.tasks.monitoring.growing_rows import grows_by_rows, texts_in
from memstudio.tasks.monitoring.items import Arrival, Trouble
from memstudio.tasks.monitoring.positions import Position

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from memstudio.data.documents import Document, Problem
    from memstudio.progress import Control
    from memstudio.tasks.monitoring.positions import Positions

_SETTLED = 2.0
"""Seconds after which a file that has not changed is taken to be written to its end."""
_MOST_TROUBLES = 5
_MISSED = 3
"""Rounds in a row after which what is not there is told of."""
_LONGEST = 200_000
"""Characters of a text; of a longer one, the end is read."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was found.

    Attributes:
        what: the text, or what could not be read.
        commit: to be called once it is dealt with, so that it is not found again.
    """

    what: Arrival | Trouble
    commit: Callable[[], None]


class Watch:
    """Finds texts that were not found before.

    Args:
        paths: files and folders.
        positions: how far their files were read; kept up to date.
        control: may cancel.
        column: of tables, that the texts stand in; "" to find it.
        is_final: whether all is there: what has no end yet is taken as it is.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        positions: Positions,
        control: Control,
        *,
        column: str = "",
        is_final: bool = False,
    ) -> None:
        self._paths = [path.absolute() for path in paths]
        self._positions = positions
        self._control = control
        self._column = column
        self._is_final = is_final
        self._seen_as: dict[str, tuple[int, int]] = {}
        self._told: set[tuple[str, str]] = set()
        self._missed: dict[Path, int] = {}

    def round(self) -> Iterator[Step]:
        """Look at everything once; each step is to be committed before the next is asked for."""
        for path, is_named in self._files():
            self._control.checkpoint()
            try:
                is_growing = grows_by_rows(path) or (is_named and _is_plain(path))
                yield from self._grown(path) if is_growing else self._whole(path)
                self._missed.pop(path, None)
            except FileNotFoundError:
                if is_named:
                    yield from self._gone(path)
            except OSError as error:
                reason = error.strerror or str(error)
                text = marked("errors", "The file could not be read ({reason}). Check the disk that it is on, and try again.")  # fmt: skip
                yield from self._once(path, Trouble(source=shown(path), text=text, values={"reason": reason}))  # fmt: skip

    def _files(self) -> Iterator[tuple[Path, bool]]:
        for path in self._paths:
            if not path.is_dir():
                yield path, True
                continue
            found = find_files([path], self._control)
            for first in found.files:
                yield from ((each, False) for each in (first, *found.partners.get(first, ())))

    def _once(self, path: Path, trouble: Trouble) -> Iterator[Step]:
        """A trouble that lasts is told of once."""
        told = (str(path), trouble.sentence())
        if told not in self._told:
            self._told.add(told)
            yield Step(trouble, _nothing)

    def _gone(self, path: Path) -> Iterator[Step]:
        """A file that is rotated is back at once; one that stays away is told of."""
        self._missed[path] = self._missed.get(path, 0) + 1
        if self._missed[path] == _MISSED:
            text = marked("errors", "It is not there. It is read as soon as it is back.")
            yield Step(Trouble(source=shown(path), text=text), _nothing)

    # ------------------------------------------------------------------ files that grow

    def _grown(self, path: Path) -> Iterator[Step]:
        while True:
            before = self._positions.of.get(str(path))
            growth = growth_of(path, before, is_final=self._is_final)
            if growth.is_binary:
                self._set(path, growth.position)
                if before is None or before.size != growth.position.size:
                    text = marked("errors", "This is not a text file, and was passed over.")
                    yield from self._once(path, Trouble(source=shown(path), text=text))
                return
            position = replace(growth.position)
            is_final = self._is_final or growth.is_closed
            found = list(texts_in(path, growth.lines, position, self._column, is_final=is_final))
            if not found:
                if growth.is_closed and growth.lines:
                    # Nothing can be made of what a file that is gone ended with.
                    self._set(path, after(growth.path, position, growth.lines[-1]))
                    continue
                self._set(path, growth.position)
                return
            for each in found:
                here = after(growth.path, position, each.last)
                commit = _setting(self._positions, path, here)
                if each.problem is not None:
                    yield Step(_trouble(path, each.problem), commit)
                elif each.text:
                    key = _key(str(path), str(each.first.start), each.text)
                    place = str(each.first.number)
                    yield Step(Arrival(key, shown(path), place, _cut(each.text)), commit)
                else:
                    commit()

    def _set(self, path: Path, position: Position) -> None:
        self._positions.of[str(path)] = position

    # ------------------------------------------------------------------ files that are read whole

    def _whole(self, path: Path) -> Iterator[Step]:
        status = path.stat()
        now = (status.st_size, status.st_mtime_ns)
        position = self._positions.of.setdefault(str(path), Position())
        if now == (position.size, position.changed):
            return
        before = self._seen_as.get(str(path))
        self._seen_as[str(path)] = now
        is_settled = before == now or time.time() - status.st_mtime > _SETTLED
        if not (is_settled or self._is_final):
            return
        columns = {"text": self._column} if self._column else {}
        corpus = read_corpus([path], control=self._control, asked=ReadSettings(None, columns))
        known = set(position.texts)
        for document in corpus.documents:
            text = _text_of(document)
            digest = _key(text)
            if digest in known or not text:
                continue
            known.add(digest)
            place = document.name.rpartition(":")[2] if document.turns or document.index else ""
            if len(text) == _LONGEST:
                cut = marked("errors", "The text is longer than {most} characters, so only its end was read.")  # fmt: skip
                trouble = Trouble(source=shown(path), place=place, text=cut, values={"most": f"{_LONGEST:,}"})  # fmt: skip
                yield from self._once(path, trouble)
            arrival = Arrival(_key(str(path), digest), shown(path), place, text)
            yield Step(arrival, _adding(position, digest))
        for problem in corpus.all_problems[:_MOST_TROUBLES]:
            yield from self._once(path, _trouble(path, problem))
        position.size, position.changed = now


def _is_plain(path: Path) -> bool:
    kind = format_of(path)
    return kind is None or kind.name == PLAIN_TEXT.name


def _trouble(path: Path, problem: Problem) -> Trouble:
    values = {
        name: value if isinstance(value, int | float) else str(value)
        for name, value in problem.values.items()
    }
    place = "" if problem.line is None else str(problem.line)
    return Trouble(source=shown(path), place=place, text=problem.text, values=values)


def _text_of(document: Document) -> str:
    """What is to be labelled: of labelled rows, the text without its label."""
    said = [turn.text for turn in document.turns or () if turn.speaker == "user"]
    return _cut(said[-1] if said else str(document.text[-_LONGEST:])).strip()


def _cut(text: str) -> str:
    return text[-_LONGEST:]


def _key(*parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:16]


def _nothing() -> None:
    """Nothing is to be kept."""


def _setting(positions: Positions, path: Path, position: Position) -> Callable[[], None]:
    def commit() -> None:
        positions.of[str(path)] = position

    return commit


def _adding(position: Position, digest: str) -> Callable[[], None]:
    def commit() -> None:
        position.texts.append(digest)

    return commit
