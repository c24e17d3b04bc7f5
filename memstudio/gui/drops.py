"""What dropped, chosen or named paths are, and what is done with them; knows no widget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from memstudio.errors import MemStudioError
from memstudio.paths import is_there

if TYPE_CHECKING:
    from collections.abc import Iterable

DropKind = Literal["data", "model", "both", "run", "trace", "state", "refused"]
Refusal = Literal["nothing", "missing", "mixed", "several", "weights", "not-text"]

_WEIGHTS = frozenset({".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".onnx", ".h5"})
# Never text; everything else is for the readers to try, which name what they cannot read.
_NOT_TEXT = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".ico", ".mp3", ".wav"}
    | {".ogg", ".flac", ".mp4", ".mkv", ".avi", ".mov", ".7z", ".rar"}
    | {".exe", ".dll", ".so", ".dylib", ".iso", ".dmg", ".deb", ".rpm", ".ttf", ".otf"}
)
_OPENED: dict[str, DropKind] = {
    "model": "model", "run": "run", "trace": "trace", "state": "state",
}  # fmt: skip
"""What is opened by itself, and is no text."""
# A file manager opens files, not folders: the one in a folder that says what the folder is.
_SPEAKS_FOR: dict[str, DropKind] = {"run.toml": "run", "zarr.json": "trace"}


@dataclass(frozen=True)
class DropPlan:
    """What will happen with some paths.

    Attributes:
        kind: "data", "model", "both", "run", "trace", "state", or "refused".
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
    """Look at the paths themselves, and into files of weights only, and decide."""
    found = [_meant(Path(path)) for path in paths]
    names = tuple(str(path) for path in found)
    if not found:
        return _refused("nothing", names)
    missing = tuple(str(path) for path in found if not is_there(path))
    # One that is missing among others is a problem of that file: the others are read.
    if len(missing) == len(found):
        return _refused("missing", missing)
    kinds = {path: _kind_of(path) for path in found}
    special = tuple(path for path in found if kinds[path] in _OPENED)
    if special:
        return _with_special(special, {_OPENED[kinds[path]] for path in special}, found)
    for why in ("weights", "not-text"):
        at_fault = tuple(str(path) for path in found if kinds[path] == why)
        # One picture among many texts is a problem of that file; alone, it is a mistake.
        if len(at_fault) == len(found):
            return _refused("weights" if why == "weights" else "not-text", at_fault)
    num_folders = sum(map(_is_folder, found))
    return DropPlan("data", names, len(found) - num_folders, num_folders)


def _with_special(special: tuple[Path, ...], kinds: set[DropKind], found: list[Path]) -> DropPlan:
    """A model, a run, a trace, or states: a model may come with its text."""
    others = [str(path) for path in found if path not in special]
    if kinds == {"state"} and not others:
        return DropPlan("state", tuple(map(str, special)))
    if len(special) > 1:
        return _refused("several", tuple(map(str, found)))
    if not others:
        return DropPlan(next(iter(kinds)), (str(special[0]),))
    if kinds != {"model"}:
        return _refused("mixed", (str(special[0]), *others))
    rest = plan_drop(others)
    return rest if rest.kind == "refused" else replace(rest, kind="both", model=str(special[0]))


def _refused(refusal: Refusal, paths: tuple[str, ...]) -> DropPlan:
    return DropPlan("refused", paths, refusal=refusal)


def _meant(path: Path) -> Path:
    """The folder of a run or a trace, when the file that makes it one is named."""
    is_inside = path.name in _SPEAKS_FOR and not _is_folder(path) and is_there(path)
    return path.parent if is_inside else path


def _kind_of_folder(path: Path) -> str:
    try:
        for name, kind in _SPEAKS_FOR.items():
            if (path / name).is_file():
                return kind
        is_model = (path / "config.json").is_file() or any(path.glob("*.safetensors"))
    except OSError:
        # One that may not be looked into; its reader says so.
        return "folder"
    return "model" if is_model else "folder"


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
        return "state" if suffix == ".safetensors" and _is_state(path) else "weights"
    return "not-text" if suffix in _NOT_TEXT else "file"


def _is_state(path: Path) -> bool:
    """Whether a file of weights is the memory state of a model."""
    from memstudio.memory.state_file import read_header

    try:
        read_header(path)
    except MemStudioError:
        return False
    return True
