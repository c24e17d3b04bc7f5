"""Opening sentence encoders: models such as BERT that turn texts into vectors, and write nothing."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
import transformers

from memstudio.errors import ModelLoadError, UnsafeModelError, marked
from memstudio.models import checks
from memstudio.models.device import resolve_device
from memstudio.models.quiet import quiet
from memstudio.models.room import check_room
from memstudio.models.safetensors_header import stored_tensors

if TYPE_CHECKING:
    from memstudio.progress import Control

_log = logging.getLogger(__name__)


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
        UnsafeModelError: it needs code of its own.
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
        raise UnsafeModelError(
            marked("errors", "{name} is defined by Python code of its own (auto_map in config.json), which MemStudio never runs. Use a model of an architecture that transformers has built in."),
            name=name,
        )  # fmt: skip
    if config.get("is_encoder_decoder") or "ForCausalLM" in str(config.get("architectures")):
        raise ModelLoadError(
            marked("errors", "{name} writes text; it is no sentence encoder. Open it as the model instead, whose own vectors are used then."),
            name=name,
        )  # fmt: skip
    target = resolve_device(device)
    stored = [each for file in checks.weight_files(path) for each in stored_tensors(file)]
    check_room(sum(each.elements for each in stored) * 4, target, name)
    control.checkpoint()
    try:
        with quiet():
            tokenizer = transformers.AutoTokenizer.from_pretrained(
                path, local_files_only=True, trust_remote_code=False
            )
            body, info = transformers.AutoModel.from_pretrained(
                path, dtype=torch.float32, local_files_only=True, trust_remote_code=False,
                use_safetensors=True, output_loading_info=True,
            )  # fmt: skip
    except Exception as error:
        _log.info("could not load %s", path, exc_info=True)
        raise ModelLoadError(
            marked("errors", "{name} could not be loaded: {reason}. Its files may be damaged or belong to different models; fetch the model again."),
            name=name, reason=str(error).split("\n", 1)[0][:300].rstrip("."),
        ) from error  # fmt: skip
    # The pooling layer is not used, so it may be missing.
    missing = [key for key in sorted(info["missing_keys"]) if not key.startswith("pooler.")]
    if missing:
        raise ModelLoadError(
            marked("errors", "{name} cannot be opened: {count} of its tensors are not in its files ({first}, …). They may be of another kind of model, or damaged; fetch the model again."),
            name=name, count=len(missing), first=missing[0],
        )  # fmt: skip
    return body.to(target).eval(), tokenizer
