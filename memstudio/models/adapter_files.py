"""Folders that hold what was learnt beside a backbone: a PEFT adapter, a memory of ours, or both.

    adapter_config.json, adapter_model.safetensors    as PEFT writes them
    memory.json, memory.safetensors                   ours: the memory, and the backbone it goes with

Nothing here imports torch or transformers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.errors import ModelLoadError, UnsafeModelError, marked
from memstudio.models.safetensors_header import stored_tensors, unreadable
from memstudio.parsing import json_in

if TYPE_CHECKING:
    from pathlib import Path

PEFT_CONFIG = "adapter_config.json"
PEFT_WEIGHTS = "adapter_model.safetensors"
MEMORY = "memory.json"
MEMORY_WEIGHTS = "memory.safetensors"
FORMAT = "memstudio-memory-1"

# What PEFT can make a part of the weights; the others stay beside the model for good.
_MERGED = frozenset({"LORA", "LOHA", "LOKR", "IA3", "OFT", "BOFT", "VERA", "ADALORA", "HRA"})


def is_of_adapter(name: str) -> bool:
    """Whether a parameter of that name belongs to an adapter that is on the model."""
    return "lora_" in name


@dataclass(frozen=True)
class AdapterFiles:
    """What is in such a folder.

    Attributes:
        folder: where it lies.
        backbone: what the model that it goes with is called.
        fingerprint: of that model's weights (`models.fingerprint`); None where nobody noted it.
        memory: the memory's configuration without its backbone's; None without a memory.
        has_peft: whether there is a PEFT adapter.
    """

    folder: Path
    backbone: str
    fingerprint: str | None
    memory: dict[str, Any] | None
    has_peft: bool


def is_adapter(folder: Path) -> bool:
    """Whether a folder holds what goes beside a backbone, and is no model by itself.

    Whoever merges an adapter often leaves its files beside the model that comes of it.
    """
    if (folder / MEMORY).is_file():
        return True
    is_model = (folder / "config.json").is_file() and any(
        (folder / name).is_file() for name in ("model.safetensors", "model.safetensors.index.json")
    )
    return not is_model and (folder / PEFT_CONFIG).is_file()


def read_adapter(folder: Path) -> AdapterFiles:
    """What a folder holds, looked at so far as it can be without the backbone.

    Raises:
        ModelLoadError: files are missing or damaged, or it is of a kind that cannot be opened.
        UnsafeModelError: the weights are pickles.
    """
    try:
        peft = _read(folder / PEFT_CONFIG)
        memory = _read(folder / MEMORY)
        if peft is not None:
            _check_peft(folder, peft)
        if memory is not None:
            parts = (memory.get("memory"), memory.get("backbone") or {})
            if memory.get("format") != FORMAT or not all(isinstance(p, dict) for p in parts):
                raise _damaged(folder / MEMORY)
            stored_tensors(folder / MEMORY_WEIGHTS)
    except OSError as error:
        raise unreadable(folder, error) from error
    told: dict[str, Any] = {} if memory is None else memory.get("backbone") or {}
    named = told.get("reference") or (peft or {}).get("base_model_name_or_path")
    if not isinstance(named, str) or not named.strip():
        raise ModelLoadError(
            marked("errors", "{path} does not say which model it goes with. Write its folder or Hub id into {file}, at '{field}'."),
            path=str(folder), file=PEFT_CONFIG if memory is None else MEMORY,
            field="base_model_name_or_path" if memory is None else "reference",
        )  # fmt: skip
    return AdapterFiles(
        folder,
        named,
        told.get("fingerprint"),
        None if memory is None else memory["memory"],
        peft is not None,
    )


def _check_peft(folder: Path, config: dict[str, Any]) -> None:
    kind = str(config.get("peft_type"))
    if kind not in _MERGED:
        raise ModelLoadError(
            marked("errors", "{path} holds an adapter of the kind {kind}, which does not become a part of a model's weights. Adapters of the kinds {kinds} can be opened."),
            path=str(folder), kind=kind, kinds=", ".join(sorted(_MERGED)),
        )  # fmt: skip
    if (folder / PEFT_WEIGHTS).is_file():
        stored_tensors(folder / PEFT_WEIGHTS)
        return
    if (folder / "adapter_model.bin").is_file():
        raise UnsafeModelError(
            marked("errors", "The weights of {path} are pickles ({name}), which can run code when opened, so MemStudio refuses them. Save the adapter again with a current peft, which writes safetensors."),
            path=str(folder), name="adapter_model.bin",
        )  # fmt: skip
    raise ModelLoadError(
        marked("errors", "{path} has no weights: {name} is missing. Fetch the adapter again."),
        path=str(folder), name=PEFT_WEIGHTS,
    )  # fmt: skip


def _read(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    try:
        content = json_in(path)
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(content, dict):
        raise _damaged(path)
    return content


def _damaged(path: Path) -> ModelLoadError:
    return ModelLoadError(
        marked("errors", "{path} is damaged: it does not say what it must. Fetch or write the adapter again."),
        path=str(path),
    )  # fmt: skip
