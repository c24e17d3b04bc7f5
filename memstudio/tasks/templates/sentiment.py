"""News by topic and sentiment."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.tasks.templates.template import StartingModel, TaskTemplate

SENTIMENT = TaskTemplate(
    name="sentiment",
    title=marked("tasks", "Topic and sentiment of news"),
    summary=marked("tasks", "Each news item is given a topic, and whether it is good or bad for the company at its head."),
    use=marked("tasks", "Classify news as they arrive, and see where bad ones pile up."),
    memory=marked("tasks", "Topic and company are named at the head of an item; what follows, up to the end where the label is said, is about others."),
    needs_memory="everywhere",
    row_kind="label",
    columns={"text": "text", "label": "labels"},
    sample=("tasks/sentiment-train.jsonl", "tasks/sentiment-test.jsonl"),
    origin=marked("tasks", "Made by a generator: news of twelve companies on four topics. Items of the test give companies topics that they did not have in training."),
    metric="label/accuracy",
    start=StartingModel(),
    settings={"steps": 300},
    minutes=1,
)  # fmt: skip
