"""A broken or unsafe model folder is refused with a sentence that names what is wrong."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file

from memstudio.errors import ModelLoadError, UnsafeModelError
from memstudio.models.catalog import resolve_model
from memstudio.models.safetensors_header import stored_tensors


def refusal(path: Path) -> str:
    with pytest.raises(ModelLoadError) as caught:
        resolve_model(str(path))
    return str(caught.value)


def change_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_a_whole_folder_is_accepted(llama_folder: Path, sharded_folder: Path) -> None:
    assert resolve_model(str(llama_folder)).name == "tiny llama"
    assert resolve_model(str(sharded_folder)).format == "folder"


def test_a_file_of_a_model_folder_opens_the_folder(llama_folder: Path) -> None:
    assert resolve_model(str(llama_folder / "model.safetensors")).path == llama_folder
    assert resolve_model(str(llama_folder / "config.json")).path == llama_folder


def test_a_folder_without_configuration_is_refused(llama_folder: Path) -> None:
    (llama_folder / "config.json").unlink()
    assert "has no config.json" in refusal(llama_folder)
    (llama_folder / "step.json").touch()
    assert "is a program of one step" in refusal(llama_folder)


def test_a_folder_with_only_gguf_files_names_them(tmp_path: Path) -> None:
    (tmp_path / "small.gguf").write_bytes(b"GGUF")
    assert "small.gguf" in refusal(tmp_path)


def test_a_configuration_that_is_no_json_is_refused(llama_folder: Path) -> None:
    (llama_folder / "config.json").write_text('{"model_type": ')
    assert "not valid JSON" in refusal(llama_folder)


@pytest.mark.parametrize("content", ["[1, 2]", "null", "3", "[" * 100_000])
def test_a_configuration_that_is_no_object_is_refused(llama_folder: Path, content: str) -> None:
    (llama_folder / "config.json").write_text(content)
    assert "damaged" in refusal(llama_folder)


def test_a_configuration_in_another_encoding_is_refused(llama_folder: Path) -> None:
    (llama_folder / "config.json").write_bytes(b'\xff\xfe{"model_type": "llama"}')
    assert "not valid JSON" in refusal(llama_folder)


@pytest.mark.parametrize("model_type", [None, 5, ["llama"]])
def test_a_configuration_without_model_type_is_refused(
    llama_folder: Path, model_type: object
) -> None:
    change_config(llama_folder, model_type=model_type)
    assert "does not name a model_type" in refusal(llama_folder)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "weights.pth", "last.ckpt"])
def test_pickled_weights_are_refused_with_the_way_to_convert_them(
    llama_folder: Path, name: str
) -> None:
    (llama_folder / "model.safetensors").rename(llama_folder / name)
    with pytest.raises(UnsafeModelError) as caught:
        resolve_model(str(llama_folder))
    assert name in str(caught.value)
    assert "save_pretrained" in str(caught.value)


def test_pickles_beside_safetensors_do_no_harm(llama_folder: Path) -> None:
    (llama_folder / "pytorch_model.bin").write_bytes(b"never read")
    assert resolve_model(str(llama_folder)).format == "folder"


def test_of_one_file_and_many_the_one_is_looked_at(sharded_folder: Path, tmp_path: Path) -> None:
    """As transformers takes them: a link out of the folder must not pass behind a good index."""
    save_file({"a": torch.zeros(1)}, tmp_path / "outside.safetensors")
    (sharded_folder / "model.safetensors").symlink_to(tmp_path / "outside.safetensors")
    with pytest.raises(UnsafeModelError, match="a link that leads out"):
        resolve_model(str(sharded_folder))


def test_weights_that_the_configuration_names_are_refused(llama_folder: Path) -> None:
    (llama_folder / "w.safetensors.index.json").write_text('{"weight_map": {"a": "evil.bin"}}')
    change_config(llama_folder, transformers_weights="w.safetensors.index.json")
    with pytest.raises(UnsafeModelError, match="as a weight file"):
        resolve_model(str(llama_folder))


def test_weights_of_several_processes_are_refused(llama_folder: Path) -> None:
    """Transformers would take them before those that were looked at."""
    (llama_folder / "shard-00000-model-00001-of-00001.safetensors").touch()
    with pytest.raises(UnsafeModelError, match="as several processes wrote them"):
        resolve_model(str(llama_folder))


def test_a_folder_without_weights_is_refused(llama_folder: Path) -> None:
    (llama_folder / "model.safetensors").unlink()
    assert "model.safetensors is missing" in refusal(llama_folder)


def test_missing_shards_are_named(sharded_folder: Path) -> None:
    shards = sorted(sharded_folder.glob("model-*.safetensors"))
    for shard in shards[1:3]:
        shard.unlink()
    text = refusal(sharded_folder)
    assert shards[1].name in text
    assert shards[2].name in text
    assert f"lacks 2 of {len(shards)}" in text


@pytest.mark.parametrize("name", ["../secret.safetensors", "/etc/passwd", "..\\a.safetensors", "a.bin", ""])  # fmt: skip
def test_weights_outside_the_folder_are_refused(sharded_folder: Path, name: str) -> None:
    (sharded_folder.parent / "secret.safetensors").write_bytes(b"secret")
    index = sharded_folder / "model.safetensors.index.json"
    content = json.loads(index.read_text())
    content["weight_map"]["lm_head.weight"] = name
    index.write_text(json.dumps(content))
    with pytest.raises(UnsafeModelError, match="Only safetensors files in the model's own folder"):
        resolve_model(str(sharded_folder))


@pytest.mark.parametrize(
    "content", ["", "[]", '{"weight_map": 3}', '{"weight_map": {"a": 1, "b": "c"}}', "[" * 100_000]
)
def test_a_damaged_index_is_refused(sharded_folder: Path, content: str) -> None:
    (sharded_folder / "model.safetensors.index.json").write_text(content)
    assert "damaged" in refusal(sharded_folder)


def test_an_empty_index_is_refused(sharded_folder: Path) -> None:
    (sharded_folder / "model.safetensors.index.json").write_text('{"weight_map": {}}')
    assert "lacks" in refusal(sharded_folder)


@pytest.mark.parametrize("kept", [0, 5, 8, 100, -1])
def test_truncated_weights_are_refused(llama_folder: Path, kept: int) -> None:
    path = llama_folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:kept])
    assert "not copied completely" in refusal(llama_folder)


def test_a_header_that_claims_to_be_enormous_is_not_read(llama_folder: Path) -> None:
    path = llama_folder / "model.safetensors"
    with path.open("wb") as file:
        file.write(struct.pack("<Q", 1 << 40))
        file.truncate(1 << 41)  # sparse
    assert "damaged" in refusal(llama_folder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(header=st.binary(max_size=80) | st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "dtype", "data_offsets"]), inner, max_size=3),
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_any_header_is_read_or_refused(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "any.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header + b"\0" * 16)
    try:
        assert all(tensor.size >= 0 for tensor in stored_tensors(path))
    except ModelLoadError as error:
        assert "damaged" in str(error)  # noqa: PT017 - either outcome is right


def test_a_folder_without_tokenizer_is_refused(llama_folder: Path) -> None:
    (llama_folder / "tokenizer.json").unlink()
    assert "has no tokenizer" in refusal(llama_folder)


def test_an_adapter_without_weights_is_refused(llama_folder: Path) -> None:
    (llama_folder / "model.safetensors").unlink()
    (llama_folder / "adapter_config.json").write_text('{"peft_type": "LORA"}')
    assert "adapter_model.safetensors is missing" in refusal(llama_folder)


def test_a_folder_that_may_not_be_read_is_refused(
    llama_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    assert "Permission denied" in refusal(llama_folder)


def test_other_files_are_no_models(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    assert "is not a model" in refusal(path)


def test_a_folder_called_gguf_is_looked_at_as_a_folder(llama_folder: Path) -> None:
    assert "has no config.json" in refusal(shutil.copytree(llama_folder.parent / "tiny llama", llama_folder.parent / "x.gguf", ignore=shutil.ignore_patterns("config.json")))  # fmt: skip
