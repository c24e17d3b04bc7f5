"""Events in their order, asked for by pairs."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.tasks.templates.template import StartingModel, TaskTemplate

ORDERING = TaskTemplate(
    name="ordering",
    title=marked("tasks", "Ordering of events"),
    summary=marked("tasks", "A long story is read, and of any two people it is said who did something first."),
    use=marked("tasks", "Ask which of two events of a report came first, or put all of them in order (memstudio order)."),
    memory=marked("tasks", "Events lie segments apart, and the question comes after all of them: none is in sight any more."),
    needs_memory="everywhere",
    row_kind="conversation",
    columns={"messages": "messages"},
    sample=("tasks/ordering-train.jsonl", "tasks/ordering-test.jsonl"),
    origin=marked("tasks", "Made by a generator: stories of two to five people. In training it is asked on the way; in the test at the end alone, of people who do what they never did in training."),
    metric="conversation/exact_match",
    start=StartingModel(),
    settings={"steps": 5000, "validation_tokens": 32768},
    minutes=8,
)  # fmt: skip
