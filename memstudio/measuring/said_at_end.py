"""What a model's heads say of one text, read to its end with its memory, or with it reset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from memstudio.data.documents import Document
from memstudio.data.text_samples import TextSamples
from memstudio.data.tokenised import tokenise
from memstudio.data.turns import Turn
from memstudio.errors import DataError, marked
from memstudio.evaluation.classifying import Classifier, heads_scheme
from memstudio.training.held_out_texts import read_texts
from memstudio.training.number_goal import NumberGoal
from memstudio.training.text_goals import goal_of

if TYPE_CHECKING:
    from memstudio.evaluation.classifying import Shares
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control


def said_number(
    loaded: LoadedModel, text: str, control: Control, *, resets_memory: bool = False
) -> float:
    """The number that a model says of a text, in the units that it learnt.

    Args:
        loaded: a model with a head for numbers.
        text: what is read, in the form in which the model read texts with numbers.
        control: may pause or cancel between two segments.
        resets_memory: whether the memory is forgotten before every segment.

    Raises:
        DataError: the model says no numbers, or there is no text.
        Cancelled: through `control`.
    """
    goal = goal_of(loaded.model, NumberGoal.objective)
    if not isinstance(goal, NumberGoal):
        raise DataError(
            marked("errors", "{model} has no head that says numbers. Train it with the objective 'regression' first."),
            model=loaded.source.name,
        )  # fmt: skip
    if not text.strip():
        raise DataError(marked("errors", "There is no text to say the number of."))
    # Where a number would be written, reading ends; which one would be makes no difference.
    turns = (Turn("user", text.strip()), Turn("assistant", "0"))
    document = Document(text, "text", Path("text"), turns=turns)
    tokens = tokenise([document], loaded.tokenizer, control)
    reading = read_texts(
        loaded.model,
        TextSamples(tokens, np.zeros(1), goal.target),
        goal,
        batch_size=1,
        between=lambda _: control.checkpoint(),
        resets_memory=resets_memory,
    )
    return goal.scale.restored(float(reading.said[0, 0]))


def said_labels(
    loaded: LoadedModel, text: str, control: Control, *, resets_memory: bool = False
) -> Shares:
    """The share of each label of a text, by its set; those of a set sum to 1.

    Args:
        loaded: a model with heads that label.
        text: what is read, in the form in which the model read labelled texts.
        control: may pause or cancel between two segments.
        resets_memory: whether the memory is forgotten before every segment.

    Raises:
        DataError: the model has no such heads, or there is no text.
        Cancelled: through `control`.
    """
    scheme = heads_scheme(loaded.model)
    if scheme is None:
        raise DataError(
            marked("errors", "{model} has no heads that label a text. Train it with the objective 'classification' first."),
            model=loaded.source.name,
        )  # fmt: skip
    return Classifier(loaded, scheme, control, resets_memory=resets_memory).classify(text)
