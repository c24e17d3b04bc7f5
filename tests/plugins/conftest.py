"""The toy plug-in, installed for one test in this process, or used in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers as tf

from memstudio.plugins import plugins
from tests.plugins.installing import TOY, install
from tests.tiny import tiny_tokenizer

_SCENE = "\n".join(
    f"ANNA: I saw number {number} go by the old mill today.\nBRUNO: Nobody saw it but you."
    for number in range(40)
)
PLAY = f"{_SCENE}\n---\n{_SCENE.replace('mill', 'inn')}\n(a bell rings)\n"


@pytest.fixture
def on_path(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Puts folders where Python and MemStudio find packages, until the test is over."""
    before = set(sys.modules)

    def put(site: Path) -> None:
        monkeypatch.syspath_prepend(str(site))
        plugins.look_again()

    yield put
    monkeypatch.undo()
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in {"memstudio_toy", "broken_plugin"}:
            del sys.modules[name]
    plugins.look_again()


@pytest.fixture
def toy(on_path: Callable[[Path], None], tmp_path: Path) -> Path:
    """The toy plug-in in this process; the folder that it is in."""
    site = install(TOY, tmp_path / "site")
    on_path(site)
    return site


@pytest.fixture(scope="session")
def used_toy(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of using the toy plug-in in a process that only finds it on its path."""
    folder = tmp_path_factory.mktemp("toy")
    site = install(TOY, folder / "site")
    backbone = folder / "backbone"
    tokenizer = tiny_tokenizer()
    torch.manual_seed(0)
    config = tf.LlamaConfig(
        hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, vocab_size=len(tokenizer), max_position_embeddings=128,
        eos_token_id=tokenizer.eos_token_id,
    )  # fmt: skip
    tf.LlamaForCausalLM(config).save_pretrained(backbone)
    tokenizer.save_pretrained(backbone)
    (folder / "scenes.play").write_text(PLAY, encoding="utf-8")
    path = os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "tests.plugins.use_toy", str(backbone), str(folder)],
        env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, timeout=240,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
