"""The user's Hugging Face cache: listed, reused, never written to unless asked."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.errors import ModelLoadError, marked

if TYPE_CHECKING:
    from memstudio.progress import Control

_HUB_ID = re.compile(r"[\w][\w.-]*(/[\w][\w.-]*)?")

# Weights as safetensors and what belongs to them; never pickles, never code.
_WANTED = ("*.json", "*.safetensors", "*.model", "*.txt", "*.jinja")


def cache_folder() -> Path:
    """Where the cache is, by the variables that Hugging Face's libraries honour."""
    if explicit := os.environ.get("HF_HUB_CACHE"):
        return Path(explicit).expanduser()
    if home := os.environ.get("HF_HOME"):
        return Path(home).expanduser() / "hub"
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "huggingface" / "hub"


def looks_like_hub_id(reference: str) -> bool:
    """Whether a name could be a Hub id: `name` or `owner/name`."""
    return bool(_HUB_ID.fullmatch(reference)) and not reference.endswith((".gguf", ".safetensors"))


def snapshot(hub_id: str) -> Path | None:
    """The newest complete snapshot of a model in the cache; None when there is none."""
    folder = cache_folder() / ("models--" + hub_id.replace("/", "--"))
    main = folder / "refs" / "main"
    if main.is_file():
        wanted = folder / "snapshots" / main.read_text(encoding="utf-8").strip()
        if (wanted / "config.json").exists():
            return wanted
    found = [path for path in (folder / "snapshots").glob("*") if (path / "config.json").exists()]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def cached_models() -> list[tuple[str, Path, int]]:
    """Id, snapshot and bytes of each model in the cache that has a configuration."""
    found = []
    try:
        folders = sorted(cache_folder().glob("models--*"))
    except OSError:
        return []
    for folder in folders:
        hub_id = folder.name.removeprefix("models--").replace("--", "/", 1)
        path = snapshot(hub_id)
        if path is not None:
            size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
            found.append((hub_id, path, size))
    return found


def download(hub_id: str, control: Control | None = None) -> Path:
    """Fetch a model into the cache; only ever called when the user asked to go online.

    Raises:
        ModelLoadError: the Hub cannot be reached, or has no such model.
    """
    if control is not None:
        control.checkpoint()
        control.report(0, 0, marked("progress", "Downloading the model"))
    try:
        from huggingface_hub import snapshot_download

        path = snapshot_download(hub_id, allow_patterns=list(_WANTED), cache_dir=cache_folder())
    except Exception as error:
        raise ModelLoadError(
            marked("errors", "'{id}' could not be downloaded ({reason}). Check the name and the connection, or open a local folder."),
            id=hub_id, reason=str(error).splitlines()[0] if str(error) else type(error).__name__,
        ) from error  # fmt: skip
    if control is not None:
        control.checkpoint()
    return Path(path)
