"""Opening models: safetensors folders and GGUF files, offline, without running their code."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
import transformers
from transformers import core_model_loading

from memstudio.errors import marked
from memstudio.models import checks
from memstudio.models.architecture import check_config, has_an_encoder
from memstudio.models.claimed_sizes import check_claims
from memstudio.models.device import empty_cache, free_memory, is_out_of_memory, resolve_device
from memstudio.models.device_id import device_id
from memstudio.models.gguf_conversion import converted
from memstudio.models.library_errors import errors_in_words, refuse_missing
from memstudio.models.library_loops import steered_loop
from memstudio.models.made_alone import made_alone
from memstudio.models.own_weights import own_weights_only
from memstudio.models.plain_config import plain_config
from memstudio.models.quiet import quiet
from memstudio.models.room import check_room, too_small
from memstudio.models.safetensors_header import stored_tensors
from memstudio.models.tokenizer_patterns import check_patterns

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.models.safetensors_header import StoredTensor
    from memstudio.models.source import ModelSource
    from memstudio.progress import Control

_log = logging.getLogger(__name__)
_CPU = torch.device("cpu")
_TRIED = ("A word, and 12 more.\n中文", *(chr(code) * 40 + "!" for code in range(32, 127)))
"""Texts that a tokenizer is tried on; patterns that never end mostly do not on many of one letter."""


@dataclass
class LoadedModel:
    """A model in memory, with its tokenizer and where it came from."""

    model: Any
    tokenizer: Any
    source: ModelSource


def load_backbone(
    source: ModelSource, *, device: str = "auto", dtype: torch.dtype | None = None, control: Control
) -> LoadedModel:
    """Open a language model, with or without an encoder or a memory.

    Args:
        source: what `resolve_model` found.
        device: "auto", "cpu", "cuda:0", ...
        dtype: of the weights; None for float32 on the CPU and bfloat16 on a GPU that has it.
        control: takes progress; may cancel at each tensor.

    Raises:
        ModelLoadError: the architecture is unknown, or the files do not fit it.
        DeviceError: the device is missing or too small.
        StorageError: a GGUF file was to be converted, and the cache cannot be written.
        Cancelled: through `control`.
    """
    target = resolve_device(device)
    control.checkpoint()
    folder = source.path if source.format == "folder" else converted(source.path, control)
    config = checks.read_config(folder)
    check_config(config, source.name)
    stored = [tensor for path in checks.weight_files(folder) for tensor in stored_tensors(path)]
    check_claims(config, stored, source.name)
    wanted = dtype or default_dtype(target)
    needed = sum(tensor.elements for tensor in stored) * wanted.itemsize
    for place in {_CPU, target}:
        check_room(needed, place, source.name)
    control.report(0, 0, marked("progress", "Reading the tokenizer"))
    tokenizer = load_tokenizer(folder, source.name)
    with quiet(), errors_in_words(source.name, needed, _quantised(config)):
        control.checkpoint()
        model, info = _read_weights(
            folder, wanted, stored, has_encoder=has_an_encoder(config), control=control
        )
        refuse_missing(source.name, info["missing_keys"])
        if unexpected := sorted(info["unexpected_keys"]):
            _log.info(
                "%s: %d tensors are not used: %s", source.name, len(unexpected), unexpected[:8]
            )
    loaded = LoadedModel(model.eval(), tokenizer, source)
    control.checkpoint()
    if target != _CPU:
        control.report(0, 0, marked("progress", "Moving the model to the device"))
        move(loaded, str(target))
        control.checkpoint()
    return loaded


def _quantised(config: dict[str, Any]) -> str:
    """By which method the weights were quantised; "" where they were not."""
    told = config.get("quantization_config")
    return str(told.get("quant_method")) if isinstance(told, dict) else ""


def load_tokenizer(folder: Path, name: str) -> Any:
    """Open the tokenizer of a model.

    Args:
        folder: of the model.
        name: what the user calls it.

    Raises:
        ModelLoadError, UnsafeModelError: it is damaged, or would run code.
    """
    with quiet(), errors_in_words(name, 0):
        check_patterns(folder)
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
        # What does not go together is met here, and not in the middle of a night's work.
        for text in _TRIED:
            tokenizer.decode(tokenizer(text).input_ids)
    return tokenizer


def move(loaded: LoadedModel, device: str) -> None:
    """Move an open model to another device; it stays where it was when that fails.

    Raises:
        DeviceError: the device is missing, or has too little memory.
    """
    target = resolve_device(device)
    model, name = loaded.model, loaded.source.name
    before = next(model.parameters()).device
    if device_id(before) == device_id(target):
        return
    needed = sum(t.numel() * t.element_size() for t in (*model.parameters(), *model.buffers()))
    check_room(needed, target, name)
    free = free_memory(target)
    try:
        model.to(target)
    except (RuntimeError, MemoryError) as error:
        model.to(before)
        empty_cache(target)
        if not is_out_of_memory(error):
            raise
        raise too_small(needed, target, name, free) from error
    empty_cache(before)


def _read_weights(
    folder: Path,
    dtype: torch.dtype,
    stored: list[StoredTensor],
    *,
    has_encoder: bool,
    control: Control,
) -> tuple[Any, dict[str, Any]]:
    """The model, and what transformers has to say of its tensors."""
    sizes = {tensor.name: tensor.size for tensor in stored}
    steered = steered_loop(
        core_model_loading,
        control,
        marked("progress", "Reading the weights"),
        "bytes",
        total=sum(sizes.values()),
        size_of=lambda item: sizes.get(item[0], 0),
    )
    auto = transformers.AutoModelForCausalLM
    if has_encoder:
        auto = transformers.AutoModelForSeq2SeqLM
    with made_alone(control), steered, own_weights_only():
        model, info = auto.from_pretrained(
            folder,
            config=plain_config(folder),
            dtype=dtype,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            output_loading_info=True,
        )
    return model, info


def default_dtype(device: torch.device) -> torch.dtype:
    """Of the weights of what is opened on a device without asking for another."""
    module = {"cuda": torch.cuda, "xpu": torch.xpu}.get(device.type)
    if module is not None and module.is_bf16_supported(including_emulation=False):
        return torch.bfloat16
    return torch.float32
