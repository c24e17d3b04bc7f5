"""The answer to "What am I looking at?", for one page or panel."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale


@dataclass(frozen=True)
class Sight:
    """What is shown, how it is read, and how it is put to the test.

    Attributes:
        title: of the page or panel.
        shows: sentences with the figures that are there now.
        reading: how to read it.
        checking: which change to the memory, or which measurement, tests what it suggests.
        guide: where the guide says more, by a name in `memstudio.gui.guide.opening.TOPICS`.
    """

    title: str
    shows: tuple[str, ...]
    reading: str
    checking: str = ""
    guide: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All of it but the title."""
        return tuple(text for text in (joined(self.shows), self.reading, self.checking) if text)


def joined(sentences: tuple[str, ...]) -> str:
    """Sentences one after the other, with a blank between them where the language has one."""
    between = "" if QLocale().language() is QLocale.Language.Chinese else " "
    return between.join(text for text in sentences if text)
