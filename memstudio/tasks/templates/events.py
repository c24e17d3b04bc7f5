"""The order in which things happened."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.tasks.templates.template import StartingModel, TaskTemplate

EVENTS = TaskTemplate(
    name="events",
    title=marked("tasks", "Ordering of events"),
    summary=marked("tasks", "A chronicle that jumps between days is read, and what happened is put in order."),
    use=marked("tasks", "Put in order what a text tells in another."),
    memory=marked("tasks", "Each event stands with its day somewhere in the chronicle, and the order is asked for at its end."),
    needs_memory="everywhere",
    row_kind="question",
    columns={"context": "text", "question": "questions", "answer": "answers"},
    sample=("tasks/events-train.jsonl", "tasks/events-test.jsonl"),
    origin=marked("tasks", "Made by a generator: chronicles of up to four days. In the test, events follow each other that never did in training."),
    metric="question/exact_match",
    start=StartingModel(segment_length=48),
    settings={"steps": 800},
    minutes=2,
)  # fmt: skip
