"""What was measured of a memory, in one or two plain sentences with places to click."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from memstudio.errors import marked
from memstudio.gui.panes.memory.effects.look import shortened, shown_word
from memstudio.gui.translation import in_a_row
from memstudio.gui.widgets.number_format import count, decimal, signed

if TYPE_CHECKING:
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.trace.provenance_types import Glance, GlanceFact

_MOST_FACTS = 2
_HELD_CHARACTERS = 56
_BEFORE_ANSWER = 40
_LEAST_GAIN = 0.0005
"""Nats; less is written as nothing."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("GlanceWords", text)


def glance_sentences(document: TraceDocument, glance: Glance) -> str:
    """The first facts, as `glance_sentence` puts them."""
    shown = range(max(1, min(_MOST_FACTS, len(glance.facts))))
    return in_a_row(*(glance_sentence(document, glance, which) for which in shown))


def glance_sentence(document: TraceDocument, glance: Glance, which: int = 0) -> str:
    """One of the facts, or that there is none.

    Rich text; `slot:5` and `token:312` are what its links lead to.
    """
    return _sentence(document, glance.facts[which]) if glance.facts else _nothing(glance)


def _nothing(glance: Glance) -> str:
    if not glance.num_tried:
        return _nothing_tried(glance)
    text = _tr(
        marked(
            "GlanceWords",
            "None of the predictions that were tried ({number}) could be shown to hang on a slot, "
            "or on a few together. With its memory the model finds each word {gain} nats likelier "
            "on average.",
        )
    )
    if glance.mean_gain < _LEAST_GAIN:
        text = _tr(
            marked(
                "GlanceWords",
                "None of the predictions that were tried ({number}) could be shown to hang on a "
                "slot, or on a few together, and on average the memory makes no word likelier.",
            )
        )
    return text.format(number=count(glance.num_tried), gain=decimal(glance.mean_gain, 3))


def _nothing_tried(glance: Glance) -> str:
    text = _tr(
        marked(
            "GlanceWords",
            "No right prediction owes the memory half a nat or more, so none was put to the test. "
            "On average it makes each word {gain} nats likelier.",
        )
    )
    if glance.mean_gain <= 0:
        text = _tr(
            marked(
                "GlanceWords",
                "No right prediction owes the memory half a nat or more, so none was put to the "
                "test. On average it makes no word likelier.",
            )
        )
    return text.format(gain=decimal(glance.mean_gain, 3))


def _sentence(document: TraceDocument, fact: GlanceFact) -> str:
    is_other = shown_word(fact.answer) != shown_word(fact.text)
    if _answers(document, fact.token):
        text = marked(
            "GlanceWords",
            "from there the question at {at} was answered with {answer}; with that removed, the "
            "answer is “{other}”.",
        )
        if not is_other:
            text = marked(
                "GlanceWords",
                "from there the question at {at} was answered with {answer}; with that removed, "
                "the answer is less likely ({effect} nats).",
            )
    else:
        text = marked(
            "GlanceWords",
            "from there {answer} at {at} was predicted; with that removed, the prediction is "
            "“{other}”.",
        )
        if not is_other:
            text = marked(
                "GlanceWords",
                "from there {answer} at {at} was predicted; with that removed, it is less likely "
                "({effect} nats).",
            )
    used = _tr(text).format(
        at=place_in_words(document, fact.token),
        answer=_link(f"token:{fact.token}", f"“{shown_word(fact.text)}”"),
        other=html.escape(shown_word(fact.answer)),
        effect=signed(fact.effect),
    )
    return _tr(marked("GlanceWords", "{held}; {used}")).format(
        held=_held(document, fact), used=used
    )


def _held(document: TraceDocument, fact: GlanceFact) -> str:
    """Which slots have held what, since when."""
    text = marked("GlanceWords", "{slot} has held {held} since {since}")
    if len(fact.slots) > 1:
        text = marked("GlanceWords", "{slot} together have held {held} since {since}")
    source = shortened(fact.span.text, _HELD_CHARACTERS)
    held = _link(f"token:{fact.span.start}", f"“{source}”")
    if fact.places:
        said = marked("GlanceWords", "“{word}”, said at {places} (left out together),")
        places = [_link(f"token:{each}", place_in_words(document, each)) for each in fact.places]
        held = _tr(said).format(
            word=html.escape(shown_word(fact.text)), places=QLocale().createSeparatedList(places)
        )
    return _tr(text).format(
        slot=_slots(fact.slots), held=held, since=place_in_words(document, fact.since_token)
    )


def _slots(slots: tuple[int, ...]) -> str:
    if len(slots) == 1:
        text = _tr(marked("GlanceWords", "Slot {slot}")).format(slot=slots[0])
        return _link(f"slot:{slots[0]}", text)
    numbers = QLocale().createSeparatedList([_link(f"slot:{each}", str(each)) for each in slots])
    return _tr(marked("GlanceWords", "Slots {slots}")).format(slots=numbers)


def _link(target: str, text: str) -> str:
    return f'<a href="{target}">{html.escape(text)}</a>'


def _answers(document: TraceDocument, token: int) -> bool:
    """Whether a question has just been asked where a token stands."""
    start = int(document.token_starts[min(token, document.num_tokens - 1)])
    return any(mark in document.text[max(0, start - _BEFORE_ANSWER) : start] for mark in "?？")


def place_in_words(document: TraceDocument, token: int) -> str:
    """Where a token stands, counted as everywhere on the page."""
    token = min(token, document.num_tokens - 1)
    return _tr(marked("GlanceWords", "token {number}")).format(number=count(token))
