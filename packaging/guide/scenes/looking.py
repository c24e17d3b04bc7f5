"""The start page and its dialogs, the Memory page, and a training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kinds import KINDS

from memstudio.gui.run_health_model import run_health
from memstudio.gui.scripted.gestures import shown
from memstudio.resources import resource
from memstudio.tasks.stories import generate_story
from scenes.talking import rows

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
    answer = story.questions[-1]
    token = document.reader.token_at(answer.answer_char)
    fact = document.reader.token_at(answer.fact_char)
    select = stage.window.selection.select
    select(token=token, segment=document.segment_of(token))
    # The sentences on top are measured beside it.
    yield lambda: stage.session.effects.glance is not None
    yield from stage.rest()
    yield from stage.shot("memory-lanes")
    segment = document.segment_of(fact)
    (written,) = document.reader.mass("write", segment, segment + 1)
    select(token=None, slot=int(written.argmax()), segment=segment)
    yield from stage.rest()
    yield from stage.shot("memory-inspector")
    select(token=token, slot=None, segment=document.segment_of(token))
    yield 0.5
    stage.window.dock_plan.show(stage.window.memory_page().effects_dock)
    yield 0.5
    stage.click("explain")
    yield lambda: stage.session.effects.provenance is not None
    yield from stage.idle()
    stage.click("verify")
    yield from stage.idle()
    yield lambda: stage.session.effects.asking is None
    yield from stage.rest()
    yield from stage.shot("memory-effects")
    yield from stage.shot("explain-panel", part=shown(stage.window, "effectsDock"))
    stage.tab("memoryTabs", 3)
    yield 1.0
    stage.window.memory_page().attention.read_trace.trigger()
    yield from stage.idle()
    yield 1.0
    yield from stage.rest()
    yield from stage.shot("memory-attention")
    stage.tab("memoryTabs", 4)
    yield 0.5
    stage.click("findOut")
    yield from stage.idle()
    yield from stage.rest()
    yield from stage.shot("memory-help")
    stage.tab("memoryTabs", 0)


def task(stage: Stage) -> Iterator[Wait]:
    """A task, one click from the start page."""
    before = stage.session.corpus
    stage.window.commands.tasks.begin("question")
    yield lambda: stage.session.corpus is not before and stage.session.task is None
    yield from stage.idle()
    yield from stage.rest()
    yield from stage.shot("task-ready")
    stage.session.clear_data()


def kinds(stage: Stage) -> Iterator[Wait]:
    """One report, read by a small model with each kind of memory."""
    row = rows("question")[0]
    text = f"{row['story']} {row['questions'][0]} {row['answers'][0]}"
    for name in KINDS:
        yield from stage.model(stage.trained(f"kind-{name}/runs"))
        before = stage.session.traces.document
        stage.session.record_trace(text, "Report")
        stage.page("memory")
        stage.window.memory_page().tabs.setCurrentIndex(0)
        yield lambda before=before: stage.session.traces.document is not before
        yield from stage.idle()
        document = stage.session.traces.document
        token = document.num_tokens - 1
        stage.window.selection.select(token=token, segment=document.segment_of(token))
        yield (
            lambda: (
                stage.session.effects.glance is not None
                or bool(stage.session.effects.glance_trouble)
            )
        )
        yield from stage.rest()
        yield from stage.shot(f"kind-{name}", part=stage.window.memory_page())


def training(stage: Stage) -> Iterator[Wait]:
    """A run on a book, before, during and after; its memory over the steps; all runs."""
    stage.drop(resource("samples", "pride-and-prejudice.txt"))
    yield lambda: stage.session.corpus is not None
    yield from stage.idle()
    stage.page("train")
    yield from stage.rest()
    yield from stage.shot("train-ready")
    stage.window.train_page().form.apply(
        {"steps": 120, "probe.every": 10, "validate_every": 30, "seed": 1}
    )
    stage.click("startTraining")
    yield lambda: stage.session.run is not None and stage.session.run.step >= 70
    yield from stage.rest()
    yield from stage.shot("train-running")
    yield lambda: stage.session.run is not None and not stage.session.run.is_active
    yield from stage.idle()
    stage.page("memory")
    stage.window.memory_page().show_training()
    yield 2.0
    yield lambda: run_health(stage.session).num_awaited == 0
    yield from stage.rest()
    yield from stage.shot("memory-training")
    stage.tab("memoryTabs", 2)
    yield 1.0
    probes = stage.session.traces.probes
    stage.window.memory_page().compare.choose(probes[min(probes)], probes[max(probes)])
    yield 2.0
    yield from stage.rest()
    yield from stage.shot("memory-compare")
    yield from stage.model("demo")
    stage.window.train_page().form.apply({"steps": 80, "learning_rate": 5e-4, "seed": 2})
    stage.window.train_page().start()
    yield lambda: stage.session.run is not None and stage.session.run.step >= 80
    yield lambda: stage.session.run is not None and not stage.session.run.is_active
    yield from stage.idle()
    stage.page("runs")
    yield 2.0
    shown(stage.window, "runTable").selectAll()
    yield 2.0
    yield from stage.rest()
    yield from stage.shot("runs")
