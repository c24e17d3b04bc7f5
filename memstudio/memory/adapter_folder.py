"""Opening what was learnt beside a backbone, on that backbone; and writing a memory so.

The files are those of `models.adapter_files`.
"""

from __future__ import annotations

import json
import logging
import warnings
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from memstudio.errors import ModelLoadError, marked
from memstudio.memory.memory_config import MemoryConfig
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.model_heads import HEAD_PREFIXES
from memstudio.models.adapter_backbone import backbone_of
from memstudio.models.adapter_files import (
    FORMAT,
    MEMORY,
    MEMORY_WEIGHTS,
    AdapterFiles,
    read_adapter,
)
from memstudio.models.checks import has_tokenizer
from memstudio.models.fingerprint import backbone_fingerprint
from memstudio.models.gguf_conversion import converted
from memstudio.models.load import LoadedModel, load_backbone, load_tokenizer
from memstudio.models.made_alone import made_alone
from memstudio.models.quiet import quiet

if TYPE_CHECKING:
    from pathlib import Path

    import torch
    from torch import nn

    from memstudio.models.source import ModelSource
    from memstudio.progress import Control

_log = logging.getLogger(__name__)

# Of a memory's configuration, what is not the backbone's.
_FIELDS = (
    "memory_kind", "num_slots", "segment_length", "bptt_depth", "memory_replay", "kind_options",
    "trained_on", "value_scale", "label_heads", "backbone_source",
    "memory_package",
)  # fmt: skip
_OURS = ("memory.", *HEAD_PREFIXES)


def open_adapter(
    source: ModelSource,
    *,
    device: str = "auto",
    dtype: torch.dtype | None = None,
    control: Control,
    online: bool = False,
) -> LoadedModel:
    """Open an adapter folder: its backbone, with the adapter merged and the memory attached.

    Args:
        source: of the format "adapter".
        device: "auto", "cpu", "cuda:0", ...
        dtype: of the weights; None for what suits the device.
        control: takes progress, may cancel.
        online: whether the backbone may be downloaded.

    Raises:
        ModelLoadError: the backbone is not there or is another one, or the files do not fit it.
        DeviceError: the device is missing or too small.
        Cancelled: through `control`.
    """
    files = read_adapter(source.path)
    base = backbone_of(files, control, online=online)
    if files.fingerprint is not None:
        found = backbone_fingerprint(weights_folder(base, control), control)
        if found != files.fingerprint:
            raise ModelLoadError(
                marked("errors", "{path} was made for another backbone: the weights of {backbone} are others than those it was trained beside. Write the right model's folder or Hub id into {file}, at 'reference'."),
                path=str(source.path), backbone=files.backbone, file=MEMORY,
            )  # fmt: skip
    loaded = load_backbone(base, device=device, dtype=dtype, control=control)
    model = loaded.model
    if files.memory is not None and isinstance(model, MemoryModel):
        model = model.backbone
    if files.has_peft:
        model = merged(model, source.path)
    if files.memory is not None:
        model = _with_memory(model, files)
    tokenizer = _own_tokenizer(loaded, source)
    return LoadedModel(model.eval(), tokenizer, source)


def _own_tokenizer(base: LoadedModel, source: ModelSource) -> Any:
    """The tokenizer that an adapter brings, or the model's where that does not go with the model.

    Of one with other tokens, such as one that was given a `[PAD]` the model has no row for, the chat
    template is taken.
    """
    if not has_tokenizer(source.path):
        return base.tokenizer
    try:
        tokenizer = load_tokenizer(source.path, source.name)
    except ModelLoadError as error:
        _log.warning("%s: the model's own tokenizer is taken instead: %s", source.path, error)
        return base.tokenizer
    found = tokenizer.get_vocab()
    rows = base.model.get_input_embeddings().weight.shape[0]
    is_same = all(
        found.get(token) == number for token, number in base.tokenizer.get_vocab().items()
    )
    if is_same and max(found.values()) < rows:
        return tokenizer
    _log.warning("%s: its tokenizer has other tokens; the model's own is taken", source.path)
    base.tokenizer.chat_template = tokenizer.chat_template or base.tokenizer.chat_template
    return base.tokenizer


def weights_folder(base: ModelSource, control: Control) -> Path:
    """Where the safetensors files of a model lie; a GGUF file's are made when there are none."""
    return base.path if base.format == "folder" else converted(base.path, control)


def merged(model: Any, folder: Path) -> Any:
    """`model` with a PEFT adapter made a part of its weights, in place.

    Raises:
        ModelLoadError: the adapter does not fit the model.
    """
    from peft import PeftModel

    try:
        with quiet(), warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            adapted = PeftModel.from_pretrained(model, str(folder), local_files_only=True)
            # It says so and goes on with fresh adapters, which change nothing.
            if lost := [
                str(each.message) for each in told if "missing adapter keys" in str(each.message)
            ]:
                raise ValueError(lost[0])  # noqa: TRY301 - told as all else that does not fit
            result = adapted.merge_and_unload()
    except Exception as error:
        _log.info("%s could not be merged", folder, exc_info=True)
        raise ModelLoadError(
            marked("errors", "The adapter {path} does not fit {model} ({reason}). It may have been made for another one."),
            path=str(folder), model=type(model).__name__,
            reason=(str(error).strip() or type(error).__name__).splitlines()[0][:200],
        ) from error  # fmt: skip
    for name in ("peft_config", "_hf_peft_config_loaded"):
        if name in vars(result):
            delattr(result, name)
    return result


def _with_memory(backbone: Any, files: AdapterFiles) -> MemoryModel:
    told = files.memory or {}
    path = files.folder / MEMORY_WEIGHTS
    try:
        config = MemoryConfig(
            backbone_config=backbone.config,
            **{name: told[name] for name in _FIELDS if name in told},
        )
        with made_alone():
            model = MemoryModel(config, backbone)
        weights = load_file(path)
        result = model.load_state_dict(weights, strict=False)
        lacking = [name for name in result.missing_keys if name.startswith(_OURS)]
        if lacking or result.unexpected_keys:
            raise KeyError((lacking + list(result.unexpected_keys))[0])  # noqa: TRY301
    except (SafetensorError, RuntimeError, KeyError, TypeError, ValueError, OSError) as error:
        raise ModelLoadError(
            marked("errors", "The memory in {path} does not fit {model} ({reason}). It may be damaged, or made for another one."),
            path=str(files.folder), model=type(backbone).__name__,
            reason=str(error).strip().splitlines()[0][:200],
        ) from error  # fmt: skip
    model.to(device=backbone.device, dtype=backbone.dtype)
    return model


def write_memory(
    model: MemoryModel, folder: Path, *, reference: str, name: str, fingerprint: str
) -> None:
    """Write the memory of a model, and its heads, without the backbone.

    Args:
        model: whose memory it is.
        folder: that is there already.
        reference: what opens the backbone.
        name: what to call the backbone.
        fingerprint: of the backbone's weights.
    """
    parts: list[tuple[str, nn.Module | None]] = [
        ("memory.", model.memory),
        ("value_head.", model.value_head),
        ("label_heads.", model.label_heads),
    ]
    weights = {
        prefix + key: tensor.detach().to("cpu").contiguous().clone()
        for prefix, part in parts
        if part is not None
        for key, tensor in part.state_dict().items()
    }
    save_file(weights, folder / MEMORY_WEIGHTS, metadata={"format": "pt"})
    described = {
        "format": FORMAT,
        "backbone": {
            "reference": reference,
            "name": name,
            "architecture": type(model.backbone).__name__,
            "fingerprint": fingerprint,
        },
        "memory": {each: getattr(model.config, each) for each in _FIELDS},
    }
    text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
    (folder / MEMORY).write_text(text, encoding="utf-8")
