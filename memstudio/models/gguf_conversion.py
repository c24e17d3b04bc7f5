"""GGUF files as safetensors folders: converted at their first opening, and kept."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import logging
import os
import shutil
import time
from typing import TYPE_CHECKING

import gguf
import torch
import transformers
from safetensors import SafetensorError
from transformers import modeling_gguf_pytorch_utils as converter

from memstudio.errors import MemStudioError, ModelLoadError, StorageError, marked
from memstudio.models import checks
from memstudio.models.device import free_memory, is_out_of_memory
from memstudio.models.library_errors import refuse_missing
from memstudio.models.library_loops import steered_loop
from memstudio.models.made_alone import made_alone
from memstudio.models.own_weights import own_weights_only
from memstudio.models.quiet import quiet
from memstudio.models.room import check_room, too_small
from memstudio.models.whole_folder import whole_folder
from memstudio.paths import cache_dir, nearest_existing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.models.gguf_header import GgufHeader
    from memstudio.progress import Control

_log = logging.getLogger(__name__)
_DTYPE = torch.float32
_CPU = torch.device("cpu")
_DAY = 86_400
_CHECKED = "whole"
"""What a conversion was checked for; older ones, of files that lacked tensors, are made again."""


def converted(path: Path, control: Control) -> Path:
    """The safetensors folder of a GGUF file; made now when there is none yet.

    A conversion that is cancelled or fails leaves nothing.

    Raises:
        ModelLoadError: the file is damaged, lacks tensors, or is of an architecture that
            transformers cannot read.
        DeviceError: it does not fit in memory.
        StorageError: the cache cannot be written, or the disk has too little room.
        Cancelled: through `control`.
    """
    folder = _folder_for(path)
    if _is_whole(folder):
        return folder
    header = checks.check_gguf(path)
    needed = header.elements * _DTYPE.itemsize
    _clear_rests(folder)
    check_room(needed, _CPU, path.name)
    _check_disk(folder, needed)
    control.report(0, 0, marked("progress", "Converting from GGUF, once for this file"))
    with quiet(), whole_folder(folder) as temporary, _in_words(path, header):
        _convert(path, header, temporary, control)
    return folder


def _folder_for(path: Path) -> Path:
    """Named by where the file is, and by its state and those of the converter and of our check."""
    info = path.stat()
    where = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:10]
    state = f"{info.st_size} {info.st_mtime_ns} {transformers.__version__} {_CHECKED}"
    mark = hashlib.sha256(state.encode()).hexdigest()[:10]
    return cache_dir() / "models" / f"{path.stem[:40]}-{where}-{mark}"


def _is_whole(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    try:
        checks.check_folder(folder)
    except ModelLoadError:
        _log.warning("the converted model in %s is damaged and is made again", folder)
        return False
    return True


def _clear_rests(folder: Path) -> None:
    """Remove what earlier states of the same file, and conversions that were killed, have left."""
    if not folder.parent.is_dir():
        return
    same_file = folder.name.rpartition("-")[0] + "-"
    for other in folder.parent.iterdir():
        is_unfinished = other.name.startswith(".") and time.time() - other.stat().st_mtime > _DAY
        if is_unfinished or (other.name.startswith(same_file) and other != folder):
            shutil.rmtree(other, ignore_errors=True)


def _check_disk(folder: Path, needed: int) -> None:
    existing = nearest_existing(folder.parent)
    free = shutil.disk_usage(existing).free
    if needed > free:
        raise StorageError(
            marked("errors", "The converted model needs {needed:.1f} GiB in {path}, where {free:.1f} GiB are free. Free some space, or set MEMSTUDIO_HOME to a folder on a larger disk."),
            needed=needed / (1 << 30), free=free / (1 << 30), path=str(existing),
        )  # fmt: skip


def _convert(path: Path, header: GgufHeader, folder: Path, control: Control) -> None:
    steered = steered_loop(
        converter,
        control,
        marked("progress", "Converting from GGUF, once for this file"),
        "tensors",
        total=header.num_tensors,
        size_of=lambda _: 1,
    )
    with made_alone(control), _reading_once(), steered, own_weights_only():
        control.checkpoint()
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            path.parent, gguf_file=path.name, local_files_only=True, trust_remote_code=False
        )
        control.checkpoint()
        model, info = transformers.AutoModelForCausalLM.from_pretrained(
            path.parent,
            gguf_file=path.name,
            dtype=_DTYPE,
            local_files_only=True,
            trust_remote_code=False,
            output_loading_info=True,
        )
    # Later nobody can tell: what was missing is kept like all the rest, as random numbers.
    refuse_missing(path.name, info["missing_keys"])
    control.checkpoint()
    # The weights are plain numbers by now; the mark of their origin would forbid saving.
    if (quantizer := getattr(model, "hf_quantizer", None)) is not None:
        quantizer.remove_quantization_config(model)
    control.report(0, 0, marked("progress", "Keeping the converted model"))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    control.checkpoint()


@contextlib.contextmanager
def _reading_once() -> Iterator[None]:
    """Let transformers read the file once.

    It parses the file anew for the tokenizer, the configuration and the weights, and makes the
    same table of names for each module: two thirds of the time of a small model.
    """
    reader, name_map = gguf.GGUFReader, gguf.get_tensor_name_map
    gguf.GGUFReader = functools.cache(reader)
    gguf.get_tensor_name_map = functools.cache(name_map)
    try:
        yield
    finally:
        gguf.GGUFReader, gguf.get_tensor_name_map = reader, name_map


@contextlib.contextmanager
def _in_words(path: Path, header: GgufHeader) -> Iterator[None]:
    try:
        yield
    except (MemStudioError, SafetensorError):
        raise
    except Exception as error:
        if is_out_of_memory(error):
            needed = header.elements * _DTYPE.itemsize
            raise too_small(needed, _CPU, path.name, free_memory(_CPU)) from error
        if isinstance(error, OSError) and error.errno is not None:
            raise
        _log.info("could not convert %s", path, exc_info=True)
        raise _not_converted(path, header, str(error) or type(error).__name__) from error


def _not_converted(path: Path, header: GgufHeader, reason: str) -> ModelLoadError:
    if "not supported" in reason or "Unrecognized" in reason:
        return ModelLoadError(
            marked("errors", "{path} is of the architecture '{architecture}', which transformers cannot read from GGUF. Open the model's original folder of safetensors instead."),
            path=str(path), architecture=header.architecture,
        )  # fmt: skip
    return ModelLoadError(
        marked("errors", "{path} could not be converted ({reason}). Open the model's original folder of safetensors instead."),
        path=str(path), reason=reason.split("\n", 1)[0][:300],
    )  # fmt: skip
