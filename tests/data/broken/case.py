"""What a broken file is, and what is to come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Content = bytes | str


@dataclass(frozen=True)
class Beginning:
    """A document that is the beginning of a text, and at least this share of it."""

    whole: Callable[[], str]
    share: float = 0.4

    def is_text(self, text: str) -> bool:
        whole = self.whole()
        return whole.startswith(text) and len(text) >= self.share * len(whole)


Expected = str | Beginning


@dataclass(frozen=True)
class Broken:
    """A file that is broken or odd.

    Attributes:
        family: what it is one of.
        name: of the case.
        make: writes it in a folder, and returns what is dropped.
        texts: of the documents that are read of it, in their order; none when it is refused.
        says: what sentences on it say; none when there is nothing to complain of.
        lines: that sentences name.
    """

    family: str
    name: str
    make: Callable[[Path], Path]
    texts: tuple[Expected, ...] = ()
    says: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()

    @property
    def is_refused(self) -> bool:
        return not self.texts

    def __str__(self) -> str:
        return f"{self.family}-{self.name}"


@dataclass
class Family:
    """The broken files of one kind."""

    name: str
    files: list[Broken] = field(default_factory=list)

    def read(self, name: str, content: Callable[[], Content], *texts: Expected) -> None:
        """A file that is odd, and read without a word."""
        self._add(name, content, texts)

    def named(
        self,
        name: str,
        content: Callable[[], Content],
        *texts: Expected,
        says: str | tuple[str, ...],
        lines: tuple[int, ...] = (),
    ) -> None:
        """A file of which something is read, and something is said."""
        assert texts
        self._add(name, content, texts, says, lines)

    def refused(
        self, name: str, content: Callable[[], Content], says: str, lines: tuple[int, ...] = ()
    ) -> None:
        """A file of which nothing is read."""
        self._add(name, content, (), says, lines)

    def made(
        self,
        name: str,
        *texts: Expected,
        says: str | tuple[str, ...] = (),
        lines: tuple[int, ...] = (),
    ) -> Callable[[Callable[[Path], Path]], Callable[[Path], Path]]:
        """Note a function that makes something in a folder."""

        def note(make: Callable[[Path], Path]) -> Callable[[Path], Path]:
            self._note(name, make, texts, says, lines)
            return make

        return note

    def _add(
        self,
        name: str,
        content: Callable[[], Content],
        texts: tuple[Expected, ...],
        says: str | tuple[str, ...] = (),
        lines: tuple[int, ...] = (),
    ) -> None:
        def make(folder: Path) -> Path:
            return written(folder / name, content())

        self._note(name, make, texts, says, lines)

    def _note(
        self,
        name: str,
        make: Callable[[Path], Path],
        texts: tuple[Expected, ...],
        says: str | tuple[str, ...],
        lines: tuple[int, ...],
    ) -> None:
        sentences = (says,) if isinstance(says, str) else says
        self.files.append(Broken(self.name, name, make, texts, sentences, lines))


def written(path: Path, content: Content) -> Path:
    """A file with this in it, and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
