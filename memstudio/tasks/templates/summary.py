"""Summaries of minutes that are longer than the window."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.tasks.templates.template import StartingModel, TaskTemplate

SUMMARY = TaskTemplate(
    name="summary",
    title=marked("tasks", "Summaries"),
    summary=marked("tasks", "Minutes of a meeting are read, and the decisions that fell in them are said in order."),
    use=marked("tasks", "Sum up documents that are longer than what the model sees at once."),
    memory=marked("tasks", "Decisions fall all over the minutes, and the summary begins when most of them are out of sight."),
    needs_memory="everywhere",
    row_kind="summary",
    columns={"document": "document", "summary": "summary"},
    sample=("tasks/summary-train.jsonl", "tasks/summary-test.jsonl"),
    origin=marked("tasks", "Made by a generator: minutes with up to four decisions between talk. Decisions of the test were never taken together in training."),
    metric="summary/rouge_l",
    start=StartingModel(segment_length=48),
    settings={"steps": 600, "validate_every": 100},
    minutes=2,
)  # fmt: skip
