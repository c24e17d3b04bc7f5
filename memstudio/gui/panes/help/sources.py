"""What the memory's help can be measured on: a box to choose from.

A trace holds its text and no path, so its text is put into a file, to be measured on as others are.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from memstudio import atomic
from memstudio.measuring.runs import is_for_stories, look_at_run
from memstudio.measuring.settings import MeasureSettings
from memstudio.paths import cache_dir

if TYPE_CHECKING:
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument

_STORIES, _TOKENS, _SEGMENTS = 24, 20_000, 32


@dataclass(frozen=True)
class Source:
    """Something to measure on; with neither data nor run, stories are asked about."""

    data: tuple[str, ...] = ()
    run: str = ""

    def settings(self) -> MeasureSettings:
        """What is measured on it: little enough to be waited for."""
        return MeasureSettings(
            "memory-help", self.data, run=self.run, stories=_STORIES, tokens=_TOKENS,
            segments=_SEGMENTS,
        )  # fmt: skip


class SourceBox(QComboBox):
    """Stories where the model was made for them, what its run held out, the dataset, and files."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("helpSource")
        self.setAccessibleName(self.tr("Measure on"))
        self.setToolTip(self.tr("What is read with the memory and with the controls"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(26)
        self._files: tuple[str, ...] = ()

    def add_file(self, path: str) -> None:
        """Offer a file from now on, and choose it."""
        self._files = (path, *(each for each in self._files if each != path))

    def refresh(self, session: Session, *, chosen: Source | None = None) -> None:
        """Offer what there is now; what was chosen stays, while it is there."""
        before = chosen or self.source
        offered: list[tuple[str, Source]] = []
        if session.model is not None:
            path = Path(session.model.path)
            if is_for_stories(path, session.model.trained_on):
                offered.append((self.tr("Stories never seen, with questions"), Source()))
            run = look_at_run(path)
            if run is not None and run.is_for_help(session.model.segment_length or 0):
                text = self.tr("What its run %1 held out").replace("%1", run.folder.name)
                offered.append((text, Source(run=str(run.folder))))
        read = session.traces.document
        if read is not None and read.text.strip():
            text = self.tr("%1, as it is open here").replace("%1", read.name)
            offered.append((text, Source((str(_place(read)),))))
        if session.corpus is not None:
            offered.append((_names(session.corpus.paths), Source(tuple(session.corpus.paths))))
        offered += [(_names((path,)), Source((path,))) for path in self._files]
        self.blockSignals(True)
        self.clear()
        for source, text in {source: text for text, source in offered}.items():
            self.addItem(text, source)
        place = next((i for i in range(self.count()) if self.itemData(i) == before), 0)
        self.setCurrentIndex(place if self.count() else -1)
        self.blockSignals(False)

    def write_text(self, session: Session) -> None:
        """Put the text of the open trace where it is measured on, if it was chosen.

        Raises:
            StorageError: it cannot be written.
        """
        read, source = session.traces.document, self.source
        if read is not None and source is not None and source.data == (str(_place(read)),):
            atomic.write_text(_place(read), read.text)

    @property
    def source(self) -> Source | None:
        """What is chosen; None while there is nothing."""
        found: Source | None = self.currentData()
        return found


def _place(read: TraceDocument) -> Path:
    """Where the text of a trace is kept: the same text in the same file."""
    stem = Path(read.name).stem or "text"
    mark = f"{zlib.crc32(read.text.encode()):08x}"
    return cache_dir() / "traced_texts" / mark / f"{stem[:60]}.txt"


def _names(paths: tuple[str, ...]) -> str:
    first = Path(paths[0]).name
    return first if len(paths) == 1 else f"{first} + {len(paths) - 1}"
