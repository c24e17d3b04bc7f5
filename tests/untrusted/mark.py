"""What would leave a mark if any of it were run."""

from __future__ import annotations

import io
import os
import pickle  # noqa: TID251 - the one that must never be read is made here
import zipfile
from pathlib import Path

import numpy as np


class _Marking:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> object:
        return os.mkdir, (str(self._path),)


def pickled(mark: Path) -> bytes:
    """A pickle that makes the folder `mark` when it is read."""
    return pickle.dumps(_Marking(mark))


def torch_file(mark: Path) -> bytes:
    """The same in the form that `torch.save` writes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("archive/data.pkl", pickled(mark))
        file.writestr("archive/version", "3\n")
        file.writestr("archive/byteorder", "little")
    return buffer.getvalue()


def numpy_file(mark: Path) -> bytes:
    """The same as an array of objects."""
    buffer = io.BytesIO()
    np.save(buffer, np.array([_Marking(mark)], dtype=object), allow_pickle=True)
    return buffer.getvalue()


def program(mark: Path) -> str:
    """Python that makes it when it is imported, and is whatever it is asked for."""
    return (
        f"import os\nos.makedirs({str(mark)!r}, exist_ok=True)\n"
        "from transformers import LlamaForCausalLM, LlamaConfig, PreTrainedTokenizerFast\n"
        "class OwnConfig(LlamaConfig):\n    model_type = 'own'\n"
        "class Own(LlamaForCausalLM):\n    config_class = OwnConfig\n"
        "class OwnTokenizer(PreTrainedTokenizerFast): pass\n"
        "def generate(*_, **__): pass\n"
    )


def every_pickle(mark: Path) -> dict[str, bytes]:
    """Files by the names under which some program would read one."""
    names = (
        "pytorch_model.bin",
        "model.pt",
        "last.pth",
        "x.ckpt",
        "weights.pkl",
        "training_args.bin",
    )
    files = {name: torch_file(mark) for name in names}
    files |= {f"plain-{name}": pickled(mark) for name in names}
    for name in ("optimizer.pt", "scheduler.pt", "rng_state.pth", "scaler.pt"):
        files[name] = torch_file(mark)
    files |= {"arrays.npy": numpy_file(mark), "tokenizer.pkl": pickled(mark)}
    return files
