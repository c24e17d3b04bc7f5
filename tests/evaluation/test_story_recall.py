"""Story recall counts what it says it counts."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers as tf

from memstudio.errors import DataError
from memstudio.evaluation import story_recall
from memstudio.evaluation.story_recall import Rate, StoryRecallReport, evaluate_story_recall
from memstudio.memory.attach import attach_memory
from memstudio.memory.memory_model import MemoryModel
from memstudio.progress import Cancelled, Control
from memstudio.resources import resource
from memstudio.tasks.stories import DEMO_WORLD

DEMO = resource("models", "demo")


class WordTokenizer:
    """Words and marks as tokens, numbered as they come."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        assert not add_special_tokens
        words = text.replace(".", " .").replace("?", " ?").split()
        return [self.ids.setdefault(word, len(self.ids)) for word in words]


class Rows(list[dict[str, Any]]):
    """What is remembered of each row."""

    @property
    def batch_size(self) -> int:
        return len(self)

    @property
    def tensors(self) -> dict[str, Rows]:
        return {"rows": self}

    def with_tensors(self, tensors: dict[str, Rows]) -> Rows:
        return tensors["rows"]


class PerfectReader:
    """Not a network: follows the text word by word, and forgets when its state is not passed on."""

    device = torch.device("cpu")
    config = SimpleNamespace(segment_length=24, trained_on={"segments": 3})
    memory = SimpleNamespace(
        initial_state=lambda number: {"rows": Rows({} for _ in range(number))},
        remembering=lambda _, other: other,
    )

    def __init__(self, tokenizer: WordTokenizer) -> None:
        self.tokenizer = tokenizer

    def eval(self) -> None:
        pass

    def modules(self) -> list[torch.nn.Module]:
        return []

    def __call__(self, ids: torch.Tensor, memory_state: Any) -> Any:
        words = {number: word for word, number in self.tokenizer.ids.items()}
        rows = Rows(map(dict, memory_state or [{} for _ in ids]))
        said = torch.zeros_like(ids)
        for row, known in enumerate(rows):
            for column, token in enumerate(ids[row].tolist()):
                word = words[token]
                if word in DEMO_WORLD.people:
                    known["person"] = word
                elif word in DEMO_WORLD.places and known.get("before") == "the":
                    known[known.get("person", "")] = token
                known["before"] = word
                said[row, column] = known.get(known.get("person", ""), 0)
        logits = torch.nn.functional.one_hot(said, len(words) + 1).float()
        return SimpleNamespace(logits=logits, memory_state=rows)


def test_the_interval_is_wilsons() -> None:
    rate = Rate.of(95, 100)
    assert rate.accuracy == 0.95
    assert rate.low == pytest.approx(0.8882, abs=1e-4)
    assert rate.high == pytest.approx(0.9785, abs=1e-4)
    assert Rate.of(0, 0) == Rate(0, 0, 0.0, 0.0, 1.0)
    for asked in range(1, 200):
        assert Rate.of(0, asked).low == 0
        assert Rate.of(asked, asked).high == 1


def test_answers_of_a_story_that_go_together_count_as_fewer() -> None:
    story = np.repeat(np.arange(50), 10)
    together = Rate.of_stories(story % 2 == 0, story)
    # Each story all right or all wrong: there is nothing to be learnt from more than one answer each.
    alone = Rate.of(25, 50)
    assert (together.right, together.asked, together.accuracy) == (250, 500, 0.5)
    assert (together.low, together.high) == pytest.approx((alone.low, alone.high), abs=5e-3)
    mixed = np.random.default_rng(0).permutation(np.arange(500) % 2 == 0)
    apart = Rate.of_stories(mixed, story)
    assert (apart.low, apart.high) == pytest.approx(
        (Rate.of(250, 500).low, Rate.of(250, 500).high), abs=9e-3
    )
    # They never count as more than there are, nor do numbers of stories that asked nothing.
    level = Rate.of_stories(np.arange(500) % 2 == 0, story * 3)
    usual = Rate.of(250, 500)
    assert 0 <= usual.low - level.low < 2e-3
    assert 0 <= level.high - usual.high < 2e-3
    assert Rate.of_stories(np.zeros(0, bool), np.zeros(0, int)) == Rate.of(0, 0)
    one = Rate.of_stories(np.arange(40) < 20, np.zeros(40, int))
    assert (one.low, one.high) == pytest.approx((0.05, 0.95), abs=0.01)


@pytest.mark.parametrize("num_stories", [2, 5, 12])
def test_of_few_stories_the_interval_holds_the_truth_as_often_as_it_says(num_stories: int) -> None:
    rng = np.random.default_rng(num_stories)
    story = np.repeat(np.arange(num_stories), 8)
    held = 0
    for _ in range(400):
        # Stories differ: some are easy.
        chance = rng.beta(2, 2, num_stories)
        rate = Rate.of_stories(rng.random(len(story)) < chance[story], story)
        held += rate.low <= 0.5 <= rate.high
    assert held > 0.9 * 400


def test_a_perfect_reader_gets_everything_and_nothing_without_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(story_recall, "DISTANCES", (1, 16))
    tokenizer = WordTokenizer()
    seen: list[int] = []
    report = evaluate_story_recall(
        PerfectReader(tokenizer),  # type: ignore[arg-type]
        tokenizer,  # type: ignore[arg-type]
        num_stories=6,
        control=Control(on_progress=lambda progress: seen.append(progress.done)),
    )
    # The prose has places too ("to the library"), which fool this reader now and then.
    assert report.far.accuracy > 0.8
    assert report.at_length.accuracy > 0.9
    assert report.at_length.asked == report.reset.asked
    assert report.reset.accuracy < 0.1
    assert [row.distance for row in report.by_distance] == [1, 16]
    assert report.far.asked > 6
    assert seen == sorted(seen)


def test_a_report_survives_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story_recall, "DISTANCES", (1, 16))
    tokenizer = WordTokenizer()
    report = evaluate_story_recall(
        PerfectReader(tokenizer),  # type: ignore[arg-type]
        tokenizer,  # type: ignore[arg-type]
        num_stories=2,
        seed=5,
        control=Control(),
    )
    assert StoryRecallReport.from_json(json.loads(json.dumps(report.to_json()))) == report
    with pytest.raises(DataError):
        StoryRecallReport.from_json({"seed": 1})


def test_it_can_be_cancelled() -> None:
    control = Control()
    control.cancel()
    tokenizer = WordTokenizer()
    with pytest.raises(Cancelled):
        evaluate_story_recall(
            PerfectReader(tokenizer),  # type: ignore[arg-type]
            tokenizer,  # type: ignore[arg-type]
            num_stories=2,
            control=control,
        )


def test_a_random_model_is_near_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story_recall, "DISTANCES", (1, 16))
    tokenizer = tf.AutoTokenizer.from_pretrained(DEMO)
    torch.manual_seed(0)
    backbone = tf.AutoModelForCausalLM.from_config(
        tf.LlamaConfig(
            vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
            intermediate_size=32,
        )
    )  # fmt: skip
    model = attach_memory(backbone, kind="rmt", num_slots=4, segment_length=48)
    report = evaluate_story_recall(model, tokenizer, num_stories=4, control=Control())
    assert report.at_length.accuracy < 0.15
    assert model.training is False or report.trained_segments == 8


@pytest.mark.slow
def test_the_bundled_model_reaches_its_figures() -> None:
    model = MemoryModel.from_pretrained(DEMO)
    tokenizer = tf.AutoTokenizer.from_pretrained(DEMO)
    report = evaluate_story_recall(model, tokenizer, num_stories=64, seed=99, control=Control())
    assert report.at_length.accuracy >= 0.95
    assert report.far.accuracy >= 0.90
    assert report.reset.accuracy <= report.chance + 0.05


def test_the_stored_evaluation_can_be_read_and_reaches_the_figures() -> None:
    stored = json.loads((DEMO / "evaluation.json").read_text(encoding="utf-8"))
    report = StoryRecallReport.from_json(stored)
    assert report.at_length.accuracy >= 0.95
    assert report.far.accuracy >= 0.90
    assert report.reset.accuracy <= report.chance + 0.05
