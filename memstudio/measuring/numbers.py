"""A model that says numbers, measured on texts with numbers: how far off it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.data.number_samples import NumberSamples, numbers_of
from memstudio.data.read_settings import FOUND, ReadSettings
from memstudio.data.tokenised import tokenise
from memstudio.errors import DataError, marked
from memstudio.evaluation.metric_table import SAID, Answers, Task
from memstudio.evaluation.row_evaluation import AnsweredRows
from memstudio.evaluation.row_sample import evenly_spaced
from memstudio.measuring.figures import of_rows
from memstudio.measuring.reading import Reading, telling
from memstudio.training.held_out_numbers import read_numbers
from memstudio.training.prediction_metrics import number_examples

if TYPE_CHECKING:
    from memstudio.measuring.text import Text
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.training.held_out_numbers import NumberReading

_AT_ONCE = 4
_SAID = Task("write", SAID)


def rows_of(loaded: LoadedModel, asked: ReadSettings) -> ReadSettings:
    """How rows are read: as somebody says, else as those that the model was trained on."""
    rows = (getattr(loaded.model.config, "trained_on", None) or {}).get("rows") or {}
    if asked != FOUND or not rows:
        return asked
    return ReadSettings(rows.get("kind"), rows.get("columns") or {})


def read_texts(
    loaded: LoadedModel, model: MemoryModel, text: Text, seed: int, control: Control
) -> Reading:
    """Read texts to their ends, and hold the numbers that are said against those expected.

    Args:
        loaded: whose tokenizer is used.
        model: with a head for numbers.
        text: documents that end in a number.
        seed: of the draws for the intervals.
        control: takes progress; may pause or cancel between two segments.

    Raises:
        DataError: the model says no numbers, or the documents have none.
        Cancelled: through `control`.
    """
    scale = model.value_scale
    if scale is None:
        raise DataError(
            marked("errors", "{model} has no head that says numbers. Measure it on text with --task text."),
            model=loaded.source.name,
        )  # fmt: skip
    documents = list(text.documents)
    if text.rows:
        documents = [documents[place] for place in evenly_spaced(len(documents), text.rows)]
    numbers = (numbers_of(documents) - scale.mean) / scale.scale
    samples = NumberSamples(tokenise(documents, loaded.tokenizer, control), numbers)
    has_memory = model.config.memory_kind != "none"
    readings = [
        read_numbers(
            model,
            samples,
            batch_size=_AT_ONCE,
            between=telling(control, len(samples), resets=resets),
            resets_memory=resets,
        )
        for resets in ((False, True) if has_memory else (False,))
    ]
    kept, reset = readings[0], readings[1] if has_memory else None
    answered = AnsweredRows(
        "number", _SAID, _answers(kept), None if reset is None else _answers(reset)
    )
    return Reading(
        of_rows(answered, seed, control.checkpoint),
        number_examples(documents, kept, reset),
        {
            "texts": len(samples),
            "crosses_segments": int(samples.lengths.max()) > model.config.segment_length,
        },
    )


def _answers(reading: NumberReading) -> Answers:
    return Answers(said=tuple(map(repr, reading.said)), expected=tuple(map(repr, reading.expected)))
