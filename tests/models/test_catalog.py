"""What a user may call a model, and what is listed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memstudio.errors import ModelLoadError, UnsafeModelError
from memstudio.models import catalog, hub_cache
from memstudio.models.catalog import find_models, is_model_path, resolve_model

PutInCache = Callable[..., Path]


@pytest.fixture
def put_in_cache(llama_folder: Path) -> PutInCache:
    """Puts the tiny model in the Hugging Face cache the way that its library does: by links."""

    def put(hub_id: str, commit: str = "c0ffee", *, leave_out: tuple[str, ...] = ()) -> Path:
        folder = hub_cache.cache_folder() / ("models--" + hub_id.replace("/", "--"))
        snapshot = folder / "snapshots" / commit
        snapshot.mkdir(parents=True)
        (folder / "blobs").mkdir(exist_ok=True)
        for file in llama_folder.iterdir():
            if file.name not in leave_out:
                blob = folder / "blobs" / f"{commit}{file.name}"
                shutil.copy(file, blob)
                (snapshot / file.name).symlink_to(os.path.relpath(blob, snapshot))
        (folder / "refs").mkdir(exist_ok=True)
        (folder / "refs" / "main").write_text(commit)
        return snapshot

    return put


def test_the_catalog_needs_neither_torch_nor_transformers() -> None:
    code = (
        "import sys; from memstudio.models import catalog, checks, source, summary;"
        "catalog.find_models();"
        "print(sorted({'torch', 'transformers', 'PySide6', 'gguf'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"HF_HUB_CACHE": "/a/hub", "HF_HOME": "/b"}, "/a/hub"),
        ({"HUGGINGFACE_HUB_CACHE": "/old", "HF_HOME": "/b"}, "/old"),
        ({"HF_HOME": "/b", "XDG_CACHE_HOME": "/c"}, "/b/hub"),
        ({"HF_HOME": "$BASE/b"}, "/base/b/hub"),
        ({"XDG_CACHE_HOME": "/c"}, "/c/huggingface/hub"),
        ({}, "/home/someone/.cache/huggingface/hub"),
    ],
)
def test_the_cache_is_where_the_variables_say(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    monkeypatch.delenv("HF_HOME")
    for name, value in {"HOME": "/home/someone", "BASE": "/base", **variables}.items():
        monkeypatch.setenv(name, value)
    assert hub_cache.cache_folder() == Path(expected)


def test_a_cached_model_is_listed_and_found(put_in_cache: PutInCache) -> None:
    snapshot = put_in_cache("someone/tiny-llama")
    entries = [entry for entry in find_models() if entry.origin == "hub-cache"]
    assert [(entry.reference, entry.path) for entry in entries] == [
        ("someone/tiny-llama", snapshot)
    ]
    assert entries[0].size_bytes == sum(file.stat().st_size for file in snapshot.iterdir())
    source = resolve_model("someone/tiny-llama")
    assert (source.format, source.path, source.name) == ("folder", snapshot, "someone/tiny-llama")


def test_an_id_without_owner_is_found(put_in_cache: PutInCache) -> None:
    snapshot = put_in_cache("gpt2")
    assert resolve_model("gpt2").path == snapshot


def test_the_snapshot_of_the_main_branch_is_used(put_in_cache: PutInCache) -> None:
    put_in_cache("someone/tiny", "0ld")
    newest = put_in_cache("someone/tiny", "n3w")
    assert resolve_model("someone/tiny").path == newest


def test_an_incomplete_download_is_not_listed_and_said_to_be_incomplete(
    put_in_cache: PutInCache,
) -> None:
    snapshot = put_in_cache("someone/half")
    (snapshot / "model.safetensors").resolve().unlink()
    assert [entry for entry in find_models() if entry.origin == "hub-cache"] == []
    with pytest.raises(ModelLoadError, match=r"model\.safetensors is missing"):
        resolve_model("someone/half")


def test_a_cached_model_of_pickles_is_refused(put_in_cache: PutInCache) -> None:
    snapshot = put_in_cache("someone/pickled", leave_out=("model.safetensors",))
    (snapshot / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(UnsafeModelError):
        resolve_model("someone/pickled", online=True)


def test_gguf_files_in_the_cache_are_listed(put_in_cache: PutInCache, gguf_path: Path) -> None:
    everything = tuple(file.name for file in (gguf_path.parent / "tiny llama").iterdir())
    snapshot = put_in_cache("someone/tiny-GGUF", leave_out=everything)
    shutil.copy(gguf_path, snapshot / "tiny.Q4.gguf")
    entries = [entry for entry in find_models() if entry.origin == "gguf"]
    assert [entry.name for entry in entries] == ["someone/tiny-GGUF: tiny.Q4"]
    assert resolve_model(entries[0].reference).format == "gguf"


def test_an_id_that_is_not_in_the_cache_says_how_to_get_it() -> None:
    with pytest.raises(ModelLoadError) as caught:
        resolve_model("someone/elsewhere")
    text = str(caught.value)
    assert "hf download someone/elsewhere" in text
    assert "--online" in text
    assert str(hub_cache.cache_folder()) in text


@pytest.mark.parametrize("reference", ["/no/such/model", "./nothing", "no/such/place.gguf", "a/b/c", "", "..", "~nobody-here/x", "x" * 5000, "a\0b", "a--b/c", "owner/na\nme", "\ud800"])  # fmt: skip
def test_what_is_not_there_is_said_so(reference: str) -> None:
    with pytest.raises(ModelLoadError):
        resolve_model(reference)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(reference=st.text(max_size=40))
def test_no_name_leads_to_another_error(reference: str) -> None:
    with pytest.raises(ModelLoadError):
        resolve_model("q" + reference)


def test_the_bundled_model_goes_by_its_name(
    llama_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "demo_folder", lambda: llama_folder)
    assert resolve_model("demo").path == llama_folder
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo").mkdir()
    assert resolve_model("demo").path == llama_folder
    with pytest.raises(ModelLoadError):
        resolve_model("./demo")
    assert find_models()[0].origin == "bundled"


def test_an_installation_without_the_bundled_model_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "demo_folder", lambda: tmp_path / "none")
    with pytest.raises(ModelLoadError, match="not in this installation"):
        resolve_model("demo")
    assert all(entry.origin != "bundled" for entry in find_models())


def test_a_user_without_a_cache_gets_a_list(tmp_path: Path) -> None:
    assert not (tmp_path / "hf-home").exists()
    assert all(entry.origin == "bundled" for entry in find_models())


def test_what_may_be_dropped_as_a_model(
    llama_folder: Path, gguf_path: Path, tmp_path: Path
) -> None:
    assert is_model_path(llama_folder)
    assert is_model_path(gguf_path)
    assert is_model_path(Path("/not/there/yet.GGUF"))
    assert not is_model_path(tmp_path / "book.txt")
    assert not is_model_path(tmp_path / "hf-home")


def test_the_models_of_a_run_are_called_after_the_run(llama_folder: Path, tmp_path: Path) -> None:
    run = tmp_path / "stories at night"
    shutil.copytree(llama_folder, run / "model")
    shutil.copytree(llama_folder, run / "checkpoints" / "checkpoint-40")
    assert resolve_model(str(run / "model")).name == "model"
    (run / "run.toml").touch()
    assert resolve_model(str(run / "model")).name == "stories at night"
    last = resolve_model(str(run / "checkpoints" / "checkpoint-40"))
    assert last.name == "stories at night checkpoint-40"
    assert resolve_model(str(run / "model")).reference == str(run / "model")
