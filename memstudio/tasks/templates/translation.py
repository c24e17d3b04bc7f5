"""Translation of documents whose terms are fixed at their head."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.tasks.templates.template import StartingModel, TaskTemplate

TRANSLATION = TaskTemplate(
    name="translation",
    title=marked("tasks", "Translation, English and Chinese"),
    summary=marked("tasks", "Documents are translated sentence by sentence, both ways, with the terms that their first lines fix."),
    use=marked("tasks", "Translate a document so that a term is always called the same."),
    memory=marked("tasks", "Which translation of a term a document takes is said only at its head, before segments that the model no longer sees."),
    needs_memory="partly",
    row_kind="translation",
    columns={"source": "source", "target": "target"},
    sample=("tasks/translation-train.jsonl", "tasks/translation-test.jsonl"),
    origin=marked("tasks", "Made by a generator: short minutes in both languages, each with the names of a project and a firm fixed at its head. No glossary of the test was one of the training."),
    metric="translation/term_consistency",
    start=StartingModel(segment_length=48),
    settings={"steps": 800},
    minutes=3,
)  # fmt: skip
