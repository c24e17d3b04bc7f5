"""Looking at a model's files before anything is loaded: what is missing, broken or unsafe.

Nothing here imports torch or transformers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.errors import ModelLoadError, UnsafeModelError, marked
from memstudio.models.gguf_header import GgufHeader, read_gguf_header
from memstudio.models.safetensors_header import stored_tensors, unreadable
from memstudio.parsing import json_in

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = "step.json"
"""What names the parts of an exported program."""
_SINGLE = "model.safetensors"
# Transformers takes these before all others.
_PARTS = "shard-?????-model-?????-of-?????.safetensors"
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
_TOKENIZERS = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model")


def check_folder(folder: Path) -> dict[str, Any]:
    """Make sure that a Hugging Face folder can be opened safely; returns its configuration.

    Raises:
        ModelLoadError, UnsafeModelError: it cannot; the sentence says why and what to do.
    """
    try:
        config = read_config(folder)
        for shard in weight_files(folder):
            stored_tensors(shard)
        _check_tokenizer(folder)
    except OSError as error:
        raise unreadable(folder, error) from error
    return config


def check_gguf(path: Path) -> GgufHeader:
    """Make sure that a GGUF file is whole and holds a model of its own.

    Raises:
        ModelLoadError: it does not; the sentence says why and what to do.
    """
    header = read_gguf_header(path)
    if header.num_parts > 1:
        raise ModelLoadError(
            marked("errors", "{path} is one of {count} parts of a model. Join them with llama-gguf-split --merge, and open the result."),
            path=str(path), count=header.num_parts,
        )  # fmt: skip
    if header.num_tensors == 0 or not header.architecture:
        raise ModelLoadError(
            marked("errors", "{path} holds no model: there are no weights in it."), path=str(path)
        )
    if not header.has_tokenizer:
        raise ModelLoadError(
            marked("errors", "{path} has no tokenizer inside, so text cannot be turned into tokens. Fetch a GGUF file of a language model."),
            path=str(path),
        )  # fmt: skip
    return header


def read_config(folder: Path) -> dict[str, Any]:
    """The configuration of a model folder; it names a model_type.

    Raises:
        ModelLoadError: it is missing or damaged.
        UnsafeModelError: it says that the weights are elsewhere.
    """
    path = folder / "config.json"
    if not path.is_file():
        raise _no_config(folder)
    config = read_config_file(path)
    # Transformers would take these weights, whatever lies beside them, and pickles too.
    if (named := config.get("transformers_weights")) not in (None, _SINGLE):
        raise UnsafeModelError(
            marked("errors", "{path} names '{name}' as a weight file. Only safetensors files in the model's own folder are opened."),
            path=str(path), name=str(named),
        )  # fmt: skip
    return config


def read_config_file(path: Path) -> dict[str, Any]:
    """The configuration in a file; it names a model_type.

    Raises:
        ModelLoadError: it is damaged.
    """
    try:
        config = json_in(path)
    except ValueError as error:
        raise ModelLoadError(
            marked("errors", "{path} is damaged: it is not valid JSON ({reason}). Fetch the model again."),
            path=str(path), reason=str(error),
        ) from error  # fmt: skip
    if not isinstance(config, dict):
        raise ModelLoadError(
            marked("errors", "{path} is damaged: it does not hold a configuration. Fetch the model again."),
            path=str(path),
        )  # fmt: skip
    if not isinstance(config.get("model_type"), str):
        raise ModelLoadError(
            marked("errors", "{path} does not name a model_type, so it is not known what kind of model this is. Fetch the model again, or save it with a current transformers."),
            path=str(path),
        )  # fmt: skip
    return config


def _no_config(folder: Path) -> ModelLoadError:
    if files := sorted(path.name for path in folder.glob("*.gguf")):
        return ModelLoadError(
            marked("errors", "{path} has no config.json. To open a GGUF file in it, choose the file itself: {names}."),
            path=str(folder), names=_some(files),
        )  # fmt: skip
    if (folder / PROGRAM).is_file():
        return ModelLoadError(
            marked("errors", "{path} is a program of one step, exported for use without MemStudio; its README.md says how. To go on here, open the model that it was made of."),
            path=str(folder),
        )  # fmt: skip
    return ModelLoadError(
        marked("errors", "{path} is not a model: it has no config.json. Choose the folder that holds config.json and the weights."),
        path=str(folder),
    )  # fmt: skip


def weight_files(folder: Path) -> list[Path]:
    """The safetensors files of a model, all there and all inside its folder.

    They are those that transformers takes: of one file and many, the one.

    Raises:
        ModelLoadError: shards are missing, or named outside the folder, or there are no weights.
        UnsafeModelError: the weights are pickles, or others than these would be taken.
    """
    if parts := sorted(path.name for path in folder.glob(_PARTS)):
        raise UnsafeModelError(
            marked("errors", "{path} holds the weights as several processes wrote them in training ({names}), which are not opened. Save them as a whole first: model.save_pretrained(new_folder)."),
            path=str(folder), names=_some(parts),
        )  # fmt: skip
    single = folder / _SINGLE
    if single.is_file():
        return [_inside(folder, single)]
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        return [_inside(folder, folder / name) for name in _shards(index)]
    pickles = sorted({path.name for pattern in _PICKLES for path in folder.glob(pattern)})
    if pickles:
        raise UnsafeModelError(
            marked("errors", "The weights of {path} are pickles ({names}), which can run code when opened, so MemStudio refuses them. Convert them to safetensors once, on a computer where you trust them: AutoModelForCausalLM.from_pretrained(folder).save_pretrained(new_folder)."),
            path=str(folder), names=_some(pickles),
        )  # fmt: skip
    raise ModelLoadError(
        marked("errors", "{path} has no weights: model.safetensors is missing. Fetch the model again."),
        path=str(folder),
    )  # fmt: skip


def _inside(folder: Path, weights: Path) -> Path:
    """`weights`, if no link leads out of the folder; those of the Hugging Face cache lead beside it."""
    home = folder.resolve()
    cached = home.parent.parent / "blobs" if home.parent.name == "snapshots" else home
    place = weights.resolve()
    if not (place.is_relative_to(home) or place.is_relative_to(cached)):
        raise UnsafeModelError(
            marked("errors", "{path} is a link that leads out of the model's folder, to {target}. Only weights in the folder are opened: put the file itself there, or open the folder that it is in."),
            path=str(weights), target=str(place),
        )  # fmt: skip
    return weights


def _shards(index: Path) -> list[str]:
    """The names of the files that an index lists, which are all there."""
    try:
        names = sorted(set(json_in(index)["weight_map"].values()))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelLoadError(
            marked("errors", "{path} is damaged: it does not list the weight files. Fetch the model again."),
            path=str(index),
        ) from error  # fmt: skip
    for name in names:
        is_plain = isinstance(name, str) and "/" not in name and "\\" not in name
        if not is_plain or not name.endswith(".safetensors"):
            raise UnsafeModelError(
                marked("errors", "{path} names '{name}' as a weight file. Only safetensors files in the model's own folder are opened."),
                path=str(index), name=str(name),
            )  # fmt: skip
    missing = [name for name in names if not (index.parent / name).is_file()]
    if missing or not names:
        raise ModelLoadError(
            marked("errors", "{path} lacks {count} of {total} weight files: {names}. Fetch the model again."),
            path=str(index.parent), count=len(missing), total=len(names), names=_some(missing),
        )  # fmt: skip
    return names


def has_tokenizer(folder: Path) -> bool:
    """Whether there is a tokenizer in a folder."""
    return any((folder / name).is_file() for name in _TOKENIZERS)


def _check_tokenizer(folder: Path) -> None:
    if not has_tokenizer(folder):
        raise ModelLoadError(
            marked("errors", "{path} has no tokenizer (tokenizer.json is missing), so text cannot be turned into tokens. Copy the tokenizer's files into the folder."),
            path=str(folder),
        )  # fmt: skip


def _some(names: list[str]) -> str:
    return ", ".join(names[:4]) + (" …" if len(names) > 4 else "")
