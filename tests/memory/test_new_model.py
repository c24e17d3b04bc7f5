"""A backbone and a memory become one saved model, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM

from memstudio.errors import Cancelled, MemoryAttachError, StorageError
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.new_model import make_model
from memstudio.memory.new_model_settings import NewModelSettings
from memstudio.models.load import LoadedModel
from memstudio.models.save import save_model
from memstudio.progress import Control, Progress
from tests.tiny import tiny_loaded


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    loaded = tiny_loaded(None)
    folder = tmp_path / "plain"
    save_model(loaded.model, loaded.tokenizer, folder, card="tiny")
    return folder


def _settings(plain: Path, **changes: object) -> NewModelSettings:
    values = {
        "backbone": str(plain), "folder": str(plain.parent / "made" / "mine"), "kind": "rmt",
        "num_slots": 3, "segment_length": 16, "seed": 5,
    }  # fmt: skip
    return NewModelSettings(**(values | changes))


def _ids(model: MemoryModel) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(0, model.config.vocab_size, (2, 40), generator=generator)


def _left(plain: Path) -> list[str]:
    made = plain.parent / "made"
    return sorted(path.name for path in made.iterdir()) if made.exists() else []


@pytest.mark.parametrize("kind", ["rmt", "none"])
def test_what_lies_in_the_folder_is_what_is_open(plain: Path, kind: str) -> None:
    made = make_model(_settings(plain, kind=kind), device="cpu")
    folder = plain.parent / "made" / "mine"
    assert (made.source.reference, made.source.name) == (str(folder), "mine")
    assert not made.model.training
    again = AutoModelForCausalLM.from_pretrained(folder)
    ids = _ids(made.model)
    with torch.no_grad():
        assert torch.equal(made.model(ids).logits, again(ids).logits)
    assert _left(plain) == ["mine"]


def test_the_card_says_what_the_model_is(plain: Path) -> None:
    make_model(_settings(plain), device="cpu")
    card = (plain.parent / "made" / "mine" / "README.md").read_text(encoding="utf-8")
    assert "# plain with a memory" in card
    for words in ("`rmt`", "3 slots", "segments of 16 tokens", "seed 5"):
        assert words in card.replace("\n", " ")


def test_the_open_model_is_taken_and_not_opened_again(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = tiny_loaded(None)
    loaded.source = type(loaded.source)(str(plain), "plain", "folder", plain)

    def never(*_: object, **__: object) -> LoadedModel:
        raise AssertionError("opened again")

    monkeypatch.setattr("memstudio.memory.new_model.open_model", never)
    made = make_model(_settings(plain), opened=loaded)
    assert made.model.backbone is loaded.model
    # An open model of another name, or with a memory, is no backbone of this one.
    with pytest.raises(AssertionError, match="opened again"):
        make_model(_settings(plain, backbone="other", folder=str(plain / "x")), opened=loaded)


def test_a_backbone_that_has_a_memory_is_refused(plain: Path) -> None:
    made = make_model(_settings(plain), device="cpu")
    settings = _settings(plain, backbone=made.source.reference, folder=str(plain.parent / "two"))
    with pytest.raises(MemoryAttachError, match="has a memory already"):
        make_model(settings, device="cpu", opened=made)
    assert not (plain.parent / "two").exists()


def test_nothing_is_overwritten(plain: Path) -> None:
    folder = plain.parent / "made" / "mine"
    folder.mkdir(parents=True)
    (folder / "precious.txt").write_text("mine")
    # Refused before anything is opened.
    with pytest.raises(StorageError, match="exists already"):
        make_model(_settings(plain, backbone="no such model"), device="cpu")
    assert [path.name for path in folder.iterdir()] == ["precious.txt"]


def test_what_came_to_the_place_in_the_meantime_stays(plain: Path) -> None:
    folder = plain.parent / "made" / "mine"

    def intrude(progress: Progress) -> None:
        if progress.text == "Writing the model":
            folder.mkdir(parents=True)
            (folder / "precious.txt").write_text("mine")

    with pytest.raises(StorageError, match="exists already"):
        make_model(_settings(plain), device="cpu", control=Control(on_progress=intrude))
    assert [path.name for path in folder.iterdir()] == ["precious.txt"]
    assert _left(plain) == ["mine"]


@pytest.mark.parametrize(
    "moment", ["Reading the tokenizer", "Attaching the memory", "Writing the model"]
)
def test_cancelling_leaves_no_folder(plain: Path, moment: str) -> None:
    reached = []

    def cancel(progress: Progress) -> None:
        if progress.text == moment:
            reached.append(moment)
            control.cancel()

    control = Control(on_progress=cancel)
    with pytest.raises(Cancelled):
        make_model(_settings(plain), device="cpu", control=control)
    assert reached
    assert _left(plain) == []


def test_numbers_that_do_not_fit_leave_no_folder(plain: Path) -> None:
    with pytest.raises(MemoryAttachError, match="at most 122"):
        make_model(_settings(plain, segment_length=123), device="cpu")
    assert _left(plain) == []
