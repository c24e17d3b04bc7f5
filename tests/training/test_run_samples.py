"""How much of what is held out is read at a validation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from memstudio.progress import Control
from memstudio.training.batches import IGNORED, collate
from memstudio.training.prepared_data import prepare_data
from memstudio.training.run_samples import RunSamples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from memstudio.models.load import LoadedModel
    from memstudio.training.run_config import RunConfig

SEGMENT, SEGMENTS, BATCH = 16, 32, 2


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    facts = (f"the box is {colour}" for colour in ("red", "green", "blue") for _ in range(100))
    lines = (
        json.dumps({"context": f"{fact}, {i}", "question": "what?", "answer": fact[-1]})
        for i, fact in enumerate(facts)
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def samples_of(
    make_config: Callable[..., RunConfig], tiny: LoadedModel, **values: Any
) -> RunSamples:
    config = make_config(segments_per_sample=SEGMENTS, validation_fraction=0.5, **values)
    return prepare_data(config, tiny.tokenizer, Control()).samples


def tokens_read(samples: RunSamples) -> list[int]:
    assert samples.held_out is not None
    chosen = [samples.held_out[index] for index in range(samples.num_held_out)]
    assert all(int((collate([each])["labels"] != IGNORED).sum()) for each in chosen)
    return [int(each["attention_mask"].sum()) for each in chosen]


def test_rows_are_counted_by_what_they_have_not_by_what_a_sample_could_hold(
    make_config: Callable[..., RunConfig], tiny: LoadedModel, rows: Path
) -> None:
    samples = samples_of(make_config, tiny, data=(str(rows),), validation_tokens=2048)
    read = tokens_read(samples)
    assert max(read) < SEGMENT * SEGMENTS / 4, "rows are much shorter than a sample may be"
    assert 2048 * 0.9 < sum(read) < 2048 * 1.1
    # Together they take no more room than the samples of a step.
    assert samples.read_at_once > BATCH
    assert samples.read_at_once * max(read) <= BATCH * SEGMENT * SEGMENTS


def test_of_few_rows_all_are_read(
    make_config: Callable[..., RunConfig], tiny: LoadedModel, rows: Path
) -> None:
    samples = samples_of(make_config, tiny, data=(str(rows),), validation_tokens=100_000)
    assert sum(tokens_read(samples)) == samples.validation_tokens


def test_of_running_text_the_samples_are_as_long_as_the_run_says(
    make_config: Callable[..., RunConfig], tiny: LoadedModel
) -> None:
    samples = samples_of(make_config, tiny, validation_tokens=1024)
    assert tokens_read(samples) == [512, 512]
    assert samples.read_at_once == BATCH


def test_answers_that_are_learnt_without_what_is_asked_about_are_counted(
    make_config: Callable[..., RunConfig], tiny: LoadedModel, rows: Path
) -> None:
    asked = {"data": (str(rows),), "validation_fraction": 0.0}
    for segments, is_cut in ((2, True), (4, False)):
        config = make_config(segments_per_sample=segments, **asked)
        samples = prepare_data(config, tiny.tokenizer, Control()).samples
        assert (samples.num_cut == len(samples.lengths) == 300) == is_cut
        assert (samples.num_cut == 0) != is_cut
    # Of running text nothing is only read.
    assert not samples_of(make_config, tiny).num_cut


def test_a_run_writes_down_how_long_a_text_was_held_out(
    make_config: Callable[..., RunConfig], tiny: LoadedModel, rows: Path
) -> None:
    config = make_config(data=(str(rows),), validation_fraction=0.5)
    data = prepare_data(config, tiny.tokenizer, Control())
    longest = data.record["split"]["longest_validation_document"]
    assert longest == max(
        tokens_read(samples_of(make_config, tiny, data=(str(rows),), validation_tokens=100_000))
    )
