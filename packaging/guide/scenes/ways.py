"""Searching, answering from sources, recommending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from memstudio.gui.scripted.gestures import shown
from memstudio.resources import resource
from scenes.talking import rows, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stage import Stage

    from memstudio.gui.scripted.driver import Wait


def _ask(stage: Stage, name: str, text: str, button: str) -> Iterator[Wait]:
    line = shown(stage.window, name)
    if not isinstance(line, QLineEdit):
        raise TypeError(name)
    line.setText(text)
    yield 0.2
    stage.click(button)
    yield from stage.idle()
    yield 1.0


def _collect(stage: Stage, name: str, path: Path) -> Iterator[Wait]:
    from memstudio.gui.panes.use_ways.collection_bar import add_documents

    room = stage.session.collections
    room.choose(name)
    add_documents(room, (str(path),))
    yield from stage.idle()
    yield 1.0


def retrieval(stage: Stage) -> Iterator[Wait]:
    """A book is searched by its words; then pages by a sitting of queries."""
    yield from stage.use(stage.trained("retrieval"), "search")
    yield from _collect(stage, "Novel", resource("samples", "pride-and-prejudice.txt"))
    yield from _ask(stage, "query", "what Darcy wrote in his letter about Wickham", "search")
    yield from stage.rest()
    yield from stage.shot("use-search")
    pages = resource("samples", "tasks", "retrieval-test.jsonl")
    yield from _collect(stage, "Pages", pages)
    *before, last = rows("retrieval")[0]["query"].split("\n")
    for query in before:
        yield from _ask(stage, "query", query, "search")
    stage.click("looksAgain")
    yield from _ask(stage, "query", last, "search")
    yield from stage.rest()
    yield from stage.shot("use-retrieval")


def service(stage: Stage) -> Iterator[Wait]:
    """A question whose answer depends on the talk before it, with past cases as sources."""
    yield from stage.use(stage.trained("service"), "write")
    turns = [
        each["content"] for each in rows("service")[0]["messages"] if each["role"] == "customer"
    ]
    for turn in turns[:-1]:
        yield from say(stage, turn)
    stage.window.use_page().show_way("answer")
    yield 0.5
    yield from _collect(stage, "Service", resource("samples", "tasks", "service-train.jsonl"))
    # This model never learnt to read passages first.
    shown(stage.window, "numRead").setValue(0)
    yield from _ask(stage, "question", turns[-1], "ask")
    yield from stage.rest()
    yield from stage.shot("use-service")


def recommend(stage: Stage) -> Iterator[Wait]:
    """Candidates ranked by what was touched, and why the first is the first."""
    yield from stage.use(stage.trained("recommendation"), "recommend")
    row = rows("recommendation")[0]
    room = stage.session.recommending
    for ask in (
        lambda: room.touch(tuple(row["history"]), name="Ada"),
        lambda: room.choose("Ada"),
        lambda: room.offer(tuple(row["candidates"])),
        lambda: stage.click("rankCandidates"),
        lambda: room.ask_why(room.ranking.ranked[0].item),
    ):
        ask()
        yield 0.5
        yield lambda: not room.is_busy
    yield from stage.rest()
    yield from stage.shot("use-recommendation")
