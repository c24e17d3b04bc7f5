"""The Evaluate and Monitor pages."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.resources import resource
from scenes.talking import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stage import Stage

    from memstudio.gui.scripted.driver import Wait


def evaluating(stage: Stage) -> Iterator[Wait]:
    """What the demo gets right by stories, and what it retains of a text."""
    yield from stage.model("demo")
    stage.page("evaluate")
    yield 0.5
    stage.click("task.stories")
    stage.window.page("evaluate").measure.form.num_stories.setValue(24)
    yield 0.3
    stage.click("startMeasuring")
    yield from stage.idle()
    yield from stage.rest()
    yield from stage.shot("evaluate")
    stage.click("task.retention")
    yield 0.3
    stage.window.page("evaluate").measure.read_text(
        (str(resource("samples", "pride-and-prejudice.txt")),)
    )
    yield from stage.idle()
    stage.click("startMeasuring")
    yield from stage.idle()
    yield from stage.rest()
    yield from stage.shot("evaluate-retention")


def monitoring(stage: Stage) -> Iterator[Wait]:
    """A file of news grows, and negatives surge."""
    yield from stage.model(stage.trained("sentiment"))
    news = rows("sentiment")
    good = [row for row in news if row["labels"][1] != "negative"][:10]
    bad = [row for row in news if row["labels"][1] == "negative"][:10]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.txt"
        path.write_text("".join(row["text"] + "\n" for row in good), encoding="utf-8")
        stage.page("monitor")
        yield 0.5
        pane = stage.window.page("monitor")
        pane.form.paths.add((str(path),))
        yield 0.5
        stage.click("startMonitoring")
        yield 4.0
        with path.open("a", encoding="utf-8") as file:
            for row in bad:
                file.write(row["text"] + "\n")
        yield 6.0
        yield from stage.rest()
        yield from stage.shot("monitor")
        stage.click("stopMonitoring")
        yield from stage.idle()
