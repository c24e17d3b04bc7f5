"""What a user may call a model, and where it is then. Imports neither torch nor transformers."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from memstudio.errors import ModelLoadError, UnsafeModelError, marked
from memstudio.models import checks, hub_cache
from memstudio.models.adapter_files import MEMORY, PEFT_CONFIG, is_adapter, read_adapter
from memstudio.models.hub_download import download
from memstudio.models.safetensors_header import unreadable
from memstudio.models.source import MEMORY_MODEL, ModelEntry, ModelSource, folder_name
from memstudio.paths import models_dir
from memstudio.progress import Control
from memstudio.resources import resource

_log = logging.getLogger(__name__)

DEMO = "demo"

_SIGNS = ("config.json", PEFT_CONFIG, MEMORY)


def demo_folder() -> Path:
    """The folder of the bundled model."""
    return resource("models", DEMO)


def find_models() -> tuple[ModelEntry, ...]:
    """The bundled model, the user's own, and what in the Hugging Face cache could be opened.

    Whether an architecture is known is not asked here: that would take transformers.
    """
    found = []
    folder = demo_folder()
    if (folder / "config.json").is_file():
        found.append(_entry(DEMO, DEMO, "bundled", folder))
    found += _own()
    try:
        for hub_id in hub_cache.cached_ids():
            found += _cached(hub_id)
    except OSError:
        _log.warning("the Hugging Face cache could not be read", exc_info=True)
    return tuple(found)


def _own() -> list[ModelEntry]:
    """What lies in the folder where new models are saved."""
    try:
        folders = sorted(path for path in models_dir().iterdir() if not path.name.startswith("."))
        return [
            _entry(str(folder), folder.name, "folder", folder)
            for folder in folders
            if is_model_path(folder)
        ]
    except FileNotFoundError:
        return []
    except OSError:
        _log.warning("%s could not be read", models_dir(), exc_info=True)
        return []


def _entry(
    reference: str, name: str, origin: Literal["bundled", "folder", "hub-cache"], folder: Path
) -> ModelEntry:
    return ModelEntry(reference, name, origin, _size(folder), folder, has_memory(folder))


def has_memory(folder: Path) -> bool:
    """Whether a folder holds a model with a memory of ours; a damaged one does not."""
    try:
        if (folder / MEMORY).is_file():
            return True
        return bool(checks.read_config(folder)["model_type"] == MEMORY_MODEL)
    except (OSError, UnicodeDecodeError, ModelLoadError):
        return False


def _cached(hub_id: str) -> list[ModelEntry]:
    folder = hub_cache.snapshot(hub_id)
    if folder is not None:
        try:
            checks.check_folder(folder)
        except ModelLoadError as error:
            _log.debug("%s is not listed: %s", hub_id, error)
        else:
            return [_entry(hub_id, hub_id, "hub-cache", folder)]
    folder = hub_cache.snapshot(hub_id, "*.gguf")
    files = sorted(folder.glob("*.gguf")) if folder is not None else []
    return [
        ModelEntry(str(file), f"{hub_id}: {file.stem}", "gguf", file.stat().st_size, file)
        for file in files
        if file.exists()
    ]


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def is_model_path(path: Path) -> bool:
    """Whether a dropped path is a model or an adapter's folder, or a GGUF file."""
    try:
        if path.is_dir():
            return any((path / name).is_file() for name in _SIGNS)
    except OSError:
        return False
    return path.suffix.lower() == ".gguf"


def resolve_model(
    reference: str, *, online: bool = False, control: Control | None = None
) -> ModelSource:
    """Find a model by name and look whether it can be opened.

    Args:
        reference: `demo`, a folder of a model or an adapter, a `.gguf` file or a Hub id.
        online: whether a Hub id that is not in the cache may be downloaded.
        control: takes progress of a download, and may cancel it.

    Raises:
        ModelLoadError: nothing has that name, or its files are missing or broken.
        UnsafeModelError: opening it would run code.
        Cancelled: through `control`.
    """
    reference = reference.strip()
    path = Path(reference)
    try:
        path = path.expanduser()
        # Whatever lies in this folder: a folder of that name is `./demo`.
        if reference == DEMO:
            return _bundled()
        if reference and path.is_dir():
            return _folder(reference, folder_name(path.resolve()), path)
        if path.is_file():
            return _single_file(reference, path)
        if path.is_absolute() or not hub_cache.looks_like_hub_id(reference):
            raise _nothing_there(reference)
        return _from_hub(reference, online, control or Control())
    except OSError as error:
        raise unreadable(path, error) from error
    except (RuntimeError, UnicodeEncodeError) as error:
        # A home folder of nobody, or a name that no file can have.
        raise _nothing_there(reference) from error


def _folder(reference: str, name: str, folder: Path) -> ModelSource:
    if is_adapter(folder):
        read_adapter(folder)
        return ModelSource(reference, name, "adapter", folder)
    checks.check_folder(folder)
    return ModelSource(reference, name, "folder", folder)


def _nothing_there(reference: str) -> ModelLoadError:
    return ModelLoadError(
        marked("errors", "There is no model at '{path}'. Check the path; it may have been moved."),
        path=reference,
    )


def _bundled() -> ModelSource:
    folder = demo_folder()
    if not folder.is_dir():
        raise ModelLoadError(
            marked("errors", "The bundled model is not in this installation ({path} is missing). Install MemStudio again."),
            path=str(folder),
        )  # fmt: skip
    checks.check_folder(folder)
    return ModelSource(DEMO, DEMO, "folder", folder)


def _single_file(reference: str, path: Path) -> ModelSource:
    if path.suffix.lower() == ".gguf":
        checks.check_gguf(path)
        return ModelSource(reference, path.stem, "gguf", path)
    if path.suffix.lower() in {".safetensors", ".json"} and (path.parent / "config.json").is_file():
        return resolve_model(str(path.parent))
    raise ModelLoadError(
        marked("errors", "{path} is not a model. Choose a folder with config.json, or a .gguf file."),
        path=str(path),
    )  # fmt: skip


def _from_hub(hub_id: str, online: bool, control: Control) -> ModelSource:
    folder = hub_cache.snapshot(hub_id) or hub_cache.snapshot(hub_id, PEFT_CONFIG)
    if folder is not None:
        try:
            return _folder(hub_id, hub_id, folder)
        except UnsafeModelError:
            raise
        except ModelLoadError:
            # An earlier download may have ended too soon.
            if not online:
                raise
    elif not online:
        raise ModelLoadError(
            marked("errors", "'{id}' is neither a file here nor in the Hugging Face cache ({cache}). Allow going online (in the dialog that opens models, or with --online) to download it, or fetch it with: hf download {id}"),
            id=hub_id, cache=str(hub_cache.cache_folder()),
        )  # fmt: skip
    return _folder(hub_id, hub_id, download(hub_id, control))
