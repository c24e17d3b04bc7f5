"""A document as the memory met it: the pictures of the Memory page, in words."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from memstudio.gui.sights.sight import Sight
from memstudio.gui.widgets.number_format import count, decimal, percent
from memstudio.trace.slot_spans import shown_word

if TYPE_CHECKING:
    from memstudio.gui.selection import Selection
    from memstudio.gui.trace_document import TraceDocument

_SOURCES = 3
_LONGEST = 24
"""Characters of a word that stands in a sentence."""


def document_sight(document: TraceDocument | None, selected: Selection) -> Sight:
    """What the lanes and the text of the Memory page show."""
    translate = QCoreApplication.translate
    title = translate("Sights", "A document as the memory met it")
    if document is None:
        return Sight(
            title,
            (translate("Sights", "Nothing has been read yet."),),
            translate("Sights", "Open the demo, or let the open model read a text: each lane then shows, from the first word to the last, what a segment did to each slot of the memory."),
            guide="memory",
        )  # fmt: skip
    return Sight(
        title,
        document_sentences(document, selected),
        translate("Sights", "All lanes share one axis, the document. A row is a slot; the brighter a cell, the more of what the lane's caption names. Click a cell or a word: the other views follow, and the inspector says it in full."),
        translate("Sights", "Attention is not proof. Select a slot and press A to take out what it holds from there on: the lane of changes then shows what each later word lost by it. E explains a selected word."),
        guide="memory",
    )  # fmt: skip


def document_sentences(document: TraceDocument, selected: Selection) -> tuple[str, ...]:
    """What was read, what changed most, and what is selected."""
    translate = QCoreApplication.translate
    if not document.has_slots or not document.num_segments:
        text = translate("Sights", "{tokens} tokens of {name} in {segments} segments, read by {model}, which has no memory: each segment was read by itself.")  # fmt: skip
        return (_filled(text, document),)
    text = translate("Sights", "{slots} slots over {segments} segments of {name} ({tokens} tokens), read by {model}.")  # fmt: skip
    slot, segment, size = largest_change(document)
    changed = translate("Sights", "Slot {slot} changed most at segment {segment}, by {size} of its length.")  # fmt: skip
    if segment:
        # The first segment changes all of them more: they were empty before.
        changed = translate("Sights", "After the first segment, slot {slot} changed most at segment {segment}, by {size} of its length.")  # fmt: skip
    changed = changed.format(slot=count(slot), segment=count(segment), size=percent(size))
    return (
        _filled(text, document),
        changed,
        _source(document, slot, segment),
        *_selected(document, selected),
    )


def largest_change(document: TraceDocument) -> tuple[int, int, float]:
    """Slot, segment and size of the largest change, the first segment's left out if it can be."""
    first = 1 if document.num_segments > 1 else 0
    segment, slot = divmod(int(np.argmax(document.change[first:])), document.num_slots)
    segment += first
    return slot, segment, float(document.change[segment, slot])


def _filled(text: str, document: TraceDocument) -> str:
    return text.format(
        slots=count(document.num_slots),
        segments=count(document.num_segments),
        tokens=count(document.num_tokens),
        name=document.name,
        model=document.model,
    )


def _source(document: TraceDocument, slot: int, segment: int) -> str:
    """Which word a slot was written from most."""
    if not document.has_weights:
        return ""
    found = document.sources(slot, segment, None, _SOURCES)
    if not found:
        return ""
    text = QCoreApplication.translate("Sights", "There it looked most at {words} ({share} of its attention together).")  # fmt: skip
    share = sum(each.weight for each in found)
    words = QCoreApplication.translate("Sights", ", ").join(f"“{_word(each.text)}”" for each in found)  # fmt: skip
    return text.format(words=words, share=percent(share, 1))


def _selected(document: TraceDocument, selected: Selection) -> tuple[str, ...]:
    translate = QCoreApplication.translate
    sentences = []
    slot, segment, token = selected.slot, selected.segment, selected.token
    is_there = segment is not None and 0 <= segment < document.num_segments
    if slot is not None and segment is not None and is_there and slot < document.num_slots:
        text = translate("Sights", "Selected: slot {slot} at segment {segment}, which changed it by {size}.")  # fmt: skip
        size = percent(float(document.change[segment, slot]))
        sentences.append(text.format(slot=count(slot), segment=count(segment), size=size))
    # Of the first word nothing is known.
    loss, gain = document.loss, document.gain
    if token is not None and 0 <= token < len(loss) and isfinite(loss[token]):
        text = translate("Sights", "The selected word “{word}” cost {loss} nats.")
        word = _word(document.token_text(token))
        sentences.append(text.format(word=word, loss=decimal(float(loss[token]))))
        if gain is not None and token < len(gain) and isfinite(gain[token]):
            text = translate("Sights", "The memory made it {gain} nats likelier.")
            if gain[token] < 0:
                text = translate("Sights", "The memory made it {gain} nats less likely.")
            sentences.append(text.format(gain=decimal(abs(float(gain[token])))))
    return tuple(sentences)


def _word(text: str) -> str:
    word = shown_word(text)
    return word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…"
