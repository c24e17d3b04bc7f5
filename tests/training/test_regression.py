"""Numbers learnt from texts: said after the whole of each, measured, kept, and gone on with."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from memstudio.errors import DataError, TrainingError
from memstudio.events import Evaluated, RunStarted, StepFinished, Validated
from memstudio.memory.attach import open_model
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.value_head import ValueScale
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.training.number_goal import NumberGoal
from memstudio.training.prepared_data import prepare_data
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.trainer import train
from tests.training.conftest import Events, byte_tokenizer
from tests.training.launching import assert_same_curves, run_events, train_launched
from tests.training.test_masked_samples import pair_folder
from tests.training.test_resume import killed, on
from tests.training.test_trainer import differing, weights

__all__ = ["pair_folder"]

MakeConfig = Callable[..., RunConfig]
WORDS = {"awful": -4.25, "fair": 1.0, "good": 3.5, "great": 6.75}


def table(path: Path, rows: list[tuple[str, object]], header: tuple[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@pytest.fixture
def opinions(tmp_path: Path) -> Path:
    """Opinions of one to three segments, with the number that their last word stands for."""
    rows: list[tuple[str, object]] = []
    for number in range(80):
        word = list(WORDS)[number * 7 % 4]
        rows.append((f"{'All in all, ' * (number % 3)}number {number} is {word}", WORDS[word]))
    return table(tmp_path / "opinions.csv", rows, ("text", "score"))


@pytest.fixture
def make_numbers(make_config: MakeConfig, opinions: Path) -> MakeConfig:
    def make(**values: Any) -> RunConfig:
        usual = {
            "objective": "regression", "data": (str(opinions),), "segments_per_sample": 6,
            "validation_fraction": 0.2, "memory_learning_rate": 1e-2,
        }  # fmt: skip
        return make_config(**(usual | values))

    return make


@pytest.mark.slow
def test_numbers_are_learnt_measured_and_said_by_the_model_that_is_kept(
    make_numbers: MakeConfig, events: Events
) -> None:
    config = make_numbers(
        steps=150, batch_size=8, learning_rate=5e-3, validate_every=0,
        memory={"kind": "rmt", "num_slots": 3, "segment_length": 40},
    )  # fmt: skip
    result = train(config, control=Control(), on_event=events)
    # Before the first step the mean is said, whatever the memory.
    first = events.of(Validated)[0]
    assert first.loss == pytest.approx(first.loss_memory_reset)
    assert first.loss == pytest.approx(1.0, abs=0.4)
    assert result.loss_after is not None
    assert result.loss_after < 0.5 * first.loss
    before, after = events.of(Evaluated)
    names = [f"number/{name}" for name in ("mean_squared_error", "mean_absolute_error", "pearson", "r2")]  # fmt: skip
    assert [list(each.metrics) for each in (before, after)] == [names, names]
    error = after.metrics["number/mean_squared_error"]
    assert error.count == len(after.examples) + 11
    assert error.memory_reset is not None
    # The word that counts stands last, so the memory may help or not; it is not left aside.
    assert error.memory_reset != error.value

    opened = open_model(str(result.folder / "model"), device="cpu")
    scale = opened.model.value_scale
    # Errors are in units of the data, losses in those of their spread.
    assert error.value == pytest.approx(result.loss_after * scale.scale**2, rel=1e-5)
    assert before.metrics["number/r2"].value == pytest.approx(0, abs=0.2)
    assert after.metrics["number/r2"].value > 0.5
    assert opened.model.config.trained_on["objective"] == "regression"
    example = after.examples[0]
    ids = opened.tokenizer(f"User: {example.prompt}\n\nAssistant:", return_tensors="pt").input_ids
    with torch.no_grad():
        said = scale.restored(float(opened.model.eval()(ids, says_values=True).said))
    assert f"{said:.4g}" == f"{float(example.answer):.4g}"
    assert float(example.expected) in WORDS.values()


def test_a_text_is_all_that_stands_before_its_number(make_numbers: MakeConfig) -> None:
    tokenizer = byte_tokenizer()
    config = make_numbers(validation_fraction=0.0)
    samples = prepare_data(config, tokenizer, Control()).samples
    sample = samples.train[0]
    assert tokenizer.decode(sample["input_ids"]) == "User: number 0 is awful\n\nAssistant:"
    assert samples.lengths[0] == len(sample["input_ids"]) == len(sample["attention_mask"])
    numbers = np.array([samples.train[i]["values"] for i in range(80)])
    assert numbers.mean() == pytest.approx(0, abs=1e-12)
    assert numbers.std() == pytest.approx(1)
    assert isinstance(samples.goal, NumberGoal)
    assert samples.goal.scale.restored(sample["values"]) == pytest.approx(-4.25)
    # A model that says numbers already keeps its own measure.
    has = NumberGoal(ValueScale(1.0, 2.0))
    own = prepare_data(config, tokenizer, Control(), has).samples
    assert own.train[0]["values"] == pytest.approx((-4.25 - 1) / 2)
    assert own.goal is has


def test_of_longer_texts_the_beginning_is_learnt_from_and_that_is_told(
    make_numbers: MakeConfig, events: Events
) -> None:
    config = make_numbers(steps=1, segments_per_sample=3)
    train(config, control=Control(), on_event=events)
    started = events.of(RunStarted)[0]
    tokenizer = byte_tokenizer()
    whole = prepare_data(config.changed(segments_per_sample=9), tokenizer, Control()).samples
    cut = prepare_data(config, tokenizer, Control()).samples
    assert started.num_cut == cut.num_cut == int((whole.lengths > 48).sum()) > 0
    assert cut.lengths.max() == 48
    # What is measured is read to its end.
    assert cut.texts is not None
    assert cut.texts.samples.lengths.max() > 48


@pytest.mark.parametrize("trains", ["memory", "adapters", "everything"])
@pytest.mark.one_in(3)
def test_a_killed_run_ends_with_the_weights_it_would_have_had(
    make_numbers: MakeConfig, trains: str
) -> None:
    config = make_numbers(trains=trains, steps=4)
    whole = train(config, control=Control(), on_event=Events())
    folder = killed(config, at_step=3)
    torch.rand(7)
    resumed = on(folder)
    assert not differing(weights(resumed.loaded.model), weights(whole.loaded.model))
    assert resumed.loss_after == whole.loss_after
    assert resumed.loaded.model.value_scale == whole.loaded.model.value_scale


@pytest.mark.parametrize(
    "kind", ["armt", "infini", "knn", "lm-bow", "m2m", "nlm", "none", "rmt", "s2s", "titans"]
)
@pytest.mark.parametrize("trains", ["memory", "adapters", "everything"])
@pytest.mark.one_in(24)
def test_every_kind_learns_numbers(
    make_numbers: MakeConfig, pair_folder: Path, kind: str, trains: str
) -> None:
    memory = {"kind": kind, "segment_length": 16} | ({} if kind == "none" else {"num_slots": 4})
    values: dict[str, Any] = {"model": str(pair_folder)} if kind == "nlm" else {}
    config = make_numbers(memory=memory, trains=trains, steps=3, batch_size=4, **values)
    events = Events()
    result = train(config, control=Control(), on_event=events)
    head = result.loaded.model.value_head
    assert head is not None
    assert bool(head.linear.weight.any())
    assert RunFolder(result.folder).config().objective == "regression"
    assert all(event.grad_norm > 0 for event in events.of(StepFinished))


@pytest.mark.slow
def test_accumulated_batches_are_one_batch(make_numbers: MakeConfig, without_dropout: Path) -> None:
    losses = []
    for size, accumulation in ((6, 1), (2, 3)):
        events = Events()
        config = make_numbers(
            model=str(without_dropout), batch_size=size, gradient_accumulation=accumulation
        )
        train(config, control=Control(), on_event=events)
        losses.append([event.loss for event in events.of(StepFinished)])
    assert losses[0] == pytest.approx(losses[1], abs=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("packing", [False, True])
def test_two_processes_learn_what_one_learns_from_the_same_batches(
    make_numbers: MakeConfig, without_dropout: Path, tmp_path: Path, *, packing: bool
) -> None:
    # Packs of one process are as many as batches; of two, one each.
    wanted = make_numbers(model=str(without_dropout), batch_size=2, packing=packing)
    two = train_launched(wanted, tmp_path / "two", 2)
    more = {"gradient_accumulation": 2} if packing else {"batch_size": 4}
    one = train_launched(wanted.changed(**more), tmp_path / "one", 1)
    assert_same_curves(two, one)
    ours, theirs = (run_events(folder, "evaluated")[-1]["metrics"] for folder in (two, one))
    assert ours.keys() == theirs.keys()
    name = "number/mean_squared_error"
    assert ours[name]["value"] == pytest.approx(theirs[name]["value"], rel=1e-3)


def test_what_has_no_numbers_is_refused_in_words(
    make_numbers: MakeConfig, tmp_path: Path, text: Path
) -> None:
    def refused(path: Path, **values: Any) -> str:
        with pytest.raises((DataError, TrainingError)) as error:
            train(make_numbers(data=(str(path),), **values), control=Control(), on_event=Events())
        return str(error.value)

    assert "story.txt has no number to be learnt" in refused(text)
    words = table(tmp_path / "words.csv", [("Good, it is.", "yes"), ("Bad, it is.", "no")] * 20, ("text", "label"))  # fmt: skip
    assert "'yes' in words.csv:2 is no number" in refused(words)
    rows = [(f"It is number {number}.", 2.5) for number in range(20)]
    same = table(tmp_path / "same.csv", rows, ("text", "score"))
    assert "All 16 numbers to learn from are 2.5" in refused(same)
    nothing = table(tmp_path / "nothing.csv", [("It is so.", "nan"), ("Is it?", "inf")], ("text", "score"))  # fmt: skip
    assert "'nan' in the column for 'number' is no number" in refused(nothing, row_kind="number")
    assert not list((tmp_path / "runs").glob("*"))


def test_rows_without_a_number_are_passed_over(make_numbers: MakeConfig, tmp_path: Path) -> None:
    rows: list[tuple[str, object]] = [(f"It is number {n}.", n / 4) for n in range(30)]
    path = table(tmp_path / "some.csv", [*rows, ("Nobody knows.", "?"), ("Too much.", "inf")], ("text", "score"))  # fmt: skip
    config = make_numbers(data=(str(path),), validation_fraction=0.0)
    assert len(prepare_data(config, byte_tokenizer(), Control()).samples.lengths) == 30


def test_texts_with_numbers_do_not_grow(make_numbers: MakeConfig) -> None:
    with pytest.raises(TrainingError, match="each text is read whole"):
        train(make_numbers(growth_fraction=0.5), control=Control(), on_event=Events())


def test_a_run_that_fails_takes_its_head_away_again(
    make_numbers: MakeConfig,
    make_config: MakeConfig,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    kept = train(make_config(steps=1), control=Control(), on_event=Events()).loaded
    before = weights(kept.model)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("no luck")

    monkeypatch.setattr("memstudio.training.training_run.TrainingRun.execute", fail)
    with pytest.raises(RuntimeError, match="no luck"):
        train(make_numbers(memory={}), control=Control(), on_event=Events(), loaded=kept)
    assert "the run failed" in caplog.text
    assert kept.model.value_head is None
    assert not differing(weights(kept.model), before)


@pytest.mark.slow
def test_a_model_that_says_numbers_learns_others_by_the_same_measure(
    make_numbers: MakeConfig, make_config: MakeConfig, tmp_path: Path
) -> None:
    first = train(make_numbers(), control=Control(), on_event=Events()).loaded
    scale, model = first.model.value_scale, first.model
    rows = [(f"It is number {number}.", 100.5 + number) for number in range(30)]
    others = table(tmp_path / "others.csv", rows, ("text", "score"))
    again = train(
        make_numbers(data=(str(others),), memory={}), control=Control(), on_event=Events(),
        loaded=first,
    )  # fmt: skip
    assert again.loaded.model is model
    assert model.value_scale == scale
    # It learns words as before, and keeps its head.
    words = train(make_config(memory={}), control=Control(), on_event=Events(), loaded=first)
    assert isinstance(words.loaded.model, MemoryModel)
    assert words.loaded.model.value_scale == scale


def test_a_model_without_a_memory_learns_by_its_head_alone(
    make_numbers: MakeConfig, tiny: LoadedModel
) -> None:
    before = weights(tiny.model)
    config = make_numbers(trains="memory", memory={"kind": "none", "segment_length": 32})
    result = train(config, control=Control(), on_event=Events(), loaded=tiny)
    assert not differing(weights(result.loaded.model.backbone), before)
    assert bool(result.loaded.model.value_head.linear.weight.any())
