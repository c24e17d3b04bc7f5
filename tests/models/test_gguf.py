"""GGUF files are checked before they are opened, converted once, and kept."""

from __future__ import annotations

import os
import re
import shutil
import struct
from pathlib import Path

import gguf
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from transformers import LlamaForCausalLM, modeling_gguf_pytorch_utils

from memstudio.errors import Cancelled, DeviceError, ModelLoadError, StorageError
from memstudio.models import gguf_conversion, room
from memstudio.models.catalog import resolve_model
from memstudio.models.gguf_header import read_gguf_header
from memstudio.models.load import LoadedModel, load_backbone
from memstudio.paths import cache_dir
from memstudio.progress import Control, Progress
from tests.models.gguf_file import write_gguf


def open_gguf(path: Path, control: Control | None = None) -> LoadedModel:
    return load_backbone(resolve_model(str(path)), device="cpu", control=control or Control())


def refusal(path: Path) -> str:
    with pytest.raises(ModelLoadError) as caught:
        resolve_model(str(path))
    return str(caught.value)


def kept() -> list[Path]:
    folder = cache_dir() / "models"
    return list(folder.iterdir()) if folder.exists() else []


def test_the_header_says_what_the_reference_reader_says(gguf_path: Path) -> None:
    header = read_gguf_header(gguf_path)
    reader = gguf.GGUFReader(gguf_path)
    assert header.architecture == "llama"
    assert header.num_tensors == len(reader.tensors)
    assert header.elements == sum(int(tensor.n_elements) for tensor in reader.tensors)
    assert header.has_tokenizer
    assert header.num_parts == 1


def test_the_weights_and_the_tokens_are_those_of_the_file(
    gguf_path: Path, llama: LlamaForCausalLM, tokenizer: object
) -> None:
    loaded = open_gguf(gguf_path)
    text = "The same words, 中文 too."
    ids = loaded.tokenizer(text, return_tensors="pt").input_ids
    assert loaded.tokenizer.decode(ids[0]) == text
    ids = torch.arange(1, 40)[None]
    torch.testing.assert_close(loaded.model(ids).logits, llama(ids).logits)
    assert loaded.model.dtype == torch.float32
    assert not loaded.model.training


@pytest.mark.skipif(os.name == "nt", reason="names of files are characters there")
def test_a_file_in_a_folder_whose_name_is_no_valid_text_is_opened(
    gguf_path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / os.fsdecode(b"models \xff")
    folder.mkdir()
    shutil.copy(gguf_path, folder)
    assert not open_gguf(folder / gguf_path.name).model.training


def test_the_second_opening_uses_what_the_first_has_kept(
    gguf_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_gguf(gguf_path)
    assert len(kept()) == 1

    def never(*_: object) -> None:
        raise AssertionError("converted again")

    monkeypatch.setattr(gguf_conversion, "_convert", never)
    second = open_gguf(gguf_path)
    ids = torch.arange(1, 40)[None]
    assert torch.equal(first.model(ids).logits, second.model(ids).logits)
    assert second.source.reference == str(gguf_path)


def test_a_changed_file_is_converted_again_and_replaces_the_old(
    gguf_path: Path, llama: LlamaForCausalLM
) -> None:
    open_gguf(gguf_path)
    (old,) = kept()
    write_gguf(gguf_path, llama)
    os.utime(gguf_path, ns=(1, 1))
    open_gguf(gguf_path)
    (new,) = kept()
    assert new != old


def test_a_damaged_conversion_is_made_again(gguf_path: Path) -> None:
    open_gguf(gguf_path)
    weights = kept()[0] / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    open_gguf(gguf_path)
    assert weights.stat().st_size > 1000


def test_rests_of_a_killed_conversion_are_removed_after_a_day(gguf_path: Path) -> None:
    folder = cache_dir() / "models"
    for name in (".yesterday.x", ".now.x"):
        (folder / name).mkdir(parents=True)
    os.utime(folder / ".yesterday.x", (1, 1))
    open_gguf(gguf_path)
    assert not (folder / ".yesterday.x").exists()
    assert (folder / ".now.x").exists()


def test_progress_counts_the_tensors(gguf_path: Path) -> None:
    seen: list[Progress] = []
    open_gguf(gguf_path, Control(on_progress=seen.append))
    tensors = [report for report in seen if report.unit == "tensors"]
    assert [report.done for report in tensors] == list(range(22))
    assert {report.total for report in tensors} == {21}


@pytest.mark.parametrize("moment", [0, 5, 20])
def test_a_cancelled_conversion_leaves_nothing(gguf_path: Path, moment: int) -> None:
    bar, reader = modeling_gguf_pytorch_utils.tqdm, gguf.GGUFReader
    control = Control()

    def cancel(report: Progress) -> None:
        if report.unit == "tensors" and report.done == moment:
            control.cancel()

    control._on_progress = cancel
    with pytest.raises(Cancelled):
        open_gguf(gguf_path, control)
    assert kept() == []
    assert modeling_gguf_pytorch_utils.tqdm is bar
    assert gguf.GGUFReader is reader
    assert open_gguf(gguf_path).model is not None


def test_a_full_disk_is_named_and_leaves_nothing(
    gguf_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(self: LlamaForCausalLM, folder: Path) -> None:
        (folder / "model.safetensors").write_bytes(b"some")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(LlamaForCausalLM, "save_pretrained", fill)
    with pytest.raises(StorageError, match="disk is full"):
        open_gguf(gguf_path)
    assert kept() == []


def test_too_little_disk_is_noticed_before_converting(
    gguf_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(gguf_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(StorageError, match="Free some space"):
        open_gguf(gguf_path)


def test_too_little_memory_is_noticed_before_converting(
    gguf_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "free_memory", lambda _: 1000)
    with pytest.raises(DeviceError, match=r"0\.0 GiB free"):
        open_gguf(gguf_path)
    assert kept() == []


def test_an_unknown_architecture_is_refused_by_name(
    tmp_path: Path, llama: LlamaForCausalLM
) -> None:
    path = tmp_path / "new.gguf"
    write_gguf(path, llama, architecture="frobnicate")
    with pytest.raises(ModelLoadError, match="'frobnicate'"):
        open_gguf(path)
    assert kept() == []


def test_a_file_that_lacks_a_tensor_is_refused_and_not_kept(
    tmp_path: Path, llama: LlamaForCausalLM
) -> None:
    path = tmp_path / "lacking.gguf"
    lost = "model.layers.1.mlp.up_proj.weight"
    write_gguf(path, llama, without=lost)
    with pytest.raises(
        ModelLoadError, match=re.escape(f"1 of its tensors are not in its files ({lost}")
    ):
        open_gguf(path)
    assert kept() == []


def test_an_output_that_is_the_input_turned_round_is_not_missing(
    tmp_path: Path, llama: LlamaForCausalLM
) -> None:
    path = tmp_path / "tied.gguf"
    write_gguf(path, llama, without="lm_head.weight")
    model = open_gguf(path).model
    assert torch.equal(model.lm_head.weight, llama.model.embed_tokens.weight)


def test_one_part_of_several_is_refused(tmp_path: Path, llama: LlamaForCausalLM) -> None:
    path = tmp_path / "big-00001-of-00003.gguf"
    write_gguf(path, llama, num_parts=3)
    assert "one of 3 parts" in refusal(path)


def test_a_file_without_tokenizer_is_refused(tmp_path: Path, llama: LlamaForCausalLM) -> None:
    path = tmp_path / "bare.gguf"
    write_gguf(path, llama, has_tokenizer=False)
    assert "has no tokenizer" in refusal(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.gguf"
    path.touch()
    assert "is empty" in refusal(path)


@pytest.mark.parametrize("content", [b"G", b"<!DOCTYPE html>", b"version https://git-lfs"])
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.gguf"
    path.write_bytes(content)
    assert "does not begin like one" in refusal(path)


@pytest.mark.parametrize("version", [1, 4, 3 << 24])
def test_another_version_is_refused_by_number(gguf_path: Path, version: int) -> None:
    content = gguf_path.read_bytes()
    gguf_path.write_bytes(content[:4] + struct.pack("<I", version) + content[8:])
    assert f"version {version}" in refusal(gguf_path)


def test_a_truncated_file_is_refused_with_its_name(gguf_path: Path) -> None:
    content = gguf_path.read_bytes()
    for length in [4, 8, 20, 100, 2000, len(content) // 2, len(content) - 64]:
        gguf_path.write_bytes(content[:length])
        text = refusal(gguf_path)
        assert "not copied completely" in text, length
        assert gguf_path.name in text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(at=st.integers(4, 9000), damage=st.binary(min_size=1, max_size=12))
def test_any_damage_to_the_header_is_survived(gguf_path: Path, at: int, damage: bytes) -> None:
    whole = gguf_path.read_bytes()
    try:
        gguf_path.write_bytes(whole[:at] + damage + whole[at + len(damage) :])
        read_gguf_header(gguf_path)
    except ModelLoadError as error:
        assert gguf_path.name in str(error)  # noqa: PT017 - either outcome is right
    finally:
        gguf_path.write_bytes(whole)
