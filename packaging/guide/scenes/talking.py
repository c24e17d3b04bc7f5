"""The Use page, where one writes and talks, with the demo and with the models of tasks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPlainTextEdit

from memstudio.gui.scripted.gestures import shown
from memstudio.resources import resource
from memstudio.tasks.stories import generate_story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stage import Stage

    from memstudio.gui.scripted.driver import Wait

_STORY = 11


def rows(task: str, part: str = "test") -> list[dict[str, Any]]:
    """The rows of a task's sample."""
    path = resource("samples", "tasks", f"{task}-{part}.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def say(stage: Stage, text: str, *, asks: bool = True) -> Iterator[Wait]:
    """Write a text in the box, send it, and wait for the answer."""
    yield from stage.until_shown("send")
    stage.click("ask_way" if asks else "continue_way")
    prompt = shown(stage.window, "prompt")
    if not isinstance(prompt, QPlainTextEdit):
        raise TypeError(prompt)
    prompt.setPlainText(text)
    yield 0.2
    stage.click("send")
    yield from stage.idle()


def read(stage: Stage, text: str, name: str) -> Iterator[Wait]:
    """Read a document into the memory, as *Read a document…* does with a file."""
    stage.window.use_page().write.documents.read_requested.emit(text, name)
    yield from stage.idle()


def chat(stage: Stage) -> Iterator[Wait]:
    """The demo is told a story and asked about it; what it remembers."""
    yield from stage.use("demo", "write")
    story = generate_story(_STORY, split="held_out")
    last = story.questions[-1]
    yield from read(stage, story.text[: last.char_start].rstrip(), "Story")
    for person in (last.person, story.questions[0].person):
        yield from say(stage, f"Where is {person}?")
    yield from stage.rest()
    yield from stage.shot("use-chat")
    stage.window.commands.dialogue.show_remembered()
    yield from stage.idle()
    yield 1.0
    yield from stage.shot("use-remembered", dialog=True)
    stage.close_dialog()


def question(stage: Stage) -> Iterator[Wait]:
    """A report is read, and asked about from memory alone."""
    yield from stage.use(stage.trained("question"), "write")
    told = rows("question")[0]["story"]
    yield from read(stage, told, told.split(".")[0])
    for asked in ("Where was she bound for?", "What did she carry?", "Who was the captain?"):
        yield from say(stage, asked)
    yield from stage.rest()
    yield from stage.shot("use-question")


def summary(stage: Stage) -> Iterator[Wait]:
    """Minutes in, decisions out."""
    yield from stage.use(stage.trained("summary"), "write")
    yield from say(stage, rows("summary")[0]["document"])
    yield from stage.rest()
    yield from stage.shot("use-summary")


def translation(stage: Stage) -> Iterator[Wait]:
    """Names are said once and are still known three segments later."""
    yield from stage.use(stage.trained("translation"), "write")
    for sentence in rows("translation")[0]["source"][:6]:
        yield from say(stage, sentence)
    yield from stage.rest()
    yield from stage.shot("use-translation")


def long_text(stage: Stage) -> Iterator[Wait]:
    """A page in the manner of the book."""
    yield from stage.use(stage.trained("long-text"), "write")
    yield from say(stage, "It was a truth that Elizabeth", asks=False)
    yield from stage.rest()
    yield from stage.shot("use-long-text")


def dialogue(stage: Stage) -> Iterator[Wait]:
    """What was told before the small talk is known after it."""
    yield from stage.use(stage.trained("dialogue"), "write")
    for turn in rows("dialogue")[0]["messages"]:
        if turn["role"] == "user":
            yield from say(stage, turn["content"])
    yield from stage.rest()
    yield from stage.shot("use-dialogue")
