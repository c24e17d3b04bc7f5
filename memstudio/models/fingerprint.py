"""What tells one set of weights from another: a hash over the values of all tensors in its files.

The values count, as single precision has them, and the tensors' names and sizes; not how they are
shared out among files, nor how wide they are stored.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import torch
from safetensors import safe_open

from memstudio.errors import marked
from memstudio.models import checks

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.progress import Control

# A backbone is the same one with and without a memory of ours.
_OURS = ("memory.", "value_head.", "label_heads.")
_BACKBONE = "backbone."


def backbone_fingerprint(folder: Path, control: Control) -> str:
    """The fingerprint of a model's weights, a memory and its heads left out.

    Args:
        folder: of the model, with or without a memory.
        control: takes progress; may cancel at each tensor.

    Raises:
        ModelLoadError: files are missing or damaged.
        Cancelled: through `control`.
    """
    files = {}
    for path in checks.weight_files(folder):
        with safe_open(path, framework="pt") as file:
            for name in file.keys():  # noqa: SIM118 - not a dict
                files[name] = path
    has_memory = any(name.startswith(_BACKBONE) for name in files)
    kept = [name for name in sorted(files) if not (has_memory and name.startswith(_OURS))]
    digest = hashlib.blake2b(digest_size=16)
    for number, name in enumerate(kept):
        control.checkpoint()
        control.report(number, len(kept), marked("progress", "Looking at the backbone"), "tensors")
        with safe_open(files[name], framework="pt") as file:
            tensor = file.get_tensor(name)
        if tensor.is_floating_point():
            tensor = tensor.float()
        digest.update(f"{name.removeprefix(_BACKBONE)} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.contiguous().flatten().view(torch.uint8).numpy())
    return digest.hexdigest()
