"""Which goal goes with an objective: that of a model which has heads for it, or of what is learnt from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.memory.label_heads import HeadLabels
from memstudio.memory.value_head import ValueScale
from memstudio.training.label_goal import LabelGoal
from memstudio.training.number_goal import NumberGoal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.documents import Document, FileReport
    from memstudio.training.text_goal import TextGoal


def goal_of(model: Any, objective: str) -> TextGoal | None:
    """What a model's heads say; None when it has none for that objective, or is none of ours."""
    if objective == NumberGoal.objective:
        scale = getattr(model, "value_scale", None)
        return None if scale is None else NumberGoal(scale)
    sets = getattr(model, "head_labels", ()) if objective == LabelGoal.objective else ()
    return LabelGoal(sets) if sets else None


def own_goal(model: Any) -> TextGoal | None:
    """What a model's heads say; of both, what it learnt last; None when it has none."""
    trained_on = getattr(getattr(model, "config", None), "trained_on", None) or {}
    last = trained_on.get("objective", "")
    found = (goal_of(model, each) for each in (last, LabelGoal.objective, NumberGoal.objective))
    return next((goal for goal in found if goal is not None), None)


def goal_from(
    objective: str,
    has: TextGoal | None,
    documents: Sequence[Document],
    held_out: Sequence[Document],
    reports: Sequence[FileReport],
) -> TextGoal:
    """What is to be said of some documents.

    Args:
        objective: one of `run_config.AT_THE_END`.
        has: what the model's heads say already; None for fresh ones.
        documents: what is learnt from.
        held_out: what is not.
        reports: of the files.

    Raises:
        DataError: there is nothing to learn, or it is not what the model's heads say.
    """
    if isinstance(has, LabelGoal):
        return has.read_from(reports)
    if has is not None:
        return has
    if objective == NumberGoal.objective:
        return NumberGoal.of(documents)
    return LabelGoal.of(documents, held_out, reports)


def fresh_goal(objective: str) -> TextGoal:
    """Any goal of an objective, for a model that is only tried."""
    if objective == NumberGoal.objective:
        return NumberGoal(ValueScale())
    return LabelGoal([HeadLabels("label", ("0", "1"))])
