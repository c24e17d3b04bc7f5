"""Every template stands on things that there are."""

from __future__ import annotations

import pytest

from memstudio.data.row_kinds import row_kind
from memstudio.evaluation.metric_table import METRICS, TASKS, WITH_TERMS
from memstudio.memory.kinds_registry import description_of
from memstudio.tasks.templates.registry import all_templates, task_templates
from memstudio.tasks.templates.template import TaskTemplate

_ALL = all_templates()


def test_a_template_is_found_by_its_own_name() -> None:
    for name in task_templates:
        assert task_templates.get(name).name == name


@pytest.mark.parametrize("template", _ALL, ids=[each.name for each in _ALL])
def test_each_names_a_sample_roles_and_a_metric_that_there_are(template: TaskTemplate) -> None:
    assert template.sample_paths
    assert all(path.is_file() for path in template.sample_paths)
    kind = row_kind(template.row_kind)
    assert all(kind.role(role) is not None for role in template.columns)
    asked, _, metric = template.metric.rpartition("/")
    assert metric in METRICS
    if asked:
        measured = {*TASKS[asked].metrics, *WITH_TERMS.metrics}
        assert (asked, metric in measured) == (template.row_kind, True)
    if template.start is not None:
        assert description_of(template.start.kind).has_slots
