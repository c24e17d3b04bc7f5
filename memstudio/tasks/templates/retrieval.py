"""Documents found for the last query of a session."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.tasks.templates.template import StartingModel, TaskTemplate

RETRIEVAL = TaskTemplate(
    name="retrieval",
    title=marked("tasks", "Retrieval"),
    summary=marked("tasks", "The page that a session of queries is after is ranked before others."),
    use=marked("tasks", "Find documents again by what was asked for now and before."),
    memory=marked("tasks", "The last query leaves out what it is about; that was said in the first, before seven others."),
    needs_memory="everywhere",
    row_kind="retrieval",
    columns={"query": "query", "document": "document"},
    sample=("tasks/retrieval-train.jsonl", "tasks/retrieval-test.jsonl"),
    origin=marked("tasks", "Made by a generator: sessions of up to nine queries, and pages on twelve animals. The test wants pages that nobody wanted in training."),
    metric="retrieval/recall_1",
    start=StartingModel(),
    settings={"steps": 400},
    minutes=1,
)  # fmt: skip
