"""The direction in which a slot is moved to say a word.

Shapes: d width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from memstudio.errors import TraceError, marked

if TYPE_CHECKING:
    from memstudio.trace.reading_session import ReadingSession


def word_direction(session: ReadingSession, word: str) -> Tensor:
    """`[d]`, of length one.

    Raises:
        TraceError: there is no word, or slots of this kind are of another width than words.
    """
    token = word_token(session, word)
    weight = session.model.backbone.get_output_embeddings().weight
    width = session.initial_slots.shape[-1]
    if weight.shape[-1] != width:
        raise TraceError(
            marked("errors", "The slots of this model are {width} wide and its words {words}, so that no slot can be moved towards a word."),
            width=width, words=weight.shape[-1],
        )  # fmt: skip
    with torch.no_grad():
        return torch.nn.functional.normalize(weight[token].to(session.initial_slots), dim=-1)


def word_token(session: ReadingSession, word: str) -> int:
    """The first token of a word as it stands within a text.

    Raises:
        TraceError: there is no word.
    """
    word = word.strip()
    ids = session.loaded.tokenizer.encode(f" {word}", add_special_tokens=False) if word else []
    if not ids:
        raise TraceError(marked("errors", "To edit a slot, give the word that it is to hold."))
    return int(ids[0])
