"""Looking at a model's files before anything is loaded: what is missing, broken or unsafe.

Nothing here imports torch or transformers.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

from memstudio.errors import ModelLoadError, UnsafeModelError, marked

if TYPE_CHECKING:
    from pathlib import Path

_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
_LARGEST_HEADER = 100_000_000
_DTYPE_BYTES = {
    "F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2,
    "U16": 2, "F8_E4M3": 1, "F8_E5M2": 1, "I8": 1, "U8": 1, "BOOL": 1,
}  # fmt: skip


def check_folder(folder: Path) -> dict[str, Any]:
    """Make sure that a Hugging Face folder can be opened safely; returns its configuration.

    Raises:
        ModelLoadError, UnsafeModelError: it cannot; the sentence says why and what to do.
    """
    config = _read_config(folder)
    if (folder / "adapter_config.json").exists() and "model_type" not in config:
        raise _adapter(folder)
    if "auto_map" in config:
        raise UnsafeModelError(
            marked("errors", "{path} needs Python code of its own (auto_map in config.json), which MemStudio never runs. Use a model of an architecture that transformers has built in."),
            path=str(folder),
        )  # fmt: skip
    if not config.get("model_type"):
        raise ModelLoadError(
            marked("errors", "config.json in {path} does not name a model_type, so it is not known what kind of model this is."),
            path=str(folder),
        )  # fmt: skip
    for shard in weight_files(folder):
        check_safetensors(shard)
    _check_tokenizer(folder)
    return config


def _read_config(folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    if not path.is_file():
        if (folder / "adapter_config.json").exists():
            raise _adapter(folder)
        raise ModelLoadError(
            marked("errors", "{path} is not a model: it has no config.json. Choose the folder that holds config.json and the weights."),
            path=str(folder),
        )  # fmt: skip
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ModelLoadError(
            marked("errors", "{path} is damaged: it is not valid JSON ({reason}). Fetch the model again."),
            path=str(path), reason=str(error),
        ) from error  # fmt: skip
    except OSError as error:
        raise ModelLoadError(
            marked("errors", "{path} could not be read ({reason})."),
            path=str(path), reason=error.strerror or str(error),
        ) from error  # fmt: skip
    if not isinstance(config, dict):
        raise ModelLoadError(
            marked("errors", "{path} is damaged: it does not hold a configuration. Fetch the model again."),
            path=str(path),
        )  # fmt: skip
    return config


def _adapter(folder: Path) -> ModelLoadError:
    return ModelLoadError(
        marked("errors", "{path} is an adapter, not a whole model. Merge it into its base model (PEFT's merge_and_unload), save that, and open the result."),
        path=str(folder),
    )  # fmt: skip


def weight_files(folder: Path) -> list[Path]:
    """The safetensors files of a model, all there and all inside its folder.

    Raises:
        ModelLoadError: shards are missing, or named outside the folder, or there are no weights.
        UnsafeModelError: the weights are pickles.
    """
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        try:
            names = sorted(
                set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ModelLoadError(
                marked("errors", "{path} is damaged. Fetch the model again."), path=str(index)
            ) from error
        for name in names:
            if not isinstance(name, str) or "/" in name or "\\" in name or name in {"", ".", ".."}:
                raise UnsafeModelError(
                    marked("errors", "{path} names weights outside the model's folder ('{name}'), so it was not opened."),
                    path=str(index), name=str(name),
                )  # fmt: skip
        missing = [name for name in names if not (folder / name).is_file()]
        if missing:
            raise ModelLoadError(
                marked("errors", "{path} lacks {count} of {total} weight files: {names}. Fetch the model again."),
                path=str(folder), count=len(missing), total=len(names),
                names=", ".join(missing[:4]) + (" …" if len(missing) > 4 else ""),
            )  # fmt: skip
        return [folder / name for name in names]
    single = folder / "model.safetensors"
    if single.is_file():
        return [single]
    pickles = sorted({path.name for pattern in _PICKLES for path in folder.glob(pattern)})
    if pickles:
        raise UnsafeModelError(
            marked("errors", "The weights of {path} are pickles ({names}), which can run code when opened, so MemStudio refuses them. Convert them to safetensors once, on a computer where you trust them: AutoModelForCausalLM.from_pretrained(folder).save_pretrained(new_folder)."),
            path=str(folder), names=", ".join(pickles[:3]),
        )  # fmt: skip
    raise ModelLoadError(
        marked("errors", "{path} has no weights: model.safetensors is missing."), path=str(folder)
    )


def check_safetensors(path: Path) -> int:
    """Make sure that a safetensors file is whole; returns the bytes of its tensors.

    Raises:
        ModelLoadError: it is truncated or damaged.
    """
    return sum(size for _, _, size in tensor_table(path))


def tensor_table(path: Path) -> list[tuple[str, int, int]]:
    """Name, number of elements and bytes of each tensor of a safetensors file.

    Raises:
        ModelLoadError: the file is truncated or damaged.
    """
    damaged = ModelLoadError(
        marked("errors", "{path} is damaged or was not copied completely. Fetch the model again."),
        path=str(path),
    )
    try:
        total = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
            if len(start) < 8:
                raise damaged
            length = struct.unpack("<Q", start)[0]
            if length > min(_LARGEST_HEADER, total):
                raise damaged
            header = json.loads(file.read(length))
        table, end = [], 0
        for name, entry in header.items():
            if name == "__metadata__":
                continue
            first, last = entry["data_offsets"]
            end = max(end, int(last))
            each = _DTYPE_BYTES.get(entry["dtype"], 1)
            table.append((name, (last - first) // each, last - first))
    except OSError as error:
        raise ModelLoadError(
            marked("errors", "{path} could not be read ({reason})."),
            path=str(path), reason=error.strerror or str(error),
        ) from error  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged from error
    if 8 + length + end > total:
        raise damaged
    return table


def _check_tokenizer(folder: Path) -> None:
    names = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model")
    if not any((folder / name).is_file() for name in names):
        raise ModelLoadError(
            marked("errors", "{path} has no tokenizer (tokenizer.json is missing), so text cannot be turned into tokens. Copy the tokenizer's files into the folder."),
            path=str(folder),
        )  # fmt: skip


def check_gguf(path: Path) -> None:
    """Make sure that a GGUF file is whole.

    Raises:
        ModelLoadError: it is empty, not GGUF, or truncated.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelLoadError(
            marked("errors", "{path} could not be read ({reason})."),
            path=str(path), reason=error.strerror or str(error),
        ) from error  # fmt: skip
    if magic != b"GGUF":
        raise ModelLoadError(
            marked("errors", "{path} is not a GGUF file: it does not begin like one."),
            path=str(path),
        )
    try:
        from gguf import GGUFReader

        reader = GGUFReader(path)
        end = max((int(t.data_offset) + int(t.n_bytes) for t in reader.tensors), default=0)
        if end > path.stat().st_size:
            raise ValueError("tensor data ends after the file")  # noqa: TRY301 - turned into words below
    except Exception as error:
        raise ModelLoadError(
            marked("errors", "{path} is damaged or was not copied completely. Fetch the file again."),
            path=str(path),
        ) from error  # fmt: skip
