"""The other views of the Memory page, in words: over a training, two compared, attention, its use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.health_words import alarm_text, step_text, value_text
from memstudio.gui.run_health_model import run_health
from memstudio.gui.sights.document import document_sight
from memstudio.gui.sights.sight import Sight
from memstudio.gui.translation import filled, with_colon, with_semicolons
from memstudio.gui.widgets.number_format import count
from memstudio.trace.health import MEASURES

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow
    from memstudio.training.run_health import RunHealth


_MOST_MEASURES = 4


def memory_sight(window: MainWindow) -> Sight:
    """What the view in front of the Memory page shows."""
    page = window.memory_page()
    if page.view == "training":
        return _training(run_health(window.session).health)
    if page.view == "compare":
        return _compare(page.compare.sentences())
    if page.view == "attention":
        return _attention(window)
    if page.view == "help":
        return _help(tuple(page.help.sentences()))
    return document_sight(window.session.traces.document, window.selection.current)


def _training(health: RunHealth) -> Sight:
    translate = QCoreApplication.translate
    return Sight(
        translate("Sights", "The memory over a training"),
        health_sentences(health),
        translate("Sights", "Each chart is one measure over the steps; the shaded side of its limit is where something is wrong. Below, a row is a slot and a column a step at which the probe was read."),
        translate("Sights", "Click a step to see its probe in full on the Document tab, where slots can be taken out to see what they are worth."),
        guide="training",
    )  # fmt: skip


def health_sentences(health: RunHealth) -> tuple[str, ...]:
    """How often the memory was looked at, how it was last, and what is wrong."""
    translate = QCoreApplication.translate
    last = health.last
    if last is None:
        return (translate("Sights", "Nothing was measured of a run yet: start one, or open one from the Runs page."),)  # fmt: skip
    text = translate("Sights", "The memory was looked at {number} times, last at {step}.")
    sentences = [text.format(number=count(len(health.points)), step=step_text(last.step))]
    shown: list[str] = []
    for name in health.names:
        if name in last.values and len(shown) < _MOST_MEASURES:
            measure = MEASURES[name]
            value = value_text(measure, last.values[name])
            shown.append(with_colon(filled(measure.title), value))
    sentences.append(translate("Sights", "Then: {values}.").format(values=with_semicolons(shown)))
    if last.alarms:
        sentences += [alarm_text(alarm) for alarm in last.alarms]
    else:
        sentences.append(translate("Sights", "No measure was beyond its limit."))
    return tuple(sentences)


def _compare(said: tuple[str, ...]) -> Sight:
    translate = QCoreApplication.translate
    nothing = translate("Sights", "Nothing is compared yet: choose A and B above, two probes of a run or two traces.")  # fmt: skip
    return Sight(
        translate("Sights", "Two traces beside each other"),
        said or (nothing,),
        translate("Sights", "Above is A, in the middle B, at the bottom B less A: on the signed scale the middle hue is no difference. Point at a place for its numbers."),
        translate("Sights", "Whether a difference matters is measured on the tab “Does it help?”, or by the same question before and after on the Use page."),
        guide="compare",
    )  # fmt: skip


def _attention(window: MainWindow) -> Sight:
    translate = QCoreApplication.translate
    captured = window.session.attention.captured
    said = translate("Sights", "No attention was read yet.")
    if captured is not None:
        said = translate("Sights", "{layers} layers of {heads} heads, as {model} read {tokens} tokens of {name}.")  # fmt: skip
        said = said.format(
            layers=count(len(captured.layers)), heads=count(captured.num_heads),
            model=captured.model, tokens=count(len(captured.token_starts)), name=captured.document,
        )  # fmt: skip
    return Sight(
        translate("Sights", "The attention of every head"),
        (said,),
        translate("Sights", "Each small picture is one head: a row is a word that looks, a column a word or slot that it looks at; bright is much. Click one to look into it."),
        translate("Sights", "Where a head looks is not what the model used: on the Document tab, take a slot out and see what the words after it lose."),
        guide="attention",
    )  # fmt: skip


def _help(said: tuple[str, ...]) -> Sight:
    translate = QCoreApplication.translate
    nothing = translate(
        "Sights", "Nothing was measured yet: choose a text above and let it be found out."
    )
    return Sight(
        translate("Sights", "What the memory gives"),
        said or (nothing,),
        translate("Sights", "The same text is read with the memory and with controls: without it, with it reset, with that of another text. The further apart they stand, the more comes from what is remembered; the bars are 95% intervals."),
        translate("Sights", "This is the measurement itself: it is repeated by its command, which the export holds."),
        guide="help",
    )  # fmt: skip
