"""What dropped, chosen or named paths are, and what is done with them; knows no widget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

DropKind = Literal["data", "model", "both", "run", "trace", "refused"]
Refusal = Literal["nothing", "missing", "mixed", "several", "weights", "not-text"]

_WEIGHTS = frozenset({".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".onnx", ".h5"})
# Never text; everything else is for the readers to try, which name what they cannot read.
_NOT_TEXT = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".ico", ".mp3", ".wav"}
    | {".ogg", ".flac", ".mp4", ".mkv", ".avi", ".mov", ".7z", ".rar"}
    | {".exe", ".dll", ".so", ".dylib", ".iso", ".dmg", ".deb", ".rpm", ".ttf", ".otf"}
)
_OPENED: dict[str, DropKind] = {"model": "model", "run": "run", "trace": "trace"}
"""What is opened by itself, and is no text."""


@dataclass(frozen=True)
class DropPlan:
    """What will happen with some paths.

    Attributes:
        kind: "data", "model", "both", "run", "trace", or "refused".
        paths: those that are used, or at fault when refused; of both, those of the data.
        num_files: files among them.
        num_folders: folders among them.
        refusal: why nothing will happen, when `kind` is "refused".
        model: the path of the model, when `kind` is "both".
    """

    kind: DropKind
    paths: tuple[str, ...]
    num_files: int = 0
    num_folders: int = 0
    refusal: Refusal | None = None
    model: str = ""


def plan_drop(paths: Iterable[str]) -> DropPlan:
    """Look at the paths themselves, not into the files, and decide."""
    found = [Path(path) for path in paths]
    names = tuple(str(path) for path in found)
    if not found:
        return _refused("nothing", names)
    missing = tuple(str(path) for path in found if not is_there(path))
    # One that is missing among others is a problem of that file: the others are read.
    if len(missing) == len(found):
        return _refused("missing", missing)
    kinds = {path: _kind_of(path) for path in found}
    special = tuple(path for path in found if kinds[path] in _OPENED)
    if len(special) > 1:
        return _refused("several", names)
    if special:
        others = [str(path) for path in found if path not in special]
        return _with_special(special[0], _OPENED[kinds[special[0]]], others)
    for why in ("weights", "not-text"):
        at_fault = tuple(str(path) for path in found if kinds[path] == why)
        # One picture among many texts is a problem of that file; alone, it is a mistake.
        if len(at_fault) == len(found):
            return _refused("weights" if why == "weights" else "not-text", at_fault)
    num_folders = sum(map(_is_folder, found))
    return DropPlan("data", names, len(found) - num_folders, num_folders)


def _with_special(path: Path, kind: DropKind, others: list[str]) -> DropPlan:
    """A model, a run or a trace: a model may come with its text."""
    if not others:
        return DropPlan(kind, (str(path),))
    if kind != "model":
        return _refused("mixed", (str(path), *others))
    rest = plan_drop(others)
    return rest if rest.kind == "refused" else replace(rest, kind="both", model=str(path))


def _refused(refusal: Refusal, paths: tuple[str, ...]) -> DropPlan:
    return DropPlan("refused", paths, refusal=refusal)


def _kind_of_folder(path: Path) -> str:
    try:
        if (path / "run.toml").is_file():
            return "run"
        if (path / "zarr.json").is_file():
            return "trace"
        is_model = (path / "config.json").is_file() or any(path.glob("*.safetensors"))
    except OSError:
        # One that may not be looked into; its reader says so.
        return "folder"
    return "model" if is_model else "folder"


def is_there(path: Path) -> bool:
    """Whether there is a file or folder, be it one that may not be looked at."""
    try:
        return path.exists()
    except (OSError, ValueError) as error:
        return isinstance(error, PermissionError)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _kind_of(path: Path) -> str:
    if _is_folder(path):
        return _kind_of_folder(path)
    suffix = path.suffix.lower()
    if suffix == ".gguf":
        return "model"
    if suffix in _WEIGHTS:
        return "weights"
    return "not-text" if suffix in _NOT_TEXT else "file"
