"""Opening models: safetensors folders and GGUF files, offline, without running their code."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
import transformers

from memstudio.atomic import writing
from memstudio.errors import DeviceError, ModelLoadError, marked
from memstudio.models import checks
from memstudio.models.device import free_memory, is_out_of_memory, resolve_device
from memstudio.models.quiet import quiet
from memstudio.paths import cache_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.models.source import ModelSource
    from memstudio.progress import Control

_log = logging.getLogger(__name__)
_GIB = 1 << 30


@dataclass
class LoadedModel:
    """A model in memory, with its tokenizer and where it came from."""

    model: Any
    tokenizer: Any
    source: ModelSource


def load_backbone(
    source: ModelSource, *, device: str = "auto", dtype: torch.dtype | None = None, control: Control
) -> LoadedModel:
    """Open a causal language model, with or without a memory.

    Args:
        source: what `resolve_model` found.
        device: "auto", "cpu", "cuda:0", ...
        dtype: of the weights; None for float32 on the CPU and bfloat16 on a GPU that has it.
        control: takes progress; may cancel between stages.

    Raises:
        ModelLoadError: the architecture is unknown, or the files do not fit it.
        DeviceError: the device is missing or too small.
        Cancelled: through `control`.
    """
    target = resolve_device(device)
    control.checkpoint()
    folder = source.path if source.format == "folder" else _converted(source.path, control)
    wanted = dtype or _default_dtype(target)
    tables = [checks.tensor_table(path) for path in checks.weight_files(folder)]
    elements = sum(count for table in tables for _, count, _ in table)
    _check_room(elements * wanted.itemsize, target, source.name)
    control.report(0, 3, marked("progress", "Reading the tokenizer"))
    with quiet(), _in_words(source):
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
        control.checkpoint()
        control.report(1, 3, marked("progress", "Reading the weights"))
        model = transformers.AutoModelForCausalLM.from_pretrained(
            folder,
            dtype=wanted,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            low_cpu_mem_usage=True,
        )
    control.checkpoint()
    control.report(2, 3, marked("progress", "Moving the model to the device"))
    loaded = LoadedModel(model.eval(), tokenizer, source)
    move(loaded, str(target))
    control.checkpoint()
    control.report(3, 3, marked("progress", "Ready"))
    return loaded


def move(loaded: LoadedModel, device: str) -> None:
    """Move an open model to another device; it stays where it was when that fails.

    Raises:
        DeviceError: the device is missing, or has too little memory.
    """
    target = resolve_device(device)
    before = next(loaded.model.parameters()).device
    if before == target:
        return
    try:
        loaded.model.to(target)
    except RuntimeError as error:
        loaded.model.to(before)
        if not is_out_of_memory(error):
            raise
        size = sum(p.numel() * p.element_size() for p in loaded.model.parameters())
        raise _too_small(size, target, loaded.source.name) from error


def _default_dtype(device: torch.device) -> torch.dtype:
    if device.type == "cuda" and torch.cuda.is_bf16_supported():
        return torch.bfloat16
    if device.type == "xpu":
        return torch.bfloat16
    return torch.float32


def _check_room(needed: int, device: torch.device, name: str) -> None:
    free = free_memory(device)
    if free is not None and needed > free:
        raise _too_small(needed, device, name)


def _too_small(needed: int, device: torch.device, name: str) -> DeviceError:
    free = free_memory(device)
    return DeviceError(
        marked("errors", "{name} needs {needed:.1f} GiB, and {device} has {free:.1f} GiB free. Close other programs, choose another device, or open a smaller model."),
        name=name, needed=needed / _GIB, device=str(device), free=(free or 0) / _GIB,
    )  # fmt: skip


def _converted(path: Path, control: Control) -> Path:
    """A GGUF file as a safetensors folder, converted at its first opening and kept.

    A conversion that is cancelled or fails leaves nothing.
    """
    info = path.stat()
    key = hashlib.sha256(
        f"{path.resolve()}\0{info.st_size}\0{info.st_mtime_ns}\0{transformers.__version__}".encode()
    ).hexdigest()[:16]
    folder = cache_dir() / "models" / f"{path.stem}-{key}"
    if (folder / "complete").is_file():
        return folder
    control.report(0, 3, marked("progress", "Converting from GGUF, once for this file"))
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".converting-"))
    try:
        with quiet(), _gguf_in_words(path):
            tokenizer = transformers.AutoTokenizer.from_pretrained(
                path.parent, gguf_file=path.name, local_files_only=True, trust_remote_code=False
            )
            control.checkpoint()
            with _tensor_progress(control):
                model = transformers.AutoModelForCausalLM.from_pretrained(
                    path.parent, gguf_file=path.name, local_files_only=True, trust_remote_code=False
                )
            control.checkpoint()
            # The weights are plain numbers by now; the mark of their origin would forbid saving.
            if (quantizer := getattr(model, "hf_quantizer", None)) is not None:
                quantizer.remove_quantization_config(model)
        control.report(2, 3, marked("progress", "Keeping the converted model"))
        with quiet(), writing(folder):
            model.save_pretrained(temporary)
            tokenizer.save_pretrained(temporary)
            (temporary / "complete").write_text("", encoding="utf-8")
            control.checkpoint()
            if folder.exists():
                shutil.rmtree(folder)
            temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


@contextlib.contextmanager
def _tensor_progress(control: Control) -> Iterator[None]:
    """Report, and allow cancelling, at each tensor that transformers converts.

    It offers no other way than the progress bar that it wraps round its loop.
    """
    from transformers import modeling_gguf_pytorch_utils as converter

    def tensors(all_tensors: list[Any], **_: object) -> Iterator[Any]:
        text = marked("progress", "Converting from GGUF, once for this file")
        for index, tensor in enumerate(all_tensors):
            control.checkpoint()
            control.report(index, len(all_tensors), text, "tensors")
            yield tensor

    bar = converter.tqdm
    converter.tqdm = tensors
    try:
        yield
    finally:
        converter.tqdm = bar


@contextlib.contextmanager
def _gguf_in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, NotImplementedError, OSError, RuntimeError) as error:
        if is_out_of_memory(error):
            raise
        raise ModelLoadError(
            marked("errors", "{path} could not be converted ({reason}). transformers reads GGUF files of the Llama, Qwen, Gemma, Phi, GPT-2 and a few other families."),
            path=str(path), reason=_first_line(error),
        ) from error  # fmt: skip


@contextlib.contextmanager
def _in_words(source: ModelSource) -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, OSError, RuntimeError, TypeError, AttributeError) as error:
        if is_out_of_memory(error):
            raise
        reason = _first_line(error)
        _log.warning("could not load %s", source.path, exc_info=True)
        if "model type" in reason or "Unrecognized" in reason or "does not recognize" in reason:
            raise ModelLoadError(
                marked("errors", "{name} is of an architecture that the installed transformers does not know as a causal language model. Update transformers, or open another model."),
                name=source.name,
            ) from error  # fmt: skip
        raise ModelLoadError(
            marked("errors", "{name} could not be loaded: {reason}"),
            name=source.name,
            reason=reason,
        ) from error


def _first_line(error: BaseException) -> str:
    text = str(error).strip()
    return text.splitlines()[0][:300] if text else type(error).__name__
