"""Opening sentence encoders: models such as BERT that turn texts into vectors, and write nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
import transformers

from memstudio.errors import ModelLoadError, marked
from memstudio.models import checks
from memstudio.models.architecture import defined_by_code, has_an_encoder
from memstudio.models.claimed_sizes import check_claims
from memstudio.models.device import resolve_device
from memstudio.models.library_errors import errors_in_words, refuse_missing
from memstudio.models.load import load_tokenizer
from memstudio.models.made_alone import made_alone
from memstudio.models.own_weights import own_weights_only
from memstudio.models.plain_config import plain_config
from memstudio.models.quiet import quiet
from memstudio.models.room import check_room
from memstudio.models.safetensors_header import stored_tensors

if TYPE_CHECKING:
    from memstudio.progress import Control


def open_encoder(folder: Path, *, device: str = "auto", control: Control) -> tuple[Any, Any]:
    """Open a folder with an encoder of an architecture that transformers has built in.

    Args:
        folder: with config.json, a tokenizer and safetensors.
        device: "auto", "cpu", "cuda:0", ...
        control: may cancel before the weights are read.

    Returns:
        The model, which gives `last_hidden_state`, and its tokenizer.

    Raises:
        ModelLoadError: it cannot be opened, or has no such states to give.
        UnsafeModelError: it needs code of its own, or its tokenizer may never be done.
        DeviceError: the device is missing or too small.
    """
    path, name = Path(folder).expanduser(), Path(folder).name
    if not (path / "config.json").is_file():
        raise ModelLoadError(
            marked("errors", "{name} is no folder of a sentence encoder: it has no config.json. Name a folder such as that of all-MiniLM-L6-v2."),
            name=str(folder),
        )  # fmt: skip
    config = checks.read_config(path)
    if "auto_map" in config:
        raise defined_by_code(name)
    if has_an_encoder(config) or "ForCausalLM" in str(config.get("architectures")):
        raise ModelLoadError(
            marked("errors", "{name} writes text; it is no sentence encoder. Open it as the model instead, whose own vectors are used then."),
            name=name,
        )  # fmt: skip
    target = resolve_device(device)
    stored = [each for file in checks.weight_files(path) for each in stored_tensors(file)]
    check_claims(config, stored, name)
    needed = sum(each.elements for each in stored) * torch.float32.itemsize
    check_room(needed, target, name)
    control.checkpoint()
    tokenizer = load_tokenizer(path, name)
    with quiet(), errors_in_words(name, needed), made_alone(control), own_weights_only():
        body, info = transformers.AutoModel.from_pretrained(
            path, config=plain_config(path), dtype=torch.float32, local_files_only=True, trust_remote_code=False,
            use_safetensors=True, output_loading_info=True,
        )  # fmt: skip
    # The pooling layer is not used, so it may be missing.
    refuse_missing(name, [key for key in info["missing_keys"] if not key.startswith("pooler.")])
    return body.to(target).eval(), tokenizer
