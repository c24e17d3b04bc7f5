"""A model measured: the engine's own figures, the same each time, and sentences where it cannot be."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from memstudio.data.read_settings import ReadSettings
from memstudio.errors import Cancelled, DataError, MemStudioError
from memstudio.evaluation import story_recall
from memstudio.evaluation.answering import Answering
from memstudio.events import Validated
from memstudio.measuring.measure import measure
from memstudio.measuring.measurement import Measurement
from memstudio.measuring.settings import MeasureSettings
from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS
from memstudio.models.load import LoadedModel
from memstudio.models.save import save_model
from memstudio.progress import Control, Progress
from memstudio.resources import resource
from memstudio.training.run_folder import RunFolder
from memstudio.training.trainer import train
from tests.measuring.conftest import a_run
from tests.tiny import tiny_loaded


def on_text(*paths: Path, **values: object) -> MeasureSettings:
    return MeasureSettings("text", tuple(map(str, paths)), **values)  # type: ignore[arg-type]


def test_a_text_gives_losses_with_and_without_memory_the_same_each_time(
    tiny: LoadedModel, folder: Path
) -> None:
    found = measure(tiny, on_text(folder), Control())
    loss = found.of.metrics["loss"]
    assert loss.value != loss.memory_reset
    assert loss.low is not None
    assert loss.value is not None
    assert loss.high is not None
    assert loss.low < loss.value < loss.high
    assert (loss.parts, loss.part) == (12, "documents")
    assert found.of.details["crosses_segments"] is True
    again = measure(tiny, on_text(folder), Control())
    assert again.of == found.of
    other = measure(tiny, on_text(folder, seed=2), Control()).of.metrics["loss"]
    assert other.value == loss.value
    assert other.low != loss.low


@pytest.mark.slow
def test_rows_are_answered_and_shown(tiny: LoadedModel, questions: Path) -> None:
    found = measure(tiny, on_text(questions, rows=9), Control()).of
    assert found.metrics["question/exact_match"].count == 9
    assert len(found.examples) == 9
    assert all(each.expected and each.answer_memory_reset is not None for each in found.examples)
    assert measure(tiny, on_text(questions, rows=0), Control()).of.examples == ()


def test_an_answer_is_not_cut_before_what_is_expected_ends(
    tiny: LoadedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, answer = tmp_path / "long.jsonl", "Daniel went to the garden, and nobody knew why. " * 8
    rows = [{"question": f"What did {name} say?", "answer": answer.strip()} for name in "ABC"]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    ids = tiny.tokenizer(answer.strip())["input_ids"]
    assert len(ids) > 64
    monkeypatch.setattr(Answering, "write", lambda _self, _prompt, most, **_: ids[:most])
    found = measure(tiny, on_text(path), Control()).of
    assert found.metrics["question/exact_match"].value == 1


def test_what_was_measured_survives_its_file(tiny: LoadedModel, questions: Path) -> None:
    found = measure(tiny, on_text(questions, baseline="none", rows=8), Control())
    values = json.loads(json.dumps(found.to_json()))
    again = Measurement.from_json(values)
    assert again.to_json() == found.to_json()
    assert values["baseline"]["metrics"]["loss"]["value"] == again.baseline.metrics["loss"].value  # type: ignore[union-attr]
    for wrong in ({}, [], {"model": "x"}, None):
        with pytest.raises(DataError, match="not a measurement"):
            Measurement.from_json(wrong)


def test_the_same_without_its_memory_is_the_plain_backbone(folder: Path) -> None:
    loaded = tiny_loaded("rmt", segment_length=16)
    found = measure(loaded, on_text(folder, baseline="none"), Control())
    plain = tiny_loaded(None)
    alone = attach_memory(plain.model, kind="none", num_slots=0, segment_length=16)
    expected = measure(
        LoadedModel(alone, plain.tokenizer, plain.source), on_text(folder), Control()
    )
    assert found.baseline is not None
    assert found.baseline.metrics["loss"].value == expected.of.metrics["loss"].value
    assert found.baseline.memory is None
    assert found.baseline.metrics["loss"].memory_reset is None
    ahead = found.of.metrics["loss"]
    assert ahead.ahead == pytest.approx(ahead.value - expected.of.metrics["loss"].value)  # type: ignore[operator]


@pytest.mark.parametrize(
    "kind", [each.name for each in KIND_DESCRIPTIONS if each.name not in {"none", "nlm"}]
)
@pytest.mark.one_in(3)
def test_no_memory_leaves_anything_in_the_backbone(kind: str) -> None:
    ids = torch.arange(12)[None]
    with torch.no_grad():
        before = tiny_loaded(None).model(ids).logits
        loaded = tiny_loaded(kind, num_slots=4)
        loaded.model(ids)
        assert torch.equal(loaded.model.backbone(ids).logits, before)


def test_a_model_beside_itself_is_neither_ahead_nor_behind(
    tiny: LoadedModel, folder: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved"
    save_model(tiny.model, tiny.tokenizer, saved, card="tiny")
    found = measure(tiny, on_text(folder, baseline=str(saved)), Control())
    for name, figure in found.of.metrics.items():
        assert figure.ahead == 0
        # A share that is none or all of them is not known so well.
        is_known = name != "token_accuracy" or figure.value not in {0.0, 1.0}
        if is_known:
            assert (figure.ahead_low, figure.ahead_high) == (0, 0)
        else:
            assert figure.ahead_low < 0 < figure.ahead_high  # type: ignore[operator]


def test_a_cap_on_tokens_reads_evenly_spaced_stretches(tiny: LoadedModel, book: Path) -> None:
    whole = measure(tiny, on_text(book, segments=2), Control()).of.metrics["loss"]
    part = measure(tiny, on_text(book, segments=2, tokens=320), Control()).of.metrics["loss"]
    assert 200 < part.count <= 320 < whole.count


def test_a_plain_model_has_nothing_to_reset(folder: Path) -> None:
    plain = tiny_loaded(None)
    found = measure(plain, on_text(folder), Control()).of
    assert found.memory is None
    assert found.metrics["loss"].memory_reset is None
    with pytest.raises(MemStudioError, match="no memory"):
        measure(plain, on_text(folder, baseline="none"), Control())


@pytest.mark.parametrize("baseline", ["nosuch", "none"])
def test_what_cannot_be_compared_is_said_before_anything_is_measured(
    tiny: LoadedModel, folder: Path, baseline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(*_: object) -> None:
        raise AssertionError("measured")

    monkeypatch.setattr("memstudio.measuring.measure._read", measured)
    settings = MeasureSettings("memory-help", (str(folder),), baseline=baseline)
    with pytest.raises(MemStudioError, match=r"nosuch|with it and without it"):
        measure(tiny, settings, Control())


def test_nothing_is_left_behind(tiny: LoadedModel, folder: Path) -> None:
    tiny.model.train()
    torch.manual_seed(5)
    random.seed(5)
    before = torch.get_rng_state(), random.getstate()
    weights = {name: each.clone() for name, each in tiny.model.state_dict().items()}
    measure(tiny, on_text(folder, baseline="none"), Control())
    assert torch.equal(before[0], torch.get_rng_state())
    assert before[1] == random.getstate()
    assert tiny.model.training
    assert all(torch.equal(each, weights[name]) for name, each in tiny.model.state_dict().items())


@pytest.mark.parametrize(
    "words", ["Measuring", "Measuring with the memory reset", "Answering rows"]
)
def test_it_can_be_ended_anywhere(tiny: LoadedModel, questions: Path, words: str) -> None:
    control = Control(on_progress=lambda told: told.text == words and control.cancel())
    with pytest.raises(Cancelled):
        measure(tiny, on_text(questions), control)


# ---------------------------------------------------------------------- a run


@pytest.fixture
def run(folder: Path, tmp_path: Path) -> tuple[LoadedModel, list[Validated]]:
    """A model that a run made, and what the run said of the text it held out."""
    heard: list[Validated] = []
    config = a_run(tmp_path / "runs", folder)
    loaded = tiny_loaded("rmt")
    result = train(
        config,
        control=Control(),
        on_event=lambda event: isinstance(event, Validated) and heard.append(event),
        loaded=loaded,
    )
    return result.loaded, heard


def test_what_a_run_held_out_gives_the_runs_own_figure(
    run: tuple[LoadedModel, list[Validated]],
) -> None:
    loaded, heard = run
    found = measure(loaded, MeasureSettings("run"), Control())
    assert found.of.details["loss"] == pytest.approx(heard[-1].loss, abs=1e-6)
    reset = heard[-1].loss_memory_reset
    assert found.of.details["loss_memory_reset"] == pytest.approx(reset, abs=1e-6)


def test_a_run_whose_text_changed_is_refused(
    run: tuple[LoadedModel, list[Validated]], folder: Path
) -> None:
    loaded, _ = run
    changed = folder / "03.txt"
    changed.write_text("Something else altogether, and quite long. " * 5, encoding="utf-8")
    with pytest.raises(DataError, match="not as it was") as told:
        measure(loaded, MeasureSettings("run"), Control())
    assert "03.txt" in str(told.value)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    with pytest.raises(DataError, match="not there any more"):
        measure(loaded, MeasureSettings("run"), Control())


def test_a_run_that_held_nothing_out_says_so(book: Path, tmp_path: Path) -> None:
    config = a_run(tmp_path / "runs", book, validation_fraction=0)
    result = train(config, control=Control(), on_event=lambda _: None, loaded=tiny_loaded("rmt"))
    with pytest.raises(DataError, match="held nothing out"):
        measure(result.loaded, MeasureSettings("run"), Control())
    assert json.loads(RunFolder(result.folder).data.read_bytes())["files"]


def test_what_a_run_held_out_is_told_by_all_files_that_it_read_and_no_others(
    book: Path, tmp_path: Path
) -> None:
    (tmp_path / "texts").mkdir()
    book.rename(tmp_path / "texts" / book.name)
    named = tmp_path / "runs" / ".." / "texts"
    result = train(
        a_run(tmp_path / "runs", named, evaluation={"rows": 0}, validation_fraction=0.3),
        control=Control(), on_event=lambda _: None, loaded=tiny_loaded("rmt"),
    )  # fmt: skip
    first = measure(result.loaded, MeasureSettings("run"), Control()).of
    record = RunFolder(result.folder).data
    before = str(tmp_path / "texts")
    # As an older version wrote it.
    record.write_text(record.read_text("utf-8").replace(before, str(named)), encoding="utf-8")
    assert measure(result.loaded, MeasureSettings("run"), Control()).of.metrics == first.metrics
    (tmp_path / "texts" / "another.txt").write_text("It was dark. " * 90, encoding="utf-8")
    with pytest.raises(DataError, match=r"another\.txt is not as it was"):
        measure(result.loaded, MeasureSettings("run"), Control())


# ---------------------------------------------------------------------- what cannot be measured


def test_a_model_of_no_run_held_nothing_out(tiny: LoadedModel) -> None:
    with pytest.raises(DataError, match="does not lie in the folder of a run"):
        measure(tiny, MeasureSettings("run"), Control())


def test_no_text_too_little_and_none_that_can_be_read_are_said(
    tiny: LoadedModel, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="Name a file"):
        measure(tiny, MeasureSettings("text"), Control())
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="no text to measure on"):
        measure(tiny, on_text(empty), Control())
    with pytest.raises(DataError, match="no text to measure on"):
        measure(tiny, on_text(tmp_path / "missing.txt"), Control())
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": " "}\n' * 3, encoding="utf-8")
    with pytest.raises(DataError):
        measure(tiny, on_text(rows), Control())


def test_a_single_short_text_is_measured_without_intervals(
    tiny: LoadedModel, tmp_path: Path
) -> None:
    short = tmp_path / "short.txt"
    short.write_text("It was dark.", encoding="utf-8")
    found = measure(tiny, on_text(short), Control()).of
    assert found.details["crosses_segments"] is False
    assert found.metrics["loss"].low is None
    assert found.metrics["loss"].gain == 0


def test_stories_need_a_tokenizer_with_the_places(tiny: LoadedModel) -> None:
    with pytest.raises(DataError):
        measure(tiny, MeasureSettings("stories", stories=1), Control())


def test_a_baseline_is_asked_the_very_same_stories(
    tiny: LoadedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story_recall, "DISTANCES", (1, 16))
    tokenizer = AutoTokenizer.from_pretrained(resource("models", "demo"))
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16,
    )  # fmt: skip
    saved = tmp_path / "other"
    backbone = LlamaForCausalLM(config)
    other = attach_memory(backbone, kind="rmt", num_slots=2, segment_length=32)
    save_model(other, tokenizer, saved, card="other")
    model = attach_memory(backbone, kind="rmt", num_slots=2, segment_length=48)
    model.config.trained_on = {"segments": 3}
    loaded = LoadedModel(model, tokenizer, tiny.source)
    for baseline in ("none", str(saved)):
        settings = MeasureSettings("stories", baseline=baseline, stories=2)
        found = measure(loaded, settings, Control())
        assert found.baseline is not None
        asked = {name: each.count for name, each in found.of.metrics.items()}
        assert asked == {name: each.count for name, each in found.baseline.metrics.items()}
        assert all(asked.values())
        prompts = [each.prompt for each in found.of.examples]
        assert prompts == [each.prompt for each in found.baseline.examples]
    save_model(tiny.model, tiny.tokenizer, tmp_path / "words", card="words")
    settings = MeasureSettings("stories", baseline=str(tmp_path / "words"), stories=2)
    with pytest.raises(MemStudioError, match="other tokens"):
        measure(loaded, settings, Control())


def test_progress_is_told_text_by_text(tiny: LoadedModel, folder: Path) -> None:
    told: list[Progress] = []
    measure(tiny, on_text(folder), Control(on_progress=told.append))
    counted = [each for each in told if each.text == "Measuring"]
    assert counted[-1].done == counted[-1].total == 12


# ---------------------------------------------------------------------- numbers


@pytest.mark.slow
def test_numbers_that_a_model_says_are_held_against_those_of_the_data(tmp_path: Path) -> None:
    data = tmp_path / "houses.csv"
    lines = [f"House {n} has {n % 5} rooms and a garden.,{100 * (n % 5)}" for n in range(40)]
    data.write_text("\n".join(["text,number", *lines]) + "\n", encoding="utf-8")
    config = a_run(tmp_path / "runs", data, objective="regression", row_kind="number")
    loaded = tiny_loaded("rmt")
    result = train(config, control=Control(), on_event=lambda _: None, loaded=loaded)
    settings = MeasureSettings("numbers", (str(data),), ReadSettings("number"), rows=30)
    found = measure(result.loaded, settings, Control()).of
    figure = found.metrics["number/mean_squared_error"]
    assert figure.value == pytest.approx(20_000, rel=0.6)
    assert (figure.count, found.details["texts"]) == (30, 30)
    assert figure.low is not None
    assert found.metrics["number/r2"].memory_reset is not None
    held_out = measure(result.loaded, MeasureSettings("run"), Control()).of
    assert "number/mean_squared_error" in held_out.metrics
    plain = measure(result.loaded, replace(settings, baseline="none"), Control()).baseline
    assert plain is not None
    assert plain.metrics["number/mean_squared_error"].count == 30
    assert plain.metrics["number/mean_squared_error"].value != figure.value
    assert result.loaded.model.value_scale is not None
    words = measure(result.loaded, MeasureSettings("text", (str(data),), rows=0), Control()).of
    assert "loss" in words.metrics
    with pytest.raises(DataError, match="no head that says numbers"):
        measure(tiny_loaded("rmt"), settings, Control())


@pytest.mark.slow
def test_labels_that_heads_say_are_held_against_those_of_the_data(tmp_path: Path) -> None:
    data = tmp_path / "news.csv"
    lines = [f"Item {n} is on {'ot'[n % 2]} and so on.,{'ot'[n % 2]},{'bg'[n // 2 % 2]}" for n in range(40)]  # fmt: skip
    data.write_text("\n".join(["text,topic,sentiment", *lines]) + "\n", encoding="utf-8")
    config = a_run(tmp_path / "runs", data, objective="classification")
    result = train(config, control=Control(), on_event=lambda _: None, loaded=tiny_loaded("rmt"))
    settings = MeasureSettings("labels", (str(data),), rows=30)
    found = measure(result.loaded, settings, Control()).of
    figure = found.metrics["topic/accuracy"]
    assert (figure.count, found.details["texts"]) == (30, 30)
    assert figure.low is not None
    assert found.metrics["sentiment/above_commonest"].memory_reset is not None
    held_out = measure(result.loaded, MeasureSettings("run"), Control()).of
    assert held_out.metrics.keys() == found.metrics.keys()
    plain = measure(result.loaded, replace(settings, baseline="none"), Control()).baseline
    assert plain is not None
    assert plain.metrics["topic/accuracy"].count == 30
    assert result.loaded.model.head_names == {"label_heads"}
    with pytest.raises(DataError, match="no heads that label a text"):
        measure(tiny_loaded("rmt"), settings, Control())
