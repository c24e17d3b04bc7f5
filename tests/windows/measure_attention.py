"""How smooth panning over attention is, and what it holds in memory.

Run by hand, without a display or on one (Xvfb will do):

    QT_QPA_PLATFORM=offscreen python -m tests.windows.measure_attention --out figures.json

A head of random queries and keys (width 64, drawn to look near by and at the beginning) is opened at
4,096, 32,768 and 100,000 places, in a window of 1920 x 1080, and panned to and fro, a frame at a
time: first in steps of 12 pixels at a weight a pixel or more, then zoomed in to words, and at 100,000
as a whole and zoomed in twice. A frame is everything from the gesture to the pixels. Prints one JSON
document, times in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

_HEADS, _WIDTH = 1, 64
_FRAMES = 240


def made_up(size: int) -> Any:
    """A reading of `size` words, of which one layer was kept."""
    from memstudio.trace.attention_layout import AttentionLayer, CapturedAttention

    made = np.random.default_rng(0)
    half = _WIDTH // 2
    pace = 1 / 5000 ** (np.arange(half) / half)
    angle = np.arange(size)[:, None] * pace
    places = np.concatenate([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)
    queries = np.stack([places * (4 + head) for head in range(_HEADS)])
    queries += made.normal(size=queries.shape).astype(np.float32)
    keys = places[None] + made.normal(size=(1, size, _WIDTH)).astype(np.float32) * 0.5
    stop = np.arange(1, size + 1, dtype=np.int32)
    scale = _WIDTH**-0.5
    total = np.zeros((_HEADS, size), np.float32)
    highest = np.zeros((_HEADS, size), np.float32)
    highest_mean = np.zeros(size, np.float32)
    for start in range(0, size, 256):
        end = min(start + 256, size)
        mean = np.zeros((end - start, end), np.float32)
        for head in range(_HEADS):
            scores = queries[head, start:end] @ keys[0, :end].T
            scores *= scale
            own = scores[:, start:]
            own[np.arange(end - start)[None] >= stop[start:end, None] - start] = -np.inf
            top = scores.max(1)
            scores -= top[:, None]
            np.exp(scores, out=scores)
            total[head, start:end] = top + np.log(scores.sum(1))
            highest[head, start:end] = np.exp(top - total[head, start:end])
            mean += scores / (_HEADS * scores.sum(1, keepdims=True))
        highest_mean[start:end] = mean.max(1)
    layer = AttentionLayer(
        queries, keys, scale, None, np.zeros(size, np.int32), stop, total, highest, highest_mean
    )
    words = [f" word{number % 997}" for number in range(size)]
    ends = np.cumsum([len(word) for word in words]).astype(np.int32)
    starts = np.concatenate([[0], ends[:-1]]).astype(np.int32)
    return CapturedAttention(
        "made up", f"{size:,} words", "".join(words), starts, ends,
        np.arange(size, dtype=np.int32), np.array([0, size], np.int32), (0,), _HEADS, {0: layer},
    )  # fmt: skip


def settle(milliseconds: int) -> None:
    """Let the window do what it has to do."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def pan(view: Any, step: int) -> dict[str, float]:
    """Pan to and fro; times of frames, and what of them the window's thread spent computing."""
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    assert app is not None
    times, spent = [], []
    ways = [(step, 0), (0, step), (-step, step), (-step, 0), (0, -step), (step, -step)]
    for frame in range(_FRAMES):
        dx, dy = ways[frame // 40 % len(ways)]
        start, cpu = time.perf_counter(), time.thread_time()
        view.sight.pan(-dx, -dy)
        view.repaint()
        # What the tiles' thread has to tell is heard between frames, as in the event loop.
        app.processEvents()
        times.append((time.perf_counter() - start) * 1000)
        spent.append((time.thread_time() - cpu) * 1000)
        # The rest of a frame's 16 ms is the other thread's.
        time.sleep(max(0.0, 0.016 - (time.perf_counter() - start)))
    p50, p95, p99 = np.percentile(times, [50, 95, 99])
    return {
        "p50": round(float(p50), 2),
        "p95": round(float(p95), 2),
        "p99": round(float(p99), 2),
        "p95_of_thread": round(float(np.percentile(spent, 95)), 2),
        "within_16_ms": round(float(np.mean(np.array(times) <= 16)), 3),
    }


def measure(size: int) -> dict[str, Any]:
    """Open, wait for the overview, and pan."""
    import psutil
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from memstudio.gui.panes.attention.pane import AttentionPane
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.session import Session

    captured = made_up(size)
    session = Session()
    pane = AttentionPane(session, SelectionModel())
    pane.resize(1920, 1080)
    pane.show()
    app = QApplication.instance()
    assert app is not None
    process = psutil.Process()
    app.processEvents()
    before = process.memory_info().rss
    view = pane.head_page.view
    first: list[float] = []
    view.store.tiles_changed.connect(lambda: first.append(time.perf_counter()))
    began = time.perf_counter()
    session.attention.captured = captured
    session.attention.captured_changed.emit(captured)
    view.repaint()
    shown = time.perf_counter() - began
    pyramid = view._pyramid
    assert pyramid is not None
    while not pyramid.is_whole:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    overview = time.perf_counter() - began

    found: dict[str, Any] = {
        "size": size,
        "until_shown_ms": round(shown * 1000, 1),
        "until_first_tile_ms": round((first[0] - began) * 1000, 1),
        "until_overview_s": round(overview, 2),
        "map_pixels": [view.map_area.width(), view.map_area.height()],
    }
    sights = {"a weight a pixel": 1.0, "words": 16.0}
    if size > 50_000:
        sights = {
            "overview, 4 x": 4 * view.sight.smallest,
            "overview, 16 x": 16 * view.sight.smallest,
        } | sights
    for name, scale in sights.items():
        view.sight.zoom(scale / view.sight.scale, 0, 0)
        middle = size // 2
        view.pick(middle, middle - 5)
        settle(300)
        found[name] = {"panning": pan(view, 12)}
        settle(1500)
        found[name]["settled"] = pan(view, 12)
    found["held_mb"] = {
        "captured": round(captured.num_bytes / 1e6, 1),
        "overview": round(pyramid.num_bytes / 1e6, 1),
        "tiles": round(view.store.num_bytes / 1e6, 1),
        "process_grew": round((process.memory_info().rss - before) / 1e6, 1),
        "all_weights_of_the_layer_would_be": round(_HEADS * size * size * 4 / 1e6),
    }
    view.wait()
    session.close()
    pane.hide()
    pane.deleteLater()
    return found


def main() -> None:
    """Measure at every size."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[4096, 32_768, 100_000])
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    from PySide6.QtWidgets import QApplication

    from memstudio.gui.theme import theme

    app = QApplication([])
    theme.apply(app, "light")
    text = json.dumps([measure(size) for size in arguments.sizes], indent=1)
    if arguments.out is not None:
        arguments.out.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
