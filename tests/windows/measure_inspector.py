"""Prints how long the inspector takes to show a slot of a trace.

`python -m tests.windows.measure_inspector T.zarr [unfolded]`: selects slots at random places, and
waits until all that is seen has been painted. On a machine that does other things too, the
processor's time says what it costs.
"""

from __future__ import annotations

import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from memstudio.gui.docks.inspector_dock import InspectorDock
from memstudio.gui.selection import SelectionModel
from memstudio.gui.session import Session
from memstudio.gui.theme import theme

_NUM_SELECTIONS = 60


def main(path: str, *, unfolded: bool) -> None:
    """Measure with what is unfolded at first, or with everything."""
    app = QApplication([])
    theme.apply(app, "light")
    session, selection = Session(), SelectionModel()
    dock = InspectorDock(session, selection)
    dock.resize(320, 1000)
    dock.show()
    start = time.perf_counter()
    session.show_trace(path, "story")
    while session.traces.document is None:
        app.processEvents()
    document = session.traces.document
    say(f"opened in {(time.perf_counter() - start) * 1e3:.0f} ms: {document.num_tokens:,} tokens, "
        f"{document.num_segments:,} segments, {document.num_slots} slots")  # fmt: skip
    if unfolded:
        for section in dock.slot_view.sections:
            section.open()
    random = np.random.default_rng(0)
    taken, held, worked = [], [], []
    for _ in range(_NUM_SELECTIONS + 1):
        slot = int(random.integers(document.num_slots))
        segment = int(random.integers(document.num_segments))
        start, before = time.perf_counter(), time.process_time()
        selection.select(slot=slot, segment=segment, token=None)
        held.append((time.perf_counter() - start) * 1e3)
        while not dock.wishes.are_done:
            app.processEvents()
            time.sleep(0.0005)
        app.processEvents()
        taken.append((time.perf_counter() - start) * 1e3)
        worked.append((time.process_time() - before) * 1e3)
    first, rest = taken[0], np.array(taken[1:])
    say(f"first {first:.0f} ms; then median {np.median(rest):.0f} ms, 95% within "
        f"{np.quantile(rest, 0.95):.0f} ms, largest {rest.max():.0f} ms; the window was held for "
        f"{np.median(held[1:]):.1f} ms, at most {max(held[1:]):.1f} ms; processor's time "
        f"{np.median(worked[1:]):.0f} ms")  # fmt: skip
    session.close()
    dock.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main(sys.argv[1], unfolded="unfolded" in sys.argv[2:])
