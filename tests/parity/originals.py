"""Where the original implementations are found. None of their code is in this repository.

Packages come from PyPI (the group `parity` of pyproject.toml). Repositories are looked for, each
under its own name, in the folder that the environment variable MEMSTUDIO_ORIGINALS names. What is
not there is skipped; README.md beside this file lists versions and commits.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

FOLDER = "MEMSTUDIO_ORIGINALS"


def package(name: str) -> ModuleType:
    """A module of a package from PyPI; skips the test without it."""
    # Some are installed without what they ask for and do not need, and fail while importing.
    module: ModuleType = pytest.importorskip(
        name,
        reason=f"{name} is not installed (see tests/parity/README.md)",
        exc_type=ImportError,
    )
    return module


def repository(name: str, file: str) -> ModuleType:
    """The module in `file` of the repository `name`; skips the test without it."""
    folder = os.environ.get(FOLDER)
    if not folder:
        pytest.skip(f"{FOLDER} names no folder with {name} (see tests/parity/README.md)")
    path = Path(folder) / name / file
    if not path.is_file():
        pytest.skip(f"{FOLDER} has no {name}/{file} (see tests/parity/README.md)")
    spec = importlib.util.spec_from_file_location(f"original_{name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Nothing is written into somebody else's checkout.
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


def from_meliad(monkeypatch: pytest.MonkeyPatch, file: str) -> ModuleType:
    """A module of the authors' code of Memorizing and Block-Recurrent Transformers, in JAX."""
    for name in ("jax", "flax", "gin"):
        package(name)
    # Metrics and data sets, which layers import and do not use.
    stand_in(monkeypatch, {"clu.metric_writers": "", "clu.values": "Value"})
    monkeypatch.setitem(sys.modules, "transformer.language_model", ModuleType("stand-in"))
    monkeypatch.syspath_prepend(str(Path(os.environ.get(FOLDER, "")) / "meliad"))
    return repository("meliad", file)


def stand_in(monkeypatch: pytest.MonkeyPatch, modules: dict[str, str]) -> None:
    """Put empty modules where an original imports what it does not use here.

    Args:
        monkeypatch: takes them away again.
        modules: the names in each, apart by spaces; every one an empty class.
    """
    for name, contents in modules.items():
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            within = ".".join(parts[:end])
            if within not in sys.modules:
                monkeypatch.setitem(sys.modules, within, ModuleType(within))
            if end > 1:
                setattr(
                    sys.modules[".".join(parts[: end - 1])], parts[end - 1], sys.modules[within]
                )
        for each in contents.split():
            setattr(sys.modules[name], each, type(each, (), {}))


def torch_but(**others: Any) -> ModuleType:
    """A module that is torch, but for some functions: to change one place of somebody's code."""
    module = _Torch("torch")
    vars(module).update(others)
    return module


class _Torch(ModuleType):
    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)
