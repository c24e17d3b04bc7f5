"""From a template to a model and a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.errors import TrainingError
from memstudio.memory.attach import open_model
from memstudio.progress import Control
from memstudio.tasks.templates.registry import all_templates, task_templates
from memstudio.tasks.templates.template import TaskTemplate
from memstudio.training.task_runs import make_start, start_folder, start_settings, task_config

_ALL = all_templates()


@pytest.mark.parametrize("template", _ALL, ids=[each.name for each in _ALL])
def test_the_run_of_each_template_is_valid(template: TaskTemplate, tmp_path: Path) -> None:
    config = task_config(template, "model")
    assert config.data == tuple(map(str, template.sample_paths))
    assert config.row_kind == template.row_kind
    settings = start_settings(template, tmp_path / "start")
    assert (settings is None) == (template.start is None)
    if settings is not None:
        settings.check_pair()


def test_settings_can_be_others() -> None:
    template = task_templates.get("question")
    assert task_config(template, "model", steps=3).steps == 3
    with pytest.raises(TrainingError, match="steps"):
        task_config(template, "model", steps=0)


def test_a_starting_model_takes_a_name_that_is_free(tmp_path: Path) -> None:
    template = task_templates.get("question")
    first = start_folder(template, tmp_path)
    first.mkdir()
    assert start_folder(template, tmp_path) not in {first, tmp_path}


def test_the_starting_model_is_as_the_template_says(tmp_path: Path) -> None:
    template = task_templates.get("question")
    assert template.start is not None
    folder = make_start(template, tmp_path, device="cpu", control=Control())
    model = open_model(folder, device="cpu").model
    assert model.config.memory_kind == template.start.kind
    assert model.config.num_slots == template.start.num_slots
    assert model.config.segment_length == template.start.segment_length
