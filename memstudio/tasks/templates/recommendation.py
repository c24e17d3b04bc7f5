"""What a reader will choose next."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.tasks.templates.template import StartingModel, TaskTemplate

RECOMMENDATION = TaskTemplate(
    name="recommendation",
    title=marked("tasks", "Recommendation"),
    summary=marked("tasks", "Titles that a reader took home are read, and a few others are ranked by what the reader will choose."),
    use=marked("tasks", "Rank what to offer to somebody by what they touched before."),
    memory=marked("tasks", "What a reader likes shows in the first titles; the last ones, and the candidates, are about other things."),
    needs_memory="everywhere",
    row_kind="recommendation",
    columns={"history": "history", "candidates": "candidates", "clicked": "clicked", "user": "user"},
    sample=("tasks/recommendation-train.jsonl", "tasks/recommendation-test.jsonl"),
    origin=marked("tasks", "Made by a generator: readers with one favourite of eight subjects. The candidates of the test were never offered in training."),
    metric="recommendation/auc",
    start=StartingModel(),
    settings={"steps": 250, "validate_every": 50},
    minutes=1,
)  # fmt: skip
