"""Facts stand at the start, prose goes on for ever, and questions leave the reading as it was."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from memstudio.bench.reading import long_reading
from memstudio.bench.reading.far_recall import measure_far_recall
from memstudio.bench.reading.far_story import far_stories, far_text
from memstudio.bench.reading.long_reading import Pass, measure_passes
from memstudio.cli.app import run
from memstudio.errors import DataError
from memstudio.memory.attach import open_model
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.tasks.stories import DEMO_WORLD


@pytest.fixture
def in_few_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_reading, "_PARTS", 50)
    monkeypatch.setattr(long_reading, "_REFERENCE", 1)


@pytest.fixture(scope="module")
def demo() -> LoadedModel:
    return open_model("demo", device="cpu")


def test_a_story_begins_with_everybody_and_asks_for_everybody(demo: LoadedModel) -> None:
    decode = demo.tokenizer.decode
    for story in far_stories(demo.tokenizer, 4, seed=3):
        facts, questions = decode(story.facts), decode(story.questions)
        assert all(person in facts for person in DEMO_WORLD.people)
        assert len(story.asked) == len(DEMO_WORLD.people)
        assert sorted(DEMO_WORLD.people) == sorted(
            person for person in DEMO_WORLD.people if f"Where is {person}?" in questions
        )
        for each in story.asked:
            assert story.questions[each.position] == each.token_id
            assert decode([each.token_id]).strip() in DEMO_WORLD.places
        # The last place that a person went to is the answer.
        told = questions.split("Where is ")[1:]
        for sentence in told:
            person, place = sentence.split("?")[0], sentence.split("In the ")[1].split(".")[0]
            said = [part for part in facts.split(".") if person in part][-1]
            assert place in said


def test_prose_goes_round_and_pieces_fit_together(demo: LoadedModel) -> None:
    (story,) = far_stories(demo.tokenizer, 1, seed=0)
    whole = story.tokens(0, 3 * len(story.prose))
    parts = [story.tokens(at, at + 48) for at in range(0, len(whole) - 48, 48)]
    assert np.array_equal(np.concatenate(parts), whole[: 48 * len(parts)])
    assert np.array_equal(whole[: len(story.facts)], story.facts)
    prose = demo.tokenizer.decode(story.prose)
    assert not any(f" {person} " in prose for person in DEMO_WORLD.people)
    assert not any(f"In the {place}." in prose for place in DEMO_WORLD.places)
    text = far_text(50_000, seed=0)
    assert len(text) == 50_000
    assert text.split(".")[0].split()[0] in DEMO_WORLD.people


def test_what_is_near_is_remembered_and_a_reset_memory_knows_nothing(demo: LoadedModel) -> None:
    near, far = measure_far_recall(demo, (48, 600), num_stories=6, seed=1, control=Control())
    assert near.rate.asked == far.rate.asked == 6 * len(DEMO_WORLD.people)
    assert near.rate.accuracy > 0.9
    assert far.rate.accuracy > 0.8
    assert near.reset == far.reset
    assert near.reset.accuracy < 0.35
    # Asking on the way changes nothing behind it.
    (alone,) = measure_far_recall(demo, (600,), num_stories=6, seed=1, control=Control())
    assert alone == far


def test_the_ends_of_a_reading_are_compared_behind_its_warm_up() -> None:
    seconds = [100.0] * 2 + [1.0] * 10 + [50.0] * 178 + [2.0] * 10
    memory = [0, 0, *[10] * 188, 30, *[10] * 9]
    steady = (1.0,) * 200
    found = Pass(tuple(seconds), steady, tuple(memory), num_tokens=8)
    assert (found.first, found.last, found.ratio) == (8.0, 4.0, 0.5)
    assert found.own_ratio == 0.5
    slower = Pass(tuple(seconds), (*(1.0,) * 190, *(2.0,) * 10), tuple(memory), num_tokens=8)
    assert (slower.ratio, slower.own_ratio) == (0.5, 1.0), "it was the machine"
    assert found.growth == 20
    rising = Pass(tuple(seconds), steady, tuple(range(0, 2000, 10)), num_tokens=1000)
    assert rising.slope == pytest.approx(10 * 1000)


@pytest.mark.usefixtures("in_few_parts")
@pytest.mark.parametrize("is_recorded", [False, True])
@pytest.mark.one_in(2)
def test_a_reading_is_watched_to_its_end(demo: LoadedModel, is_recorded: bool) -> None:
    (found,) = measure_passes(demo, 2_400, passes=1, is_recorded=is_recorded, control=Control())
    assert len(found.seconds) == len(found.references) == len(found.memory) == 50
    assert min(found.references) > 0
    assert found.num_tokens == 48
    assert min(found.memory) > 0


def test_a_text_that_has_no_segment_for_each_part_is_refused(demo: LoadedModel) -> None:
    with pytest.raises(DataError, match="Let 9600 be read"):
        measure_passes(demo, 9_599, passes=1, is_recorded=False, control=Control())


@pytest.mark.usefixtures("in_few_parts")
@pytest.mark.slow
def test_the_command_says_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--tokens", "20000", "--passes", "1", "--stories", "2", "--distance", "100", "--json"]
    assert run(["bench", "reading", *words, "--out", str(tmp_path / "r.md")]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["recall"][0]["distance"] == 100
    assert found["recall"][0]["rate"]["asked"] == 12
    table = (tmp_path / "r.md").read_text(encoding="utf-8")
    assert "| recording |" in table
    assert "| 100 |" in table


def test_a_model_without_a_memory_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import transformers as tf

    from tests.tiny import tiny_tokenizer

    tokenizer = tiny_tokenizer()
    config = tf.LlamaConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        vocab_size=len(tokenizer), max_position_embeddings=64,
    )  # fmt: skip
    tf.LlamaForCausalLM(config).save_pretrained(tmp_path / "plain")
    tokenizer.save_pretrained(tmp_path / "plain")
    assert run(["bench", "reading", str(tmp_path / "plain")]) == 1
    assert "has no memory" in " ".join(capsys.readouterr().err.split())
