"""A task: say how a story began, after it has been read to its end."""

from __future__ import annotations

from pathlib import Path

from memstudio.tasks.templates.template import StartingModel, TaskTemplate

OPENING = TaskTemplate(
    name="opening",  # the entry point's name
    title="How did it begin?",
    summary="A short report is read, and at its end the model says where it began.",
    use="Ask about the head of a document that is longer than the model's window.",
    memory="The place is named in the first line only, segments before it is asked for.",
    needs_memory="everywhere",
    row_kind="question",
    columns={"context": "text", "question": "question", "answer": "answer"},
    sample=("opening.jsonl",),
    sample_folder=Path(__file__).parent,
    origin="Made by a generator: 240 reports from four places.",
    metric="question/exact_match",
    start=StartingModel(kind="rmt", num_slots=8, segment_length=32, vocabulary=300),
    settings={"steps": 400},
    minutes=1,
)
