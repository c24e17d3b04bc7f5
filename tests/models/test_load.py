"""Models of several families open as they were saved; what cannot be opened says why."""

from __future__ import annotations

import json
import logging
import re
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM as Auto
from transformers import (
    BertConfig,
    BertForMaskedLM,
    GemmaConfig,
    GenerationConfig,
    GPT2Config,
    GPTNeoXConfig,
    LlamaConfig,
    LlamaForCausalLM,
    LlamaForSequenceClassification,
    OPTConfig,
    PretrainedConfig,
    PreTrainedTokenizerFast,
    Qwen2Config,
    T5Config,
    T5ForConditionalGeneration,
    core_model_loading,
)

from memstudio.errors import Cancelled, DeviceError, ModelLoadError, UnsafeModelError
from memstudio.memory.attach import attach_memory
from memstudio.models import library_errors, load
from memstudio.models.catalog import resolve_model
from memstudio.models.first_look import look_at
from memstudio.models.load import LoadedModel, load_backbone
from memstudio.models.made_alone import made_alone
from memstudio.models.save import save_model
from memstudio.models.summary import summarise
from memstudio.progress import Control, Progress

IDS = torch.arange(1, 40)[None]
_HEADS = {"num_hidden_layers": 2, "num_attention_heads": 4, "hidden_size": 32}
FAMILIES = {
    "llama": LlamaConfig(**_HEADS, intermediate_size=48, num_key_value_heads=2),
    "gpt2": GPT2Config(n_embd=32, n_layer=2, n_head=4, n_positions=128),
    "qwen2": Qwen2Config(
        **_HEADS, intermediate_size=48, num_key_value_heads=2, tie_word_embeddings=True
    ),
    "gpt_neox": GPTNeoXConfig(**_HEADS, intermediate_size=48),
    "opt": OPTConfig(**_HEADS, ffn_dim=48, word_embed_proj_dim=32),
    "gemma": GemmaConfig(**_HEADS, intermediate_size=48, num_key_value_heads=1, head_dim=8),
}


def open_folder(folder: Path, control: Control | None = None, **options: object) -> LoadedModel:
    options = {"device": "cpu", **options}
    return load_backbone(resolve_model(str(folder)), control=control or Control(), **options)


def change_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_opens_with_the_weights_it_was_saved_with(
    family: str, tmp_path: Path, tokenizer: PreTrainedTokenizerFast
) -> None:
    config: PretrainedConfig = FAMILIES[family]
    config.vocab_size = len(tokenizer)
    torch.manual_seed(1)
    model = Auto.from_config(config).eval()
    save_model(model, tokenizer, tmp_path / family, card="")
    loaded = open_folder(tmp_path / family)
    torch.testing.assert_close(loaded.model(IDS).logits, model(IDS).logits)
    assert loaded.tokenizer("abc").input_ids == tokenizer("abc").input_ids
    assert not loaded.model.training
    assert loaded.model.dtype == torch.float32


def test_shards_are_put_together(sharded_folder: Path, llama: LlamaForCausalLM) -> None:
    torch.testing.assert_close(open_folder(sharded_folder).model(IDS).logits, llama(IDS).logits)


def test_a_memory_model_opens_as_one(
    tmp_path: Path, llama_folder: Path, tokenizer: PreTrainedTokenizerFast
) -> None:
    model = attach_memory(open_folder(llama_folder).model, num_slots=3, segment_length=16).eval()
    save_model(model, tokenizer, tmp_path / "with memory", card="")
    loaded = open_folder(tmp_path / "with memory")
    assert loaded.model.config.memory_kind == "rmt"
    torch.testing.assert_close(loaded.model(IDS).logits, model(IDS).logits)


@pytest.mark.parametrize("attention", ["kernels-community/x", "flash_attention_2", 5])
def test_how_attention_is_computed_is_not_left_to_a_configuration(
    tmp_path: Path, llama_folder: Path, tokenizer: PreTrainedTokenizerFast, attention: object
) -> None:
    """What is asked for here would be fetched and run, where the package for that is."""
    wishes = {"attn_implementation": attention, "experts_implementation": "x", "return_dict": False}
    change_config(llama_folder, **wishes)
    plain = open_folder(llama_folder).model
    assert plain.config._attn_implementation == "sdpa"
    assert plain(IDS).logits.shape[1] == IDS.shape[1]
    model = attach_memory(plain, num_slots=3, segment_length=16)
    save_model(model, tokenizer, tmp_path / "with memory", card="")
    path = tmp_path / "with memory" / "config.json"
    change_config(path.parent, backbone_config=json.loads(path.read_text())["backbone_config"] | wishes)  # fmt: skip
    assert open_folder(path.parent).model.backbone.config._attn_implementation == "sdpa"


def test_a_quantised_model_is_not_called_damaged(llama_folder: Path) -> None:
    change_config(llama_folder, quantization_config={"quant_method": "hqq"})
    with pytest.raises(ModelLoadError, match=r"is quantised \(hqq\), and could not be opened here"):
        open_folder(llama_folder)


def test_half_precision_on_disk_is_float32_on_the_cpu(
    tmp_path: Path, llama_folder: Path, tokenizer: PreTrainedTokenizerFast
) -> None:
    model = open_folder(llama_folder).model.bfloat16()
    save_model(model, tokenizer, tmp_path / "half", card="")
    assert open_folder(tmp_path / "half").model.dtype == torch.float32
    assert open_folder(tmp_path / "half", dtype=torch.bfloat16).model.dtype == torch.bfloat16


@pytest.mark.parametrize(("can", "expected"), [(True, torch.bfloat16), (False, torch.float32)])
@pytest.mark.parametrize("kind", ["cuda", "xpu"])
def test_a_gpu_gets_bfloat16_where_it_has_it(
    monkeypatch: pytest.MonkeyPatch, kind: str, can: bool, expected: torch.dtype
) -> None:
    monkeypatch.setattr(getattr(torch, kind), "is_bf16_supported", lambda **_: can)
    assert load.default_dtype(torch.device(kind)) == expected
    assert load.default_dtype(torch.device("mps")) == torch.float32


def test_progress_counts_the_bytes_of_the_weights(llama_folder: Path) -> None:
    seen: list[Progress] = []
    open_folder(llama_folder, Control(on_progress=seen.append))
    done = [report.done for report in seen if report.unit == "bytes"]
    total = sum(t.nbytes for t in load_file(llama_folder / "model.safetensors").values())
    assert done[0] == 0
    assert done == sorted(done)
    assert done[-1] == total
    assert len(done) > 10


@pytest.mark.parametrize("moment", ["Reading the tokenizer", "Reading the weights"])
def test_opening_can_be_cancelled(llama_folder: Path, moment: str) -> None:
    bar = core_model_loading.tqdm
    control = Control()
    control._on_progress = lambda report: control.cancel() if report.text == moment else None
    with pytest.raises(Cancelled):
        open_folder(llama_folder, control)
    assert core_model_loading.tqdm is bar


def test_no_two_threads_make_a_model_at_once_and_waiting_can_be_cancelled(
    llama_folder: Path,
) -> None:
    control = Control()
    with ThreadPoolExecutor(1) as pool:
        with made_alone():
            opening = pool.submit(open_folder, llama_folder, control)
            with pytest.raises(TimeoutError):
                opening.result(0.2)
            control.cancel()
            with pytest.raises(Cancelled):
                opening.result()
        assert pool.submit(open_folder, llama_folder).result().model


def test_what_was_cancelled_before_is_not_begun(llama_folder: Path) -> None:
    seen: list[Progress] = []
    control = Control(on_progress=seen.append)
    control.cancel()
    with pytest.raises(Cancelled):
        open_folder(llama_folder, control)
    assert seen == []


def test_an_unknown_architecture_is_named(llama_folder: Path) -> None:
    change_config(llama_folder, model_type="frobnicate")
    with pytest.raises(ModelLoadError, match="'frobnicate'"):
        open_folder(llama_folder)


def test_a_model_with_code_of_its_own_is_refused_and_its_code_never_runs(
    llama_folder: Path, tmp_path: Path
) -> None:
    code = f"from pathlib import Path; Path({str(tmp_path / 'ran')!r}).touch()"
    (llama_folder / "modeling_odd.py").write_text(code)
    (llama_folder / "configuration_odd.py").write_text(code)
    auto_map = {"AutoConfig": "configuration_odd.C", "AutoModelForCausalLM": "modeling_odd.M"}
    change_config(llama_folder, model_type="odd", auto_map=auto_map)
    with pytest.raises(UnsafeModelError, match="never runs"):
        open_folder(llama_folder)
    # An architecture that transformers knows needs no such code, and opens without it.
    change_config(llama_folder, model_type="llama")
    assert isinstance(open_folder(llama_folder).model, LlamaForCausalLM)
    assert not (tmp_path / "ran").exists()


def test_a_tokenizer_with_code_of_its_own_is_refused_or_done_without(
    llama_folder: Path, tmp_path: Path
) -> None:
    (llama_folder / "odd.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    path = llama_folder / "tokenizer_config.json"
    content = {"tokenizer_class": "OddTokenizer", "auto_map": {"AutoTokenizer": ["odd.T", None]}}
    path.write_text(json.dumps(content))
    try:
        open_folder(llama_folder)
    except UnsafeModelError as error:
        assert "never runs" in str(error)  # noqa: PT017 - either outcome is right
    assert not (tmp_path / "ran").exists()


def test_a_model_with_an_encoder_is_opened(
    tmp_path: Path, tokenizer: PreTrainedTokenizerFast
) -> None:
    config = T5Config(vocab_size=len(tokenizer), d_model=16, d_kv=4, d_ff=16, num_layers=1, num_heads=2)  # fmt: skip
    save_model(T5ForConditionalGeneration(config), tokenizer, tmp_path / "t5", card="")
    loaded = open_folder(tmp_path / "t5")
    assert isinstance(loaded.model, T5ForConditionalGeneration)
    assert summarise(loaded).has_encoder
    assert look_at(str(tmp_path / "t5")).has_encoder


def test_a_masked_language_model_is_refused(
    tmp_path: Path, tokenizer: PreTrainedTokenizerFast
) -> None:
    config = BertConfig(vocab_size=len(tokenizer), **_HEADS, intermediate_size=32)
    save_model(BertForMaskedLM(config), tokenizer, tmp_path / "bert", card="")
    with pytest.raises(ModelLoadError, match="BertForMaskedLM"):
        open_folder(tmp_path / "bert")


def test_a_classifier_is_refused(
    tmp_path: Path, llama: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast
) -> None:
    model = LlamaForSequenceClassification(llama.config)
    save_model(model, tokenizer, tmp_path / "classifier", card="")
    with pytest.raises(ModelLoadError, match="LlamaForSequenceClassification"):
        open_folder(tmp_path / "classifier")


def test_missing_tensors_are_not_filled_with_random_numbers(llama_folder: Path) -> None:
    path = llama_folder / "model.safetensors"
    tensors = load_file(path)
    del tensors["model.layers.1.mlp.up_proj.weight"]
    save_file(tensors, path, metadata={"format": "pt"})
    with pytest.raises(ModelLoadError, match=r"1 of its tensors .*layers\.1\.mlp\.up_proj"):
        open_folder(llama_folder)


def test_weights_of_another_size_are_refused(llama_folder: Path) -> None:
    change_config(llama_folder, intermediate_size=64)
    with pytest.raises(ModelLoadError, match="could not be loaded"):
        open_folder(llama_folder)


@pytest.mark.parametrize("value", ["many", -1, None, 0])
def test_a_configuration_of_nonsense_is_refused(llama_folder: Path, value: object) -> None:
    change_config(llama_folder, num_attention_heads=value)
    with pytest.raises(ModelLoadError):
        open_folder(llama_folder)


@pytest.mark.parametrize("content", ["", "{}", '{"model": {"type": "odd"}}', "[]"])
def test_a_damaged_tokenizer_is_refused(llama_folder: Path, content: str) -> None:
    (llama_folder / "tokenizer.json").write_text(content)
    with pytest.raises(ModelLoadError, match=r"could not be loaded|damaged"):
        open_folder(llama_folder)


def test_a_model_larger_than_memory_is_refused_before_it_is_read(llama_folder: Path) -> None:
    size = 1 << 42
    header = {"lm_head.weight": {"dtype": "BF16", "shape": [size // 2], "data_offsets": [0, size]}}
    content = json.dumps(header).encode()
    with (llama_folder / "model.safetensors").open("wb") as file:
        file.write(struct.pack("<Q", len(content)) + content)
        file.truncate(8 + len(content) + size)  # sparse
    with pytest.raises(DeviceError) as caught:
        open_folder(llama_folder)
    # Four TiB of bfloat16 are eight of float32.
    assert re.search(r"needs 8192\.0 GiB, and cpu has \d+\.\d GiB free", str(caught.value))


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to"),
        MemoryError(),
    ],
)
def test_memory_that_runs_out_while_reading_is_said_with_figures(
    llama_folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(LlamaForCausalLM, "from_pretrained", fail)
    monkeypatch.setattr(library_errors, "free_memory", lambda _: 10)
    with pytest.raises(DeviceError, match=r"needs 0\.0 GiB, and cpu has 0\.0 GiB free"):
        open_folder(llama_folder)
    monkeypatch.setattr(library_errors, "free_memory", lambda _: 1 << 40)
    with pytest.raises(DeviceError, match="which cpu could not give"):
        open_folder(llama_folder)


def test_opening_writes_nothing_to_the_terminal(
    llama_folder: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    path = llama_folder / "model.safetensors"
    save_file({**load_file(path), "odd": torch.zeros(2)}, path, metadata={"format": "pt"})
    with caplog.at_level(logging.INFO, logger="memstudio"):
        open_folder(llama_folder)
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")
    assert "1 tensors are not used: ['odd']" in caplog.text


def test_a_model_with_odd_generation_settings_can_be_saved_again(
    tmp_path: Path, llama_folder: Path
) -> None:
    """Some published models have settings that transformers reads but refuses to write."""
    settings = GenerationConfig().to_dict() | {"do_sample": False, "temperature": 0.6, "top_p": 0.9}
    (llama_folder / "generation_config.json").write_text(json.dumps(settings))
    loaded = open_folder(llama_folder)
    save_model(loaded.model, loaded.tokenizer, tmp_path / "again", card="")
    open_folder(tmp_path / "again")
    model = attach_memory(loaded.model, num_slots=3, segment_length=16)
    save_model(model, loaded.tokenizer, tmp_path / "with memory", card="")
    open_folder(tmp_path / "with memory")
