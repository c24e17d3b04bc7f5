"""The panels beside the pages, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.sights.document import document_sentences
from memstudio.gui.sights.sight import Sight
from memstudio.gui.widgets.action_text import keys_text
from memstudio.gui.widgets.number_format import count

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow


def library_sight(window: MainWindow) -> Sight:
    """What there is on this computer."""
    translate = QCoreApplication.translate
    dock, states = window.library_dock, window.session.states.entries
    text = translate("Sights", "{models} models, {datasets} datasets, {runs} runs and {states} memory states are known.")  # fmt: skip
    found = dock.counts()
    said = text.format(
        models=count(found["model"]), datasets=count(found["data"]), runs=count(found["run"]),
        states=count(len(states)),
    )  # fmt: skip
    return Sight(
        translate("Sights", "The library"),
        (said,),
        translate("Sights", "A double click, or Enter, opens what is listed; the right button says what else can be done with it. A row can be dragged out, as its file or folder."),
        guide="library",
    )  # fmt: skip


def messages_sight(window: MainWindow) -> Sight:
    """What was said."""
    translate = QCoreApplication.translate
    messages = window.messages.messages
    failures = sum(message.tone == "danger" for message in messages)
    text = translate("Sights", "{messages} messages since the start, {failures} of them failures.")
    return Sight(
        translate("Sights", "Messages"),
        (text.format(messages=count(len(messages)), failures=count(failures)),),
        translate("Sights", "The latest stands first. They can be copied into a report; the log folder, in the Help menu, holds the details."),
        guide="messages",
    )  # fmt: skip


def inspector_sight(window: MainWindow) -> Sight:
    """What is selected."""
    translate = QCoreApplication.translate
    document = window.session.traces.document
    said: tuple[str, ...] = (translate("Sights", "Nothing has been read yet."),)
    if document is not None:
        said = document_sentences(document, window.selection.current)
    return Sight(
        translate("Sights", "What is selected, in full"),
        said,
        translate("Sights", "Of a slot: its nearest words, what wrote it, what read it, and how it moved. Of a word: its loss, what it read, and what the memory gave it. Sections fold; links lead on."),
        translate("Sights", "Nearest words are a projection, not the content: take the slot out (A) and see which words suffer."),
        guide="inspector",
    )  # fmt: skip


def timeline_sight(window: MainWindow) -> Sight:
    """Where one is on the two axes of time."""
    translate = QCoreApplication.translate
    traces, segment = window.session.traces, window.selection.current.segment
    said = [translate("Sights", "Nothing has been read yet.")]
    if traces.document is not None:
        text = translate("Sights", "Segment {segment} (0–{last}) of {name}.")
        said = [
            text.format(
                segment=count(segment or 0), last=count(max(0, traces.document.num_segments - 1)),
                name=traces.document.name,
            )
        ]  # fmt: skip
    if traces.probes:
        text = translate("Sights", "The probe of the run was read at {number} steps, up to step {step}.")  # fmt: skip
        said.append(text.format(number=count(len(traces.probes)), step=count(max(traces.probes))))
    return Sight(
        translate("Sights", "The two axes of time"),
        tuple(said),
        translate("Sights", "The upper slider goes along the document, segment by segment; the lower one along the training, probe by probe. The list leads to the places that are worth a look."),
        guide="timeline",
    )  # fmt: skip


def effects_sight(window: MainWindow) -> Sight:
    """What was changed and what came of it."""
    translate = QCoreApplication.translate
    effects = window.session.effects
    text = translate("Sights", "{changes} changes to the memory are listed, {active} of them count now.")  # fmt: skip
    said = [text.format(changes=count(len(effects.changes)), active=count(len(effects.active)))]
    if effects.provenance is not None:
        text = translate("Sights", "{links} links lead to the word that is explained.")
        said.append(text.format(links=count(len(effects.provenance.links))))
    return Sight(
        translate("Sights", "Changes to the memory, and their effects"),
        tuple(said),
        translate("Sights", "A change is made to the state before a segment; the text is then read on, and each later word's probability compared with what it was. Nats above 0 are likelier, below less likely."),
        translate("Sights", "This is the check: what attention suggests is true only as far as an effect is measured here. {keys} takes a change back.").format(keys=keys_text("Ctrl+Z")),
        guide="effects",
    )  # fmt: skip
