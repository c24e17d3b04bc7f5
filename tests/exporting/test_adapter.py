"""What was trained beside a backbone opens on the same backbone to the same logits, and on no other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import peft
import pytest
import torch
import transformers as tf
from safetensors.torch import load_file, save_file

from memstudio.errors import ExportError, MemStudioError, ModelLoadError
from memstudio.exporting.export import export_model
from memstudio.memory.attach import open_model
from memstudio.models.first_look import look_at
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.training.run_config import RunConfig
from memstudio.training.trainer import train

MakeConfig = Callable[..., RunConfig]

# PEFT's own, of transformers' newer names.
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")

IDS = torch.randint(1, 257, (1, 40), generator=torch.Generator().manual_seed(0))


def logits(loaded: LoadedModel) -> torch.Tensor:
    with torch.no_grad():
        found: torch.Tensor = loaded.model(IDS).logits
    return found


def trained(config: RunConfig) -> LoadedModel:
    result = train(config, control=Control(), on_event=lambda _: None)
    return open_model(str(result.folder / "model"), device="cpu")


def exported(loaded: LoadedModel, folder: Path) -> LoadedModel:
    export_model(loaded, "adapter", folder, control=Control())
    return open_model(str(folder), device="cpu")


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


@pytest.mark.parametrize("kind", ["rmt", "m2m", "infini"])
@pytest.mark.one_in(3)
def test_a_trained_memory_opens_on_its_backbone(
    make_config: MakeConfig,
    tmp_path: Path,
    kind: str,
) -> None:
    loaded = trained(make_config(trains="memory", memory={"kind": kind, "segment_length": 16}))
    again = exported(loaded, tmp_path / "out")
    assert torch.equal(logits(again), logits(loaded))
    assert again.model.fingerprint == loaded.model.fingerprint
    assert again.model.config.trained_on == loaded.model.config.trained_on
    names = load_file(tmp_path / "out" / "memory.safetensors")
    assert names
    assert all(name.startswith("memory.") for name in names)
    assert not (tmp_path / "out" / "adapter_config.json").exists()
    # The opened adapter is a model as any other, an adapter again included.
    once_more = exported(again, tmp_path / "again")
    assert torch.equal(logits(once_more), logits(loaded))


@pytest.mark.parametrize("adapter", ["lora", "dora"])
@pytest.mark.one_in(2)
def test_trained_adapters_stay_apart_in_the_form_of_peft(
    make_config: MakeConfig,
    model_folder: Path,
    tmp_path: Path,
    adapter: str,
) -> None:
    loaded = trained(
        make_config(
            trains="adapters",
            adapter={"kind": adapter, "rank": 2, "alpha": 16, "learning_rate": 2e-2},
        )
    )
    again = exported(loaded, tmp_path / "out")
    torch.testing.assert_close(logits(again), logits(loaded), atol=1e-5, rtol=1e-5)
    assert not [name for name in again.model.state_dict() if "lora" in name]
    assert size(tmp_path / "out") < size(model_folder) / 2
    # PEFT by itself makes the same backbone of it.
    plain = tf.AutoModelForCausalLM.from_pretrained(model_folder)
    by_peft = peft.PeftModel.from_pretrained(plain, tmp_path / "out").merge_and_unload()
    ours = loaded.model.backbone.state_dict()
    changed = 0
    for name, tensor in by_peft.state_dict().items():
        torch.testing.assert_close(tensor, ours[name], atol=1e-6, rtol=1e-5)
        changed += not torch.equal(tensor, plain_weights(model_folder)[name])
    assert changed


def plain_weights(folder: Path) -> dict[str, torch.Tensor]:
    weights: dict[str, torch.Tensor] = tf.AutoModelForCausalLM.from_pretrained(folder).state_dict()
    return weights


@pytest.mark.slow
def test_another_backbone_is_refused_with_the_reason(
    make_config: MakeConfig,
    model_folder: Path,
    tmp_path: Path,
) -> None:
    other = tmp_path / "other"
    shutil.copytree(model_folder, other)
    loaded = trained(make_config(trains="memory", model=str(other)))
    out = tmp_path / "out"
    assert torch.equal(logits(exported(loaded, out)), logits(loaded))
    weights = load_file(other / "model.safetensors")
    name = max(weights, key=lambda each: weights[each].numel())
    weights[name].view(-1)[5] += 1e-3  # One number of all.
    save_file(weights, other / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelLoadError, match="made for another backbone"):
        open_model(str(out), device="cpu")
    # The right one is found where memory.json says.
    told = json.loads((out / "memory.json").read_text(encoding="utf-8"))
    told["backbone"]["reference"] = str(model_folder)
    (out / "memory.json").write_text(json.dumps(told), encoding="utf-8")
    assert torch.equal(logits(open_model(str(out), device="cpu")), logits(loaded))
    shutil.rmtree(other)
    told["backbone"]["reference"] = str(other)
    (out / "memory.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(
        ModelLoadError, match=r"goes with the model .*other, which cannot be opened"
    ):
        open_model(str(out), device="cpu")


@pytest.mark.slow
def test_the_same_values_in_half_the_width_are_the_same_backbone(
    make_config: MakeConfig,
    model_folder: Path,
    tmp_path: Path,
) -> None:
    wide, narrow = tmp_path / "wide", tmp_path / "narrow"
    shutil.copytree(model_folder, narrow)
    weights = {
        name: tensor.bfloat16() if tensor.is_floating_point() else tensor
        for name, tensor in load_file(narrow / "model.safetensors").items()
    }
    save_file(weights, narrow / "model.safetensors", metadata={"format": "pt"})
    shutil.copytree(narrow, wide)
    weights = {n: t.float() if t.is_floating_point() else t for n, t in weights.items()}
    save_file(weights, wide / "model.safetensors", metadata={"format": "pt"})
    loaded = trained(make_config(trains="memory", model=str(narrow)))
    export_model(loaded, "adapter", tmp_path / "out", control=Control())
    told = json.loads((tmp_path / "out" / "memory.json").read_text(encoding="utf-8"))
    told["backbone"]["reference"] = str(wide)
    (tmp_path / "out" / "memory.json").write_text(json.dumps(told), encoding="utf-8")
    assert torch.equal(logits(open_model(str(tmp_path / "out"), device="cpu")), logits(loaded))


@pytest.mark.slow
def test_a_model_that_was_trained_as_a_whole_has_nothing_apart(
    make_config: MakeConfig,
    tmp_path: Path,
) -> None:
    loaded = trained(make_config(trains="everything"))
    with pytest.raises(ExportError, match=r"is no longer .*: \d+ of its tensors differ"):
        export_model(loaded, "adapter", tmp_path / "out", control=Control())
    assert not (tmp_path / "out").exists()


def test_a_model_from_nothing_says_that_nobody_noted_its_backbone(tmp_path: Path) -> None:
    loaded = open_model("demo", device="cpu")
    with pytest.raises(ExportError, match="Nobody noted what the backbone of demo was"):
        export_model(loaded, "adapter", tmp_path / "out", control=Control())
    # Its memory goes beside its own backbone, when that is said.
    export_model(loaded, "adapter", tmp_path / "out", control=Control(), backbone="demo")
    again = open_model(str(tmp_path / "out"), device="cpu")
    assert torch.equal(logits(again), logits(loaded))


def test_the_card_says_what_is_known(make_config: MakeConfig, tmp_path: Path) -> None:
    loaded = trained(make_config(trains="memory"))
    export_model(loaded, "adapter", tmp_path / "out", control=Control())
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    for part in ("story.txt", "Held-out loss before", "`rmt`", 'memstudio.open_model("PATH")'):
        assert part in card
    assert "BACKBONE" not in card


# ---------------------------------------------------------------------- adapters of others


@pytest.fixture
def foreign(model_folder: Path, tmp_path: Path) -> tuple[Path, torch.Tensor]:
    """A LoRA as PEFT's users have it, and the logits of the model with it."""
    base = tf.AutoModelForCausalLM.from_pretrained(model_folder)
    torch.manual_seed(0)
    model: Any = peft.get_peft_model(
        base, peft.LoraConfig(r=2, init_lora_weights=False, fan_in_fan_out=True)
    )
    model.save_pretrained(tmp_path / "lora")
    with torch.no_grad():
        return tmp_path / "lora", model.eval()(IDS).logits


def test_a_peft_adapter_of_somebody_else_opens(foreign: tuple[Path, torch.Tensor]) -> None:
    folder, said = foreign
    seen = look_at(str(folder))
    assert (seen.name, seen.has_memory, seen.window) == ("lora", False, 64)
    loaded = open_model(str(folder), device="cpu")
    torch.testing.assert_close(logits(loaded), said, atol=1e-5, rtol=1e-5)
    assert not [name for name in loaded.model.state_dict() if "lora" in name]


def test_an_adapter_brings_its_own_tokenizer_as_far_as_it_goes_with_the_model(
    foreign: tuple[Path, torch.Tensor], model_folder: Path
) -> None:
    folder, said = foreign
    tokenizer = tf.AutoTokenizer.from_pretrained(model_folder)
    own = tokenizer.get_vocab()

    def opened(template: str | None) -> LoadedModel:
        tokenizer.chat_template = template
        tokenizer.save_pretrained(folder)
        return open_model(str(folder), device="cpu")

    assert tokenizer.chat_template is None
    assert opened("{{ messages[0].content }}").tokenizer.chat_template == tokenizer.chat_template
    # Tokens that the model has no row for, as those have who train with padding.
    tokenizer.add_special_tokens({"pad_token": "[PAD]"})
    loaded = opened("{{ messages[-1].content }}")
    assert loaded.tokenizer.chat_template == tokenizer.chat_template
    assert loaded.tokenizer.get_vocab() == own
    torch.testing.assert_close(logits(loaded), said, atol=1e-5, rtol=1e-5)
    # One that would run code, and one that is torn.
    path = folder / "tokenizer_config.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    by_code = values | {"auto_map": {"AutoTokenizer": ["tok.Own", None]}, "tokenizer_class": "Own"}
    for text in (json.dumps(by_code), "{"):
        path.write_text(text, encoding="utf-8")
        assert open_model(str(folder), device="cpu").tokenizer.get_vocab() == own


def test_an_adapter_that_was_left_beside_a_whole_model_is_not_put_on_it(
    foreign: tuple[Path, torch.Tensor], model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = logits(open_model(str(model_folder), device="cpu"))
    cached = model_folder.parent / "hub" / "models--someone--merged" / "snapshots" / "c0ffee"
    shutil.copytree(model_folder, cached)
    monkeypatch.setenv("HF_HUB_CACHE", str(model_folder.parent / "hub"))
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        # One of them, or both.
        shutil.copy(foreign[0] / name, cached)
        for reference in ("someone/merged", str(cached)):
            loaded = open_model(reference, device="cpu")
            assert loaded.source.format == "folder"
            assert not [name for name in loaded.model.state_dict() if "lora" in name]
            assert torch.equal(logits(loaded), said)


@pytest.mark.slow
def test_a_run_from_an_adapter_is_exported_as_a_folder_only(
    foreign: tuple[Path, torch.Tensor],
    make_config: MakeConfig,
    tmp_path: Path,
) -> None:
    loaded = trained(make_config(trains="memory", model=str(foreign[0])))
    with pytest.raises(ExportError, match="which is an adapter itself"):
        export_model(loaded, "adapter", tmp_path / "out", control=Control())
    export_model(loaded, "folder", tmp_path / "whole", control=Control())
    assert torch.equal(logits(open_model(str(tmp_path / "whole"), device="cpu")), logits(loaded))


def _as_pickle(folder: Path) -> None:
    (folder / "adapter_model.safetensors").rename(folder / "adapter_model.bin")


def _of_prompts(folder: Path) -> None:
    (folder / "adapter_config.json").write_text('{"peft_type": "PROMPT_TUNING"}')


def _of_nothing(folder: Path) -> None:
    config = json.loads((folder / "adapter_config.json").read_text())
    (folder / "adapter_config.json").write_text(
        json.dumps(config | {"base_model_name_or_path": None})
    )


def _torn(folder: Path) -> None:
    (folder / "adapter_config.json").write_text('{"peft_type": ')


def _of_another(folder: Path) -> None:
    weights = load_file(folder / "adapter_model.safetensors")
    wider = {name: torch.cat([tensor, tensor], -1) for name, tensor in weights.items()}
    save_file(wider, folder / "adapter_model.safetensors")


def _of_other_names(folder: Path) -> None:
    weights = load_file(folder / "adapter_model.safetensors")
    renamed = {name.replace(".h.", ".layers."): tensor for name, tensor in weights.items()}
    save_file(renamed, folder / "adapter_model.safetensors")


def _lost(folder: Path) -> None:
    (folder / "adapter_model.safetensors").unlink()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (_as_pickle, "are pickles"),
        (_of_prompts, "of the kind PROMPT_TUNING"),
        (_of_nothing, "does not say which model it goes with"),
        (_torn, "is damaged"),
        (_of_another, "does not fit"),
        (_of_other_names, "does not fit"),
        (_lost, "adapter_model.safetensors is missing"),
    ],
)
@pytest.mark.one_in(3)
def test_an_adapter_that_cannot_be_opened_says_why(
    foreign: tuple[Path, torch.Tensor], harm: Callable[[Path], None], words: str
) -> None:
    harm(foreign[0])
    with pytest.raises(MemStudioError, match=words):
        open_model(str(foreign[0]), device="cpu")


@pytest.mark.slow
def test_heads_go_with_the_memory(make_config: MakeConfig, tmp_path: Path) -> None:
    rows = "".join(f"Item {n} is on {'ot'[n % 2]}.,{'ot'[n % 2]}\n" for n in range(20))
    data = tmp_path / "news.csv"
    data.write_text(f"text,topic\n{rows}", encoding="utf-8")
    config = make_config(
        trains="memory", objective="classification", data=(str(data),),
        memory={"kind": "rmt", "num_slots": 3, "segment_length": 16},
    )  # fmt: skip
    loaded = trained(config)
    opened = exported(loaded, tmp_path / "adapter").model
    assert opened.head_labels == loaded.model.head_labels
    with torch.no_grad():
        one, other = (
            each(IDS, says_labels=True).label_scores[0] for each in (loaded.model, opened)
        )
    assert torch.equal(one, other)
    assert bool(opened.label_heads[0].linear.weight.any())
