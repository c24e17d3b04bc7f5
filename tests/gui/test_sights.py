"""What am I looking at? The sentences say the figures of the engine, and every page and panel has some."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from memstudio.gui.actions.sight_commands import PANELS
from memstudio.gui.guide.window import GuideWindow
from memstudio.gui.main_window import MainWindow
from memstudio.gui.selection import Selection
from memstudio.gui.sights.document import document_sentences, document_sight, largest_change
from memstudio.gui.sights.popover import SightPopover
from memstudio.gui.sights.sight import Sight
from memstudio.gui.sights.work_pages import corpus_sentence, model_sentence, run_sentence
from memstudio.gui.trace_document import TraceDocument
from memstudio.gui.trace_weights import WeightChoice
from memstudio.gui.widgets.number_format import percent
from memstudio.progress import Control
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.gui.conftest import Engine, a_corpus, a_model, a_step
from tests.gui.whole_window import PAGES, fill
from tests.tiny import tiny_loaded

TEXT = "It was a dark and stormy night; Daniel went to the garden. Where is Daniel? In it. " * 8


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("traces")
    made = {}
    for kind in ("rmt", "none"):
        made[kind] = folder / f"{kind}.zarr"
        record_trace(
            tiny_loaded(kind),
            TEXT,
            document="a story",
            out=made[kind],
            control=Control(),
            gain=True,
        )
    return made


def test_the_figures_of_a_document_are_those_of_its_trace(traces: dict[str, Path]) -> None:
    reader = TraceReader(traces["rmt"])
    document = TraceDocument(reader)
    slot, segment, size = largest_change(document)
    change = np.asarray(reader.quantity("change"))
    assert size == pytest.approx(float(change[1:].max()))
    assert change[segment, slot] == pytest.approx(size)
    span = document.segment_tokens(segment)
    weights = document.weights.weights("write", *span, WeightChoice())[:, slot]
    best = np.argsort(-weights, kind="stable")[:3]
    word = document.token_text(span[0] + int(best[0])).strip()
    said = document_sentences(document, Selection(slot=2, segment=1, token=3))
    assert said[0] == (
        f"{reader.num_slots} slots over {reader.num_segments} segments of a story "
        f"({reader.num_tokens} tokens), read by {reader.model}."
    )
    assert f"slot {slot} changed most at segment {segment}, by {percent(size)}" in said[1]
    assert f"looked most at “{word}”" in said[2]
    assert f"({percent(float(weights[best].sum()), 1)} of its attention together)" in said[2]
    assert f"slot 2 at segment 1, which changed it by {percent(float(change[1, 2]))}" in said[3]
    assert f"cost {float(reader.loss()[3]):.2f} nats" in said[4]
    assert f"{abs(float(document.gain[3])):.2f} nats" in said[5]  # type: ignore[index]
    # The first word has nothing before it that could foretell it.
    assert document_sentences(document, Selection(token=0)) == said[:3]


def test_a_model_without_memory_and_no_document_are_said_so(traces: dict[str, Path]) -> None:
    document = TraceDocument(TraceReader(traces["none"]))
    (said,) = document_sentences(document, Selection())
    assert "no memory" in said
    assert "Nothing has been read" in document_sight(None, Selection()).shows[0]


def test_what_is_open_read_and_trained_is_said(engine: Engine, tmp_path: Path) -> None:
    session = engine.session
    assert model_sentence(None) == "No model is open."
    assert "16 slots (rmt)" in model_sentence(a_model())
    assert "no memory yet" in model_sentence(a_model(kind=None))
    assert "1 file(s), 20 tokens" in corpus_sentence(a_corpus(str(tmp_path / "a.txt")))
    engine.train()
    engine.event(a_step(121))
    assert "at step 121 of 500. Its last loss was 2.500." in run_sentence(session.run)


@pytest.mark.slow
def test_every_panel_answers_with_what_is_there(
    window: MainWindow, qtbot: QtBot, traces: dict[str, Path], tmp_path: Path
) -> None:
    fill(window, qtbot, traces["rmt"], tmp_path)
    sights = window.commands.sights
    assert set(PAGES) == set(window.pages.built)
    assert {dock.objectName() for dock in window.dock_plan.docks} == set(PANELS)
    for name in (*PAGES, *PANELS):
        sight = sights.sight(name)
        assert sight.title, name
        assert all(text and "{" not in text for text in (*sight.shows, *sight.paragraphs)), name
    assert "a story" in sights.sight("inspectorDock").paragraphs[0]
    assert "step 139 of 500" in sights.sight("train").paragraphs[0]
    assert (
        "training: 20 points of nats a token, from 2.5 at step 120"
        in sights.sight("train").paragraphs[0]
    )
    window.selection.select(segment=2)
    assert "Segment 2 (0–" in sights.sight("timelineDock").paragraphs[0]
    # The same sentences stand for the pictures.
    said = window.memory_page().document.pictures.text.accessibleDescription()
    assert said in sights.sight("memory").paragraphs[0]


def test_a_key_asks_about_the_panel_with_the_keys_and_a_click_closes_it(
    window: MainWindow, engine: Engine, qtbot: QtBot
) -> None:
    engine.ready()
    window.library_dock.library.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    popover = window.findChild(SightPopover)
    assert popover.sight.title == "The library"
    assert [label.text() for label in popover.texts] == list(popover.sight.paragraphs)
    assert popover.sight.paragraphs[0] in popover.accessibleDescription()
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(SightPopover) is None)
    qtbot.mouseClick(window.look_button, Qt.MouseButton.LeftButton)
    assert window.findChild(SightPopover).sight.title == "The way through MemStudio"
    window.findChild(SightPopover).close()


def test_more_is_in_the_guide(window: MainWindow, qtbot: QtBot) -> None:
    window.commands.sights.show()
    popover = window.findChild(SightPopover)
    assert popover.more.isVisible()
    popover.more.click()
    guide = window.findChild(GuideWindow)
    assert guide.browser.page().stem == "first-steps"
    guide.close()


def test_names_that_others_gave_are_no_markup(qtbot: QtBot, window: MainWindow) -> None:
    popover = SightPopover(Sight("t", ("<b>bold</b>",), "r"), window)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in popover.texts)
    assert popover.findChildren(QLabel)
    popover.close()
