"""What a run says of a memory: used when the model has none, compared when it has one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from memstudio.errors import TrainingError
from memstudio.models.load import LoadedModel
from memstudio.training.run_config import RunConfig
from memstudio.training.trained_model import with_memory

MakeConfig = Callable[..., RunConfig]


def _given(tiny: LoadedModel, make_config: MakeConfig, **memory: Any) -> LoadedModel:
    model, _ = with_memory(tiny, make_config(memory={"segment_length": 16, **memory}))
    return replace(tiny, model=model)


def test_a_kind_that_knows_its_slots_itself_may_be_asked_for_others(
    tiny: LoadedModel, make_config: MakeConfig
) -> None:
    memory = {"kind": "infini", "num_slots": 3, "segment_length": 16}
    model, config = with_memory(tiny, make_config(memory=memory))
    # One for each of two layers and four heads.
    assert config.memory.num_slots == model.config.num_slots == 8
    again, _ = with_memory(replace(tiny, model=model), make_config(memory=memory))
    assert again is model


def test_a_run_need_not_name_all_options_of_the_memory_that_is_there(
    tiny: LoadedModel, make_config: MakeConfig
) -> None:
    options = {"d_mem": 8, "correction": False}
    given = _given(tiny, make_config, kind="armt", num_slots=2, options=options)
    asked = {"kind": "armt", "num_slots": 2, "segment_length": 16, "options": {"d_mem": 8}}
    model, config = with_memory(given, make_config(memory=asked))
    assert model is given.model
    assert config.memory.options["correction"] is False
    with pytest.raises(TrainingError, match="has a memory already, with options"):
        with_memory(given, make_config(memory=asked | {"options": {"d_mem": 4}}))


def test_another_kind_is_named_before_its_options(
    tiny: LoadedModel, make_config: MakeConfig
) -> None:
    given = _given(tiny, make_config, kind="rmt", num_slots=2)
    asked = {"kind": "armt", "num_slots": 2, "segment_length": 16, "options": {"d_mem": 8}}
    with pytest.raises(TrainingError, match="has a memory already, with kind rmt"):
        with_memory(given, make_config(memory=asked))
