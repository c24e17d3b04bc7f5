"""Questions of customers, answered by what they said early."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.tasks.templates.template import StartingModel, TaskTemplate

SERVICE = TaskTemplate(
    name="service",
    title=marked("tasks", "Customer service"),
    summary=marked("tasks", "Customers say which plan they have, and later ask what follows from it."),
    use=marked("tasks", "Answer customers by the rules of their plan, without asking twice."),
    memory=marked("tasks", "The plan is said in one of the first messages; the question comes after others."),
    needs_memory="everywhere",
    row_kind="conversation",
    columns={"messages": "messages"},
    sample=("tasks/service-train.jsonl", "tasks/service-test.jsonl"),
    origin=marked("tasks", "Made by a generator: chats about four plans. The test has plans with devices that they did not have in training."),
    metric="conversation/exact_match",
    start=StartingModel(segment_length=36),
    settings={"steps": 700},
    minutes=1,
)  # fmt: skip
