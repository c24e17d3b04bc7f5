"""Labels learnt from texts by heads: one of each column, measured, kept, and gone on with."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from memstudio.errors import DataError, TrainingError
from memstudio.events import Evaluated, RunStarted, StepFinished, Validated
from memstudio.memory.attach import open_model
from memstudio.memory.label_heads import HeadLabels
from memstudio.progress import Control
from memstudio.training.label_goal import LabelGoal
from memstudio.training.prepared_data import prepare_data
from memstudio.training.run_config import RunConfig
from memstudio.training.trainer import train
from tests.training.conftest import Events, byte_tokenizer
from tests.training.launching import assert_same_curves, run_events, train_launched
from tests.training.test_masked_samples import pair_folder
from tests.training.test_resume import killed, on
from tests.training.test_trainer import differing, weights

__all__ = ["pair_folder"]

MakeConfig = Callable[..., RunConfig]
TOPICS = ("banks", "oil", "tea")
SETS = (HeadLabels("topic", TOPICS), HeadLabels("sentiment", ("bad", "good")))


def table(path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def news_rows(number: int = 90) -> list[tuple[str, ...]]:
    """Items of one to three segments, of three topics, good or bad."""
    rows = []
    for n in range(number):
        topic, mood = TOPICS[n % 3], ("bad", "good")[n // 3 % 2]
        rows.append((f"{'All in all, ' * (n // 6 % 3)}item {n}: {topic} is {mood}", topic, mood))
    return rows


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return table(tmp_path / "news.csv", news_rows(), ("text", "topic", "sentiment"))


@pytest.fixture
def make_labels(make_config: MakeConfig, news: Path) -> MakeConfig:
    def make(**values: Any) -> RunConfig:
        usual = {
            "objective": "classification", "data": (str(news),), "segments_per_sample": 6,
            "columns": {"label": "topic", "label_2": "sentiment"}, "row_kind": "label",
            "validation_fraction": 0.2, "memory_learning_rate": 1e-2,
        }  # fmt: skip
        return make_config(**(usual | values))

    return make


@pytest.mark.slow
def test_labels_are_learnt_measured_and_said_by_the_model_that_is_kept(
    make_labels: MakeConfig, without_dropout: Path, events: Events
) -> None:
    config = make_labels(
        model=str(without_dropout), steps=150, batch_size=8, learning_rate=5e-3, validate_every=0,
        memory={"kind": "rmt", "num_slots": 3, "segment_length": 40},
    )  # fmt: skip
    result = train(config, control=Control(), on_event=events)
    # Fresh heads find all labels alike, whatever the memory.
    first = events.of(Validated)[0]
    assert first.loss == pytest.approx((math.log(3) + math.log(2)) / 2)
    assert first.loss_memory_reset == pytest.approx(first.loss)
    assert result.loss_after is not None
    assert result.loss_after < 0.5 * first.loss
    before, after = events.of(Evaluated)
    names = [f"{each}/{m}" for each in ("topic", "sentiment") for m in ("accuracy", "above_commonest", "macro_f1")]  # fmt: skip
    assert [list(each.metrics) for each in (before, after)] == [names, names]
    right = after.metrics["sentiment/accuracy"]
    assert right.count == 19
    assert right.value > 0.9
    assert right.memory_reset is not None
    # What is beaten is always saying the label that is held out most often.
    parts = prepare_data(config, byte_tokenizer(), Control()).samples.texts
    assert parts is not None
    commonest = max(Counter(parts.samples.targets[:, 1].tolist()).values()) / 19
    above = after.metrics["sentiment/above_commonest"].value
    assert above == pytest.approx(right.value - commonest)

    opened = open_model(str(result.folder / "model"), device="cpu")
    assert opened.model.head_labels == SETS
    assert opened.model.config.trained_on["objective"] == "classification"
    example = after.examples[0]
    ids = opened.tokenizer(f"User: {example.prompt}\n\nAssistant:", return_tensors="pt").input_ids
    with torch.no_grad():
        scores = opened.model.eval()(ids, says_labels=True).label_scores
    said = [own.labels[int(each.argmax())] for own, each in zip(SETS, scores, strict=True)]
    assert ", ".join(said) == example.answer
    assert tuple(example.expected.split(", ")) in {row[1:] for row in news_rows()}


def test_a_text_is_all_that_stands_before_its_labels(make_labels: MakeConfig) -> None:
    tokenizer = byte_tokenizer()
    samples = prepare_data(make_labels(validation_fraction=0.0), tokenizer, Control()).samples
    sample = samples.train[1]
    assert tokenizer.decode(sample["input_ids"]) == "User: item 1: oil is bad\n\nAssistant:"
    assert sample["classes"] == [1, 0]
    assert isinstance(samples.goal, LabelGoal)
    assert samples.goal.sets == SETS


def test_columns_are_found_by_their_names_and_lists_are_parted(
    make_labels: MakeConfig, news: Path, tmp_path: Path
) -> None:
    tokenizer = byte_tokenizer()

    def sets(**values: Any) -> tuple[HeadLabels, ...]:
        config = make_labels(validation_fraction=0.0, **values)
        goal = prepare_data(config, tokenizer, Control()).samples.goal
        assert isinstance(goal, LabelGoal)
        return goal.sets

    assert set(sets(row_kind=None, columns={})) == set(SETS)
    assert sets(columns={"label": "topic"}) == SETS[:1]
    lists = tmp_path / "lists.jsonl"
    lines = [f'{{"text": "{text}", "labels": ["{a}", "{b}"]}}' for text, a, b in news_rows()]
    lists.write_text("\n".join(lines), encoding="utf-8")
    assert sets(data=(str(lines and lists),), columns={}) == SETS


@pytest.mark.parametrize("trains", ["memory", "adapters", "everything"])
@pytest.mark.slow
def test_a_killed_run_ends_with_the_weights_it_would_have_had(
    make_labels: MakeConfig, trains: str
) -> None:
    config = make_labels(trains=trains, steps=4)
    whole = train(config, control=Control(), on_event=Events())
    folder = killed(config, at_step=3)
    torch.rand(7)
    resumed = on(folder)
    assert not differing(weights(resumed.loaded.model), weights(whole.loaded.model))
    assert resumed.loss_after == whole.loss_after
    assert resumed.loaded.model.head_labels == SETS


@pytest.mark.parametrize(
    "kind", ["armt", "infini", "knn", "lm-bow", "m2m", "nlm", "none", "rmt", "s2s", "titans"]
)
@pytest.mark.one_in(9)
def test_every_kind_learns_labels(make_labels: MakeConfig, pair_folder: Path, kind: str) -> None:
    memory = {"kind": kind, "segment_length": 16} | ({} if kind == "none" else {"num_slots": 4})
    values: dict[str, Any] = {"model": str(pair_folder)} if kind == "nlm" else {}
    config = make_labels(memory=memory, trains="memory", steps=3, batch_size=4, **values)
    events = Events()
    result = train(config, control=Control(), on_event=events)
    assert all(bool(head.linear.weight.any()) for head in result.loaded.model.label_heads)
    assert all(event.grad_norm > 0 for event in events.of(StepFinished))


@pytest.mark.slow
def test_accumulated_batches_are_one_batch(make_labels: MakeConfig, without_dropout: Path) -> None:
    losses = []
    for size, accumulation in ((6, 1), (2, 3)):
        events = Events()
        config = make_labels(
            model=str(without_dropout), batch_size=size, gradient_accumulation=accumulation
        )
        train(config, control=Control(), on_event=events)
        losses.append([event.loss for event in events.of(StepFinished)])
    assert losses[0] == pytest.approx(losses[1], abs=1e-5)


@pytest.mark.slow
def test_two_processes_learn_what_one_learns_from_the_same_batches(
    make_labels: MakeConfig, without_dropout: Path, tmp_path: Path
) -> None:
    wanted = make_labels(model=str(without_dropout), batch_size=2)
    two = train_launched(wanted, tmp_path / "two", 2)
    one = train_launched(wanted.changed(batch_size=4), tmp_path / "one", 1)
    assert_same_curves(two, one)
    ours, theirs = (run_events(folder, "evaluated")[-1]["metrics"] for folder in (two, one))
    assert ours.keys() == theirs.keys()


def test_what_cannot_be_labelled_is_refused_in_words(
    make_labels: MakeConfig, tmp_path: Path, text: Path
) -> None:
    def refused(path: Path, **values: Any) -> str:
        config = make_labels(data=(str(path),), **values)
        with pytest.raises((DataError, TrainingError)) as error:
            train(config, control=Control(), on_event=Events())
        return str(error.value)

    header = ("text", "label")
    alone: dict[str, Any] = {"columns": {"text": "text", "label": "label"}}
    assert "story.txt has no label to be learnt" in refused(text, columns={}, row_kind=None)
    same = table(tmp_path / "same.csv", [(f"Item {n}.", "good") for n in range(20)], header)
    assert "have the label 'good' of 'topic'" in refused(same, **alone)
    many = table(tmp_path / "many.csv", [(f"Item {n}.", f"is {n}") for n in range(1300)], header)
    assert "'topic' has 1300 labels" in refused(many, validation_fraction=0.0, **alone)
    rows = [(f"Item {n}.", "oil" if n % 2 else "tea") for n in range(20)]
    rare = table(tmp_path / "rare.csv", [*rows, ("A.", "rum")], header)
    found = [refused(rare, seed=seed, **alone) for seed in range(40) if _holds_out(rare, seed)][:1]
    assert "The label 'rum' of 'topic' stands in held-out rows only (1)" in found[0]
    comma = table(tmp_path / "comma.csv", [*news_rows(20), ("A.", "tea, green", "bad")], ("text", "topic", "sentiment"))  # fmt: skip
    assert "'tea, green, bad', are 3 and not 2" in refused(comma, validation_fraction=0.0)
    assert "each text is read whole" in refused(comma, growth_fraction=0.5)
    assert not list((tmp_path / "runs").glob("*"))


def _holds_out(path: Path, seed: int) -> bool:
    from memstudio.data.corpus import read_corpus

    corpus = read_corpus((path,), control=Control())
    held_out = corpus.split(0.2, seed)[1]
    return any(each.text.endswith("rum") for each in held_out)


def test_a_run_that_fails_takes_its_heads_away_again(
    make_labels: MakeConfig,
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
        train(make_labels(memory={}), control=Control(), on_event=Events(), loaded=kept)
    assert "the run failed" in caplog.text
    assert kept.model.label_heads is None
    assert not differing(weights(kept.model), before)


@pytest.mark.slow
def test_a_model_with_heads_learns_more_of_the_same_labels_and_no_others(
    make_labels: MakeConfig, tmp_path: Path
) -> None:
    first = train(make_labels(), control=Control(), on_event=Events()).loaded
    model = first.model

    def again(path: Path, columns: dict[str, str]) -> Any:
        config = make_labels(data=(str(path),), memory={}, columns=columns)
        return train(config, control=Control(), on_event=Events(), loaded=first)

    # In another order, with a column that no head says, and not with every label.
    rows = [(f"{text}!", "x", mood, topic) for text, topic, mood in news_rows(40) if topic != "oil"]
    others = table(tmp_path / "others.csv", rows, ("text", "source", "sentiment", "topic"))
    columns = {"label": "source", "label_2": "sentiment", "label_3": "topic"}
    assert again(others, columns).loaded.model is model
    assert model.head_labels == SETS
    config = make_labels(data=(str(others),), columns=columns, validation_fraction=0.0)
    samples = prepare_data(config, byte_tokenizer(), Control(), LabelGoal(SETS)).samples
    assert samples.train[1]["classes"] == [2, 0]
    with pytest.raises(DataError, match="heads say topic, sentiment, and the labels stand in the columns source, sentiment"):  # fmt: skip
        again(others, {"label": "source", "label_2": "sentiment"})
    strange = table(tmp_path / "strange.csv", [("It is so.", "rum", "bad")] * 20, ("text", "topic", "sentiment"))  # fmt: skip
    with pytest.raises(
        DataError, match=r"'rum' in strange\.csv:2 is none of the labels of 'topic'"
    ):
        again(strange, {"label": "topic", "label_2": "sentiment"})


@pytest.mark.slow
def test_of_longer_texts_the_beginning_is_learnt_from_and_that_is_told(
    make_labels: MakeConfig, events: Events
) -> None:
    train(make_labels(steps=1, segments_per_sample=3), control=Control(), on_event=events)
    assert events.of(RunStarted)[0].num_cut > 0
