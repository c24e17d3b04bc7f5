"""Devices are what torch reports; nothing falls back in silence; a failed move changes nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch

from memstudio.errors import DeviceError
from memstudio.models import device as devices
from memstudio.models import load
from memstudio.models.catalog import resolve_model
from memstudio.models.device import (
    Device,
    default_threads,
    describe,
    free_memory,
    is_out_of_memory,
    list_devices,
    memory_use,
    resolve_device,
    usable_cores,
)
from memstudio.models.load import LoadedModel, load_backbone, move
from memstudio.progress import Control

_GIB = 1 << 30


def only(monkeypatch: pytest.MonkeyPatch, *kinds: str) -> None:
    """Make torch report these accelerators, one or more of a kind."""
    for kind in ("cuda", "xpu"):
        module = getattr(torch, kind)
        count = kinds.count(kind)
        monkeypatch.setattr(module, "is_available", lambda count=count: count > 0)
        monkeypatch.setattr(module, "device_count", lambda count=count: count)
        monkeypatch.setattr(module, "get_device_name", lambda index, kind=kind: f"{kind} {index}")
        monkeypatch.setattr(module, "mem_get_info", lambda _: (79 * _GIB, 80 * _GIB))
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: "mps" in kinds)
    monkeypatch.setattr(torch.mps, "recommended_max_memory", lambda: 20 * _GIB)
    monkeypatch.setattr(torch.mps, "driver_allocated_memory", lambda: 5 * _GIB)


def test_the_cpu_is_reported_as_it_is() -> None:
    cpu = list_devices()[-1]
    assert (cpu.id, cpu.kind) == ("cpu", "cpu")
    assert cpu.name
    assert cpu.total_memory == psutil.virtual_memory().total
    assert 0 < (cpu.free_memory or 0) <= (cpu.total_memory or 0)
    assert cpu.cores == len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else True


def test_only_what_torch_reports_is_listed() -> None:
    kinds = {device.kind for device in list_devices()}
    assert ("cuda" in kinds) == torch.cuda.is_available()
    assert ("mps" in kinds) == torch.backends.mps.is_available()
    assert ("xpu" in kinds) == torch.xpu.is_available()


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (("cuda", "xpu", "mps"), "cuda:0"),
        (("xpu", "mps"), "xpu:0"),
        (("mps",), "mps"),
        ((), "cpu"),
    ],
)
def test_auto_takes_the_fastest_kind(
    monkeypatch: pytest.MonkeyPatch, there: tuple[str, ...], expected: str
) -> None:
    only(monkeypatch, *there)
    assert str(resolve_device("auto")) == expected
    assert str(resolve_device()) == expected


def test_every_gpu_is_listed_with_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "cuda", "cuda", "mps")
    found = list_devices()
    assert [device.id for device in found] == ["cuda:0", "cuda:1", "mps", "cpu"]
    assert describe(found[1]) == "cuda 1 (79 of 80 GiB free)"
    assert describe(found[2]) == "Apple GPU (Metal) (15 of 20 GiB free)"
    assert str(resolve_device("cuda")) == "cuda:0"
    assert str(resolve_device("cuda:1")) == "cuda:1"


def test_an_apple_gpu_is_known_by_the_name_that_its_tensors_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only(monkeypatch, "mps")
    of_model = torch.device("mps", 0)
    assert str(resolve_device(str(of_model))) == "mps"
    assert free_memory(of_model) == free_memory(torch.device("mps")) == 15 * _GIB


def test_a_gpu_that_does_not_tell_its_memory_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "xpu")

    def fail(_: int) -> None:
        raise RuntimeError("not supported")

    monkeypatch.setattr(torch.xpu, "mem_get_info", fail)
    assert describe(list_devices()[0]) == "xpu 0"


@pytest.mark.parametrize("wanted", ["cuda", "cuda:2", "cuda:-1", "mps", "tpu", "", "gpu", "cpu:3"])
def test_a_device_that_is_not_there_is_refused_with_those_that_are(
    monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    only(monkeypatch, "xpu")
    with pytest.raises(DeviceError) as caught:
        resolve_device(wanted)
    assert f"'{wanted}'" in str(caught.value)
    assert "xpu:0, cpu" in str(caught.value)


def test_a_cpu_in_one_line() -> None:
    assert describe(Device("cpu", "x", "cpu", cores=2)) == "CPU, 2 cores"
    assert describe(Device("cpu", "x", "cpu", cores=1)) == "CPU, 1 core"


def test_a_core_is_left_to_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_threads() == max(1, usable_cores() - 1)
    for cores, threads in [(1, 1), (2, 1), (8, 7)]:
        monkeypatch.setattr(devices, "usable_cores", lambda cores=cores: cores)
        assert default_threads() == threads


def test_memory_in_use_grows_with_what_is_held() -> None:
    before = memory_use("cpu")
    held = torch.ones(64 * 1024 * 1024 // 4)
    after = memory_use(torch.device("cpu"))
    assert after.process_bytes - before.process_bytes > 50 * 1024 * 1024
    assert after.device_bytes == 0
    assert held.sum() > 0


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (torch.OutOfMemoryError("CUDA out of memory."), True),
        (MemoryError(), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"), True),
        (RuntimeError("CUDA error: out of memory"), True),
        (RuntimeError("shape mismatch"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_spent_memory_is_told_from_other_errors(error: Exception, expected: bool) -> None:
    assert is_out_of_memory(error) == expected


def test_memory_that_is_really_spent_is_recognised() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 60, dtype=torch.uint8)
    assert is_out_of_memory(caught.value)


@pytest.fixture
def loaded(llama_folder: Path) -> LoadedModel:
    return load_backbone(resolve_model(str(llama_folder)), device="cpu", control=Control())


def test_moving_to_where_it_is_does_nothing(loaded: LoadedModel) -> None:
    weight = loaded.model.lm_head.weight
    move(loaded, "cpu")
    assert loaded.model.lm_head.weight is weight


def test_moving_to_a_device_that_is_not_there_changes_nothing(
    loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(monkeypatch)
    with pytest.raises(DeviceError, match="There are: cpu"):
        move(loaded, "cuda:0")
    assert {p.device.type for p in loaded.model.parameters()} == {"cpu"}


@pytest.fixture
def meta_device(monkeypatch: pytest.MonkeyPatch) -> torch.device:
    """torch's meta device in the place of a GPU, since it is there everywhere."""
    real = resolve_device

    def resolve(wanted: str = "auto") -> torch.device:
        return torch.device("meta") if wanted == "meta" else real(wanted)

    monkeypatch.setattr(load, "resolve_device", resolve)
    return torch.device("meta")


def test_a_model_moves_whole(loaded: LoadedModel, meta_device: torch.device) -> None:
    move(loaded, "meta")
    tensors = [*loaded.model.parameters(), *loaded.model.buffers()]
    assert {tensor.device for tensor in tensors} == {meta_device}


@pytest.mark.usefixtures("meta_device")
def test_a_device_too_small_is_noticed_before_moving(
    loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memstudio.models.room.free_memory", lambda _: 1000)
    with pytest.raises(DeviceError, match=r"and meta has 0\.0 GiB free"):
        move(loaded, "meta")
    assert loaded.model.device.type == "cpu"


@pytest.mark.usefixtures("meta_device")
@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (torch.OutOfMemoryError("CUDA out of memory."), DeviceError),
        (MemoryError(), DeviceError),
        (RuntimeError("broken driver"), RuntimeError),
    ],
)
def test_a_move_that_fails_is_taken_back(
    loaded: LoadedModel,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
    expected: type[Exception],
) -> None:
    before = {name: p.detach().clone() for name, p in loaded.model.named_parameters()}
    to, wanted = type(loaded.model).to, []

    def refuse(self: Any, target: torch.device) -> Any:
        wanted.append(str(target))
        if str(target) == "meta":
            raise failure
        return to(self, target)

    monkeypatch.setattr(type(loaded.model), "to", refuse)
    with pytest.raises(expected):
        move(loaded, "meta")
    assert wanted == ["meta", "cpu"]
    assert all(torch.equal(p, before[name]) for name, p in loaded.model.named_parameters())


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
def test_a_model_goes_to_the_gpu_and_back(llama_folder: Path, loaded: LoadedModel) -> None:
    ids = torch.arange(1, 40)[None]
    expected = loaded.model(ids).logits
    move(loaded, "cuda:0")
    assert loaded.model.device == torch.device("cuda:0")
    torch.testing.assert_close(
        loaded.model(ids.cuda()).logits.cpu(), expected, atol=1e-3, rtol=1e-3
    )
    move(loaded, "cpu")
    torch.testing.assert_close(loaded.model(ids).logits, expected)
    there = load_backbone(resolve_model(str(llama_folder)), device="cuda", control=Control())
    assert there.model.dtype == torch.bfloat16
    assert memory_use("cuda:0").device_bytes > 0
