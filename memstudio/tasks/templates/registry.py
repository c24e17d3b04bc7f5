"""The task templates by name. A new template is one file beside this one, and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.registry import Registry

if TYPE_CHECKING:
    from memstudio.tasks.templates.template import TaskTemplate

task_templates: Registry[TaskTemplate] = Registry("task")
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
    """Every template, in the order in which people see them."""
    return tuple(task_templates.get(name) for name in task_templates)
