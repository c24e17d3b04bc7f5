"""The scenes of the guide, in the order in which one sitting goes through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.resources import resource
from memstudio.tasks.stories import generate_story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stage import Stage

    from memstudio.gui.scripted.driver import Wait

_STORY = 7
"""The seed of the story that is looked at."""


def start(stage: Stage) -> Iterator[Wait]:
    """The first thing that anybody sees, and what opens from there."""
    yield lambda: bool(stage.session.devices)
    yield 1.5
    yield from stage.shot("start")
    commands = stage.window.commands
    for name, opens in (
        ("open-model", commands.open_model),
        ("new-model", commands.new_model),
        ("settings", commands.show_settings),
        ("palette", commands.show_palette),
    ):
        opens()
        yield 1.0
        yield from stage.shot(name, dialog=True)
        stage.close_dialog()
        yield 0.3


def memory(stage: Stage) -> Iterator[Wait]:
    """A story read by the demo: its slots, a word explained and verified, attention, and the gain."""
    yield from stage.model("demo")
    story = generate_story(_STORY, split="held_out")
    stage.session.record_trace(story.text, "Story")
    stage.page("memory")
    yield lambda: stage.session.traces.document is not None
    yield from stage.idle()
    yield 1.0
    document = stage.session.traces.document
    answers = [place for question in story.questions for place in [question.answer_start]]
    token = document.token_at(answers[-1])
    stage.window.selection.select(token=token, segment=document.segment_of(token))
    yield 1.0
    yield from stage.shot("memory-lanes")


SCENES = {"start": start, "memory": memory}
