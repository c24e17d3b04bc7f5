"""The traces that were on show in this sitting: they lie on the disk until the program is closed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.gui.run_words import brief_name

if TYPE_CHECKING:
    from memstudio.gui.trace_document import TraceDocument

_MOST = 12


class EarlierTraces:
    """The last few, the latest last; probes are not among them, which their run has anyway."""

    def __init__(self) -> None:
        self._titles: dict[str, str] = {}
        self._texts: dict[str, object] = {}

    def add(self, document: TraceDocument) -> None:
        """It is on show now."""
        path = document.path
        for table in (self._titles, self._texts):
            table.pop(path, None)
        self._titles[path] = f"{document.name} ({brief_name(document.model)})"
        _, self._texts[path], *_ = document.identity
        while len(self._titles) > _MOST:
            oldest = next(iter(self._titles))
            del self._titles[oldest], self._texts[oldest]

    def offered(self) -> dict[str, str]:
        """Their titles by path, as far as they are still there."""
        return {path: title for path, title in self._titles.items() if Path(path).is_dir()}

    def same_text(self, path: str) -> str | None:
        """The latest other one of the same text as that at `path`."""
        known = self._texts.get(path)
        others = [each for each in self.offered() if each != path and self._texts[each] == known]
        return others[-1] if others and known is not None else None
