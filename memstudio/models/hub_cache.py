"""The user's Hugging Face cache: found, listed, reused; never written to here."""

from __future__ import annotations

import os
import re
from pathlib import Path

_HUB_ID = re.compile(r"[\w][\w.-]*(/[\w][\w.-]*)?", re.ASCII)
_LONGEST_ID = 96


def cache_folder() -> Path:
    """Where the cache is, by the variables that Hugging Face's libraries honour."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if explicit := os.environ.get(name):
            return _expanded(explicit)
    if home := os.environ.get("HF_HOME"):
        return _expanded(home) / "hub"
    return _expanded(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface" / "hub"


def _expanded(path: str) -> Path:
    return Path(os.path.expandvars(path)).expanduser()


def looks_like_hub_id(reference: str) -> bool:
    """Whether a name could be a Hub id: `name` or `owner/name`."""
    return (
        bool(_HUB_ID.fullmatch(reference))
        and len(reference) <= _LONGEST_ID
        and not re.search(r"--|\.\.|\.(gguf|safetensors|git)$", reference)
    )


def snapshot(hub_id: str, wanted: str = "config.json") -> Path | None:
    """The newest snapshot in the cache that holds a file like `wanted`; None when there is none."""
    folder = cache_folder() / ("models--" + hub_id.replace("/", "--"))
    main = folder / "refs" / "main"
    if main.is_file():
        current = folder / "snapshots" / main.read_text(encoding="utf-8", errors="replace").strip()
        if _holds(current, wanted):
            return current
    found = [path for path in (folder / "snapshots").glob("*") if _holds(path, wanted)]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def _holds(folder: Path, wanted: str) -> bool:
    # A link to a file that was not downloaded to its end does not exist.
    return any(path.exists() for path in folder.glob(wanted))


def cached_ids() -> list[str]:
    """The ids of all models in the cache."""
    folders = sorted(cache_folder().glob("models--*"))
    return [folder.name.removeprefix("models--").replace("--", "/", 1) for folder in folders]
