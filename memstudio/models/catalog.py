"""What a user may call a model, and where it is then. Imports neither torch nor transformers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.errors import ModelLoadError, marked
from memstudio.models import checks, hub_cache
from memstudio.models.source import ModelEntry, ModelSource
from memstudio.resources import resource

if TYPE_CHECKING:
    from memstudio.progress import Control

DEMO = "demo"


def demo_folder() -> Path:
    """The folder of the bundled model."""
    return resource("models", DEMO)


def find_models() -> tuple[ModelEntry, ...]:
    """The bundled model and what is in the Hugging Face cache."""
    found = []
    folder = demo_folder()
    if (folder / "config.json").is_file():
        size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
        found.append(ModelEntry(DEMO, DEMO, "bundled", size, folder))
    for hub_id, path, size in hub_cache.cached_models():
        found.append(ModelEntry(hub_id, hub_id, "hub-cache", size, path))
    return tuple(found)


def is_model_path(path: Path) -> bool:
    """Whether a dropped path is a model: a folder with a configuration, or a GGUF file."""
    if path.is_dir():
        return any((path / name).is_file() for name in ("config.json", "adapter_config.json"))
    return path.suffix.lower() == ".gguf"


def resolve_model(
    reference: str, *, online: bool = False, control: Control | None = None
) -> ModelSource:
    """Find a model by name and look whether it can be opened.

    Args:
        reference: `demo`, a folder, a `.gguf` file or a Hub id.
        online: whether a Hub id that is not in the cache may be downloaded.
        control: takes progress of a download.

    Raises:
        ModelLoadError: nothing has that name, or its files are missing or broken.
        UnsafeModelError: opening it would run code.
    """
    reference = reference.strip()
    path = Path(reference).expanduser()
    if reference == DEMO and not path.exists():
        checks.check_folder(demo_folder())
        return ModelSource(reference, DEMO, "folder", demo_folder())
    if path.is_dir():
        checks.check_folder(path)
        return ModelSource(reference, path.resolve().name, "folder", path)
    if path.is_file():
        return _single_file(reference, path)
    if (
        path.is_absolute()
        or reference.endswith(".gguf")
        or not hub_cache.looks_like_hub_id(reference)
    ):
        raise ModelLoadError(
            marked("errors", "There is no model at '{path}'. Check the path; it may have been moved."),
            path=reference,
        )  # fmt: skip
    found = hub_cache.snapshot(reference)
    if found is None and online:
        found = hub_cache.download(reference, control)
    if found is None:
        raise ModelLoadError(
            marked("errors", "'{id}' is neither a file here nor in the Hugging Face cache ({cache}). Allow going online to download it, or fetch it with: hf download {id}"),
            id=reference, cache=str(hub_cache.cache_folder()),
        )  # fmt: skip
    checks.check_folder(found)
    return ModelSource(reference, reference, "folder", found)


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
