"""A saved model is complete or absent, and what stood there before is not lost."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaForCausalLM
from transformers import PreTrainedTokenizerFast as Tokenizer

from memstudio import atomic
from memstudio.errors import StorageError
from memstudio.models.save import save_model
from memstudio.models.whole_folder import whole_folder
from memstudio.paths import sessions_dir

IDS = torch.arange(1, 30)[None]


def test_what_was_saved_loads_with_from_pretrained(
    tmp_path: Path, llama: LlamaForCausalLM, tokenizer: Tokenizer
) -> None:
    folder = tmp_path / "new" / "模型 of mine"
    save_model(llama, tokenizer, folder, card="# Mine\n")
    again = AutoModelForCausalLM.from_pretrained(folder)
    torch.testing.assert_close(again(IDS).logits, llama(IDS).logits)
    assert AutoTokenizer.from_pretrained(folder)("abc").input_ids == tokenizer("abc").input_ids
    assert (folder / "README.md").read_text(encoding="utf-8") == "# Mine\n"
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert not list(folder.glob("*.bin"))


def test_an_older_model_is_replaced_whole(
    tmp_path: Path, llama: LlamaForCausalLM, tokenizer: Tokenizer
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "old.txt").write_text("old")
    save_model(llama, tokenizer, folder, card="new")
    assert not (folder / "old.txt").exists()
    assert (folder / "model.safetensors").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_failure_leaves_the_older_model(
    tmp_path: Path, llama: LlamaForCausalLM, tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    save_model(llama, tokenizer, folder, card="first")

    def fail(*_: object) -> None:
        raise SafetensorError(
            "Error while serializing: I/O error: No space left on device (os error 28)"
        )

    monkeypatch.setattr(LlamaForCausalLM, "save_pretrained", fail)
    with pytest.raises(StorageError, match="disk is full"):
        save_model(llama, tokenizer, folder, card="second")
    assert (folder / "README.md").read_text() == "first"
    assert (folder / "model.safetensors").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_an_exchange_that_fails_puts_the_older_model_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "old.txt").write_text("old")
    rename, refused = Path.rename, []

    def fail(self: Path, target: Path) -> Path:
        if Path(target) == folder and not refused:
            refused.append(self)
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    # As where the system cannot exchange two names at one stroke.
    monkeypatch.setattr(atomic, "_exchanged", lambda _one, _other: False)
    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(StorageError, match="permission denied"), whole_folder(folder) as temporary:
        (temporary / "new.txt").write_text("new")
    assert [path.name for path in folder.iterdir()] == ["old.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_place_that_is_a_file_is_named(
    tmp_path: Path, llama: LlamaForCausalLM, tokenizer: Tokenizer
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="file"):
        save_model(llama, tokenizer, tmp_path / "file" / "model", card="")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
def test_safetensors_that_the_system_refuses_to_write_are_a_storage_error(tmp_path: Path) -> None:
    """A real refusal, as from a full disk, in a process of its own because of the limit."""
    code = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from safetensors.numpy import save_file
from memstudio.errors import StorageError
from memstudio.models.whole_folder import whole_folder
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    with whole_folder(Path(sys.argv[1])) as folder:
        save_file({"a": np.ones(50_000)}, folder / "model.safetensors")
except StorageError as error:
    print("refused:", error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "model")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "refused:" in done.stdout
    assert "File too large" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="there, files have the rights of their folder")
@pytest.mark.parametrize(
    ("umask", "file", "folder"), [(0o022, 0o644, 0o755), (0o077, 0o600, 0o700)]
)
def test_what_is_given_away_may_be_read_by_whom_the_umask_lets(
    tmp_path: Path,
    llama: LlamaForCausalLM,
    tokenizer: Tokenizer,
    umask: int,
    file: int,
    folder: int,
) -> None:
    before = os.umask(umask)
    try:
        save_model(llama, tokenizer, tmp_path / "model", card="")
        atomic.write_text(tmp_path / "picture.svg", "")
        (tmp_path / "mine.json").touch(mode=0o600)
        atomic.write_text(tmp_path / "mine.json", "anew")
        # What a person said to a model is nobody else's business.
        atomic.write_text(sessions_dir() / "a" / "session.json", "")
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "model").iterdir()}
    assert modes == {file}
    assert stat.S_IMODE((tmp_path / "model").stat().st_mode) == folder
    assert stat.S_IMODE((tmp_path / "picture.svg").stat().st_mode) == file
    assert stat.S_IMODE((tmp_path / "mine.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((sessions_dir() / "a" / "session.json").stat().st_mode) == 0o600
