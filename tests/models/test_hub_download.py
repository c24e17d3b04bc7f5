"""Downloading: only what is wanted, into the user's cache, with progress, and refusals in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import huggingface_hub
import pytest
import torch
from safetensors.torch import save

from memstudio.errors import Cancelled, ModelLoadError, UnsafeModelError
from memstudio.models import hub_cache
from memstudio.models.catalog import find_models, resolve_model
from memstudio.progress import Control, Progress
from tests.models.hub_server import COMMIT, Hub, running


@pytest.fixture
def hub(llama_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    files = {path.name: path.read_bytes() for path in llama_folder.iterdir()}
    unwanted = ("pytorch_model.bin", "modeling_odd.py", "onnx/config.json", "model.pt")
    pickled = {"config.json": files["config.json"], "pytorch_model.bin": b"pickle"}
    repositories = {
        "someone/tiny": {**files, **dict.fromkeys(unwanted, b"x")},
        "someone/pickled": pickled,
        "someone/gated": files,
        "someone/adapter": {
            "adapter_config.json": b'{"peft_type": "LORA", "base_model_name_or_path": "someone/tiny"}',
            "adapter_model.safetensors": save({"weight": torch.zeros(2)}),
        },
    }
    with running(Hub(repositories, gated={"someone/gated"})) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        monkeypatch.setenv("HF_TOKEN", "")
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
        yield server


def test_a_model_is_fetched_into_the_cache_and_then_found_offline(hub: Hub) -> None:
    source = resolve_model("someone/tiny", online=True)
    assert source.path.name == COMMIT
    assert source.path.is_relative_to(hub_cache.cache_folder())
    hub.fetched.clear()
    assert resolve_model("someone/tiny") == source
    assert hub.fetched == []
    assert [entry.reference for entry in find_models() if entry.origin == "hub-cache"] == ["someone/tiny"]  # fmt: skip


def test_an_adapter_is_one_as_soon_as_it_is_fetched(hub: Hub) -> None:
    source = resolve_model("someone/adapter", online=True)
    assert source.format == "adapter"
    assert resolve_model("someone/adapter") == source


def test_only_safetensors_and_what_belongs_to_them_is_fetched(hub: Hub) -> None:
    resolve_model("someone/tiny", online=True)
    assert sorted(hub.fetched) == sorted(
        name
        for name in hub.repositories["someone/tiny"]
        if name.endswith((".json", ".safetensors", ".jinja")) and "/" not in name
    )


def test_what_is_in_the_cache_is_not_fetched_again(hub: Hub) -> None:
    resolve_model("someone/tiny", online=True)
    hub.fetched.clear()
    resolve_model("someone/tiny", online=True)
    assert hub.fetched == []


def test_an_incomplete_download_is_completed(hub: Hub) -> None:
    source = resolve_model("someone/tiny", online=True)
    link = source.path / "model.safetensors"
    link.resolve().unlink()
    link.unlink()
    hub.fetched.clear()
    resolve_model("someone/tiny", online=True)
    assert hub.fetched == ["model.safetensors"]


def test_nothing_is_fetched_without_being_asked(hub: Hub) -> None:
    with pytest.raises(ModelLoadError, match="hf download"):
        resolve_model("someone/tiny")
    assert hub.fetched == []


@pytest.mark.usefixtures("hub")
def test_progress_counts_bytes(capfd: pytest.CaptureFixture[str]) -> None:
    seen: list[Progress] = []
    resolve_model("someone/tiny", online=True, control=Control(on_progress=seen.append))
    counted = [report for report in seen if report.unit == "bytes"]
    assert counted[-1].done == counted[-1].total > 100_000
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_a_download_can_be_cancelled_and_goes_on_later(hub: Hub) -> None:
    control = Control()
    control._on_progress = lambda report: control.cancel() if report.unit == "bytes" else None
    with pytest.raises(Cancelled):
        resolve_model("someone/tiny", online=True, control=control)
    assert [entry for entry in find_models() if entry.origin == "hub-cache"] == []
    assert resolve_model("someone/tiny", online=True).path.is_dir()


def test_a_model_of_pickles_is_refused_before_it_is_fetched(hub: Hub) -> None:
    with pytest.raises(UnsafeModelError, match="no safetensors"):
        resolve_model("someone/pickled", online=True)
    assert hub.fetched == []


@pytest.mark.usefixtures("hub")
def test_a_model_behind_terms_says_where_to_accept_them() -> None:
    with pytest.raises(ModelLoadError, match="Accept them on its page"):
        resolve_model("someone/gated", online=True)


@pytest.mark.usefixtures("hub")
def test_a_model_that_the_hub_does_not_have_is_named() -> None:
    with pytest.raises(ModelLoadError, match="has no model 'someone/nothing'"):
        resolve_model("someone/nothing", online=True)


def test_a_hub_that_cannot_be_reached_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelLoadError, match="Check the connection"):
        resolve_model("someone/tiny", online=True)


def test_a_machine_set_to_offline_says_which_variable_does_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelLoadError, match="HF_HUB_OFFLINE"):
        resolve_model("someone/tiny", online=True)
