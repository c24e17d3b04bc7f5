"""A chat that remembers what was said about oneself."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.tasks.templates.template import StartingModel, TaskTemplate

DIALOGUE = TaskTemplate(
    name="dialogue",
    title=marked("tasks", "Dialogue"),
    summary=marked("tasks", "Somebody tells about themselves, and is answered by it much later in the chat."),
    use=marked("tasks", "Chat with a model that remembers whom it talks to."),
    memory=marked("tasks", "What is asked was told many turns earlier, before small talk."),
    needs_memory="everywhere",
    row_kind="conversation",
    columns={"messages": "messages"},
    sample=("tasks/dialogue-train.jsonl", "tasks/dialogue-test.jsonl"),
    origin=marked("tasks", "Made by a generator: chats in which three things are told and asked, with small talk between. What is told in the test never was told together in training."),
    metric="conversation/exact_match",
    start=StartingModel(segment_length=72),
    settings={"steps": 800},
    minutes=2,
)  # fmt: skip
