"""A model with a head for numbers, measured on the numbers of texts."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from memstudio.data.number_samples import NumberSamples, numbers_of
from memstudio.data.read_settings import FOUND, ReadSettings
from memstudio.data.tokenised import tokenise
from memstudio.errors import DataError, marked
from memstudio.evaluation.metric_table import SAID, Answers, Task
from memstudio.evaluation.row_evaluation import AnsweredRows
from memstudio.evaluation.row_sample import evenly_spaced
from memstudio.measuring.figures import of_rows
from memstudio.measuring.reading import Segments, TextReading
from memstudio.training.arithmetic import in_precision
from memstudio.training.held_out_numbers import NumberReading, read_numbers
from memstudio.training.prediction_metrics import number_examples

if TYPE_CHECKING:
    from memstudio.measuring.text import Text
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_AT_ONCE = 4
"""Texts that are read together."""


def rows_of(loaded: LoadedModel) -> ReadSettings:
    """How the rows were read that a model learnt numbers from; as they are found for another."""
    if getattr(loaded.model, "value_scale", None) is None:
        return FOUND
    rows = (loaded.model.config.trained_on or {}).get("rows") or {}
    return ReadSettings(rows.get("kind"), rows.get("columns") or {})


def read_texts(
    loaded: LoadedModel, model: MemoryModel, text: Text, seed: int, control: Control
) -> TextReading:
    """Read texts to their ends, and measure the numbers that are said of them.

    Args:
        loaded: whose tokenizer is used.
        model: with a head for numbers.
        text: rows with numbers.
        seed: of the draws for the intervals.
        control: takes progress; may pause or cancel between two segments.

    Raises:
        DataError: a document has no number.
        Cancelled: through `control`.
    """
    scale = model.value_scale
    if scale is None:
        raise DataError(
            marked("errors", "{model} has no head that says numbers."), model=loaded.source.name
        )
    number = len(text.documents)
    documents = [text.documents[place] for place in evenly_spaced(number, text.rows or number)]
    numbers = (numbers_of(documents) - scale.mean) / scale.scale
    samples = NumberSamples(tokenise(documents, loaded.tokenizer, control), numbers)
    readings: list[NumberReading] = []
    precision = nullcontext() if text.run is None else in_precision(text.run, model.device)
    with precision:
        for resets in (False, True) if model.config.memory_kind != "none" else (False,):
            segments = Segments.of(control, len(samples), resets=resets)
            readings.append(
                read_numbers(
                    model,
                    samples,
                    batch_size=_AT_ONCE,
                    between=segments.between,
                    resets_memory=resets,
                )
            )
    kept, reset = readings[0], readings[1] if len(readings) > 1 else None
    answered = AnsweredRows(
        "number", Task("write", SAID), _answers(kept), None if reset is None else _answers(reset)
    )
    return TextReading(
        of_rows(answered, seed, control.checkpoint),
        number_examples(documents, kept, reset),
        int(samples.lengths.sum()),
        None,
        None,
        int(samples.lengths.max()) > model.config.segment_length,
    )


def _answers(reading: NumberReading) -> Answers:
    return Answers(said=tuple(map(repr, reading.said)), expected=tuple(map(repr, reading.expected)))
