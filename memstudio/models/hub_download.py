"""Fetching a model from the Hugging Face Hub; only ever when the user asked to go online."""

from __future__ import annotations

import os
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.errors import MemStudioError, ModelLoadError, UnsafeModelError, marked
from memstudio.models.hub_cache import cache_folder

if TYPE_CHECKING:
    from memstudio.progress import Control

# Weights as safetensors and what belongs to them; never pickles, never code.
_WANTED = ("*.json", "*.safetensors", "*.model", "*.txt", "*.jinja")
# The same weights once more, for other programs.
_UNWANTED = ("onnx/*", "original/*", "openvino/*", "coreml/*", "consolidated*")


def download(hub_id: str, control: Control) -> Path:
    """Fetch a model into the user's Hugging Face cache.

    Args:
        hub_id: `name` or `owner/name`.
        control: takes progress in bytes; may cancel at each piece that arrives.

    Raises:
        ModelLoadError: the Hub cannot be reached, or has no such model, or will not give it.
        UnsafeModelError: its only weights are pickles.
        Cancelled: through `control`; what was fetched stays for the next try.
    """
    control.checkpoint()
    control.report(0, 0, marked("progress", "Asking the Hub about the model"))
    try:
        from huggingface_hub import HfApi, constants, snapshot_download

        # The user asked for a model, not to tell what runs here, nor for the list of coding
        # agents that the library fetches to name the one that called it.
        constants.HF_HUB_DISABLE_TELEMETRY = True
        endpoint = os.environ.get("HF_ENDPOINT")
        files = HfApi(endpoint=endpoint).model_info(hub_id, files_metadata=True).siblings or []
        total = _wanted_bytes(hub_id, {file.rfilename: int(file.size or 0) for file in files})
        control.checkpoint()
        folder = snapshot_download(
            hub_id,
            endpoint=endpoint,
            cache_dir=cache_folder(),
            allow_patterns=list(_WANTED),
            ignore_patterns=list(_UNWANTED),
            tqdm_class=_bar(control, total),
        )
    except MemStudioError:
        raise
    except Exception as error:
        raise _in_words(hub_id, error) from error
    control.checkpoint()
    return Path(folder)


def _wanted_bytes(hub_id: str, sizes: dict[str, int]) -> int:
    """What will be fetched, of all files of a model."""
    wanted = {
        name: size
        for name, size in sizes.items()
        if any(fnmatch(name, pattern) for pattern in _WANTED)
        and not any(fnmatch(name, pattern) for pattern in _UNWANTED)
    }
    if not any(name.endswith(".safetensors") for name in wanted):
        raise UnsafeModelError(
            marked("errors", "'{id}' has no safetensors weights on the Hub, and others are not opened because they can run code. Choose a model with safetensors; most have a copy that does."),
            id=hub_id,
        )  # fmt: skip
    return sum(wanted.values())


def _bar(control: Control, total: int) -> type[Any]:
    """A progress bar that tells `control` of the bytes, and draws nothing."""
    from huggingface_hub.utils.tqdm import tqdm

    class Bar(tqdm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            self._counts_bytes = kwargs.get("unit") == "B"
            self._done = 0
            super().__init__(*args, **{**kwargs, "disable": True})  # type: ignore[no-untyped-call]

        def update(self, n: float | None = 1) -> None:
            control.checkpoint()
            if self._counts_bytes:
                self._done += int(n or 0)
                text = marked("progress", "Downloading the model")
                control.report(min(self._done, total), total, text, "bytes")

    return Bar


def _in_words(hub_id: str, error: Exception) -> ModelLoadError:
    from huggingface_hub import errors

    if isinstance(error, errors.GatedRepoError):
        return ModelLoadError(
            marked("errors", "'{id}' is only given to people who accepted its terms. Accept them on its page on the Hub, sign in with: hf auth login, and try again."),
            id=hub_id,
        )  # fmt: skip
    if isinstance(error, errors.RepositoryNotFoundError):
        return ModelLoadError(
            marked("errors", "The Hub has no model '{id}', or it is private. Check the name; for a private model sign in with: hf auth login"),
            id=hub_id,
        )  # fmt: skip
    if isinstance(error, errors.OfflineModeIsEnabled):
        return ModelLoadError(
            marked("errors", "'{id}' was not downloaded, because the environment variable HF_HUB_OFFLINE forbids it. Unset it and start again."),
            id=hub_id,
        )  # fmt: skip
    reason = str(error).strip().split("\n", 1)[0][:300] or type(error).__name__
    return ModelLoadError(
        marked("errors", "'{id}' could not be downloaded ({reason}). Check the connection and the space on the disk, or open a local folder."),
        id=hub_id, reason=reason,
    )  # fmt: skip
