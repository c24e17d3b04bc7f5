"""Prints how long the window waits for what the memory did, on a story that the demo has read.

`python -m tests.windows.measure_effects [SEED]`: from the wish to the answer in the window's thread,
painted.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from memstudio.gui.main_window import MainWindow
from memstudio.gui.session import Session
from memstudio.gui.theme import theme
from memstudio.settings import Settings
from memstudio.tasks.stories import generate_story
from memstudio.trace.causal_types import Intervention

if TYPE_CHECKING:
    from collections.abc import Callable

_NUM_ABLATIONS = 40


def main(seed: int) -> None:
    """Measure the glance, an explanation, its verification, a map, and ablations of one slot."""
    app = QApplication([])
    theme.apply(app, "light")
    session = Session()
    window = MainWindow(session, Settings())
    window.resize(1920, 1080)
    window.show()
    effects, document = session.effects, None

    def wait(name: str, start: Callable[[], None], is_done: Callable[[], bool]) -> float:
        began = time.perf_counter()
        start()
        while not is_done():
            app.processEvents()
        app.processEvents()
        taken = (time.perf_counter() - began) * 1e3
        if name:
            say(f"{name}: {taken:,.0f} ms")
        return taken

    wait("engine started", session.start_engine, lambda: bool(session.devices))
    wait("demo opened", lambda: session.load_model("demo"), lambda: session.model is not None)
    story = generate_story(seed, split="held_out")
    wait(
        "story traced",
        lambda: session.record_trace(story.text, f"story {seed}"),
        lambda: session.traces.document is not None,
    )
    document = session.traces.document
    assert document is not None
    window.show_page("memory")
    say(f"{document.num_tokens} tokens, {document.num_segments} segments")
    wait("glance", effects.take_glance, lambda: not effects.is_asking_glance)
    answer = story.questions[-1].answer_char
    token = int(np.searchsorted(document.token_ends, answer, side="right"))
    window.selection.select(token=token, segment=document.segment_of(token))

    def is_idle() -> bool:
        return not effects.is_waited_for

    wait("explained", window.commands.effects.explain, is_idle)
    wait("verified", window.commands.effects.verify, is_idle)
    wait("mapped for a word", window.commands.effects.map_word, is_idle)
    wait("mapped for the text", window.commands.effects.map_text, is_idle)
    random = np.random.default_rng(0)
    taken = []
    for _ in range(_NUM_ABLATIONS):
        segment = int(random.integers(1, document.num_segments))
        slot = int(random.integers(document.num_slots))
        effects.clear()
        wait("", lambda: None, lambda: effects.effect is None)
        wish = Intervention("ablate", segment, (slot,))
        taken.append(wait("", partial(effects.add, wish), lambda: effects.effect is not None))
    say(f"ablation of one slot, at random segments: median {np.median(taken):.0f} ms, 95% within "
        f"{np.quantile(taken, 0.95):.0f} ms, largest {max(taken):.0f} ms")  # fmt: skip
    window.close()
    session.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
