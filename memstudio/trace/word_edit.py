"""What slots are moved to so that they say something.

Tried on the bundled model, on 23 right answers to stories that it had not seen: how often it then
answered with the place that was asked for.

| the slot is moved to | |
| --- | --- |
| the output embedding of the word, as long as the slot | 9% |
| the input embedding of the word, as long as the slot | 39% |
| what it holds when the word is read alone | 4% |
| itself, and its length from the word that it says towards the word | 78% |
| what it holds when a sentence is read that says so | 100% |

So one word is written by its difference from what the slot says (the likeliest word by the output
layer), and several words are read, as a segment of their own with the memory as it is.

Shapes: m slots, d width, V vocabulary.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn.functional import normalize

from memstudio.errors import TraceError, marked
from memstudio.memory.memory_kind import Segment
from memstudio.memory.slot_words import SlotLens

if TYPE_CHECKING:
    from memstudio.memory.memory_kind import KindState
    from memstudio.trace.reading_session import ReadingSession


def check_words(session: ReadingSession, words: str, strength: float) -> None:
    """Make sure that slots can be moved towards some words.

    Raises:
        TraceError: there are none, more than a segment holds, slots of this kind are of another
            width than words, or cannot be moved a part of the way.
    """
    ids = _ids(session, words)
    if not ids:
        raise TraceError(marked("errors", "To edit a slot, give the word that it is to hold."))
    if len(ids) > session.segment_length:
        raise TraceError(
            marked("errors", "A slot can be edited towards at most {most} tokens, and this text has {number}. Give a sentence."),
            most=session.segment_length, number=len(ids),
        )  # fmt: skip
    if strength != 1 and not (_is_one(words) or session.model.memory.slots_can_blend):
        raise TraceError(
            marked("errors", "A slot of this memory belongs to a word, which may be another once the sentence has been read. So it can be edited towards a sentence only all the way: set the strength to 1."),
        )  # fmt: skip
    width, words_width = session.initial_slots.shape[-1], _table(session).shape[-1]
    if _is_one(words) and width != words_width:
        raise TraceError(
            marked("errors", "The slots of this model are {width} wide and its words {words}, so that no slot can be moved towards a word. Give a sentence that says it."),
            width=width, words=words_width,
        )  # fmt: skip


def as_read(session: ReadingSession, own: KindState, words: str) -> KindState | None:
    """The state of one row after a sentence was read; None of one word, which is not read.

    All the way, an edit takes slots from it: a view can leave out what belongs to it, as the words
    that notes are filed under.
    """
    if _is_one(words):
        return None
    ids = torch.tensor([_ids(session, words)], device=session.ids.device)
    segment = Segment(ids, logits_at=session.nowhere)
    memory = session.model.memory
    reading: KindState = memory.read_segment(session.model.backbone, segment, own).state
    return reading


def aims(session: ReadingSession, own: KindState, words: str) -> Tensor:
    """`[m, d]`: what each slot of one row is moved to; inside `evaluating`."""
    memory = session.model.memory
    slots = memory.slot_view(own)[0]
    if (read := as_read(session, own, words)) is not None:
        return memory.slot_view(read)[0]
    table = _table(session)
    lens = SlotLens(session.model)
    said = lens.logits(lens.seen(slots)).argmax(-1)  # [m]
    away = normalize(table[_ids(session, words)[0]] - table[said], dim=-1).to(slots)
    aim: Tensor = slots + away * slots.norm(dim=-1, keepdim=True)
    return aim


def _is_one(words: str) -> bool:
    return len(words.split()) == 1


def _ids(session: ReadingSession, words: str) -> list[int]:
    """As they stand within a text."""
    tokenizer = session.loaded.tokenizer
    ids: list[int] = tokenizer.encode(f" {words.strip()}", add_special_tokens=False)
    # Tokenizers like that of Llama 2 put a blank before every text, and the next is a token by itself.
    return list(itertools.dropwhile(lambda each: not tokenizer.decode([each]).strip(), ids))


def _table(session: ReadingSession) -> Tensor:
    table: Tensor = session.model.backbone.get_output_embeddings().weight
    return table
