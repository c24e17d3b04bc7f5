"""A model measured by what its heads say at the end of texts: numbers, or labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.data.read_settings import FOUND, ReadSettings
from memstudio.data.tokenised import tokenise
from memstudio.errors import DataError, marked
from memstudio.evaluation.row_sample import evenly_spaced
from memstudio.measuring.figures import of_rows
from memstudio.measuring.reading import Reading, telling
from memstudio.training.held_out_texts import read_texts
from memstudio.training.label_goal import LabelGoal
from memstudio.training.number_goal import NumberGoal
from memstudio.training.text_goals import goal_from, goal_of

if TYPE_CHECKING:
    from memstudio.measuring.figures import SampledMetric
    from memstudio.measuring.text import Text
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_AT_ONCE = 4
_LACKING = {
    NumberGoal.objective: marked("errors", "{model} has no head that says numbers. Measure it on text with --task text."),
    LabelGoal.objective: marked("errors", "{model} has no heads that label a text. Measure it on text with --task text."),
}  # fmt: skip


def rows_of(loaded: LoadedModel, asked: ReadSettings) -> ReadSettings:
    """How rows are read: as somebody says, else as those that the model was trained on."""
    rows = (getattr(loaded.model.config, "trained_on", None) or {}).get("rows") or {}
    if asked != FOUND or not rows:
        return asked
    return ReadSettings(rows.get("kind"), rows.get("columns") or {})


def read_ends(
    loaded: LoadedModel, model: MemoryModel, text: Text, objective: str, seed: int, control: Control
) -> Reading:
    """Read texts to their ends, and hold what is said against what is expected.

    Args:
        loaded: whose tokenizer is used.
        model: with heads for it.
        text: documents that end in what is expected.
        objective: that the heads were trained with.
        seed: of the draws for the intervals.
        control: takes progress; may pause or cancel between two segments.

    Raises:
        DataError: the model has no such heads, or the documents have nothing that they say.
        Cancelled: through `control`.
    """
    has = goal_of(model, objective)
    if has is None:
        raise DataError(_LACKING[objective], model=loaded.source.name)
    documents = list(text.documents)
    goal = goal_from(objective, has, documents, (), text.files)
    if text.rows:
        documents = [documents[place] for place in evenly_spaced(len(documents), text.rows)]
    samples = goal.samples(documents, tokenise(documents, loaded.tokenizer, control))
    has_memory = model.config.memory_kind != "none"
    readings = [
        read_texts(
            model,
            samples,
            goal,
            batch_size=_AT_ONCE,
            between=telling(control, len(samples), resets=resets),
            resets_memory=resets,
        )
        for resets in ((False, True) if has_memory else (False,))
    ]
    kept, reset = readings[0], readings[1] if has_memory else None
    metrics: dict[str, SampledMetric] = {}
    for each in goal.answered(kept, reset):
        metrics |= of_rows(each, seed, control.checkpoint)
    return Reading(
        metrics,
        goal.examples(documents, kept, reset),
        {
            "texts": len(samples),
            "crosses_segments": int(samples.lengths.max()) > model.config.segment_length,
        },
    )
