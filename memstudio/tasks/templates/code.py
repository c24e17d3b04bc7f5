"""The rest of a call, from the first lines of a script."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.tasks.templates.template import StartingModel, TaskTemplate

CODE = TaskTemplate(
    name="code",
    title=marked("tasks", "Code completion"),
    summary=marked("tasks", "A script is read up to its last call, which is then written to its end."),
    use=marked("tasks", "Complete code by what a file set far above."),
    memory=marked("tasks", "The values that the call passes are set in the first lines, before functions that do not use them."),
    needs_memory="everywhere",
    row_kind="instruction",
    columns={"instruction": "prompt", "output": "completion"},
    sample=("tasks/code-train.jsonl", "tasks/code-test.jsonl"),
    origin=marked("tasks", "Made by a generator: short Python scripts with up to four settings. Values of the test were never set together in training."),
    metric="instruction/exact_match",
    start=StartingModel(segment_length=48),
    settings={"steps": 1300},
    minutes=3,
)  # fmt: skip
