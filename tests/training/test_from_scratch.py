"""Models from scratch: whole in their folder, ready to be trained, or not there at all."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from memstudio.data.corpus import read_corpus
from memstudio.errors import Cancelled, DataError, MemStudioError, StorageError
from memstudio.memory.attach import open_model
from memstudio.models.families import FAMILIES, SIZES, Family
from memstudio.models.summary import summarise
from memstudio.progress import Control, Progress
from memstudio.training.from_scratch import RUN_FILE, make_from_scratch
from memstudio.training.from_scratch_settings import FromScratchSettings
from memstudio.training.run_config import read_config
from memstudio.training.trainer import train


def _settings(text: Path, tmp_path: Path, **changes: Any) -> FromScratchSettings:
    settings = FromScratchSettings(
        (str(text),), str(tmp_path / "made" / "mine"), tokenizer="byte", vocabulary=261,
        num_slots=3, segment_length=16, seed=5,
    )  # fmt: skip
    return replace(settings, **changes)


def _left(tmp_path: Path) -> list[str]:
    made = tmp_path / "made"
    return sorted(path.name for path in made.iterdir()) if made.exists() else []


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@pytest.mark.one_in(9)
def test_what_lies_in_the_folder_is_what_is_open(
    family: Family, text: Path, tmp_path: Path
) -> None:
    kind = "nlm" if family.has_encoder else "rmt"
    settings = _settings(text, tmp_path, architecture=family.name, kind=kind)
    made = make_from_scratch(settings, device="cpu").loaded
    again = open_model(settings.folder, device="cpu")
    ids = torch.randint(5, 261, (2, 40), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        assert torch.equal(made.model(ids).logits, again.model(ids).logits)
    summary = summarise(again)
    backbone = summary.num_parameters - summary.num_memory_parameters
    assert backbone == settings.cost().parameters
    assert summary.is_untrained
    assert again.model.generation_config.eos_token_id == again.tokenizer.eos_token_id
    assert _left(tmp_path) == ["mine"]


@pytest.mark.parametrize(
    "kind", ["armt", "infini", "knn", "m2m", "s2s", "lm-bow", "titans", "none"]
)
@pytest.mark.one_in(3)
def test_every_memory_for_decoders_goes_on_one(kind: str, text: Path, tmp_path: Path) -> None:
    slots = 64 if kind == "lm-bow" else 3
    made = make_from_scratch(_settings(text, tmp_path, kind=kind, num_slots=slots), device="cpu")
    assert made.loaded.model.config.memory_kind == kind


@pytest.mark.parametrize("is_named", [True, False])
def test_the_tokenizer_learns_nothing_of_what_is_held_out(
    is_named: bool, text: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    names = ["train.txt", "test.txt"] if is_named else [f"{number}.txt" for number in range(20)]
    for number, name in enumerate(names):
        own = "ABCDEFGHIJKLMNOPQRST"[number]
        words = text.read_text(encoding="utf-8")[:900]
        (folder / name).write_text(f"{words} {f'{own}zq' * 3} " * 8, encoding="utf-8")
    settings = _settings(folder, tmp_path, tokenizer="bpe", vocabulary=500)
    made = make_from_scratch(settings, device="cpu")
    run = read_config(Path(settings.folder) / RUN_FILE)
    corpus = read_corpus([folder], control=Control())
    held_out = corpus.split(run.validation_fraction, run.seed)[1]
    assert 0 < len(held_out) < len(names)
    vocabulary = made.loaded.tokenizer.get_vocab()
    for document in corpus.documents:
        own = "ABCDEFGHIJKLMNOPQRST"[names.index(document.path.name)]
        is_known = any(f"{own}zq" in token for token in vocabulary)
        assert is_known == (document not in held_out), document.path


def test_the_run_in_its_folder_trains_it(text: Path, tmp_path: Path) -> None:
    settings = _settings(text, tmp_path)
    make_from_scratch(settings, device="cpu")
    config = read_config(Path(settings.folder) / RUN_FILE)
    assert config.trains == "everything"
    assert config.learning_rate == SIZES[0].learning_rate
    config = config.changed(
        steps=8, batch_size=2, segments_per_sample=2, checkpoint_every=8, probe={"every": 0},
        validation_tokens=64, out=str(tmp_path / "runs"), threads=1, device="cpu",
    )  # fmt: skip
    result = train(config, control=Control(), on_event=lambda _: None)
    assert result.loss_before is not None
    assert result.loss_after is not None
    # Random weights know nothing: the loss is that of guessing among all tokens.
    assert result.loss_before == pytest.approx(torch.tensor(261.0).log().item(), abs=0.3)
    assert result.loss_after < result.loss_before - 0.5
    # Now it has learnt something, and the form need not begin with all of it.
    assert not summarise(result.loaded).is_untrained


def test_it_says_how_it_was_made(text: Path, tmp_path: Path) -> None:
    settings = _settings(text, tmp_path, architecture="gpt2")
    make_from_scratch(settings, device="cpu")
    card = (Path(settings.folder) / "README.md").read_text(encoding="utf-8").replace("\n", " ")
    for words in ("`gpt2`", "3 slots", "segments of 16 tokens", "seed 5", "`byte`", "story.txt"):
        assert words in card
    run = tomllib.loads((Path(settings.folder) / RUN_FILE).read_text(encoding="utf-8"))
    assert run["data"] == [str(text)]


def test_the_same_settings_make_the_same_model(text: Path, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        make_from_scratch(_settings(text, tmp_path, folder=str(folder)), device="cpu")
    for name in ("model.safetensors", "tokenizer.json", "config.json", RUN_FILE):
        one, two = ((folder / name).read_bytes() for folder in folders)
        assert one == two


def test_a_configuration_takes_the_place_of_architecture_and_size(
    text: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"model_type": "gpt2", "n_embd": 24, "n_layer": 1, "n_head": 2}', "utf-8")
    settings = _settings(text, tmp_path, config=str(path))
    made = make_from_scratch(settings, device="cpu").loaded
    assert made.model.backbone.config.n_embd == 24
    assert isinstance(
        AutoModelForCausalLM.from_pretrained(settings.folder).backbone, type(made.model.backbone)
    )
    assert len(AutoTokenizer.from_pretrained(settings.folder)) == 261


def test_a_window_has_room_for_segment_and_memory(text: Path, tmp_path: Path) -> None:
    assert _settings(text, tmp_path).positions == 512
    assert _settings(text, tmp_path, segment_length=600).positions == 1024
    assert _settings(text, tmp_path, segment_length=600, kind="titans").positions == 2048
    plain = {"kind": "titans", "options": {"variant": "gate"}}
    assert _settings(text, tmp_path, segment_length=600, **plain).positions == 1024
    many = {"kind": "titans", "options": {"variant": "gate", "persistent_tokens": 256}}
    assert _settings(text, tmp_path, segment_length=500, **many).positions == 1024


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"architecture": "bart"}, "goes with decoders only"),
        ({"kind": "nlm"}, "has no encoder"),
        ({"size": "huge"}, "no size called"),
        ({"tokenizer": "words"}, "no tokenizer called"),
        ({"kind": "rtm"}, "Did you mean 'rmt'"),
        ({"options": {"heads": 3}}, "heads"),
    ],
)
@pytest.mark.one_in(3)
def test_what_does_not_go_together_is_said_before_the_text_is_read(
    changes: dict[str, Any], words: str, text: Path, tmp_path: Path
) -> None:
    settings = _settings(text, tmp_path, corpus=(str(tmp_path / "absent"),), **changes)
    with pytest.raises(MemStudioError, match=words):
        make_from_scratch(settings, device="cpu")
    assert _left(tmp_path) == []


def test_nothing_is_overwritten_and_text_must_be_there(text: Path, tmp_path: Path) -> None:
    folder = tmp_path / "made" / "mine"
    folder.mkdir(parents=True)
    (folder / "precious.txt").write_text("mine")
    with pytest.raises(StorageError, match="exists already"):
        make_from_scratch(_settings(text, tmp_path), device="cpu")
    (folder / "precious.txt").unlink()
    absent = _settings(text, tmp_path, corpus=(str(tmp_path / "absent.txt"),))
    with pytest.raises(DataError, match="no text to train a tokenizer on"):
        make_from_scratch(absent, device="cpu")


@pytest.mark.parametrize("moment", ["Reading text", "Making the model", "Writing the model"])
def test_cancelling_leaves_no_folder(moment: str, text: Path, tmp_path: Path) -> None:
    reached = []

    def cancel(progress: Progress) -> None:
        if progress.text == moment:
            reached.append(moment)
            control.cancel()

    control = Control(on_progress=cancel)
    with pytest.raises(Cancelled):
        make_from_scratch(_settings(text, tmp_path), device="cpu", control=control)
    assert reached
    assert _left(tmp_path) == []
