"""The configuration of a run, in TOML and in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from memstudio.errors import TrainingError
from memstudio.training.run_config import (
    MemorySettings,
    ProbeSettings,
    RunConfig,
    read_config,
)


def test_the_defaults_are_those_that_are_promised() -> None:
    config = RunConfig()
    assert (config.memory.kind, config.memory.num_slots, config.memory.segment_length) == (
        "rmt", 8, 128,
    )  # fmt: skip
    assert (config.segments_per_sample, config.batch_size, config.steps) == (4, 4, 200)
    assert (config.learning_rate, config.memory_learning_rate) == (5e-5, 1e-3)
    assert (config.validate_every, config.checkpoint_every, config.probe.every) == (50, 50, 25)
    assert config.bptt_depth is None
    assert config.tokens_per_sample == 512
    assert RunConfig.of() == config


@pytest.mark.parametrize("settings", [RunConfig, MemorySettings, ProbeSettings])
def test_every_field_is_described_and_has_a_default(settings: type[BaseModel]) -> None:
    for name, field in settings.model_fields.items():
        assert field.description, name
        assert not field.is_required(), name


@given(
    steps=st.integers(1, 10**6),
    rate=st.floats(1e-9, 1),
    depth=st.none() | st.integers(0, 9),
    text=st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30),
    out=st.none() | st.just("/a 'b' \"c\"\\文"),
)
def test_toml_brings_back_what_was_written(
    steps: int, rate: float, depth: int | None, text: str | None, out: str | None
) -> None:
    import tomllib

    config = RunConfig.of(
        steps=steps, learning_rate=rate, bptt_depth=depth, probe={"text": text}, out=out
    )
    assert RunConfig.of(**tomllib.loads(config.to_toml())) == config


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    file = tmp_path / "run.toml"
    file.write_text('model = "model"\ndata = ["a.txt", "/b.txt"]\n', encoding="utf-8")
    config = read_config(file)
    assert config.model == str(tmp_path / "model")
    assert config.data == (str(tmp_path / "a.txt"), "/b.txt")
    file.write_text('model = "demo"\n', encoding="utf-8")
    assert read_config(file).model == "demo"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"stpes": 3}, "There is no setting 'stpes'. Did you mean 'steps'?"),
        (
            {"memory": {"slots": 3}},
            "There is no setting 'slots'. Did you mean 'num_slots'?",
        ),
        (
            {"memory": {"x": 3}},
            "There is no setting 'x'. There are: kind, num_slots, segment_length, options.",
        ),
        ({"steps": 0}, "'steps' is 0; it must be at least 1."),
        ({"learning_rate": 0}, "'learning_rate' is 0; it must be more than 0."),
        ({"learning_rate": 1e9}, "'learning_rate' is 1000000000.0; it must be at most 10."),
        (
            {"trains": "nothing"},
            "'trains' cannot be 'nothing'; it may be 'memory', 'adapters' or 'everything'.",
        ),
        ({"data": "a.txt"}, "'data' is 'a.txt'; it must be a list, such as ['a.txt']."),
        ({"memory": {"num_slots": -1}}, "'memory.num_slots' is -1; it must be at least 0."),
    ],
)
def test_a_wrong_value_is_named_in_a_sentence(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(TrainingError) as error:
        RunConfig.of(**values)
    assert str(error.value) == sentence


def test_what_is_of_the_wrong_kind_is_named_with_its_value() -> None:
    with pytest.raises(TrainingError, match=r"'steps' cannot be 'many': .*integer"):
        RunConfig.of(steps="many")
    with pytest.raises(TrainingError, match="'learning_rate' cannot be nan"):
        RunConfig.of(learning_rate=float("nan"))
    with pytest.raises(TrainingError, match="'memory' cannot be 3"):
        RunConfig.of(memory=3)


def test_every_wrong_value_is_named() -> None:
    with pytest.raises(TrainingError) as error:
        RunConfig.of(steps=0, batch_size=0)
    assert "'steps'" in str(error.value)
    assert "'batch_size'" in str(error.value)


def test_a_file_that_is_no_toml_or_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "run.toml"
    with pytest.raises(TrainingError, match=r"run\.toml could not be read \(No such file"):
        read_config(file)
    file.write_text("steps = ", encoding="utf-8")
    with pytest.raises(TrainingError, match="is not a TOML file"):
        read_config(file)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TrainingError, match="is not a TOML file"):
        read_config(file)


@given(content=st.binary(max_size=80))
def test_any_content_is_read_or_refused_in_words(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("any") / "run.toml"
    file.write_bytes(content)
    try:
        told = read_config(file).to_toml()
    except TrainingError as error:
        told = str(error)
    assert told.strip()


def test_changing_a_value_says_nothing_of_the_others() -> None:
    """A model with a memory keeps its own numbers unless the run says something else."""
    changed = RunConfig.of(model="m", memory={"segment_length": 64}).changed(steps=3)
    assert changed.steps == 3
    assert changed.memory.model_fields_set == {"segment_length"}
    assert not RunConfig.of(model="m").changed(out="/x").memory.model_fields_set


def test_what_an_older_version_said_of_rows_is_understood() -> None:
    config = RunConfig.of(text_field="review")
    assert (config.row_kind, config.columns) == ("text", {"text": "review"})
    assert RunConfig.of(text_field=None).row_kind is None


def test_an_encoding_that_is_none_is_refused() -> None:
    assert RunConfig.of(encoding="GBK").encoding == "gbk"
    with pytest.raises(TrainingError, match="no encoding 'rot13'"):
        RunConfig.of(encoding="rot13")
