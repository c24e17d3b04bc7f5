"""Which page of the guide belongs to where somebody is, and the one window that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Slot

if TYPE_CHECKING:
    from memstudio.gui.guide.window import GuideWindow
    from memstudio.gui.main_window import MainWindow

PAGE_FOR = {
    "start": "first-steps", "train": "training", "memory": "memory-page", "use": "using",
    "evaluate": "evaluating", "runs": "runs", "monitor": "monitoring",
}  # fmt: skip
"""By the page of the main window."""

TOPICS = {
    **{page: (name, "") for page, name in PAGE_FOR.items()},
    "glance": ("memory-page", "the-sentence-on-top"),
    "inspector": ("memory-page", "inspector"),
    "effects": ("memory-page", "effects"),
    "timeline": ("memory-page", "time"),
    "training": ("memory-page", "training"),
    "compare": ("memory-page", "compare"),
    "attention": ("memory-page", "attention"),
    "help": ("memory-page", "does-it-help"),
    "search": ("documents", "in-the-window"),
    "answer": ("documents", "how-far-an-answer-is-to-be-trusted"),
    "recommend": ("recommending", ""),
    "benchmark": ("evaluating", "memories-compared"),
    "library": ("at-home", "panels"),
    "messages": ("at-home", "messages"),
}
"""Page, and anchor in English, by what the window calls a place of its own."""


class GuideOpening(QObject):
    """Opens the guide; its window is made at the first time, and goes with the main one."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._guide: GuideWindow | None = None

    def show_here(self) -> None:
        """What the guide says of the view in front: a page has several."""
        self.show_topic(self._window.commands.sights.sight(self._window.pages.current).guide)

    @Slot(str)
    def show_topic(self, topic: str) -> None:
        """What the guide says of a place of the window, by one of the names in `TOPICS`."""
        from memstudio.guide.sections import anchor_in

        name, anchor = TOPICS[topic]
        self.show_page(name, anchor and anchor_in(name, anchor, QLocale().name()))

    def show_page(self, name: str, anchor: str = "") -> GuideWindow:
        """A page, from a heading on if one is named."""
        from memstudio.gui.guide.window import GuideWindow

        if self._guide is None:
            self._guide = GuideWindow(self._window)
        self._guide.open_page(name, anchor)
        return self._guide
