"""The number that a model says of one text, read to its end with its memory, and with it reset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from memstudio.data.documents import Document
from memstudio.data.number_samples import NumberSamples
from memstudio.data.tokenised import tokenise
from memstudio.data.turns import Turn
from memstudio.errors import DataError, marked
from memstudio.training.held_out_numbers import read_numbers

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control


def said_number(
    loaded: LoadedModel, text: str, control: Control, *, resets_memory: bool = False
) -> float:
    """What a model says of a text, in the units that it learnt.

    Args:
        loaded: a model with a head for numbers.
        text: what is read, in the form in which the model read texts with numbers.
        control: may pause or cancel between two segments.
        resets_memory: whether the memory is forgotten before every segment.

    Raises:
        DataError: the model says no numbers, or there is no text.
        Cancelled: through `control`.
    """
    if getattr(loaded.model, "value_scale", None) is None:
        raise DataError(
            marked("errors", "{model} has no head that says numbers. Train it with the objective 'regression' first."),
            model=loaded.source.name,
        )  # fmt: skip
    if not text.strip():
        raise DataError(marked("errors", "There is no text to say the number of."))
    # Where a number would be written, reading ends; which one would be makes no difference.
    turns = (Turn("user", text.strip()), Turn("assistant", "0"))
    document = Document(text, "text", Path("text"), turns=turns)
    samples = NumberSamples(tokenise([document], loaded.tokenizer, control), np.zeros(1))
    reading = read_numbers(
        loaded.model,
        samples,
        batch_size=1,
        between=lambda _: control.checkpoint(),
        resets_memory=resets_memory,
    )
    return reading.said[0]
