"""Going on with a long text."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.tasks.templates.template import TaskTemplate

LONG_TEXT = TaskTemplate(
    name="long-text",
    title=marked("tasks", "Long text"),
    summary=marked("tasks", "A book is learnt, and a text in its manner is gone on with to any length."),
    use=marked("tasks", "Go on with a text, each part written with what stands in the memory of those before."),
    memory=marked("tasks", "Prose can mostly be gone on with from the last few lines, so that a memory gains little here, and at times nothing."),
    needs_memory="hardly",
    row_kind="text",
    columns={},
    sample=("pride-and-prejudice.txt",),
    origin=marked("tasks", "Pride and Prejudice by Jane Austen, 1813. The end of the book is held out."),
    metric="perplexity",
    start=None,
    settings={"steps": 150, "learning_rate": 5e-4, "validate_every": 50, "segments_per_sample": 8},
    minutes=2,
)  # fmt: skip
