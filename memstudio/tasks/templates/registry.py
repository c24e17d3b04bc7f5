"""The task templates by name. A new one is one file beside this one, and one line here, or a plug-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.registry import Registry

if TYPE_CHECKING:
    from memstudio.tasks.templates.template import TaskTemplate


def _check_brought(name: str, brought: object) -> None:
    from memstudio.data.row_kinds import ROW_KINDS
    from memstudio.tasks.templates.template import TaskTemplate

    if not isinstance(brought, TaskTemplate):
        raise TypeError(f"{brought!r} is no TaskTemplate")
    if brought.name != name:
        raise ValueError(f"the template has another name than its entry point, {name}")
    if brought.row_kind not in {each.name for each in ROW_KINDS}:
        raise ValueError(f"there are no rows called {brought.row_kind!r}")
    if lacking := [path for path in brought.sample_paths if not path.exists()]:
        raise FileNotFoundError(f"its sample {lacking[0]} is not there")


task_templates: Registry[TaskTemplate] = Registry("task", "memstudio.tasks", _check_brought)
task_templates.add("long-text", "memstudio.tasks.templates.long_text:LONG_TEXT")
task_templates.add("translation", "memstudio.tasks.templates.translation:TRANSLATION")
task_templates.add("question", "memstudio.tasks.templates.question:QUESTION")
task_templates.add("summary", "memstudio.tasks.templates.summary:SUMMARY")
task_templates.add("retrieval", "memstudio.tasks.templates.retrieval:RETRIEVAL")
task_templates.add("sentiment", "memstudio.tasks.templates.sentiment:SENTIMENT")
task_templates.add("service", "memstudio.tasks.templates.service:SERVICE")
task_templates.add("recommendation", "memstudio.tasks.templates.recommendation:RECOMMENDATION")
task_templates.add("dialogue", "memstudio.tasks.templates.dialogue:DIALOGUE")
task_templates.add("code", "memstudio.tasks.templates.code:CODE")
task_templates.add("ordering", "memstudio.tasks.templates.ordering:ORDERING")


def all_templates() -> tuple[TaskTemplate, ...]:
    """Every template, in the order in which people see them; those of plug-ins last."""
    return tuple(task_templates.usable().values())
