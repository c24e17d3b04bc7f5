"""`memstudio doctor`: what is missing on this computer, and the command that mends it."""

import importlib.metadata
import os
import platform
import shutil
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from memstudio.cli import system_needs
from memstudio.cli.options import Json
from memstudio.cli.terminal import print_columns, print_json, size

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEAST_FREE = 2_000_000_000  # bytes: a small model, its checkpoints and the traces of a run
_PACKAGES = ("torch", "transformers", "accelerate", "PySide6-Essentials", "pyqtgraph", "zarr")
_BROKEN_QT = "6.12.0"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what mends it.

    Attributes:
        what: was looked at.
        status: "ok"; "note" when something is only less good; "missing" when something will fail.
        text: how it is.
        remedy: what to do, when there is something to do.
    """

    what: str
    status: Literal["ok", "note", "missing"]
    text: str
    remedy: str = ""


def run(
    *,
    clear_cache: Annotated[
        bool,
        typer.Option("--clear-cache", help="Take away texts and tokens that are kept, and end."),
    ] = False,
    json: Json = False,
) -> None:
    """Look what is missing on this computer, and name the command that mends it.

    The exit status is 1 when something will not work.
    """
    if clear_cache:
        _clear_cache(json=json)
        return
    findings = tuple(_findings())
    is_well = all(finding.status != "missing" for finding in findings)
    if json:
        print_json({"ok": is_well, "findings": [asdict(finding) for finding in findings]})
    else:
        print_columns([(f.status, f.what, f.text) for f in findings])
        for finding in findings:
            if finding.remedy:
                print(f"\n{finding.what}: {finding.remedy}")
    if not is_well:
        raise typer.Exit(1)


def _clear_cache(*, json: bool) -> None:
    from memstudio.data.text_cache import clear_cache

    freed = clear_cache()
    if json:
        print_json({"freed_bytes": freed})
    else:
        print(f"{size(freed)} were freed. What is in use was kept.")


def _findings() -> "Iterator[Finding]":
    yield Finding("Python", "ok", f"{platform.python_version()} ({sys.executable})")
    for package in _PACKAGES:
        yield _package(package)
    yield from _devices()
    yield from _window()
    yield from _models()
    yield from _plugins()
    yield from _folders()


def _package(name: str) -> Finding:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, "missing", "not installed", f"python -m pip install {name}")
    if name == "PySide6-Essentials" and version == _BROKEN_QT and sys.version_info < (3, 12):
        return Finding(
            name, "missing", f"{version} ends the process on this Python after a while",
            "python -m pip install 'PySide6-Essentials==6.11.3'",
        )  # fmt: skip
    return Finding(name, "ok", version)


def _devices() -> "Iterator[Finding]":
    try:
        from memstudio.models.device import describe, list_devices

        devices = list_devices()
    except (ImportError, OSError, RuntimeError) as error:
        remedy = "python -m pip install --force-reinstall torch"
        yield Finding("devices", "missing", f"torch cannot be started: {error}", remedy)
        return
    for device in devices:
        yield Finding(f"device {device.id}", "ok", describe(device))
    if shutil.which("nvidia-smi") and not any(device.kind == "cuda" for device in devices):
        yield Finding(
            "NVIDIA GPU", "note", "there is one, and the installed torch cannot use it",
            "install a build of torch for your driver; PyTorch's installation page names the command",
        )  # fmt: skip


def _window() -> "Iterator[Finding]":
    missing = system_needs.missing_libraries()
    if missing:
        names = ", ".join(need.name for need in missing)
        yield Finding("Qt's libraries", "missing", names, system_needs.advice(missing))
    else:
        yield Finding("Qt's libraries", "ok", "all there")
    if system_needs.has_display():
        yield Finding("display", "ok", os.environ.get("DISPLAY", "there"))
    else:
        text = "none here: the window cannot open, all commands work"
        yield Finding("display", "note", text)
    for need in system_needs.missing_fonts():
        yield Finding("fonts", "note", f"{need.name} is missing", system_needs.advice([need]))


def _models() -> "Iterator[Finding]":
    from memstudio.models.catalog import find_models
    from memstudio.models.hub_cache import cache_folder

    models = find_models()
    if any(model.origin == "bundled" for model in models):
        yield Finding("demo model", "ok", "there")
    else:
        yield Finding("demo model", "missing", "its files are gone", "install MemStudio again")
    cached = sum(model.origin == "hub-cache" for model in models)
    yield Finding("Hugging Face cache", "ok", f"{cached} models in {cache_folder()}")


def _plugins() -> "Iterator[Finding]":
    from memstudio.cli.plugin_check import checked_plugins

    found = checked_plugins()
    if not found:
        yield Finding("plug-ins", "ok", "none installed")
    for each in found:
        name = f"plug-in {each.name}"
        text = f"{each.what} of {each.package} {each.version}"
        if each.problem:
            remedy = f"update the package, or: python -m pip uninstall {each.package}"
            yield Finding(name, "note", f"{text}: {each.problem}", remedy)
        else:
            yield Finding(name, "ok", text)


def _folders() -> "Iterator[Finding]":
    from memstudio import paths
    from memstudio.log import log_file

    for what, folder in (
        ("settings", paths.config_dir()),
        ("runs", paths.runs_dir()),
        ("cache", paths.cache_dir()),
    ):
        existing = paths.nearest_existing(folder)
        free = shutil.disk_usage(existing).free
        if not os.access(existing, os.W_OK):
            remedy = "set MEMSTUDIO_HOME to a folder that you may write to"
            yield Finding(what, "missing", f"{folder} cannot be written", remedy)
        elif free < _LEAST_FREE:
            remedy = "free some space, or set MEMSTUDIO_HOME to a folder on another disk"
            yield Finding(what, "note", f"{folder}, only {size(free)} free", remedy)
        else:
            yield Finding(what, "ok", f"{folder}, {size(free)} free")
    yield _kept_texts()
    yield Finding("log", "ok", str(log_file()))


def _kept_texts() -> Finding:
    from memstudio.data.text_cache import cache_entries, cache_limit

    kept = sum(entry.num_bytes for entry in cache_entries())
    text = f"{size(kept)} of texts and tokens, of {size(cache_limit())} that are kept at most"
    remedy = "memstudio doctor --clear-cache takes them away" if kept else ""
    return Finding("kept texts", "ok", text, remedy)
