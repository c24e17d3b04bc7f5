"""Looking about on the Memory page, again and again."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.main_window import MainWindow
from memstudio.gui.session import Session
from memstudio.settings import Settings
from tests.soak.held import Held, count
from tests.soak.patience import settle, until
from tests.windows.made_trace import make_trace

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.gui.panes.memory.pictures import Pictures

UPDATES_OF_CYCLE = 20
_TOKENS, _SLOTS = 40_000, 16


def soak_views(folder: Path, cycles: int, keep: Callable[[Held], None]) -> None:
    """Show one of two documents, move about in it, and count after each cycle.

    Args:
        folder: for the traces.
        cycles: how often; each is `UPDATES_OF_CYCLE` changes of what is shown, painted each.
        keep: takes what was counted.
    """
    traces = [folder / "one.zarr", folder / "other.zarr"]
    for trace in traces:
        make_trace(trace, _TOKENS, _SLOTS)
    session = Session()
    window = MainWindow(session, Settings())
    window.resize(1280, 800)
    window.show()
    window.start_looking()
    built: list[bool] = []
    window.pages.all_built.connect(lambda: built.append(True))
    until(lambda: bool(built), "the pages")
    window.show_page("memory")
    rng = Random(0)  # noqa: S311 - no secret
    try:
        for cycle in range(1, cycles + 1):
            before = session.traces.document
            session.show_trace(str(traces[cycle % 2]), "made up")
            until(lambda before=before: session.traces.document is not before, "the trace")
            for _ in range(UPDATES_OF_CYCLE):
                _update(window, window.memory_page().document.pictures, rng)
            settle()
            keep(count(cycle))
    finally:
        window.close()
        session.close()


def _update(window: MainWindow, pictures: Pictures, rng: Random) -> None:
    document = window.session.traces.document
    assert document is not None
    token = rng.randrange(document.num_tokens)
    match rng.randrange(6):
        case 0:
            pictures.visible.zoom(rng.choice((0.3, 0.7, 1.4, 3.0)), token)
        case 1:
            pictures.visible.pan(rng.choice((-0.6, 0.6)) * pictures.visible.span)
        case 2:
            pictures.visible.show(token, token + rng.choice((50, 500, 5000)))
        case 3:
            window.selection.select(segment=rng.randrange(document.num_segments))
        case 4:
            window.selection.select(token=token, slot=rng.randrange(document.num_slots))
        case _:
            window.selection.hover(slot=rng.randrange(document.num_slots), token=token)
    QCoreApplication.processEvents()
