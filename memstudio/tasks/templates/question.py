"""Questions over a text that is longer than what the model sees at once."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.tasks.templates.template import StartingModel, TaskTemplate

QUESTION = TaskTemplate(
    name="question",
    title=marked("tasks", "Question answering"),
    summary=marked("tasks", "A document is read to its end, and then questions about it are answered."),
    use=marked("tasks", "Read a report, a contract or a story into the memory, and ask about it."),
    memory=marked("tasks", "The facts stand at the head of a report, and the question at its end, segments later."),
    needs_memory="everywhere",
    row_kind="question",
    columns={"context": "story", "question": "questions", "answer": "answers"},
    sample=("tasks/question-train.jsonl", "tasks/question-test.jsonl"),
    origin=marked("tasks", "Made by a generator: reports of voyages, three facts at most and then what tells nothing. What a report of the test tells never stood together in training."),
    metric="question/exact_match",
    start=StartingModel(segment_length=48),
    settings={"steps": 1000},
    minutes=3,
)  # fmt: skip
